package store

import (
	"encoding/binary"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Push is what one writer sends: parts of its own log, each under a signed head. The caller has authenticated the
// request; Apply verifies every chain and head by itself.
type Push struct {
	Workspace wire.ID
	Writer    wire.ID
	Segments  []*wire.Segment
	At        time.Time // when it was received; zero: the store's clock
}

// Pushed says what became of a push. It is returned only after the commit.
type Pushed struct {
	Acked      uint64 // every change of the writer from 1 to here is durable
	Replicated uint64 // of these, to here they are in a checked backup too
	GapFrom    uint64 // not 0: something before the segments is missing; send from here
	Fork       bool   // the owner has other bytes for a dot of this writer: it must push no more
	Revoked    bool   // the device is revoked: what came is held
	Held       []HeldInfo
	Touched    []wire.ID // records whose merged state may have changed
	// Refused: wrong signature, broken chain, malformed: nothing of the push is stored.
	Refused *schema.Error
}

// HeldInfo is a run of changes that the owner stored and holds.
type HeldInfo struct {
	Writer   wire.ID
	From, To uint64
	Record   wire.ID   // of the first of them
	H        wire.Hash // the chain after To; needed only to tell branches of a fork apart
	Reason   string    // Reason… codes
	Note     string
}

// Reasons for which a change is held.
const (
	ReasonRevoked  = "revoked"   // the device was revoked
	ReasonFork     = "fork"      // another change has the same dot
	ReasonNoGrant  = "no_grant"  // the grant named does not exist or is another writer's
	ReasonEnded    = "ended"     // the grant ended more than schema.LateDays ago
	ReasonArea     = "area"      // the grant does not cover the record's area
	ReasonPerson   = "person"    // the user is not in the grant
	ReasonKind     = "kind"      // the grant's role may not do this
	ReasonRecordID = "record_id" // the record's id does not follow from case, round and form
	ReasonValue    = "value"     // a value does not fit its form version
	ReasonSetAside = "set_aside" // a reviewer set it aside by hand; the note says why
	ReasonUndone   = "undone"    // the office's own: who decided took it back
)

// Authored is what is done on a page or by a job: changes of the server's own writer. Of a change, Record, Case, Round,
// Area, FormID, FormVersion, FormHash, At, Zone, Rows and Ops are the caller's (At 0: the store's clock); V, grant, user,
// salt, seen16, and, where Env is nil, env are filled in by the store. Changes with Record = Workspace carry rulings.
type Authored struct {
	Workspace wire.ID
	User      wire.ID // who did it; zero: the program itself (import)
	Changes   []*wire.Change
	Action    string         // a line of the office log in the same transaction, about Subject; "": none
	Subject   string         // hex of what it is about
	MoveTo    wire.ID        // the area into which the case of the first change moves with all its records, as MoveCase does; zero: none
	MoveDay   string         // ISO day of the move; "" when no history of areas is kept
	Intake    *schema.Intake // the import that these changes enter or take back, as it stands after them
	// Recognition is the decision that these changes write into the register.
	Recognition *schema.Recognition
}

// Cursor is where a reader of the feed stands: everything of the areas it covers, up to Srv. While areas have been gained
// and are being read, Target and Pos say how far.
type Cursor struct {
	Srv         uint64
	AreasDigest [16]byte // of the areas that it covers
	Target      [16]byte // of the areas that it is to cover; zero: nothing is being gained
	Pos         uint64   // the areas gained have been read up to here, and must be up to Srv
}

// Bytes gives a cursor in 24 bytes, 48 while areas are gained.
func (c Cursor) Bytes() []byte {
	b := binary.BigEndian.AppendUint64(nil, c.Srv)
	b = append(b, c.AreasDigest[:]...)
	if c.Target != [16]byte{} {
		b = append(b, c.Target[:]...)
		b = binary.BigEndian.AppendUint64(b, c.Pos)
	}
	return b
}

// ReadCursor reads Bytes; false when b is none.
func ReadCursor(b []byte) (c Cursor, ok bool) {
	if len(b) != 24 && len(b) != 48 {
		return c, false
	}
	c.Srv = binary.BigEndian.Uint64(b)
	copy(c.AreasDigest[:], b[8:24])
	if len(b) == 48 {
		copy(c.Target[:], b[24:40])
		c.Pos = binary.BigEndian.Uint64(b[40:])
	}
	return c, true
}

// FeedQuery asks for what a writer has not seen yet of some areas.
type FeedQuery struct {
	Workspace wire.ID
	Writer    wire.ID // whose own changes are left out
	Areas     []wire.ID
	Cursor    Cursor
	MaxBytes  int // a page ends behind the first transaction that passes this; 0: 512 KiB
}

// FeedPage is a part of the feed that ends between transactions.
type FeedPage struct {
	Items  []wire.FeedItem
	Cursor Cursor
	More   bool
}

// Merged is a record as it stands, with what lists show about it.
type Merged struct {
	Record  *merge.Record
	Row     schema.RecordRow
	Inputs  []merge.Input
	Rulings []merge.RulingAt
}
