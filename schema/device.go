package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Device is one installation that makes changes: a writer.
type Device struct {
	Writer   wire.ID
	Pub      []byte // 65 bytes
	Owner    bool   // the server's own writer
	Name     string // what a person calls the tablet
	App      string // version of the app, as last told
	User     wire.ID
	Enrolled time.Time
	Seen     time.Time // last request; zero: none yet
	Revoked  time.Time // zero: not revoked; everything received after is held
	Stopped  bool      // a fork was found: it pushes no more until a person has looked
	Acked    uint64    // its changes 1…Acked are stored here
	Head     wire.Hash // h after Acked
	// Replicated: of these, its changes 1… are in a backup too that was restored and checked.
	Replicated uint64
	Clock      int64     // ms its clock is ahead of ours, as last measured
	Unsent     uint64    // changes only there, as last told
	Blobs      uint64    // photos only there, as last told
	FreeMiB    uint64    // room left there, as last told; 0: not known
	Forked     time.Time // when a second copy of it was found; zero: none
	Excuse     string    // why it is used though its browser does not promise to keep data; "": it promised
	Users      []wire.ID // who may work on it, User first
	Wipe       *Wipe     // the order to erase it, waiting or carried out; nil: none
}

// Wipe is an order to a device to erase what it holds.
type Wipe struct {
	Order    wire.ID
	Ordered  time.Time
	By       wire.ID
	Reason   string
	Received time.Time // when the signed receipt came; zero: not yet
	Told     time.Time // when it was carried out, by the device's clock
	Unsent   uint64    // changes that were erased there without having come here
	Blobs    uint64    // photos that were erased there without having come here
}

// Enrolment is what a tablet gave to become a device.
type Enrolment struct {
	Code     string // as typed: spaces, dashes and case do not matter
	Pub      []byte
	Proof    []byte // signature over wire.EnrolMessage(Code, Pub)
	Name     string
	App      string
	Excuse   string // why it is used though its browser does not promise to keep data; "": it promised
	Recovery string // age recipient of the commune's recovery key, for the grant
	Address  string // of the caller, counted for wrong tries
}

// EnrolCode is a one-time code, shown once when it is made.
type EnrolCode struct {
	Code    string // 8 of 32 characters; only its digest is stored
	User    wire.ID
	Made    time.Time
	Expires time.Time
}

// Status is what a tablet tells about itself at a sync.
type Status struct {
	App     string
	Clock   int64 // its clock, ms UTC
	Unsent  uint64
	Blobs   uint64
	FreeMiB uint64
	Fork    bool // it has stopped because another copy of it exists
}

// Grant is what the owner allows one writer.
type Grant struct {
	wire.Grant
	Bytes []byte    // as signed
	Seq   uint64    // of the owner's change that made it
	Srv   uint64    // place in the feed
	Ended time.Time // withdrawn, or past its To; zero: in force
	// EndedSrv is the place in the feed at which it was withdrawn; 0: it was not.
	EndedSrv uint64
	Sig      []byte // over wire.GrantMessage
}

// LateDays is how long after its grant has ended or changed a change on an area is still accepted. docs/sync.md §1.1 ◆D2.
const LateDays = 30
