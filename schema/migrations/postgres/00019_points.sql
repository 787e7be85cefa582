-- +goose Up
-- A table of income points is a workbook of its own (kind diem) beside the rule sets (luat); a verdict names both.
ALTER TABLE rule_set ADD COLUMN kind TEXT NOT NULL DEFAULT 'luat';
ALTER TABLE verdict ADD COLUMN points_table BYTEA NOT NULL DEFAULT '\x';

-- What the commune found to be the income of a household, by an official document: đồng a person a month, from a day on.
CREATE TABLE income_finding (
  ws       BYTEA NOT NULL,
  case_    BYTEA NOT NULL,
  day      TEXT NOT NULL,
  n        BIGINT NOT NULL,
  amount   BIGINT NOT NULL,
  document TEXT NOT NULL,
  by_      BYTEA NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (ws, case_, day, n)
);
