package replica

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Finish closes the visit: nothing is written while a problem blocks it. Else the journal and the finish op become one
// change, with a clear for each answer that is outside the flow and a remove for rows cut by a count, and the form is
// closed.
func (r *Replica) Finish(at int64, zone int) (done bool, problems []Problem, w []Write, err error) {
	s, err := r.answering()
	if err != nil {
		return false, nil, nil, err
	}
	// What has arrived since the screen was made is not looked at: it was not shown, so it is neither cleared nor named.
	s.look(s.eng.SetNow(at, zone))
	outcome := s.eng.Finish()
	if len(outcome.Problems) > 0 {
		return false, s.problems(outcome.Problems), nil, nil
	}
	w, err = r.squash(s, at, zone, r.closing(s, outcome))
	if err != nil {
		return false, nil, nil, err
	}
	if _, kept := r.pos[s.open.Record]; kept {
		delete(r.pos, s.open.Record)
		w = append(w, r.out([]Write{{StoreMeta, keyPos + s.open.Record.String(), nil}})...)
	}
	r.session = nil
	return true, nil, w, nil
}

// Close leaves the form: its journal becomes one change, without a finish. Nothing answered, nothing written.
func (r *Replica) Close(at int64, zone int) ([]Write, error) {
	r.Confirm()
	s := r.session
	if s == nil {
		return nil, nil
	}
	var w []Write
	if len(s.entries) > 0 {
		var err error
		if w, err = r.squash(s, at, zone, nil); err != nil {
			return nil, err
		}
	}
	r.session = nil
	return w, nil
}

// closing says what the screen showed of what finishing clears, cuts and names.
func (r *Replica) closing(s *session, o engine.Outcome) *answers.Closing {
	c := &answers.Closing{Outcome: o}
	c.Shown = func(row wire.ID, node int) []wire.Dot { return s.shown[engine.Ref{Row: engine.RowID(row), Node: node}] }
	for _, dots := range s.shown {
		c.Sees = append(c.Sees, dots...)
	}
	if s.base != nil {
		if s.base.Finish != nil {
			c.Sees = append(c.Sees, s.base.Finish.Dot)
		}
		c.Frontier = s.base.Shown()
	}
	c.Sees = wire.SortDots(c.Sees)
	return c
}

// squash makes the journal one change: delete the journal, put the change, put the head, in one transaction.
func (r *Replica) squash(s *session, at int64, zone int, closing *answers.Closing) ([]Write, error) {
	d := answers.Draft{
		Form:     s.form,
		Entries:  s.entries,
		Rows:     s.eng.Rows(),
		Seeds:    s.eng.Seeds(),
		SeedRows: s.eng.SeedRows(),
		Finish:   closing,
		Position: answers.PositionIn(s.lists),
		C:        r.digest,
		Stored:   func(row wire.ID, node int) bool { return storedAt(s, row, node) },
	}
	d.Header = wire.Header{
		Record: s.open.Record, Case: s.open.Case, Round: s.open.Round, Area: s.open.Area,
		FormID: s.version.FormID, FormVersion: s.version.Version, FormHash: s.version.Hash.Short(),
		Grant: s.open.Grant, User: s.open.User, At: max(at, 0), Zone: zoneOut(zone), Env: answers.EnvOf(s.lists),
	}
	r.random(d.Salt[:])
	c, err := answers.Change(d)
	if err != nil {
		return nil, fail("change", "Chưa gói được các câu trả lời; chúng vẫn còn trên máy. Đóng rồi mở lại phiếu.", "The answers could not be put together; they are still on the device. Close the record and open it again. ("+err.Error()+")")
	}
	w := r.dropJournal(s)
	if c == nil {
		delete(r.drafts, s.open.Record)
		return r.out(w), nil
	}
	put, err := r.append(c)
	if err != nil {
		return nil, err
	}
	delete(r.drafts, s.open.Record)
	return r.out(append(w, put...)), nil
}

// squashLeft makes a change of each journal whose form is not open, as of its last entry. One that can not be opened now
// (its form is not here) stays a journal.
func (r *Replica) squashLeft() []Write {
	return r.squashOf(func(d *draft) bool { return r.session == nil || r.session.open.Record != d.open.Record })
}

func (r *Replica) squashOf(which func(*draft) bool) []Write {
	ids := make([]wire.ID, 0, len(r.drafts))
	for id, d := range r.drafts {
		if which(d) {
			ids = append(ids, id)
		}
	}
	ordered(ids, wire.ID.Compare)
	var all []Write
	for _, id := range ids {
		d := r.drafts[id]
		if len(d.entries) == 0 {
			continue
		}
		s, err := r.resume(d.open, "")
		if err != nil {
			continue
		}
		last := d.entries[len(d.entries)-1]
		if w, err := r.squash(s, last.At, last.Zone, nil); err == nil {
			all = append(all, w...)
		}
	}
	return all
}

func (r *Replica) dropJournal(s *session) []Write {
	var w []Write
	if s.written {
		for n := 0; n <= s.last; n++ {
			if n == 0 || r.db[StoreDraft][draftKey(s.open.Record, n)] != nil {
				w = append(w, Write{StoreDraft, draftKey(s.open.Record, n), nil})
			}
		}
	}
	return w
}

// storedAt says that a place has a visible value, or a row is known.
func storedAt(s *session, row wire.ID, node int) bool {
	if s.base == nil {
		return false
	}
	path := answers.Path(s.form, node)
	if register(s.base, row, path) != nil {
		return true
	}
	for i := range s.base.Rows {
		if s.base.Rows[i].ID == row && s.base.Rows[i].Path == path {
			return true
		}
	}
	return false
}

// append puts a change at the end of the own log and gives what must be stored.
func (r *Replica) append(c *wire.Change) ([]Write, error) {
	body, err := wire.EncodeChange(c)
	if err != nil {
		return nil, fail("change", "Phiếu này quá lớn để lưu thành một lần. Câu trả lời vẫn còn trên máy; báo cán bộ xã.", "This record is too large for one change. The answers are still on the device; tell the office. ("+err.Error()+")")
	}
	digest, err := wire.Digest(body)
	if err != nil {
		return nil, err
	}
	st := &stored{dot: wire.Dot{Writer: r.id.Writer(), Seq: r.head.Seq + 1}, c: digest, record: c.Record, hPrev: r.head.H,
		h: wire.NextHead(r.head.H, digest), area: c.Area, made: true, body: body, change: c}
	r.head = wire.Head{Writer: st.dot.Writer, Seq: st.dot.Seq, H: st.h}
	r.index(st)
	w := []Write{{StoreChange, st.key(), encodeStored(st)}, {StoreMeta, keyHead, encodeHead(r.head)}}
	return append(w, r.queueBlobs(c, st.dot.Seq)...), nil
}

// standing gives the record with the rows that the journal restores standing again, their answers with them.
func standing(base *merge.Record, entries []answers.Entry) *merge.Record {
	back, known := map[wire.ID]bool{}, map[wire.ID]bool{}
	for i := range entries {
		switch e := &entries[i]; e.Action {
		case answers.RestoreRow:
			if id := wire.ID(e.Ref.Row); len(e.Sees) > 0 || known[id] { // known: removed again in between
				back[id], known[id] = true, true
			}
		case answers.RemoveRow:
			delete(back, wire.ID(e.Ref.Row))
		}
	}
	if len(back) == 0 || base == nil {
		return base
	}
	rec := *base
	rec.Rows = append([]merge.Row(nil), base.Rows...)
	rec.Registers = append([]merge.Register(nil), base.Registers...)
	for i := range rec.Rows {
		if back[rec.Rows[i].ID] {
			rec.Rows[i].Gone = false
		}
	}
	for i := range rec.Registers {
		if back[rec.Registers[i].Row] {
			rec.Registers[i].Gone = false
		}
	}
	return &rec
}
