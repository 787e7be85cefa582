package replica

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// opening is the first entry of a draft journal: under what the form was opened. Going on after a kill opens it under
// the same, so that every entry means what it meant.
type opening struct {
	Record, Case, Round, Area wire.ID
	FormHash                  wire.Hash
	At                        int64
	Zone                      int
	Lists                     []wire.ListRef
	Grant                     wire.ID
	User                      wire.ID
}

// draft is a journal as stored: the opening under number 0, entries under 1, 2, 3 …
type draft struct {
	open    opening
	entries []answers.Entry
	numbers []int // of the entries, rising; what was taken back leaves a gap
	last    int   // number of the last entry
}

func encodeOpening(o *opening) []byte {
	var e wire.Encoder
	e.Array(11)
	e.Uint(layout)
	e.ID(o.Record)
	e.ID(o.Case)
	e.ID(o.Round)
	e.ID(o.Area)
	e.Hash(o.FormHash)
	e.Uint(uint64(max(o.At, 0)))
	e.Uint(zoneOut(o.Zone))
	e.Array(len(o.Lists))
	for _, l := range o.Lists {
		e.Array(2)
		e.Uint(l.Number)
		e.Hash(l.Hash)
	}
	e.ID(o.Grant)
	e.ID(o.User)
	return e.B
}

func decodeOpening(b []byte) (opening, error) {
	d := wire.NewDecoder(b)
	start(d, 11)
	o := opening{Record: d.ID(), Case: d.ID(), Round: d.ID(), Area: d.ID(), FormHash: d.Hash(), At: int64(d.Uint()), Zone: zoneIn(d.Uint())}
	for n := d.Array(4096); n > 0 && d.Err() == nil; n-- {
		d.Places(2)
		o.Lists = append(o.Lists, wire.ListRef{Number: d.Uint(), Hash: d.Hash()})
	}
	o.Grant, o.User = d.ID(), d.ID()
	return o, d.Done()
}

func encodeEntry(x *answers.Entry) []byte {
	var e wire.Encoder
	e.Array(10)
	e.Uint(layout)
	e.Uint(uint64(x.Action))
	e.ID(wire.ID(x.Ref.Row))
	e.Uint(uint64(x.Ref.Node))
	e.ID(wire.ID(x.Parent))
	e.Text(x.Value)
	e.Text(x.How)
	e.Array(len(x.Sees))
	for _, s := range x.Sees {
		e.Array(2)
		e.ID(s.Writer)
		e.Uint(s.Seq)
	}
	e.Uint(uint64(max(x.At, 0)))
	e.Uint(zoneOut(x.Zone))
	return e.B
}

func decodeEntry(b []byte) (answers.Entry, error) {
	d := wire.NewDecoder(b)
	start(d, 10)
	x := answers.Entry{Action: answers.Action(d.UintMax(255))}
	x.Ref = engine.Ref{Row: engine.RowID(d.ID()), Node: int(d.UintMax(1 << 20))}
	x.Parent = engine.RowID(d.ID())
	x.Value, x.How = d.Text(wire.MaxChangeBytes), d.Text(64)
	for n := d.Array(1 << 16); n > 0 && d.Err() == nil; n-- {
		d.Places(2)
		x.Sees = append(x.Sees, wire.Dot{Writer: d.ID(), Seq: d.Uint()})
	}
	x.At, x.Zone = int64(d.Uint()), zoneIn(d.Uint())
	return x, d.Done()
}

// zoneOut writes minutes east of UTC as the wire does: plus 1440, within two days.
func zoneOut(minutes int) uint64 { return uint64(min(max(minutes, -1440), 1440) + 1440) }

func zoneIn(z uint64) int { return int(z) - 1440 }

// buildDrafts reads the journals. One without its opening is broken; entries come in the order of their numbers.
func (r *Replica) buildDrafts() error {
	numbers := map[wire.ID][]int{}
	for k := range r.db[StoreDraft] {
		rec, n, ok := parseDraftKey(k)
		if !ok {
			return broken(StoreDraft, k)
		}
		numbers[rec] = append(numbers[rec], n)
	}
	for rec, list := range numbers {
		ordered(list, func(a, b int) int { return a - b })
		d := &draft{}
		for _, n := range list {
			k := draftKey(rec, n)
			v := r.db[StoreDraft][k]
			if n == 0 {
				o, err := decodeOpening(v)
				if err != nil || o.Record != rec {
					return broken(StoreDraft, k)
				}
				d.open = o
				continue
			}
			x, err := decodeEntry(v)
			if err != nil {
				return broken(StoreDraft, k)
			}
			d.entries, d.numbers, d.last = append(d.entries, x), append(d.numbers, n), n
		}
		if list[0] != 0 {
			return broken(StoreDraft, draftKey(rec, 0))
		}
		r.drafts[rec] = d
	}
	return nil
}
