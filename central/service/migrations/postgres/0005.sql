-- As migrations/0005.sql, where the columns are told.
CREATE TABLE account (
    name TEXT COLLATE "C" PRIMARY KEY, limited BIGINT NOT NULL,
    debits_posted BIGINT NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted BIGINT NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending BIGINT NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending BIGINT NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    CHECK (limited = 0 OR debits_posted + debits_pending <= credits_posted)
);
-- Room for the next balance in the same page, so that no index is touched.
ALTER TABLE account SET (fillfactor = 50);

CREATE TABLE month (
    name TEXT COLLATE "C" PRIMARY KEY, first BIGINT NOT NULL, last BIGINT NOT NULL, transfers BIGINT NOT NULL,
    closed TEXT, digest TEXT
);

CREATE TABLE transfer (
    seq BIGINT PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE, record TEXT COLLATE "C" NOT NULL, kind TEXT NOT NULL,
    month TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL, debit TEXT COLLATE "C" NOT NULL,
    credit TEXT COLLATE "C" NOT NULL, amount BIGINT NOT NULL CHECK (amount >= 0), held BIGINT NOT NULL,
    names TEXT COLLATE "C",
    CHECK (kind = 'posted' AND held = 0 AND names IS NULL OR kind = 'pending' AND amount = 0 AND held >= 0 AND names IS NULL
        OR kind = 'done' AND held <= 0 AND names IS NOT NULL OR kind = 'void' AND amount = 0 AND held <= 0 AND names IS NOT NULL
        OR kind = 'expired' AND amount = 0 AND held <= 0 AND names IS NOT NULL
        OR kind = 'reversal' AND held = 0 AND names IS NOT NULL)
);
CREATE UNIQUE INDEX transfer_names ON transfer (names) WHERE names IS NOT NULL;

CREATE TABLE ledger_act (
    id TEXT COLLATE "C" PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL, until TEXT, body TEXT NOT NULL
);

CREATE TABLE unposted (
    record TEXT COLLATE "C" PRIMARY KEY, terminal TEXT NOT NULL, reason TEXT NOT NULL, waits TEXT COLLATE "C", since TEXT NOT NULL
);
CREATE INDEX unposted_waits ON unposted (waits) WHERE waits IS NOT NULL;

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is never changed so', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER account_stays BEFORE UPDATE OF name, limited ON account
FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER account_remains BEFORE DELETE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER month_stays BEFORE UPDATE ON month FOR EACH ROW WHEN (old.closed IS NOT NULL)
EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER month_remains BEFORE DELETE OR TRUNCATE ON month FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER transfer_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER ledger_act_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_act
FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();

CREATE FUNCTION transfer_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM transfer AS meant WHERE meant.id = new.names AND CASE new.kind WHEN 'reversal'
        THEN meant.kind IN ('posted', 'done') AND meant.amount = new.amount AND meant.debit = new.credit AND meant.credit = new.debit
        ELSE meant.kind = 'pending' AND meant.held = -new.held AND meant.debit = new.debit AND meant.credit = new.credit END
    ) THEN
        RAISE EXCEPTION 'there is nothing that this ends or reverses' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER transfer_ends AFTER INSERT ON transfer FOR EACH ROW WHEN (new.names IS NOT NULL)
EXECUTE FUNCTION transfer_ends();
