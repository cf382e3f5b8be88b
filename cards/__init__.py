"""What a card says: APDUs, TLV and one session per card application. No device and no device library; one kind of file is read, a city's issuer keys."""
