"""What a card says: APDUs, TLV and one session per card application. No I/O and no device library."""
