package export

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// approved gives a record as it was approved, with the approval; nil when no approval is in force any more, or the
// record has left the areas asked for since Read.
func (s *Set) approved(ctx context.Context, id wire.ID) (*merge.Record, *merge.Decision, schema.RecordRow, error) {
	m, err := s.eval.Store.View(ctx, s.eval.Workspace, id)
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil, nil, m.Row, nil
	}
	if err != nil {
		return nil, nil, m.Row, err
	}
	d := merge.Approval(m.Record)
	if d == nil || m.Record.Deleted || !s.scope().Covers(m.Row.Area) {
		return nil, nil, m.Row, nil
	}
	if stands(&m, d) {
		return m.Record, d, m.Row, nil
	}
	rec, err := s.eval.Store.RecordAt(ctx, s.eval.Workspace, id, d.Payload.Frontier)
	return rec, d, m.Row, err
}

// stands says that evaluating the record as it is gives what was approved: equal values and rows, the same form version,
// and the finish under which it was evaluated then. It saves reading most records twice.
func stands(m *store.Merged, d *merge.Decision) bool {
	rec, p := m.Record, &d.Payload
	if !rec.Finished || rec.FormVersion != p.FormVersion || rec.FormHash != p.FormHash || merge.ValuesHash(rec) != p.Values {
		return false
	}
	for i := range m.Inputs {
		if m.Inputs[i].Branch.Number > 0 {
			return false // a forked log: which branch a head is on is the store's to say
		}
	}
	for _, h := range p.Frontier {
		if h.Writer == rec.Finish.Dot.Writer {
			return rec.Finish.Dot.Seq <= h.Seq
		}
	}
	return false
}
