package merge

import "github.com/sothon/sothon/sync/wire"

// Status says whether a change counts.
type Status uint8

const (
	// Accepted changes make what is visible. As an input: nothing speaks against it.
	Accepted Status = iota
	// Held by a ruling of the owner, with a reason.
	Held
	// Parked: it names something that is not here yet, or has not come by the owner's feed (◆D9).
	Parked
	// Admitted by a ruling: accepted, and what it names and is missing counts as seen by nobody. In results it shows as
	// Accepted.
	Admitted
)

// String gives the word.
func (s Status) String() string {
	return [...]string{"accepted", "held", "parked", "admitted"}[s&3]
}

// Input is one change of the record with what its receiver knows about it.
type Input struct {
	Writer wire.ID
	Seq    uint64
	C      wire.Hash
	H      wire.Hash // the chain after this change; needed only for Record.Frontier and AtFrontier
	Change *wire.Change
	Status Status // by rulings (Rulings.Status); Merge itself parks what names something missing
	Reason string // why it is held or parked
	Srv    uint64 // place in the owner's feed; 0 before it has one
	Branch Branch // zero unless the writer's log has a fork
}

// Branch tells the branches of a forked log apart. Number 0 is the log as first known; a change on branch n has behind
// it the changes of branch n, and those of branch 0 with a seq below From.
type Branch struct {
	Number uint32
	From   uint64
}

// Dot gives (writer, seq).
func (in *Input) Dot() wire.Dot { return wire.Dot{Writer: in.Writer, Seq: in.Seq} }

// NodeKind tells what a node of a form holds.
type NodeKind uint8

const (
	Answer NodeKind = iota
	Group
	Repeat
)

// Node is what merge needs to know of one node of a form version. A question that was renamed (bind::st:was) keeps its
// first path here, so that its register stays one.
type Node struct {
	Path   string // path of names from the root, "/nhankhau/ho_ten"; "" for the record itself
	Kind   NodeKind
	Within string // path of the nearest repeat around it (for a repeat: around that one); "" at the top
	Each   bool   // bind::st:merge = each: all values kept and shown, no conflict
}

// Form is a form version as merge needs it: Nodes[n] is node number n, Nodes[0] the record itself. Whoever makes it
// keeps it: Merge reads it and remembers parts of it, so it must not change.
type Form struct {
	Nodes []Node
}

// Resolver finds what changes refer to. Both functions must give the same answer for the same question for ever, apart
// from "not here yet".
type Resolver struct {
	// Forms finds a version; hash is the first 8 bytes of its hash, which must match. False parks the change.
	Forms func(formID string, version uint64, hash [8]byte) (*Form, bool)
	// Rows finds a row by its place in a list; false parks the change.
	Rows wire.RowResolver
	// Epoch gives the epoch number of a writer that is the owner, false for others. nil: every writer may order
	// decisions (tests of other rules).
	Epoch func(writer wire.ID) (uint64, bool)
}
