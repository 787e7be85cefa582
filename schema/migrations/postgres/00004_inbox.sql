-- +goose Up
-- What the inbox filters and sorts by, from the evaluation: derived. Records are evaluated again to fill it.
ALTER TABLE record ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN kinds TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN differs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN confirmed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN twins BIGINT NOT NULL DEFAULT 0;
UPDATE record SET evaluated = 0;
DROP INDEX record_case;
CREATE INDEX record_case ON record (ws, case_, round, code);
CREATE INDEX record_counts ON record (ws, round, deleted, area, form_id, queue, state, twins, result, before);
CREATE INDEX record_search ON record (ws, round, search, record);
CREATE INDEX record_newest ON record (ws, round, updated_srv);
CREATE INDEX record_waiting ON record (ws, queue, area) WHERE queue <> '';

-- By what a case is recognised (an identification number, a name with a birth year): derived.
CREATE TABLE record_key (
  ws     BYTEA NOT NULL,
  record BYTEA NOT NULL,
  key    TEXT NOT NULL,
  case_  BYTEA NOT NULL,
  PRIMARY KEY (ws, record, key)
);
CREATE INDEX record_key_key ON record_key (ws, key, case_);

-- Two cases that look alike and that a person said are two. a < b.
CREATE TABLE not_twins (
  ws     BYTEA NOT NULL,
  a      BYTEA NOT NULL,
  b      BYTEA NOT NULL,
  account BYTEA NOT NULL,
  at     BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (ws, a, b)
);

-- Filters of the inbox that a person keeps under a name.
CREATE TABLE saved_view (
  ws      BYTEA NOT NULL,
  view    BYTEA NOT NULL,
  account BYTEA NOT NULL,
  name    TEXT NOT NULL,
  query   TEXT NOT NULL,
  shared  BIGINT NOT NULL,
  made    BIGINT NOT NULL,
  PRIMARY KEY (ws, view)
);
CREATE INDEX saved_view_account ON saved_view (ws, account);
