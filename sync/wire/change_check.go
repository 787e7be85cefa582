package wire

import (
	"cmp"
	"slices"
)

// check holds a change against the rules of docs/sync.md §1.1 that need nothing but the change.
func check(c *Change) error {
	bad := func(what string) error { return refuse(ErrMalformed, what) }
	switch {
	case c.V != 0 && c.V != LayoutVersion:
		return refuse(ErrVersion, "change")
	case c.At < 0:
		return bad("time before 1970")
	case c.Zone > maxZone:
		return bad("zone")
	case len(c.FormID) > maxFormID:
		return refuse(ErrTooLarge, "form id")
	case len(c.Env) > maxEnv:
		return refuse(ErrTooLarge, "env")
	case len(c.Ops) > MaxOps:
		return refuse(ErrTooLarge, "ops")
	case len(c.Rows) > maxRows:
		return refuse(ErrTooLarge, "rows")
	case len(c.Ops) == 0:
		return bad("change without ops")
	}
	for i, l := range c.Env {
		if l.Number == 0 || i > 0 && c.Env[i-1].Number >= l.Number {
			return bad("lists not by rising number")
		}
	}
	for _, r := range c.Rows {
		if r.List == 0 && (r.Pos != 0 || r.ID.IsZero()) || r.List != 0 && (!r.ID.IsZero() || envIndex(c.Env, r.List) < 0) {
			return bad("row table")
		}
	}
	if err := checkOps(c); err != nil {
		return err
	}
	if (c.Seen16 != nil) != namesAny(c.Ops) {
		return bad("seen16 must stand exactly when a change is named")
	}
	return nil
}

func checkOps(c *Change) error {
	total, removing, rising := 0, false, true
	var before uint64
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.Kind == 0 || op.Kind > lastKind {
			return refuse(ErrMalformed, "unknown kind of op")
		}
		if int(op.Row) > len(c.Rows) || op.Node > maxNode {
			return refuse(ErrMalformed, "row or node of an op")
		}
		if removing && op.Kind != KindRemove {
			return refuse(ErrMalformed, "removes stand last")
		}
		removing = op.Kind == KindRemove
		if !sortedDots(op.Sees) {
			return refuse(ErrMalformed, "sees not sorted")
		}
		for _, s := range op.Sees {
			if s.Seq == 0 {
				return refuse(ErrMalformed, "seq 0")
			}
		}
		if total += len(op.Sees); total > maxSees {
			return refuse(ErrTooLarge, "sees")
		}
		if c.Erased != nil && !op.Value.IsNull() {
			return refuse(ErrMalformed, "value in an erased change")
		}
		key := opKey(op)
		rising = rising && (i == 0 || key > before)
		before = key
	}
	if total > maxWriters && len(namedWriters(c.Ops)) > maxWriters {
		return refuse(ErrTooLarge, "writers named")
	}
	if rising {
		return nil
	}
	return onePerFamily(c.Ops)
}

// opKey orders ops by family, row, node; the limits of rows and nodes fit 24 bits.
func opKey(op *Op) uint64 {
	return uint64(op.Kind.Family())<<48 | uint64(op.Row)<<24 | uint64(op.Node)
}

// onePerFamily refuses two ops of a family on one register.
func onePerFamily(ops []Op) error {
	keys := make([]uint64, 0, len(ops))
	for i := range ops {
		if ops[i].Kind.Family() != FamilyOther {
			keys = append(keys, opKey(&ops[i]))
		}
	}
	Sort(keys, cmp.Compare[uint64])
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			return refuse(ErrMalformed, "two ops of a family on one register")
		}
	}
	return nil
}

func namesAny(ops []Op) bool {
	for i := range ops {
		if len(ops[i].Sees) > 0 {
			return true
		}
	}
	return false
}

func namedWriters(ops []Op) []ID {
	var out []ID
	for i := range ops {
		for _, s := range ops[i].Sees {
			if k, found := slices.BinarySearchFunc(out, s.Writer, ID.Compare); !found {
				out = slices.Insert(out, k, s.Writer)
			}
		}
	}
	return out
}

func writerIndex(writers []ID, w ID) int {
	k, _ := slices.BinarySearchFunc(writers, w, ID.Compare)
	return k
}
