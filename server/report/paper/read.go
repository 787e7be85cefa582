package paper

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// Source is where facts are read.
type Source struct {
	Store     *store.Store
	Workspace wire.ID
	Rules     *jobs.Rules
	// Words gives the choices of a list of the survey, by the form in force; nil gives none.
	Words      func(ctx context.Context, list string) ([]Choice, error)
	Programmes credit.Programmes // of the bank, for their names
	// AwardName names a form of award on a day, ListName a list of nominations; without them awards are not counted.
	AwardName func(form, day string) string
	ListName  func(schema.AwardList) string
}

// Query chooses the facts: a round, the day of the figures, the villages.
type Query struct {
	Round wire.ID
	Asof  string // ISO day
	Units string
	Scope schema.Scope
	Area  wire.ID // one village; zero: all of the scope
}

// Read reads the facts of a round, as they are known on a day.
func (s *Source) Read(ctx context.Context, q Query) (*Facts, error) {
	m, err := s.Store.Movements(ctx, s.Workspace, store.MovementQuery{Round: q.Round, OldUnits: q.Units == schema.UnitsOld, Today: q.Asof})
	if err != nil {
		return nil, err
	}
	year := q.Asof[:4]
	f := &Facts{Asof: q.Asof, Units: q.Units, Round: m.Round.Label, RoundID: m.Round.ID, Sample: m.Sample, Kept: map[string]bool{},
		Lines: m.Lines, Balance: m.Balance}
	if f.Year, err = strconv.Atoi(year); err != nil {
		return nil, schema.Invalid("asof", "Ngày số liệu chưa đúng: ghi như 14/10/2025.", "The day of the figures is not right: write it as 14/10/2025.")
	}
	if f.Office, err = s.office(ctx, q.Asof); err != nil {
		return nil, err
	}
	if err := s.villages(ctx, f, q, m); err != nil {
		return nil, err
	}
	if err := s.standard(ctx, f, m.Code); err != nil {
		return nil, err
	}
	if err := s.households(ctx, f, q, m); err != nil {
		return nil, err
	}
	return f, s.registers(ctx, f, q)
}

// office is how papers of the day name the commune; where nothing is said, by the name of the workspace.
func (s *Source) office(ctx context.Context, day string) (schema.Office, error) {
	o, found, err := s.Store.OfficeOn(ctx, s.Workspace, day)
	if err != nil || found {
		return o, err
	}
	w, err := s.Store.Workspace(ctx, s.Workspace)
	name := strings.TrimSpace(w.Name)
	place := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(name, "Xã "), "xã "))
	return schema.Office{Agency: []string{"ỦY BAN NHÂN DÂN", strings.ToUpper(name)}, Commune: strings.Replace(name, "Xã ", "xã ", 1), Place: place, Short: "UBND", Archive: "Lưu: VT"}, err
}

// villages lists the villages that the facts are of.
func (s *Source) villages(ctx context.Context, f *Facts, q Query, m *store.Movements) error {
	areas, err := s.Store.Areas(ctx, s.Workspace)
	if err != nil {
		return err
	}
	people, err := s.Store.Populations(ctx, s.Workspace, q.Asof)
	if err != nil {
		return err
	}
	f.Whole = q.Scope.All && q.Area.IsZero()
	seen := map[string]bool{}
	add := func(id wire.ID, name string) {
		if seen[id.String()] || !q.Area.IsZero() && id != q.Area || !q.Scope.Covers(id) {
			return
		}
		seen[id.String()] = true
		p := people[id]
		f.Villages = append(f.Villages, Village{ID: id, Name: name, Households: p.Households, People: p.People, Source: p.Source})
	}
	names := map[string]string{}
	for _, a := range areas {
		names[a.ID.String()] = a.Label
		if q.Units != schema.UnitsOld {
			add(a.ID, a.Label)
		}
	}
	if q.Units != schema.UnitsOld {
		return nil
	}
	facts, err := s.Store.AreaFacts(ctx, s.Workspace)
	if err != nil {
		return err
	}
	for _, x := range facts {
		if x.Kind == schema.AreaName && names[x.Area.String()] == "" {
			names[x.Area.String()] = x.Value
		}
	}
	var old []string
	for id := range m.Balance {
		if id != poverty.WholeCommune {
			old = append(old, id)
		}
	}
	slices.SortFunc(old, func(a, b string) int { return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(a, b)) })
	for _, id := range old {
		x, err := wire.ParseID(id)
		if err != nil { // NoUnit
			x = wire.ID{}
			if !f.Whole {
				continue
			}
			f.Villages = append(f.Villages, Village{ID: unknownUnit, Name: "Chưa rõ đơn vị cũ"})
			f.Balance[unknownUnit.String()] = f.Balance[id]
			continue
		}
		add(x, names[id])
	}
	return nil
}

// unknownUnit stands for households whose old village is not known.
var unknownUnit = wire.ID{15: 1}

// standard names the rule set and its indicators.
func (s *Source) standard(ctx context.Context, f *Facts, code string) error {
	all, err := s.Rules.InForce(ctx)
	if err != nil {
		return err
	}
	x := all[code]
	if x == nil {
		return nil
	}
	f.Rules = x.Source.Name
	for _, i := range x.Rules.Indicators {
		f.Indicators = append(f.Indicators, Indicator{Code: i.Code, Name: i.Name.Vi})
	}
	return nil
}

// households reads those that are or were on a list, with what rule sets and records say of them.
func (s *Source) households(ctx context.Context, f *Facts, q Query, m *store.Movements) error {
	at := map[wire.ID]int{} // place in f.Households, from 1
	village := func(id string) int {
		if id == poverty.NoUnit {
			id = unknownUnit.String()
		}
		return f.village(id)
	}
	listed := func(class string) bool { return class == schema.ClassPoor || class == schema.ClassNearPoor }
	for key, h := range m.Households {
		open, close := m.Open[key], m.Close[key]
		class := close.Class
		if close.Pending {
			class = ""
		}
		if !listed(open.Class) && !listed(class) {
			continue
		}
		where := m.CloseAt(key)
		if where == "" {
			where = m.OpenAt(key)
		}
		v := village(where)
		if v < 0 {
			continue
		}
		f.Households = append(f.Households, Household{Case: h.Case, Village: v, Number: h.Code, Head: h.Head, People: h.People, Before: open.Class, Class: class, Points: -1, Low: -1, High: -1})
	}
	slices.SortFunc(f.Households, func(a, b Household) int {
		return cmp.Or(a.Village-b.Village, cmp.Compare(a.Number, b.Number), a.Case.Compare(b.Case))
	})
	for i := range f.Households {
		at[f.Households[i].Case] = i + 1
	}
	if err := s.Store.Verdicts(ctx, s.Workspace, q.Round, m.Code, q.Scope, func(v store.RoundVerdict) error {
		if n := at[v.Case]; n > 0 && v.Approved {
			h := &f.Households[n-1]
			h.Points, h.Low, h.High, h.Lacking = v.Points, v.Low, v.High, v.Lacking
		}
		return nil
	}); err != nil {
		return err
	}
	if s.Words != nil {
		var err error
		if f.Causes, err = s.Words(ctx, "nguyennhan"); err != nil {
			return err
		}
		if f.Ethnics, err = s.Words(ctx, "dantoc"); err != nil {
			return err
		}
	}
	return s.Store.Sheets(ctx, s.Workspace, q.Round, q.Scope, func(x store.Sheet) error {
		n := at[x.Case]
		if n == 0 {
			return nil
		}
		a, err := jobs.ReadSheet(x.Data)
		if err != nil {
			return nil // an answer that can not be read says nothing
		}
		f.Households[n-1].answered(a)
		return nil
	})
}

// answered takes what a record says: the names are the survey's.
func (h *Household) answered(a *jobs.Answers) {
	if a.Household["so_nk"] == "" || a.Members == nil {
		return
	}
	h.Answered = true
	if n, err := strconv.Atoi(a.Household["so_nk"]); err == nil {
		h.People = n
	}
	h.NoLabour = a.Household["so_knld"] == "0"
	h.Causes = strings.Fields(a.Household["nguyennhan"])
	for _, p := range a.Members {
		if p["m_quanhe"] == "01" {
			h.Sex, h.Ethnic = p["m_gioitinh"], p["m_dantoc"]
			h.Minority = h.Ethnic != "" && h.Ethnic != "01" && h.Ethnic != "55"
			if len(p["m_ngaysinh"]) >= 4 {
				h.Birth = p["m_ngaysinh"][:4]
			}
		}
		if p["m_nk"] != "1" {
			continue
		}
		h.Allowance = h.Allowance || p["m_btxh"] != "" && p["m_btxh"] != "0"
		h.Merit = h.Merit || p["m_ncc"] != "" && p["m_ncc"] != "0"
		if age, err := strconv.Atoi(p["m_tuoi"]); err == nil && age < 16 {
			h.Children = append(h.Children, Child{NoInsurance: p["m_bhyt"] == "0", Malnourished: p["m_f_dd"] == "1", NotAtSchool: p["m_f_dihoc"] == "1"})
		}
	}
}
