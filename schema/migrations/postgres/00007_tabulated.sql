-- +goose Up
-- What an export writes of a record, worked out once: derived from the log, made again at will.
CREATE TABLE tabulated (
  ws       BYTEA NOT NULL,
  record   BYTEA NOT NULL,
  approved BIGINT NOT NULL, -- 1: the approved version, 0: as it stands
  basis    BYTEA NOT NULL,    -- which approval, or which state
  data     BYTEA NOT NULL,
  PRIMARY KEY (ws, record, approved)
);
