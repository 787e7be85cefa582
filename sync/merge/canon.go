package merge

import (
	"strings"

	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/sync/wire"
)

// StateHash is SHA-256 over all of the record that follows from the set of changes alone, in one canonical form: equal
// on every replica with equal changes and rulings (I1). Places in the owner's feed (Srv, and Area, which hangs on them)
// are not in it.
func StateHash(rec *Record) wire.Hash {
	e := wire.Encoder{B: make([]byte, 0, 256+128*len(rec.Registers))}
	e.Text("sothon.state.1")
	e.ID(rec.ID)
	e.ID(rec.Case)
	e.ID(rec.Round)
	e.Text(rec.FormID)
	e.Uint(rec.FormVersion)
	e.Bytes(rec.FormHash[:])
	e.Array(len(rec.Registers))
	for i := range rec.Registers {
		r := &rec.Registers[i]
		e.ID(r.Row)
		e.Text(r.Path)
		e.Bool(r.Conflict)
		e.Bool(r.Gone)
		hashVals(&e, r.Values)
		hashVals(&e, r.Earlier)
	}
	e.Array(len(rec.Rows))
	for i := range rec.Rows {
		r := &rec.Rows[i]
		e.ID(r.ID)
		e.Text(r.Path)
		e.ID(r.Parent)
		e.Bool(r.Gone)
		e.Bool(r.Flagged)
		e.Bool(r.Seeded)
		e.Bool(r.Implied)
		hashOrigin(&e, &r.Origin)
		e.Array(len(r.Removes))
		for k := range r.Removes {
			hashOrigin(&e, &r.Removes[k])
		}
	}
	hashThreads(&e, rec.Threads)
	hashReview(&e, rec)
	e.Array(len(rec.Changes))
	for i := range rec.Changes {
		c := &rec.Changes[i]
		hashOrigin(&e, &c.Origin)
		e.Text(c.Reason)
	}
	e.Array(len(rec.Flags))
	for _, f := range rec.Flags {
		e.Uint(uint64(f.Kind))
		e.ID(f.Row)
		e.Text(f.Path)
	}
	return digest.Sum256(e.B)
}

func hashOrigin(e *wire.Encoder, o *Origin) {
	e.ID(o.Dot.Writer)
	e.Uint(o.Dot.Seq)
	e.Hash(o.C)
	e.Uint(uint64(o.Status))
}

func hashVals(e *wire.Encoder, vals []Val) {
	e.Array(len(vals))
	for i := range vals {
		v := &vals[i]
		hashOrigin(e, &v.Origin)
		e.Bytes(v.Value)
		e.Bool(v.Seed)
		e.Bool(v.Erased)
	}
}

func hashThreads(e *wire.Encoder, threads []Thread) {
	e.Array(len(threads))
	for i := range threads {
		t := &threads[i]
		e.ID(t.Row)
		e.Text(t.Path)
		e.Bool(t.Open)
		e.Array(len(t.Comments))
		for k := range t.Comments {
			c := &t.Comments[k]
			hashOrigin(e, &c.Origin)
			e.Text(c.Text)
			e.Bool(c.Ask)
			e.Bool(c.Closed)
		}
	}
}

func hashReview(e *wire.Encoder, rec *Record) {
	e.Bool(rec.Finished)
	e.Bool(rec.Deleted)
	e.Uint(uint64(rec.State))
	if rec.Finish != nil {
		hashOrigin(e, &rec.Finish.Origin)
	} else {
		e.Null()
	}
	e.Array(len(rec.Decisions))
	for i := range rec.Decisions {
		d := &rec.Decisions[i]
		hashOrigin(e, &d.Origin)
		e.Uint(uint64(d.Kind))
		e.Bool(d.Stepped)
	}
	e.ID(rec.Env.Writer)
	e.Uint(uint64(len(rec.Env.Lists)))
	for _, l := range rec.Env.Lists {
		e.Uint(l.Number)
		e.Hash(l.Hash)
	}
}

// ValuesHash is SHA-256 over the visible values (a photo stands by its own hash) and the standing rows in canonical
// form: what an approval covers. Who wrote a value, and equal values twice, make no difference; an empty register is as
// none.
func ValuesHash(rec *Record) wire.Hash {
	e := wire.Encoder{B: make([]byte, 0, 64+64*len(rec.Registers))}
	e.Text("sothon.values.1")
	hashStandingRows(&e, rec)
	for i := range rec.Registers {
		r := &rec.Registers[i]
		if r.Gone || onlyEmpty(r) {
			continue
		}
		e.ID(r.Row)
		e.Text(r.Path)
		last := -1
		for k := range r.Values {
			v := &r.Values[k]
			if last >= 0 && !v.Erased && !r.Values[last].Erased && r.Values[last].Value.Equal(v.Value) {
				continue
			}
			last = k
			switch {
			case v.Erased:
				e.Uint(0)
			case v.Value.IsNull():
				e.Null()
			default:
				e.Bytes(v.Value)
			}
		}
	}
	return digest.Sum256(e.B)
}

// hashStandingRows writes the rows by repeat and id: their order in the record hangs on who made them.
func hashStandingRows(e *wire.Encoder, rec *Record) {
	var rows []*Row
	for i := range rec.Rows {
		if !rec.Rows[i].Gone {
			rows = append(rows, &rec.Rows[i])
		}
	}
	wire.Sort(rows, func(a, b *Row) int {
		if a.Path != b.Path {
			return strings.Compare(a.Path, b.Path)
		}
		return a.ID.Compare(b.ID)
	})
	e.Array(len(rows))
	for _, r := range rows {
		e.Text(r.Path)
		e.ID(r.ID)
		e.ID(r.Parent)
	}
}

func onlyEmpty(r *Register) bool {
	for i := range r.Values {
		if !r.Values[i].Value.IsNull() || r.Values[i].Erased {
			return false
		}
	}
	return true
}
