package emulation

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

func awardRules(t testing.TB) *AwardRules {
	t.Helper()
	b, err := os.ReadFile("../seed/awards/khen-thuong.md")
	if err != nil {
		t.Fatal(err)
	}
	r := &AwardRules{}
	for _, s := range xlsform.ParseMarkdown(string(b)).Sheets {
		switch s.Name {
		case LadderSheet:
			f, diags := ReadLadder(s.Rows)
			if diags != nil {
				t.Fatal(diags)
			}
			r.Ladder = f
		case SumSheet:
			f, diags := ReadSums(s.Rows)
			if diags != nil {
				t.Fatal(diags)
			}
			r.Sums = f
		case VoteSheet:
			f, diags := ReadVotes(s.Rows)
			if diags != nil {
				t.Fatal(diags)
			}
			r.Votes = f
		}
	}
	return r
}

// The step of the district ends on 30 June 2025.
func TestAwards_LadderByDay(t *testing.T) {
	r := awardRules(t)
	for _, c := range []struct{ day, want string }{
		{"2022-06-01", ""}, {"2025-06-30", "GK_XA GK_HUYEN BK_TINH BK_TTG HCLD3"}, {"2025-07-01", "GK_XA BK_TINH BK_TTG HCLD3"},
	} {
		var got []string
		for _, f := range r.Forms(schema.AwardHousehold, c.day) {
			got = append(got, f.Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v", c.day, got)
		}
	}
	if r.Name("GK_HUYEN", "2026-01-01") != "Giấy khen của Chủ tịch UBND huyện" {
		t.Error("an award that ended keeps its name")
	}
}

func TestAwards_Bonus(t *testing.T) {
	r := awardRules(t)
	for _, c := range []struct {
		code    string
		subject schema.AwardSubject
		day     string
		want    int64
	}{
		{"GK_XA", schema.AwardOfficial, "2025-07-01", 702_000}, {"GK_XA", schema.AwardHousehold, "2026-12-01", 1_053_000}, {"GK_XA", schema.AwardVillage, "2026-12-01", 1_404_000},
		{"GK_XA", schema.AwardOfficial, "2025-06-30", 351_000}, {"GK_XA", schema.AwardOfficial, "2024-06-30", 270_000}, {"BK_TINH", schema.AwardOfficial, "2026-01-01", 3_510_000},
		{"GK_XA", schema.AwardVillage, "2025-06-30", 0}, {"HCLD3", schema.AwardOfficial, "2026-01-01", 0}, {"GK_XA", schema.AwardOfficial, "2023-06-30", 0},
	} {
		got, _, _, ok := r.Bonus(c.code, c.subject, c.day)
		if got != c.want || ok != (c.want > 0) {
			t.Errorf("%s %s on %s: %d %v, want %d", c.code, c.subject, c.day, got, ok, c.want)
		}
	}
}

func TestAwards_Count(t *testing.T) {
	r := awardRules(t)
	village, _ := r.Vote("village", "2026-11-12")
	council, _ := r.Vote("council", "2026-11-27")
	for _, c := range []struct {
		name                           string
		rule                           VoteRule
		members, present, valid, agree int
		share                          int
		secret, ballot                 bool
		want                           string
	}{
		{"half of the village, half of those", village, 100, 50, 50, 25, 0, false, false, "quorum agreed"},
		{"one too few came", village, 100, 49, 49, 49, 0, false, false, "agreed"},
		{"one vote short", village, 100, 50, 50, 24, 0, false, false, "quorum"},
		{"two thirds of the council", council, 9, 6, 6, 5, 0, false, false, "agreed"}, // 66.7 % is below 67
		{"seven of nine", council, 9, 7, 7, 5, 0, false, false, "quorum agreed"},
		{"a share of the members, not of those present", council, 9, 7, 7, 4, 0, false, false, "quorum"},
		{"nine tenths for a high award", council, 10, 10, 10, 9, 90, true, true, "quorum agreed"},
		{"less than nine tenths", council, 10, 10, 10, 8, 90, true, true, "quorum"},
		{"a ballot that was not secret", council, 10, 10, 10, 10, 90, true, false, "quorum agreed open"},
		{"more votes than people", council, 10, 8, 9, 9, 0, false, false, "wrong"},
		{"more agree than voted", council, 10, 8, 7, 8, 0, false, false, "wrong"},
		{"nobody invited", council, 0, 0, 0, 0, 0, false, false, "wrong"},
	} {
		o := c.rule.Count(&schema.AwardMeeting{Members: c.members, Present: c.present, Valid: c.valid, Agree: c.agree, Secret: c.ballot}, c.share, c.secret)
		var got []string
		for _, x := range []struct {
			is   bool
			word string
		}{{!o.Sound, "wrong"}, {o.Quorum, "quorum"}, {o.Agreed, "agreed"}, {!o.Secret, "open"}} {
			if x.is {
				got = append(got, x.word)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// A nomination goes its way step by step; each step asks for what it needs.
func TestAwards_Way(t *testing.T) {
	r := awardRules(t)
	a := &schema.Award{Year: 2026, List: schema.ListRising, Form: "GK_XA", State: schema.AwardDraft, Body: schema.AwardBody{Merit: "thoát nghèo"}}
	step := func(do AwardAction, open []string, want schema.AwardState, field string) {
		t.Helper()
		to, err := r.Advance(a, do, open)
		got := ""
		if e, ok := err.(*schema.Error); ok {
			got = e.Field
		} else if err != nil {
			t.Fatal(err)
		}
		if got != field || err == nil && to != want {
			t.Fatalf("%s in %s: %s, field %q (%v); want %s, field %q", do, a.State, to, got, err, want, field)
		}
		if err == nil {
			a.State = to
		}
	}
	step(DoVillage, nil, "", "meeting")
	a.Body.Village = &schema.AwardMeeting{Day: "2026-11-12", Chair: "Vũ Văn Khuê", Secretary: "Trần Thị Thơm", Members: 60, Present: 46, Valid: 46, Agree: 20}
	step(DoVillage, nil, "", "agree")
	step(DoCouncil, nil, "", "state")
	a.Body.Village.Agree = 41
	step(DoVillage, nil, schema.AwardAgreed, "")
	a.Body.Council = &schema.AwardMeeting{Day: "2026-11-10", Chair: "A", Secretary: "B", Members: 9, Present: 8, Valid: 8, Agree: 8}
	step(DoCouncil, nil, "", "day")
	a.Body.Council.Day = "2026-11-27"
	step(DoCouncil, []string{"chấp hành pháp luật"}, "", "gates")
	step(DoCouncil, nil, schema.AwardVoted, "")
	step(DoReturn, nil, "", "reason")
	step(DoSubmit, nil, "", "letter")
	a.Body.Letter, a.Body.LetterOn = "07/TTr-HĐ", "2026-11-28"
	step(DoSubmit, nil, schema.AwardSubmitted, "")
	step(DoEdit, nil, "", "state")
	a.Body.Decision, a.Body.Decided = "812/QĐ-UBND", "2026-11-20"
	step(DoDecide, nil, "", "decided")
	a.Body.Decided, a.Form = "2026-12-01", "GK_HUYEN"
	step(DoDecide, nil, "", "form")
	a.Form = "GK_XA"
	step(DoDecide, nil, schema.AwardDecided, "")
	step(DoRefuse, nil, "", "state")
	a.Body.Given = "2026-11-30"
	step(DoGive, nil, "", "given")
	a.Body.Given = "2026-12-10"
	step(DoGive, nil, schema.AwardGiven, "")
	a.Body.Consent = &schema.AwardConsent{Given: true, Day: "2026-12-11"}
	step(DoConsent, nil, "", "evidence")
	a.Body.Consent.Evidence = "phiếu đồng ý ký 11/12"
	step(DoConsent, nil, schema.AwardGiven, "")
}

// Whatever is tried in whatever order: nothing is decided without both meetings by the rules, and what ended stays ended.
func TestAwards_Properties(t *testing.T) {
	r := awardRules(t)
	all := []AwardAction{DoEdit, DoGates, DoConsent, DoVillage, DoCouncil, DoSubmit, DoDecide, DoGive, DoReturn, DoRefuse}
	rapid.Check(t, func(t *rapid.T) {
		meeting := func(day string) *schema.AwardMeeting {
			return &schema.AwardMeeting{Day: day, Chair: "A", Secretary: "B", Members: 10, Present: rapid.IntRange(0, 10).Draw(t, "present"), Valid: rapid.IntRange(0, 10).Draw(t, "valid"), Agree: rapid.IntRange(0, 10).Draw(t, "agree")}
		}
		a := &schema.Award{Form: "GK_XA", State: schema.AwardDraft, Body: schema.AwardBody{Reason: "lý do", Letter: "1", LetterOn: "2026-11-28", Decision: "2", Decided: "2026-12-01", Given: "2026-12-02"}}
		agreed := map[AwardAction]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			do := rapid.SampledFrom(all).Draw(t, "do")
			was := a.State
			try := *a
			switch do {
			case DoVillage:
				try.Body.Village = meeting("2026-11-12")
			case DoCouncil:
				try.Body.Council = meeting("2026-11-27")
			}
			to, err := r.Advance(&try, do, nil)
			if err != nil {
				if to == schema.AwardDecided && was != to {
					t.Fatal("refused and decided at once")
				}
				continue
			}
			try.State = to
			*a = try
			switch do {
			case DoVillage, DoCouncil:
				agreed[do] = true
			case DoReturn:
				clear(agreed)
			}
			if was == schema.AwardRefused || was == schema.AwardGiven && to != was {
				t.Fatalf("%s after %s", do, was)
			}
			if (to == schema.AwardDecided || to == schema.AwardGiven || to == schema.AwardSubmitted) && !(agreed[DoVillage] && agreed[DoCouncil]) {
				t.Fatalf("%s without both meetings", to)
			}
			if m := a.Body.Council; to == schema.AwardVoted && was == schema.AwardAgreed && (m.Agree*100 < 50*m.Members || m.Present*100 < 67*m.Members) {
				t.Fatalf("voted by %+v", m)
			}
		}
	})
}

func TestAwards_SameMerit(t *testing.T) {
	a := schema.Award{ID: wire.ID{1}, Year: 2026, List: schema.ListRising, Subject: wire.ID{9}, Body: schema.AwardBody{Merit: "Thoát nghèo bền vững"}}
	for _, c := range []struct {
		name   string
		change func(*schema.Award)
		want   bool
	}{
		{"the same again", func(*schema.Award) {}, true},
		{"in other words, on the same track", func(b *schema.Award) { b.Body.Merit = "Vươn lên" }, true},
		{"another year", func(b *schema.Award) { b.Year = 2025 }, false},
		{"the other track", func(b *schema.Award) { b.List = schema.ListHelping }, false},
		{"another household", func(b *schema.Award) { b.Subject = wire.ID{8} }, false},
		{"itself", func(b *schema.Award) { b.ID = a.ID }, false},
	} {
		b := a
		b.ID = wire.ID{2}
		c.change(&b)
		if SameMerit(&a, &b) != c.want {
			t.Error(c.name)
		}
	}
	x := schema.Award{ID: wire.ID{1}, Year: 2026, List: schema.ListGroup, Name: "Hội Phụ nữ", Body: schema.AwardBody{Merit: "Gây quỹ"}}
	y := schema.Award{ID: wire.ID{2}, Year: 2026, List: schema.ListGroup, Name: "hoi phu nu", Body: schema.AwardBody{Merit: "gay quy"}}
	if !SameMerit(&x, &y) {
		t.Error("names and words are compared without marks")
	}
	if y.Body.Merit = "Sửa nhà"; SameMerit(&x, &y) {
		t.Error("another merit of a group")
	}
}

func TestAwards_MayPublish(t *testing.T) {
	yes, no := &schema.AwardConsent{Given: true, Day: "2026-11-01"}, &schema.AwardConsent{Day: "2026-11-01"}
	for _, c := range []struct {
		said, day string
		typed     *schema.AwardConsent
		want      bool
	}{{"", "", nil, false}, {"1", "2026-10-01", nil, true}, {"0", "2026-10-01", nil, false}, {"0", "2026-10-01", yes, true}, {"1", "2026-10-01", no, false}, {"0", "2026-11-02", yes, false}, {"", "", yes, true}} {
		if got := MayPublish(c.said, c.day, c.typed); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestAwards_TablesSayWhereTheyAreWrong(t *testing.T) {
	for _, c := range []struct {
		table  string
		row    int
		column string
	}{
		{"| hinh_thuc_khen |\n| | ma | ten |\n| | A | B |", 1, "tham_quyen"},
		{"| hinh_thuc_khen |\n| | ma | ten | tham_quyen | doi_tuong | tu | den | do_chac |\n| | A | B | C | ai | 2025-01-01 | | V |", 2, "doi_tuong"},
		{"| hinh_thuc_khen |\n| | ma | ten | tham_quyen | doi_tuong | tu | den | do_chac |\n| | A | B | C | ho | 2025-01-01 | | V |\n| | A | B | C | ho | 2026-01-01 | | V |", 3, "tu"},
		{"| tien_thuong |\n| | ma | doi_tuong | he_so | so_tien | tu | do_chac |\n| | luong_co_so | | | | 2025-01-01 | V |", 2, "so_tien"},
		{"| tien_thuong |\n| | ma | doi_tuong | he_so | so_tien | tu | do_chac |\n| | A | ho | | | 2025-01-01 | V |", 2, "he_so"},
		{"| hop_xet |\n| | ma | ten | tu | du_hop | nhat_tri | tinh_tren | do_chac |\n| | hop_xa | B | 2025-01-01 | 50 | 50 | co_mat | V |", 2, "ma"},
		{"| hop_xet |\n| | ma | ten | tu | du_hop | nhat_tri | tinh_tren | do_chac |\n| | hop_thon | B | 2025-01-01 | 150 | 50 | co_mat | V |", 2, "du_hop"},
	} {
		s := xlsform.ParseMarkdown(c.table).Sheets[0]
		_, diags := ReadLadder(s.Rows)
		switch s.Name {
		case SumSheet:
			_, diags = ReadSums(s.Rows)
		case VoteSheet:
			_, diags = ReadVotes(s.Rows)
		}
		if len(diags) == 0 || diags[0].Row != c.row || diags[0].Column != c.column || diags[0].Sheet != s.Name {
			t.Errorf("%s: %+v", c.table, diags)
		}
	}
}
