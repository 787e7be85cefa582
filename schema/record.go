package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// RegisterForm is the id of the built-in form whose records, one a household, are the register.
const RegisterForm = "st_case"

// State is where a record stands. The words on screen are in the tables of the pages.
type State string

// The states of a record at the commune; "not visited" and "finished, only here" exist on tablets only.
const (
	StateDraft    State = "draft"    // answers, not finished
	StateReceived State = "received" // finished, waits for review
	StateReturned State = "returned" // sent back to be mended
	StateFixed    State = "fixed"    // mended and finished again
	StateApproved State = "approved"
	StateChanged  State = "changed" // changed since approval
	StateConflict State = "conflict"
	StateRejected State = "rejected"
)

// Queue is the reviewer's pile that a record lies in: each record in the first that fits, or in none.
type Queue string

// The queues, in the order in which the first that fits is taken.
const (
	QueueNone       Queue = ""
	QueueConflict   Queue = "conflict"
	QueueChanged    Queue = "changed"
	QueueFixed      Queue = "fixed"
	QueueViolations Queue = "violations"
	QueueHeld       Queue = "held"
	QueueNew        Queue = "new"
)

// Queues lists the queues in that order.
var Queues = []Queue{QueueConflict, QueueChanged, QueueFixed, QueueViolations, QueueHeld, QueueNew}

// RecordRow is what lists and queues show about a record: derived from its changes, never a source.
type RecordRow struct {
	ID          wire.ID
	Case        wire.ID
	Round       wire.ID
	Area        wire.ID
	FormID      string
	FormVersion uint64 // highest that an accepted change names
	FormHash    [8]byte
	Label       string // head of household, from the evaluation; "" before it
	State       State
	Queue       Queue
	Conflicts   int
	Violations  int
	Held        int // changes held
	Parked      int // changes parked
	Comments    int // open
	Finished    bool
	FinishedAt  time.Time // device time of the last finish; zero: not finished
	UpdatedSrv  uint64    // place in the feed of the last change
	UpdatedAt   time.Time // when the owner received it
	User        wire.ID   // who made the last accepted change of a tablet
	Writer      wire.ID   // on which tablet
	StateHash   wire.Hash // of the merged record
	ValuesHash  wire.Hash // of its visible values
	Approved    bool      // an approval stands
	Changed     bool      // the values are others than those approved
	ApprovedBy  wire.ID
	ApprovedAt  time.Time
	ApprovedDot wire.Dot  // names the approval
	ApprovedVal wire.Hash // values hash of what was approved
	Deleted     bool
	Evaluated   bool // the evaluation stored is of this StateHash

	// From the evaluation.
	Code      string // number of the household, as people write it: "Đ-017"
	Result    string // what the form's result says (its calculate kq); "" when it has none or it is open
	Before    string // the same of the round before
	Kinds     string // kinds of its violations, each once, in words with a space between
	Differs   int    // answers other than last year's
	Confirmed int    // answers that say "as before"
	Twins     int    // other cases that it looks like
}

// QueueOf gives the pile for a record. What was approved and changed, or was mended, comes before what is merely new.
func QueueOf(r *RecordRow) Queue {
	switch {
	case r.Deleted:
		return QueueNone
	case r.Conflicts > 0:
		return QueueConflict
	case r.State == StateChanged:
		return QueueChanged
	case r.State == StateFixed:
		return QueueFixed
	case r.State == StateReceived && r.Violations > 0:
		return QueueViolations
	case r.Held > 0 || r.Parked > 0:
		return QueueHeld
	case r.State == StateReceived:
		return QueueNew
	}
	return QueueNone
}

// Evaluation is what the engine computed for one state of a record: kept beside it, made again at will.
type Evaluation struct {
	Label      string // the form's instance name, or the head of household
	Search     string // what the record is found by, beside the label: phone, address; folded by the store
	Violations int
	Kinds      []string // of the violations, each once
	Code       string   // number of the household, of a record of the register only
	Result     string   // what the form's result says; "" none, or provisional
	Before     string   // the same of the round before
	Differs    int      // answers other than last year's
	Confirmed  int      // answers that say "as before"
	Keys       []string // what a case is recognised by; two cases with the same one look alike
	Lat, Lng   int64    // the first position outside repeats, in 1e-7 degrees; 0, 0: none
	Detail     []byte   // JSON: the violations with their places, the computed values
	Sheet      []byte   // JSON: the answers as rule sets read them; nil: of no survey
	At         time.Time
}
