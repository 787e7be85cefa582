-- +goose Up
-- Rounds name areas (none: all), form versions that stay (form id=version a line) and rule sets (a name a line).
ALTER TABLE round ADD COLUMN areas BLOB NOT NULL DEFAULT x'';
ALTER TABLE round ADD COLUMN pins TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE round ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;

-- Who visits which household in a round.
CREATE TABLE assignment (
  ws      BLOB NOT NULL,
  round   BLOB NOT NULL,
  case_   BLOB NOT NULL,
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  by_     BLOB NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, round, case_, account)
);
CREATE INDEX assignment_account ON assignment (ws, account, round);

-- The last reminder of a collector in a round.
CREATE TABLE reminder (
  ws      BLOB NOT NULL,
  round   BLOB NOT NULL,
  account BLOB NOT NULL,
  at      INTEGER NOT NULL,
  by_     BLOB NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, round, account)
);

-- A session is good only under the epoch of its account.
ALTER TABLE account ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
CREATE TABLE invite (
  ws      BLOB NOT NULL,
  code    BLOB NOT NULL,
  account BLOB NOT NULL,
  made_by BLOB NOT NULL,
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL,
  PRIMARY KEY (ws, code)
);

ALTER TABLE form ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE form ADD COLUMN published_by BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
CREATE TABLE form_retired (
  ws      BLOB NOT NULL,
  form_id TEXT NOT NULL,
  at      INTEGER NOT NULL,
  by_     BLOB NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (ws, form_id)
);
