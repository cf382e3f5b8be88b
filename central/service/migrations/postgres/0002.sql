-- As migrations/0002.sql.
ALTER TABLE visit ADD COLUMN holder TEXT;
ALTER TABLE ordered ADD COLUMN binding BYTEA;
CREATE INDEX issuance_by_order ON issuance (terminal, visit, ordered);
