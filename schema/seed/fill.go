package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Person is someone who signs in to the demo.
type Person struct {
	ID       wire.ID
	Login    string
	Name     string
	Kin      string
	Role     schema.Role
	Password string // "" for collectors: they work on tablets
	Areas    []int  // indexes in Commune.Areas; nil = all
}

// People are the demo's users. Both collectors have the first village, each has one more.
var People = []Person{
	{ID("user", 0), "quantri", "Quản trị" + sample, "", schema.RoleAdmin, "xa-mau-quan-tri-2026", nil},
	{ID("user", 1), "thamdinh", "Đào Thị Thẩm" + sample, "chị", schema.RoleReviewer, "xa-mau-tham-dinh-2026", nil},
	{ID("user", 2), "khue", "Nguyễn Văn Khuê" + sample, "bác", schema.RoleCollector, "", []int{0, 1}},
	{ID("user", 3), "thom", "Trần Thị Thơm" + sample, "chị", schema.RoleCollector, "", []int{0, 2}},
}

// HashPassword makes the PHC string that is stored (server/auth.HashPassword).
type HashPassword func(ctx context.Context, password string) (string, error)

// Fill puts the demo commune with its first year into a store that does not have it and says whether it did; a store that
// has a workspace is left alone. Everything surveyed goes through store.Author. A fill that was cut off is finished by the
// next: the workspace's list of rounds is written last.
func Fill(ctx context.Context, s *store.Store, hash HashPassword, progress func(string)) (bool, error) {
	return fill(ctx, s, hash, progress, nil)
}

// Demo is Fill with all that came after the first year, as people see it who try the program.
func Demo(ctx context.Context, s *store.Store, hash HashPassword, progress func(string)) (bool, error) {
	return fill(ctx, s, hash, progress, chapters)
}

// chapters are what the demo has beyond its first year, in order; each leaves alone what it did before. A room that wants
// to show something adds its own here, in a file of its own.
var chapters = []func(*filler, context.Context) error{
	(*filler).rules, (*filler).recognised, (*filler).events, (*filler).second, (*filler).populations, (*filler).villagesDated,
	(*filler).loans, (*filler).movement, (*filler).awards, (*filler).office,
}

func fill(ctx context.Context, s *store.Store, hash HashPassword, progress func(string), more []func(*filler, context.Context) error) (bool, error) {
	c := Make()
	if rounds, err := s.Rounds(ctx, c.ID); err == nil && len(rounds) > 0 {
		return false, nil
	} else if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
		return false, err
	}
	progress("Đang dựng xã mẫu… / making the demo commune…")
	f := &filler{Store: s, c: c, results: map[int]*string{}}
	steps := []func(*filler, context.Context) error{(*filler).workspace, func(f *filler, ctx context.Context) error { return f.people(ctx, hash) },
		(*filler).forms, (*filler).register, (*filler).visits, (*filler).approvals}
	for _, step := range append(append(steps, more...), (*filler).rounds) {
		if err := step(f, ctx); err != nil {
			return false, fmt.Errorf("demo commune: %w", err)
		}
	}
	return true, nil
}

type filler struct {
	*store.Store
	c       *Commune
	form    *forms.Form
	version uint64
	known   map[int][]answers.NumberedList // lists that tablets of an area read, as they stand
	results map[int]*string                // what the form computed of last year's visits
	ruled   bool                           // rule sets are in force, and the rounds name them
	later   []Household                    // that came after the first year
	joined  map[wire.ID][]Member           // who came into a household with another that joined it
}

func (f *filler) workspace(ctx context.Context) error {
	if _, err := f.Workspace(ctx, f.c.ID); schema.CodeOf(err) == schema.CodeNotFound {
		if err := f.CreateWorkspace(ctx, &schema.Workspace{ID: f.c.ID, Name: f.c.Name}); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	for i, a := range f.c.Areas {
		if err := f.PutArea(ctx, f.c.ID, &schema.Area{ID: a.ID, Label: a.Label, Position: i}, wire.ID{}); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) people(ctx context.Context, hash HashPassword) error {
	for _, p := range People {
		if _, err := f.User(ctx, f.c.ID, p.ID); err == nil {
			continue
		}
		u := &schema.User{ID: p.ID, Login: p.Login, Name: p.Name, Kin: p.Kin, Role: p.Role, Active: true, AllAreas: p.Areas == nil}
		for _, a := range p.Areas {
			u.Areas = append(u.Areas, f.c.Areas[a].ID)
		}
		if p.Password != "" {
			phc, err := hash(ctx, p.Password)
			if err != nil {
				return err
			}
			u.Password = phc
		}
		if err := f.CreateUser(ctx, f.c.ID, u, wire.ID{}); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) forms(ctx context.Context) error {
	form, diags := HouseholdForm(fmt.Sprint(lastYear))
	if form == nil {
		return fmt.Errorf("%s row %d: %s", diags[0].Sheet, diags[0].Row, diags[0].Why.En)
	}
	f.form = form
	for _, x := range []*forms.Form{register.Form(), form} {
		v, err := f.PublishForm(ctx, f.c.ID, x, nil, wire.ID{})
		if schema.CodeOf(err) == schema.CodeConflict { // published by a fill that was cut off
			v, err = 1, nil
		}
		if err != nil {
			return err
		}
		f.version = v
	}
	return nil
}

func (f *filler) register(ctx context.Context) error {
	var changes []*wire.Change
	for i := range f.c.Households {
		c := f.c.Households[i].Case(f.c)
		if _, _, err := f.Record(ctx, f.c.ID, wire.RecordID(c.ID, wire.ID{}, register.FormID)); err == nil {
			continue
		}
		ch := register.Change(c, 1)
		ch.At = time.Date(2022, 3, 12, 2, 0, 0, 0, time.UTC).UnixMilli() // when the commune entered its list
		changes = append(changes, ch)
	}
	if _, err := f.Author(ctx, store.Authored{Workspace: f.c.ID, Changes: changes}); err != nil {
		return err
	}
	for _, l := range f.c.CommonLists() {
		if _, _, err := f.PutList(ctx, f.c.ID, wire.ID{}, l.Name, answers.EncodeList(l)); err != nil {
			return err
		}
	}
	return register.Refresh(ctx, f.Store, f.c.ID)
}

// lists gives the lists a tablet of the area would read.
func (f *filler) lists(ctx context.Context, area wire.ID) ([]answers.NumberedList, error) {
	infos, err := f.Lists(ctx, f.c.ID, []wire.ID{area})
	if err != nil {
		return nil, err
	}
	var out []answers.NumberedList
	for _, i := range infos {
		l, err := f.List(ctx, f.c.ID, i.Number)
		if err != nil {
			return nil, err
		}
		d, err := answers.DecodeList(l.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, answers.NumberedList{Number: i.Number, Hash: i.Hash, List: d})
	}
	return out, nil
}

// visits answers the form for every household in last year's round.
func (f *filler) visits(ctx context.Context) error {
	var changes []*wire.Change
	for n := range f.c.Households {
		h := &f.c.Households[n]
		if _, _, err := f.Record(ctx, f.c.ID, wire.RecordID(h.ID, f.c.Rounds[0].ID, FormID)); err == nil {
			continue
		}
		at := time.Date(lastYear, 9, 5+n%60, 1+n%9, n%60, 0, 0, time.UTC)
		ch, kq, err := f.visit(ctx, &f.c.Rounds[0], h, at, rand.New(rand.NewPCG(lastYear, uint64(n))))
		if err != nil {
			return err
		}
		f.results[n] = &kq
		changes = append(changes, ch)
	}
	_, err := f.Author(ctx, store.Authored{Workspace: f.c.ID, Changes: changes})
	return err
}

// visit makes the change of one visit in a round, and what the form computes of it.
func (f *filler) visit(ctx context.Context, r *Round, h *Household, at time.Time, draw *rand.Rand) (*wire.Change, string, error) {
	l, ok := f.known[h.Area]
	if !ok {
		var err error
		if l, err = f.lists(ctx, f.c.Areas[h.Area].ID); err != nil {
			return nil, "", err
		}
		if f.known == nil {
			f.known = map[int][]answers.NumberedList{}
		}
		f.known[h.Area] = l
	}
	hash := f.form.Hash()
	return visit(f.form, h, draw, wire.Header{
		Record: wire.RecordID(h.ID, r.ID, FormID), Case: h.ID, Round: r.ID, Area: f.c.Areas[h.Area].ID,
		FormID: FormID, FormVersion: f.version, FormHash: wire.Hash(hash).Short(), At: at.UnixMilli(), Zone: zone + 1440,
	}, l, visitEnv(f.c, r, h, at))
}

// approvals approves last year's records as they stand, so that they are the commune's settled past.
func (f *filler) approvals(ctx context.Context) error {
	return f.approve(ctx, f.c.Rounds[0].ID, f.c.Households, func(*Household) bool { return true }, "Kết quả rà soát năm trước"+sample)
}

// approve approves the records of a round about chosen households as they stand.
func (f *filler) approve(ctx context.Context, round wire.ID, of []Household, chosen func(*Household) bool, reason string) error {
	var changes []*wire.Change
	for n := range of {
		h := &of[n]
		if !chosen(h) {
			continue
		}
		rec, row, err := f.Record(ctx, f.c.ID, wire.RecordID(h.ID, round, FormID))
		if err != nil {
			return err
		}
		if row.Approved {
			continue
		}
		changes = append(changes, approval(rec, reason))
	}
	_, err := f.Author(ctx, store.Authored{Workspace: f.c.ID, User: People[1].ID, Changes: changes})
	return err
}

// approval makes the approval of a record exactly as it stands.
func approval(rec *merge.Record, reason string) *wire.Change {
	sees := make([]wire.Dot, 0, len(rec.Frontier))
	for _, h := range rec.Frontier {
		sees = append(sees, wire.Dot{Writer: h.Writer, Seq: h.Seq})
	}
	at := rec.Env.At + (14 * 24 * time.Hour).Milliseconds()
	return &wire.Change{
		Header: wire.Header{Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: rec.Area, FormID: rec.FormID,
			FormVersion: rec.FormVersion, FormHash: rec.FormHash, At: at, Zone: zone + 1440, Env: rec.Env.Lists},
		Ops: []wire.Op{{Kind: wire.KindApprove, Sees: wire.SortDots(sees), Value: wire.DecisionValue(wire.Decision{
			Reason: reason, FormVersion: rec.FormVersion, FormHash: rec.FormHash,
			Env: rec.Env.Lists, Values: merge.ValuesHash(rec), Frontier: rec.Frontier,
		})}},
	}
}

func (f *filler) rounds(ctx context.Context) error {
	for i, r := range f.c.Rounds {
		x := &schema.Round{ID: r.ID, Label: r.Label, Starts: r.Starts, Ends: r.Ends, FormIDs: []string{FormID}, Open: i == 1}
		if i == 1 {
			x.Previous = f.c.Rounds[0].ID
		}
		if f.ruled {
			x.Rules = []string{RuleSet07, RuleSet351}[:1+i]
		}
		if err := f.PutRound(ctx, f.c.ID, x, wire.ID{}); err != nil {
			return err
		}
	}
	return register.Refresh(ctx, f.Store, f.c.ID)
}
