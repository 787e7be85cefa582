package replica_test

import (
	"testing"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// reviewed makes a change of the owner about a record: a decision over what stands, with comments.
func (w *world) reviewed(tb *tablet, caseID wire.ID, kind wire.Kind, reason string, asks map[string]string) {
	w.t.Helper()
	rec := tb.r.Merged(tb.record(caseID))
	x := wire.Decision{Reason: reason, FormVersion: 1, FormHash: w.formRef().Hash.Short(), Values: merge.ValuesHash(rec), Frontier: rec.Frontier}
	var sees []wire.Dot
	for _, h := range rec.Frontier {
		sees = append(sees, wire.Dot{Writer: h.Writer, Seq: h.Seq})
	}
	c := &wire.Change{Header: wire.Header{Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: area, FormID: "ho_gia_dinh", FormVersion: 1,
		FormHash: x.FormHash, User: id("reviewer"), At: tb.tick(), Zone: 1860}}
	c.Ops = append(c.Ops, wire.Op{Kind: kind, Sees: wire.SortDots(sees), Value: wire.DecisionValue(x)})
	for path, text := range asks {
		c.Ops = append(c.Ops, wire.Op{Kind: wire.KindComment, Node: uint32(w.node(path)), Value: wire.CommentValue(wire.Comment{Text: text, Ask: true})})
	}
	seen, ok := wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) { h, ok := w.known[d]; return h, ok })
	if !ok {
		w.t.Fatal("the owner lacks a change")
	}
	c.Seen16 = seen
	dot := w.author(c, false)
	w.author(&wire.Change{Header: wire.Header{Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: area, FormID: "ho_gia_dinh", FormVersion: 1,
		FormHash: x.FormHash, At: tb.tick(), Zone: 1860}, Ops: []wire.Op{{Kind: wire.KindStep, Value: wire.StepValue(wire.Step{Names: []wire.Dot{dot}})}}}, false)
}

// visit answers what the small form requires and finishes.
func (tb *tablet) visit(caseID wire.ID) {
	tb.t.Helper()
	tb.open(caseID)
	tb.set("ho/nuoc", "1")
	tb.finish()
}

// Returned with a comment, fixed offline, sent, approved, edited after approval.
func TestReviewLoop(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.visit(caseA)
	a.sync()
	w.reviewed(a, caseA, wire.KindReturn, "xem lại diện tích", map[string]string{"ho/dientich": "bao nhiêu m²?"})
	if got := a.sync(); got.Arrived.Returned != 1 {
		t.Fatalf("arrived %+v", got.Arrived)
	}
	h := a.r.Home()
	if len(h.Returned) != 1 || h.Returned[0].Note != "xem lại diện tích" {
		t.Fatalf("returned: %+v", h.Returned)
	}
	o := a.open(caseA)
	if o.Decision == nil || o.Decision.Kind != "return" || len(o.Comments) != 1 || !o.Comments[0].Ask || o.Comments[0].Answered {
		t.Fatalf("opened: %+v %+v", o.Decision, o.Comments)
	}
	a.set("ho/dientich", "45")
	list, writes, err := a.r.Comment(w.ref("ho/dientich"), "đã đo lại", nil, a.tick(), 420)
	if err != nil || len(list) != 2 || !list[0].Answered {
		t.Fatalf("comment: %v %+v", err, list)
	}
	a.store(writes)
	a.finish()
	if s := a.r.Summary(caseA); s.State != "fixed" {
		t.Fatalf("state %s", s.State)
	}
	a.sync()
	w.reviewed(a, caseA, wire.KindApprove, "", nil)
	if got := a.sync(); got.Arrived.Approved != 1 {
		t.Fatalf("arrived %+v", got.Arrived)
	}
	if s := a.r.Summary(caseA); s.State != "approved" {
		t.Fatalf("state %s", s.State)
	}
}

// An approved record takes no answer, from whatever screen; it can be talked about; the office opens it again. Whoever had
// begun to answer before the approval came goes on.
func TestApprovedIsReadOnly(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	a.visit(caseA)
	a.sync()
	b.sync()
	b.open(caseA)
	b.set("ho/dientich", "46")
	w.reviewed(a, caseA, wire.KindApprove, "", nil)
	a.sync()
	if o := a.open(caseA); !o.ReadOnly {
		t.Fatalf("%+v", o)
	}
	at := w.ref("ho/dientich")
	tries := map[string]func() error{
		"an answer": func() error { _, _, err := a.r.Set(at, "47", "typed", a.tick(), 420); return err },
		"a row": func() error {
			_, _, _, err := a.r.AddRow(w.ref("g_tv/tv").Node, engine.RowID{}, a.tick(), 420)
			return err
		},
		"a row off": func() error { _, _, err := a.r.RemoveRow(engine.RowID{1}, a.tick(), 420); return err },
		"a row on":  func() error { _, _, err := a.r.RestoreRow(engine.RowID{1}, a.tick(), 420); return err },
		"as before": func() error { _, _, err := a.r.AsBefore(replica.Within{}, a.tick(), 420); return err },
		"finishing": func() error { _, _, _, err := a.r.Finish(a.tick(), 420); return err },
		"a version": func() error { _, _, err := a.r.Move(a.tick(), 420); return err },
	}
	refused := func() {
		t.Helper()
		for what, try := range tries {
			if e, ok := try().(*replica.Error); !ok || e.Code != "approved" {
				t.Errorf("%s: %v", what, e)
			}
		}
	}
	refused()
	if _, writes, err := a.r.Comment(at, "có gì sai không?", nil, a.tick(), 420); err != nil {
		t.Fatal(err)
	} else {
		a.store(writes)
	}
	refused()
	a.close()
	if s := a.r.Summary(caseA); s.State != "approved" {
		t.Fatalf("after a comment: %s", s.State)
	}
	b.sync()
	b.set("ho/dientich", "48")
	b.close()
	if s := b.r.Summary(caseA); s.State != "changed" {
		t.Fatalf("begun before the approval: %s", s.State)
	}
	a.sync()
	w.reviewed(a, caseA, wire.KindReturn, "mở lại để sửa", nil)
	a.sync()
	if o := a.open(caseA); o.ReadOnly {
		t.Fatalf("opened again by the office: %+v", o)
	}
	a.set("ho/dientich", "49")
}

// What arrives while a form is open is shown before it joins sees: the answer under way conflicts, the next one settles.
func TestArrivesMeanwhile(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	b.visit(caseA)
	b.sync()
	a.open(caseA)
	a.set("ho/dientich", "10")
	a.sync()
	p := a.set("ho/nuoc", "2") // the screen has not shown b's answer
	var conflict []replica.Sibling
	for _, n := range p.Nodes {
		if n.Ref == w.ref("ho/nuoc") {
			conflict = n.Conflict
		}
	}
	if len(conflict) != 2 || !conflict[0].Mine || conflict[1].Value != "1" || conflict[1].Text != "Nước máy" {
		t.Fatalf("conflict: %+v", conflict)
	}
	a.load() // and it is so after a kill
	a.open(caseA)
	a.close()
	if r := a.r.Merged(a.record(caseA)); r.Conflicts != 1 {
		t.Fatalf("conflicts: %d", r.Conflicts)
	}
	a.open(caseA)
	a.set("ho/nuoc", "2")
	a.close()
	if r := a.r.Merged(a.record(caseA)); r.Conflicts != 0 {
		t.Fatalf("conflicts: %d", r.Conflicts)
	}
}

// A finish clears and names only what its screen showed: what arrived meanwhile stands.
func TestFinishOverUnseen(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	a.visit(caseA)
	a.sync()
	b.sync()
	a.open(caseA)
	a.set("ho/dientich", "10")
	b.open(caseA)
	b.set("ho/nuoc", "9")
	b.set("ho/nuoc_khac", "suối")
	b.close()
	b.sync()
	a.sync()
	a.finish()
	rec := a.r.Merged(a.record(caseA))
	vis := answers.Visible(rec)
	if vis[answers.Place{Path: "/ho/nuoc_khac"}] != "suối" || vis[answers.Place{Path: "/ho/nuoc"}] != "9" {
		t.Fatalf("cleared without having been seen: %v", vis)
	}
	for _, d := range rec.Finish.Sees {
		if d.Writer == b.key.id() {
			t.Fatal("the finish names what was not shown")
		}
	}
}

// A journal that a killed browser left goes out when a sync begins; the form that is open keeps its own.
func TestJournalLeftBehind(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.open(caseA)
	a.set("ho/nuoc", "2")
	a.load() // killed
	a.open(caseB)
	a.set("ho/nuoc", "1")
	head, has, writes := a.r.BeginAll("test", 1)
	if head == nil || has.Changes != 1 || len(writes) == 0 {
		t.Fatalf("begin: %v %+v", head, has)
	}
	if err := a.r.Abort(); err != nil { // not stored: nothing has happened
		t.Fatal(err)
	}
	if _, has := a.r.Begin("test", 1); has.Changes != 0 {
		t.Fatalf("%+v", has)
	}
	_, _, writes = a.r.BeginAll("test", 1)
	a.store(writes)
	a.load()
	if v := visible(t, a, caseA)[answers.Place{Path: "/ho/nuoc"}]; v != "2" || a.r.Summary(caseA).State != "draft" {
		t.Fatalf("value %q", v)
	}
	if o := a.open(caseB); !o.Resumed {
		t.Fatal("the open form's journal is gone")
	}
	a.sync()
}

// A lost acknowledgement: the same changes go again and count once.
func TestLostAcknowledgement(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.visit(caseA)
	a.exchange(false)
	a.visit(caseB)
	n := len(w.log)
	if n != 1 {
		t.Fatalf("log %d", n)
	}
	a.load()
	if got := a.sync(); got.Acked != 2 {
		t.Fatalf("acked %d", got.Acked)
	}
	if s := a.r.Report(); s.SentRecords != 2 || s.TotalRecords != 2 || s.Unsent != 0 {
		t.Fatalf("report %+v", s)
	}
}

// Two copies of one tablet: the second stops sending, keeps all, says where to bring it, and goes on receiving.
func TestFork(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	clone := *a
	clone.disk = map[[2]string][]byte{}
	for k, v := range a.disk {
		clone.disk[k] = v
	}
	clone.count = 99
	clone.load()
	a.visit(caseA)
	a.sync()
	clone.visit(caseB)
	got := clone.sync()
	if got.Stopped == nil || got.Stopped.Code != "fork" || clone.r.Stopped() == nil {
		t.Fatalf("stopped: %+v", got.Stopped)
	}
	clone.load()
	if s := clone.r.Summary(caseB); s.State != "finished" || !s.Unsent {
		t.Fatalf("kept: %+v", s)
	}
	if head, has := clone.r.Begin("x", 1); head != nil || has.Changes == 0 {
		t.Fatalf("a forked tablet sends: %v %+v", head, has)
	}
	b.visit(caseB)
	b.sync()
	if got := clone.sync(); got.Arrived.Records != 1 {
		t.Fatalf("a forked tablet receives: %+v", got)
	}
}

// Revoked: what was not sent is kept and shown.
func TestRevoked(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.visit(caseA)
	w.revoked[a.key.id()] = true
	got := a.sync()
	if !got.Revoked || got.Stopped == nil || got.Stopped.Code != "revoked" {
		t.Fatalf("got %+v", got)
	}
	a.load()
	if a.r.Stopped() == nil || len(visible(t, a, caseA)) == 0 {
		t.Fatal("forgotten after a start")
	}
}

// A hold by the owner is shown as held; an admit ends it.
func TestHeldAndAdmitted(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	a.visit(caseA)
	a.sync()
	h := w.heads[a.key.id()]
	rule := func(kind wire.Kind) {
		w.author(&wire.Change{Header: wire.Header{Record: id("workspace"), At: 1, Zone: 1440}, Ops: []wire.Op{{Kind: kind,
			Value: wire.RulingValue(wire.Ruling{Writer: a.key.id(), From: 1, To: h.Seq, HTo: h.H, Reason: "value"})}}}, true)
	}
	rule(wire.KindHold)
	a.sync()
	b.sync()
	if s := a.r.Summary(caseA); s.State != "held" {
		t.Fatalf("state %s", s.State)
	}
	if n := len(answers.Visible(b.r.Merged(b.record(caseA)))); n != 0 {
		t.Fatalf("%d held values are visible", n)
	}
	rule(wire.KindAdmit)
	a.sync()
	if s := a.r.Summary(caseA); s.State != "received" {
		t.Fatalf("state %s", s.State)
	}
}

// A failed store: Abort takes the call back, whatever it was.
func TestAbort(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.open(caseA)
	a.set("ho/nuoc", "1")
	if _, _, err := a.r.Set(w.ref("ho/nuoc"), "2", "", a.tick(), 420); err != nil {
		t.Fatal(err)
	}
	if err := a.r.Abort(); err != nil { // not stored
		t.Fatal(err)
	}
	if _, _, _, err := a.r.Finish(a.tick(), 420); err != nil {
		t.Fatal(err)
	}
	if err := a.r.Abort(); err != nil {
		t.Fatal(err)
	}
	if _, has := a.r.Begin("x", 1); has.Changes != 0 {
		t.Fatal("a change that was not stored would be sent")
	}
	a.finish()
	if v := visible(t, a, caseA)[answers.Place{Path: "/ho/nuoc"}]; v != "1" {
		t.Fatalf("value %q", v)
	}
	a.load()
	a.sync()
}

// Finishing clears what lies outside the flow, naming what was shown; nothing does so before.
func TestOutsideFlow(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.open(caseA)
	a.set("ho/nuoc", "9")
	a.set("ho/nuoc_khac", "suối")
	a.close()
	a.open(caseA)
	a.set("ho/nuoc", "1")
	a.close()
	if v := visible(t, a, caseA)[answers.Place{Path: "/ho/nuoc_khac"}]; v != "suối" {
		t.Fatalf("gone before the finish: %q", v)
	}
	a.open(caseA)
	check, err := a.r.Problems()
	if err != nil || len(check.Clears) != 1 || check.Clears[0].Value != "suối" {
		t.Fatalf("clears: %v %+v", err, check)
	}
	a.finish()
	if v := visible(t, a, caseA)[answers.Place{Path: "/ho/nuoc_khac"}]; v != "" {
		t.Fatalf("not cleared: %q", v)
	}
	if err := evaluates(t, a, caseA); err != nil {
		t.Fatal(err)
	}
}

// evaluates opens the record in reconcile mode and compares what an evaluation gives with the frozen day.
func evaluates(t *testing.T, a *tablet, caseID wire.ID) error {
	rec := a.r.Merged(a.record(caseID))
	e, err := answers.Evaluate(a.w.form, rec, a.w.numbered(), answers.Names{})
	if err != nil {
		return err
	}
	if len(e.Violations) != 0 || len(e.Frozen) == 0 {
		t.Fatalf("evaluation: %+v", e)
	}
	return nil
}

func (w *world) numbered() []answers.NumberedList {
	var out []answers.NumberedList
	for i, l := range w.lists {
		out = append(out, answers.NumberedList{Number: uint64(i + 1), Hash: wire.Sum(answers.EncodeList(l)), List: l})
	}
	return out
}

// A known member is removed on one tablet and answered on the other: the row stands, flagged, and can be removed again.
func TestRowRemovedAndAnswered(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	a.visit(caseA)
	a.sync()
	b.sync()
	a.open(caseA)
	_, writes, err := a.r.RemoveRow(engine.RowID(m1), a.tick(), 420)
	if err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	a.close()
	if s := a.r.Summary(caseA); s.Members != 1 {
		t.Fatalf("members %d", s.Members)
	}
	b.open(caseA)
	b.setAt(engine.Ref{Row: engine.RowID(m1), Node: w.node("g_tv/tv/m_tuoi")}, "40")
	b.close()
	a.sync()
	b.sync()
	a.sync()
	rec := a.r.Merged(a.record(caseA))
	if len(rec.Flags) != 1 || a.r.Summary(caseA).Members != 2 {
		t.Fatalf("flags %+v", rec.Flags)
	}
	// Gone for good, then wanted back: the stored answer shows again.
	a.open(caseA)
	if _, writes, err = a.r.RemoveRow(engine.RowID(m1), a.tick(), 420); err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	a.close()
	if a.r.Summary(caseA).Members != 1 {
		t.Fatal("not removed")
	}
	a.open(caseA)
	p, writes, err := a.r.RestoreRow(engine.RowID(m1), a.tick(), 420)
	if err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	found := false
	for _, n := range p.Nodes {
		found = found || n.Ref == engine.Ref{Row: engine.RowID(m1), Node: w.node("g_tv/tv/m_tuoi")} && n.Value == "40"
	}
	if !found {
		t.Fatal("the answer of the restored row does not show")
	}
	a.close()
	if a.r.Summary(caseA).Members != 2 {
		t.Fatal("not restored")
	}
}
