package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// WantBlob gives what a stored change of this writer says about a photo. Not found: no change of the writer names it, and
// it must not be taken (changes first).
func (s *Store) WantBlob(ctx context.Context, ws, writer wire.ID, h wire.Hash) (schema.Blob, error) {
	b := schema.Blob{Hash: h}
	var size, stored int64
	found, err := one(ctx, pool{s}, `SELECT f.size, f.mime, f.record, COALESCE(r.area, f.ws), COALESCE(b.stored, 0)
		FROM blob_ref f
		LEFT JOIN record r ON r.ws = f.ws AND r.record = f.record
		LEFT JOIN blob b ON b.ws = f.ws AND b.hash = f.hash
		WHERE f.ws = $1 AND f.writer = $2 AND f.hash = $3
		ORDER BY f.record
		LIMIT 1`, args(ws[:], writer[:], h[:]), &size, &b.Mime, (*id)(&b.Record), (*id)(&b.Area), &stored)
	b.Size, b.Stored = uint64(size), at(stored)
	if err == nil && !found {
		err = schema.Conflict("hash", "Gửi phiếu trước, ảnh sau.", "Send changes first: no change of this device names the file.")
	}
	return b, err
}

// PutBlob notes that a photo is stored: its bytes are on disk, verified and flushed. Size and type must be those that a
// change of this writer names.
func (s *Store) PutBlob(ctx context.Context, ws, writer wire.ID, h wire.Hash, size uint64) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`INSERT INTO blob (ws, hash, size, mime, stored, writer)
			SELECT ws, hash, size, MIN(mime), $1, writer
			FROM blob_ref
			WHERE ws = $2 AND writer = $3 AND hash = $4 AND size = $5
			GROUP BY ws, hash, size, writer
			ON CONFLICT (ws, hash) DO NOTHING`, ms(t.at), ws[:], writer[:], h[:], int64(size))
		if err != nil || n > 0 {
			return err
		}
		found, err := one(ctx, t, `SELECT 1
			FROM blob
			WHERE ws = $1 AND hash = $2`, args(ws[:], h[:]), new(int64))
		if err == nil && !found {
			err = schema.Conflict("hash", "Gửi phiếu trước, ảnh sau.", "Send changes first: no change of this device names the file with this size.")
		}
		return err
	})
}

// Blob gives a stored photo. Areas limits it to photos named by records of these areas, unless all is set.
func (s *Store) Blob(ctx context.Context, ws wire.ID, h wire.Hash, all bool, areas []wire.ID) (schema.Blob, error) {
	b := schema.Blob{Hash: h}
	a := args(ws[:], h[:])
	scope := ""
	if !all {
		if len(areas) == 0 {
			return b, noBlob()
		}
		for i := range areas {
			a = append(a, areas[i][:])
		}
		scope = ` AND r.area IN (` + marks(3, len(areas)) + `)`
	}
	var size, stored int64
	found, err := one(ctx, pool{s}, `SELECT b.size, b.mime, b.stored, b.writer, r.area, r.record
		FROM blob b
		JOIN blob_ref f ON f.ws = b.ws AND f.hash = b.hash
		JOIN record r ON r.ws = f.ws AND r.record = f.record
		WHERE b.ws = $1 AND b.hash = $2`+scope+`
		ORDER BY r.record
		LIMIT 1`, a, &size, &b.Mime, &stored, (*id)(&b.By), (*id)(&b.Area), (*id)(&b.Record))
	b.Size, b.Stored = uint64(size), at(stored)
	if err == nil && !found {
		err = noBlob()
	}
	return b, err
}

func noBlob() error { return schema.NotFound("Không có ảnh này.", "There is no such file.") }

// MissingBlobs lists the photos that changes of a writer name and that have not arrived.
func (s *Store) MissingBlobs(ctx context.Context, ws, writer wire.ID) ([]schema.Blob, error) {
	var out []schema.Blob
	err := each(ctx, pool{s}, `SELECT f.hash, f.size, f.mime, f.record
		FROM blob_ref f
		LEFT JOIN blob b ON b.ws = f.ws AND b.hash = f.hash
		WHERE f.ws = $1 AND f.writer = $2 AND b.hash IS NULL
		ORDER BY f.hash, f.record
		LIMIT 10000`, args(ws[:], writer[:]), func(r *sql.Rows) error {
		var b schema.Blob
		var size int64
		if err := r.Scan((*hash)(&b.Hash), &size, &b.Mime, (*id)(&b.Record)); err != nil {
			return err
		}
		b.Size = uint64(size)
		out = append(out, b)
		return nil
	})
	return out, err
}

// RecordBlobs lists the photos that changes of a record name; Stored is zero for those that have not arrived.
func (s *Store) RecordBlobs(ctx context.Context, ws, rec wire.ID) ([]schema.Blob, error) {
	var out []schema.Blob
	err := each(ctx, pool{s}, `SELECT DISTINCT f.hash, f.size, f.mime, COALESCE(b.stored, 0)
		FROM blob_ref f
		LEFT JOIN blob b ON b.ws = f.ws AND b.hash = f.hash
		WHERE f.ws = $1 AND f.record = $2
		ORDER BY f.hash
		LIMIT 10000`, args(ws[:], rec[:]), func(r *sql.Rows) error {
		b := schema.Blob{Record: rec}
		var size, stored int64
		if err := r.Scan((*hash)(&b.Hash), &size, &b.Mime, &stored); err != nil {
			return err
		}
		b.Size, b.Stored = uint64(size), at(stored)
		out = append(out, b)
		return nil
	})
	return out, err
}
