package credit

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms/xlsform"
)

func n(v int64) *int64 { return &v }

// The four tests, one row a rule: what each column says, and purpose, interest, principal, effective as + − ?.
func TestJudge(t *testing.T) {
	good := func(change func(*Survey)) *Survey {
		s := &Survey{Day: "2026-10-14", Amount: n(50e6), Outstanding: n(30e6), Use: "1", Late: n(0), State: InTerm, Added: n(1e6), Kept: True}
		change(s)
		return s
	}
	same := func(*Survey) {}
	for _, c := range []struct {
		name     string
		survey   *Survey
		bank     *Bank
		kept     Truth
		want     string
		disagree string
	}{
		{"nothing known", nil, nil, Unknown, "????", ""},
		{"all well by the household", good(same), nil, Unknown, "++++", ""},
		{"partly as declared fails", good(func(s *Survey) { s.Use = "2" }), nil, Unknown, "-+++", ""},
		{"wrong use fails", good(func(s *Survey) { s.Use = "3" }), nil, Unknown, "-+++", ""},
		{"use not clear", good(func(s *Survey) { s.Use = "9" }), nil, Unknown, "?+++", ""},
		{"purposes that differ only warn", good(func(s *Survey) { s.Declared, s.Actual = "1", "4" }), nil, Unknown, "++++", ""},
		{"months late not known", good(func(s *Survey) { s.Late = nil }), nil, Unknown, "+?++", ""},
		{"one month late", good(func(s *Survey) { s.Late = n(1) }), nil, Unknown, "+-++", ""},
		{"extended passes", good(func(s *Survey) { s.State = Extended }), nil, Unknown, "++++", ""},
		{"rolled over passes", good(func(s *Survey) { s.State = RolledOver }), nil, Unknown, "++++", ""},
		{"due now can not be told", good(func(s *Survey) { s.State = DueNow }), nil, Unknown, "++?+", ""},
		{"overdue", good(func(s *Survey) { s.State = Overdue }), nil, Unknown, "++-+", ""},
		{"frozen fails", good(func(s *Survey) { s.State = Frozen }), nil, Unknown, "++-+", ""},
		{"written off fails", good(func(s *Survey) { s.State = WrittenOff }), nil, Unknown, "++-+", ""},
		{"state not known", good(func(s *Survey) { s.State = "" }), nil, Unknown, "++?+", ""},
		{"income alone is effective", good(func(s *Survey) { s.Kept = False }), nil, Unknown, "++++", ""},
		{"an asset alone is effective", good(func(s *Survey) { s.Added = n(0) }), nil, Unknown, "++++", ""},
		{"neither is effective", good(func(s *Survey) { s.Added, s.Kept = n(0), False }), nil, Unknown, "+++-", ""},
		{"no income and asset not known", good(func(s *Survey) { s.Added, s.Kept = n(0), Unknown }), nil, Unknown, "+++?", ""},
		{"no asset and income not known", good(func(s *Survey) { s.Added, s.Kept = nil, False }), nil, Unknown, "+++?", ""},
		{"the household's own view judges nothing", good(func(s *Survey) { s.Effect = "4" }), nil, Unknown, "++++", ""},
		{"confirmed apart", good(func(s *Survey) { s.Added, s.Kept = n(0), False }), nil, True, "++++", ""},
		{"confirmed gone", good(func(s *Survey) { s.Added, s.Kept = n(0), Unknown }), nil, False, "+++-", ""},
		{"confirmed without a survey", nil, nil, True, "???+", ""},

		{"the bank agrees", good(same), &Bank{Late: n(0), Status: InTerm, WrongUse: False}, Unknown, "++++", ""},
		{"the bank's months prevail", good(same), &Bank{Late: n(2)}, Unknown, "+-++", "interest"},
		{"the bank's months prevail the other way", good(func(s *Survey) { s.Late = n(3) }), &Bank{Late: n(0)}, Unknown, "++++", "interest"},
		{"interest in arrears in dong", good(same), &Bank{Arrears: n(120e3)}, Unknown, "+-++", "interest"},
		{"no interest in arrears in dong", good(same), &Bank{Arrears: n(0)}, Unknown, "++++", ""},
		{"months before dong", good(same), &Bank{Late: n(0), Arrears: n(5)}, Unknown, "++++", ""},
		{"the bank says nothing of interest", good(func(s *Survey) { s.Late = n(3) }), &Bank{Status: InTerm}, Unknown, "+-++", ""},
		{"the bank's status prevails", good(same), &Bank{Status: Overdue}, Unknown, "++-+", "principal"},
		{"the bank says extended", good(func(s *Survey) { s.State = Overdue }), &Bank{Status: Extended, Extensions: n(1)}, Unknown, "++++", "principal"},
		{"wrong use by the bank", good(same), &Bank{WrongUse: True}, Unknown, "-+++", "purpose"},
		{"the bank found nothing, the collector did", good(func(s *Survey) { s.Use = "3" }), &Bank{WrongUse: False}, Unknown, "-+++", "purpose"},
		{"the bank found nothing, nobody looked", nil, &Bank{WrongUse: False, Late: n(0), Status: InTerm}, Unknown, "?++?", ""},
		{"wrong use by the bank alone", nil, &Bank{WrongUse: True}, Unknown, "-???", ""},
		{"sums short although in term", good(same), &Bank{Status: InTerm, Due: n(10e6), Repaid: n(9e6)}, Unknown, "++-+", "principal"},
		{"sums short although extended", good(same), &Bank{Status: Extended, Due: n(10e6), Repaid: n(9e6)}, Unknown, "++-+", "principal"},
		{"sums paid exactly", good(same), &Bank{Status: InTerm, Due: n(10e6), Repaid: n(10e6)}, Unknown, "++++", ""},
		{"sums paid, no status", good(func(s *Survey) { s.State = Overdue }), &Bank{Due: n(10e6), Repaid: n(12e6)}, Unknown, "++++", "principal"},
		{"sums paid, yet overdue", good(same), &Bank{Status: Overdue, Due: n(10e6), Repaid: n(10e6)}, Unknown, "++-+", "principal"},
		{"sums paid, yet frozen", good(same), &Bank{Status: Frozen, Due: n(10e6), Repaid: n(10e6)}, Unknown, "++-+", "principal"},
		{"one sum only: the status", good(same), &Bank{Status: InTerm, Due: n(10e6)}, Unknown, "++++", ""},
		{"days past due alone", good(same), &Bank{DaysPast: n(12)}, Unknown, "++-+", "principal"},
		{"no days past due alone", good(func(s *Survey) { s.State = "" }), &Bank{DaysPast: n(0)}, Unknown, "++++", ""},
		{"all three differ", good(same), &Bank{WrongUse: True, Late: n(1), Status: Frozen}, Unknown, "---+", "purpose interest principal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Judge(&Loan{Survey: c.survey, Bank: c.bank, Kept: c.kept})
			if s := signs(got); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
			if d := strings.Join(got.Disagree, " "); d != c.disagree {
				t.Errorf("disagree on %q, want %q", d, c.disagree)
			}
			if want := c.name == "purposes that differ only warn"; got.PurposeDiffers != want {
				t.Errorf("purposes differ: %v", got.PurposeDiffers)
			}
		})
	}
}

func signs(t Tests) string {
	var out []byte
	for _, x := range []Test{t.Purpose, t.Interest, t.Principal, t.Effective} {
		out = append(out, "?-+"[x.Result])
	}
	return string(out)
}

// Every figure that decided carries the day of its column.
func TestJudge_EvidenceHasItsDay(t *testing.T) {
	got := Judge(&Loan{Survey: &Survey{Day: "2026-10-14", Use: "1", Late: n(0), State: InTerm, Kept: True}, Bank: &Bank{Day: "2026-10-31", Late: n(2)}})
	for _, c := range []struct {
		test Test
		from Source
		day  string
		why  Reason
	}{{got.Purpose, FromSurvey, "2026-10-14", SeenRight}, {got.Interest, FromBank, "2026-10-31", MonthsLate}, {got.Principal, FromSurvey, "2026-10-14", StateIs}, {got.Effective, FromSurvey, "2026-10-14", AssetKept}} {
		if c.test.From != c.from || c.test.Day != c.day || c.test.Why != c.why {
			t.Errorf("%+v, want %s %s %s", c.test, c.from, c.day, c.why)
		}
	}
	if got.Interest.Figure != 2 {
		t.Errorf("figure %d", got.Interest.Figure)
	}
}

func TestHousehold(t *testing.T) {
	pass, fail, open := Tests{All: True, Active: True}, Tests{All: False, Active: True}, Tests{All: Unknown, Active: True}
	paid := Tests{All: False, Active: False}
	perhaps := func(all Truth) Tests { return Tests{All: all} }
	for _, c := range []struct {
		name  string
		loans []Tests
		want  string
	}{
		{"no loan", nil, "no_loan"},
		{"only a loan that is paid off", []Tests{paid}, "no_loan"},
		{"one that passes", []Tests{pass, paid}, "true"},
		{"unknown beats true", []Tests{pass, open}, "unknown"},
		{"false beats unknown", []Tests{open, fail, pass}, "false"},
		{"perhaps active and passes: no loan or true", []Tests{perhaps(True)}, "unknown"},
		{"perhaps active beside one that passes", []Tests{pass, perhaps(True)}, "true"},
		{"perhaps active and fails", []Tests{pass, perhaps(False)}, "unknown"},
		{"perhaps active beside one that fails", []Tests{fail, perhaps(Unknown)}, "false"},
	} {
		all, none := Household(c.loans)
		got := all.String()
		if none {
			got = "no_loan"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestActive(t *testing.T) {
	for _, c := range []struct {
		name string
		loan Loan
		want Truth
	}{
		{"nothing known", Loan{}, Unknown},
		{"the household owes", Loan{Survey: &Survey{Outstanding: n(1)}}, True},
		{"the bank's figure prevails", Loan{Survey: &Survey{Outstanding: n(1)}, Bank: &Bank{Outstanding: n(0)}}, False},
		{"the bank has no figure", Loan{Survey: &Survey{Outstanding: n(1)}, Bank: &Bank{}}, True},
		{"paid off in the year of the award", Loan{Bank: &Bank{Outstanding: n(0)}, PaidOff: true}, True},
	} {
		if got := c.loan.Active(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTruth_JSON(t *testing.T) {
	b, err := json.Marshal([]Truth{True, False, Unknown})
	if err != nil || string(b) != `[true,false,"unknown"]` {
		t.Errorf("%s %v", b, err)
	}
}

func anyLoan(t *rapid.T) *Loan {
	maybe := func(label string, most int64) *int64 {
		if !rapid.Bool().Draw(t, label+"?") {
			return nil
		}
		return n(rapid.Int64Range(0, most).Draw(t, label))
	}
	state := rapid.SampledFrom([]Status{"", InTerm, Extended, Overdue, Frozen, DueNow, RolledOver, WrittenOff})
	truth := rapid.SampledFrom([]Truth{Unknown, False, True})
	l := &Loan{Kept: truth.Draw(t, "kept apart"), PaidOff: rapid.Bool().Draw(t, "paid off")}
	if rapid.Bool().Draw(t, "survey") {
		l.Survey = &Survey{Use: rapid.SampledFrom([]string{"", "1", "2", "3", "9"}).Draw(t, "use"), Late: maybe("late", 3), State: state.Draw(t, "state"),
			Added: maybe("added", 2), Kept: truth.Draw(t, "kept"), Outstanding: maybe("owed", 2)}
	}
	if rapid.Bool().Draw(t, "bank") {
		l.Bank = &Bank{Outstanding: maybe("bank owed", 2), Status: state.Draw(t, "bank state"), Late: maybe("bank late", 3), Due: maybe("due", 4),
			Repaid: maybe("repaid", 4), DaysPast: maybe("past", 2), WrongUse: truth.Draw(t, "wrong")}
	}
	return l
}

// What is not known can only be settled: a test that has an answer keeps it when a blank of the column that gave it is
// filled, and the whole is true only when all four are.
func TestJudge_Properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLoan(t)
		got := Judge(l)
		four := []Truth{got.Purpose.Result, got.Interest.Result, got.Principal.Result, got.Effective.Result}
		want := True
		if slices.Contains(four, Unknown) {
			want = Unknown
		}
		if slices.Contains(four, False) {
			want = False
		}
		if got.All != want {
			t.Fatalf("all %s of %v", got.All, four)
		}
		for _, x := range []Test{got.Purpose, got.Interest, got.Principal, got.Effective} {
			if x.Result != Unknown && (x.From == "" || x.Why == "" || x.Why == NothingKnown) {
				t.Fatalf("an answer without evidence: %+v", x)
			}
		}
		if l.Survey == nil && l.Bank == nil && l.Kept == Unknown && slices.ContainsFunc(four, func(x Truth) bool { return x != Unknown }) {
			t.Fatal("an answer out of nothing")
		}
		if (l.Survey == nil || l.Bank == nil) && len(got.Disagree) > 0 {
			t.Fatalf("one column can not disagree: %v", got.Disagree)
		}
		if b := l.Bank; b != nil && (b.Status == Frozen || b.Status == Overdue) && got.Principal.Result != False {
			t.Fatalf("the bank says %s: %+v", b.Status, got.Principal)
		}
		household, none := Household([]Tests{got})
		if none != (got.Active == False) || got.Active == True && household != got.All {
			t.Fatalf("household %s %v of %+v", household, none, got)
		}
	})
}

// Every completion of what is not known that gives the same answer would make "unknown" a lie: try both ends of each blank.
func TestEffective_UnknownOnlyWhereItMatters(t *testing.T) {
	for _, added := range []*int64{nil, n(0), n(1)} {
		for _, kept := range []Truth{Unknown, False, True} {
			seen := map[Truth]bool{}
			for _, a := range []*int64{n(0), n(1)} {
				for _, k := range []Truth{False, True} {
					if (added == nil || *added == *a) && (kept == Unknown || kept == k) {
						seen[Judge(&Loan{Survey: &Survey{Added: a, Kept: k}}).Effective.Result] = true
					}
				}
			}
			got := Judge(&Loan{Survey: &Survey{Added: added, Kept: kept}}).Effective.Result
			if (got == Unknown) != (len(seen) > 1) || got != Unknown && !seen[got] {
				t.Errorf("added %v kept %s: %s of %v", added, kept, got, seen)
			}
		}
	}
}

func shipped(t *testing.T) [][]string {
	b, err := os.ReadFile("../seed/credit/chuong-trinh-vay.md")
	if err != nil {
		t.Fatal(err)
	}
	return xlsform.ParseMarkdown(string(b)).Sheets[0].Rows
}

func TestReadProgrammes_Shipped(t *testing.T) {
	p, diags := ReadProgrammes(shipped(t))
	if len(diags) > 0 {
		t.Fatalf("%+v", diags)
	}
	for _, c := range []struct {
		code, day string
		limit     int64
		rate      string
	}{{"HN", "2018-05-01", 50e6, "6,6"}, {"HN", "2019-03-01", 100e6, "6,6"}, {"CN", "2026-10-01", 100e6, "7,92"}, {"NS", "2024-09-01", 20e6, "9"}, {"NS", "2024-09-02", 50e6, "9"}, {"GQVL", "2026-01-01", 200e6, "8,382"}} {
		x, ok := p.On(c.code, c.day)
		if !ok || x.Limit != c.limit || x.Rate != c.rate {
			t.Errorf("%s on %s: %v %d %s", c.code, c.day, ok, x.Limit, x.Rate)
		}
	}
	if _, ok := p.On("HN", "2010-01-01"); ok {
		t.Error("a programme before its first row")
	}
	if !slices.Equal(p.Codes(), []string{"HN", "CN", "MTN", "NS", "HSSV", "STEM", "GQVL", "NO33", "NOXH", "XKLD", "KHAC"}) {
		t.Errorf("codes %v", p.Codes())
	}
}

func TestEligible(t *testing.T) {
	p, _ := ReadProgrammes(shipped(t))
	for _, c := range []struct {
		code, day string
		at        Standing
		want      Truth
	}{
		{"HN", "2026-05-01", Standing{"HN", -1}, True},
		{"HN", "2026-05-01", Standing{"HCN", -1}, False},
		{"HN", "2026-05-01", Standing{"", -1}, Unknown},
		{"CN", "2026-05-01", Standing{"HCN", -1}, True},
		{"MTN", "2026-05-01", Standing{"MTN", -1}, True},
		{"MTN", "2026-05-01", Standing{"KN", 36}, True},
		{"MTN", "2026-05-01", Standing{"KN", 37}, False},
		{"MTN", "2026-05-01", Standing{"KN", -1}, False},
		{"MTN", "2026-05-01", Standing{"HN", 5}, False},
		{"NS", "2026-05-01", Standing{"", -1}, True},
	} {
		x, ok := p.On(c.code, c.day)
		if got := x.Eligible(c.at); !ok || got != c.want {
			t.Errorf("%s %+v: %s, want %s", c.code, c.at, got, c.want)
		}
	}
	x, _ := p.On("HN", "2026-05-01")
	if x.Over(100e6) != 0 || x.Over(100e6+1) != 1 {
		t.Error("the limit itself is allowed, one dong more is not")
	}
}

func TestReadProgrammes_SaysWhereItIsWrong(t *testing.T) {
	head := []string{"ma", "ten", "tu", "den", "han_muc", "lai_suat", "do_chac"}
	for _, c := range []struct {
		name   string
		rows   [][]string
		row    int
		column string
	}{
		{"no column", [][]string{{"ma", "ten", "tu"}}, 1, "do_chac"},
		{"nothing in it", [][]string{head}, 1, ""},
		{"no name", [][]string{head, {"HN", "", "2019-01-01", "", "", "", "V"}}, 2, "ten"},
		{"not a day", [][]string{head, {"HN", "x", "soon", "", "", "", "V"}}, 2, "tu"},
		{"turned round", [][]string{head, {"HN", "x", "2019-01-01", "2018-01-01", "", "", "V"}}, 2, "den"},
		{"not a number", [][]string{head, {"HN", "x", "2019-01-01", "", "nhiều", "", "V"}}, 2, "han_muc"},
		{"not a rate", [][]string{head, {"HN", "x", "2019-01-01", "", "", "NaN", "V"}}, 2, "lai_suat"},
		{"no such mark", [][]string{head, {"HN", "x", "2019-01-01", "", "", "", "sure"}}, 2, "do_chac"},
		{"two at once", [][]string{head, {"HN", "x", "2019-01-01", "", "", "", "V"}, {"HN", "y", "2020-01-01", "", "", "", "V"}}, 3, "tu"},
	} {
		got, diags := ReadProgrammes(c.rows)
		if got != nil || len(diags) == 0 || diags[0].Row != c.row || diags[0].Column != c.column || diags[0].Why.Vi == "" || diags[0].Fix.Vi == "" {
			t.Errorf("%s: %v %+v", c.name, got, diags)
		}
	}
}

func FuzzReadProgrammes(f *testing.F) {
	f.Add("ma|ten|tu|do_chac\nHN|x|2019-01-01|V")
	f.Add("ma|ten|tu|den|han_muc|lai_suat|do_chac\nHN|x|1/5/2019|||-1|V")
	f.Fuzz(func(t *testing.T, text string) {
		var rows [][]string
		for line := range strings.Lines(text) {
			rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "|"))
		}
		if p, diags := ReadProgrammes(rows); (p == nil) == (len(diags) == 0) {
			t.Fatalf("%v %v", p, diags)
		}
	})
}
