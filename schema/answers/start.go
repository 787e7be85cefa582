package answers

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Start gives what the engine opens a merged record with (nil: nothing is stored yet). Standing rows and visible values
// become rows and answers; of a conflict the engine gets one sibling, the same on every replica (Chosen), and its
// results are provisional. Rows and answers that this form version does not have are left out: Older lists them.
func Start(f *forms.Form, rec *merge.Record, lists []NumberedList, env engine.Env, mode engine.Mode) engine.Start {
	s := engine.Start{Mode: mode, Env: env}
	for _, l := range lists {
		if l.valid() && f.External(l.Name) != nil {
			s.Lists = append(s.Lists, l.Table())
		}
	}
	if rec == nil {
		s.New = mode == engine.Interview
		return s
	}
	s.New = mode == engine.Interview && len(rec.Registers) == 0 && len(rec.Rows) == 0
	standing := map[wire.ID]bool{{}: true}
	for pending := true; pending; {
		pending = false
		for i := range rec.Rows {
			r := &rec.Rows[i]
			node, ok := Node(f, r.Path)
			if r.Gone || standing[r.ID] || !standing[r.Parent] || !ok || f.Nodes[node].Kind != forms.KindRepeat {
				continue
			}
			standing[r.ID], pending = true, true
			s.Rows = append(s.Rows, engine.Row{ID: engine.RowID(r.ID), Node: node, Parent: engine.RowID(r.Parent)})
		}
	}
	for i := range rec.Registers {
		reg := &rec.Registers[i]
		node, ok := Node(f, reg.Path)
		if reg.Gone || !ok || node == 0 || !standing[reg.Row] || !takesValue(&f.Nodes[node]) {
			continue
		}
		chosen := Chosen(reg)
		if text, ok := FromWire(chosen.Value); ok && text != "" {
			ref := engine.Ref{Row: engine.RowID(reg.Row), Node: node}
			s.Answers = append(s.Answers, engine.Answer{Ref: ref, Value: text, Seed: chosen.Seed})
		}
	}
	for _, z := range rec.Env.Frozen {
		node, ok := Node(f, z.Path)
		text, good := FromWire(z.Value)
		if ok && good && node > 0 {
			s.Frozen = append(s.Frozen, engine.Answer{Ref: engine.Ref{Row: engine.RowID(z.Row), Node: node}, Value: text})
		}
	}
	return s
}

func takesValue(n *forms.Node) bool {
	return n.Kind == forms.KindQuestion || n.Kind == forms.KindValue
}

// Chosen is the sibling that stands for a register in evaluation: the first that is not empty, values ordered by their
// bytes. It decides nothing: a conflict stays one until a person settles it.
func Chosen(reg *merge.Register) merge.Val {
	for _, v := range reg.Values {
		if !v.Value.IsNull() && !v.Erased {
			return v
		}
	}
	if len(reg.Values) == 0 {
		return merge.Val{}
	}
	return reg.Values[0]
}

// Seed is the seed of random() and uuid() in evaluations of a record by a writer: the same on every replica.
func Seed(record, writer wire.ID) uint64 {
	h := wire.Sum([]byte("sothon.seed.1"), record[:], writer[:])
	n := uint64(0)
	for _, b := range h[:8] {
		n = n<<8 | uint64(b)
	}
	return n
}

// Place is a register as it is named across form versions.
type Place struct {
	Row  wire.ID // zero: the record itself
	Path string  // "/tv/m_ten"
}

// Visible gives the text that stands in each register of standing rows, seeds included: of a conflict the Chosen one,
// which is not settled. Empty registers are left out.
func Visible(rec *merge.Record) map[Place]string {
	out := make(map[Place]string, len(rec.Registers))
	for i := range rec.Registers {
		reg := &rec.Registers[i]
		if reg.Gone {
			continue
		}
		if text, ok := FromWire(Chosen(reg).Value); ok && text != "" {
			out[Place{reg.Row, reg.Path}] = text
		}
	}
	return out
}

// Older gives the visible values that this form version has no place for, to be shown as of the older version.
func Older(f *forms.Form, rec *merge.Record) map[Place]string {
	out := Visible(rec)
	for p := range out {
		if n, ok := Node(f, p.Path); ok && n > 0 && takesValue(&f.Nodes[n]) {
			delete(out, p)
		}
	}
	return out
}

// LastYear gives the values of an earlier round's record at the places of this form version: same path, same row id.
func LastYear(f *forms.Form, earlier *merge.Record) map[engine.Ref]string {
	if earlier == nil {
		return nil
	}
	out := map[engine.Ref]string{}
	for p, text := range Visible(earlier) {
		n, ok := Node(f, p.Path)
		if !ok || n == 0 || !takesValue(&f.Nodes[n]) || f.Nodes[n].Type == "binary" {
			continue
		}
		out[engine.Ref{Row: engine.RowID(p.Row), Node: n}] = text
	}
	return out
}

// Confirmed counts the answers of a record that say what an earlier record says at the same place, rows by their ids:
// "như cũ" at the desk. How an answer was given is not on the wire; equal bytes are what confirming comes to. answered
// is the number of answers that the earlier record has a value for.
func Confirmed(rec, earlier *merge.Record) (same, answered int) {
	if rec == nil || earlier == nil {
		return 0, 0
	}
	before := Visible(earlier)
	for i := range rec.Registers {
		reg := &rec.Registers[i]
		was, known := before[Place{reg.Row, reg.Path}]
		if !known || reg.Gone || reg.Each || reg.Conflict {
			continue
		}
		v := Chosen(reg)
		text, ok := FromWire(v.Value)
		if !ok || v.Seed || text == "" {
			continue
		}
		answered++
		if text == was {
			same++
		}
	}
	return same, answered
}
