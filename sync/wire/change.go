package wire

// LayoutVersion is the first place of every skeleton.
const LayoutVersion = 1

// Header says what a change is about and under what it was made.
type Header struct {
	V           uint64  // LayoutVersion; 0 encodes as LayoutVersion
	Record      ID      // the record; the workspace for rulings, grants and epochs
	Case        ID      // the case as listed
	Round       ID      // zero: none
	Area        ID      // zero: none (changes of the workspace)
	FormID      string  // "" for changes of the workspace
	FormVersion uint64  // number of the published version
	FormHash    [8]byte // first 8 bytes of the version's hash
	Grant       ID
	User        ID
	At          int64     // device clock, ms since 1970 UTC; shown, decides nothing
	Zone        uint64    // minutes east of UTC + 1440
	Env         []ListRef // lists read, by rising number
	Was         *Hash     // c of the change that this one re-issues (◆D12)
}

// ListRef names one numbered list of the workspace by number and content.
type ListRef struct {
	Number uint64 // from 1
	Hash   Hash
}

// ListNumber gives the highest number in env, 0 when none was read: the change's list number.
func (h *Header) ListNumber() uint64 {
	if len(h.Env) == 0 {
		return 0
	}
	return h.Env[len(h.Env)-1].Number
}

// Row is an entry of a change's row table: a row by its place in the id column of a list of env when List is not 0,
// else by its id.
type Row struct {
	List uint64 // number of a list in env
	Pos  uint64 // index in its id column, from 0
	ID   ID     // when List is 0
}

// RowResolver gives the id at a place of a list's id column; false when the replica lacks that list, or the place does
// not exist. It must check the hash: a place is never read in another list.
type RowResolver func(list ListRef, pos uint64) (ID, bool)

// Op is the smallest step in a change.
type Op struct {
	Kind  Kind
	Row   uint32 // 0: the record itself; k: Rows[k-1]
	Node  uint32 // document order in the form version; 0: the record itself
	Sees  []Dot  // sorted, distinct; for KindRemove, decisions and KindDelete a frontier
	Value Value
}

// Change is one save of one record by one writer. Ops stand in document order, removes last.
type Change struct {
	Header
	Rows   []Row
	Ops    []Op
	Seen16 *[16]byte // SeenDigest over the changes named; nil when none is
	Salt   [16]byte
	Erased *Hash // set: salt and values are gone and this is their digest; every Value is then null
}

// RowID gives the id of an op's row: zero for the record itself; false when a list is missing.
func (c *Change) RowID(ref uint32, resolve RowResolver) (ID, bool) {
	if ref == 0 {
		return ID{}, true
	}
	if int(ref) > len(c.Rows) {
		return ID{}, false
	}
	r := c.Rows[ref-1]
	if r.List == 0 {
		return r.ID, true
	}
	for _, l := range c.Env {
		if l.Number == r.List {
			if resolve == nil {
				return ID{}, false
			}
			return resolve(l, r.Pos)
		}
	}
	return ID{}, false
}

// Named gives every dot that the change's ops name, sorted and distinct: what Seen16 is made over.
func (c *Change) Named() []Dot {
	var out []Dot
	for i := range c.Ops {
		out = append(out, c.Ops[i].Sees...)
	}
	return SortDots(out)
}
