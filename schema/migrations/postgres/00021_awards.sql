-- +goose Up
-- Nominations for awards. What they hold is JSON; every step that was taken stays.
CREATE TABLE award (
  ws      BYTEA NOT NULL,
  award   BYTEA NOT NULL,
  year    BIGINT NOT NULL,
  number  BIGINT NOT NULL,
  list    TEXT NOT NULL,
  subject BYTEA NOT NULL,
  area    BYTEA NOT NULL,
  name    TEXT NOT NULL,
  form    TEXT NOT NULL,
  state   TEXT NOT NULL,
  steps   BIGINT NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (ws, award)
);
CREATE UNIQUE INDEX award_number ON award (ws, year, number);
CREATE INDEX award_subject ON award (ws, subject);

CREATE TABLE award_step (
  ws     BYTEA NOT NULL,
  award  BYTEA NOT NULL,
  n      BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  by_    BYTEA NOT NULL,
  action TEXT NOT NULL,
  note   TEXT NOT NULL,
  body   TEXT NOT NULL,
  PRIMARY KEY (ws, award, n)
);
