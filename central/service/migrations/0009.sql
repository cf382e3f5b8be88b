-- Papers that an officer has seen (a handbook, a licence), by the keyed hash of the resident's number. `mark` is the keyed hash of
-- resident and kind, `sealed` kind and what the paper says under a key of central's own; it is emptied when the paper is ended.
-- `until` is the last day on which it counts, NULL for ever. `officer` entered it, `ended_by` took it out: names under [officers].
CREATE TABLE rider_paper (
    id TEXT PRIMARY KEY, resident TEXT NOT NULL, mark TEXT NOT NULL, sealed BLOB, until TEXT,
    entered TEXT NOT NULL, officer TEXT NOT NULL, ended TEXT, ended_by TEXT
) STRICT;
CREATE UNIQUE INDEX rider_paper_open ON rider_paper (mark) WHERE ended IS NULL;
CREATE INDEX rider_paper_resident ON rider_paper (resident);
