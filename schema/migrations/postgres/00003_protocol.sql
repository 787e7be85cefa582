-- +goose Up
-- Who may work on a device; device.account is the one that it was enrolled for.
CREATE TABLE device_user (
  ws      BYTEA NOT NULL,
  writer  BYTEA NOT NULL,
  account BYTEA NOT NULL,
  since   BIGINT NOT NULL,
  PRIMARY KEY (ws, writer, account)
);
CREATE INDEX device_user_account ON device_user (ws, account);
INSERT INTO device_user (ws, writer, account, since)
  SELECT ws, writer, account, enrolled FROM device WHERE owner = 0;

ALTER TABLE device ADD COLUMN forked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grant_ ADD COLUMN ended_srv BIGINT NOT NULL DEFAULT 0;
-- What an item that carries no piece of a log is about: a record, for kinds record and left.
ALTER TABLE feed ADD COLUMN ref BYTEA NOT NULL DEFAULT '\x00000000000000000000000000000000';

-- An order to a device to erase what it holds, and its receipt.
CREATE TABLE wipe (
  ws        BYTEA NOT NULL,
  order_    BYTEA NOT NULL,
  writer    BYTEA NOT NULL,
  at        BIGINT NOT NULL,
  by_       BYTEA NOT NULL,
  reason    TEXT NOT NULL,
  bytes     BYTEA NOT NULL,
  sig       BYTEA NOT NULL,
  cancelled BIGINT NOT NULL,
  received  BIGINT NOT NULL,
  told      BIGINT NOT NULL,
  unsent    BIGINT NOT NULL,
  blobs     BIGINT NOT NULL,
  receipt   BYTEA NOT NULL,
  proof     BYTEA NOT NULL,
  PRIMARY KEY (ws, order_)
);
CREATE INDEX wipe_writer ON wipe (ws, writer, at);

-- Two ids that are one: an edge, ended by an unalias.
CREATE TABLE alias (
  ws     BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  kind   BIGINT NOT NULL,
  a      BYTEA NOT NULL,
  b      BYTEA NOT NULL,
  case_a BYTEA NOT NULL,
  case_b BYTEA NOT NULL,
  at     BIGINT NOT NULL,
  by_    BYTEA NOT NULL,
  reason TEXT NOT NULL,
  ended  BIGINT NOT NULL,
  PRIMARY KEY (ws, writer, seq)
);
CREATE INDEX alias_a ON alias (ws, a);
CREATE INDEX alias_b ON alias (ws, b);

-- Each begin of the owner with a new writer. The first epoch, number 1, is the workspace's own key.
CREATE TABLE epoch (
  ws     BYTEA NOT NULL,
  number BIGINT NOT NULL,
  writer BYTEA NOT NULL,
  srv    BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (ws, number)
);

-- Rulings of every epoch: the owner's writer is part of the key.
CREATE TABLE ruling_3 (
  ws       BYTEA NOT NULL,
  owner    BYTEA NOT NULL,
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
  PRIMARY KEY (ws, owner, seq, op)
);
INSERT INTO ruling_3 (ws, owner, seq, op, srv, at, kind, writer, from_seq, to_seq, h_to, reason, note)
  SELECT r.ws, d.writer, r.seq, r.op, r.srv, r.at, r.kind, r.writer, r.from_seq, r.to_seq, r.h_to, r.reason, r.note
  FROM ruling r JOIN device d ON d.ws = r.ws AND d.owner = 1;
DROP INDEX ruling_writer;
DROP TABLE ruling;
ALTER TABLE ruling_3 RENAME TO ruling;
ALTER INDEX ruling_3_pkey RENAME TO ruling_pkey;
CREATE INDEX ruling_writer ON ruling (ws, writer, from_seq);

-- Backups made, and what of each writer's log is in the last one that was restored and checked.
CREATE TABLE backup (
  at      BIGINT NOT NULL,
  name    TEXT NOT NULL,
  size    BIGINT NOT NULL,
  checked BIGINT NOT NULL,
  error   TEXT NOT NULL,
  PRIMARY KEY (at, name)
);
CREATE TABLE replicated (
  ws     BYTEA NOT NULL,
  writer BYTEA NOT NULL,
  seq    BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (ws, writer)
);
