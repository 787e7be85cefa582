package export

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// Query chooses what is exported. The caller has checked that the reader may see the areas.
type Query struct {
	FormID string
	Round  wire.ID // zero: every round, for forms whose records belong to none
	All    bool    // every area; else Areas
	Areas  []wire.ID
	Every  bool   // every record as it stands, drafts too; else approved ones as approved
	Codes  bool   // values as codes; else as labels of Lang
	Titles bool   // headings are the labels of questions; else their names
	Lang   string // "" = the form's default
	Zone   *time.Location
	// Words gives the words of keys such as "state.approved"; nil shows what follows the point.
	Words func(key string) string
}

// Stats says what was written.
type Stats struct {
	Records int // rows of the form's own table
	Rows    int // rows of all tables written, headings not counted
}

// Set is a form's records, ready to be written. Its methods are called one after another; each of them reads the records
// anew.
type Set struct {
	q        Query
	eval     *jobs.Evaluator
	form     *forms.Form // the newest version
	tables   []table
	versions map[versionKey]*version
	items    []item
	areas    map[wire.ID]string
	rounds   map[wire.ID]string
	users    map[wire.ID]string
	labels   labelCache
	written  Stats
}

// item is a record that will be exported: all that is kept of it in memory.
type item struct {
	record, area wire.ID
	code         string // of the household
	position     int32  // of the area
	state        schema.State
	of           wire.Hash // names the approval, or the state
}

// basis says which approval or which state the packed rows of a record must be of.
func (it *item) basis() []byte { return append([]byte{packedVersion}, it.of[:]...) }

// approvalOf names an approval by its dot.
func approvalOf(r *schema.RecordRow) (h wire.Hash) {
	copy(h[:], r.ApprovedDot.Writer[:])
	binary.BigEndian.PutUint64(h[len(r.ApprovedDot.Writer):], r.ApprovedDot.Seq)
	return h
}

// word gives the word of a key.
func (s *Set) word(key string) string {
	if s.q.Words != nil {
		return s.q.Words(key)
	}
	return key[strings.IndexByte(key, '.')+1:]
}

// FormID is the form's id.
func (s *Set) FormID() string { return s.form.ID }

// Tables is how many tables there are.
func (s *Set) Tables() int { return len(s.tables) }

// Name is the name of a table: the form's id, or that of a repeat.
func (s *Set) Name(table int) string { return s.tables[table].name }

// Records is how many records there are.
func (s *Set) Records() int { return len(s.items) }

// Written says what the last XLSX, CSV or Zip wrote. A record whose approval ended since Read is not among it.
func (s *Set) Written() Stats { return s.written }

// Read finds the versions of the form, whose questions are the columns, and the records with an approval that stands.
// The error is a *schema.Error for people: CodeNotFound for a form that is not there or was never published.
func Read(ctx context.Context, e *jobs.Evaluator, q Query) (*Set, error) {
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	s := &Set{q: q, eval: e, areas: map[wire.ID]string{}, rounds: map[wire.ID]string{}, users: map[wire.ID]string{}}
	all, err := e.Store.Forms(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	var versions []*forms.Form // the newest first
	var keys []versionKey
	for _, v := range all {
		if v.FormID != q.FormID || v.Version == 0 {
			continue
		}
		f, _, err := e.Version(ctx, v.FormID, v.Version, v.Hash.Short())
		if err != nil {
			return nil, err
		}
		versions, keys = append(versions, f), append(keys, versionKey{v.Version, v.Hash.Short()})
	}
	if len(versions) == 0 {
		return nil, schema.NotFound("Không có biểu mẫu này.", "There is no such form.")
	}
	s.form = versions[0]
	if err := s.names(ctx); err != nil {
		return nil, err
	}
	s.columns(versions, keys)
	return s, nil
}

// scope is where records may lie.
func (s *Set) scope() schema.Scope { return schema.Scope{All: s.q.All, Areas: s.q.Areas} }

// names reads the words that stand for ids, and the records.
func (s *Set) names(ctx context.Context) error {
	areas, err := s.eval.Store.Areas(ctx, s.eval.Workspace)
	if err != nil {
		return err
	}
	position := map[wire.ID]int{}
	var mine []wire.ID
	for i, a := range areas {
		s.areas[a.ID], position[a.ID] = a.Label, i
		if s.scope().Covers(a.ID) {
			mine = append(mine, a.ID)
		}
	}
	rounds, err := s.eval.Store.Rounds(ctx, s.eval.Workspace)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		s.rounds[r.ID] = r.Label
	}
	users, err := s.eval.Store.Users(ctx, s.eval.Workspace)
	if err != nil {
		return err
	}
	for _, u := range users {
		s.users[u.ID] = u.Name
	}
	codes, err := s.codes(ctx, mine)
	if err != nil {
		return err
	}
	return s.records(ctx, position, codes)
}

// codes gives the household's code by case, from the lists of households in force.
func (s *Set) codes(ctx context.Context, areas []wire.ID) (map[wire.ID]string, error) {
	out := map[wire.ID]string{}
	for part := range slices.Chunk(areas, 200) {
		infos, err := s.eval.Store.Lists(ctx, s.eval.Workspace, part)
		if err != nil {
			return nil, err
		}
		for _, info := range infos {
			if info.Name != "ho" {
				continue
			}
			stored, err := s.eval.Store.List(ctx, s.eval.Workspace, info.Number)
			if err != nil {
				return nil, err
			}
			l, err := answers.DecodeList(stored.Bytes)
			if err != nil {
				return nil, err
			}
			for r := range l.Rows() {
				if id := l.ID(r); !id.IsZero() {
					out[id] = l.At(r, "ma")
				}
			}
		}
	}
	return out, nil
}

// records finds the records in one pass. They are exported by village, household code and id.
func (s *Set) records(ctx context.Context, position map[wire.ID]int, codes map[wire.ID]string) error {
	q := store.RecordQuery{All: s.q.All, Areas: s.q.Areas, Round: s.q.Round, FormID: s.q.FormID}
	if s.q.All {
		q.Areas = nil
	}
	if err := s.eval.Store.EachRecord(ctx, s.eval.Workspace, q, func(r *schema.RecordRow) error {
		if !r.Approved && !s.q.Every {
			return nil
		}
		it := item{record: r.ID, area: r.Area, code: codes[r.Case], position: int32(position[r.Area]), state: r.State}
		if it.of = r.StateHash; !s.q.Every {
			it.of = approvalOf(r)
		}
		s.items = append(s.items, it)
		return nil
	}); err != nil {
		return err
	}
	slices.SortFunc(s.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.code, b.code), a.record.Compare(b.record))
	})
	return nil
}
