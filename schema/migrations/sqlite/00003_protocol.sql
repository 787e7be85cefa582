-- +goose Up
-- Who may work on a device; device.account is the one that it was enrolled for.
CREATE TABLE device_user (
  ws      BLOB NOT NULL,
  writer  BLOB NOT NULL,
  account BLOB NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (ws, writer, account)
);
CREATE INDEX device_user_account ON device_user (ws, account);
INSERT INTO device_user (ws, writer, account, since)
  SELECT ws, writer, account, enrolled FROM device WHERE owner = 0;

ALTER TABLE device ADD COLUMN forked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE grant_ ADD COLUMN ended_srv INTEGER NOT NULL DEFAULT 0;
-- What an item that carries no piece of a log is about: a record, for kinds record and left.
ALTER TABLE feed ADD COLUMN ref BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';

-- An order to a device to erase what it holds, and its receipt.
CREATE TABLE wipe (
  ws        BLOB NOT NULL,
  order_    BLOB NOT NULL,
  writer    BLOB NOT NULL,
  at        INTEGER NOT NULL,
  by_       BLOB NOT NULL,
  reason    TEXT NOT NULL,
  bytes     BLOB NOT NULL,
  sig       BLOB NOT NULL,
  cancelled INTEGER NOT NULL,
  received  INTEGER NOT NULL,
  told      INTEGER NOT NULL,
  unsent    INTEGER NOT NULL,
  blobs     INTEGER NOT NULL,
  receipt   BLOB NOT NULL,
  proof     BLOB NOT NULL,
  PRIMARY KEY (ws, order_)
);
CREATE INDEX wipe_writer ON wipe (ws, writer, at);

-- Two ids that are one: an edge, ended by an unalias.
CREATE TABLE alias (
  ws     BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  a      BLOB NOT NULL,
  b      BLOB NOT NULL,
  case_a BLOB NOT NULL,
  case_b BLOB NOT NULL,
  at     INTEGER NOT NULL,
  by_    BLOB NOT NULL,
  reason TEXT NOT NULL,
  ended  INTEGER NOT NULL,
  PRIMARY KEY (ws, writer, seq)
);
CREATE INDEX alias_a ON alias (ws, a);
CREATE INDEX alias_b ON alias (ws, b);

-- Each begin of the owner with a new writer. The first epoch, number 1, is the workspace's own key.
CREATE TABLE epoch (
  ws     BLOB NOT NULL,
  number INTEGER NOT NULL,
  writer BLOB NOT NULL,
  srv    INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (ws, number)
);

-- Rulings of every epoch: the owner's writer is part of the key.
CREATE TABLE ruling_3 (
  ws       BLOB NOT NULL,
  owner    BLOB NOT NULL,
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
  PRIMARY KEY (ws, owner, seq, op)
);
INSERT INTO ruling_3 (ws, owner, seq, op, srv, at, kind, writer, from_seq, to_seq, h_to, reason, note)
  SELECT r.ws, d.writer, r.seq, r.op, r.srv, r.at, r.kind, r.writer, r.from_seq, r.to_seq, r.h_to, r.reason, r.note
  FROM ruling r JOIN device d ON d.ws = r.ws AND d.owner = 1;
DROP INDEX ruling_writer;
DROP TABLE ruling;
ALTER TABLE ruling_3 RENAME TO ruling;
CREATE INDEX ruling_writer ON ruling (ws, writer, from_seq);

-- Backups made, and what of each writer's log is in the last one that was restored and checked.
CREATE TABLE backup (
  at      INTEGER NOT NULL,
  name    TEXT NOT NULL,
  size    INTEGER NOT NULL,
  checked INTEGER NOT NULL,
  error   TEXT NOT NULL,
  PRIMARY KEY (at, name)
);
CREATE TABLE replicated (
  ws     BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (ws, writer)
);
