-- +goose Up
-- A writer's log: branch 0 as first known, others after a fork.
CREATE TABLE branch (
  ws       BLOB NOT NULL,
  writer   BLOB NOT NULL,
  branch   INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  h        BLOB NOT NULL,
  PRIMARY KEY (ws, writer, branch)
);

-- Signed heads.
CREATE TABLE segment (
  ws     BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  h      BLOB NOT NULL,
  sig    BLOB NOT NULL,
  PRIMARY KEY (ws, writer, seq, h)
);

-- Every change ever received, in its original bytes. status: 0 accepted, 1 held, 3 admitted.
CREATE TABLE change (
  ws     BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  branch INTEGER NOT NULL,
  record BLOB NOT NULL,
  srv    INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  c      BLOB NOT NULL,
  h      BLOB NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (ws, writer, seq, branch)
);
CREATE INDEX change_record ON change (ws, record);

CREATE TABLE ruling (
  ws       BLOB NOT NULL,
  seq      INTEGER NOT NULL,
  op       INTEGER NOT NULL,
  srv      INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  writer   BLOB NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  h_to     BLOB NOT NULL,
  reason   TEXT NOT NULL,
  note     TEXT NOT NULL,
  PRIMARY KEY (ws, seq, op)
);
CREATE INDEX ruling_writer ON ruling (ws, writer, from_seq);

-- Pieces of writers' logs that end at a signed head, by the area that they go to; the zero area goes to everybody.
CREATE TABLE feed (
  ws       BLOB NOT NULL,
  area     BLOB NOT NULL,
  srv      INTEGER NOT NULL,
  ord      INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  writer   BLOB NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  branch   INTEGER NOT NULL,
  h_prev   BLOB NOT NULL,
  h        BLOB NOT NULL,
  PRIMARY KEY (ws, area, srv, ord)
);

-- What lists and queues show: derived.
CREATE TABLE record (
  ws           BLOB NOT NULL,
  record       BLOB NOT NULL,
  case_        BLOB NOT NULL,
  round        BLOB NOT NULL,
  area         BLOB NOT NULL,
  form_id      TEXT NOT NULL,
  form_version INTEGER NOT NULL,
  form_hash    BLOB NOT NULL,
  label        TEXT NOT NULL,
  search       TEXT NOT NULL,
  state        TEXT NOT NULL,
  queue        TEXT NOT NULL,
  conflicts    INTEGER NOT NULL,
  violations   INTEGER NOT NULL,
  held         INTEGER NOT NULL,
  parked       INTEGER NOT NULL,
  comments     INTEGER NOT NULL,
  finished     INTEGER NOT NULL,
  finished_at  INTEGER NOT NULL,
  updated_srv  INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  account      BLOB NOT NULL,
  writer       BLOB NOT NULL,
  state_hash   BLOB NOT NULL,
  values_hash  BLOB NOT NULL,
  approved     INTEGER NOT NULL,
  changed      INTEGER NOT NULL,
  approved_by  BLOB NOT NULL,
  approved_at  INTEGER NOT NULL,
  approved_w   BLOB NOT NULL,
  approved_seq INTEGER NOT NULL,
  approved_val BLOB NOT NULL,
  deleted      INTEGER NOT NULL,
  evaluated    INTEGER NOT NULL,
  PRIMARY KEY (ws, record)
);
CREATE INDEX record_case ON record (ws, case_);
CREATE INDEX record_queue ON record (ws, queue, updated_srv);
CREATE INDEX record_unevaluated ON record (ws, updated_srv) WHERE evaluated = 0;

CREATE TABLE evaluation (
  ws         BLOB NOT NULL,
  record     BLOB NOT NULL,
  state_hash BLOB NOT NULL,
  label      TEXT NOT NULL,
  violations INTEGER NOT NULL,
  detail     BLOB NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (ws, record)
);

-- Photos: what changes name (blob_ref), and what has arrived (blob).
CREATE TABLE blob (
  ws     BLOB NOT NULL,
  hash   BLOB NOT NULL,
  size   INTEGER NOT NULL,
  mime   TEXT NOT NULL,
  stored INTEGER NOT NULL,
  writer BLOB NOT NULL,
  PRIMARY KEY (ws, hash)
);
CREATE TABLE blob_ref (
  ws     BLOB NOT NULL,
  writer BLOB NOT NULL,
  hash   BLOB NOT NULL,
  record BLOB NOT NULL,
  size   INTEGER NOT NULL,
  mime   TEXT NOT NULL,
  PRIMARY KEY (ws, writer, hash, record)
);
CREATE INDEX blob_ref_hash ON blob_ref (ws, hash);
CREATE INDEX blob_ref_record ON blob_ref (ws, record);
