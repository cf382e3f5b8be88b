-- The ledger. An account's name is `LEDGER/KIND/...`; `limited` ones can never be overdrawn, whatever a program does.
CREATE TABLE account (
    name TEXT PRIMARY KEY, limited INTEGER NOT NULL,
    debits_posted INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending INTEGER NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending INTEGER NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    CHECK (limited = 0 OR debits_posted + debits_pending <= credits_posted)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER account_stays BEFORE UPDATE OF name, limited ON account
BEGIN SELECT RAISE(ABORT, 'the limit of an account is never changed'); END;
CREATE TRIGGER account_remains BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'accounts are never removed'); END;

-- What is booked in a month: transfers from number `first` to `last`, among them some of its neighbours, until it is closed.
CREATE TABLE month (
    name TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, transfers INTEGER NOT NULL,
    closed TEXT, digest TEXT
) STRICT;
CREATE TRIGGER month_stays BEFORE UPDATE ON month WHEN old.closed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END;
CREATE TRIGGER month_remains BEFORE DELETE ON month BEGIN SELECT RAISE(ABORT, 'months are never removed'); END;

-- `amount` moves at once; `held` is what a pending transfer sets aside, and, negative, what its end lets go.
-- `names` is the pending transfer that is ended, or the posted one that is reversed: each once.
CREATE TABLE transfer (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL, kind TEXT NOT NULL, month TEXT NOT NULL,
    day TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
    held INTEGER NOT NULL, names TEXT,
    -- not IN, for which SQLite builds a table for each row
    CHECK (kind = 'posted' AND held = 0 AND names IS NULL OR kind = 'pending' AND amount = 0 AND held >= 0 AND names IS NULL
        OR kind = 'done' AND held <= 0 AND names IS NOT NULL OR kind = 'void' AND amount = 0 AND held <= 0 AND names IS NOT NULL
        OR kind = 'expired' AND amount = 0 AND held <= 0 AND names IS NOT NULL
        OR kind = 'reversal' AND held = 0 AND names IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX transfer_names ON transfer (names) WHERE names IS NOT NULL;
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfers are never removed'); END;
CREATE TRIGGER transfer_ends AFTER INSERT ON transfer WHEN new.names IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'there is nothing that this ends or reverses') WHERE NOT EXISTS (
        SELECT 1 FROM transfer AS meant WHERE meant.id = new.names AND CASE new.kind WHEN 'reversal'
        THEN meant.kind IN ('posted', 'done') AND meant.amount = new.amount AND meant.debit = new.credit AND meant.credit = new.debit
        ELSE meant.kind = 'pending' AND meant.held = -new.held AND meant.debit = new.debit AND meant.credit = new.credit END
    );
END;

-- What central does to the ledger of its own accord: requests, and the balancing at the end of a month.
CREATE TABLE ledger_act (
    id TEXT PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL, until TEXT, body TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_act_stays BEFORE UPDATE ON ledger_act BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER ledger_act_remains BEFORE DELETE ON ledger_act BEGIN SELECT RAISE(ABORT, 'acts are never removed'); END;

-- Records that moved nothing because something is wrong with them, or because what they name (`waits`) is not there yet.
CREATE TABLE unposted (
    record TEXT PRIMARY KEY, terminal TEXT NOT NULL, reason TEXT NOT NULL, waits TEXT, since TEXT NOT NULL
) STRICT;
CREATE INDEX unposted_waits ON unposted (waits) WHERE waits IS NOT NULL;
