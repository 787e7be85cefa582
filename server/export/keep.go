package export

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// Keep packs the approved versions of records and keeps them beside the records, so that an export only reads. A record
// without an approval is passed over. It is background work after an approval; an export packs by itself what is missing.
func Keep(ctx context.Context, e *jobs.Evaluator, records []wire.ID) error {
	s := &Set{q: Query{All: true}, eval: e}
	var made []store.Tabulated
	for _, id := range records {
		row, err := e.Store.Row(ctx, e.Workspace, id)
		if schema.CodeOf(err) == schema.CodeNotFound || err == nil && (!row.Approved || row.Deleted) {
			continue
		}
		if err != nil {
			return err
		}
		it := item{record: id, of: approvalOf(&row)}
		data, err := s.pack(ctx, &it)
		if err != nil {
			return err
		}
		if data != nil {
			made = append(made, store.Tabulated{Record: id, Approved: true, Basis: it.basis(), Data: data})
		}
	}
	if len(made) == 0 {
		return nil
	}
	return e.Store.PutTabulated(ctx, e.Workspace, made)
}
