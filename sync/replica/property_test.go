package replica_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// player drives one tablet at random and remembers every answer that was stored, as the screen told it.
type player struct {
	*tablet
	name   string
	openOn wire.ID // case; zero: no form is open
	drafts map[wire.ID]map[engine.Ref]string
	rows   map[wire.ID][]engine.RowID
	gone   map[engine.RowID]bool
}

// TestRandomHistories plays two tablets with kills, failed transactions and lost replies. At the end everything is
// exchanged and both must hold the same record state; every answer that was stored is visible on some change or was
// replaced by one that names it, and every one was in the change that its journal became.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		players := []*player{{tablet: w.tablet("Khuê"), name: "a"}, {tablet: w.tablet("Thơm"), name: "b"}}
		for _, p := range players {
			p.drafts, p.rows, p.gone = map[wire.ID]map[engine.Ref]string{}, map[wire.ID][]engine.RowID{}, map[engine.RowID]bool{}
		}
		steps := rapid.IntRange(5, 40).Draw(rt, "steps")
		for i := range steps {
			p := players[rapid.IntRange(0, 1).Draw(rt, "who")]
			p.step(rt, rapid.SampledFrom([]string{"set", "set", "set", "set", "add", "remove", "restore", "close", "finish", "kill", "sync", "lost", "fail"}).Draw(rt, fmt.Sprint(i)))
		}
		for range 2 {
			for _, p := range players {
				p.leave(rt)
				p.load()
				p.sync()
			}
		}
		players[0].sync()
		for _, c := range []wire.ID{caseA, caseB} {
			a, b := players[0].r.Merged(players[0].record(c)), players[1].r.Merged(players[1].record(c))
			if (a == nil) != (b == nil) {
				rt.Fatal("one tablet lacks the record")
			}
			if a == nil {
				continue
			}
			if merge.StateHash(a) != merge.StateHash(b) {
				rt.Fatal("the tablets differ")
			}
			nothingLost(rt, w, a)
		}
	})
}

var fields = []string{"ho/nuoc", "ho/nuoc_khac", "ho/dientich", "ho/ghichu"}

func (p *player) step(rt *rapid.T, what string) {
	if p.openOn.IsZero() && (what == "set" || what == "add" || what == "remove" || what == "restore" || what == "finish" || what == "fail") {
		p.openOn = rapid.SampledFrom([]wire.ID{caseA, caseB}).Draw(rt, "case")
		p.open(p.openOn)
		p.resumedExactly(rt)
	}
	if p.openOn.IsZero() && what == "close" {
		return
	}
	switch what {
	case "set", "fail":
		ref, value := p.pick(rt)
		if value == "" {
			return
		}
		_, writes, err := p.r.Set(ref, value, "typed", p.tick(), 420)
		if err != nil {
			return // a row that is gone, a choice that is not offered
		}
		if what == "fail" {
			if rapid.Bool().Draw(rt, "abort") {
				if err := p.r.Abort(); err != nil {
					rt.Fatal(err)
				}
			} else {
				p.load() // killed before the transaction
				p.openOn = wire.ID{}
			}
			return
		}
		p.store(writes)
		p.saved(ref, value)
	case "add":
		row := p.add("g_tv/tv")
		p.rows[p.openOn] = append(p.rows[p.openOn], row)
	case "remove", "restore":
		rows := append([]engine.RowID{engine.RowID(m1), engine.RowID(m2)}, p.rows[p.openOn]...)
		row := rapid.SampledFrom(rows).Draw(rt, "row")
		do := p.r.RemoveRow
		if what == "restore" {
			do = p.r.RestoreRow
		}
		_, writes, err := do(row, p.tick(), 420)
		if err != nil {
			return
		}
		p.store(writes)
		p.gone[row] = what == "remove"
	case "close":
		p.leave(rt)
	case "finish":
		done, _, writes, err := p.r.Finish(p.tick(), 420)
		if err != nil {
			rt.Fatal(err)
		}
		if done {
			p.store(writes)
			p.openOn = wire.ID{}
			p.squashed(rt, false)
		}
	case "kill":
		p.load()
		p.openOn = wire.ID{}
	case "sync":
		p.sync()
	case "lost":
		p.exchange(false)
	}
}

// pick chooses a place and a value for it.
func (p *player) pick(rt *rapid.T) (engine.Ref, string) {
	if rapid.IntRange(0, 3).Draw(rt, "in row") == 0 {
		rows := append([]engine.RowID{engine.RowID(m1), engine.RowID(m2)}, p.rows[p.openOn]...)
		return engine.Ref{Row: rapid.SampledFrom(rows).Draw(rt, "row"), Node: p.w.node("g_tv/tv/m_ten")}, rapid.SampledFrom([]string{"An", "Bình", "Chi"}).Draw(rt, "name")
	}
	f := rapid.SampledFrom(fields).Draw(rt, "field")
	values := map[string][]string{"ho/nuoc": {"1", "2", "9"}, "ho/dientich": {"10", "20"}}[f]
	if values == nil {
		values = []string{"x", "y"}
	}
	return p.w.ref(f), rapid.SampledFrom(values).Draw(rt, "value")
}

func (p *player) saved(ref engine.Ref, value string) {
	if p.drafts[p.openOn] == nil {
		p.drafts[p.openOn] = map[engine.Ref]string{}
	}
	p.drafts[p.openOn][ref] = value
}

// resumedExactly holds the form just opened against every answer that was stored in its journal.
func (p *player) resumedExactly(rt *rapid.T) {
	o, err := p.r.Open(p.openOn, p.tick(), 420, "vi")
	if err != nil {
		rt.Fatal(err)
	}
	now := map[engine.Ref]string{}
	for _, n := range o.Patch.Nodes {
		now[n.Ref] = n.Value
	}
	for ref, v := range p.drafts[p.openOn] {
		if got, there := now[ref]; there && got != v {
			rt.Fatalf("%s: %v was stored as %q and is now %q", p.name, ref, v, got)
		} else if !there && !p.gone[ref.Row] {
			rt.Fatalf("%s: %v was stored as %q and is gone", p.name, ref, v)
		}
	}
}

// leave closes the form and checks that the change holds every answer of the journal.
func (p *player) leave(rt *rapid.T) {
	if p.openOn.IsZero() {
		// A journal of a killed browser is still there: go on with it and leave it.
		for c := range p.drafts {
			p.openOn = c
			p.open(c)
			p.leave(rt)
		}
		return
	}
	writes, err := p.r.Close(p.tick(), 420)
	if err != nil {
		rt.Fatal(err)
	}
	p.store(writes)
	p.squashed(rt, true)
	p.openOn = wire.ID{}
}

func (p *player) squashed(rt *rapid.T, all bool) {
	for c, draft := range p.drafts {
		if p.r.Summary(c).State == "draft" && !p.openOn.IsZero() && c != p.openOn {
			continue
		}
		rec := p.r.Merged(p.record(c))
		for ref, v := range draft {
			if !all || p.gone[ref.Row] {
				continue // what a finish clears, and what lies in a removed row
			}
			if rec == nil {
				rt.Fatal("the journal became nothing")
			}
			found := false
			for i := range rec.Registers {
				reg := &rec.Registers[i]
				if reg.Row == wire.ID(ref.Row) && reg.Path == answers.Path(p.w.form, ref.Node) {
					for _, x := range reg.Values {
						text, _ := answers.FromWire(x.Value)
						found = found || text == v
					}
				}
			}
			if !found && p.openOn == c {
				rt.Fatalf("%s: %v = %q is not in the change", p.name, ref, v)
			}
		}
		if p.openOn == c || p.openOn.IsZero() {
			delete(p.drafts, c)
		}
	}
}

// nothingLost is I3 over the owner's log: every answer is visible, or an accepted change names it.
func nothingLost(rt *rapid.T, w *world, rec *merge.Record) {
	type at struct {
		row  wire.ID
		node uint32
	}
	resolve := answers.RowAt(w.numbered())
	named := map[at]map[wire.Dot]bool{}
	values := map[at][]wire.Dot{}
	for _, it := range w.log {
		for i := range it.seg.Items {
			c, err := wire.DecodeChange(it.seg.Items[i].Body)
			if err != nil {
				rt.Fatal(err)
			}
			if c.Record != rec.ID {
				continue
			}
			dot := wire.Dot{Writer: it.seg.Writer, Seq: it.seg.From + uint64(i)}
			for _, op := range c.Ops {
				if op.Kind != wire.KindSet && op.Kind != wire.KindClear {
					continue
				}
				row, ok := c.RowID(op.Row, resolve)
				if !ok {
					rt.Fatal("a row can not be found")
				}
				k := at{row, op.Node}
				values[k] = append(values[k], dot)
				if named[k] == nil {
					named[k] = map[wire.Dot]bool{}
				}
				for _, d := range op.Sees {
					named[k][d] = true
				}
			}
		}
	}
	for k, dots := range values {
		path := answers.Path(w.form, int(k.node))
		shown := map[wire.Dot]bool{}
		for i := range rec.Registers {
			if reg := &rec.Registers[i]; reg.Row == k.row && reg.Path == path {
				for _, v := range reg.Values {
					shown[v.Dot] = true
				}
			}
		}
		for _, d := range dots {
			if !shown[d] && !named[k][d] {
				rt.Fatalf("the answer %v at %s is neither visible nor named", d, path)
			}
		}
	}
}
