package synctest

import (
	"slices"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

const zone = 420

// openForm opens a household's form, closing what was open.
func (t *tablet) openForm(h *household) {
	w := t.w
	if t.house != nil {
		t.closeForm(false)
	}
	o, err := t.r.Open(h.id, t.now(), zone, "vi")
	if err != nil {
		switch code(err) {
		case "no-form", "no-grant", "not-found":
			w.say("  %s: %s", t.name, code(err))
		default:
			w.broken("error", "%s open: %v", t.name, err)
		}
		return
	}
	t.house, t.view, t.rows, t.gone = h, map[engine.Ref]engine.NodeState{}, nil, nil
	t.form = w.t.versions[o.Form.Version-1].form
	t.apply(&o.Patch)
	if m := t.r.Merged(o.Record); m != nil {
		for _, row := range m.Rows {
			if row.Gone {
				t.gone = append(t.gone, engine.RowID(row.ID))
			}
		}
	}
	t.reread()
	w.say("  %s opens %s, version %d, resumed %v, %d rows", t.name, short(o.Record), o.Form.Version, o.Resumed, len(t.rows))
	t.checkResumed(o)
}

// checkResumed: a form opened again shows every answer that was confirmed as saved (I3).
func (t *tablet) checkResumed(o *replica.Opened) {
	d := t.drafts[o.Record]
	if d == nil {
		return
	}
	if !o.Resumed {
		t.w.broken("I3", "%s: the journal of %s is gone", t.name, short(o.Record))
		return
	}
	t.w.sometimes("a form was resumed")
	for p, s := range d.values {
		node, ok := answers.Node(t.form, p.path)
		if !ok || !p.row.IsZero() && !contains(t.rows, engine.RowID(p.row)) {
			continue
		}
		if st, there := t.view[engine.Ref{Row: engine.RowID(p.row), Node: node}]; there && st.Relevant && st.Value != s.value {
			t.w.broken("I3", "%s: %s shows %q, %q was saved", t.name, p.path, st.Value, s.value)
		}
	}
}

// answer sets a question, as typed or "as before".
func (t *tablet) answer(q *question, value string, pick uint64) {
	w := t.w
	node, ok := t.form.NodeByPath(q.path)
	if !ok {
		return
	}
	ref := engine.Ref{Node: node}
	if q.row {
		if len(t.rows) == 0 {
			return
		}
		ref.Row = t.rows[pick%uint64(len(t.rows))]
	}
	how := "typed"
	if pick>>8%7 == 0 { // "như cũ": the value that stands
		if st := t.view[ref]; st.Value != "" {
			value, how = st.Value, "as-before"
			w.sometimes("as before")
		}
	} else if pick>>8%11 == 1 {
		value = ""
	}
	p := place{wire.ID(ref.Row), answers.MergeForm(t.form).Nodes[node].Path}
	sees := t.screen[p]
	if len(sees) > 1 {
		w.sometimes("an answer that names siblings")
	}
	patch, writes, err := t.r.Set(ref, value, how, t.now(), zone)
	if t.onlyLooks(err) {
		return
	}
	if err != nil {
		w.say("  %s %s %s refused: %s", t.name, q.path, short(p.row), code(err))
		w.sometimes("an answer was refused")
		if code(err) != "invalid" {
			w.broken("error", "%s set %s: %v", t.name, q.path, err)
		}
		return
	}
	w.say("  %s %s %s = %q", t.name, q.path, short(p.row), value)
	if t.stale {
		w.sometimes("answered before the screen showed what arrived")
	}
	d := t.draftOf()
	k := t.store(writes)
	if k.stored {
		s := d.values[p]
		if s == nil {
			s = &saved{}
			d.values[p] = s
		}
		s.value = value
		s.sees = wire.SortDots(append(slices.Clone(s.sees), sees...))
	} else {
		t.forget(d)
	}
	t.after(k, &patch)
}

// onlyLooks: an approved record takes no answer, and only of one of which nothing was answered here is that said.
func (t *tablet) onlyLooks(err error) bool {
	if code(err) != "approved" {
		return false
	}
	rec := recordOf(t.house)
	if d := t.drafts[rec]; d != nil && len(d.values)+len(d.rows) > 0 {
		t.w.broken("I3", "%s: answers of %s can not be finished, since it was approved", t.name, short(rec))
	}
	t.w.say("  %s only looks at %s", t.name, short(rec))
	t.w.sometimes("an approved record took no answer")
	return true
}

// forget drops a book in which nothing stands.
func (t *tablet) forget(d *draft) {
	if len(d.values) == 0 && len(d.rows) == 0 && len(d.comments) == 0 {
		delete(t.drafts, recordOf(d.house))
	}
}

func (t *tablet) addRow() {
	node, ok := t.form.NodeByPath("tv")
	if !ok {
		return
	}
	id, patch, writes, err := t.r.AddRow(node, engine.RowID{}, t.now(), zone)
	if t.onlyLooks(err) || !t.w.must(t.name+" add row", err) {
		return
	}
	t.w.say("  %s adds row %s", t.name, short(wire.ID(id)))
	d := t.draftOf()
	k := t.store(writes)
	if k.stored {
		d.rows[wire.ID(id)] = &fate{added: true}
	} else {
		t.forget(d)
	}
	t.after(k, &patch)
}

func (t *tablet) removeRow(pick uint64) {
	if len(t.rows) == 0 {
		return
	}
	id := t.rows[pick%uint64(len(t.rows))]
	shown := t.shown
	patch, writes, err := t.r.RemoveRow(id, t.now(), zone)
	if t.onlyLooks(err) {
		return
	}
	if err != nil {
		if code(err) != "not-found" && code(err) != "invalid" {
			t.w.broken("error", "%s remove row: %v", t.name, err)
		}
		t.w.say("  %s can not remove row %s: %s", t.name, short(wire.ID(id)), code(err))
		return
	}
	t.w.say("  %s removes row %s", t.name, short(wire.ID(id)))
	d := t.draftOf()
	k := t.store(writes)
	if k.stored {
		f := d.rows[wire.ID(id)]
		if f == nil {
			f = &fate{}
			d.rows[wire.ID(id)] = f
		}
		f.removed, f.shown = true, shown
	} else {
		t.forget(d)
	}
	t.after(k, &patch)
}

func (t *tablet) restoreRow(pick uint64) {
	if len(t.gone) == 0 {
		return
	}
	id := t.gone[pick%uint64(len(t.gone))]
	patch, writes, err := t.r.RestoreRow(id, t.now(), zone)
	if t.onlyLooks(err) {
		return
	}
	if err != nil {
		if code(err) != "not-found" && code(err) != "invalid" {
			t.w.broken("error", "%s restore row: %v", t.name, err)
		}
		t.w.say("  %s can not restore row %s: %s", t.name, short(wire.ID(id)), code(err))
		return
	}
	t.w.say("  %s restores row %s", t.name, short(wire.ID(id)))
	t.w.sometimes("a row was restored")
	d := t.draftOf()
	k := t.store(writes)
	if k.stored {
		f := d.rows[wire.ID(id)]
		if f == nil {
			f = &fate{}
			d.rows[wire.ID(id)] = f
		}
		if !f.removed {
			f.restored = true
		}
		f.removed = false
	} else {
		t.forget(d)
	}
	t.after(k, &patch)
}

func (t *tablet) comment(q *question, text string, pick uint64) {
	node, ok := t.form.NodeByPath(q.path)
	if !ok {
		return
	}
	ref := engine.Ref{Node: node}
	if q.row {
		if len(t.rows) == 0 {
			return
		}
		ref.Row = t.rows[pick%uint64(len(t.rows))]
	}
	_, writes, err := t.r.Comment(ref, text, nil, t.now(), zone)
	if !t.w.must(t.name+" comment", err) {
		return
	}
	t.w.say("  %s comments on %s: %q", t.name, q.path, text)
	d := t.draftOf()
	k := t.store(writes)
	p := place{wire.ID(ref.Row), answers.MergeForm(t.form).Nodes[node].Path}
	if k.stored {
		d.comments[p] = append(d.comments[p], text)
	} else {
		t.forget(d)
	}
}

// closeForm leaves the form, finishing the visit or not.
func (t *tablet) closeForm(finish bool) {
	if t.house == nil {
		return
	}
	rec := recordOf(t.house)
	var writes []replica.Write
	var err error
	before := len(t.made)
	if finish {
		var done bool
		var problems []replica.Problem
		done, problems, writes, err = t.r.Finish(t.now(), zone)
		if err == nil && !done {
			t.w.say("  %s can not finish: %d problems", t.name, len(problems))
			return
		}
		if finish = !t.onlyLooks(err); finish && err == nil && t.drafts[rec] == nil {
			t.drafts[rec] = newDraft(t.house)
		}
	}
	if !finish {
		writes, err = t.r.Close(t.now(), zone)
	}
	if !t.w.must(t.name+" close", err) {
		return
	}
	t.w.say("  %s closes %s, finish %v, %d writes", t.name, short(rec), finish, len(writes))
	k := t.store(writes)
	if d := t.drafts[rec]; k.stored && d != nil {
		if len(t.made) == before {
			t.checkNothing(d)
		}
		delete(t.drafts, rec)
	} else if d != nil && len(d.values)+len(d.rows)+len(d.comments) == 0 {
		delete(t.drafts, rec)
	}
	if k.stored && k.alive {
		t.house = nil
		if finish {
			t.w.sometimes("a visit was finished")
		}
	}
}
