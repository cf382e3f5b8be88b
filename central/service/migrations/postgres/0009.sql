-- As migrations/0009.sql, where the columns are told.
CREATE TABLE rider_paper (
    id TEXT COLLATE "C" PRIMARY KEY, resident TEXT NOT NULL, mark TEXT NOT NULL, sealed BYTEA, until TEXT,
    entered TEXT NOT NULL, officer TEXT NOT NULL, ended TEXT, ended_by TEXT
);
CREATE UNIQUE INDEX rider_paper_open ON rider_paper (mark) WHERE ended IS NULL;
CREATE INDEX rider_paper_resident ON rider_paper (resident);
