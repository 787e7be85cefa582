-- +goose Up
-- A loan of the bank for social policies: who has it. What is said of it stands in the two tables below.
CREATE TABLE loan (
  ws       BLOB NOT NULL,
  loan     BLOB NOT NULL,
  case_    BLOB NOT NULL,
  contract TEXT NOT NULL,
  PRIMARY KEY (ws, loan)
);
CREATE INDEX loan_case ON loan (ws, case_);
CREATE INDEX loan_contract ON loan (ws, contract);

-- What the household said and the collector saw, a row a record: derived from the records' evaluation.
CREATE TABLE loan_said (
  ws     BLOB NOT NULL,
  record BLOB NOT NULL,
  row_   BLOB NOT NULL,
  loan   BLOB NOT NULL,
  day    TEXT NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (ws, record, row_)
);
CREATE INDEX loan_said_loan ON loan_said (ws, loan, day);

-- What the bank's lists say, a row a line of a list that stands.
CREATE TABLE loan_bank (
  ws     BLOB NOT NULL,
  intake BLOB NOT NULL,
  line   INTEGER NOT NULL,
  loan   BLOB NOT NULL,
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
  ws     BLOB NOT NULL,
  name   TEXT NOT NULL,
  number INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  by_    BLOB NOT NULL,
  note   TEXT NOT NULL,
  rows_  TEXT NOT NULL,
  PRIMARY KEY (ws, name, number)
);
