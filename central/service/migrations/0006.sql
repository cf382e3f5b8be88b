-- What was published under which number. A manifest is what is signed, as JSON; `generation` of the list's key, 0 for documents.
CREATE TABLE snapshot (
    kind TEXT NOT NULL, number INTEGER NOT NULL, sha256 TEXT NOT NULL, manifest BLOB NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (kind, number)
) STRICT;

-- How one whole becomes another, counted out when that was published.
CREATE TABLE snapshot_delta (
    kind TEXT NOT NULL, sha256 TEXT NOT NULL, base TEXT NOT NULL, delta BLOB NOT NULL, PRIMARY KEY (kind, sha256, base)
) STRICT;

-- The bytes: of a whole (`base` is empty), or of the delta that makes it of `base`. In pieces, so that none fills the memory.
CREATE TABLE snapshot_piece (
    kind TEXT NOT NULL, sha256 TEXT NOT NULL, base TEXT NOT NULL, piece INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (kind, sha256, base, piece)
) STRICT;
