package wire

// Aliased is what two ids that are one stand for. The numbers are on the wire and never change.
type Aliased uint8

const (
	AliasCase   Aliased = 1
	AliasPerson Aliased = 2
	AliasRow    Aliased = 3
)

// Alias is the value of alias and unalias: A and B are one. The cases say in whose areas it is told; of a case they are A
// and B themselves.
type Alias struct {
	What         Aliased
	A, B         ID
	CaseA, CaseB ID
}

// AliasValue encodes [what, a, b, case of a, case of b].
func AliasValue(a Alias) Value {
	var e Encoder
	e.Array(5)
	e.Uint(uint64(a.What))
	e.ID(a.A)
	e.ID(a.B)
	e.ID(a.CaseA)
	e.ID(a.CaseB)
	return e.B
}

// Alias reads the value of alias and unalias.
func (v Value) Alias() (Alias, error) {
	d := NewDecoder(v)
	d.Places(5)
	a := Alias{What: Aliased(d.UintMax(255)), A: d.ID(), B: d.ID(), CaseA: d.ID(), CaseB: d.ID()}
	if d.err == nil && (a.What < AliasCase || a.What > AliasRow || a.A == a.B) {
		d.Fail("alias")
	}
	return whole(d, a)
}
