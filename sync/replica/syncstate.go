package replica

import "github.com/sothon/sothon/sync/wire"

// syncState is what the exchange with the owner stands at: meta/sync.
type syncState struct {
	Cursor      []byte
	Nonce       []byte
	Acked       uint64 // own changes up to here are durable at the owner
	Replicated  uint64
	LastSync    int64 // ms UTC, device clock; 0: never
	ClockOffset int64 // server time minus device time at the last reply, ms
	Revoked     bool
	Fork        bool
	Forms       []wire.FormRef  // versions that hold
	Lists       []wire.ListInfo // lists that hold
	Held        []wire.HeldDot
	PackedBytes uint64
	BlobBytes   uint64
	Wipe        []byte    // order to erase everything, wire.WipeOrder; nil: none
	InForce     []wire.ID // ids of the grants in force; nil: not told
	Left        []wire.ID // records that left this tablet's areas and wait for what is unsent of them
	HealedEpoch uint64    // the owner's epoch that was given back what it lacked, up to HealedKey
	HealedKey   string
}

func (s *syncState) clone() *syncState {
	c := *s
	return &c
}

func encodeSyncState(s *syncState) []byte {
	var e wire.Encoder
	e.Array(19)
	e.Uint(layout)
	e.Bytes(s.Cursor)
	e.Bytes(s.Nonce)
	e.Uint(s.Acked)
	e.Uint(s.Replicated)
	e.Uint(uint64(s.LastSync))
	// An offset can be negative: its sign stands in the lowest bit.
	e.Uint(uint64(s.ClockOffset<<1) ^ uint64(s.ClockOffset>>63))
	e.Bool(s.Revoked)
	e.Bool(s.Fork)
	e.Array(len(s.Forms))
	for _, f := range s.Forms {
		e.Array(4)
		e.Text(f.FormID)
		e.Uint(f.Version)
		e.Hash(f.Hash)
		e.Text(f.Title)
	}
	e.Array(len(s.Lists))
	for _, l := range s.Lists {
		e.Array(4)
		e.Text(l.Name)
		e.ID(l.Area)
		e.Uint(l.Number)
		e.Hash(l.Hash)
	}
	e.Array(len(s.Held))
	for _, h := range s.Held {
		e.Array(2)
		e.Uint(h.Seq)
		e.Text(h.Reason)
	}
	e.Uint(s.PackedBytes)
	e.Uint(s.BlobBytes)
	e.Bytes(s.Wipe)
	e.Array(len(s.Left))
	for _, x := range s.Left {
		e.ID(x)
	}
	if s.InForce == nil {
		e.Null()
	} else {
		e.Array(len(s.InForce))
	}
	for _, x := range s.InForce {
		e.ID(x)
	}
	e.Uint(s.HealedEpoch)
	e.Text(s.HealedKey)
	return e.B
}

func decodeSyncState(b []byte) (*syncState, error) {
	d := wire.NewDecoder(b)
	places := d.Array(19) // older programs wrote 14 and 17
	if v := d.Uint(); d.Err() == nil && (v != layout || places != 14 && places != 17 && places != 19) {
		d.Fail("layout version of a stored value")
	}
	s := &syncState{Cursor: d.Bytes(1 << 16), Nonce: d.Bytes(1 << 12), Acked: d.Uint(), Replicated: d.Uint(), LastSync: int64(d.Uint())}
	z := d.Uint()
	s.ClockOffset = int64(z>>1) ^ -int64(z&1)
	s.Revoked, s.Fork = d.Bool(), d.Bool()
	for n := d.Array(4096); n > 0 && d.Err() == nil; n-- {
		d.Places(4)
		s.Forms = append(s.Forms, wire.FormRef{FormID: d.Text(512), Version: d.Uint(), Hash: d.Hash(), Title: d.Text(4096)})
	}
	for n := d.Array(1 << 16); n > 0 && d.Err() == nil; n-- {
		d.Places(4)
		s.Lists = append(s.Lists, wire.ListInfo{Name: d.Text(512), Area: d.ID(), Number: d.Uint(), Hash: d.Hash()})
	}
	for n := d.Array(1 << 16); n > 0 && d.Err() == nil; n-- {
		d.Places(2)
		s.Held = append(s.Held, wire.HeldDot{Seq: d.Uint(), Reason: d.Text(4096)})
	}
	s.PackedBytes, s.BlobBytes = d.Uint(), d.Uint()
	if places == 14 {
		return s, d.Done()
	}
	if b := d.Bytes(1 << 16); len(b) > 0 {
		s.Wipe = b
	}
	for n := d.Array(1 << 16); n > 0 && d.Err() == nil; n-- {
		s.Left = append(s.Left, d.ID())
	}
	if !d.Null() {
		s.InForce = []wire.ID{}
		for n := d.Array(4096); n > 0 && d.Err() == nil; n-- {
			s.InForce = append(s.InForce, d.ID())
		}
	}
	if places == 19 {
		s.HealedEpoch, s.HealedKey = d.Uint(), d.Text(256)
	}
	return s, d.Done()
}
