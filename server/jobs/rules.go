package jobs

import (
	"context"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Rules reads rule sets and tables of points from the store. What a hash names never changes, so what was read is kept.
type Rules struct {
	Store     *store.Store
	Workspace wire.ID

	mu   sync.Mutex
	kept map[wire.Hash]*poverty.RuleSet
	made map[wire.Hash]*Standard
}

// NewRules makes one.
func NewRules(s *store.Store, ws wire.ID) *Rules {
	return &Rules{Store: s, Workspace: ws, kept: map[wire.Hash]*poverty.RuleSet{}, made: map[wire.Hash]*Standard{}}
}

// Standard is a rule set as it classifies: with the table of points that it counts by.
type Standard struct {
	Rules  *poverty.RuleSet // with its points
	Source schema.RuleSet
	Table  *schema.RuleSet // nil: no table is loaded
	Basis  wire.Hash       // names both
}

// Sample says that what it computes is a sample: every figure carries the mark.
func (s *Standard) Sample() bool {
	return s.Rules.Sample || s.Source.Sample || s.Rules.Points != nil && s.Rules.Points.Sample
}

// keepRules bounds what is kept read.
const keepRules = 32

// ReadWorkbook reads an uploaded workbook into its sheets: nil when it is none.
func ReadWorkbook(b []byte) (*xlsform.Workbook, []forms.Diagnostic) {
	return xlsx.ReadAll(b, xlsx.Limits{})
}

// RuleSet reads one rule set by its hash; nil for a table of points.
func (r *Rules) RuleSet(ctx context.Context, h wire.Hash) (*poverty.RuleSet, error) {
	r.mu.Lock()
	rs := r.kept[h]
	r.mu.Unlock()
	if rs != nil {
		return rs, nil
	}
	v, err := r.Store.RuleSet(ctx, r.Workspace, h)
	if err != nil || v.Kind != schema.KindRules {
		return nil, err
	}
	book, diags := ReadWorkbook(v.Source)
	if book != nil {
		rs, diags = poverty.Read(book)
	}
	if rs == nil {
		return nil, unreadable(&v, diags)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) >= keepRules {
		clear(r.kept)
	}
	r.kept[h] = rs
	return rs, nil
}

func unreadable(v *schema.RuleSet, diags []forms.Diagnostic) error {
	why := ""
	if len(diags) > 0 {
		why = ": " + diags[0].Why.En
	}
	return &schema.Error{Code: schema.CodeInternal, Vi: "Bộ quy tắc " + v.Code + " đọc không được.", En: "The rule set " + v.Code + " can not be read" + why}
}

// InForce gives the standards by which records are classified now, by code.
func (r *Rules) InForce(ctx context.Context) (map[string]*Standard, error) {
	all, err := r.Store.RulesInForce(ctx, r.Workspace)
	if err != nil {
		return nil, err
	}
	return r.standards(ctx, all)
}

// With gives the standards as they would be with one more workbook in force: what a draft would change.
func (r *Rules) With(ctx context.Context, draft schema.RuleSet) (map[string]*Standard, error) {
	all, err := r.Store.RulesInForce(ctx, r.Workspace)
	if err != nil {
		return nil, err
	}
	all[draft.Code] = draft
	return r.standards(ctx, all)
}

func (r *Rules) standards(ctx context.Context, all map[string]schema.RuleSet) (map[string]*Standard, error) {
	var tables []schema.RuleSet
	for _, v := range all {
		if v.Kind == schema.KindPoints {
			tables = append(tables, v)
		}
	}
	newestFirst(tables)
	out := map[string]*Standard{}
	for code, v := range all {
		if v.Kind != schema.KindRules {
			continue
		}
		s, err := r.standard(ctx, v, tables)
		if err != nil {
			return nil, err
		}
		out[code] = s
	}
	return out, nil
}

// newestFirst orders by publication; a draft, which is only tried, comes before all.
func newestFirst(tables []schema.RuleSet) {
	for i := range tables {
		for j := i; j > 0 && newer(&tables[j], &tables[j-1]); j-- {
			tables[j], tables[j-1] = tables[j-1], tables[j]
		}
	}
}

func newer(a, b *schema.RuleSet) bool {
	switch {
	case a.Published.IsZero() != b.Published.IsZero():
		return a.Published.IsZero()
	case !a.Published.Equal(b.Published):
		return a.Published.After(b.Published)
	}
	return a.Hash.String() < b.Hash.String()
}

// standard joins a rule set with the newest table of points that fits it. A rule set that carries its own points, or that
// counts none, takes none.
func (r *Rules) standard(ctx context.Context, v schema.RuleSet, tables []schema.RuleSet) (*Standard, error) {
	rs, err := r.RuleSet(ctx, v.Hash)
	if err != nil {
		return nil, err
	}
	if rs == nil {
		return nil, unreadable(&v, nil)
	}
	if rs.Points != nil || len(rs.Components) == 0 {
		return &Standard{Rules: rs, Source: v, Basis: v.Hash}, nil
	}
	for i := range tables {
		t := &tables[i]
		basis := wire.Sum(v.Hash[:], t.Hash[:])
		r.mu.Lock()
		s := r.made[basis]
		r.mu.Unlock()
		if s == nil {
			full, err := r.Store.RuleSet(ctx, r.Workspace, t.Hash)
			if err != nil {
				return nil, err
			}
			book, _ := ReadWorkbook(full.Source)
			points, _ := poverty.ReadPoints(book, rs)
			if points == nil {
				continue // of another rule set
			}
			s = &Standard{Rules: rs.WithPoints(points), Basis: basis}
			r.mu.Lock()
			if len(r.made) >= keepRules {
				clear(r.made)
			}
			r.made[basis] = s
			r.mu.Unlock()
		}
		return &Standard{Rules: s.Rules, Source: v, Table: t, Basis: basis}, nil
	}
	return &Standard{Rules: rs, Source: v, Basis: v.Hash}, nil
}
