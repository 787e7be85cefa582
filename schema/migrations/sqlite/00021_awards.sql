-- +goose Up
-- Nominations for awards. What they hold is JSON; every step that was taken stays.
CREATE TABLE award (
  ws      BLOB NOT NULL,
  award   BLOB NOT NULL,
  year    INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  list    TEXT NOT NULL,
  subject BLOB NOT NULL,
  area    BLOB NOT NULL,
  name    TEXT NOT NULL,
  form    TEXT NOT NULL,
  state   TEXT NOT NULL,
  steps   INTEGER NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (ws, award)
);
CREATE UNIQUE INDEX award_number ON award (ws, year, number);
CREATE INDEX award_subject ON award (ws, subject);

CREATE TABLE award_step (
  ws     BLOB NOT NULL,
  award  BLOB NOT NULL,
  n      INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  by_    BLOB NOT NULL,
  action TEXT NOT NULL,
  note   TEXT NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (ws, award, n)
);
