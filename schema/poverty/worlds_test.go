package poverty_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

// The rules once more, written by hand over whole households of which everything is known: what Judge must agree with in
// every way the missing answers could turn out. Nothing here is shared with the rule sets.

var memberCodes = map[string][]string{
	"m_gioitinh": {"1", "2"}, "m_cutru": {"1", "2", "3", "4", "5", "6", "7"}, "m_danghoc": strings.Fields("0 1 2 3 4 5 6 7 8"), "m_hocdung": {"0", "1"},
	"m_bangcap": strings.Fields("0 1 2 3 4 5 6 7 8 9"), "m_dn_daotao": {"0", "1"}, "m_bhyt": {"0", "1"}, "m_knld": {"1", "2"}, "m_kt": strings.Fields("0 1 2 3 4 5 6"),
	"m_btxh": strings.Fields("0 1 2 3 4 5"), "m_vieclam": strings.Fields("1 2 3 4 5 6 7 8 9 10"), "m_sdd": {"0", "1", "2", "3"}, "m_internet": {"0", "1"},
}

var houseCodes = map[string][]string{
	"vl_cot": strings.Fields("1 2 3 4 5"), "vl_mai": strings.Fields("1 2 3 4 5"), "vl_tuong": strings.Fields("1 2 3 4 5 6"), "nuoc_an": strings.Fields("1 2 3 4 5 6 7 8 9 10"),
	"nhatieu": strings.Fields("1 2 3 4 5 6 7"), "racthai": {"1", "2", "3"}, "phuongtien": {"tivi", "smartphone", "khong"}, "dientich": {"4", "31.9", "32", "900"},
}

// askedAt: the ages at which the survey asks a question; others are asked of everybody.
var askedAt = map[string][2]int{"m_danghoc": {0, 30}, "m_hocdung": {3, 15}, "m_bangcap": {14, 200}, "m_dn_daotao": {16, 30}, "m_knld": {15, 200}, "m_vieclam": {15, 200}, "m_sdd": {0, 15}, "m_internet": {6, 200}}

func isAsked(q string, years int) bool {
	a, ok := askedAt[q]
	return !ok || years >= a[0] && years <= a[1]
}

// retires gives the end of working age in months in the years the test visits (NĐ 135/2020).
func retires(year int, sex string) int {
	if sex == "2" {
		return map[int]int{2022: 668, 2024: 676, 2026: 684, 2029: 696}[year]
	}
	return map[int]int{2022: 726, 2024: 732, 2026: 738, 2029: 744}[year]
}

// soul is one person of whom everything is known.
type soul struct {
	months int
	a      map[string]string
}

// naive gives the deprived indicators, and how many are counted.
func naive(year int, souls []soul, house map[string]string) (map[string]bool, int) {
	num := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			return -1
		}
		return n
	}
	is := map[string]bool{"d11": true}
	people, dependants := 0, 0
	for _, s := range souls {
		if c := s.a["m_cutru"]; c != "1" && c != "2" && c != "4" && c != "7" {
			continue
		}
		people++
		age := s.months / 12
		if age < 16 || s.a["m_btxh"] != "0" && (age >= 60 || s.a["m_kt"] != "0") {
			dependants++
		}
		if age >= 15 && s.months < retires(year, s.a["m_gioitinh"]) && s.a["m_knld"] == "1" && (s.a["m_vieclam"] == "7" || s.a["m_vieclam"] == "3") {
			is["d01"] = true
		}
		if k := s.a["m_sdd"]; age < 16 && (k == "1" || k == "2" || k == "3") {
			is["d03"] = true
		}
		if age >= 6 && s.a["m_bhyt"] == "0" {
			is["d04"] = true
		}
		grade, degree := num(s.a["m_danghoc"]), num(s.a["m_bangcap"])
		enough := 4
		if age < 18 {
			enough = 3
		}
		if age >= 16 && age <= 30 && grade < enough && degree < enough && s.a["m_dn_daotao"] != "1" {
			is["d05"] = true
		}
		if age >= 3 && age < 16 && s.a["m_hocdung"] == "0" {
			is["d06"] = true
		}
		if s.a["m_internet"] == "1" {
			is["d11"] = false
		}
	}
	is["d02"] = 2*dependants > people
	weak := 0
	for part, list := range map[string]string{"vl_cot": "45", "vl_mai": "4", "vl_tuong": "456"} {
		if strings.Contains(list, house[part]) {
			weak++
		}
	}
	is["d07"] = weak >= 2
	area, _ := strconv.ParseFloat(house["dientich"], 64)
	is["d08"] = area < 8*float64(people)
	is["d09"], is["d10"], is["d13"] = num(house["nuoc_an"]) >= 8, num(house["nhatieu"]) >= 6, house["racthai"] == "3"
	is["d12"] = slices.Contains(strings.Fields(house["phuongtien"]), "khong")
	return is, people
}

var visits = []string{"2022-03-01", "2024-02-29", "2026-11-10", "2029-06-30"}

// drawHousehold makes a small household with a few answers missing; open counts them.
func drawHousehold(t *rapid.T) (h *poverty.Household, day time.Time) {
	visit := rapid.SampledFrom(visits).Draw(t, "visit")
	day, _ = time.Parse(time.DateOnly, visit)
	h = &poverty.Household{Answers: map[string]string{"ngay_tham": visit, "ketqua_tham": "1", "lydo_tham": "1"}, Members: []map[string]string{}}
	// few missing answers together: the test tries every combination
	budget := 3000
	drop := func(ways int, label string) bool {
		if ways > budget || !rapid.Bool().Draw(t, label) {
			return false
		}
		budget /= ways
		return true
	}
	for _, q := range slices.Sorted(mapsKeys(houseCodes)) {
		if rapid.IntRange(0, 9).Draw(t, "missing "+q) == 0 && drop(len(houseCodes[q]), "drop "+q) {
			continue
		}
		h.Answers[q] = rapid.SampledFrom(houseCodes[q]).Draw(t, q)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "members") {
		m := map[string]string{"m_ten": fmt.Sprint("Người ", i)}
		years := rapid.SampledFrom([]int{0, 2, 3, 5, 6, 13, 14, 15, 16, 17, 18, 29, 30, 31, 40, 45, 56, 57, 59, 60, 61, 62, 76}).Draw(t, "years")
		birth := day.AddDate(-years, -rapid.SampledFrom([]int{0, 0, 1, 5, 6, 8, 11}).Draw(t, "months"), rapid.SampledFrom([]int{0, 1, -1, 0, 20}).Draw(t, "days"))
		if birth.After(day) {
			birth = day
		}
		m["m_ngaysinh"] = birth.Format(time.DateOnly)
		switch p := rapid.SampledFrom([]string{"", "", "", "1", "2", "3", "none"}).Draw(t, "precision"); {
		case p == "2" && drop(31, "month"):
			m["m_ngaysinh"], m["m_ns_dochinhxac"] = birth.Format("2006-01")+"-01", "2"
		case p == "3" && drop(24, "year"):
			m["m_ngaysinh"], m["m_ns_dochinhxac"] = birth.Format("2006")+"-01-01", "3"
		case p == "none" && drop(400, "none"):
			delete(m, "m_ngaysinh")
		}
		for _, q := range slices.Sorted(mapsKeys(memberCodes)) {
			if !isAsked(q, years) && rapid.IntRange(0, 3).Draw(t, "stale "+q) > 0 {
				continue
			}
			if rapid.IntRange(0, 11).Draw(t, "missing "+q) == 0 && drop(len(memberCodes[q]), "drop "+q) {
				continue
			}
			m[q] = rapid.SampledFrom(memberCodes[q]).Draw(t, q)
		}
		if m["m_sdd"] == "0" && rapid.IntRange(0, 5).Draw(t, "not measured") == 0 && drop(4, "drop sdd") {
			m["m_sdd"] = "9"
		}
		h.Members = append(h.Members, m)
	}
	return h, day
}

func mapsKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func monthsOld(birth, day time.Time) int {
	n := 0
	for !birth.AddDate(0, 0, 0).After(day) && !addMonths(birth, n+1).After(day) {
		n++
	}
	return n
}

// addMonths gives the day on which so many months are complete: the same day of the month, or the first of the next one
// where the month has no such day.
func addMonths(t time.Time, n int) time.Time {
	return time.Date(t.Year(), t.Month()+time.Month(n), t.Day(), 0, 0, 0, 0, time.UTC)
}

// agesOf lists the ages in months that the recorded birth allows.
func agesOf(m map[string]string, day time.Time) []int {
	b, err := time.Parse(time.DateOnly, m["m_ngaysinh"])
	if err != nil {
		var all []int
		for y := 0; y <= 99; y++ { // every birthday and the month before it, and the ends of working age
			all = append(all, 12*y, 12*y+11)
		}
		for _, sex := range []string{"1", "2"} {
			r := retires(day.Year(), sex)
			all = append(all, r-1, r)
		}
		return all
	}
	first, last := b, b
	switch m["m_ns_dochinhxac"] {
	case "2":
		last = b.AddDate(0, 1, -1)
	case "3":
		last = b.AddDate(1, 0, -1)
	}
	var out []int
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		if d.After(day) {
			break
		}
		if n := monthsOld(d, day); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// souls lists every way one person could turn out.
func souls(m map[string]string, day time.Time) []soul {
	ages := agesOf(m, day)
	var out []soul
	for _, age := range ages {
		ways := []map[string]string{{}}
		for q, codes := range memberCodes {
			v := m[q]
			if q == "m_sdd" && v == "9" {
				v = ""
			}
			ever := slices.ContainsFunc(ages, func(a int) bool { return isAsked(q, a/12) })
			var values []string
			switch {
			case v != "" && ever:
				values = []string{v}
			case v == "" && isAsked(q, age/12):
				values = codes
			default:
				values = []string{""}
			}
			var next []map[string]string
			for _, w := range ways {
				for _, v := range values {
					c := map[string]string{q: v}
					for k, x := range w {
						c[k] = x
					}
					next = append(next, c)
				}
			}
			ways = next
		}
		for _, w := range ways {
			out = append(out, soul{age, w})
		}
	}
	return out
}

// Judge settles an indicator exactly where every completion of the answers gives the same.
func TestJudge_EqualsEveryCompletion(t *testing.T) {
	sets := seed.RuleSets()
	open, settled := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		h, day := drawHousehold(t)
		houses := []map[string]string{{}}
		for q, codes := range houseCodes {
			values := []string{h.Answers[q]}
			if values[0] == "" {
				values = codes
			}
			if q == "vl_mai" { // what sheets and other roofs count as is open in the sample table: as durable or not
				var clear []string
				for _, v := range values {
					if v == "3" || v == "5" {
						clear = append(clear, "1", "4")
					} else {
						clear = append(clear, v)
					}
				}
				values = clear
			}
			var next []map[string]string
			for _, w := range houses {
				for _, v := range values {
					c := map[string]string{q: v}
					for k, x := range w {
						c[k] = x
					}
					next = append(next, c)
				}
			}
			houses = next
		}
		each := make([][]soul, len(h.Members))
		for i, m := range h.Members {
			each[i] = souls(m, day)
		}
		seen := map[string][2]bool{}
		anybody := false
		var try func(i int, so []soul)
		try = func(i int, so []soul) {
			if i < len(each) {
				for _, s := range each[i] {
					try(i+1, append(so, s))
				}
				return
			}
			for _, house := range houses {
				is, people := naive(day.Year(), so, house)
				anybody = anybody || people > 0
				for n := 1; n <= 13; n++ {
					code := fmt.Sprintf("d%02d", n)
					was := seen[code]
					if is[code] {
						was[1] = true
					} else {
						was[0] = true
					}
					seen[code] = was
				}
			}
		}
		try(0, nil)
		got := map[string]poverty.Tri{}
		for _, rs := range sets {
			for code, tri := range poverty.Judge(rs, h).Indicators {
				if had, ok := got[code]; ok && had != tri {
					t.Fatalf("%s differs between the rule sets", code)
				}
				got[code] = tri
			}
		}
		for code, was := range seen {
			want := poverty.Unknown
			switch {
			case !anybody && slices.Contains([]string{"d01", "d02", "d03", "d04", "d05", "d06", "d08", "d11"}, code):
			case was == [2]bool{true, false}:
				want = poverty.No
			case was == [2]bool{false, true}:
				want = poverty.Yes
			}
			if want == poverty.Unknown {
				open++
			} else {
				settled++
			}
			if got[code] != want {
				t.Fatalf("%s is %v, every completion says %v (false, true seen: %v)\n%v", code, got[code], want, was, h)
			}
		}
	})
	if open == 0 || settled == 0 {
		t.Errorf("%d open, %d settled: the test sees too little", open, settled)
	}
}
