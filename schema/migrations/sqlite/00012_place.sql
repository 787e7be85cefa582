-- +goose Up
-- Where a record's household is, in 1e-7 degrees, from the evaluation: derived. 0, 0: not known.
ALTER TABLE record ADD COLUMN lat INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN lng INTEGER NOT NULL DEFAULT 0;
UPDATE record SET evaluated = 0;
