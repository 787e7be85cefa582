package paper

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func caseID(n int) wire.ID { return wire.ID{0: 1, 14: byte(n >> 8), 15: byte(n)} }
func areaID(n int) wire.ID { return wire.ID{0: 2, 15: byte(n)} }

// commune makes facts of a commune from choices: two rounds of households with moves between them.
func commune(pick func(n int, label string) int) *Facts {
	f := &Facts{Office: schema.Office{Agency: []string{"ỦY BAN NHÂN DÂN", "XÃ MẪU"}, Commune: "xã Mẫu", Place: "Mẫu", Short: "UBND", Archive: "Lưu: VT", Recipients: []string{"UBND tỉnh"}},
		Year: 2026, Asof: "2026-11-05", Units: schema.UnitsNew, Round: "Rà soát 2026", Whole: true, Kept: map[string]bool{"fund": true, "loans": true},
		Causes: []Choice{{"1", "Không có đất"}, {"2", "Không có vốn"}}, Ethnics: []Choice{{"01", "Kinh"}, {"02", "Tày"}},
		Indicators: []Indicator{{"d01", "Việc làm"}, {"d08", "Diện tích nhà ở"}}}
	for v := range 1 + pick(4, "villages") {
		f.Villages = append(f.Villages, Village{ID: areaID(v + 1), Name: fmt.Sprintf("Thôn %d", v+1), Households: 100 + pick(50, "all"), People: 400})
	}
	classes := []string{schema.ClassPoor, schema.ClassNearPoor, schema.ClassNotPoor}
	var opening, closing []poverty.Standing
	var events []poverty.Event
	for n := range pick(40, "households") {
		id, v := caseID(n+1), pick(len(f.Villages), "village")
		h := Household{Case: id, Village: v, Number: fmt.Sprintf("H-%03d", n), Head: "Chủ " + strconv.Itoa(n), People: 1 + pick(6, "people"), Points: -1, Low: -1}
		area := f.Villages[v].ID.String()
		if pick(8, "new") > 0 {
			h.Before = classes[pick(3, "before")]
			from := v
			if pick(6, "moved") == 0 {
				from = pick(len(f.Villages), "from")
			}
			opening = append(opening, poverty.Standing{Household: id.String(), Area: f.Villages[from].ID.String(), Class: h.Before})
		}
		switch pick(10, "end") {
		case 0:
			if h.Before != "" {
				events = append(events, poverty.Event{Kind: poverty.EventLeave, From: []string{id.String()}})
			}
		case 1:
			closing = append(closing, poverty.Standing{Household: id.String(), Area: area, Pending: true})
		default:
			h.Class = classes[pick(3, "class")]
			closing = append(closing, poverty.Standing{Household: id.String(), Area: area, Class: h.Class, History: []string{h.Before}})
			h.Answered = true
			for _, x := range f.Indicators {
				if pick(2, x.Code) == 1 {
					h.Lacking = append(h.Lacking, x.Code)
				}
			}
			h.Causes = []string{f.Causes[pick(2, "cause")].Code}
			h.NoLabour, h.Allowance, h.Merit = pick(3, "labour") == 0, pick(2, "allowance") == 0, pick(5, "merit") == 0
			h.Ethnic = f.Ethnics[pick(2, "ethnic")].Code
			h.Minority = h.Ethnic != "01"
			h.Children = make([]Child, pick(3, "children"))
		}
		if slices.Contains(classes[:2], h.Before) || slices.Contains(classes[:2], h.Class) {
			f.Households = append(f.Households, h)
		}
	}
	slices.SortFunc(f.Households, func(a, b Household) int { return a.Village - b.Village })
	m := poverty.Move(opening, closing, events, poverty.MoveOptions{})
	f.Lines, f.Balance = m.Lines, m.Balance
	for i := range pick(6, "loans") {
		f.Loans = append(f.Loans, Loan{Case: caseID(1 + pick(20, "borrower")), Village: pick(len(f.Villages), "of"), Program: "Hộ nghèo", Association: []string{"Hội Nông dân", "Hội Phụ nữ"}[i%2], Outstanding: int64(1 + pick(100, "owed")), WrongUse: i == 0})
	}
	return f
}

// Figures of households name them; village sums are the commune's but for moves between villages; accounts balance.
func TestTables_FiguresHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := commune(func(n int, label string) int { return rapid.IntRange(0, n-1).Draw(t, label) })
		f.Sample = rapid.Bool().Draw(t, "sample")
		for _, code := range TableCodes() {
			x, found := f.Table(code)
			if !found {
				t.Fatalf("%s is not made", code)
			}
			if x.Sample != (f.Sample && !slices.Contains([]string{"B5", "B7", "B8", "B9", "B10", "B11"}, code)) {
				t.Fatalf("%s: sample %v", code, x.Sample)
			}
			for _, row := range x.Rows {
				if len(row.Cells) != len(x.Columns) {
					t.Fatalf("%s: %d cells, %d columns", code, len(row.Cells), len(x.Columns))
				}
				for k, c := range row.Cells {
					if c.Cases != nil && x.Columns[k].Kind == report.Count && x.Columns[k].Key != "tt" && c.Value != strconv.Itoa(len(c.Cases)) {
						t.Fatalf("%s: %s is %s and names %d", code, x.Columns[k].Key, c.Value, len(c.Cases))
					}
				}
			}
		}
		for code, class := range map[string]string{"B1a": schema.ClassPoor, "02": schema.ClassPoor, "B1b": schema.ClassNearPoor} {
			x, _ := f.Table(code)
			at := func(r int, key string) int {
				k := slices.IndexFunc(x.Columns, func(c report.Column) bool { return c.Key == key })
				n, _ := strconv.Atoi(x.Rows[r].Cells[k].Value)
				return n
			}
			for r := range x.Rows {
				in := at(r, "phat_sinh") + at(r, "tai") + at(r, "tu") + at(r, "tang_khac")
				out := at(r, "thoat") + at(r, "sang") + at(r, "giam_khac")
				if at(r, "dau")+in-out != at(r, "cuoi")+at(r, "cho") {
					t.Fatalf("%s row %d does not balance: %v", code, r, x.Rows[r].Cells)
				}
			}
			if last := len(x.Rows) - 1; last > 0 {
				for _, key := range []string{"dau", "cuoi", "cho", "thoat", "phat_sinh", "tai"} {
					sum := 0
					for r := range last {
						sum += at(r, key)
					}
					if sum != at(last, key) {
						t.Fatalf("%s %s: villages %d, commune %d", code, key, sum, at(last, key))
					}
				}
			}
			n := 0 // counted another way
			for _, h := range f.Households {
				if h.Class == class {
					n++
				}
			}
			if got := at(len(x.Rows)-1, "cuoi"); got != n {
				t.Fatalf("%s: %d at the end, counted %d", code, got, n)
			}
		}
	})
}

func fixed() *Facts {
	n := uint32(7)
	return commune(func(most int, _ string) int {
		n = n*1664525 + 1013904223
		return int(n>>16) % most
	})
}

// Every paper is made in every format: no field is left, no MẪU on an official one, MẪU on every page of a sample, the same
// bytes twice; a paper for the public names no household's number and no points.
func TestPapers_Made(t *testing.T) {
	for _, p := range Papers {
		for _, sample := range []bool{false, true} {
			f := fixed()
			f.Sample = sample
			if p.Village {
				f.Villages, f.Whole = f.Villages[:1], false
				f.Households = slices.DeleteFunc(f.Households, func(h Household) bool { return h.Village > 0 })
				f.Meetings = []Meeting{{Day: "2026-10-20", Invited: 100, Present: 80, InFavour: 40}}
			}
			s := &Sign{Number: 7, Day: time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC), Signer: &schema.Signer{Name: "Nguyễn Văn A", Power: []string{"TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"}}}
			m, err := p.Make(nil, f, s)
			ok(t, err)
			text := pagesText(m.Pages)
			if strings.Contains(text, "{{") || strings.Contains(m.Title, "{{") {
				t.Errorf("%s: a field is left: %s", p.Code, text[max(0, strings.Index(text, "{{")-40):])
			}
			if want := sample && !p.Blank; m.Pages.Sample != want || m.Sample != want {
				t.Errorf("%s: sample %v", p.Code, m.Sample)
			}
			if p.Kind != "" && !strings.Contains(text, "Số: 07/"+p.Kind+"-UBND") {
				t.Errorf("%s: no number", p.Code)
			}
			if p.Public && (strings.Contains(text, "H-0") || strings.Contains(text, "Điểm")) {
				t.Errorf("%s shows more of people than the law asks", p.Code)
			}
			if p.Village && !strings.Contains(text, "đạt 50,00 %") {
				t.Errorf("%s: the vote is not there", p.Code)
			}
			again, err := p.Make(nil, f, s)
			ok(t, err)
			for name, of := range map[string]func(*Made) ([]byte, error){"docx": func(m *Made) ([]byte, error) { return m.DOCX, nil }, "pdf": (*Made).PDF, "xlsx": (*Made).XLSX} {
				a, err := of(m)
				ok(t, err)
				b, err := of(again)
				ok(t, err)
				if !bytes.Equal(a, b) {
					t.Errorf("%s %s made twice differs", p.Code, name)
				}
			}
		}
	}
}

func pagesText(p *report.Pages) string {
	var b strings.Builder
	para := func(x *report.Paragraph) {
		for _, r := range x.Runs {
			b.WriteString(r.Text)
		}
		b.WriteByte('\n')
	}
	for _, s := range p.Sections {
		for _, x := range s.Blocks {
			switch x := x.(type) {
			case *report.Paragraph:
				para(x)
			case *report.Grid:
				for _, r := range x.Rows {
					for _, c := range r.Cells {
						for _, x := range c.Paras {
							para(x)
						}
					}
				}
			}
		}
	}
	return b.String()
}

// What the program ships passes its own check, and names only tables that there are.
func TestPapers_TemplatesAreTheirOwnGoodExamples(t *testing.T) {
	for _, p := range Papers {
		b, err := p.Shipped()
		ok(t, err)
		tpl, problems := report.OpenTemplate(b)
		if tpl == nil {
			t.Fatal(problems)
		}
		for _, x := range tpl.Check(p.Known()) {
			t.Errorf("%s: %s: %s", p.Code, x.Where, x.Vi)
		}
	}
	all := strings.Join(TableCodes(), " ")
	for _, want := range []string{"B1a", "B1b", "B2a", "B2b", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15"} {
		if !slices.Contains(TableCodes(), want) {
			t.Errorf("table %s is not there: %s", want, all)
		}
	}
}

// A certificate for each household, each on a page of its own.
func TestCertificates_EachOnItsPage(t *testing.T) {
	f := fixed()
	p := ByCode("giay-chung-nhan")
	m, err := p.Make(nil, f, &Sign{})
	ok(t, err)
	n := len(f.of(is(schema.ClassPoor))) + len(f.of(is(schema.ClassNearPoor)))
	if got := strings.Count(pagesText(m.Pages), "Hộ gia đình ông (bà): Chủ "); got != n || n < 2 {
		t.Errorf("%d certificates for %d households", got, n)
	}
	if len(m.Pages.Sections) != n || !m.Pages.Sections[n-1].Restart {
		t.Errorf("%d sections for %d certificates", len(m.Pages.Sections), n)
	}
}
