-- +goose Up
-- The register's tables: derived from the records of st_case.
CREATE TABLE household (
  ws     BLOB NOT NULL,
  case_  BLOB NOT NULL,
  area   BLOB NOT NULL,
  code   TEXT NOT NULL,
  head   TEXT NOT NULL,
  given  TEXT NOT NULL,
  phone  TEXT NOT NULL,
  lane   TEXT NOT NULL,
  class  TEXT NOT NULL,
  state  TEXT NOT NULL,
  people INTEGER NOT NULL,
  loans  INTEGER NOT NULL,
  since  TEXT NOT NULL,
  to_    BLOB NOT NULL,
  srv    INTEGER NOT NULL,
  search TEXT NOT NULL,
  PRIMARY KEY (ws, case_)
);
-- The case as plain values, apart from what lists scan.
CREATE TABLE household_body (
  ws    BLOB NOT NULL,
  case_ BLOB NOT NULL,
  area  BLOB NOT NULL,
  body  BLOB NOT NULL,
  PRIMARY KEY (ws, case_)
);
CREATE INDEX household_body_area ON household_body (ws, area);
CREATE INDEX household_village ON household (ws, area, code);
CREATE INDEX household_count ON household (ws, state, area, class, loans, people);
CREATE INDEX household_code ON household (ws, code);
CREATE INDEX household_given ON household (ws, given);

CREATE TABLE household_person (
  ws     BLOB NOT NULL,
  case_  BLOB NOT NULL,
  person BLOB NOT NULL,
  since  TEXT NOT NULL,
  until_ TEXT NOT NULL,
  name   TEXT NOT NULL,
  key    TEXT NOT NULL,
  birth  TEXT NOT NULL,
  card   TEXT NOT NULL,
  PRIMARY KEY (ws, case_, person, since)
);
CREATE INDEX household_person_who ON household_person (ws, person);
CREATE INDEX household_person_card ON household_person (ws, card);
CREATE INDEX household_person_key ON household_person (ws, key);

CREATE TABLE household_class (
  ws    BLOB NOT NULL,
  case_ BLOB NOT NULL,
  day   TEXT NOT NULL,
  class TEXT NOT NULL,
  PRIMARY KEY (ws, case_, day)
);

CREATE INDEX household_class_then ON household_class (ws, case_, day, class);

CREATE TABLE household_event (
  ws     BLOB NOT NULL,
  case_  BLOB NOT NULL,
  writer BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  event  BLOB NOT NULL,
  day    TEXT NOT NULL,
  kind   TEXT NOT NULL,
  source TEXT NOT NULL,
  undone INTEGER NOT NULL,
  PRIMARY KEY (ws, case_, writer, seq)
);
CREATE INDEX household_event_id ON household_event (ws, event);

-- Areas whose scoped lists must be made anew: stale is the place in the feed of the change that asks for it.
CREATE TABLE household_area (
  ws     BLOB NOT NULL,
  area   BLOB NOT NULL,
  stale  INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  layout TEXT NOT NULL,
  PRIMARY KEY (ws, area)
);
CREATE INDEX record_form ON record (ws, form_id, updated_srv);

-- Lists that were uploaded for the register, and how columns with such headings were read.
CREATE TABLE intake (
  ws      BLOB NOT NULL,
  intake  BLOB NOT NULL,
  name    TEXT NOT NULL,
  made    INTEGER NOT NULL,
  account BLOB NOT NULL,
  state   TEXT NOT NULL,
  reading TEXT NOT NULL,
  counts  TEXT NOT NULL,
  event   BLOB NOT NULL,
  done    INTEGER NOT NULL,
  file    BLOB NOT NULL,
  PRIMARY KEY (ws, intake)
);
CREATE TABLE intake_reading (
  ws        BLOB NOT NULL,
  signature TEXT NOT NULL,
  reading   TEXT NOT NULL,
  PRIMARY KEY (ws, signature)
);
