-- +goose Up
CREATE TABLE probe (k INTEGER PRIMARY KEY, n INTEGER NOT NULL, filler BLOB NOT NULL);
INSERT INTO probe (k, n, filler) VALUES (1, 0, x'');

CREATE TABLE workspace (
  ws      BLOB NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  owner   BLOB NOT NULL,
  created INTEGER NOT NULL
);

CREATE TABLE counter (
  ws   BLOB NOT NULL,
  name TEXT NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (ws, name)
);

CREATE TABLE area (
  ws       BLOB NOT NULL,
  area     BLOB NOT NULL,
  label    TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (ws, area)
);

CREATE TABLE round (
  ws       BLOB NOT NULL,
  round    BLOB NOT NULL,
  label    TEXT NOT NULL,
  previous BLOB NOT NULL,
  starts   INTEGER NOT NULL,
  ends     INTEGER NOT NULL,
  form_ids TEXT NOT NULL,
  open     INTEGER NOT NULL,
  PRIMARY KEY (ws, round)
);

CREATE TABLE account (
  ws        BLOB NOT NULL,
  account   BLOB NOT NULL,
  login     TEXT NOT NULL,
  name      TEXT NOT NULL,
  kin       TEXT NOT NULL,
  role      TEXT NOT NULL,
  areas     BLOB NOT NULL,
  all_areas INTEGER NOT NULL,
  password  TEXT NOT NULL,
  active    INTEGER NOT NULL,
  created   INTEGER NOT NULL,
  PRIMARY KEY (ws, account)
);
CREATE UNIQUE INDEX account_login ON account (ws, login);

CREATE TABLE session (
  ws     BLOB NOT NULL,
  token  BLOB NOT NULL,
  data   BLOB NOT NULL,
  expiry INTEGER NOT NULL,
  PRIMARY KEY (ws, token)
);

CREATE TABLE attempt (
  ws      BLOB NOT NULL,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (ws, kind, subject, n)
);

CREATE TABLE enrol_code (
  ws      BLOB NOT NULL,
  code    BLOB NOT NULL,
  account BLOB NOT NULL,
  made_by BLOB NOT NULL,
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL,
  writer  BLOB NOT NULL,
  PRIMARY KEY (ws, code)
);

CREATE TABLE device (
  ws       BLOB NOT NULL,
  writer   BLOB NOT NULL,
  pub      BLOB NOT NULL,
  owner    INTEGER NOT NULL,
  name     TEXT NOT NULL,
  app      TEXT NOT NULL,
  account  BLOB NOT NULL,
  enrolled INTEGER NOT NULL,
  seen     INTEGER NOT NULL,
  revoked  INTEGER NOT NULL,
  stopped  INTEGER NOT NULL,
  clock    INTEGER NOT NULL,
  unsent   INTEGER NOT NULL,
  blobs    INTEGER NOT NULL,
  free_mib INTEGER NOT NULL,
  PRIMARY KEY (ws, writer)
);

CREATE TABLE grant_ (
  ws     BLOB NOT NULL,
  grant_ BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  srv    INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  sig    BLOB NOT NULL,
  ended  INTEGER NOT NULL,
  PRIMARY KEY (ws, grant_)
);
CREATE INDEX grant_writer ON grant_ (ws, writer);

CREATE TABLE form (
  ws        BLOB NOT NULL,
  hash      BLOB NOT NULL,
  form_id   TEXT NOT NULL,
  version   INTEGER NOT NULL,
  title     TEXT NOT NULL,
  bytes     BLOB NOT NULL,
  source    BLOB NOT NULL,
  uploaded  INTEGER NOT NULL,
  by_       BLOB NOT NULL,
  published INTEGER NOT NULL,
  PRIMARY KEY (ws, hash)
);
CREATE UNIQUE INDEX form_version ON form (ws, form_id, version) WHERE version > 0;

CREATE TABLE list (
  ws     BLOB NOT NULL,
  number INTEGER NOT NULL,
  name   TEXT NOT NULL,
  area   BLOB NOT NULL,
  hash   BLOB NOT NULL,
  made   INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  latest INTEGER NOT NULL,
  PRIMARY KEY (ws, number)
);
CREATE INDEX list_latest ON list (ws, area, name) WHERE latest = 1;
CREATE INDEX list_hash ON list (ws, hash);

CREATE TABLE list_ids (
  ws   BLOB NOT NULL,
  hash BLOB NOT NULL,
  ids  BLOB NOT NULL,
  PRIMARY KEY (ws, hash)
);

CREATE TABLE audit (
  ws      BLOB NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  account BLOB NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,
  hash    BLOB NOT NULL,
  PRIMARY KEY (ws, n)
);
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
-- +goose StatementEnd
