-- +goose Up
-- Rule sets: a workbook as it was loaded, and what it says of itself. Published: 0 is a draft. Never deleted.
CREATE TABLE rule_set (
  ws           BYTEA NOT NULL,
  hash         BYTEA NOT NULL, -- SHA-256 of source
  code         TEXT NOT NULL,
  name         TEXT NOT NULL,
  valid_from   TEXT NOT NULL, -- ISO days
  valid_to     TEXT NOT NULL,
  document     TEXT NOT NULL,
  certainty    TEXT NOT NULL,
  sample       BIGINT NOT NULL,
  file         TEXT NOT NULL,
  source       BYTEA NOT NULL,
  uploaded     BIGINT NOT NULL,
  by_          BYTEA NOT NULL,
  published    BIGINT NOT NULL,
  published_by BYTEA NOT NULL,
  reason       TEXT NOT NULL,
  retired      BIGINT NOT NULL,
  retired_by   BYTEA NOT NULL,
  retired_for  TEXT NOT NULL,
  PRIMARY KEY (ws, hash)
);
CREATE INDEX rule_set_code ON rule_set (ws, code, published);

-- The answers of a record as rule sets read them, of one state of it: derived, made again by its evaluation.
CREATE TABLE sheet (
  ws         BYTEA NOT NULL,
  record     BYTEA NOT NULL,
  state_hash BYTEA NOT NULL,
  data       BYTEA NOT NULL,
  PRIMARY KEY (ws, record)
);

-- What a rule set says of a record. A newer line supersedes the one before; none is written over.
CREATE TABLE verdict (
  ws         BYTEA NOT NULL,
  record     BYTEA NOT NULL,
  code       TEXT NOT NULL, -- of the rule set
  n          BIGINT NOT NULL, -- from 1
  rules      BYTEA NOT NULL,
  case_      BYTEA NOT NULL,
  round      BYTEA NOT NULL,
  class      TEXT NOT NULL,
  low        BIGINT NOT NULL, -- points B, the least and the most; -1: none
  high       BIGINT NOT NULL,
  points     BIGINT NOT NULL, -- points A; -1: none
  lacking    TEXT NOT NULL, -- codes of the indicators of which the household is deprived, with a space around each
  unknown    TEXT NOT NULL, -- the same of those that are not known
  sample     BIGINT NOT NULL,
  state_hash BYTEA NOT NULL, -- of the record as it stood
  at         BIGINT NOT NULL,
  ended      BIGINT NOT NULL, -- when it was superseded; 0: it stands
  detail     BYTEA NOT NULL, -- JSON: the explanation
  PRIMARY KEY (ws, record, code, n)
);
CREATE INDEX verdict_round ON verdict (ws, round, code, ended);
CREATE INDEX verdict_case ON verdict (ws, case_, ended);

-- Up to which state and rules a record is classified: derived.
CREATE TABLE classified (
  ws         BYTEA NOT NULL,
  record     BYTEA NOT NULL,
  code       TEXT NOT NULL,
  rules      BYTEA NOT NULL,
  state_hash BYTEA NOT NULL,
  PRIMARY KEY (ws, record, code)
);

-- A decision that recognises the result of a round, and the households that it names. Never changed.
CREATE TABLE recognition (
  ws          BYTEA NOT NULL,
  recognition BYTEA NOT NULL,
  round       BYTEA NOT NULL,
  code        TEXT NOT NULL,
  number      TEXT NOT NULL,
  day         TEXT NOT NULL,
  signer      TEXT NOT NULL,
  trial       BIGINT NOT NULL, -- 1: it rests on a sample and holds for trying out only
  note        TEXT NOT NULL,
  by_         BYTEA NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (ws, recognition)
);
CREATE TABLE recognised (
  ws          BYTEA NOT NULL,
  recognition BYTEA NOT NULL,
  case_       BYTEA NOT NULL,
  round       BYTEA NOT NULL,
  area        BYTEA NOT NULL,
  before      TEXT NOT NULL,
  class       TEXT NOT NULL,
  computed    TEXT NOT NULL, -- what the rule set said; "" nothing
  PRIMARY KEY (ws, recognition, case_)
);
CREATE INDEX recognised_case ON recognised (ws, case_, round);

-- How many households and people a village has, as somebody said on a day. The newest line of a day counts.
CREATE TABLE population (
  ws         BYTEA NOT NULL,
  area       BYTEA NOT NULL,
  day        TEXT NOT NULL,
  n          BIGINT NOT NULL,
  households BIGINT NOT NULL,
  people     BIGINT NOT NULL,
  source     TEXT NOT NULL,
  by_        BYTEA NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (ws, area, day, n)
);

-- Dated attributes of an area: its name (ten), rural or urban (kv: nt, tt), its commune (xa).
CREATE TABLE area_fact (
  ws       BYTEA NOT NULL,
  area     BYTEA NOT NULL,
  kind     TEXT NOT NULL,
  day      TEXT NOT NULL,
  value    TEXT NOT NULL,
  document TEXT NOT NULL,
  by_      BYTEA NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (ws, area, kind, day)
);

-- Which area came from which, from a day on.
CREATE TABLE area_link (
  ws       BYTEA NOT NULL,
  earlier  BYTEA NOT NULL,
  later    BYTEA NOT NULL,
  day      TEXT NOT NULL,
  document TEXT NOT NULL,
  by_      BYTEA NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (ws, earlier, later)
);

-- In which area a household was until a day; where it is now, its records say.
CREATE TABLE former_area (
  ws    BYTEA NOT NULL,
  case_ BYTEA NOT NULL,
  day   TEXT NOT NULL,
  area  BYTEA NOT NULL,
  PRIMARY KEY (ws, case_, day)
);
UPDATE record SET evaluated = 0;
