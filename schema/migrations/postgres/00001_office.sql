-- +goose Up
CREATE TABLE probe (k BIGINT PRIMARY KEY, n BIGINT NOT NULL, filler BYTEA NOT NULL);
INSERT INTO probe (k, n, filler) VALUES (1, 0, '');

CREATE TABLE workspace (
  ws      BYTEA NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  owner   BYTEA NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE counter (
  ws   BYTEA NOT NULL,
  name TEXT NOT NULL,
  n    BIGINT NOT NULL,
  PRIMARY KEY (ws, name)
);

CREATE TABLE area (
  ws       BYTEA NOT NULL,
  area     BYTEA NOT NULL,
  label    TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (ws, area)
);

CREATE TABLE round (
  ws       BYTEA NOT NULL,
  round    BYTEA NOT NULL,
  label    TEXT NOT NULL,
  previous BYTEA NOT NULL,
  starts   BIGINT NOT NULL,
  ends     BIGINT NOT NULL,
  form_ids TEXT NOT NULL,
  open     BIGINT NOT NULL,
  PRIMARY KEY (ws, round)
);

CREATE TABLE account (
  ws        BYTEA NOT NULL,
  account   BYTEA NOT NULL,
  login     TEXT NOT NULL,
  name      TEXT NOT NULL,
  kin       TEXT NOT NULL,
  role      TEXT NOT NULL,
  areas     BYTEA NOT NULL,
  all_areas BIGINT NOT NULL,
  password  TEXT NOT NULL,
  active    BIGINT NOT NULL,
  created   BIGINT NOT NULL,
  PRIMARY KEY (ws, account)
);
CREATE UNIQUE INDEX account_login ON account (ws, login);

CREATE TABLE session (
  ws     BYTEA NOT NULL,
  token  BYTEA NOT NULL,
  data   BYTEA NOT NULL,
  expiry BIGINT NOT NULL,
  PRIMARY KEY (ws, token)
);

CREATE TABLE attempt (
  ws      BYTEA NOT NULL,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  n       BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (ws, kind, subject, n)
);

CREATE TABLE enrol_code (
  ws      BYTEA NOT NULL,
  code    BYTEA NOT NULL,
  account BYTEA NOT NULL,
  made_by BYTEA NOT NULL,
  made    BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used    BIGINT NOT NULL,
  writer  BYTEA NOT NULL,
  PRIMARY KEY (ws, code)
);

CREATE TABLE device (
  ws       BYTEA NOT NULL,
  writer   BYTEA NOT NULL,
  pub      BYTEA NOT NULL,
  owner    BIGINT NOT NULL,
  name     TEXT NOT NULL,
  app      TEXT NOT NULL,
  account  BYTEA NOT NULL,
  enrolled BIGINT NOT NULL,
  seen     BIGINT NOT NULL,
  revoked  BIGINT NOT NULL,
  stopped  BIGINT NOT NULL,
  clock    BIGINT NOT NULL,
  unsent   BIGINT NOT NULL,
  blobs    BIGINT NOT NULL,
  free_mib BIGINT NOT NULL,
  PRIMARY KEY (ws, writer)
);

CREATE TABLE grant_ (
  ws     BYTEA NOT NULL,
  grant_ BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  srv    BIGINT NOT NULL,
  bytes  BYTEA NOT NULL,
  sig    BYTEA NOT NULL,
  ended  BIGINT NOT NULL,
  PRIMARY KEY (ws, grant_)
);
CREATE INDEX grant_writer ON grant_ (ws, writer);

CREATE TABLE form (
  ws        BYTEA NOT NULL,
  hash      BYTEA NOT NULL,
  form_id   TEXT NOT NULL,
  version   BIGINT NOT NULL,
  title     TEXT NOT NULL,
  bytes     BYTEA NOT NULL,
  source    BYTEA NOT NULL,
  uploaded  BIGINT NOT NULL,
  by_       BYTEA NOT NULL,
  published BIGINT NOT NULL,
  PRIMARY KEY (ws, hash)
);
CREATE UNIQUE INDEX form_version ON form (ws, form_id, version) WHERE version > 0;

CREATE TABLE list (
  ws     BYTEA NOT NULL,
  number BIGINT NOT NULL,
  name   TEXT NOT NULL,
  area   BYTEA NOT NULL,
  hash   BYTEA NOT NULL,
  made   BIGINT NOT NULL,
  bytes  BYTEA NOT NULL,
  latest BIGINT NOT NULL,
  PRIMARY KEY (ws, number)
);
CREATE INDEX list_latest ON list (ws, area, name) WHERE latest = 1;
CREATE INDEX list_hash ON list (ws, hash);

CREATE TABLE list_ids (
  ws   BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  ids  BYTEA NOT NULL,
  PRIMARY KEY (ws, hash)
);

CREATE TABLE audit (
  ws      BYTEA NOT NULL,
  n       BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  account BYTEA NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,
  hash    BYTEA NOT NULL,
  PRIMARY KEY (ws, n)
);
-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows are never changed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
