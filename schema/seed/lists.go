package seed

import (
	_ "embed"
	"strconv"
	"time"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

//go:embed forms/tham-so.md
var parameters string

// Case gives the household as the register keeps it.
func (h *Household) Case(c *Commune) *register.Case {
	date := func(t time.Time) string { return t.Format(time.DateOnly) }
	out := &register.Case{ID: h.ID, Area: c.Areas[h.Area].ID, Values: map[string]string{
		"ma": h.Code, "chu_ho": h.Head(), "dien_thoai": h.Phone, "dia_chi": h.Address, "phanloai": h.Class,
	}}
	for _, m := range h.Members {
		out.Members = append(out.Members, register.Row{ID: m.ID, Values: map[string]string{
			"m_ten": m.Name, "m_quanhe": m.Relation, "m_gioitinh": m.Sex, "m_ngaysinh": date(m.Birth), "m_cccd": m.Card,
			"m_dantoc": "01", "m_cutru": m.Resides,
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

// CommonLists makes the lists of the whole commune: parameters of the rules, savings groups. Villages and
// rounds come from the store (register.Refresh).
func (c *Commune) CommonLists() []*answers.List {
	params := register.Table("tham_so", wire.ID{}, []string{"name", "value", "label", "source"})
	for _, row := range xlsform.ParseMarkdown(parameters).Sheets[0].Rows[1:] {
		register.Append(params, row...)
	}
	groups := register.Table("to_tkvv", wire.ID{}, []string{"name", "label", "hoi"})
	for _, g := range c.Groups {
		register.Append(groups, g.Code, g.Label, g.Association)
	}
	return []*answers.List{params, groups}
}
