package replica

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// left says that a record went to another area, or, with the zero record, that an area is no longer this tablet's.
type left struct{ record, area wire.ID }

// leaveAll drops what others wrote of records that are in none of this tablet's areas now, and the lists of areas that it
// lost. What was made here stays: only replication would let it go, never an age or a move. Nothing is dropped of a
// record with a draft or unsent changes until these are sent: it waits in the sync state.
func (r *Replica) leaveAll(in *intake) []Write {
	mine := r.AllAreas()
	var due []wire.ID
	add := func(id wire.ID) {
		if !slices.Contains(due, id) {
			due = append(due, id)
		}
	}
	lost := false
	for _, id := range r.sync.Left {
		// What came again whole is here to stay.
		if !slices.ContainsFunc(in.whole, func(x left) bool { return x.record == id && slices.Contains(mine, x.area) }) {
			add(id)
		}
	}
	for _, l := range in.left {
		switch {
		case slices.Contains(mine, l.area):
		case !l.record.IsZero():
			add(l.record)
		default:
			lost = true
			for id := range r.records {
				if id != r.id.Workspace && r.areaOfRecord(id) == l.area {
					add(id)
				}
			}
		}
	}
	ordered(due, wire.ID.Compare)
	before := r.sync.Left
	r.sync.Left = nil
	var w []Write
	for _, id := range due {
		gone, ok := r.leave(id)
		if !ok {
			r.sync.Left = append(r.sync.Left, id)
		}
		w = append(w, gone...)
	}
	if lost {
		w = append(w, r.dropLists(mine)...)
	}
	if lost || !slices.Equal(before, r.sync.Left) {
		w = append(w, Write{StoreMeta, keySync, encodeSyncState(r.sync)})
	}
	return w
}

// areaOfRecord gives where a record lies as far as is known here.
func (r *Replica) areaOfRecord(id wire.ID) wire.ID {
	if m := r.Merged(id); m != nil {
		return m.Area
	}
	return wire.ID{}
}

// leave drops what others wrote of one record; false: its form is open, or it has a draft or unsent changes.
func (r *Replica) leave(id wire.ID) ([]Write, bool) {
	rec := r.records[id]
	if rec == nil {
		return nil, true
	}
	if r.drafts[id] != nil || r.session != nil && r.session.open.Record == id || r.unsent(id) {
		return nil, false
	}
	var w []Write
	kept := rec.changes[:0]
	for _, s := range rec.changes {
		if s.made {
			kept = append(kept, s)
			continue
		}
		delete(r.changes, s.key())
		list := r.dots[s.dot]
		for i := range list {
			if list[i] == s {
				r.dots[s.dot] = append(list[:i:i], list[i+1:]...)
				break
			}
		}
		w = append(w, Write{StoreChange, s.key(), nil})
	}
	rec.changes, rec.merged = kept, nil
	return w, true
}

// dropLists drops the lists of areas that are not this tablet's, but for those of a draft. Of one in which a change here
// names rows the id column stays.
func (r *Replica) dropLists(mine []wire.ID) []Write {
	drafted, named := map[uint64]bool{}, map[uint64]bool{}
	for _, d := range r.drafts {
		for _, l := range d.open.Lists {
			drafted[l.Number] = true
		}
	}
	for _, s := range r.changes {
		if c := s.decoded(); c != nil {
			for _, row := range c.Rows {
				named[row.List] = true
			}
		}
	}
	var numbers []uint64
	for n, l := range r.lists {
		if x := l.numbered().List; x != nil && !x.Area.IsZero() && !slices.Contains(mine, x.Area) && !drafted[n] {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var w []Write
	for _, n := range numbers {
		l := r.lists[n]
		if named[n] {
			ids := &wire.IDsItem{Number: n, Hash: l.hash}
			for i := range l.list.Rows() {
				ids.IDs = append(ids.IDs, l.list.ID(i))
			}
			w = append(w, r.keepIDs(ids))
		}
		delete(r.lists, n)
		w = append(w, Write{StoreList, listKey(n), nil})
	}
	return w
}

// keepIDs keeps the id column of a list.
func (r *Replica) keepIDs(l *wire.IDsItem) Write {
	r.ids[l.Hash] = l
	return Write{StoreList, keyIDs + l.Hash.String(), wire.EncodeIDsItem(l)}
}
