package synctest

import (
	"slices"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// page is a record as a reviewer's screen shows it.
type page struct {
	record   wire.ID
	view     store.Merged
	frontier []wire.Head
	values   wire.Hash
	state    wire.Hash
	dot      wire.Dot // of the approval
}

// views gives every record at the office, in the order of households.
func (w *world) views() []store.Merged {
	var out []store.Merged
	for i := range households {
		v, err := w.store.View(w.ctx, workspace, recordOf(&households[i]))
		if schema.CodeOf(err) == schema.CodeNotFound {
			continue
		}
		if w.must("view", err) {
			out = append(out, v)
		}
	}
	return out
}

func (w *world) anyView(d dice) (store.Merged, bool) {
	all := w.views()
	if len(all) == 0 {
		return store.Merged{}, false
	}
	return all[d.IntN(len(all))], true
}

func (w *world) header(v *store.Merged) wire.Header {
	r := &v.Row
	return wire.Header{Record: r.ID, Case: r.Case, Round: r.Round, Area: r.Area, FormID: r.FormID, FormVersion: r.FormVersion, FormHash: r.FormHash}
}

func (w *world) author(c *wire.Change) (wire.Dot, bool) {
	if c.FormVersion > uint64(w.published) {
		return wire.Dot{}, false // of a version published after the backup: the office has to publish it again first
	}
	dots, err := w.store.Author(w.ctx, store.Authored{Workspace: workspace, User: reviewer, Changes: []*wire.Change{c}})
	if !w.must("author", err) || len(dots) != 1 {
		return wire.Dot{}, false
	}
	return dots[0], true
}

func (w *world) playOffice(k kind, d dice) {
	switch k {
	case evOfficeComment:
		if v, ok := w.anyView(d); ok && v.Row.FormVersion > 0 {
			node := uint32(0)
			if n, found := w.formOf(&v).NodeByPath("ho/dientich"); found && d.one(2) {
				node = uint32(n)
			}
			w.say("  office comments on %s", short(v.Row.ID))
			w.author(&wire.Change{Header: w.header(&v), Ops: []wire.Op{{Kind: wire.KindComment, Node: node,
				Value: wire.CommentValue(wire.Comment{Text: "xem lại", Ask: d.one(2)})}}})
		}
	case evDraw:
		if v, ok := w.anyView(d); ok {
			w.say("  office draws %s", short(v.Row.ID))
			w.pages = append(w.pages, page{record: v.Row.ID, view: v, frontier: merge.FrontierOf(v.Record, v.Rulings),
				values: merge.ValuesHash(v.Record), state: merge.StateHash(v.Record)})
		}
	case evApprove, evReturn:
		if len(w.pages) > 0 {
			i := d.IntN(len(w.pages))
			p := w.pages[i]
			w.pages = slices.Delete(w.pages, i, i+1)
			w.decide(p, k)
		}
	case evSettle:
		w.settle(d)
	case evOfficeEdit:
		w.officeEdit(d)
	case evPublish:
		if w.published < len(w.t.versions) {
			w.published++
			w.say("  version %d is published", w.published)
			_, err := w.store.PublishForm(w.ctx, workspace, w.t.versions[w.published-1].form, nil, admin)
			w.must("publish", err)
		}
	case evRenew:
		w.renewal++
		w.say("  lists are renewed, %d", w.renewal)
		for _, l := range listsAt(w.renewal) {
			w.knowList(l)
			_, _, err := w.store.PutList(w.ctx, workspace, l.Area, l.Name, answers.EncodeList(l))
			w.must("list", err)
		}
	case evRevoke:
		w.revoke(w.tablets[d.IntN(len(w.tablets))].key.id)
	case evAreas:
		w.otherAreas(d.IntN(len(w.tablets)), d)
	case evAdmit:
		w.admit(d)
	case evTime:
		w.now = w.now.Add(time.Duration(1+d.IntN(72)) * time.Hour)
	case evLate:
		w.now = w.now.Add(time.Duration(schema.LateDays+1) * 24 * time.Hour)
		w.say("  a month passes")
	case evCrash:
		w.say("  the server crashes")
		w.crash(w.image())
	case evHostile:
		w.hostile.act(d)
	case evMove:
		w.move(d)
	case evAlias:
		w.alias(d)
	case evWipe:
		w.wipe(w.tablets[d.IntN(len(w.tablets))].key.id)
	case evReopen:
		w.reopen(d)
	case evUsers:
		w.users(d)
	case evBackup:
		w.makeBackup()
	case evRestore:
		w.restore()
	case evSwitch:
		w.tablets[d.IntN(len(w.tablets))].switchUser(d)
	}
}

// decide returns or approves what a page showed, however long ago it was drawn.
func (w *world) decide(p page, k kind) {
	now, err := w.store.View(w.ctx, workspace, p.record)
	if !w.must("view", err) {
		return
	}
	if merge.StateHash(now.Record) != p.state {
		w.sometimes("decided on a page behind the record")
	}
	op := wire.Op{Kind: wire.KindApprove, Sees: p.view.Record.Shown(), Value: wire.DecisionValue(wire.Decision{Reason: "đủ",
		FormVersion: p.view.Row.FormVersion, FormHash: p.view.Row.FormHash, Env: p.view.Record.Env.Lists, Values: p.values, Frontier: p.frontier})}
	if k == evReturn {
		op.Kind = wire.KindReturn
	}
	w.say("  office: %v of %s", op.Kind, short(p.record))
	dot, ok := w.author(&wire.Change{Header: w.header(&p.view), Ops: []wire.Op{op}})
	if !ok {
		return
	}
	if k == evApprove {
		w.sometimes("approved")
		p.dot = dot
		w.approvals = append(w.approvals, p)
	}
}

// settle takes one value of a register that has several, naming them all.
func (w *world) settle(d dice) {
	for _, v := range w.views() {
		for i := range v.Record.Registers {
			reg := &v.Record.Registers[i]
			if !reg.Conflict || reg.Gone {
				continue
			}
			c := &wire.Change{Header: w.header(&v)}
			n, ok := answers.Node(w.formOf(&v), reg.Path)
			if !ok {
				continue
			}
			chosen := reg.Values[d.IntN(len(reg.Values))].Value
			op := wire.Op{Kind: wire.KindSet, Node: uint32(n), Sees: reg.Dots(), Value: chosen}
			if chosen.IsNull() {
				op.Kind, op.Value = wire.KindClear, nil
			}
			if !reg.Row.IsZero() {
				c.Rows, op.Row = []wire.Row{{ID: reg.Row}}, 1
			}
			c.Ops = []wire.Op{op}
			w.say("  office settles %s of %s", reg.Path, short(v.Row.ID))
			w.sometimes("a conflict was settled")
			w.author(c)
			return
		}
	}
}

// officeEdit sets an answer on a page, naming what the page shows.
func (w *world) officeEdit(d dice) {
	v, ok := w.anyView(d)
	if !ok || v.Row.FormVersion == 0 {
		return
	}
	n, ok := answers.Node(w.formOf(&v), "/ho/ghichu")
	if !ok {
		return
	}
	op := wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue("xã sửa " + itoa(d.Uint64()%10))}
	for i := range v.Record.Registers {
		if reg := &v.Record.Registers[i]; reg.Path == "/ho/ghichu" {
			op.Sees = reg.Dots()
		}
	}
	w.say("  office answers in %s", short(v.Row.ID))
	w.author(&wire.Change{Header: w.header(&v), Ops: []wire.Op{op}})
}

func (w *world) revoke(writer wire.ID) {
	if w.revoked[writer] || len(w.revoked) > 0 {
		return
	}
	w.say("  %s is revoked", short(writer))
	w.sometimes("a device was revoked")
	if w.must("revoke", w.store.Revoke(w.ctx, workspace, writer, admin, "mất máy")) {
		w.revoked[writer] = true
		w.areasOf[writer] = nil
	}
}

// userAreas gives what a collector is granted now.
func (w *world) userAreas(user int) []int {
	u, err := w.store.User(w.ctx, workspace, collectors[user])
	if !w.must("user", err) {
		return nil
	}
	var out []int
	for i, a := range areas {
		if contains(u.Areas, a) {
			out = append(out, i)
		}
	}
	return out
}

// otherAreas gives a collector other areas; devices get new grants.
func (w *world) otherAreas(i int, d dice) {
	t := w.tablets[i]
	next := []int{d.IntN(2)}
	if d.one(2) {
		next = []int{0, 1}
	}
	u := collectorUser(t.user, next)
	w.say("  %s works in areas %v now", u.Login, next)
	w.sometimes("areas were changed")
	if !w.must("user", w.store.UpdateUser(w.ctx, workspace, &u, admin)) {
		return
	}
	for _, x := range w.tablets {
		if contains(w.usersOf[x.key.id], t.user) && !w.revoked[x.key.id] {
			w.grantAreas(x.key.id)
		}
	}
}

// admit lets a held change of a tablet count.
func (w *world) admit(d dice) {
	var held []merge.Input
	for _, v := range w.views() {
		for _, in := range v.Inputs {
			if in.Status == merge.Held && w.forbidden[in.C] == "" && in.Writer != w.hostile.key.id {
				held = append(held, in)
			}
		}
	}
	if len(held) == 0 {
		return
	}
	in := held[d.IntN(len(held))]
	w.say("  office admits %s.%d, held for %s", short(in.Writer), in.Seq, in.Reason)
	w.sometimes("a held change was admitted")
	w.must("admit", w.store.Admit(w.ctx, workspace, reviewer, store.HeldInfo{Writer: in.Writer, From: in.Seq, To: in.Seq, H: in.H, Reason: "xã đã hỏi"}))
	w.admitted[in.C] = true
}

// formOf gives the form version that a record is shown under.
func (w *world) formOf(v *store.Merged) *forms.Form {
	return w.t.versions[max(v.Row.FormVersion, 1)-1].form
}
