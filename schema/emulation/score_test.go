package emulation

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

func number(b byte) wire.ID { return wire.ID{b, 15: 1} }

// village is a village with ten households: four poor at the start of the year, two of them no longer, three registered.
func village() *Material {
	m := &Material{Year: 2026, Today: "2026-12-31", Areas: []schema.Area{{ID: number(200), Label: "Thôn Phù Oanh"}}, Entries: map[string][]schema.Entry{}, Settled: true,
		People: map[wire.ID]schema.Population{number(200): {Households: 62}}, Set: &Criteria{Marks: map[string]Mark{MarkPlan: {3, 31, ""}}}}
	for i := range 10 {
		h := &Home{Household: schema.Household{Case: number(byte(i + 1)), Area: number(200), Code: "0" + string(rune('0'+i)), Head: "Hộ"}}
		h.Class = [4]string{"KN", "KN", "KN", "KN"}
		if i < 4 {
			h.Class = [4]string{"HN", "HN", "HN", "HN"}
		}
		m.Homes = append(m.Homes, h)
	}
	m.Homes[0].Class[0], m.Homes[1].Class[0] = "KN", "HCN" // one escaped for good, one to near-poor
	for _, i := range []int{0, 2} {
		m.Entries["dang_ky"] = append(m.Entries["dang_ky"], schema.Entry{ID: number(byte(100 + i)), Kind: "dang_ky", Year: 2026, Title: "đơn", Values: map[string]string{"ho": m.Homes[i].Case.String(), "nam_thoat": "2026", "lo_trinh": "nuôi gà"}})
	}
	m.Homes[1].Now = &Visit{Record: number(120), Done: true, Answers: map[string]string{"dk_thoat": "1"}}
	m.Index()
	return m
}

var escapes = &Sheet{Subject: SubjectVillage, Criteria: []Criterion{{Code: "T4", Points: 25, Parts: []Part{
	{Points: 15, Over: "ho_thoat", Under: "ho_ngheo_dau", Full: 1}, {Points: 10, Over: "dang_ky_thoat", Under: "ho_dang_ky", Full: 1}}}}}

// The figures of the design's picture: 2 of 4 poor and 2 of 3 registered make 14,2 of 25 points.
func TestScore_AsInThePicture(t *testing.T) {
	m := village()
	facts := FactsOf(SubjectVillage, number(200), m)
	for code, want := range map[string]float64{"ho_ngheo_dau": 4, "ho_thoat": 2, "ho_dang_ky": 3, "dang_ky_thoat": 2, "ho_dan": 62, "ho_ngheo_can": 4} {
		if f := facts[code]; !f.Known || f.Value != want {
			t.Errorf("%s: %+v, want %g", code, f, want)
		}
	}
	if ev := facts["ho_thoat"].Evidence; len(ev) != 2 || ev[0].Kind != EvidenceHousehold || ev[0].ID != number(1) {
		t.Errorf("evidence: %+v", ev)
	}
	card := Score(escapes, facts)
	// One registered household went from poor to near-poor: out of its class? Not out of what the movement is for.
	if got := card.Lines[0].Parts[0].Points; math.Abs(got-7.5) > 1e-9 {
		t.Errorf("escaped: %g", got)
	}
	if got := card.Lines[0].Points; math.Abs(got-14.2) > 1e-9 || card.Total != got || card.Missing != 0 {
		t.Errorf("T4: %g, total %g, missing %g", got, card.Total, card.Missing)
	}
}

// Until the year's result is recognised nobody has escaped, and nothing is guessed.
func TestScore_UnknownIsNotZero(t *testing.T) {
	m := village()
	m.Settled = false
	card := Score(escapes, FactsOf(SubjectVillage, number(200), m))
	if card.Total != 0 || card.Missing != 25 || card.Lines[0].Known != 0 || !strings.Contains(card.Lines[0].Parts[0].Why.Vi, "chưa được công nhận") {
		t.Errorf("%+v", card)
	}
	m = village()
	for _, h := range m.Homes {
		h.Class[1] = ""
	}
	if f := FactsOf(SubjectVillage, number(200), m)["ho_ngheo_dau"]; f.Known || f.Why.Vi == "" {
		t.Errorf("no classes: %+v", f)
	}
	if card := Score(escapes, nil); card.Missing != 25 || card.Lines[0].Parts[0].Why != noFigure {
		t.Errorf("no facts: %+v", card)
	}
	zero := map[string]Fact{"ho_thoat": {Known: true}, "ho_ngheo_dau": {Known: true}}
	if p := Score(escapes, zero).Lines[0].Parts[0]; p.Known || p.Points != 0 {
		t.Errorf("divided by nothing: %+v", p)
	}
	facts := FactsOf(SubjectCommune, wire.ID{}, &Material{Year: 2026, Entries: map[string][]schema.Entry{}, Set: &Criteria{}})
	for code, f := range facts {
		if f.Known && code != "khong_knld" && code != "khong_knld_btxh" {
			t.Errorf("an empty commune knows %s: %+v", code, f)
		}
	}
}

// An official whose sheet came to count classes all the same gets nothing for it.
func TestScore_OfficialsNeverByClasses(t *testing.T) {
	s := &Sheet{Subject: SubjectOfficial, Criteria: []Criterion{{Code: "C9", Points: 100, Parts: []Part{{Points: 100, Over: "ho_thoat", Full: 1}}}}}
	if card := Score(s, map[string]Fact{"ho_thoat": {Known: true, Value: 40}}); card.Total != 0 || card.Missing != 100 {
		t.Errorf("%+v", card)
	}
	if facts := FactsOf(SubjectOfficial, number(50), village()); len(facts) == 0 {
		t.Error("no facts of an official")
	} else {
		for code := range facts {
			if k, _ := factOf(code); k.Class {
				t.Errorf("an official is known by %s", code)
			}
		}
	}
	m := village()
	m.Entries["can_bo"] = []schema.Entry{{ID: number(51), Title: "Bùi Văn Út", Day: "2020-01-01"}, {ID: number(50), Title: "Ân Thị Lan", Day: "2020-01-01"}}
	if all := m.Candidates(SubjectOfficial); len(all) != 2 || all[0].Name != "Ân Thị Lan" {
		t.Errorf("officials by name: %+v", all)
	}
}

// The two tracks of households: those that rise were poor or near-poor, those that help say or are booked to.
func TestCandidates_TracksApart(t *testing.T) {
	m := village()
	m.Fund = []schema.FundLine{{Side: schema.FundIn, Asset: schema.FundCash, Amount: 500_000, Case: m.Homes[7].Case}}
	m.Entries["giup_do"] = []schema.Entry{{ID: number(130), Kind: "giup_do", Year: 2026, Title: "x", Values: map[string]string{"ben_giup": m.Homes[8].Case.String(), "ben_nhan": m.Homes[0].Case.String(), "hinh_thuc": "giong", "gia_tri": "2000000"}}}
	m.Index()
	if got := len(m.Candidates(SubjectRising)); got != 4 {
		t.Errorf("%d rise", got)
	}
	if got := m.Candidates(SubjectHelping); len(got) != 2 || got[0].ID != m.Homes[7].Case || got[1].ID != m.Homes[8].Case {
		t.Errorf("help: %+v", got)
	}
	facts := FactsOf(SubjectHelping, m.Homes[8].Case, m)
	for code, want := range map[string]float64{"giup_ho": 1, "giup_gia_tri": 2_000_000, "giup_hinh_thuc": 1, "giup_thoat": 1} {
		if f := facts[code]; !f.Known || f.Value != want {
			t.Errorf("%s: %+v", code, f)
		}
	}
	for code := range facts {
		if k, ok := factOf(code); !ok || k.Subjects[0] != SubjectHelping {
			t.Errorf("track 2 has %s", code)
		}
	}
}

func TestFacts_Loans(t *testing.T) {
	left := int64(20_000_000)
	test := func(truth credit.Truth) credit.Tests {
		x := credit.Test{Result: truth}
		return credit.Tests{Purpose: x, Interest: x, Principal: x, Effective: x, Active: credit.True}
	}
	for name, x := range map[string]struct {
		loans []Loan
		known bool
		value float64
	}{
		"none":    {nil, false, 0},
		"good":    {[]Loan{{Case: number(1), Tests: test(credit.True), Left: &left}}, true, 1},
		"one bad": {[]Loan{{Case: number(1), Tests: test(credit.True), Left: &left}, {Case: number(1), Tests: test(credit.False), Left: &left}}, true, 0},
		"unclear": {[]Loan{{Case: number(1), Tests: test(credit.True), Left: &left}, {Case: number(1), Tests: test(credit.Unknown), Left: &left}}, false, 0},
	} {
		m := village()
		m.Loans, m.HasLoans = x.loans, true
		if f := FactsOf(SubjectRising, number(1), m)["vay_dung"]; f.Known != x.known || f.Value != x.value {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// Whatever the facts: points lie between none and all, a criterion's points are those of its measures to a tenth, the total
// is their sum, and points counted and missing never exceed the whole.
func TestScore_Laws(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &Sheet{Subject: SubjectVillage}
		facts := map[string]Fact{}
		codes := []string{"ho_thoat", "ho_ngheo_dau", "tap_huan", "ho_dan"}
		all := 0.0
		for i := range rapid.IntRange(1, 4).Draw(r, "criteria") {
			c := Criterion{Code: string(rune('A' + i))}
			for range rapid.IntRange(1, 3).Draw(r, "parts") {
				p := Part{Points: float64(rapid.IntRange(1, 20).Draw(r, "points")), Over: rapid.SampledFrom(codes).Draw(r, "over"), Under: rapid.SampledFrom(append(codes, "")).Draw(r, "under"),
					Zero: float64(rapid.IntRange(-3, 3).Draw(r, "zero")), Full: float64(rapid.IntRange(4, 9).Draw(r, "full"))}
				c.Points += p.Points
				c.Parts = append(c.Parts, p)
			}
			all += c.Points
			s.Criteria = append(s.Criteria, c)
		}
		for _, code := range codes {
			facts[code] = Fact{Code: code, Known: rapid.Bool().Draw(r, "known"), Value: float64(rapid.IntRange(-5, 50).Draw(r, "value"))}
		}
		card := Score(s, facts)
		total := 0.0
		for _, l := range card.Lines {
			sum := 0.0
			for _, p := range l.Parts {
				if p.Points < 0 || p.Points > p.Part.Points || !p.Known && p.Points != 0 || math.IsNaN(p.Points) {
					t.Fatalf("%+v", p)
				}
				sum += p.Points
			}
			if math.Abs(sum-l.Points) > 0.05+1e-9 || l.Points > l.Known+0.05 {
				t.Fatalf("%g of %g", l.Points, sum)
			}
			total += l.Points
		}
		if math.Abs(total-card.Total) > 1e-6 || card.Total+card.Missing > all+0.05*float64(len(card.Lines))+1e-9 {
			t.Fatalf("total %g of %g, missing %g of %g", card.Total, total, card.Missing, all)
		}
	})
}
