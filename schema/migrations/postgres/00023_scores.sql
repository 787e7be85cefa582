-- +goose Up
-- Sets of criteria that the commune loaded, for a year on; the newest of a year counts.
CREATE TABLE criteria (
  ws      BYTEA NOT NULL,
  year    BIGINT NOT NULL,
  n       BIGINT NOT NULL,
  name    TEXT NOT NULL,
  sample  BIGINT NOT NULL,
  file    TEXT NOT NULL,
  source  BYTEA NOT NULL,
  reason  TEXT NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, year, n)
);
-- Figures typed by hand, each signed by who typed it; the newest counts.
CREATE TABLE typed_fact (
  ws      BYTEA NOT NULL,
  year    BIGINT NOT NULL,
  subject TEXT NOT NULL,
  who     BYTEA NOT NULL, -- village, household, entry; zero: the commune
  code    TEXT NOT NULL,
  n       BIGINT NOT NULL,
  value   TEXT NOT NULL, -- a decimal; "" = taken back
  note    TEXT NOT NULL,
  file    TEXT NOT NULL, -- JSON of the paper; "" none
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, year, subject, who, code, n)
);
-- Scorecards as they were settled for the council; the newest of a subject counts.
CREATE TABLE scorecard (
  ws      BYTEA NOT NULL,
  year    BIGINT NOT NULL,
  subject TEXT NOT NULL,
  who     BYTEA NOT NULL,
  n       BIGINT NOT NULL,
  area    BYTEA NOT NULL,
  name    TEXT NOT NULL,
  total   BIGINT NOT NULL, -- tenths
  missing BIGINT NOT NULL, -- tenths
  sample  BIGINT NOT NULL,
  body    TEXT NOT NULL,    -- JSON
  note    TEXT NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, year, subject, who, n)
);
CREATE TRIGGER criteria_no_update BEFORE UPDATE ON criteria FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER criteria_no_delete BEFORE DELETE ON criteria FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER criteria_no_truncate BEFORE TRUNCATE ON criteria FOR EACH STATEMENT EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER typed_fact_no_update BEFORE UPDATE ON typed_fact FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER typed_fact_no_delete BEFORE DELETE ON typed_fact FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER typed_fact_no_truncate BEFORE TRUNCATE ON typed_fact FOR EACH STATEMENT EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER scorecard_no_update BEFORE UPDATE ON scorecard FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER scorecard_no_delete BEFORE DELETE ON scorecard FOR EACH ROW EXECUTE FUNCTION movement_refuse();
CREATE TRIGGER scorecard_no_truncate BEFORE TRUNCATE ON scorecard FOR EACH STATEMENT EXECUTE FUNCTION movement_refuse();
