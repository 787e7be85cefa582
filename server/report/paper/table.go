package paper

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// builder makes one table.
type builder struct {
	code, title string
	classes     bool // its figures rest on classes: marked when these are a sample
	personal    bool // it names people: only in papers that the law makes public or for those who may see households
	make        func(*Facts, *report.Table)
}

// noFigures is what a table says that has none.
const noFigures = "Chưa có số liệu"

// Table makes a table by its code; false when there is none of that code.
func (f *Facts) Table(code string) (*report.Table, bool) {
	for i := range builders {
		b := &builders[i]
		if !strings.EqualFold(b.code, code) {
			continue
		}
		t := &report.Table{Code: b.code, Title: b.title, Asof: f.Asof, Sample: b.classes && f.Sample}
		switch {
		case strings.HasPrefix(b.code, "DS"):
			t.Heading = b.title
		case b.code[0] != 'B':
			t.Heading = "Biểu " + b.code + ". " + b.title
		}
		if f.Units == schema.UnitsOld {
			t.Notes = append(t.Notes, "Theo đơn vị cũ.")
		}
		b.make(f, t)
		return t, true
	}
	return nil, false
}

// Tables makes every table that a question says yes to by code.
func (f *Facts) Tables(yes func(code string) bool) []*report.Table {
	var out []*report.Table
	for i := range builders {
		if yes(builders[i].code) {
			t, _ := f.Table(builders[i].code)
			out = append(out, t)
		}
	}
	return out
}

// TableCodes lists the codes of all tables.
func TableCodes() []string {
	var out []string
	for i := range builders {
		out = append(out, builders[i].code)
	}
	return out
}

// counted is a cell that counts households.
func counted(cases []wire.ID) report.Cell {
	return report.Cell{Value: strconv.Itoa(len(cases)), Cases: cases}
}

func number(n int64) report.Cell { return report.Cell{Value: strconv.FormatInt(n, 10)} }
func words(s string) report.Cell { return report.Cell{Value: s} }
func known(n int) report.Cell {
	if n <= 0 {
		return report.Cell{}
	}
	return number(int64(n))
}

// share is the percentage of a part in a whole; empty when the whole is not known.
func share(part, whole int) report.Cell {
	return report.Cell{Value: report.Percent(int64(part), int64(whole))}
}

// byVillage makes a row for each village and one for all, with the running number and the name before what cells gives;
// cells is called with -1 for all.
func (f *Facts) byVillage(t *report.Table, cells func(village int) []report.Cell) {
	for v := range f.Villages {
		t.Rows = append(t.Rows, report.Line{Cells: append([]report.Cell{number(int64(v + 1)), words(f.Villages[v].Name)}, cells(v)...)})
	}
	if len(f.Villages) != 1 {
		name := "Toàn xã"
		if !f.Whole {
			name = "Cộng"
		}
		t.Rows = append(t.Rows, report.Line{Total: true, Cells: append([]report.Cell{{}, words(name)}, cells(-1)...)})
	}
}

// in says that a household is of a village; -1 is all of them.
func (h *Household) in(village int) bool { return village < 0 || h.Village == village }

// households is how many households live in a village, or in all; 0 when one of them is not entered.
func (f *Facts) households(village int) int {
	if village >= 0 {
		return f.Villages[village].Households
	}
	sum := 0
	for _, v := range f.Villages {
		if v.Households == 0 {
			return 0
		}
		sum += v.Households
	}
	return sum
}

func (f *Facts) inhabitants(village int) int {
	if village >= 0 {
		return f.Villages[village].People
	}
	sum := 0
	for _, v := range f.Villages {
		if v.People == 0 {
			return 0
		}
		sum += v.People
	}
	return sum
}

// villageColumns are the first columns of tables by village.
func villageColumns() []report.Column {
	return []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "thon", Label: "Thôn"}}
}

func count(key, group, label string) report.Column {
	return report.Column{Key: key, Group: group, Label: label, Kind: report.Count}
}

// TableTitle is what a table is called, "" for none of that code.
func TableTitle(code string) string {
	for i := range builders {
		if strings.EqualFold(builders[i].code, code) {
			return builders[i].title
		}
	}
	return ""
}

// NamesPeople says that a table is a list of people.
func NamesPeople(code string) bool {
	for i := range builders {
		if strings.EqualFold(builders[i].code, code) {
			return builders[i].personal
		}
	}
	return false
}
