-- +goose Up
-- How the commune's papers name it, from a day on. Lines are never changed: the newest of a day counts.
CREATE TABLE office (
  ws      BYTEA NOT NULL,
  n       BIGINT NOT NULL,
  day     TEXT NOT NULL, -- ISO: from this day on
  body    TEXT NOT NULL, -- JSON
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, n)
);

-- Who signs papers, between two days.
CREATE TABLE signer (
  ws     BYTEA NOT NULL,
  signer BYTEA NOT NULL,
  name   TEXT NOT NULL,
  power  TEXT NOT NULL, -- lines of the signature block
  since  TEXT NOT NULL,
  until_ TEXT NOT NULL, -- "" still
  PRIMARY KEY (ws, signer)
);

-- Templates of papers as an official changed them in Word, by version. Never changed; withdrawn ones do not count.
CREATE TABLE paper_template (
  ws        BYTEA NOT NULL,
  paper     TEXT NOT NULL,
  n         BIGINT NOT NULL, -- version, from 1
  day       TEXT NOT NULL, -- ISO: in force from
  file      TEXT NOT NULL,
  hash      BYTEA NOT NULL,
  bytes     BYTEA NOT NULL,
  note      TEXT NOT NULL,
  withdrawn BIGINT NOT NULL, -- 0 or ms UTC
  account   BYTEA NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (ws, paper, n)
);

-- The register of numbered papers: one number a year and symbol, used once. Never deleted: cancelled with a reason.
CREATE TABLE report (
  ws            BYTEA NOT NULL,
  report        BYTEA NOT NULL,
  paper         TEXT NOT NULL,
  year          BIGINT NOT NULL,
  symbol        TEXT NOT NULL, -- BC-UBND
  number        BIGINT NOT NULL,
  day           TEXT NOT NULL,
  title         TEXT NOT NULL,
  asof          TEXT NOT NULL,
  round         BYTEA NOT NULL,
  area          BYTEA NOT NULL, -- zero: the commune's
  units         TEXT NOT NULL, -- old, new
  signer        TEXT NOT NULL,
  cancelled     BIGINT NOT NULL,
  cancelled_for TEXT NOT NULL,
  account       BYTEA NOT NULL,
  at            BIGINT NOT NULL,
  PRIMARY KEY (ws, report)
);
CREATE UNIQUE INDEX report_number ON report (ws, year, symbol, number);

-- The files of an issued paper, byte for byte as they were.
CREATE TABLE report_file (
  ws     BYTEA NOT NULL,
  report BYTEA NOT NULL,
  kind   TEXT NOT NULL, -- docx, pdf, xlsx
  hash   BYTEA NOT NULL,
  bytes  BYTEA NOT NULL,
  PRIMARY KEY (ws, report, kind)
);
-- +goose StatementBegin
CREATE FUNCTION papers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'files of issued papers are never changed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER report_file_no_update BEFORE UPDATE ON report_file FOR EACH ROW EXECUTE FUNCTION papers_refuse();
CREATE TRIGGER report_file_no_delete BEFORE DELETE ON report_file FOR EACH ROW EXECUTE FUNCTION papers_refuse();
CREATE TRIGGER report_file_no_truncate BEFORE TRUNCATE ON report_file FOR EACH STATEMENT EXECUTE FUNCTION papers_refuse();
