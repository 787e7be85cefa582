package replica

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/sync/wire"
)

// keyPiece begins the keys of pieces in the store meta.
const keyPiece = "piece/"

// piece is a run of a log of the owner as it came, without its bodies: its digests and the signature under them. With the
// changes kept here it is evidence under which an owner restored from a backup takes back what it did itself (◆D14).
// Stored as [layout, writer, from, h_{from-1}, [c…], signature].
type piece struct {
	writer wire.ID
	from   uint64
	hPrev  wire.Hash
	cs     []wire.Hash
	sig    []byte
}

func (p *piece) to() uint64 { return p.from + uint64(len(p.cs)) - 1 }

func (p *piece) key() string {
	return keyPiece + p.writer.String() + "/" + hex8(p.to()) + "/" + hex8(p.from)
}

func pieceOf(s *wire.Segment) *piece {
	p := &piece{writer: s.Writer, from: s.From, hPrev: s.HPrev, sig: s.Sig}
	for i := range s.Items {
		p.cs = append(p.cs, s.Items[i].C)
	}
	return p
}

func encodePiece(p *piece) []byte {
	var e wire.Encoder
	e.Array(6)
	e.Uint(layout)
	e.ID(p.writer)
	e.Uint(p.from)
	e.Hash(p.hPrev)
	e.Array(len(p.cs))
	for _, c := range p.cs {
		e.Hash(c)
	}
	e.Bytes(p.sig)
	return e.B
}

func decodePiece(b []byte) (*piece, error) {
	d := wire.NewDecoder(b)
	start(d, 6)
	p := &piece{writer: d.ID(), from: d.Uint(), hPrev: d.Hash()}
	for n := d.Array(1 << 16); n > 0 && d.Err() == nil; n-- {
		p.cs = append(p.cs, d.Hash())
	}
	p.sig = d.Bytes(wire.SignatureSize)
	if d.Err() == nil && (p.from == 0 || len(p.cs) == 0) {
		d.Fail("range of a piece")
	}
	return p, d.Done()
}

// keepPieces keeps those of the pieces that came that are of the owner's logs.
func (r *Replica) keepPieces(came []*piece) []Write {
	var w []Write
	r.allRulings()
	for _, p := range came {
		if _, own := r.epoch(p.writer); !own || r.pieces[p.key()] != nil {
			continue
		}
		r.pieces[p.key()] = p
		w = append(w, Write{StoreMeta, p.key(), encodePiece(p)})
	}
	return w
}

// lacking gives the keys of the pieces that the owner may lack since it was restored: of logs of its earlier epochs, behind
// what the newest epoch's first change says is there. Those given back already are left out.
func (r *Replica) lacking() []string {
	r.allRulings()
	x := r.newest
	if x == nil {
		return nil
	}
	var out []string
	for key, p := range r.pieces {
		n, _ := r.epoch(p.writer)
		if n >= x.Number || r.sync.HealedEpoch == x.Number && strings.Compare(key, r.sync.HealedKey) <= 0 {
			continue
		}
		k := slices.IndexFunc(x.Heads, func(h wire.Head) bool { return h.Writer == p.writer })
		if k < 0 || p.to() > x.Heads[k].Seq {
			out = append(out, key)
		}
	}
	ordered(out, strings.Compare)
	return out
}

// giveBack chooses the pieces that go with this request, as many as one segment's worth of bytes.
func (r *Replica) giveBack(q *request) {
	size := 0
	for _, key := range r.lacking() {
		seg := r.filled(r.pieces[key])
		n := 160
		for i := range seg.Items {
			n += len(seg.Items[i].Body) + 40
		}
		if size > 0 && size+n > segmentBudget || len(q.back) >= maxBack {
			return
		}
		size += n
		q.back, q.backTo, q.backOf = append(q.back, seg), key, r.newest.Number
	}
}

// maxBack bounds the pieces of one request.
const maxBack = 500

// filled gives a piece with the bodies that are here.
func (r *Replica) filled(p *piece) *wire.Segment {
	s := &wire.Segment{Writer: p.writer, From: p.from, HPrev: p.hPrev, Sig: p.sig}
	for i, c := range p.cs {
		it := wire.Item{C: c}
		for _, x := range r.dots[wire.Dot{Writer: p.writer, Seq: p.from + uint64(i)}] {
			if x.c == c {
				it.Body = x.body
			}
		}
		s.Items = append(s.Items, it)
	}
	return s
}
