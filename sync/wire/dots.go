package wire

import "slices"

// SortDots sorts by writer, then seq, and drops repetitions, in place.
func SortDots(dots []Dot) []Dot {
	Sort(dots, Dot.Compare)
	return slices.Compact(dots)
}

func sortedDots(dots []Dot) bool {
	for i := 1; i < len(dots); i++ {
		if dots[i-1].Compare(dots[i]) >= 0 {
			return false
		}
	}
	return true
}

// SortHeads sorts a frontier by writer, then seq, in place.
func SortHeads(heads []Head) []Head {
	Sort(heads, func(a, b Head) int { return Dot{a.Writer, a.Seq}.Compare(Dot{b.Writer, b.Seq}) })
	return heads
}

func encodeDot(e *Encoder, x Dot) {
	e.Array(2)
	e.ID(x.Writer)
	e.Uint(x.Seq)
}

func decodeDot(d *Decoder) Dot {
	d.Places(2)
	return Dot{Writer: d.ID(), Seq: d.Uint()}
}

func encodeHeads(e *Encoder, heads []Head) {
	e.Array(len(heads))
	for _, h := range heads {
		e.Array(3)
		e.ID(h.Writer)
		e.Uint(h.Seq)
		e.Hash(h.H)
	}
}

func decodeHeads(d *Decoder) (heads []Head) {
	for n := d.Array(maxFrontier); n > 0 && d.err == nil; n-- {
		d.Places(3)
		heads = append(heads, Head{Writer: d.ID(), Seq: d.Uint(), H: d.Hash()})
	}
	return heads
}

func encodeEnv(e *Encoder, env []ListRef) {
	e.Array(len(env))
	for _, l := range env {
		e.Array(2)
		e.Uint(l.Number)
		e.Hash(l.Hash)
	}
}

func decodeEnv(d *Decoder) (env []ListRef) {
	for n := d.Array(maxEnv); n > 0 && d.err == nil; n-- {
		d.Places(2)
		l := ListRef{Number: d.Uint(), Hash: d.Hash()}
		if d.err == nil && (l.Number == 0 || len(env) > 0 && env[len(env)-1].Number >= l.Number) {
			d.Fail("lists not by rising number")
		}
		env = append(env, l)
	}
	return env
}

func encodeValue(e *Encoder, v Value) {
	if v.IsNull() {
		e.Null()
		return
	}
	e.Raw(v)
}
