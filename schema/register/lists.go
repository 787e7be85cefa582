package register

import (
	"bytes"
	"slices"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// The scoped lists of an area and their columns; the first, name, is the id of the row.
var (
	householdColumns = []string{"name", "label", "area", "thon", "ma", "chu_ho", "dien_thoai", "dia_chi", "phanloai_truoc"}
	memberColumns    = []string{"name", "label", "ho", "m_ten", "m_quanhe", "m_gioitinh", "m_ngaysinh", "m_ns_dochinhxac", "m_cccd", "m_dantoc", "m_cutru"}
	loanColumns      = []string{"name", "label", "ho", "v_ct", "v_ma", "v_nguoi", "v_sotien", "v_ngay", "v_denhan", "v_duno", "v_md_dangky", "to"}
)

// Lists makes the scoped lists of one area: ho, thanh_vien, khoan_vay. village is the area's name. Rows stand by the
// household's code, then its id; people and loans in the register's order, so that equal registers give equal bytes.
func Lists(area wire.ID, village string, cases []*Case) []*answers.List {
	own := slices.DeleteFunc(slices.Clone(cases), func(c *Case) bool { return c.Area != area })
	slices.SortFunc(own, func(a, b *Case) int {
		if d := bytes.Compare([]byte(a.Values["ma"]), []byte(b.Values["ma"])); d != 0 {
			return d
		}
		return a.ID.Compare(b.ID)
	})
	ho := Table("ho", area, householdColumns)
	tv := Table("thanh_vien", area, memberColumns)
	vay := Table("khoan_vay", area, loanColumns)
	for _, c := range own {
		v := c.Values
		Append(ho, c.ID.UUID(), v["chu_ho"], area.UUID(), village, v["ma"], v["chu_ho"], v["dien_thoai"], v["dia_chi"], v["phanloai"])
		for _, m := range c.Members {
			appendRow(tv, m, "m_ten", c.ID)
		}
		for _, l := range c.Loans {
			appendRow(vay, l, "v_ma", c.ID)
		}
	}
	return []*answers.List{ho, tv, vay}
}

// Table makes an empty list.
func Table(name string, area wire.ID, columns []string) *answers.List {
	return &answers.List{Name: name, Area: area, Columns: columns, Cells: make([][]string, len(columns))}
}

// Append adds a row of as many cells as the list has columns.
func Append(l *answers.List, cells ...string) {
	for i := range l.Columns {
		l.Cells[i] = append(l.Cells[i], cells[i])
	}
}

func appendRow(l *answers.List, r Row, label string, owner wire.ID) {
	cells := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		switch c {
		case "name":
			cells[i] = r.ID.UUID()
		case "label":
			cells[i] = r.Values[label]
		case "ho":
			cells[i] = owner.UUID()
		default:
			cells[i] = r.Values[c]
		}
	}
	Append(l, cells...)
}
