-- What central keeps of its own. Residents are in the register's tables.
CREATE TABLE terminal (
    name TEXT PRIMARY KEY, public_key TEXT NOT NULL, added TEXT NOT NULL, revoked TEXT
) STRICT;

CREATE TABLE seen_nonce (
    terminal TEXT NOT NULL, nonce TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (terminal, nonce)
) STRICT, WITHOUT ROWID;

-- Of a person check only the verdict stays (Act on JPKI, art. 52): no certificate, no signature, no serial number.
CREATE TABLE visit (
    terminal TEXT NOT NULL, visit TEXT NOT NULL, ticket TEXT NOT NULL, purpose TEXT NOT NULL,
    opened INTEGER NOT NULL, challenge BLOB NOT NULL, spent INTEGER NOT NULL DEFAULT 0,
    resident INTEGER, verdict TEXT, verdict_at TEXT, verifier TEXT,
    PRIMARY KEY (terminal, visit)
) STRICT, WITHOUT ROWID;

CREATE TABLE ordered (
    terminal TEXT NOT NULL, visit TEXT NOT NULL, id TEXT NOT NULL, asked BLOB NOT NULL, quote BLOB NOT NULL,
    paid BLOB, outcome BLOB, document BLOB, until INTEGER NOT NULL,
    PRIMARY KEY (terminal, visit, id)
) STRICT;

CREATE TABLE issuance (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, terminal TEXT NOT NULL, visit TEXT NOT NULL, ordered TEXT NOT NULL,
    resident INTEGER NOT NULL, kind TEXT NOT NULL, ticket TEXT NOT NULL, sha256 TEXT NOT NULL, sheets INTEGER NOT NULL,
    yen INTEGER NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE TRIGGER issuance_stays BEFORE UPDATE ON issuance BEGIN SELECT RAISE(ABORT, 'issuances are never changed'); END;
CREATE TRIGGER issuance_remains BEFORE DELETE ON issuance BEGIN SELECT RAISE(ABORT, 'issuances are never removed'); END;
