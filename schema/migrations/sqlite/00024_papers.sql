-- +goose Up
-- How the commune's papers name it, from a day on. Lines are never changed: the newest of a day counts.
CREATE TABLE office (
  ws      BLOB NOT NULL,
  n       INTEGER NOT NULL,
  day     TEXT NOT NULL, -- ISO: from this day on
  body    TEXT NOT NULL, -- JSON
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (ws, n)
);

-- Who signs papers, between two days.
CREATE TABLE signer (
  ws     BLOB NOT NULL,
  signer BLOB NOT NULL,
  name   TEXT NOT NULL,
  power  TEXT NOT NULL, -- lines of the signature block
  since  TEXT NOT NULL,
  until_ TEXT NOT NULL, -- "" still
  PRIMARY KEY (ws, signer)
);

-- Templates of papers as an official changed them in Word, by version. Never changed; withdrawn ones do not count.
CREATE TABLE paper_template (
  ws        BLOB NOT NULL,
  paper     TEXT NOT NULL,
  n         INTEGER NOT NULL, -- version, from 1
  day       TEXT NOT NULL, -- ISO: in force from
  file      TEXT NOT NULL,
  hash      BLOB NOT NULL,
  bytes     BLOB NOT NULL,
  note      TEXT NOT NULL,
  withdrawn INTEGER NOT NULL, -- 0 or ms UTC
  account   BLOB NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (ws, paper, n)
);

-- The register of numbered papers: one number a year and symbol, used once. Never deleted: cancelled with a reason.
CREATE TABLE report (
  ws            BLOB NOT NULL,
  report        BLOB NOT NULL,
  paper         TEXT NOT NULL,
  year          INTEGER NOT NULL,
  symbol        TEXT NOT NULL, -- BC-UBND
  number        INTEGER NOT NULL,
  day           TEXT NOT NULL,
  title         TEXT NOT NULL,
  asof          TEXT NOT NULL,
  round         BLOB NOT NULL,
  area          BLOB NOT NULL, -- zero: the commune's
  units         TEXT NOT NULL, -- old, new
  signer        TEXT NOT NULL,
  cancelled     INTEGER NOT NULL,
  cancelled_for TEXT NOT NULL,
  account       BLOB NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (ws, report)
);
CREATE UNIQUE INDEX report_number ON report (ws, year, symbol, number);

-- The files of an issued paper, byte for byte as they were.
CREATE TABLE report_file (
  ws     BLOB NOT NULL,
  report BLOB NOT NULL,
  kind   TEXT NOT NULL, -- docx, pdf, xlsx
  hash   BLOB NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (ws, report, kind)
);
-- +goose StatementBegin
CREATE TRIGGER report_file_no_update BEFORE UPDATE ON report_file BEGIN
  SELECT RAISE(ABORT, 'files of issued papers are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER report_file_no_delete BEFORE DELETE ON report_file BEGIN
  SELECT RAISE(ABORT, 'files of issued papers are never changed');
END;
-- +goose StatementEnd
