package replica

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// stored is one change as the store change keeps it: [layout, record, hPrev, h, srv, area, made, body].
type stored struct {
	dot    wire.Dot
	c      wire.Hash
	record wire.ID
	hPrev  wire.Hash
	h      wire.Hash
	srv    uint64
	area   wire.ID // of the feed item that brought it
	made   bool    // here, not received
	body   []byte
	change *wire.Change // decoded when first needed
	broken bool
}

func (s *stored) key() string { return changeKey(s.dot, s.c) }

func encodeStored(s *stored) []byte {
	e := wire.Encoder{B: make([]byte, 0, len(s.body)+128)}
	e.Array(8)
	e.Uint(layout)
	e.ID(s.record)
	e.Hash(s.hPrev)
	e.Hash(s.h)
	e.Uint(s.srv)
	e.ID(s.area)
	e.Bool(s.made)
	e.Bytes(s.body)
	return e.B
}

func decodeStored(key string, b []byte) (*stored, bool) {
	dot, c, ok := parseChangeKey(key)
	if !ok {
		return nil, false
	}
	d := wire.NewDecoder(b)
	start(d, 8)
	s := &stored{dot: dot, c: c, record: d.ID(), hPrev: d.Hash(), h: d.Hash(), srv: d.Uint(), area: d.ID(), made: d.Bool(), body: d.Bytes(wire.MaxChangeBytes)}
	return s, d.Done() == nil
}

func (s *stored) decoded() *wire.Change {
	if s.change == nil && !s.broken {
		c, err := wire.DecodeChange(s.body)
		s.change, s.broken = c, err != nil
	}
	return s.change
}

// formVersion is one published version as the store form keeps it: [layout, form id, version, title, bytes].
type formVersion struct {
	FormID  string
	Version uint64
	Title   string
	Hash    wire.Hash
	bytes   []byte
	form    *forms.Form
	merge   *merge.Form
	broken  bool
}

func encodeFormVersion(f *formVersion) []byte {
	var e wire.Encoder
	e.Array(5)
	e.Uint(layout)
	e.Text(f.FormID)
	e.Uint(f.Version)
	e.Text(f.Title)
	e.Bytes(f.bytes)
	return e.B
}

func decodeFormVersion(b []byte) (*formVersion, error) {
	d := wire.NewDecoder(b)
	start(d, 5)
	f := &formVersion{FormID: d.Text(512), Version: d.Uint(), Title: d.Text(4096), bytes: d.Bytes(len(b))}
	f.Hash = wire.Sum(f.bytes)
	return f, d.Done()
}

func (f *formVersion) decoded() *forms.Form {
	if f.form == nil && !f.broken {
		form, err := forms.Decode(f.bytes)
		if err != nil {
			f.broken = true
			return nil
		}
		f.form, f.merge = form, answers.MergeForm(form)
	}
	return f.form
}

// listVersion is one numbered list as the store list keeps it: [layout, number, bytes].
type listVersion struct {
	number uint64
	hash   wire.Hash
	bytes  []byte
	list   *answers.List
	broken bool
}

func encodeListVersion(l *listVersion) []byte {
	var e wire.Encoder
	e.Array(3)
	e.Uint(layout)
	e.Uint(l.number)
	e.Bytes(l.bytes)
	return e.B
}

func decodeListVersion(b []byte) (*listVersion, error) {
	d := wire.NewDecoder(b)
	start(d, 3)
	l := &listVersion{number: d.Uint(), bytes: d.Bytes(len(b))}
	l.hash = wire.Sum(l.bytes)
	return l, d.Done()
}

func (l *listVersion) numbered() answers.NumberedList {
	if l.list == nil && !l.broken {
		list, err := answers.DecodeList(l.bytes)
		l.list, l.broken = list, err != nil
	}
	return answers.NumberedList{Number: l.number, Hash: l.hash, List: l.list}
}

func encodeHead(h wire.Head) []byte {
	var e wire.Encoder
	e.Array(3)
	e.Uint(layout)
	e.Uint(h.Seq)
	e.Hash(h.H)
	return e.B
}

func decodeHead(b []byte) (wire.Head, error) {
	d := wire.NewDecoder(b)
	start(d, 3)
	h := wire.Head{Seq: d.Uint(), H: d.Hash()}
	return h, d.Done()
}

func encodeGrants(grants []wire.SignedGrant) []byte {
	var e wire.Encoder
	e.Array(1 + len(grants))
	e.Uint(layout)
	for _, g := range grants {
		e.Bytes(wire.EncodeSignedGrant(g))
	}
	return e.B
}

func decodeGrants(b []byte) ([]wire.SignedGrant, error) {
	d := wire.NewDecoder(b)
	n := d.Array(4096)
	d.Uint()
	var out []wire.SignedGrant
	for i := 1; i < n && d.Err() == nil; i++ {
		g, err := wire.DecodeSignedGrant(d.Bytes(1 << 20))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, d.Done()
}
