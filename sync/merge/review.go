package merge

import (
	"bytes"
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// describe fills what the header of the changes says, Changes and Frontier.
func (m *merger) describe(rec *Record) {
	if len(m.changes) == 0 {
		return
	}
	rec.Changes = make([]ChangeInfo, 0, len(m.changes))
	named := false
	for i := range m.changes {
		c := &m.changes[i]
		info := ChangeInfo{Origin: m.origin(i), Reason: c.Reason}
		if c.Change != nil {
			info.Ops, info.Erased = len(c.Change.Ops), c.Change.Erased != nil
			h := &c.Change.Header
			if !named {
				rec.ID, rec.Case, rec.Round, rec.FormID, named = h.Record, h.Case, h.Round, h.FormID, true
			}
			if c.Status == Accepted && h.FormVersion > 0 && better(rec, h) {
				rec.FormID, rec.FormVersion, rec.FormHash = h.FormID, h.FormVersion, h.FormHash
				rec.Case, rec.Round = h.Case, h.Round
			}
		}
		rec.Changes = append(rec.Changes, info)
		if c.Status != Accepted {
			rec.Unapplied++
		}
	}
	rec.Frontier = m.frontier()
}

// better says that a header names a higher version; the hash orders what should not differ.
func better(rec *Record, h *wire.Header) bool {
	if h.FormVersion != rec.FormVersion {
		return h.FormVersion > rec.FormVersion
	}
	return bytes.Compare(h.FormHash[:], rec.FormHash[:]) > 0
}

// frontier gives the heads of all branches. The changes stand by writer and seq, so the heads of a writer are the last
// ones found.
func (m *merger) frontier() []wire.Head {
	var heads []wire.Head
	var branches []Branch // of the heads
	for i := range m.changes {
		c := &m.changes[i]
		for k := len(heads) - 1; k >= 0 && heads[k].Writer == c.Writer; k-- {
			if heads[k].Seq < c.Seq && behind(c.Branch, branches[k], heads[k].Seq) {
				heads = slices.Delete(heads, k, k+1)
				branches = slices.Delete(branches, k, k+1)
			}
		}
		heads = append(heads, wire.Head{Writer: c.Writer, Seq: c.Seq, H: c.H})
		branches = append(branches, c.Branch)
	}
	return heads
}

// decisions fills Decisions, in the owner's order, and State.
func (m *merger) decisions(rec *Record) {
	place := m.stepOrder()
	type ranked struct {
		Decision
		rank, at int
		e        *entry
	}
	var list []ranked
	for i := range m.single {
		e := &m.single[i]
		op := m.op(e)
		if op.Kind.Family() != wire.FamilyDecision || !m.accepted(e) {
			continue
		}
		d := ranked{Decision: Decision{Origin: m.origin(e.at), Kind: op.Kind}, at: e.at, e: e}
		if p, err := op.Value.Decision(); err == nil {
			d.Payload = p
		}
		d.rank, d.Stepped = place[e.at]
		list = append(list, d)
	}
	wire.Sort(list, func(a, b ranked) int {
		switch {
		case a.Stepped != b.Stepped:
			if a.Stepped {
				return -1
			}
			return 1
		case a.Stepped && a.rank != b.rank:
			return a.rank - b.rank
		case a.at != b.at:
			return a.at - b.at
		}
		return a.e.op - b.e.op
	})
	var last *ranked
	for i := range list {
		rec.Decisions = append(rec.Decisions, list[i].Decision)
		if list[i].Stepped {
			last = &list[i]
		}
	}
	rec.State = Draft
	if rec.Finished {
		rec.State = Submitted
	}
	if last == nil {
		return
	}
	again := rec.Finished && m.winner >= 0 && !m.covers(last.e, m.single[m.winner].at)
	switch {
	case last.Kind == wire.KindApprove:
		rec.State = Approved
	case again:
		rec.State = Fixed
	case last.Kind == wire.KindReturn:
		rec.State = Returned
	default:
		rec.State = Rejected
	}
}

// stepOrder gives the place of each decision that a step of the owner names; steps go by epoch, seq and c.
func (m *merger) stepOrder() map[int]int {
	type step struct {
		epoch uint64
		e     *entry
	}
	var steps []step
	for i := range m.single {
		e := &m.single[i]
		if m.op(e).Kind != wire.KindStep || !m.accepted(e) {
			continue
		}
		epoch, ok := uint64(0), true
		if m.Epoch != nil {
			epoch, ok = m.Epoch(m.changes[e.at].Writer)
		}
		if ok {
			steps = append(steps, step{epoch, e})
		}
	}
	wire.Sort(steps, func(a, b step) int {
		if c := compareUint(a.epoch, b.epoch); c != 0 {
			return c
		}
		x, y := &m.changes[a.e.at], &m.changes[b.e.at]
		if c := compareUint(x.Seq, y.Seq); c != 0 {
			return c
		}
		if c := x.C.Compare(y.C); c != 0 {
			return c
		}
		return a.e.op - b.e.op
	})
	place := map[int]int{}
	for _, s := range steps {
		names, err := m.op(s.e).Value.Step()
		if err != nil {
			continue
		}
		for _, d := range names.Names {
			if at := m.resolve(s.e.at, d); at >= 0 {
				if _, had := place[at]; !had {
					place[at] = len(place)
				}
			}
		}
	}
	return place
}

// placeAndDelete fills Area (◆D2) and Deleted. A delete counts only when it covers every answer and every row added by
// hand, else the record stands, flagged, until a delete that covers all or an undelete.
func (m *merger) placeAndDelete(rec *Record) {
	m.area(rec)
	undone := map[int]bool{}
	for i := range m.single {
		if e := &m.single[i]; m.op(e).Kind == wire.KindUndelete && m.accepted(e) {
			for _, d := range m.op(e).Sees {
				undone[m.resolve(e.at, d)] = true
			}
		}
	}
	for i := range m.single {
		e := &m.single[i]
		if m.op(e).Kind != wire.KindDelete || !m.accepted(e) || undone[e.at] {
			continue
		}
		rec.Deletes = append(rec.Deletes, m.origin(e.at))
		rec.Deleted = rec.Deleted || m.coversAll(e)
	}
	if len(rec.Deletes) > 0 && !rec.Deleted {
		rec.Flags = append(rec.Flags, Flag{Kind: FlagDeleteKept})
	}
}

func (m *merger) coversAll(e *entry) bool {
	for _, list := range [][]entry{m.values, m.rows} {
		for i := range list {
			k := m.op(&list[i]).Kind
			if m.accepted(&list[i]) && (k == wire.KindSet || k == wire.KindClear || k == wire.KindAdd) && !m.covers(e, list[i].at) {
				return false
			}
		}
	}
	return true
}

// area gives ◆D2: the latest move, else the area of the accepted change with the lowest place in the owner's feed, and
// before any has one, of the first by seq.
func (m *merger) area(rec *Record) {
	var moves []entry
	for i := range m.single {
		if m.op(&m.single[i]).Kind == wire.KindMove {
			moves = append(moves, m.single[i])
		}
	}
	m.mark(moves)
	best := -1
	for i := range moves {
		e := &moves[i]
		if !m.accepted(e) || e.reach {
			continue
		}
		if best < 0 || m.laterMove(e.at, moves[best].at) {
			best = i
		}
	}
	if best >= 0 {
		if id, ok := m.op(&moves[best]).Value.ID(); ok && !id.IsZero() {
			rec.Area = id
			return
		}
	}
	first := -1
	for i := range m.changes {
		c := &m.changes[i]
		if c.Change == nil || c.Change.Area.IsZero() {
			continue
		}
		if first < 0 || m.placesBefore(c, &m.changes[first]) {
			first = i
		}
	}
	if first >= 0 {
		rec.Area = m.changes[first].Change.Area
	}
}

// laterMove orders moves as rulings are: by epoch, seq and c.
func (m *merger) laterMove(a, b int) bool {
	x, y := &m.changes[a], &m.changes[b]
	if m.Epoch != nil {
		p, _ := m.Epoch(x.Writer)
		q, _ := m.Epoch(y.Writer)
		if p != q {
			return p > q
		}
	}
	if x.Seq != y.Seq {
		return x.Seq > y.Seq
	}
	return x.C.Compare(y.C) > 0
}

// placesBefore puts accepted changes first: one that is held must not say where the record belongs while another can.
func (m *merger) placesBefore(a, b *change) bool {
	if x, y := a.Status == Accepted, b.Status == Accepted; x != y {
		return x
	}
	if a.Srv != b.Srv {
		return a.Srv-1 < b.Srv-1 // 0, not known, is last
	}
	if a.Seq != b.Seq {
		return a.Seq < b.Seq
	}
	return a.C.Compare(b.C) < 0
}
