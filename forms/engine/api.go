package engine

// RowID names one instance of a repeat, 16 bytes; the zero RowID is the record itself.
type RowID [16]byte

// Ref names one answer place: a node of the form version in one row. For a node outside repeats Row is zero; inside
// nested repeats Row is the innermost row.
type Ref struct {
	Row  RowID
	Node int
}

// Mode says how a record is opened.
type Mode uint8

// The two modes.
const (
	Interview Mode = iota
	Reconcile
)

// Env is everything outside the form and its answers that evaluation may read. It is pinned for the session, except that
// an interview may be told the time again with Session.SetNow.
type Env struct {
	Now      int64             // Unix milliseconds
	Zone     int               // minutes east of UTC
	Lang     string            // language to show; "" = the form's default
	User     string            // username
	Device   string            // deviceid
	Property map[string]string // property('…'): st:case, st:round, st:area and others; a missing name is ""
	Seed     uint64            // of random() and uuid(): same seed, same values
}

// List is a table an expression can read with instance('ID') or pulldata('ID', …): a scoped list or an attachment.
type List struct {
	ID      string
	Columns []string
	Rows    int
	Cell    func(row, col int) string
}

// Answer is one stored value. Value is canonical text (sync.md 1.2); media as "sha256hex/sizeBytes/mime".
type Answer struct {
	Ref   Ref
	Value string
	Seed  bool // a pre-filled value that nobody has answered: never cleared at finish, never outside the flow
}

// Row is one existing instance of a repeat. Parent is the enclosing row, zero at top level. Rows are given in order.
type Row struct {
	ID     RowID
	Node   int // the repeat's node number
	Parent RowID
}

// Start is what a session is opened with.
type Start struct {
	Mode    Mode
	New     bool // a record with no stored answer yet: first-load events, defaults and bind::st:rows run (Interview only)
	Env     Env
	Lists   []List
	Rows    []Row
	Answers []Answer
	Frozen  []Answer // values of volatile calculates taken from the finish op (Reconcile)
}

// NodeState is everything a screen needs of one answer place. Fields that do not apply are zero.
type NodeState struct {
	Ref      Ref
	Relevant bool // own and all ancestors
	Required bool
	ReadOnly bool
	Value    string
	Label    string // in the session's language, outputs evaluated
	Hint     string
	Valid    Validity
	Message  string   // the form's own message for what Valid says, evaluated; "" = none given
	Seed     bool     // the value is pre-filled (default, first-load action, known row) and nobody has answered yet
	Choices  []Choice // of a select or rank, after choice_filter; nil when unchanged since the last patch (see Patch)
}

// Validity of one answer place. Required comes before Constraint; a non-relevant place is Valid.
type Validity uint8

// The validities.
const (
	Valid Validity = iota
	MissingRequired
	ConstraintFailed
	WrongType // the text is not of the node's type
)

// Choice is one selectable item as shown.
type Choice struct {
	Value, Label, Image string
}

// Change tells that a whole row came or went.
type Change struct {
	Row   Row
	Gone  bool
	Index int // position among its siblings, 0-based
}

// Patch is what changed since the last one. Nodes holds complete states; Nodes[i].Choices is nil unless ChoicesChanged
// names the same Ref.
type Patch struct {
	Rows           []Change
	Nodes          []NodeState
	ChoicesChanged []Ref
}

// Violation is something a reviewer should see in a stored record.
type Violation struct {
	Ref     Ref
	Kind    string // "required", "constraint", "type", "outside-flow" (an answer where the flow does not lead), "choice" (value not in its list), "row-outside-flow"
	Message string // the form's own message, evaluated; "" = none
	Value   string
}

// Seed is a value or row the session put in by itself (pre-fill, default, first-load action): it becomes a seed op.
type Seed struct {
	Ref   Ref
	Value string
}

// Outcome is what finishing would do. Clears are answers now outside the flow (written as clear ops at finish),
// Removes are rows cut by repeat_count; Frozen are the values of volatile calculates that the finish op keeps.
type Outcome struct {
	Problems []Violation // what blocks finishing, document order
	Clears   []Ref
	Removes  []Row
	Frozen   []Answer
}

// The Session methods (session.go): all errors are located texts for people; none panics on any input.
//
//	func Open(f *forms.Form, s Start) (*Session, Patch, error)
//	func (s *Session) Set(ref Ref, value string) (Patch, error)        // "" clears; value is normalised to canonical text
//	func (s *Session) AddRow(repeat int, parent RowID, id RowID) (Patch, error)
//	func (s *Session) RemoveRow(id RowID) (Patch, error)               // undo = RestoreRow
//	func (s *Session) RestoreRow(id RowID) (Patch, error)
//	func (s *Session) Validate() []Violation                           // document order
//	func (s *Session) Finish() Outcome
//	func (s *Session) Seeds() []Seed; SeedRows() []Row
//	func (s *Session) Answers() []Answer                               // stored answers and seeds, not calculates
//	func (s *Session) Values() []Answer                                // every relevant value, calculates included, document order
//	func (s *Session) State(ref Ref) (NodeState, bool)
//	func (s *Session) Rows() []Row
//	func (s *Session) SetLang(lang string) Patch; SetNow(ms int64, zone int) Patch
//	func (s *Session) InstanceName() string
//	func (s *Session) Written() []Answer                               // what the last call changed by itself: dropped choices, triggers
//	func (s *Session) Strays() []Answer                                // given to Open, but the form has no place for them
//	func (s *Session) Tree() *instance.Tree                            // read only: references, submission XML
//	func Compile(f *forms.Form) (*Program, error)                      // once per form; then Program.Open(Start) for each record
//	func Canonical(f *forms.Form, node int, text string) (string, error) // the one canonical form of a value of this node's type
//	func Check(f *forms.Form) []forms.Diagnostic                        // dependency order; cycles, unknown functions, bad paths
