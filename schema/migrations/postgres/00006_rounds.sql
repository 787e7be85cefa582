-- +goose Up
-- Rounds name areas (none: all), form versions that stay (form id=version a line) and rule sets (a name a line).
ALTER TABLE round ADD COLUMN areas BYTEA NOT NULL DEFAULT '\x';
ALTER TABLE round ADD COLUMN pins TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;

-- Who visits which household in a round.
CREATE TABLE assignment (
  ws      BYTEA NOT NULL,
  round   BYTEA NOT NULL,
  case_   BYTEA NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  by_     BYTEA NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, round, case_, account)
);
CREATE INDEX assignment_account ON assignment (ws, account, round);

-- The last reminder of a collector in a round.
CREATE TABLE reminder (
  ws      BYTEA NOT NULL,
  round   BYTEA NOT NULL,
  account BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  by_     BYTEA NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, round, account)
);

-- A session is good only under the epoch of its account.
ALTER TABLE account ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
CREATE TABLE invite (
  ws      BYTEA NOT NULL,
  code    BYTEA NOT NULL,
  account BYTEA NOT NULL,
  made_by BYTEA NOT NULL,
  made    BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL,
  PRIMARY KEY (ws, code)
);

ALTER TABLE form ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE form ADD COLUMN published_by BYTEA NOT NULL DEFAULT '\x00000000000000000000000000000000';
CREATE TABLE form_retired (
  ws      BYTEA NOT NULL,
  form_id TEXT NOT NULL,
  at      BIGINT NOT NULL,
  by_     BYTEA NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, form_id)
);
