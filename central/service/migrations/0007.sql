-- Riders: whom schemes grant something. `pseudonym` is random, 16 hexadecimal digits; `resident` is a keyed hash of the register's
-- number, and no name, birthday or address is copied. Whoever leaves keeps the row, so that a pseudonym is never given twice.
CREATE TABLE rider (
    pseudonym TEXT PRIMARY KEY, resident TEXT NOT NULL UNIQUE, since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a rider holds up. `mark` is the keyed hash of its text, `sealed` the text itself under a key of central's own, `card` the
-- register's hash of a My Number Card. `card_key` is the card's own public key with `binding`, what the holder's certificate signed.
-- A card that comes back after it was ended is of another `generation`.
CREATE TABLE rider_identity (
    mark TEXT NOT NULL, generation INTEGER NOT NULL, rider TEXT NOT NULL REFERENCES rider (pseudonym), medium TEXT NOT NULL,
    sealed BLOB NOT NULL, card TEXT, card_key BLOB, binding BLOB, since TEXT NOT NULL, ended TEXT, why TEXT,
    PRIMARY KEY (mark, generation)
) STRICT;
CREATE UNIQUE INDEX rider_identity_open ON rider_identity (mark) WHERE ended IS NULL;
CREATE INDEX rider_identity_rider ON rider_identity (rider);

-- What a scheme grants a rider from `begins` to `until`, both days in it; NULL is for ever. One at a time of each scheme is open.
CREATE TABLE entitlement (
    id TEXT PRIMARY KEY, rider TEXT NOT NULL REFERENCES rider (pseudonym), scheme TEXT NOT NULL, version TEXT NOT NULL,
    begins TEXT NOT NULL, until TEXT, suspended TEXT, ended TEXT, why TEXT
) STRICT;
CREATE UNIQUE INDEX entitlement_open ON entitlement (rider, scheme) WHERE ended IS NULL;

-- Applications by a terminal's own ids: the same one again changes nothing. `body` is a keyed hash of what was asked.
CREATE TABLE rider_application (
    terminal TEXT NOT NULL, application TEXT NOT NULL, visit TEXT NOT NULL, rider TEXT NOT NULL REFERENCES rider (pseudonym),
    scheme TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (terminal, application)
) STRICT;
