package poverty

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

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
