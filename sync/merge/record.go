package merge

import "github.com/sothon/sothon/sync/wire"

// Record is the result of Merge. All lists are in a fixed order and hold no nil pointers.
type Record struct {
	ID          wire.ID
	Case        wire.ID
	Round       wire.ID
	Area        wire.ID // ◆D2
	FormID      string
	FormVersion uint64 // the highest that an accepted change names; answers of other versions are shown beside it
	FormHash    [8]byte

	Registers []Register // by (row, path); only those with a visible value
	Rows      []Row      // standing and gone; in document order within a repeat
	Threads   []Thread
	Finish    *Finish // the last finish there ever was (◆D4, D6), nil before any
	Finished  bool    // a finish is the last of finish and reopen
	Decisions []Decision
	State     State
	Deleted   bool
	Deletes   []Origin     // accepted deletes that no undelete names; the record may stand against them (FlagDeleteKept)
	Changes   []ChangeInfo // every change of the input, by dot and c
	Flags     []Flag
	Frontier  []wire.Head // per writer (and branch) the last change here, held and parked ones too: what a decision covers
	Env       Env         // under which the record is evaluated
	Conflicts int         // registers in conflict, not counting those in rows that are gone
	Unapplied int         // changes held or parked
}

// Env is what evaluation takes from the last finish; before any, from the accepted change with the highest list number,
// then the largest c. docs/sync.md §1.5.
type Env struct {
	At     int64 // ms UTC, device clock
	Zone   uint64
	User   wire.ID
	Writer wire.ID
	Lists  []wire.ListRef
	Frozen []FrozenValue // of the finish in force; empty when there is none
}

// FrozenValue is a calculated value that a finish froze.
type FrozenValue struct {
	Row   wire.ID
	Path  string
	Value wire.Value
}

// Origin says who wrote something, when and on which tablet.
type Origin struct {
	Dot    wire.Dot
	C      wire.Hash
	User   wire.ID
	At     int64  // device clock, ms UTC; shown, decides nothing
	Zone   uint64 // minutes east + 1440
	Srv    uint64 // 0: not known
	Status Status
}

// Val is one value of a register.
type Val struct {
	Origin
	Value  wire.Value // null: empty
	Seed   bool       // from pre-fill, not an answer
	Erased bool       // the value is erased; shown as such
	Sees   []wire.Dot // what its author's screen showed
}

// Register is one field with all its visible values.
type Register struct {
	Row      wire.ID // zero: the record itself
	Path     string
	Values   []Val // visible, by value bytes then dot
	Conflict bool  // two or more different values, in a register that keeps one
	Each     bool
	Earlier  []Val // the answers and seeds that the visible values replaced directly: "the value before"
	Gone     bool  // its row, or one above, is gone
}

// Dots gives the dots of the visible values, sorted: what an op that settles this register names.
func (r *Register) Dots() []wire.Dot {
	out := make([]wire.Dot, 0, len(r.Values))
	for i := range r.Values {
		out = append(out, r.Values[i].Dot)
	}
	return wire.SortDots(out)
}

// Row is a row of a repeat.
type Row struct {
	ID      wire.ID
	Path    string  // of the repeat
	Parent  wire.ID // row above; zero at the top
	Gone    bool
	Flagged bool // a remove meets an answer or row that its author had not seen: it stands until decided
	Seeded  bool // known before the visit (or made by a count); false: added by hand
	Implied bool // no add or seed is here, only answers in it
	Origin  Origin
	Removes []Origin // accepted removes that no add names; a keep (add) names these dots
}

// Thread is a conversation about the record, a row, or a question.
type Thread struct {
	Row      wire.ID
	Path     string // "" the record; a repeat's path: the row
	Comments []CommentView
	Open     bool // a comment in it is not closed by an uncomment
	Ask      bool // an open comment asks for the question to be mended
}

// CommentView is one comment of a thread.
type CommentView struct {
	Origin
	Text    string
	Ask     bool
	ReplyTo []wire.Dot
	Closed  bool
	Erased  bool
}

// Finish is the record's last finish.
type Finish struct {
	Origin
	Sees   []wire.Dot
	Frozen []FrozenValue
}

// Decision is a review decision.
type Decision struct {
	Origin
	Kind    wire.Kind // KindReturn, KindApprove, KindReject
	Payload wire.Decision
	Stepped bool // the owner has ordered it; decisions stand in that order, the others after them by dot
}

// State is where the record stands in review.
type State uint8

const (
	Draft     State = iota // no finish in force
	Submitted              // finished, no decision in force
	Returned               // sent back to be mended
	Fixed                  // returned, and finished again since
	Approved
	Rejected
)

// String gives the word.
func (s State) String() string {
	names := [...]string{"draft", "submitted", "returned", "fixed", "approved", "rejected"}
	if int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}

// ChangeInfo says what became of one change of the input.
type ChangeInfo struct {
	Origin
	Reason string // why it is held or parked
	Ops    int
	Erased bool
}

// FlagKind says what a person should look at.
type FlagKind uint8

const (
	FlagRowKept    FlagKind = iota + 1 // a remove against something unseen: the row stands
	FlagDeleteKept                     // a delete against something unseen: the record stands
)

// Flag is something that merge did not decide by itself.
type Flag struct {
	Kind FlagKind
	Row  wire.ID
	Path string
}
