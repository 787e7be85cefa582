package synctest

import (
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// checkLogs: at the office each device's log is chained without a gap, and both branches of a fork are there (I7).
func (w *world) checkLogs() {
	items, _ := w.reader()
	type link struct{ prev, h wire.Hash }
	logs := map[wire.ID]map[uint64][]link{}
	for i := range items {
		for _, c := range itemChanges(&items[i]) {
			if logs[c.dot.Writer] == nil {
				logs[c.dot.Writer] = map[uint64][]link{}
			}
			if l := (link{c.prev, c.h}); !contains(logs[c.dot.Writer][c.dot.Seq], l) {
				logs[c.dot.Writer][c.dot.Seq] = append(logs[c.dot.Writer][c.dot.Seq], l)
			}
		}
	}
	for writer, log := range logs {
		if _, own := w.epochOf(writer); own || writer == w.hostile.key.id {
			continue // the owner's has grants, which are not in the feed; the hostile one leaves the areas
		}
		start := wire.Hash{}
		for _, t := range w.tablets {
			if t.key.id == writer {
				start = wire.ChainStart(t.key.pub)
			}
		}
		last := []wire.Hash{start}
		for n, seen := uint64(1), 0; seen < len(log); n++ {
			if len(log[n]) == 0 {
				w.broken("I7", "the log of %s has a gap at %d", short(writer), n)
				break
			}
			if len(log[n]) > 1 {
				w.sometimes("a log with two branches")
			}
			seen++
			for _, l := range log[n] {
				if !contains(last, l.prev) {
					w.broken("I7", "%s.%d does not follow from what is before it", short(writer), n)
				}
				last = append(last, l.h)
			}
		}
	}
	w.checkForks()
}

// checkForks: two copies that made different changes were found out, and what both sent is there.
func (w *world) checkForks() {
	at := w.stored()
	for i, t := range w.tablets {
		for _, u := range w.tablets[:i] {
			if u.key != t.key {
				continue
			}
			for dot, c := range t.made {
				other, both := u.made[dot]
				if !both || other == c {
					continue
				}
				sent := contains(at[dot], c) && contains(at[dot], other)
				if sent {
					w.sometimes("both branches of a fork are kept")
				}
				if !t.stopped && !u.stopped {
					w.broken("I7", "%s and %s made different changes %s.%d and neither was told", t.name, u.name, short(dot.Writer), dot.Seq)
				}
				d, err := w.store.Device(w.ctx, workspace, t.key.id)
				if w.must("device", err) && sent && !d.Stopped {
					w.broken("I7", "the office does not know of the fork of %s", short(t.key.id))
				}
			}
		}
	}
}

// checkApprovals: an approved version is rebuilt from its frontier as its page showed it (I9).
func (w *world) checkApprovals() {
	for i := range w.approvals {
		p := &w.approvals[i]
		then, err := w.store.RecordAt(w.ctx, workspace, p.record, p.frontier)
		if err != nil {
			w.broken("I9", "the approved version of %s can not be rebuilt: %v", short(p.record), err)
			continue
		}
		if merge.ValuesHash(then) != p.values || merge.StateHash(then) != p.state {
			w.broken("I9", "the approved version of %s is rebuilt otherwise than its page showed it: %s", short(p.record), difference(then, p.view.Record))
		}
		now, err := w.store.View(w.ctx, workspace, p.record)
		if !w.must("view", err) {
			continue
		}
		a := merge.Approval(now.Record)
		if now.Row.Approved != (a != nil) {
			w.broken("I9", "%s: the row and the record differ on the approval", short(p.record))
		}
		if a == nil || a.Dot != p.dot {
			continue
		}
		if a.Payload.Values != p.values {
			w.broken("I9", "the approval of %s has another hash than its page", short(p.record))
		}
		changed := merge.ValuesHash(now.Record) != p.values
		if now.Row.Changed != changed {
			w.broken("I9", "%s: changed since approval is shown as %v, it is %v", short(p.record), now.Row.Changed, changed)
		}
		if changed {
			w.sometimes("changed since approval")
		}
	}
}

// checkReplay: everything that was ever sent, sent again, changes nothing (I4).
func (w *world) checkReplay(at []store.Merged) {
	items, top := w.reader()
	for _, p := range w.pushed {
		got, err := w.store.Apply(w.ctx, store.Push{Workspace: workspace, Writer: p.writer, Segments: p.segments, At: w.now})
		if !w.must("replay", err) {
			return
		}
		if len(got.Touched) > 0 {
			w.broken("I4", "a replay of %s touches records", short(p.writer))
		}
	}
	again, topAgain := w.reader()
	if top != topAgain || len(items) != len(again) {
		w.broken("I4", "a replay moved the feed from %d to %d", top, topAgain)
	}
	now := w.everyRecord()
	if len(now) != len(at) {
		w.broken("I4", "a replay made a record")
		return
	}
	for i := range now {
		if merge.StateHash(now[i].Record) != merge.StateHash(at[i].Record) || len(now[i].Inputs) != len(at[i].Inputs) {
			w.broken("I4", "a replay changed %s", short(now[i].Row.ID))
		}
	}
}
