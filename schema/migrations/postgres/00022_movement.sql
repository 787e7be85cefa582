-- +goose Up
-- The registers of the movement: a line as it stands. What it may hold is described in schema/emulation.
CREATE TABLE entry (
  ws      BYTEA NOT NULL,
  entry   BYTEA NOT NULL,
  kind    TEXT NOT NULL,
  area    BYTEA NOT NULL, -- zero: the commune's
  year    BIGINT NOT NULL,
  day     TEXT NOT NULL,
  due     TEXT NOT NULL,
  done    TEXT NOT NULL,
  title   TEXT NOT NULL,
  removed BIGINT NOT NULL,
  version BIGINT NOT NULL,
  body    TEXT NOT NULL, -- JSON: values, households, files
  search  TEXT NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, entry)
);
CREATE INDEX entry_list ON entry (ws, kind, year, day);
CREATE INDEX entry_due ON entry (ws, due, done);

-- Every version of a line, never changed.
CREATE TABLE entry_version (
  ws      BYTEA NOT NULL,
  entry   BYTEA NOT NULL,
  version BIGINT NOT NULL,
  area    BYTEA NOT NULL,
  year    BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  body    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, entry, version)
);

-- The households of a line as it stands.
CREATE TABLE entry_household (
  ws    BYTEA NOT NULL,
  entry BYTEA NOT NULL,
  case_ BYTEA NOT NULL,
  PRIMARY KEY (ws, entry, case_)
);
CREATE INDEX entry_household_case ON entry_household (ws, case_);

-- The files of any version of a line: who may see the line may see them.
CREATE TABLE entry_file (
  ws    BYTEA NOT NULL,
  entry BYTEA NOT NULL,
  hash  BYTEA NOT NULL,
  PRIMARY KEY (ws, entry, hash)
);

-- The ledger of the fund "Vì người nghèo": written once, corrected by lines that reverse.
CREATE TABLE fund_line (
  ws       BYTEA NOT NULL,
  n        BIGINT NOT NULL, -- place in the ledger
  line     BYTEA NOT NULL,
  number   TEXT NOT NULL,    -- of the receipt or voucher
  side     TEXT NOT NULL,    -- in, out
  asset    TEXT NOT NULL,    -- cash, goods, labour
  amount   BIGINT NOT NULL, -- dong; of labour tenths of a day; below 0 in a line that reverses
  goods    TEXT NOT NULL,
  day      TEXT NOT NULL,
  area     BYTEA NOT NULL,    -- zero: the commune's
  giver    TEXT NOT NULL,    -- kind of giver; "" of a use
  name     TEXT NOT NULL,    -- of the giver, or of who received
  case_    BYTEA NOT NULL,    -- household that gave or received
  entry    BYTEA NOT NULL,    -- enterprise that gave
  public   BIGINT NOT NULL, -- the giver agrees to be named
  purpose  TEXT NOT NULL,
  minutes  TEXT NOT NULL,
  reverses BYTEA NOT NULL,    -- the line that this one takes back; zero: none
  reason   TEXT NOT NULL,
  account  BYTEA NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (ws, n)
);
CREATE UNIQUE INDEX fund_line_id ON fund_line (ws, line);
CREATE INDEX fund_line_reverses ON fund_line (ws, reverses);
CREATE INDEX fund_line_day ON fund_line (ws, day);
CREATE INDEX fund_line_case ON fund_line (ws, case_);

-- +goose StatementBegin
CREATE FUNCTION movement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER entry_version_no_update BEFORE UPDATE ON entry_version FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER entry_version_no_delete BEFORE DELETE ON entry_version FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER entry_version_no_truncate BEFORE TRUNCATE ON entry_version FOR EACH STATEMENT EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER fund_line_no_update BEFORE UPDATE ON fund_line FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER fund_line_no_delete BEFORE DELETE ON fund_line FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER fund_line_no_truncate BEFORE TRUNCATE ON fund_line FOR EACH STATEMENT EXECUTE FUNCTION movement_refuse();
-- +goose StatementBegin
CREATE FUNCTION fund_line_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reverses <> decode(repeat('00', 16), 'hex') AND (NEW.amount >= 0 OR NOT EXISTS (SELECT 1
      FROM fund_line o
      WHERE o.ws = NEW.ws AND o.line = NEW.reverses AND o.amount = -NEW.amount AND o.side = NEW.side AND o.asset = NEW.asset)
    OR EXISTS (SELECT 1 FROM fund_line o WHERE o.ws = NEW.ws AND o.reverses = NEW.reverses))
    OR NEW.reverses = decode(repeat('00', 16), 'hex') AND NEW.amount <= 0 THEN
    RAISE EXCEPTION 'a line reverses one line, wholly and once';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER fund_line_reversed_once BEFORE INSERT ON fund_line FOR EACH ROW EXECUTE FUNCTION fund_line_reversal();
