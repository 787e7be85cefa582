package wire

// EncodeChange gives the body that is stored, hashed and sent. It refuses what DecodeChange would refuse.
func EncodeChange(c *Change) ([]byte, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	e := Encoder{B: make([]byte, 0, 512+16*len(c.Ops))}
	if c.Erased != nil {
		e.Array(2)
		encodeSkeleton(&e, c)
		e.Hash(*c.Erased)
	} else {
		e.Array(3)
		encodeSkeleton(&e, c)
		e.Bytes(c.Salt[:])
		e.Array(len(c.Ops))
		for i := range c.Ops {
			encodeValue(&e, c.Ops[i].Value)
		}
	}
	if len(e.B) > MaxChangeBytes {
		return nil, refuse(ErrTooLarge, "change")
	}
	return e.B, nil
}

func encodeSkeleton(e *Encoder, c *Change) {
	e.Array(21)
	e.Uint(LayoutVersion)
	e.ID(c.Record)
	e.ID(c.Case)
	e.ID(c.Round)
	e.ID(c.Area)
	e.Text(c.FormID)
	e.Uint(c.FormVersion)
	e.Bytes(c.FormHash[:])
	e.ID(c.Grant)
	e.ID(c.User)
	e.Uint(uint64(c.At))
	e.Uint(c.Zone)
	encodeEnv(e, c.Env)
	e.OptionalHash(c.Was)
	e.Array(len(c.Rows))
	for _, r := range c.Rows {
		if r.List == 0 {
			e.ID(r.ID)
			continue
		}
		e.Array(2)
		e.Uint(uint64(envIndex(c.Env, r.List)))
		e.Uint(r.Pos)
	}
	encodeRuns(e, c.Ops, func(op *Op) uint64 { return uint64(op.Kind) })
	encodeRuns(e, c.Ops, func(op *Op) uint64 { return uint64(op.Row) })
	last := int64(0)
	encodeRuns(e, c.Ops, func(op *Op) uint64 {
		step := int64(op.Node) - last
		last = int64(op.Node)
		return uint64(step<<1) ^ uint64(step>>63)
	})
	encodeSees(e, c.Ops)
	if c.Seen16 == nil {
		e.Null()
	} else {
		e.Bytes(c.Seen16[:])
	}
}

func envIndex(env []ListRef, number uint64) int {
	for i, l := range env {
		if l.Number == number {
			return i
		}
	}
	return -1
}

// encodeRuns writes a column run-length: [value, count, value, count …], neighbours different.
func encodeRuns(e *Encoder, ops []Op, column func(*Op) uint64) {
	type run struct{ value, count uint64 }
	runs := make([]run, 0, 64)
	for i := range ops {
		v := column(&ops[i])
		if k := len(runs) - 1; k >= 0 && runs[k].value == v {
			runs[k].count++
		} else {
			runs = append(runs, run{v, 1})
		}
	}
	e.Array(2 * len(runs))
	for _, r := range runs {
		e.Uint(r.value)
		e.Uint(r.count)
	}
}

// encodeSees writes two places: the writers named, sorted; and for each op that names something, a group
// [ops passed over, writer, seq, writer, seq …].
func encodeSees(e *Encoder, ops []Op) {
	writers := namedWriters(ops)
	e.Array(len(writers))
	for _, w := range writers {
		e.ID(w)
	}
	groups := 0
	for i := range ops {
		if len(ops[i].Sees) > 0 {
			groups++
		}
	}
	e.Array(groups)
	last := -1
	for i := range ops {
		sees := ops[i].Sees
		if len(sees) == 0 {
			continue
		}
		e.Array(1 + 2*len(sees))
		e.Uint(uint64(i - last - 1))
		last = i
		for _, s := range sees {
			e.Uint(uint64(writerIndex(writers, s.Writer)))
			e.Uint(s.Seq)
		}
	}
}
