-- +goose Up
-- A writer's log: branch 0 as first known, others after a fork.
CREATE TABLE branch (
  ws       BYTEA NOT NULL,
  writer   BYTEA NOT NULL,
  branch   BIGINT NOT NULL,
  from_seq BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  h        BYTEA NOT NULL,
  PRIMARY KEY (ws, writer, branch)
);

-- Signed heads.
CREATE TABLE segment (
  ws     BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  h      BYTEA NOT NULL,
  sig    BYTEA NOT NULL,
  PRIMARY KEY (ws, writer, seq, h)
);

-- Every change ever received, in its original bytes. status: 0 accepted, 1 held, 3 admitted.
CREATE TABLE change (
  ws     BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  branch BIGINT NOT NULL,
  record BYTEA NOT NULL,
  srv    BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  c      BYTEA NOT NULL,
  h      BYTEA NOT NULL,
  status BIGINT NOT NULL,
  reason TEXT NOT NULL,
  body   BYTEA NOT NULL,
  PRIMARY KEY (ws, writer, seq, branch)
);
CREATE INDEX change_record ON change (ws, record);

CREATE TABLE ruling (
  ws       BYTEA NOT NULL,
  seq      BIGINT NOT NULL,
  op       BIGINT NOT NULL,
  srv      BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  writer   BYTEA NOT NULL,
  from_seq BIGINT NOT NULL,
  to_seq   BIGINT NOT NULL,
  h_to     BYTEA NOT NULL,
  reason   TEXT NOT NULL,
  note     TEXT NOT NULL,
  PRIMARY KEY (ws, seq, op)
);
CREATE INDEX ruling_writer ON ruling (ws, writer, from_seq);

-- Pieces of writers' logs that end at a signed head, by the area that they go to; the zero area goes to everybody.
CREATE TABLE feed (
  ws       BYTEA NOT NULL,
  area     BYTEA NOT NULL,
  srv      BIGINT NOT NULL,
  ord      BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  writer   BYTEA NOT NULL,
  from_seq BIGINT NOT NULL,
  to_seq   BIGINT NOT NULL,
  branch   BIGINT NOT NULL,
  h_prev   BYTEA NOT NULL,
  h        BYTEA NOT NULL,
  PRIMARY KEY (ws, area, srv, ord)
);

-- What lists and queues show: derived.
CREATE TABLE record (
  ws           BYTEA NOT NULL,
  record       BYTEA NOT NULL,
  case_        BYTEA NOT NULL,
  round        BYTEA NOT NULL,
  area         BYTEA NOT NULL,
  form_id      TEXT NOT NULL,
  form_version BIGINT NOT NULL,
  form_hash    BYTEA NOT NULL,
  label        TEXT NOT NULL,
  search       TEXT NOT NULL,
  state        TEXT NOT NULL,
  queue        TEXT NOT NULL,
  conflicts    BIGINT NOT NULL,
  violations   BIGINT NOT NULL,
  held         BIGINT NOT NULL,
  parked       BIGINT NOT NULL,
  comments     BIGINT NOT NULL,
  finished     BIGINT NOT NULL,
  finished_at  BIGINT NOT NULL,
  updated_srv  BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  account      BYTEA NOT NULL,
  writer       BYTEA NOT NULL,
  state_hash   BYTEA NOT NULL,
  values_hash  BYTEA NOT NULL,
  approved     BIGINT NOT NULL,
  changed      BIGINT NOT NULL,
  approved_by  BYTEA NOT NULL,
  approved_at  BIGINT NOT NULL,
  approved_w   BYTEA NOT NULL,
  approved_seq BIGINT NOT NULL,
  approved_val BYTEA NOT NULL,
  deleted      BIGINT NOT NULL,
  evaluated    BIGINT NOT NULL,
  PRIMARY KEY (ws, record)
);
CREATE INDEX record_case ON record (ws, case_);
CREATE INDEX record_queue ON record (ws, queue, updated_srv);
CREATE INDEX record_unevaluated ON record (ws, updated_srv) WHERE evaluated = 0;

CREATE TABLE evaluation (
  ws         BYTEA NOT NULL,
  record     BYTEA NOT NULL,
  state_hash BYTEA NOT NULL,
  label      TEXT NOT NULL,
  violations BIGINT NOT NULL,
  detail     BYTEA NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (ws, record)
);

-- Photos: what changes name (blob_ref), and what has arrived (blob).
CREATE TABLE blob (
  ws     BYTEA NOT NULL,
  hash   BYTEA NOT NULL,
  size   BIGINT NOT NULL,
  mime   TEXT NOT NULL,
  stored BIGINT NOT NULL,
  writer BYTEA NOT NULL,
  PRIMARY KEY (ws, hash)
);
CREATE TABLE blob_ref (
  ws     BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  hash   BYTEA NOT NULL,
  record BYTEA NOT NULL,
  size   BIGINT NOT NULL,
  mime   TEXT NOT NULL,
  PRIMARY KEY (ws, writer, hash, record)
);
CREATE INDEX blob_ref_hash ON blob_ref (ws, hash);
CREATE INDEX blob_ref_record ON blob_ref (ws, record);
