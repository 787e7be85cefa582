package synctest

import (
	"encoding/base64"
	"slices"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Events of the office about households and devices: moves, aliases, wipes, several users, reopened records.

// areaOf gives the area in which a record must lie, -1 when the world does not know it.
func (w *world) areaOf(rec wire.ID) int {
	if a, moved := w.moved[rec]; moved {
		return a
	}
	return areaOf(rec)
}

// move moves a household that has a record between the first two areas.
func (w *world) move(d dice) {
	var can []*household
	for i := range households {
		if h := &households[i]; h.area != 2 {
			if _, _, err := w.store.Record(w.ctx, workspace, recordOf(h)); err == nil {
				can = append(can, h)
			}
		}
	}
	if len(can) == 0 {
		return
	}
	h := can[d.IntN(len(can))]
	to := 1 - w.areaOf(recordOf(h))
	w.say("  %s moves to area %d", short(h.id), to)
	w.sometimes("a household moved")
	if w.must("move", w.store.MoveCase(w.ctx, workspace, h.id, areas[to], admin)) {
		w.moved[recordOf(h)] = to
	}
}

// alias says that two households with records are one, or takes it back.
func (w *world) alias(d dice) {
	all, err := w.store.Aliases(w.ctx, workspace)
	if !w.must("aliases", err) {
		return
	}
	if len(all) > 0 && d.one(2) {
		x := all[d.IntN(len(all))]
		w.say("  %s and %s are not one", short(x.A), short(x.B))
		w.sometimes("an alias was ended")
		w.must("unalias", w.store.Unalias(w.ctx, workspace, x.Dot, admin, "nhầm"))
		return
	}
	var with []wire.ID
	for i := range households {
		if _, _, err := w.store.Record(w.ctx, workspace, recordOf(&households[i])); err == nil {
			with = append(with, households[i].id)
		}
	}
	if len(with) < 2 {
		return
	}
	a, b := with[d.IntN(len(with))], with[d.IntN(len(with))]
	if a == b {
		return
	}
	w.say("  %s and %s are one", short(a), short(b))
	w.sometimes("an alias was made")
	w.must("alias", w.store.Alias(w.ctx, workspace, wire.Alias{What: wire.AliasCase, A: a, B: b}, admin, "nhập hai lần"))
}

// checkAliases: a tablet knows what is one with the households of its areas (◆D1).
func (w *world) checkAliases() {
	all, err := w.store.Aliases(w.ctx, workspace)
	if !w.must("aliases", err) {
		return
	}
	for _, t := range w.tablets {
		if t.copied || t.stopped || w.revoked[t.key.id] {
			continue
		}
		for _, x := range all {
			a, b := w.areaOf(wire.RecordID(x.A, round, formID)), w.areaOf(wire.RecordID(x.B, round, formID))
			if granted := w.areasOf[t.key.id]; (contains(granted, a) || contains(granted, b)) && !contains(t.r.SameAs(wire.AliasCase, x.A), x.B) {
				w.broken("D1", "%s does not know that %s and %s are one", t.name, short(x.A), short(x.B))
			}
		}
	}
}

// reopen opens a finished record again, as a page drawn now shows it.
func (w *world) reopen(d dice) {
	for _, v := range w.views() {
		if !v.Record.Finished || d.one(3) {
			continue
		}
		w.say("  office reopens %s", short(v.Row.ID))
		w.sometimes("a record was reopened")
		if !w.must("reopen", w.store.Reopen(w.ctx, workspace, reviewer, v.Record, merge.FrontierOf(v.Record, v.Rulings), "xem lại")) {
			return
		}
		now, err := w.store.View(w.ctx, workspace, v.Row.ID)
		if w.must("view", err) && (now.Row.Approved || now.Record.State == merge.Approved) {
			w.broken("I9", "%s is approved after it was reopened", short(v.Row.ID))
		}
		return
	}
}

// users lets a second collector work on a tablet, or ends that.
func (w *world) users(d dice) {
	t := w.tablets[d.IntN(len(w.tablets))]
	writer := t.key.id
	if w.revoked[writer] {
		return
	}
	next := []int{t.user}
	if len(w.usersOf[writer]) < 2 {
		next = append(next, (t.user+1)%3)
	}
	ids := make([]wire.ID, len(next))
	for i, u := range next {
		ids[i] = collectors[u]
	}
	w.say("  collectors %v work on %s", next, t.name)
	w.sometimes("users of a device were changed")
	if w.must("users", w.store.SetDeviceUsers(w.ctx, workspace, writer, ids, admin)) {
		w.usersOf[writer] = next
		w.grantAreas(writer)
	}
}

// grantAreas notes what the users of a device are granted together.
func (w *world) grantAreas(writer wire.ID) {
	var all []int
	for _, u := range w.usersOf[writer] {
		all = append(all, w.userAreas(u)...)
	}
	slices.Sort(all)
	w.areasOf[writer] = slices.Compact(all)
}

// switchUser lets another of its users work on a tablet.
func (t *tablet) switchUser(d dice) {
	all := t.r.Users()
	if t.house != nil || len(all) == 0 {
		return
	}
	u := all[d.IntN(len(all))]
	if u.ID != t.r.User().ID {
		t.w.sometimes("another user works on a tablet")
	}
	writes, err := t.r.SetUser(u.ID)
	if !t.w.must(t.name+" user", err) {
		return
	}
	t.w.say("  %s works on %s", short(u.ID), t.name)
	if k := t.store(writes); k.stored && len(writes) > 0 {
		t.swept()
	}
}

// wipe orders a tablet to erase itself: it is revoked with that.
func (w *world) wipe(writer wire.ID) {
	if w.revoked[writer] || len(w.revoked) > 0 {
		return
	}
	w.say("  %s is to be wiped", short(writer))
	w.sometimes("a wipe was ordered")
	if w.must("wipe", w.store.OrderWipe(w.ctx, workspace, writer, admin, "mất máy")) {
		w.revoked[writer], w.wiping = true, writer
		w.areasOf[writer] = nil
	}
}

// checkWipe: whoever was to be wiped was told, and its receipt counts once and can not be made up.
func (w *world) checkWipe() {
	if w.wiping.IsZero() {
		return
	}
	for _, t := range w.tablets {
		if t.key.id != w.wiping {
			continue
		}
		body, msg, err := t.r.WipeReceipt(t.now())
		if err != nil {
			w.broken("wipe", "%s was never told: %v", t.name, err)
			return
		}
		if x := t.r.Wipe(); !t.stopped && x.Unsent > 0 {
			w.broken("wipe", "%s would erase %d changes that it could send", t.name, x.Unsent)
		}
		sig, err := t.key.Sign(msg)
		w.must("sign", err)
		forged, err := w.hostile.key.Sign(msg)
		w.must("sign", err)
		if _, err := w.store.Wiped(w.ctx, workspace, body, forged); err == nil {
			w.broken("wipe", "a receipt under another key is taken: %s", base64.StdEncoding.EncodeToString(forged[:6]))
		}
		for range 2 {
			_, err = w.store.Wiped(w.ctx, workspace, body, sig)
			w.must("receipt", err)
		}
		d, err := w.store.Device(w.ctx, workspace, w.wiping)
		if w.must("device", err) && (d.Wipe == nil || d.Wipe.Received.IsZero()) {
			w.broken("wipe", "the receipt of %s is not stored", t.name)
		}
		w.sometimes("a tablet was wiped")
		return
	}
}

// checkDropped: what others wrote of records that are in none of a tablet's areas is gone from it (I6).
func (w *world) checkDropped(at []store.Merged) {
	for _, t := range w.tablets {
		if t.copied || t.stopped || w.revoked[t.key.id] {
			continue
		}
		for i := range at {
			rec := at[i].Row.ID
			if a := w.areaOf(rec); a < 0 || contains(w.areasOf[t.key.id], a) {
				continue
			}
			for k := range at[i].Inputs {
				in := &at[i].Inputs[k]
				if in.Writer != t.key.id && t.has(in.Dot(), in.C) {
					w.broken("I6", "%s keeps %s.%d of a record that left its areas", t.name, short(in.Writer), in.Seq)
				}
			}
		}
	}
}

// has says that a change is in a tablet's store.
func (t *tablet) has(dot wire.Dot, c wire.Hash) bool {
	_, ok := t.disk[[2]string{"change", dot.Writer.String() + "/" + hex8(dot.Seq) + "/" + c.String()}]
	return ok
}

// itemChanges gives the changes that a feed item carries with their bodies.
func itemChanges(it *wire.FeedItem) (out []carried) {
	if it.Kind != wire.FeedRecord {
		if it.Kind == wire.FeedChange || it.Kind == wire.FeedRuling {
			return changesIn(it.Payload)
		}
		return nil
	}
	rec, err := wire.DecodeRecordItem(it.Payload)
	if err != nil {
		return nil
	}
	for _, s := range append(rec.Rulings, rec.Changes...) {
		out = append(out, changesIn(wire.EncodeSegment(s))...)
	}
	return out
}
