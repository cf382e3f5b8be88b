-- As migrations/0007.sql, where the columns are told.
CREATE TABLE rider (
    pseudonym TEXT COLLATE "C" PRIMARY KEY, resident TEXT NOT NULL UNIQUE, since TEXT NOT NULL
);

CREATE TABLE rider_identity (
    mark TEXT COLLATE "C" NOT NULL, generation BIGINT NOT NULL, rider TEXT COLLATE "C" NOT NULL REFERENCES rider (pseudonym),
    medium TEXT NOT NULL, sealed BYTEA NOT NULL, card TEXT, card_key BYTEA, binding BYTEA, since TEXT NOT NULL, ended TEXT, why TEXT,
    PRIMARY KEY (mark, generation)
);
CREATE UNIQUE INDEX rider_identity_open ON rider_identity (mark) WHERE ended IS NULL;
CREATE INDEX rider_identity_rider ON rider_identity (rider);

CREATE TABLE entitlement (
    id TEXT COLLATE "C" PRIMARY KEY, rider TEXT COLLATE "C" NOT NULL REFERENCES rider (pseudonym), scheme TEXT NOT NULL,
    version TEXT NOT NULL, begins TEXT NOT NULL, until TEXT, suspended TEXT, ended TEXT, why TEXT
);
CREATE UNIQUE INDEX entitlement_open ON entitlement (rider, scheme) WHERE ended IS NULL;

CREATE TABLE rider_application (
    terminal TEXT COLLATE "C" NOT NULL, application TEXT COLLATE "C" NOT NULL, visit TEXT NOT NULL,
    rider TEXT COLLATE "C" NOT NULL REFERENCES rider (pseudonym), scheme TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (terminal, application)
);
