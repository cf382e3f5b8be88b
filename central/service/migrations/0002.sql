-- Who the holder is in the terminal's own words (wire.py `holder_of`), and what a document was made for (`Binding`).
ALTER TABLE visit ADD COLUMN holder TEXT;
ALTER TABLE ordered ADD COLUMN binding BLOB;
-- What follows an issuance is copied from its first row, which is looked for by these.
CREATE INDEX issuance_by_order ON issuance (terminal, visit, ordered);
