-- As migrations/0008.sql, where the columns are told.
ALTER TABLE chain ADD COLUMN listed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chain_unlisted ON chain (id) WHERE listed < posted;

CREATE TABLE ride_event (record TEXT COLLATE "C" PRIMARY KEY, journey TEXT COLLATE "C" NOT NULL, names TEXT COLLATE "C");
CREATE INDEX ride_event_journey ON ride_event (journey);
CREATE INDEX ride_event_names ON ride_event (names) WHERE names IS NOT NULL;

CREATE TABLE ride (
    id TEXT COLLATE "C" PRIMARY KEY, terminal TEXT NOT NULL, vehicle TEXT NOT NULL, firm TEXT NOT NULL,
    day TEXT COLLATE "C" NOT NULL, route TEXT NOT NULL, trip TEXT NOT NULL, board TEXT NOT NULL, board_seq BIGINT,
    board_at TEXT COLLATE "C" NOT NULL, hour BIGINT NOT NULL, alight TEXT NOT NULL, alight_seq BIGINT, alight_at TEXT NOT NULL,
    category TEXT NOT NULL, medium TEXT NOT NULL, level TEXT NOT NULL, party BIGINT NOT NULL, scheme TEXT COLLATE "C" NOT NULL,
    rider TEXT COLLATE "C", fare BIGINT NOT NULL, subsidy BIGINT NOT NULL, paid BIGINT NOT NULL, rides BIGINT NOT NULL,
    points BIGINT NOT NULL, rules TEXT NOT NULL, settled TEXT COLLATE "C", status TEXT NOT NULL, events BIGINT NOT NULL
);
CREATE INDEX ride_by_day ON ride (day);
CREATE INDEX ride_by_scheme ON ride (scheme, day);

CREATE TABLE trip_event (
    record TEXT COLLATE "C" PRIMARY KEY, what TEXT NOT NULL, terminal TEXT NOT NULL, vehicle TEXT NOT NULL, at TEXT NOT NULL,
    day TEXT COLLATE "C" NOT NULL, trip TEXT NOT NULL, route TEXT NOT NULL, stop TEXT NOT NULL, sequence BIGINT,
    on_board BIGINT, boarded BIGINT, alighted BIGINT, late_s BIGINT
);
CREATE INDEX trip_event_by_day ON trip_event (day);

CREATE TABLE vehicle (terminal TEXT PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL);
