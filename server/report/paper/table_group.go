package paper

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// causes counts the causes of hardship over all villages: a row each.
func causes(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "nguyen_nhan", Label: "Nguyên nhân"}, count("hn", "Hộ nghèo", "Số hộ"), {Key: "hn_tl", Group: "Hộ nghèo", Label: "Tỷ lệ (%)", Kind: report.Share},
		count("hcn", "Hộ cận nghèo", "Số hộ"), {Key: "hcn_tl", Group: "Hộ cận nghèo", Label: "Tỷ lệ (%)", Kind: report.Share}}
	if len(f.Causes) == 0 {
		t.Missing = noFigures
		return
	}
	for i, c := range f.Causes {
		row := report.Line{Cells: []report.Cell{number(int64(i + 1)), words(c.Label)}}
		for _, class := range classes {
			all := f.of(func(h *Household) bool { return h.Class == class && h.Answered })
			cases := f.of(func(h *Household) bool { return h.Class == class && slices.Contains(h.Causes, c.Code) })
			row.Cells = append(row.Cells, counted(cases), share(len(cases), len(all)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, "Mỗi hộ nêu nhiều nhất ba nguyên nhân. Tỷ lệ tính trên số hộ đã có phiếu của đợt.")
}

// causesByVillage is national table 10.
func causesByVillage(f *Facts, t *report.Table) {
	t.Unit = "Đơn vị tính: hộ"
	t.Columns = villageColumns()
	for _, class := range classes {
		group := strings.ToUpper(className(class)[:1]) + className(class)[1:]
		for _, c := range f.Causes {
			t.Columns = append(t.Columns, count(class+c.Code, group, c.Label))
		}
	}
	if len(f.Causes) == 0 {
		t.Missing = noFigures
		return
	}
	f.byVillage(t, func(v int) []report.Cell {
		var row []report.Cell
		for _, class := range classes {
			for _, c := range f.Causes {
				row = append(row, counted(f.of(func(h *Household) bool { return h.in(v) && h.Class == class && slices.Contains(h.Causes, c.Code) })))
			}
		}
		return row
	})
}

// groups are the groups of households that the plan and the national tables ask for.
var groupsOf = []struct {
	key, label string
	in         func(*Household) bool
}{
	{"khong_ld", "Không có khả năng lao động", func(h *Household) bool { return h.NoLabour }},
	{"chua_btxh", "Không có khả năng lao động, chưa hưởng trợ cấp xã hội", func(h *Household) bool { return h.NoLabour && !h.Allowance }},
	{"ncc", "Có thành viên là người có công", func(h *Household) bool { return h.Merit }},
	{"dtts", "Dân tộc thiểu số", func(h *Household) bool { return h.Minority }},
	{"tre_em", "Có trẻ em dưới 16 tuổi", func(h *Household) bool { return len(h.Children) > 0 }},
}

// groups is B4 and national table 8.
func groups(f *Facts, t *report.Table) {
	t.Unit = "Đơn vị tính: hộ"
	t.Columns = villageColumns()
	for _, class := range classes {
		group := strings.ToUpper(className(class)[:1]) + className(class)[1:]
		t.Columns = append(t.Columns, count(class+"tong", group, "Tổng số"))
		for _, g := range groupsOf {
			t.Columns = append(t.Columns, count(class+g.key, group, g.label))
		}
	}
	f.byVillage(t, func(v int) []report.Cell {
		var row []report.Cell
		for _, class := range classes {
			row = append(row, counted(f.of(func(h *Household) bool { return h.in(v) && h.Class == class })))
			for _, g := range groupsOf {
				row = append(row, counted(f.of(func(h *Household) bool { return h.in(v) && h.Class == class && g.in(h) })))
			}
		}
		return row
	})
	t.Notes = append(t.Notes, "Tính theo phiếu của đợt; hộ chưa có phiếu chỉ có ở cột tổng số.")
}

// ethnics is national table 9.
func ethnics(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "dan_toc", Label: "Dân tộc của chủ hộ"}, count("hn", "", "Hộ nghèo"), count("hn_k", "", "Khẩu hộ nghèo"),
		count("hcn", "", "Hộ cận nghèo"), count("hcn_k", "", "Khẩu hộ cận nghèo")}
	all := append(slices.Clone(f.Ethnics), Choice{"", "Chưa rõ"})
	for _, e := range all {
		row := report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(e.Label)}}
		n := 0
		for _, class := range classes {
			yes := func(h *Household) bool { return h.Class == class && h.Ethnic == e.Code }
			cases := f.of(yes)
			n += len(cases)
			row.Cells = append(row.Cells, counted(cases), number(f.people(yes)))
		}
		if n > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	total := report.Line{Total: true, Cells: []report.Cell{{}, words("Cộng")}}
	for _, class := range classes {
		yes := func(h *Household) bool { return h.Class == class }
		total.Cells = append(total.Cells, counted(f.of(yes)), number(f.people(yes)))
	}
	t.Rows = append(t.Rows, total)
}

// children is national table 11: children under 16 of the two lists.
func children(f *Facts, t *report.Table) {
	t.Unit = "Đơn vị tính: trẻ em"
	t.Columns = villageColumns()
	for _, class := range classes {
		g := "Trẻ em thuộc " + className(class)
		t.Columns = append(t.Columns, count(class+"tong", g, "Tổng số"), count(class+"bhyt", g, "Không có bảo hiểm y tế"), count(class+"sdd", g, "Suy dinh dưỡng"), count(class+"hoc", g, "Không đi học đúng độ tuổi"))
	}
	f.byVillage(t, func(v int) []report.Cell {
		var row []report.Cell
		for _, class := range classes {
			var all, ins, food, school int64
			for i := range f.Households {
				h := &f.Households[i]
				if !h.in(v) || h.Class != class {
					continue
				}
				for _, c := range h.Children {
					all++
					ins += one(c.NoInsurance)
					food += one(c.Malnourished)
					school += one(c.NotAtSchool)
				}
			}
			row = append(row, number(all), number(ins), number(food), number(school))
		}
		return row
	})
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// result is national tables 12 and 13.
func result(class string) func(*Facts, *report.Table) {
	return func(f *Facts, t *report.Table) {
		name := className(class)
		t.Columns = append(villageColumns(), count("tong", "Dân cư", "Tổng số hộ"), count("khau", "Dân cư", "Tổng số khẩu"), count("ho", "Kết quả rà soát", "Số "+name), count("nguoi", "Kết quả rà soát", "Số khẩu"),
			report.Column{Key: "ty_le", Group: "Kết quả rà soát", Label: "Tỷ lệ hộ (%)", Kind: report.Share}, count("dtts", "Trong đó", "Dân tộc thiểu số"), count("khong_ld", "Trong đó", "Không có khả năng lao động"))
		f.byVillage(t, func(v int) []report.Cell {
			yes := func(h *Household) bool { return h.in(v) && h.Class == class }
			all := f.of(yes)
			return []report.Cell{known(f.households(v)), known(f.inhabitants(v)), counted(all), number(f.people(yes)), f.rate(v, class),
				counted(f.of(func(h *Household) bool { return yes(h) && h.Minority })), counted(f.of(func(h *Household) bool { return yes(h) && h.NoLabour }))}
		})
	}
}

// list names the households of a class: national tables 14 and 15, for those who may see households.
func list(class string) func(*Facts, *report.Table) {
	return func(f *Facts, t *report.Table) {
		t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "ma", Label: "Mã hộ"}, {Key: "chu_ho", Label: "Họ và tên chủ hộ"}, {Key: "gioi", Label: "Giới tính"}, {Key: "nam_sinh", Label: "Năm sinh"},
			{Key: "dan_toc", Label: "Dân tộc"}, {Key: "thon", Label: "Thôn"}, count("khau", "", "Số khẩu"), {Key: "a", Label: "Điểm A"}, {Key: "b", Label: "Điểm B"}, {Key: "chi_so", Label: "Chỉ số thiếu hụt"}}
		for i := range f.Households {
			h := &f.Households[i]
			if h.Class != class {
				continue
			}
			sex := map[string]string{"1": "Nam", "2": "Nữ"}[h.Sex]
			t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), {Value: h.Number, Cases: []wire.ID{h.Case}}, words(h.Head), words(sex), words(h.Birth),
				words(label(f.Ethnics, h.Ethnic)), words(f.Villages[h.Village].Name), number(int64(h.People)), points(h.Points), points(h.Low), words(f.names(h.Lacking))}})
		}
		if len(t.Rows) == 0 {
			t.Missing = "Không có " + className(class)
		}
	}
}

func points(n int) report.Cell {
	if n < 0 {
		return report.Cell{}
	}
	return number(int64(n))
}

func label(all []Choice, code string) string {
	for _, c := range all {
		if c.Code == code {
			return c.Label
		}
	}
	return code
}

// names writes indicators by their short number: "1, 4, 8".
func (f *Facts) names(codes []string) string {
	var out []string
	for _, c := range codes {
		n := strings.TrimLeft(strings.TrimPrefix(strings.SplitN(c, "_", 2)[0], "d"), "0")
		out = append(out, n)
	}
	return strings.Join(out, ", ")
}

// posted is a list for the public with the least personal data: name, year of birth, village, people, result.
func posted(title string, in func(*Household) bool) func(*Facts, *report.Table) {
	return func(f *Facts, t *report.Table) {
		t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "chu_ho", Label: "Họ và tên chủ hộ"}, {Key: "nam_sinh", Label: "Năm sinh"}, {Key: "thon", Label: "Thôn"},
			count("khau", "", "Số khẩu"), {Key: "ket_qua", Label: "Kết quả"}}
		for i := range f.Households {
			if h := &f.Households[i]; in(h) {
				t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{{Value: number(int64(len(t.Rows) + 1)).Value, Cases: []wire.ID{h.Case}}, words(h.Head), words(h.Birth), words(f.Villages[h.Village].Name), number(int64(h.People)), words(title)}})
			}
		}
		if len(t.Rows) == 0 {
			t.Missing = "Không có hộ nào"
		}
	}
}

// escaped says that a household left a class for good: it was of it, and is of neither list.
func escaped(class string) func(*Household) bool {
	return func(h *Household) bool {
		return h.Before == class && (h.Class == schema.ClassNotPoor || h.Class == schema.ClassEscaped)
	}
}

func is(class string) func(*Household) bool {
	return func(h *Household) bool { return h.Class == class }
}
