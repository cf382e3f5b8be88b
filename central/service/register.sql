-- The register of residents. Texts stand exactly as recorded; a day is "YYYY-MM-DD", with the printed form after a blank
-- when parts of it are unknown ("1945-01-01 昭和20年月日不詳").
CREATE TABLE IF NOT EXISTS household (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, postcode TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS domicile (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, head TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS resident (
    id INTEGER PRIMARY KEY,
    household INTEGER NOT NULL REFERENCES household, place INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''), furigana TEXT NOT NULL,
    former_name TEXT NOT NULL, former_furigana TEXT NOT NULL, alias TEXT NOT NULL, alias_furigana TEXT NOT NULL,
    sex TEXT NOT NULL, birth TEXT NOT NULL, relation TEXT NOT NULL,
    became_resident TEXT NOT NULL, address_since TEXT, notified TEXT, moved_from TEXT NOT NULL,
    domicile INTEGER REFERENCES domicile, remarks TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('present', 'moved_out', 'deceased')), status_since TEXT,
    protected INTEGER NOT NULL CHECK (protected IN (0, 1)), card_issued_on TEXT, leaving TEXT,
    UNIQUE (household, place)
) STRICT;

CREATE TABLE IF NOT EXISTS foreigner (
    resident INTEGER PRIMARY KEY REFERENCES resident,
    nationality TEXT NOT NULL, category TEXT NOT NULL, residence_status TEXT NOT NULL, period TEXT NOT NULL,
    expires TEXT, card_number TEXT NOT NULL, alias_changes TEXT NOT NULL, became_foreign_resident TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS former_address (
    resident INTEGER NOT NULL REFERENCES resident, place INTEGER NOT NULL,
    address TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, reason TEXT NOT NULL, within INTEGER NOT NULL,
    PRIMARY KEY (resident, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS seal (
    resident INTEGER PRIMARY KEY REFERENCES resident,
    number TEXT NOT NULL UNIQUE, registered TEXT NOT NULL, impression TEXT NOT NULL
) STRICT;

-- A record that is only ever read whole is one text: JSON of `TaxRecord`, one a year, or of `FamilyRegister`.
CREATE TABLE IF NOT EXISTS assessment (
    resident INTEGER PRIMARY KEY REFERENCES resident, records TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS family (
    domicile INTEGER PRIMARY KEY REFERENCES domicile, record TEXT NOT NULL
) STRICT;

-- A card's certificate, under a keyed hash of issuer and serial number.
CREATE TABLE IF NOT EXISTS card (
    hash TEXT PRIMARY KEY, resident INTEGER NOT NULL REFERENCES resident
) STRICT, WITHOUT ROWID;
