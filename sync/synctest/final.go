package synctest

import (
	"math/rand/v2"
	"slices"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// settleDown ends the faults: every form is closed and every tablet syncs until nothing moves.
func (w *world) settleDown() {
	w.say("the faults stop")
	for _, t := range w.tablets {
		t.failIn, t.late = 0, nil
	}
	for range 2 {
		for _, t := range w.tablets {
			if t.r == nil {
				return
			}
			t.closeForm(false)
			for i := range households {
				if t.drafts[recordOf(&households[i])] != nil {
					t.openForm(&households[i])
					t.closeForm(false)
				}
			}
			w.now = w.now.Add(seconds(1))
			t.syncTablet(faultNone, 0, 512<<10)
		}
	}
}

// finalChecks holds the end of a history against every invariant.
func (w *world) finalChecks(seed uint64) {
	if len(w.bad) > 0 {
		return
	}
	random := rand.New(rand.NewPCG(seed, 77))
	at := w.everyRecord()
	w.checkArrived()
	for i := range at {
		w.checkRecord(&at[i], random)
	}
	w.checkTablets(at)
	w.checkDropped(at)
	w.checkHealed()
	w.checkAliases()
	w.checkLogs()
	w.checkNothingNew()
	w.checkApprovals()
	w.checkReplay(at)
	w.checkWipe()
	for i := range at {
		h := merge.StateHash(at[i].Record)
		w.say("record %s %x", short(at[i].Row.ID), h[:8])
	}
}

// checkArrived: every change made on a tablet is at the office; one that stopped because of its copy still has them, and
// says how many are only there (I2, I3).
func (w *world) checkArrived() {
	at := w.stored()
	for _, t := range w.tablets {
		missing := 0
		for dot, c := range t.made {
			if contains(at[dot], c) {
				continue
			}
			missing++
			if !t.stopped {
				w.broken("I3", "%s.%d of %s never arrived", short(dot.Writer), dot.Seq, t.name)
			}
			found := false
			for k := range t.disk {
				found = found || k[0] == "change" && k[1] == dot.Writer.String()+"/"+hex8(dot.Seq)+"/"+c.String()
			}
			if !found {
				w.broken("I3", "%s.%d is neither at the office nor on %s", short(dot.Writer), dot.Seq, t.name)
			}
		}
		if _, has := t.r.Begin("sim", t.now()); has.Changes < missing && (w.epochs == 0 || !t.stopped) {
			w.broken("I2", "%s takes %d changes to be unsent, %d are only there", t.name, has.Changes, missing)
		}
		if missing > 0 {
			w.sometimes("a stopped tablet kept changes")
		}
		if len(t.drafts) > 0 {
			w.broken("I3", "%s: %d journals were left", t.name, len(t.drafts))
		}
		for k := range t.disk {
			if k[0] == "draft" {
				w.broken("I3", "%s: a journal entry was left behind", t.name)
				break
			}
		}
	}
}

func hex8(n uint64) string {
	const digits = "0123456789abcdef"
	b := []byte("00000000")
	for i := 7; i >= 0; i-- {
		b[i] = digits[n&15]
		n >>= 4
	}
	return string(b)
}

// checkRecord: one record by itself (I1, I3, I5, I6, I11).
func (w *world) checkRecord(v *store.Merged, random *rand.Rand) {
	want := merge.StateHash(v.Record)
	if v.Row.StateHash != want {
		w.broken("I1", "the row of %s has another state than its changes make", short(v.Row.ID))
	}
	if v.Row.ValuesHash != merge.ValuesHash(v.Record) {
		w.broken("I9", "the row of %s has another hash of values than its changes make", short(v.Row.ID))
	}
	if again := merge.Merge(v.Inputs, w.resolver()); merge.StateHash(again) != want {
		w.broken("I1", "%s merges otherwise outside the store", short(v.Row.ID))
	}
	for range 3 {
		in := slices.Clone(v.Inputs)
		for range random.IntN(3) {
			in = append(in, v.Inputs[random.IntN(len(v.Inputs))])
		}
		random.Shuffle(len(in), func(a, b int) { in[a], in[b] = in[b], in[a] })
		if merge.StateHash(merge.Merge(in, w.resolver())) != want {
			w.broken("I1", "%s: the order of changes makes a difference", short(v.Row.ID))
		}
		clocks := make([]int64, len(in))
		for i := range in {
			clocks[i] = in[i].Change.At
		}
		random.Shuffle(len(clocks), func(a, b int) { clocks[a], clocks[b] = clocks[b], clocks[a] })
		for i := range in {
			c := *in[i].Change
			c.At = clocks[i]
			in[i].Change = &c
		}
		if merge.StateHash(merge.Merge(in, w.resolver())) != want {
			w.broken("I11", "%s: clocks make a difference", short(v.Row.ID))
		}
	}
	for i := range v.Inputs {
		in := &v.Inputs[i]
		info := infoOf(v.Record, in.C)
		if info == nil {
			w.broken("I3", "%s.%d is not listed in its record", short(in.Writer), in.Seq)
			continue
		}
		if why := w.forbidden[in.C]; why != "" && info.Status == merge.Accepted {
			w.broken("I6", "%s.%d counts: %s", short(in.Writer), in.Seq, why)
		}
		if w.tooLate[in.C] && !w.admitted[in.C] && !w.before[wire.Head{Writer: in.Writer, Seq: in.Seq, H: in.H}] && info.Status == merge.Accepted {
			w.broken("I6", "%s.%d counts: it came after its device was revoked", short(in.Writer), in.Seq)
		}
		if w.admitted[in.C] && info.Status == merge.Held {
			w.broken("I6", "%s.%d was admitted and is held", short(in.Writer), in.Seq)
		}
		switch info.Status {
		case merge.Held:
			w.sometimes("a held change at the end")
		case merge.Parked:
			w.sometimes("a parked change at the end: " + info.Reason)
		}
	}
	if v.Record.Conflicts > 0 {
		w.sometimes("a conflict at the end")
	}
	if len(v.Record.Flags) > 0 {
		w.sometimes("a row stands against a remove")
	}
	if w.epochs == 0 || !waits(v.Record) {
		w.checkVisible(v)
	}
}

// checkTablets: tablets with the same changes have the same state as the office (I1).
func (w *world) checkTablets(at []store.Merged) {
	for _, t := range w.tablets {
		if t.copied || t.stopped || w.revoked[t.key.id] {
			continue
		}
		for i := range at {
			v := &at[i]
			if w.epochs > 0 && (waits(v.Record) || t.alone(v)) {
				continue
			}
			if a := w.areaOf(v.Row.ID); a < 0 || !contains(w.areasOf[t.key.id], a) || v.Row.Area != areas[a] {
				continue
			}
			m := t.r.Merged(v.Row.ID)
			if m == nil {
				w.broken("I1", "%s has nothing of %s", t.name, short(v.Row.ID))
				continue
			}
			if merge.StateHash(m) != merge.StateHash(v.Record) {
				w.broken("I1", "%s and the office differ on %s: %s", t.name, short(v.Row.ID), difference(m, v.Record))
			}
			if m.Area != v.Record.Area {
				w.broken("I1", "%s and the office differ on the area of %s", t.name, short(v.Row.ID))
			}
		}
		// The store and the memory of a tablet are one.
		t.r.Confirm()
		have := t.r.Stored()
		if len(have) != len(t.disk) {
			w.broken("I4", "%s: memory has %d entries, the store %d", t.name, len(have), len(t.disk))
		}
		for _, x := range have {
			if !slices.Equal(t.disk[[2]string{x.Store, x.Key}], x.Value) {
				w.broken("I4", "%s: memory and store differ on %s/%s", t.name, x.Store, x.Key)
			}
		}
	}
}

// checkNothingNew: a sync with nothing new is one request of a few hundred bytes and writes nothing (I12).
func (w *world) checkNothingNew() {
	_, top := w.reader()
	for _, t := range w.tablets {
		if _, _, writes := t.r.BeginAll("sim", t.now()); len(writes) > 0 {
			w.broken("I12", "%s has something to write with nothing to do", t.name)
			continue
		}
		body, msg, err := t.r.Body(nil)
		if t.stopped && err != nil || !w.must(t.name+" body", err) {
			continue
		}
		sig, err := t.key.Sign(msg)
		w.must("sign", err)
		got := w.serve(t.key.id, sig, body, 512<<10)
		if got.status != statusOK || len(got.reply.Items) > 0 || got.reply.More {
			w.broken("I12", "%s is answered %d with %d items when there is nothing new", t.name, got.status, len(got.reply.Items))
		}
		if n := len(body) + len(got.body); n > 1200 { // before gzip; ids and digests do not pack
			w.broken("I12", "%s: %d bytes for nothing new", t.name, n)
		}
	}
	if _, after := w.reader(); after != top {
		w.broken("I12", "syncs with nothing new moved the feed")
	}
}

// difference says where two merges of a record part.
func difference(a, b *merge.Record) string {
	if len(a.Changes) != len(b.Changes) {
		return "numbers of changes " + itoa(uint64(len(a.Changes))) + " and " + itoa(uint64(len(b.Changes)))
	}
	for i := range a.Changes {
		x, y := &a.Changes[i], &b.Changes[i]
		if x.C != y.C || x.Status != y.Status || x.Reason != y.Reason {
			return "change " + short(x.Dot.Writer) + "." + itoa(x.Dot.Seq) + " is " + x.Status.String() + " " + x.Reason + " and " + y.Status.String() + " " + y.Reason
		}
	}
	if len(a.Registers) != len(b.Registers) {
		return "numbers of registers"
	}
	for i := range a.Registers {
		if a.Registers[i].Path != b.Registers[i].Path || len(a.Registers[i].Values) != len(b.Registers[i].Values) || a.Registers[i].Gone != b.Registers[i].Gone {
			return "register " + a.Registers[i].Path + " and " + b.Registers[i].Path
		}
	}
	if len(a.Rows) != len(b.Rows) {
		return "numbers of rows"
	}
	if a.State != b.State || a.Finished != b.Finished {
		return "state " + a.State.String() + " and " + b.State.String()
	}
	return "something else"
}
