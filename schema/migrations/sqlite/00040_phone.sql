-- +goose Up
-- The number that tablets show where somebody needs the commune's help; empty: none.
ALTER TABLE workspace ADD COLUMN phone TEXT NOT NULL DEFAULT '';
