-- Who the holder is in the terminal's own words (wire.py `holder_of`), and what a document was made for (`Binding`).
ALTER TABLE visit ADD COLUMN holder TEXT;
ALTER TABLE ordered ADD COLUMN binding BLOB;
