-- Paper that is shown to somebody is looked for by its number, a file by its hash.
CREATE INDEX issuance_by_ticket ON issuance (ticket);
CREATE INDEX issuance_by_hash ON issuance (sha256);
