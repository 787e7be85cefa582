-- +goose Up
-- Why a tablet is used though its browser does not promise to keep data; empty: it promised.
ALTER TABLE device ADD COLUMN excuse TEXT NOT NULL DEFAULT '';
