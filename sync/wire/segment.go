package wire

// Segment is a run of one writer's log with a signed head at its end. It is evidence, never an identity: segments may
// overlap and be cut anew wherever a signed head is known.
type Segment struct {
	Writer ID
	From   uint64 // seq of the first item, from 1
	HPrev  Hash   // h_{from-1}
	Items  []Item // at least one
	Sig    []byte // over HeadMessage(Writer, Last(), h_Last), 64 bytes
}

// Item is a change's body, or only its c when the change is outside the receiver's areas.
type Item struct {
	Body []byte // nil: only C is here
	C    Hash   // on the wire only when Body is nil; Chain fills it
}

// Last gives the seq of the last item: the n of the signed head.
func (s *Segment) Last() uint64 { return s.From + uint64(len(s.Items)) - 1 }

// Chain fills the C of every item and gives h after each: h[i] is the head after item i.
func (s *Segment) Chain() ([]Hash, error) {
	hs := make([]Hash, len(s.Items))
	h := s.HPrev
	for i := range s.Items {
		it := &s.Items[i]
		if it.Body != nil {
			c, err := Digest(it.Body)
			if err != nil {
				return nil, err
			}
			it.C = c
		}
		h = NextHead(h, it.C)
		hs[i] = h
	}
	return hs, nil
}

// Head gives the segment's signed head.
func (s *Segment) Head() (Head, error) {
	hs, err := s.Chain()
	if err != nil {
		return Head{}, err
	}
	if len(hs) == 0 {
		return Head{}, refuse(ErrMalformed, "segment without changes")
	}
	return Head{Writer: s.Writer, Seq: s.Last(), H: hs[len(hs)-1]}, nil
}

// Verify computes the chain and checks the signature of the head. It fills every item's C and gives h after each item.
func (s *Segment) Verify(verify Verifier) ([]Hash, error) {
	hs, err := s.Chain()
	if err != nil {
		return nil, err
	}
	if len(hs) == 0 {
		return nil, refuse(ErrMalformed, "segment without changes")
	}
	if !verify(HeadMessage(s.Writer, s.Last(), hs[len(hs)-1]), s.Sig) {
		return nil, refuse(ErrSignature, "head of a segment")
	}
	return hs, nil
}

// After gives the part of the segment that begins behind seq, under the same head; nil when nothing is left.
func (s *Segment) After(seq uint64) (*Segment, error) {
	if seq < s.From {
		return s, nil
	}
	if seq >= s.Last() {
		return nil, nil
	}
	hs, err := s.Chain()
	if err != nil {
		return nil, err
	}
	k := seq - s.From + 1
	return &Segment{Writer: s.Writer, From: seq + 1, HPrev: hs[k-1], Items: s.Items[k:], Sig: s.Sig}, nil
}

// Bare gives a copy in which every item that keep refuses stands as its bare c.
func (s *Segment) Bare(keep func(seq uint64) bool) (*Segment, error) {
	if _, err := s.Chain(); err != nil {
		return nil, err
	}
	out := *s
	out.Items = make([]Item, len(s.Items))
	for i, it := range s.Items {
		if !keep(s.From + uint64(i)) {
			it.Body = nil
		}
		out.Items[i] = it
	}
	return &out, nil
}

// EncodeSegment encodes [writer, from, h_{from-1}, [body or c, …], sig]; a c is a byte string of 32, a body is longer.
func EncodeSegment(s *Segment) []byte {
	n := 160
	for _, it := range s.Items {
		n += len(it.Body) + 37
	}
	e := Encoder{B: make([]byte, 0, n)}
	encodeSegment(&e, s)
	return e.B
}

func encodeSegment(e *Encoder, s *Segment) {
	e.Array(5)
	e.ID(s.Writer)
	e.Uint(s.From)
	e.Hash(s.HPrev)
	e.Array(len(s.Items))
	for _, it := range s.Items {
		if it.Body != nil {
			e.Bytes(it.Body)
		} else {
			e.Hash(it.C)
		}
	}
	e.Bytes(s.Sig)
}

// DecodeSegment reads a segment of at most MaxSegmentBytes. Bodies are parts of b and not yet decoded.
func DecodeSegment(b []byte) (*Segment, error) {
	if len(b) > MaxSegmentBytes {
		return nil, refuse(ErrTooLarge, "segment")
	}
	d := NewDecoder(b)
	s := decodeSegment(d)
	return whole(d, s)
}

func decodeSegment(d *Decoder) *Segment {
	start := d.i
	d.Places(5)
	s := &Segment{Writer: d.ID(), From: d.Uint(), HPrev: d.Hash()}
	n := d.Array(maxItems)
	if d.err == nil && (n == 0 || s.From == 0 || s.From+uint64(n) < s.From) {
		d.Fail("range of a segment")
	}
	s.Items = make([]Item, 0, min(n, 4096))
	for ; n > 0 && d.err == nil; n-- {
		b := d.Bytes(MaxChangeBytes)
		switch {
		case len(b) == 32:
			s.Items = append(s.Items, Item{C: Hash(b)})
		case len(b) > 32:
			s.Items = append(s.Items, Item{Body: b})
		default:
			d.Fail("item of a segment too short")
		}
	}
	s.Sig = d.Bytes(SignatureSize)
	if d.err == nil && len(s.Sig) != SignatureSize {
		d.Fail("signature of the wrong length")
	}
	if d.err == nil && d.i-start > MaxSegmentBytes {
		d.fail(ErrTooLarge, "segment")
	}
	return s
}
