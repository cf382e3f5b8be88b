-- What terminals delivered. Of a chain each number from `first` to `through` is in exactly one of the three record tables.
-- `head` is the hash at `through`; `posted` is how far the ledger has followed; `stored` counts the rows of `record`;
-- `current` marks the chain of a terminal that new records are expected in; `held` ones wait for an operator.
CREATE TABLE chain (
    id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, epoch TEXT NOT NULL, first INTEGER NOT NULL,
    through INTEGER NOT NULL, head BLOB NOT NULL, posted INTEGER NOT NULL, stored INTEGER NOT NULL DEFAULT 0,
    current INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, started TEXT NOT NULL, heard TEXT NOT NULL,
    UNIQUE (terminal, epoch)
) STRICT;
CREATE UNIQUE INDEX chain_current ON chain (terminal) WHERE current = 1;
CREATE INDEX chain_unposted ON chain (id) WHERE posted < through;

-- `body` is a record as it was hashed on the terminal, byte for byte; `at` and `what` are copied out of it.
CREATE TABLE record (
    chain INTEGER NOT NULL REFERENCES chain (id), seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
    what TEXT NOT NULL, body TEXT NOT NULL, received TEXT NOT NULL,
    UNIQUE (chain, seq)
) STRICT;
CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'records are never removed'); END;

-- Known before, by id and body, under another number: counted there and not here.
CREATE TABLE repeated_record (
    chain INTEGER NOT NULL REFERENCES chain (id), seq INTEGER NOT NULL, id TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (chain, seq)
) STRICT;
CREATE TRIGGER repeated_record_stays BEFORE UPDATE ON repeated_record
BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
CREATE TRIGGER repeated_record_remains BEFORE DELETE ON repeated_record
BEGIN SELECT RAISE(ABORT, 'records are never removed'); END;

-- Set aside for the operator, as it came.
CREATE TABLE refused_record (
    chain INTEGER NOT NULL REFERENCES chain (id), seq INTEGER NOT NULL, why TEXT NOT NULL, body BLOB NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (chain, seq)
) STRICT;
CREATE TRIGGER refused_record_stays BEFORE UPDATE ON refused_record
BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
CREATE TRIGGER refused_record_remains BEFORE DELETE ON refused_record
BEGIN SELECT RAISE(ABORT, 'records are never removed'); END;

-- A terminal's name under which two machines seem to speak: held until an operator has looked.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL, released TEXT, released_by TEXT
) STRICT;
CREATE UNIQUE INDEX quarantine_open ON quarantine (terminal) WHERE released IS NULL;
