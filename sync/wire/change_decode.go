package wire

// DecodeChange reads a body: exactly the bytes that EncodeChange gives. Values are parts of body, which the caller must
// not change.
func DecodeChange(body []byte) (*Change, error) {
	if len(body) > MaxChangeBytes {
		return nil, refuse(ErrTooLarge, "change")
	}
	d := NewDecoder(body)
	c := &Change{}
	places := d.Array(3)
	if d.err == nil && places < 2 {
		d.Fail("wrong number of places")
	}
	decodeSkeleton(d, c)
	if places == 2 {
		h := d.Hash()
		c.Erased = &h
	} else {
		decodeValues(d, c)
	}
	if err := d.Done(); err != nil {
		return nil, err
	}
	if err := check(c); err != nil {
		return nil, err
	}
	return c, nil
}

func decodeValues(d *Decoder, c *Change) {
	d.fixed(c.Salt[:])
	if n := d.Array(MaxOps); d.err == nil && n != len(c.Ops) {
		d.Fail("as many values as ops")
	}
	for i := range c.Ops {
		if d.err != nil {
			return
		}
		c.Ops[i].Value = d.Raw()
	}
}

func decodeSkeleton(d *Decoder, c *Change) {
	d.Places(21)
	if c.V = d.Uint(); d.err == nil && c.V != LayoutVersion {
		d.fail(ErrVersion, "change")
	}
	c.Record, c.Case, c.Round, c.Area = d.ID(), d.ID(), d.ID(), d.ID()
	c.FormID, c.FormVersion = d.Text(maxFormID), d.Uint()
	d.fixed(c.FormHash[:])
	c.Grant, c.User = d.ID(), d.ID()
	c.At = int64(d.UintMax(1<<63 - 1))
	c.Zone = d.UintMax(maxZone)
	c.Env = decodeEnv(d)
	c.Was = d.OptionalHash()
	decodeRows(d, c)

	decodeRuns(d, c, func(i int, v uint64) bool {
		if i == len(c.Ops) {
			c.Ops = append(c.Ops, Op{})
		}
		c.Ops[i].Kind = Kind(v)
		return v <= uint64(lastKind)
	}, MaxOps)
	decodeRuns(d, c, func(i int, v uint64) bool {
		c.Ops[i].Row = uint32(v)
		return v <= maxRows
	}, len(c.Ops))
	node := int64(0)
	decodeRuns(d, c, func(i int, v uint64) bool {
		if v > 4*maxNode {
			return false
		}
		node += int64(v>>1) ^ -int64(v&1)
		c.Ops[i].Node = uint32(node)
		return node >= 0 && node <= maxNode
	}, len(c.Ops))
	decodeSees(d, c)
	if !d.Null() {
		c.Seen16 = new([16]byte)
		d.fixed(c.Seen16[:])
	}
}

func decodeRows(d *Decoder, c *Change) {
	n := d.Array(maxRows)
	if n > 0 {
		c.Rows = make([]Row, 0, n)
	}
	for ; n > 0 && d.err == nil; n-- {
		if d.i < len(d.b) && d.b[d.i]>>5 == majorBytes {
			c.Rows = append(c.Rows, Row{ID: d.ID()})
			continue
		}
		d.Places(2)
		k := d.Uint()
		if d.err == nil && k >= uint64(len(c.Env)) {
			d.Fail("row of a list that env does not name")
		}
		if d.err != nil {
			return
		}
		c.Rows = append(c.Rows, Row{List: c.Env[k].Number, Pos: d.Uint()})
	}
}

// decodeRuns reads a run-length column and hands each op's value to put. The counts must add up to len(c.Ops), or, for
// the first column, to at most max.
func decodeRuns(d *Decoder, c *Change, put func(i int, v uint64) bool, max int) {
	n := d.Array(2 * max)
	if n%2 != 0 {
		d.Fail("column with half a run")
	}
	i, last := 0, uint64(0)
	for k := 0; k < n && d.err == nil; k += 2 {
		v, count := d.Uint(), d.Uint()
		if d.err != nil {
			return
		}
		if count == 0 || count > uint64(max-i) || k > 0 && v == last {
			d.Fail("runs of a column")
			return
		}
		last = v
		for ; count > 0; count-- {
			if !put(i, v) {
				d.Fail("value of a column")
				return
			}
			i++
		}
	}
	if d.err == nil && i != len(c.Ops) {
		d.Fail("columns of different lengths")
	}
}

func decodeSees(d *Decoder, c *Change) {
	var writers []ID
	for n := d.Array(maxWriters); n > 0 && d.err == nil; n-- {
		w := d.ID()
		if len(writers) > 0 && writers[len(writers)-1].Compare(w) >= 0 {
			d.Fail("writers not sorted")
		}
		writers = append(writers, w)
	}
	used := make([]bool, len(writers))
	at := -1
	for groups := d.Array(len(c.Ops)); groups > 0 && d.err == nil; groups-- {
		n := d.Array(1 + 2*maxSees)
		if d.err == nil && (n < 3 || n%2 == 0) {
			d.Fail("group of sees")
		}
		skip := d.UintMax(MaxOps)
		if at += 1 + int(skip); d.err != nil || at >= len(c.Ops) {
			d.Fail("sees of an op that is not there")
			return
		}
		sees := make([]Dot, 0, n/2)
		for k := n / 2; k > 0 && d.err == nil; k-- {
			w := d.Uint()
			if d.err == nil && w >= uint64(len(writers)) {
				d.Fail("writer of a dot")
			}
			if d.err != nil {
				return
			}
			used[w] = true
			sees = append(sees, Dot{Writer: writers[w], Seq: d.Uint()})
		}
		c.Ops[at].Sees = sees
	}
	for _, u := range used {
		if !u {
			d.Fail("writer that no dot names")
		}
	}
}
