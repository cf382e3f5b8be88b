-- As migrations/0003.sql.
CREATE INDEX issuance_by_ticket ON issuance (ticket);
CREATE INDEX issuance_by_hash ON issuance (sha256);
