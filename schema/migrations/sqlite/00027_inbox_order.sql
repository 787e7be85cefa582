-- +goose Up
-- The inbox in its usual orders without reading whole rows: a queue by age, everything by its last change.
DROP INDEX record_newest;
CREATE INDEX record_newest ON record (ws, round, deleted, updated_srv DESC, record);
CREATE INDEX record_inbox ON record (ws, round, deleted, queue, updated_srv, record, area, form_id, finished_at, result);
