package emulation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
)

// The tables of law of awards, each a sheet of its own.
const (
	LadderSheet = "hinh_thuc_khen"
	SumSheet    = "tien_thuong"
	VoteSheet   = "hop_xet"
	GateSheet   = "dieu_kien_khen"
)

// AwardForm is a step of the ladder in a span of time.
type AwardForm struct {
	Code, Name, By string // By: who decides
	From, Until    string
	Rank           int // 1 the lowest
	Subjects       []schema.AwardSubject
	Share          int  // percent that must agree in the council; 0: as the table of meetings says
	Secret         bool // by secret ballot in the council
	Higher         bool // decided above the commune
	Document, Sure string
	Note           string
}

// AwardSum is a coefficient of an award for a subject, or (Code BaseSalary) the base salary itself, in a span of time.
type AwardSum struct {
	Code           string
	Subject        schema.AwardSubject
	Share          int64 // thousandths of the base salary
	Sum            int64 // dong: the base salary
	From, Until    string
	Document, Sure string
}

// BaseSalary is the code of the rows that hold the base salary.
const BaseSalary = "luong_co_so"

// VoteRule says what a meeting needs in a span of time: percents of those invited, and of the base that must agree.
type VoteRule struct {
	Body, Name     string // "village" or "council"
	From, Until    string
	Quorum, Agree  int
	Base           string // "present", "members" or "valid": of whom Agree is a share
	Document, Sure string
}

// AwardGateRule is a condition that somebody answers and signs before the council.
type AwardGateRule struct {
	Code, Name  string
	Subjects    []schema.AwardSubject
	From, Until string
	Sure        string
}

// GatesOf lists the conditions for a subject on a day.
func (r *AwardRules) GatesOf(subject schema.AwardSubject, day string) []AwardGateRule {
	var out []AwardGateRule
	for _, g := range r.Gates {
		if inForce(g.From, g.Until, day) && slices.Contains(g.Subjects, subject) {
			out = append(out, g)
		}
	}
	return out
}

// ReadGates reads the table of conditions; nil with an Error.
func ReadGates(rows [][]string) ([]AwardGateRule, []forms.Diagnostic) {
	r := newLawReader(GateSheet, rows, "ma", "ten", "doi_tuong", "tu", "do_chac")
	var out []AwardGateRule
	r.each(func() {
		g := AwardGateRule{Code: r.must("ma"), Name: r.must("ten"), Subjects: r.subjects("doi_tuong"), Sure: r.must("do_chac")}
		g.From, g.Until = r.span()
		out = append(out, g)
	})
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	return out, nil
}

func inForce(from, until, day string) bool { return from <= day && (until == "" || day <= until) }

// Form gives a step of the ladder in force on a day.
func (r *AwardRules) Form(code, day string) (AwardForm, bool) {
	for _, f := range r.Ladder {
		if f.Code == code && inForce(f.From, f.Until, day) {
			return f, true
		}
	}
	return AwardForm{Code: code}, false
}

// Forms lists the steps that a subject may be proposed for on a day, the lowest first.
func (r *AwardRules) Forms(subject schema.AwardSubject, day string) []AwardForm {
	var out []AwardForm
	for _, f := range r.Ladder {
		if inForce(f.From, f.Until, day) && f.For(subject) {
			out = append(out, f)
		}
	}
	return out
}

// For says that a subject may have the award.
func (f *AwardForm) For(subject schema.AwardSubject) bool {
	return slices.Contains(f.Subjects, subject)
}

// Name is what an award is called on a day, else at any time, else its code.
func (r *AwardRules) Name(code, day string) string {
	if f, ok := r.Form(code, day); ok {
		return f.Name
	}
	for _, f := range r.Ladder {
		if f.Code == code {
			return f.Name
		}
	}
	return code
}

// Vote gives the rule of a body in force on a day.
func (r *AwardRules) Vote(body, day string) (VoteRule, bool) {
	for _, v := range r.Votes {
		if v.Body == body && inForce(v.From, v.Until, day) {
			return v, true
		}
	}
	return VoteRule{}, false
}

// Bonus is the sum that goes with an award on the day of its decision, rounded to a dong: base salary × coefficient. false:
// the tables do not say.
func (r *AwardRules) Bonus(code string, subject schema.AwardSubject, day string) (sum, base, share int64, ok bool) {
	for _, s := range r.Sums {
		if !inForce(s.From, s.Until, day) {
			continue
		}
		if s.Code == BaseSalary {
			base = s.Sum
		} else if s.Code == code && s.Subject == subject {
			share = s.Share
		}
	}
	if base == 0 || share == 0 {
		return 0, base, share, false
	}
	return (base*share + 500) / 1000, base, share, true
}

// Outcome is what the counts of a meeting come to.
type Outcome struct {
	Sound  bool // the counts fit each other
	Quorum bool
	Secret bool // was secret where it must be
	Agreed bool
}

// Count holds a meeting against the rule. share > 0 is asked instead of the rule's; secret: a secret ballot is needed.
func (v *VoteRule) Count(m *schema.AwardMeeting, share int, secret bool) Outcome {
	o := Outcome{Sound: m.Agree >= 0 && m.Agree <= m.Valid && m.Valid <= m.Present && m.Present <= m.Members && m.Members > 0}
	if share == 0 {
		share = v.Agree
	}
	base := m.Present
	switch v.Base {
	case "members":
		base = m.Members
	case "valid":
		base = m.Valid
	}
	o.Quorum = o.Sound && m.Present*100 >= v.Quorum*m.Members
	o.Secret = m.Secret || !secret
	o.Agreed = o.Sound && base > 0 && m.Agree*100 >= share*base
	return o
}

// lawReader reads rows of a table of law by the names of their columns.
type lawReader struct {
	sheet string
	rows  [][]string
	at    map[string]int
	row   int
	diags []forms.Diagnostic
}

func newLawReader(sheet string, rows [][]string, must ...string) *lawReader {
	r := &lawReader{sheet: sheet, rows: rows, at: map[string]int{}}
	if len(rows) > 0 {
		for i, h := range rows[0] {
			r.at[strings.ToLower(strings.TrimSpace(h))] = i
		}
	}
	for _, c := range must {
		if _, ok := r.at[c]; !ok {
			r.bad(c, "", "Thiếu cột này.", "The column is missing.")
		}
	}
	return r
}

// each calls f for every row that is not empty, when no column is missing.
func (r *lawReader) each(f func()) {
	if len(r.diags) > 0 {
		return
	}
	n := 0
	for r.row = 1; r.row < len(r.rows); r.row++ {
		if strings.TrimSpace(strings.Join(r.rows[r.row], "")) != "" {
			n++
			f()
		}
	}
	if r.row = 0; n == 0 {
		r.bad("", "", "Bảng không có dòng nào.", "The table has no row.")
	}
}

func (r *lawReader) cell(c string) string {
	i, ok := r.at[c]
	if !ok || i >= len(r.rows[r.row]) {
		return ""
	}
	return strings.TrimSpace(r.rows[r.row][i])
}

func (r *lawReader) bad(column, found, vi, en string) {
	r.diags = append(r.diags, forms.Diagnostic{Severity: forms.Error, Code: "law", Sheet: r.sheet, Row: r.row + 1, Column: column, Found: found,
		Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: "Sửa ô này rồi tải lên lại.", En: "Mend the cell and upload again."}})
}

func (r *lawReader) must(c string) string {
	v := r.cell(c)
	if v == "" {
		r.bad(c, "", "Ô này không được để trống.", "The cell must not be blank.")
	}
	return v
}

func (r *lawReader) day(c string, must bool) string {
	v := r.cell(c)
	if v == "" && !must {
		return ""
	}
	d, ok := Day(v)
	if !ok {
		r.bad(c, v, "Không phải một ngày. Ghi như 2025-07-01 hoặc 1/7/2025.", "Not a day. Write it as 2025-07-01 or 1/7/2025.")
	}
	return d
}

func (r *lawReader) span() (from, until string) {
	from, until = r.day("tu", true), r.day("den", false)
	if until != "" && until < from {
		r.bad("den", until, "Ngày hết hiệu lực trước ngày bắt đầu.", "The last day is before the first.")
	}
	return from, until
}

func (r *lawReader) number(c string, most int64) int64 {
	v := r.cell(c)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", " ", "").Replace(v), 10, 64)
	if err != nil || n < 0 || n > most {
		r.bad(c, v, "Không phải một số nguyên trong khoảng cho phép.", "Not a whole number within the limits.")
		return 0
	}
	return n
}

// thousandths reads a coefficient such as 0,45.
func (r *lawReader) thousandths(c string) int64 {
	v := strings.ReplaceAll(r.cell(c), ",", ".")
	if v == "" {
		return 0
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || !(f >= 0 && f <= 1000) {
		r.bad(c, v, "Không phải một hệ số.", "Not a coefficient.")
		return 0
	}
	return int64(f*1000 + 0.5)
}

func (r *lawReader) subjects(c string) []schema.AwardSubject {
	var out []schema.AwardSubject
	for _, w := range strings.Fields(r.must(c)) {
		s, ok := subjectWords[w]
		if !ok {
			r.bad(c, w, "Đối tượng là ho, thon, ca_nhan, doanh_nghiep hoặc tap_the.", "Subjects are ho, thon, ca_nhan, doanh_nghiep or tap_the.")
			continue
		}
		out = append(out, s)
	}
	return out
}

var subjectWords = map[string]schema.AwardSubject{"ho": schema.AwardHousehold, "thon": schema.AwardVillage, "ca_nhan": schema.AwardOfficial,
	"doanh_nghiep": schema.AwardEnterprise, "tap_the": schema.AwardGroup}

// ReadLadder reads the table of awards; nil with an Error.
func ReadLadder(rows [][]string) ([]AwardForm, []forms.Diagnostic) {
	r := newLawReader(LadderSheet, rows, "ma", "ten", "tham_quyen", "doi_tuong", "tu", "do_chac")
	var out []AwardForm
	r.each(func() {
		f := AwardForm{Code: r.must("ma"), Name: r.must("ten"), By: r.must("tham_quyen"), Rank: int(r.number("bac", 100)), Subjects: r.subjects("doi_tuong"), Share: int(r.number("ty_le", 100)),
			Secret: r.cell("phieu_kin") == "1", Higher: r.cell("cap_tren") == "1", Document: r.cell("van_ban"), Sure: r.must("do_chac"), Note: r.cell("ghi_chu")}
		f.From, f.Until = r.span()
		for _, g := range out {
			if g.Code == f.Code && overlap(g.From, g.Until, f.From, f.Until) {
				r.bad("tu", f.From, "Có hai dòng của "+f.Code+" cùng hiệu lực một ngày.", "Two rows of "+f.Code+" are in force on one day.")
			}
		}
		out = append(out, f)
	})
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	return out, nil
}

// ReadSums reads the table of sums; nil with an Error.
func ReadSums(rows [][]string) ([]AwardSum, []forms.Diagnostic) {
	r := newLawReader(SumSheet, rows, "ma", "doi_tuong", "he_so", "so_tien", "tu", "do_chac")
	var out []AwardSum
	r.each(func() {
		s := AwardSum{Code: r.must("ma"), Share: r.thousandths("he_so"), Sum: r.number("so_tien", 1_000_000_000), Document: r.cell("van_ban"), Sure: r.must("do_chac")}
		s.From, s.Until = r.span()
		subjects := []schema.AwardSubject{""}
		switch {
		case s.Code == BaseSalary && s.Sum == 0:
			r.bad("so_tien", r.cell("so_tien"), "Dòng lương cơ sở cần số tiền.", "The row of the base salary needs a sum.")
		case s.Code != BaseSalary:
			subjects = r.subjects("doi_tuong")
			if s.Share == 0 {
				r.bad("he_so", r.cell("he_so"), "Dòng này cần hệ số.", "The row needs a coefficient.")
			}
		}
		for _, x := range subjects {
			s.Subject = x
			for _, o := range out {
				if o.Code == s.Code && o.Subject == s.Subject && overlap(o.From, o.Until, s.From, s.Until) {
					r.bad("tu", s.From, "Có hai dòng của "+s.Code+" cùng hiệu lực một ngày.", "Two rows of "+s.Code+" are in force on one day.")
				}
			}
			out = append(out, s)
		}
	})
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	return out, nil
}

// ReadVotes reads the table of meetings; nil with an Error.
func ReadVotes(rows [][]string) ([]VoteRule, []forms.Diagnostic) {
	r := newLawReader(VoteSheet, rows, "ma", "ten", "tu", "du_hop", "nhat_tri", "tinh_tren", "do_chac")
	var out []VoteRule
	r.each(func() {
		v := VoteRule{Name: r.must("ten"), Quorum: int(r.number("du_hop", 100)), Agree: int(r.number("nhat_tri", 100)), Document: r.cell("van_ban"), Sure: r.must("do_chac")}
		v.From, v.Until = r.span()
		switch r.must("ma") {
		case "hop_thon":
			v.Body = "village"
		case "hoi_dong":
			v.Body = "council"
		default:
			r.bad("ma", r.cell("ma"), "Mã là hop_thon hoặc hoi_dong.", "The code is hop_thon or hoi_dong.")
		}
		switch r.must("tinh_tren") {
		case "co_mat":
			v.Base = "present"
		case "thanh_vien":
			v.Base = "members"
		case "hop_le":
			v.Base = "valid"
		default:
			r.bad("tinh_tren", r.cell("tinh_tren"), "Tính trên co_mat, thanh_vien hoặc hop_le.", "A share of co_mat, thanh_vien or hop_le.")
		}
		for _, o := range out {
			if o.Body == v.Body && overlap(o.From, o.Until, v.From, v.Until) {
				r.bad("tu", v.From, "Có hai dòng cùng hiệu lực một ngày.", "Two rows are in force on one day.")
			}
		}
		out = append(out, v)
	})
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	return out, nil
}

func overlap(from, until, from2, until2 string) bool {
	return (until2 == "" || from <= until2) && (until == "" || from2 <= until)
}
