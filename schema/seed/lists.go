package seed

import (
	"context"
	_ "embed"
	"strconv"
	"time"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The rule set of the demo, a table a file: the parameters, the items of sheet A and the points of A. What no published
// text gives is marked MẪU in its last column.
var (
	//go:embed forms/tham-so.md
	parameters string
	//go:embed forms/phieu-a.md
	quickSheet string
	//go:embed forms/bang-diem-a.md
	pointTable string
)

// Case gives the household as the register keeps it.
func (h *Household) Case(c *Commune) *register.Case {
	date := func(t time.Time) string { return t.Format(time.DateOnly) }
	out := &register.Case{ID: h.ID, Area: c.Areas[h.Area].ID, Values: map[string]string{
		"ma": h.Code, "chu_ho": h.Head(), "dien_thoai": h.Phone, "dia_chi": h.Address, "phanloai": h.Class,
	}}
	for _, m := range h.Members {
		out.Members = append(out.Members, register.Row{ID: m.ID, Values: map[string]string{
			"m_ten": m.Name, "m_quanhe": m.Relation, "m_gioitinh": m.Sex, "m_ngaysinh": date(m.Birth), "m_cccd": m.Card,
			"m_ns_dochinhxac": m.Known, "m_dantoc": m.Ethnic, "m_cutru": m.Resides,
		}})
	}
	for _, l := range h.Loans {
		out.Loans = append(out.Loans, register.Row{ID: l.ID, Values: map[string]string{
			"v_ct": l.Program, "v_ma": l.Contract, "v_nguoi": l.Borrower, "v_sotien": strconv.Itoa(l.Amount),
			"v_ngay": date(l.Paid), "v_denhan": date(l.Due), "v_duno": strconv.Itoa(l.Left), "v_md_dangky": l.Purpose, "to": l.Group,
		}})
	}
	return out
}

// CommonLists makes the lists of the whole commune: the rule set's parameters and tables, which villages are rural or
// urban and since when, savings groups. Villages and rounds come from the store (register.Refresh).
func (c *Commune) CommonLists() []*answers.List {
	place := register.Table("thon_khu_vuc", wire.ID{}, []string{"name", "thon", "khu_vuc", "tu", "den"})
	for i, a := range c.Areas {
		for j, p := range a.Places {
			register.Append(place, strconv.Itoa(i)+"-"+strconv.Itoa(j), a.ID.UUID(), p.Kind, p.From, p.Until)
		}
	}
	groups := register.Table("to_tkvv", wire.ID{}, []string{"name", "label", "hoi"})
	for _, g := range c.Groups {
		register.Append(groups, g.Code, g.Label, g.Association)
	}
	return append(ruleTables(), place, groups)
}

// PutRules gives a new commune the lists that the household form reads and that no page makes: the parameters and sheet A
// as they ship, and no points of A (the sample is for the demo: without an official table there is no class); and the rule
// sets that ship, in force.
func PutRules(ctx context.Context, s *store.Store, ws wire.ID) error {
	for _, l := range ruleTables() {
		if l.Name == "bang_diem_a" {
			l = register.Table(l.Name, wire.ID{}, l.Columns)
		}
		if _, _, err := s.PutList(ctx, ws, wire.ID{}, l.Name, answers.EncodeList(l)); err != nil {
			return err
		}
	}
	return LoadRules(ctx, s, ws, false, wire.ID{})
}

// ruleTables reads the tables of the rule set as they ship; the first row of each names its columns.
func ruleTables() []*answers.List {
	var out []*answers.List
	for _, text := range []string{parameters, quickSheet, pointTable} {
		sheet := xlsform.ParseMarkdown(text).Sheets[0]
		l := register.Table(sheet.Name, wire.ID{}, sheet.Rows[0])
		for _, row := range sheet.Rows[1:] {
			register.Append(l, append(row, make([]string, len(l.Columns)-len(row))...)...)
		}
		out = append(out, l)
	}
	return out
}
