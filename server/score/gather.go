package score

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Source is where facts are read from.
type Source struct {
	Store     *store.Store
	Workspace wire.ID
	Zone      *time.Location
}

// Criteria gives the set that counts in a year: the commune's, else the one that ships.
func (s *Source) Criteria(ctx context.Context, year int) (*emulation.Criteria, schema.CriteriaSet, error) {
	set, own, err := s.Store.CriteriaFor(ctx, s.Workspace, year)
	if err != nil {
		return nil, set, err
	}
	if !own {
		return seed.Criteria(), set, nil
	}
	w, diags := xlsx.ReadAll(set.Source, xlsx.DefaultLimits)
	if w == nil {
		return nil, set, fmt.Errorf("stored criteria of %d: %v", set.Year, diags)
	}
	c, diags := emulation.ReadCriteria(w)
	if c == nil {
		return nil, set, fmt.Errorf("stored criteria of %d: %v", set.Year, diags)
	}
	return c, set, nil
}

// Gather reads everything that the scorecards of a year are counted from, as of now. Areas of the scope only are read:
// figures of the whole commune need a scope of all.
func (s *Source) Gather(ctx context.Context, year int, scope schema.Scope, now time.Time) (*emulation.Material, error) {
	m := &emulation.Material{Year: year, Today: now.In(s.Zone).Format(time.DateOnly), Entries: map[string][]schema.Entry{}, Work: map[string]emulation.Worked{}}
	if end := strconv.Itoa(year) + "-12-31"; m.Today > end {
		m.Today = end
	}
	var err error
	if m.Set, _, err = s.Criteria(ctx, year); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context, *emulation.Material, schema.Scope) error{s.areas, s.homes, s.surveys, s.registers, s.fund, s.loans} {
		if err := step(ctx, m, scope); err != nil {
			return nil, err
		}
	}
	m.Index()
	return m, nil
}

func (s *Source) areas(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	all, err := s.Store.Areas(ctx, s.Workspace)
	if err != nil {
		return err
	}
	for _, a := range all {
		if scope.Covers(a.ID) {
			m.Areas = append(m.Areas, a)
		}
	}
	m.People, err = s.Store.Populations(ctx, s.Workspace, m.Today)
	return err
}

func (s *Source) homes(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	var classes [4]map[wire.ID]string
	for i := range classes {
		day := m.Today
		if i > 0 {
			day = strconv.Itoa(m.Year-i) + "-12-31"
		}
		var err error
		if classes[i], err = s.Store.ClassesOn(ctx, s.Workspace, day); err != nil {
			return err
		}
	}
	for from := 0; ; from += 10_000 {
		list, _, err := s.Store.Households(ctx, s.Workspace, store.HouseholdQuery{Scope: scope, State: store.HouseholdsAll, Limit: 10_000, Offset: from})
		if err != nil {
			return err
		}
		for _, h := range list {
			x := &emulation.Home{Household: h}
			for i := range classes {
				x.Class[i] = classes[i][h.Case]
			}
			m.Homes = append(m.Homes, x)
		}
		if len(list) < 10_000 {
			return nil
		}
	}
}

// answered is the JSON of a record's answers (server/jobs).
type answered struct {
	Household map[string]string   `json:"ho"`
	Members   []map[string]string `json:"tv"`
}

// surveys reads the answers and verdicts of the round that began in the year and of the round before it, and who worked on
// them.
func (s *Source) surveys(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	rounds, err := s.Store.Rounds(ctx, s.Workspace)
	if err != nil {
		return err
	}
	m.Index()
	var this *schema.Round
	for i := range rounds {
		if r := &rounds[i]; r.Starts.In(s.Zone).Year() == m.Year && this == nil {
			this = r
		}
	}
	if this == nil {
		return nil
	}
	m.Round = this.Label
	decisions, err := s.Store.Recognitions(ctx, s.Workspace, this.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.Day <= m.Today {
			m.Settled, m.Trial = true, m.Trial || d.Trial
		}
	}
	if err := s.round(ctx, m, scope, this, func(h *emulation.Home, v *emulation.Visit) { h.Now = v }); err != nil {
		return err
	}
	if err := s.work(ctx, m, scope, this); err != nil {
		return err
	}
	for i := range rounds {
		if rounds[i].ID == this.Previous {
			return s.round(ctx, m, scope, &rounds[i], func(h *emulation.Home, v *emulation.Visit) { h.Before = v })
		}
	}
	return nil
}

func (s *Source) round(ctx context.Context, m *emulation.Material, scope schema.Scope, r *schema.Round, put func(*emulation.Home, *emulation.Visit)) error {
	visits := map[wire.ID]*emulation.Visit{}
	if err := s.Store.Sheets(ctx, s.Workspace, r.ID, scope, func(x store.Sheet) error {
		h := m.Home(x.Case)
		if h == nil {
			return nil
		}
		var a answered
		if err := json.Unmarshal(x.Data, &a); err != nil {
			return err
		}
		if a.Household["ketqua_tham"] != "" && a.Household["ketqua_tham"] != "1" {
			return nil // nobody was met
		}
		v := &emulation.Visit{Record: x.Record, Answers: a.Household, Members: a.Members}
		visits[x.Record] = v
		put(h, v)
		return nil
	}); err != nil {
		return err
	}
	if err := s.eachRecord(ctx, r, scope, func(row *schema.RecordRow) {
		if v := visits[row.ID]; v != nil {
			v.Done = row.Finished
			v.InTime = row.Finished && (r.Ends.IsZero() || row.FinishedAt.Before(r.Ends.AddDate(0, 0, 1)))
		}
	}); err != nil {
		return err
	}
	codes := append(r.Rules, seed.RuleSet07) // those that the round names come first
	for i := range codes {
		code, found := codes[i], false
		if err := s.Store.Verdicts(ctx, s.Workspace, r.ID, code, scope, func(x store.RoundVerdict) error {
			found = true
			if v := visits[x.Record]; v != nil {
				verdict := x.Verdict
				v.Verdict = &verdict
			}
			return nil
		}); err != nil {
			return err
		}
		if found {
			break
		}
	}
	return nil
}

func (s *Source) eachRecord(ctx context.Context, r *schema.Round, scope schema.Scope, take func(*schema.RecordRow)) error {
	for from := 0; ; from += 1000 {
		rows, _, err := s.Store.Records(ctx, s.Workspace, store.RecordQuery{All: scope.All, Areas: scope.Areas, Round: r.ID, Sort: store.SortLabel, Limit: 1000, Offset: from})
		if err != nil {
			return err
		}
		for i := range rows {
			take(&rows[i])
		}
		if len(rows) < 1000 {
			return nil
		}
	}
}

// work counts the records that each person made or approved in a round, and those of them that stand returned.
func (s *Source) work(ctx context.Context, m *emulation.Material, scope schema.Scope, r *schema.Round) error {
	users, err := s.Store.Users(ctx, s.Workspace)
	if err != nil {
		return err
	}
	login := map[wire.ID]string{}
	for _, u := range users {
		login[u.ID] = u.Login
		m.Work[u.Login] = emulation.Worked{}
	}
	return s.eachRecord(ctx, r, scope, func(row *schema.RecordRow) {
		back := row.State == schema.StateReturned || row.State == schema.StateRejected
		names := []string{login[row.User]}
		if by := login[row.ApprovedBy]; row.Approved && by != names[0] {
			names = append(names, by)
		}
		for _, name := range names {
			if name == "" || !row.Finished {
				continue
			}
			w := m.Work[name]
			w.Records++
			if !back {
				w.NotBack++
			}
			if len(w.Evidence) < 200 {
				w.Evidence = append(w.Evidence, emulation.Evidence{Kind: emulation.EvidenceRecord, ID: row.ID, Text: strings.TrimSpace(row.Code + " " + row.Label)})
			}
			m.Work[name] = w
		}
	})
}

func (s *Source) registers(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	for from := 0; ; from += 10_000 {
		list, _, err := s.Store.Entries(ctx, s.Workspace, store.EntryQuery{Scope: wider(scope), Limit: 10_000, Offset: from})
		if err != nil {
			return err
		}
		for _, e := range list {
			m.Entries[e.Kind] = append(m.Entries[e.Kind], e)
		}
		if len(list) < 10_000 {
			return nil
		}
	}
}

// wider adds the whole commune's own things to a scope of villages.
func wider(scope schema.Scope) schema.Scope {
	if scope.All || len(scope.Areas) == 0 {
		return scope
	}
	return schema.Scope{Areas: append([]wire.ID{{}}, scope.Areas...)}
}

func (s *Source) fund(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	y := strconv.Itoa(m.Year)
	for from := 0; ; from += 10_000 {
		list, _, err := s.Store.FundEntries(ctx, s.Workspace, store.FundQuery{Scope: wider(scope), From: y + "-01-01", Till: y + "-12-31", Limit: 10_000, Offset: from})
		if err != nil {
			return err
		}
		for _, l := range list {
			if l.Reverses.IsZero() && l.Reversed.IsZero() {
				m.Fund = append(m.Fund, l)
			}
		}
		if len(list) < 10_000 {
			return nil
		}
	}
}

// loans reads the loans as they stood on the material's day. Where no loan is known at all, nothing is known of loans.
func (s *Source) loans(ctx context.Context, m *emulation.Material, scope schema.Scope) error {
	return s.Store.Loans(ctx, s.Workspace, store.LoanQuery{Scope: scope, Day: m.Today}, func(l *schema.Loan) error {
		m.HasLoans = true
		x := emulation.Loan{ID: l.ID, Case: l.Case, Area: l.Area, Text: l.Code + " " + l.Contract, Tests: credit.Judge(&l.Loan)}
		x.Left, _ = l.Outstanding()
		status := credit.Status("")
		if l.Bank != nil {
			status = l.Bank.Status
		}
		if status == "" && l.Survey != nil {
			status = l.Survey.State
		}
		if status != "" {
			x.Overdue = credit.Of(status == credit.Overdue)
		}
		m.Loans = append(m.Loans, x)
		return nil
	})
}
