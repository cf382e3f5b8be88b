-- As migrations/0006.sql, where the columns are told.
CREATE TABLE snapshot (
    kind TEXT NOT NULL, number BIGINT NOT NULL, sha256 TEXT NOT NULL, manifest BYTEA NOT NULL, generation BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);

-- How one whole becomes another, counted out when that was published.
CREATE TABLE snapshot_delta (
    kind TEXT NOT NULL, sha256 TEXT NOT NULL, base TEXT NOT NULL, delta BYTEA NOT NULL, PRIMARY KEY (kind, sha256, base)
);

-- The bytes: of a whole (`base` is empty), or of the delta that makes it of `base`. In pieces, so that none fills the memory.
CREATE TABLE snapshot_piece (
    kind TEXT NOT NULL, sha256 TEXT NOT NULL, base TEXT NOT NULL, piece BIGINT NOT NULL, content BYTEA NOT NULL,
    PRIMARY KEY (kind, sha256, base, piece)
);
