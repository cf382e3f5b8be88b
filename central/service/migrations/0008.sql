-- What vehicles told, for questions: made from `record`, and made anew whenever `listed`, how far they are followed, goes back to 0.
ALTER TABLE chain ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chain_unlisted ON chain (id) WHERE listed < posted;

-- Each record that says something of a journey; a journey's id is that of its first record.
CREATE TABLE ride_event (record TEXT PRIMARY KEY, journey TEXT NOT NULL, names TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX ride_event_journey ON ride_event (journey);
CREATE INDEX ride_event_names ON ride_event (names) WHERE names IS NOT NULL;

-- A journey, one row whatever is told of it later. `rider` is NULL for people whom only the driver counted, `party` of them.
-- `status`: open, settled, unpaired, refused, counted, void. `board` or `alight` is '' while nobody knows it. Money in yen.
CREATE TABLE ride (
    id TEXT PRIMARY KEY, terminal TEXT NOT NULL, vehicle TEXT NOT NULL, firm TEXT NOT NULL, day TEXT NOT NULL,
    route TEXT NOT NULL, trip TEXT NOT NULL, board TEXT NOT NULL, board_seq INTEGER, board_at TEXT NOT NULL,
    hour INTEGER NOT NULL, alight TEXT NOT NULL, alight_seq INTEGER, alight_at TEXT NOT NULL, category TEXT NOT NULL,
    medium TEXT NOT NULL, level TEXT NOT NULL, party INTEGER NOT NULL, scheme TEXT NOT NULL, rider TEXT,
    fare INTEGER NOT NULL, subsidy INTEGER NOT NULL, paid INTEGER NOT NULL, rides INTEGER NOT NULL, points INTEGER NOT NULL,
    rules TEXT NOT NULL, settled TEXT, status TEXT NOT NULL, events INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ride_by_day ON ride (day);
CREATE INDEX ride_by_scheme ON ride (scheme, day);

-- Where a trip began, called and ended; `late_s` against its timetable.
CREATE TABLE trip_event (
    record TEXT PRIMARY KEY, what TEXT NOT NULL, terminal TEXT NOT NULL, vehicle TEXT NOT NULL, at TEXT NOT NULL,
    day TEXT NOT NULL, trip TEXT NOT NULL, route TEXT NOT NULL, stop TEXT NOT NULL, sequence INTEGER, on_board INTEGER,
    boarded INTEGER, alighted INTEGER, late_s INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX trip_event_by_day ON trip_event (day);

-- The newest that is known of a vehicle: `at` in milliseconds since 1970, `body` a `wire.Vehicle` as JSON.
CREATE TABLE vehicle (terminal TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
