package poverty_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

// The households that an official reads in testdata/ho.md: the survey's worked cases made whole, and the edges.
func TestJudge_Cases(t *testing.T) {
	souls, house := map[string]map[string]string{}, map[string]string{}
	n := 0
	for _, c := range caseTable(t, "testdata/ho.md") {
		switch {
		case c["Người"] != "":
			souls[c["Người"]] = pairsOf(c["Câu trả lời"])
			souls[c["Người"]]["m_ten"] = c["Người"]
		case c["Nhà"] != "":
			house = pairsOf(c["Câu trả lời"])
		default:
			n++
			t.Run(c["Trường hợp"], func(t *testing.T) { playCase(t, c, souls, house) })
		}
	}
	if n < 72 {
		t.Errorf("only %d cases", n)
	}
}

func pairsOf(s string) map[string]string {
	out := map[string]string{}
	for _, f := range strings.Fields(s) {
		k, v, _ := strings.Cut(f, "=")
		out[k] = strings.ReplaceAll(v, ",", " ")
	}
	return out
}

func playCase(t *testing.T, c map[string]string, souls map[string]map[string]string, house map[string]string) {
	h := &poverty.Household{Answers: maps.Clone(house), Residence: poverty.Residence(strings.Trim(c["Khu vực"], "?"))}
	who := []string{"bố", "mẹ", "lớn", "út"}
	people := map[string]map[string]string{}
	for name, a := range souls {
		people[name] = maps.Clone(a)
	}
	asked := true
	for _, change := range list(c["Khác hộ gốc"]) {
		w := strings.Fields(change)
		target := h.Answers
		if len(w) == 2 {
			if target = people[w[0]]; target == nil {
				t.Fatalf("no person %q", w[0])
			}
		}
		last := w[len(w)-1]
		switch name := strings.TrimLeft(last, "+-"); {
		case last == "-tv":
			asked = false
		case last[0] == '+':
			who = append(who, name)
		case last[0] == '-' && souls[name] != nil:
			who = slices.DeleteFunc(who, func(s string) bool { return s == name })
		case last[0] == '-':
			if _, there := target[name]; !there {
				t.Fatalf("%s was not answered", name)
			}
			delete(target, name)
		case strings.HasPrefix(last, "thu_nhap="):
			n, err := strconv.ParseInt(last[len("thu_nhap="):], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			h.Income = &n
		default:
			k, v, ok := strings.Cut(last, "=")
			if !ok {
				t.Fatalf("change %q", change)
			}
			target[k] = v
		}
	}
	if asked {
		h.Members = []map[string]string{}
		for _, name := range who {
			h.Members = append(h.Members, people[name])
		}
	}
	if c["Điểm A"] != "—" {
		n, err := strconv.Atoi(c["Điểm A"])
		if err != nil {
			t.Fatal(err)
		}
		h.B1 = &n
	}
	sets := seed.RuleSets()
	old, new27 := poverty.Judge(sets[0], h), poverty.Judge(sets[1], h)
	tris := maps.Clone(old.Indicators)
	maps.Copy(tris, new27.Indicators)
	var yes, open []string
	for _, code := range slices.Sorted(maps.Keys(tris)) {
		switch tris[code] {
		case poverty.Yes:
			yes = append(yes, code)
		case poverty.Unknown:
			open = append(open, code)
		}
	}
	dash := func(s []string) string {
		switch len(s) {
		case 0:
			return "—"
		case 13:
			return "mọi"
		}
		return strings.Join(s, " ")
	}
	b := fmt.Sprint(old.B.Low)
	if !old.B.Known() {
		b = fmt.Sprint(old.B.Low, "–", old.B.High)
	}
	for column, got := range map[string]string{"Thiếu": dash(yes), "Chưa rõ": dash(open), "Điểm B": strings.ReplaceAll(b, " ", ""), "Loại 2022–2026": old.Class, "Loại 2027–2030": new27.Class} {
		if got != c[column] {
			t.Errorf("%s: %s, by hand %s", column, got, c[column])
		}
	}
	for _, v := range []poverty.Verdict{old, new27} {
		if len(v.Why) != 12 {
			t.Errorf("%d reasons", len(v.Why))
		}
		for _, r := range v.Why {
			if r.Text.Vi == "" || r.Text.En == "" || strings.ContainsAny(r.Text.Vi+r.Text.En, "{}") {
				t.Errorf("%s: %q %q", r.Indicator, r.Text.Vi, r.Text.En)
			}
			if r.State == poverty.Unknown && v.Class != poverty.ClassNone && !slices.ContainsFunc(v.Missing, func(g poverty.Gap) bool { return slices.Contains(g.Indicators, r.Indicator) }) {
				t.Errorf("%s is open and no question settles it: %+v", r.Indicator, v.Missing)
			}
		}
	}
}
