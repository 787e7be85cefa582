-- +goose Up
-- A loan of the bank for social policies: who has it. What is said of it stands in the two tables below.
CREATE TABLE loan (
  ws       BYTEA NOT NULL,
  loan     BYTEA NOT NULL,
  case_    BYTEA NOT NULL,
  contract TEXT NOT NULL,
  PRIMARY KEY (ws, loan)
);
CREATE INDEX loan_case ON loan (ws, case_);
CREATE INDEX loan_contract ON loan (ws, contract);

-- What the household said and the collector saw, a row a record: derived from the records' evaluation.
CREATE TABLE loan_said (
  ws     BYTEA NOT NULL,
  record BYTEA NOT NULL,
  row_   BYTEA NOT NULL,
  loan   BYTEA NOT NULL,
  day    TEXT NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (ws, record, row_)
);
CREATE INDEX loan_said_loan ON loan_said (ws, loan, day);

-- What the bank's lists say, a row a line of a list that stands.
CREATE TABLE loan_bank (
  ws     BYTEA NOT NULL,
  intake BYTEA NOT NULL,
  line   BIGINT NOT NULL,
  loan   BYTEA NOT NULL,
  day    TEXT NOT NULL,
  how    TEXT NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (ws, intake, line)
);
CREATE INDEX loan_bank_loan ON loan_bank (ws, loan, day);

-- An upload is of households or of the bank's loans.
ALTER TABLE intake ADD COLUMN kind TEXT NOT NULL DEFAULT '';

-- Tables of law that an official may replace: limits and rates, steps and sums of awards. The highest number is in force.
CREATE TABLE law_table (
  ws     BYTEA NOT NULL,
  name   TEXT NOT NULL,
  number BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  by_    BYTEA NOT NULL,
  note   TEXT NOT NULL,
  rows_  TEXT NOT NULL,
  PRIMARY KEY (ws, name, number)
);
