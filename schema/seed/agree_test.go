package seed

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/poverty"
)

// What the form shows the collector and what the rule sets say of the same answers: at every turn of every scenario the
// form settles nothing otherwise, and what a finished record has settled is the same in both.
func TestHouseholdForm_AgreesWithTheRuleSets(t *testing.T) {
	text, err := os.ReadFile("forms/ho-gia-dinh.scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	file, _ := formtest.Parse(string(text))
	form, _ := HouseholdForm("2026")
	at := slices.IndexFunc(file.Lists, func(l formtest.List) bool { return l.ID == "bang_diem_a" })
	rows := append([][]string{file.Lists[at].Columns}, file.Lists[at].Rows...)
	rows[0] = slices.Clone(rows[0])
	rows[0][slices.Index(rows[0], "name")] = "ma"
	rows[0][slices.Index(rows[0], "label")] = "ten"
	book := xlsform.ParseMarkdown(samplePoints)
	for i := range book.Sheets {
		if book.Sheets[i].Name == "bang_diem" {
			book.Sheets[i].Rows = rows
		}
	}
	points, diags := poverty.ReadPoints(book, RuleSets()[0])
	if points == nil {
		t.Fatal(diags)
	}
	compared, finished := 0, 0
	for i := range file.Scenarios {
		if len(file.Scenarios[i].Cells) > 0 {
			continue // other parameters than those that ship
		}
		file.RunWatched(form, i, func(s *engine.Session, st formtest.Step) {
			if strings.HasPrefix(st.Verb, "expect") {
				return // nothing changed
			}
			where := fmt.Sprintf("line %d (%s)", st.Line, file.Scenarios[i].Title)
			f, h := seen(form, s)
			old, new27 := poverty.Judge(RuleSets()[0].WithPoints(points), h), poverty.Judge(RuleSets()[1], h)
			whole := st.Verb == "finish" && len(s.Finish().Problems) == 0
			if f["tong_b_th"] == "" {
				if whole && f["ketqua_tham"] == "1" && old.Class != poverty.ClassNone {
					t.Errorf("%s: the form has no result, the rules say %s", where, old.Class)
				}
				return
			}
			compared++
			if whole {
				finished++
			}
			for n := 1; n <= 13; n++ {
				code := fmt.Sprintf("d%02d", n)
				tri, ok := old.Indicators[code]
				if !ok {
					tri = new27.Indicators[code]
				}
				says := map[string]poverty.Tri{"10": poverty.Yes, "0": poverty.No}[f[code]]
				if says != tri && (says != poverty.Unknown || whole) {
					t.Errorf("%s: %s is %q in the form and %v by the rules", where, code, f[code], tri)
				}
			}
			class := f["kq"]
			if class == "CHUA_DU" {
				class = poverty.ClassUnknown
			}
			if class != old.Class && (class != poverty.ClassUnknown || whole) {
				t.Errorf("%s: %s in the form, %s by the rules", where, class, old.Class)
			}
			if a := f["tong_a"]; a != "" && (a != strconv.FormatFloat(old.A.Low, 'f', -1, 64) || !old.A.Known()) {
				t.Errorf("%s: A is %s in the form, %v by the rules (%v)", where, a, old.A, old.Scored)
			}
		})
	}
	if compared < 200 || finished < 25 {
		t.Errorf("only %d turns and %d finished records compared", compared, finished)
	}
}

// seen are the values that count in a session by name, and the same as a household.
func seen(form *forms.Form, s *engine.Session) (map[string]string, *poverty.Household) {
	house, at := map[string]string{}, map[engine.RowID]map[string]string{}
	h := &poverty.Household{Answers: house, Members: []map[string]string{}}
	for _, r := range s.Rows() {
		at[r.ID] = map[string]string{}
		if form.Nodes[r.Node].Name == "tv" {
			h.Members = append(h.Members, at[r.ID])
		}
	}
	for _, v := range s.Values() {
		n := form.Nodes[v.Ref.Node].Name
		if v.Ref.Row == (engine.RowID{}) {
			house[n] = v.Value
		} else {
			at[v.Ref.Row][n] = v.Value
		}
	}
	h.Residence = poverty.Residence(house["khu_vuc"])
	return house, h
}
