package poverty

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

// question is a Question as it runs.
type question struct {
	Question
	slot   int // the answer
	passes int // what the answer counts as (…_dat); -1 = the question has no such column
	codes  map[string]*Code
	values []string // what a missing answer could be; nil = anything
	marks  []string // what …_dat of a missing answer could be
}

// field is one answer that an expression reads: the answer itself, or what it counts as.
type field struct {
	q      *question
	passes bool
	slot   int
}

// expression is a compiled expression with what it reads.
type expression struct {
	*xpath.Expr
	id      int
	member  []field
	house   []field
	age     bool // m_tuoi, m_thang or a date of birth
	pair    bool // dem or so_nk
	largest bool
	points  bool // diem_a
	params  []string
}

type compiledIndicator struct {
	member, house, figure *expression
}

type compiledQuantity struct{ member *expression }

type compiledComponent struct{ member, house *expression }

// Names that only the condition of a class knows.
const (
	namePointsA = "diem_a"
	namePointsB = "diem_b"
	nameIncome  = "thu_nhap"
)

type scope uint8

const (
	ofMember scope = iota
	ofHouse
	ofLargest
	ofClass
)

// compile checks and compiles every expression; what is wrong with one is reported at its cell.
func (r *reader) compile(rs *RuleSet) {
	p := &plan{slots: map[string]int{}, questions: map[string]*question{}}
	name := func(n string) int {
		if at, ok := p.slots[n]; ok {
			return at
		}
		p.slots[n] = len(p.names)
		p.names = append(p.names, n)
		return len(p.names) - 1
	}
	for _, member := range []bool{true, false} { // those of persons first: a person holds a short list
		for i := range rs.Questions {
			if rs.Questions[i].Member != member {
				continue
			}
			q := &question{Question: rs.Questions[i], passes: -1, codes: map[string]*Code{}}
			q.slot = name(q.Code)
			p.questions[q.Code] = q
			for k := range rs.Codes {
				if c := &rs.Codes[k]; c.Question == q.Code {
					q.codes[c.Code] = c
					if c.Passes != "" {
						q.passes = name(q.Code + "_dat")
					}
				}
			}
			if member {
				p.members = append(p.members, q)
			} else {
				p.houses = append(p.houses, q)
			}
		}
		if member {
			p.memberSlots = len(p.names)
		}
	}
	for _, n := range []string{codeAge, codeMonths, codeFlagged, codePeople, codeLargest, namePointsA, namePointsB, nameIncome} {
		name(n)
	}
	for _, x := range rs.Parameters {
		slot := name(x.Code)
		at := slices.IndexFunc(p.dated, func(d datedParameter) bool { return d.slot == slot })
		if at < 0 {
			at = len(p.dated)
			p.dated = append(p.dated, datedParameter{slot: slot})
		}
		p.dated[at].rows = append(p.dated[at].rows, x)
	}
	for i := range p.dated {
		slices.SortFunc(p.dated[i].rows, func(a, b Parameter) int { return a.From.Compare(b.From) })
	}
	p.dated = slices.DeleteFunc(p.dated, func(d datedParameter) bool {
		if len(d.rows) > 1 {
			return false
		}
		p.fixed = append(p.fixed, pair{d.slot, d.rows[0].Value})
		return true
	})
	for _, x := range rs.Lines {
		name(x.Code)
	}
	for _, f := range p.fixed {
		if p.names[f.slot] == codePointsEach {
			p.each, _ = strconv.ParseFloat(f.value, 64)
		}
	}
	if p.each <= 0 {
		r.report(forms.Error, "tham_so", 0, "ma", "", "", "no-points-each", forms.Message{Vi: "Thiếu tham số " + codePointsEach + ": điểm của một chỉ số thiếu hụt.", En: "The parameter " + codePointsEach + " is missing: the points of one deprived indicator."}, forms.Message{Vi: "Thêm hàng này với số lớn hơn 0.", En: "Add it, with a number above 0."})
	}
	p.age, p.month = p.slots[codeAge], p.slots[codeMonths]
	c := &compiler{r: r, rs: rs, p: p}
	c.all()
	p.breakpoints(rs, c.literals)
	for _, q := range p.questions {
		q.domain(p)
	}
	p.pool.New = func() any { return newRow(p) }
	rs.plan = p
}

type compiler struct {
	r        *reader
	rs       *RuleSet
	p        *plan
	literals []float64
	next     int
	row      int // of the sheet, 1-based, for messages
}

func (c *compiler) all() {
	p, rs := c.p, c.rs
	for _, q := range rs.Quantities {
		c.row = q.row
		x := c.one("dai_luong", "thanh_vien", q.Member, ofMember)
		if q.Code == codePeople {
			p.counted = x
		}
		p.quantities = append(p.quantities, compiledQuantity{x})
	}
	for i := range rs.Indicators {
		in := &rs.Indicators[i]
		c.row = in.row
		ci := compiledIndicator{c.one("chi_so", "thanh_vien", in.Member, ofMember), c.one("chi_so", "ho", in.Household, ofHouse), c.one("chi_so", "so", in.Figure, ofHouse)}
		c.needsMember("chi_so", ci.member, ci.house)
		in.Asked, in.Sample = asked(ci.member, ci.house), in.Sample || c.samples(ci.member) || c.samples(ci.house)
		p.indicators = append(p.indicators, ci)
	}
	for _, k := range rs.Components {
		s := ofHouse
		c.row = k.row
		if k.Largest {
			s = ofLargest
		}
		cc := compiledComponent{c.one("diem_a", "thanh_vien", k.Member, ofMember), c.one("diem_a", "ho", k.Household, s)}
		c.needsMember("diem_a", cc.member, cc.house)
		p.components = append(p.components, cc)
	}
	for _, k := range rs.Classes {
		c.row = k.row
		p.classes = append(p.classes, c.one("phan_loai", "dieu_kien", k.Condition, ofClass))
	}
}

func (c *compiler) needsMember(sheet string, member, house *expression) {
	if member == nil && house != nil && (house.largest || slices.Contains(house.params, codeFlagged)) {
		c.report(sheet, "thanh_vien", "", forms.Message{Vi: "Cột ho đếm người (dem, lon_nhat) nhưng cột thanh_vien trống.", En: "The column ho counts people but thanh_vien is blank."}, forms.Message{Vi: "Điền điều kiện của từng người.", En: "Give the condition of one person."})
	}
}

func (c *compiler) report(sheet, column, found string, why, fix forms.Message) {
	c.r.report(forms.Error, sheet, c.row, column, "", found, "bad-expression", why, fix)
}

// one compiles an expression and looks at every name it reads; nil for a blank or a bad one.
func (c *compiler) one(sheet, column, src string, s scope) *expression {
	if src == "" {
		return nil
	}
	bad := func(found string, why, fix forms.Message) *expression {
		c.report(sheet, column, found, why, fix)
		return nil
	}
	e, err := xpath.Parse(src)
	if err != nil {
		m := forms.Message{Vi: err.Error(), En: err.Error()}
		if se, ok := err.(*xpath.SyntaxError); ok {
			m = forms.Message{Vi: se.Why, En: se.En}
		}
		return bad(src, m, forms.Message{Vi: "Sửa biểu thức.", En: "Correct the expression."})
	}
	for _, se := range e.Check(nil) {
		bad(se.Found, forms.Message{Vi: se.Why, En: se.En}, forms.Message{Vi: "Sửa biểu thức.", En: "Correct the expression."})
	}
	for _, f := range e.Functions() {
		if slices.Contains([]string{"instance", "pulldata", "current", "position", "last", "indexed-repeat", "property", "jr:itext", "jr:choice-name", "once", "randomize"}, f) {
			return bad(f, forms.Message{Vi: "Hàm " + f + " không dùng được trong bộ quy tắc.", En: "The function " + f + " has no place in a rule set."}, forms.Message{Vi: "Viết lại biểu thức.", En: "Write the expression without it."})
		}
	}
	if e.Volatile() {
		return bad(src, forms.Message{Vi: "Biểu thức phụ thuộc ngày giờ hiện tại.", En: "The expression depends on the present time."}, forms.Message{Vi: "Dùng m_tuoi, m_thang hoặc ngay_tham.", En: "Use m_tuoi, m_thang or ngay_tham."})
	}
	x := &expression{Expr: e, id: c.next}
	c.next++
	for _, ref := range e.Refs() {
		n := plainName(ref)
		if why, ok := c.name(x, n, s); !ok {
			return bad(ref.String(), why, forms.Message{Vi: "Xem các tên ở trang cau_hoi, tham_so, nguong.", En: "See the names in cau_hoi, tham_so and nguong."})
		}
	}
	c.literals = append(c.literals, numerals(src)...)
	return x
}

// plainName is the name of a path of one child step without predicates, "" for any other.
func plainName(ref xpath.Ref) string {
	if ref.Absolute || ref.Instance != "" || ref.Dynamic || ref.Current || len(ref.Steps) != 1 {
		return ""
	}
	s := ref.Steps[0]
	if s.Axis != xpath.AxisChild || s.Prefix != "" || s.Preds {
		return ""
	}
	return s.Name
}

// name looks a name up and notes on x what it stands for.
func (c *compiler) name(x *expression, n string, s scope) (forms.Message, bool) {
	no := func(vi, en string) (forms.Message, bool) { return forms.Message{Vi: vi, En: en}, false }
	slot, ok := c.p.slots[n]
	if n == "" || !ok {
		return no("Tên này không có trong bộ quy tắc.", "This name is not in the rule set.")
	}
	base, passes := strings.CutSuffix(n, "_dat")
	if _, own := c.p.questions[n]; own || !passes {
		base, passes = n, false
	}
	if q := c.p.questions[base]; q != nil {
		f := field{q, passes, slot}
		switch {
		case q.Member && s != ofMember:
			return no("Câu "+n+" hỏi từng người nên chỉ dùng ở cột thanh_vien.", "The question "+n+" is asked of each person and belongs in thanh_vien.")
		case q.Member:
			x.member = append(x.member, f)
		default:
			x.house = append(x.house, f)
		}
		return forms.Message{}, true
	}
	x.params = append(x.params, n)
	switch n {
	case codeAge, codeMonths:
		x.age = true
		if s != ofMember {
			return no(n+" là tuổi của từng người nên chỉ dùng ở cột thanh_vien.", n+" is the age of a person and belongs in thanh_vien.")
		}
	case codeFlagged, codePeople:
		x.pair = true
		if s != ofHouse {
			return no(n+" chỉ dùng ở cột ho.", n+" belongs in the column ho.")
		}
	case codeLargest:
		x.largest = true
		if s != ofLargest {
			return no("lon_nhat chỉ dùng ở trang diem_a với gop = lon_nhat.", "lon_nhat belongs in diem_a with gop = lon_nhat.")
		}
	case namePointsA, namePointsB, nameIncome:
		x.points = x.points || n == namePointsA
		if s != ofClass {
			return no(n+" chỉ dùng ở cột dieu_kien.", n+" belongs in the column dieu_kien.")
		}
	}
	if s != ofClass && slices.ContainsFunc(c.rs.Lines, func(l Line) bool { return l.Code == n }) {
		return no(n+" là ngưỡng nên chỉ dùng ở cột dieu_kien.", n+" is a line and belongs in the column dieu_kien.")
	}
	return forms.Message{}, true
}

func asked(xs ...*expression) (out []string) {
	for _, x := range xs {
		if x == nil {
			continue
		}
		if x.age {
			out = append(out, codeBirth)
		}
		for _, f := range append(slices.Clone(x.member), x.house...) {
			out = append(out, f.q.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// samples says whether an expression reads a parameter or an answer's mark that is only a sample.
func (c *compiler) samples(x *expression) bool {
	if x == nil {
		return false
	}
	for _, p := range c.rs.Parameters {
		if p.Sample && slices.Contains(x.params, p.Code) {
			return true
		}
	}
	for _, f := range append(slices.Clone(x.member), x.house...) {
		for _, code := range f.q.codes {
			if f.passes && code.Sample {
				return true
			}
		}
	}
	return false
}

// numerals are the figures written in an expression outside of quotes and names.
func numerals(src string) (out []float64) {
	quote, word := byte(0), false
	for i := 0; i < len(src); i++ {
		ch := src[i]
		letter := ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= 0x80
		digit := ch >= '0' && ch <= '9'
		switch {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '\'' || ch == '"':
			quote = ch
		case digit && !word:
			j := i
			for j < len(src) && (src[j] >= '0' && src[j] <= '9' || src[j] == '.') {
				j++
			}
			if f, err := strconv.ParseFloat(src[i:j], 64); err == nil {
				out = append(out, f)
			}
			i = j - 1
		}
		word = letter || digit && word
	}
	return out
}

// breakpoints lists the ages in months and the figures at which any expression may turn: those written in the workbook
// and their neighbours.
func (p *plan) breakpoints(rs *RuleSet, literals []float64) {
	figures := slices.Clone(literals)
	for _, x := range rs.Parameters {
		if f, err := strconv.ParseFloat(x.Value, 64); err == nil {
			figures = append(figures, f)
		}
	}
	slices.Sort(figures)
	p.figures = slices.Compact(figures)
	out := []int{0, maxAge * 12}
	for _, f := range p.figures {
		k := int(f)
		if f != float64(k) || k < 0 {
			continue
		}
		if k <= maxAge {
			out = append(out, 12*k-1, 12*k, 12*k+11, 12*k+12)
		}
		if k <= maxAge*12 {
			out = append(out, k-1, k, k+1)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	p.months = slices.DeleteFunc(out, func(m int) bool { return m < 0 || m > maxAge*12+12 })
}

// maxAge is the oldest age tried for a person whose birth is not known.
const maxAge = 130

// domain lists what a missing answer could be.
func (q *question) domain(p *plan) {
	for _, c := range sortedCodes(q.codes) {
		if c.Unknown {
			continue
		}
		q.values = append(q.values, c.Code)
		if c.Passes == "" {
			q.marks = append(q.marks, "0", "1")
		} else {
			q.marks = append(q.marks, c.Passes)
		}
	}
	slices.Sort(q.marks)
	q.marks = slices.Compact(q.marks)
	if q.Kind != KindNumber || q.Min > q.Max {
		return
	}
	add := func(f float64) {
		if f >= q.Min && f <= q.Max {
			q.values = append(q.values, xpath.FormatNumber(f))
		}
	}
	if q.Max-q.Min <= 24 && q.Min == float64(int(q.Min)) {
		for f := q.Min; f <= q.Max; f++ {
			add(f)
		}
		return
	}
	add(q.Min)
	add(q.Max)
	for _, f := range p.figures {
		add(f - 1)
		add(f)
		add(f + 1)
	}
	slices.Sort(q.values)
	q.values = slices.Compact(q.values)
}

func sortedCodes(m map[string]*Code) []*Code {
	out := make([]*Code, 0, len(m))
	for _, c := range m {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Code) int { return strings.Compare(a.Code, b.Code) })
	return out
}
