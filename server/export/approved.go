package export

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
)

// version gives a record as it is to be written, as approved or, where every record is asked for, as it stands; with
// what is said of its approval. nil when there is nothing to write any more: no approval in force, deleted, or gone from
// the areas asked for since Read.
func (s *Set) version(ctx context.Context, it *item) (*merge.Record, *packedHead, string, error) {
	m, err := s.eval.Store.View(ctx, s.eval.Workspace, it.record)
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil, nil, "", nil
	}
	if err != nil {
		return nil, nil, m.Row.Label, err
	}
	h := &packedHead{}
	d := merge.Approval(m.Record)
	if d != nil {
		h.approved, h.at, h.by = true, uint64(d.At), d.User
	}
	switch {
	case m.Record.Deleted || !s.scope().Covers(m.Row.Area) || d == nil && !s.q.Every:
		return nil, nil, m.Row.Label, nil
	case s.q.Every:
		it.of, it.state = m.Row.StateHash, m.Row.State
		return m.Record, h, m.Row.Label, nil
	}
	it.of = approvalOf(&m.Row)
	if stands(&m, d) {
		return m.Record, h, m.Row.Label, nil
	}
	rec, err := s.eval.Store.RecordAt(ctx, s.eval.Workspace, it.record, d.Payload.Frontier)
	return rec, h, m.Row.Label, err
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
