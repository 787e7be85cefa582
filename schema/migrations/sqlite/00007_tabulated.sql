-- +goose Up
-- What an export writes of a record, worked out once: derived from the log, made again at will.
CREATE TABLE tabulated (
  ws       BLOB NOT NULL,
  record   BLOB NOT NULL,
  approved INTEGER NOT NULL, -- 1: the approved version, 0: as it stands
  basis    BLOB NOT NULL,    -- which approval, or which state
  data     BLOB NOT NULL,
  PRIMARY KEY (ws, record, approved)
);
