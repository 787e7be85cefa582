package synctest

import (
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// The checks that are made while a history runs.

// stored gives the digests of every change at the office, by dot.
func (w *world) stored() map[wire.Dot][]wire.Hash {
	out := map[wire.Dot][]wire.Hash{}
	for i := range households {
		in, err := w.store.Changes(w.ctx, workspace, recordOf(&households[i]))
		if !w.must("changes", err) {
			continue
		}
		for k := range in {
			out[in[k].Dot()] = append(out[in[k].Dot()], in[k].C)
		}
	}
	return out
}

// checkAcked: no change that was acknowledged is absent after a crash (I2).
func (w *world) checkAcked() {
	at := w.stored()
	for _, t := range w.tablets {
		for dot, c := range t.made {
			if dot.Seq <= t.acked && !t.stopped && !contains(at[dot], c) {
				w.broken("I2", "%s.%d was acknowledged to %s and is gone after a crash", short(dot.Writer), dot.Seq, t.name)
			}
		}
	}
	for dot, c := range w.hostile.acked {
		if !contains(at[dot], c) && !w.hostile.strange[c] {
			w.broken("I2", "%s.%d of the hostile device was acknowledged and is gone after a crash", short(dot.Writer), dot.Seq)
		}
	}
}

// areaOf gives the area of a record, -1 when the world does not know it.
func areaOf(rec wire.ID) int {
	for i := range households {
		if recordOf(&households[i]) == rec {
			return households[i].area
		}
	}
	return -1
}

// checkDelivered: what a reply brings lies in the areas granted at that time, and nothing comes after revocation (I6).
func (w *world) checkDelivered(t *tablet, got *answered, reply *wire.SyncReply) {
	if got.event != w.event {
		return // made when other areas held; checked then
	}
	writer := t.key.id
	granted := w.areasOf[writer]
	if w.revoked[writer] {
		for i := range reply.Items {
			w.broken("I6", "%s is revoked and gets an item of kind %d", t.name, reply.Items[i].Kind)
		}
		if !reply.Revoked {
			w.broken("I6", "%s is revoked and is not told", t.name)
		}
	}
	for i := range reply.Items {
		it := &reply.Items[i]
		if it.Kind == wire.FeedList {
			if l, err := wire.DecodeListItem(it.Payload); err != nil || !l.Area.IsZero() && !inAreas(granted, l.Area) {
				w.broken("I6", "%s gets a list of an area that is not granted", t.name)
			}
		}
		for _, c := range itemChanges(it) {
			if c.dot.Writer == writer && it.Kind != wire.FeedRecord {
				w.broken("I6", "%s gets its own change", t.name)
			}
			if c.change.Record == workspace {
				continue
			}
			if a := w.areaOf(c.change.Record); a >= 0 && !contains(granted, a) {
				w.broken("I6", "%s, granted %v, gets a change of area %d", t.name, granted, a)
			}
		}
	}
}

// noteTooLate keeps what a revoked device sends that is not at the office yet.
func (w *world) noteTooLate(segments []*wire.Segment) {
	at := w.stored()
	for _, s := range segments {
		if _, err := s.Chain(); err != nil {
			continue
		}
		for i := range s.Items {
			if !contains(at[wire.Dot{Writer: s.Writer, Seq: s.From + uint64(i)}], s.Items[i].C) {
				w.tooLate[s.Items[i].C] = true
			}
		}
	}
}

func inAreas(granted []int, a wire.ID) bool {
	return slices.ContainsFunc(granted, func(i int) bool { return areas[i] == a })
}

// checkComplete: a tablet that was told that nothing more is to be had has everything of its areas (I8), and the areas.
func (w *world) checkComplete(t *tablet, got *answered) {
	if got.event != w.event || w.revoked[t.key.id] {
		return
	}
	granted := w.areasOf[t.key.id]
	for _, a := range areas {
		if contains(t.r.AllAreas(), a) != inAreas(granted, a) {
			w.broken("I8", "%s has other areas than are granted", t.name)
			return
		}
	}
	for i := range households {
		if !contains(granted, w.areaOf(recordOf(&households[i]))) {
			continue
		}
		in, err := w.store.Changes(w.ctx, workspace, recordOf(&households[i]))
		if !w.must("changes", err) {
			return
		}
		for k := range in {
			if in[k].Writer != t.key.id && !t.has(in[k].Dot(), in[k].C) {
				w.broken("I8", "%s.%d is in an area of %s and was passed over", short(in[k].Writer), in[k].Seq, t.name)
			}
		}
	}
}

// reader gets the whole feed of every area.
func (w *world) reader() (items []wire.FeedItem, top uint64) {
	c := store.Cursor{}
	for range 1000 {
		p, err := w.store.Feed(w.ctx, store.FeedQuery{Workspace: workspace, Areas: areas, Cursor: c})
		if !w.must("feed", err) {
			return items, top
		}
		items, c = append(items, p.Items...), p.Cursor
		if !p.More {
			break
		}
	}
	return items, c.Srv
}

// everyRecord gives all records at the office, those that no household has too.
func (w *world) everyRecord() (out []store.Merged) {
	rows, _, err := w.store.Records(w.ctx, workspace, store.RecordQuery{All: true, Deleted: true, Limit: 1000})
	if !w.must("records", err) {
		return nil
	}
	slices.SortFunc(rows, func(a, b schema.RecordRow) int { return a.ID.Compare(b.ID) })
	for i := range rows {
		v, err := w.store.View(w.ctx, workspace, rows[i].ID)
		if w.must("view", err) {
			out = append(out, v)
		}
	}
	return out
}

// infoOf gives what became of a change in a record.
func infoOf(rec *merge.Record, c wire.Hash) *merge.ChangeInfo {
	for i := range rec.Changes {
		if rec.Changes[i].C == c {
			return &rec.Changes[i]
		}
	}
	return nil
}
