-- +goose Up
-- Sets of criteria that the commune loaded, for a year on; the newest of a year counts.
CREATE TABLE criteria (
  ws      BLOB NOT NULL,
  year    INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  name    TEXT NOT NULL,
  sample  INTEGER NOT NULL,
  file    TEXT NOT NULL,
  source  BLOB NOT NULL,
  reason  TEXT NOT NULL,
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (ws, year, n)
);
-- Figures typed by hand, each signed by who typed it; the newest counts.
CREATE TABLE typed_fact (
  ws      BLOB NOT NULL,
  year    INTEGER NOT NULL,
  subject TEXT NOT NULL,
  who     BLOB NOT NULL, -- village, household, entry; zero: the commune
  code    TEXT NOT NULL,
  n       INTEGER NOT NULL,
  value   TEXT NOT NULL, -- a decimal; "" = taken back
  note    TEXT NOT NULL,
  file    TEXT NOT NULL, -- JSON of the paper; "" none
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (ws, year, subject, who, code, n)
);
-- Scorecards as they were settled for the council; the newest of a subject counts.
CREATE TABLE scorecard (
  ws      BLOB NOT NULL,
  year    INTEGER NOT NULL,
  subject TEXT NOT NULL,
  who     BLOB NOT NULL,
  n       INTEGER NOT NULL,
  area    BLOB NOT NULL,
  name    TEXT NOT NULL,
  total   INTEGER NOT NULL, -- tenths
  missing INTEGER NOT NULL, -- tenths
  sample  INTEGER NOT NULL,
  body    TEXT NOT NULL,    -- JSON
  note    TEXT NOT NULL,
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (ws, year, subject, who, n)
);
-- +goose StatementBegin
CREATE TRIGGER criteria_no_update BEFORE UPDATE ON criteria BEGIN
  SELECT RAISE(ABORT, 'rows of criteria are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER criteria_no_delete BEFORE DELETE ON criteria BEGIN
  SELECT RAISE(ABORT, 'rows of criteria are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER typed_fact_no_update BEFORE UPDATE ON typed_fact BEGIN
  SELECT RAISE(ABORT, 'rows of typed_fact are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER typed_fact_no_delete BEFORE DELETE ON typed_fact BEGIN
  SELECT RAISE(ABORT, 'rows of typed_fact are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scorecard_no_update BEFORE UPDATE ON scorecard BEGIN
  SELECT RAISE(ABORT, 'rows of scorecard are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scorecard_no_delete BEFORE DELETE ON scorecard BEGIN
  SELECT RAISE(ABORT, 'rows of scorecard are never changed');
END;
-- +goose StatementEnd
