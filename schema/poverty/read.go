package poverty

import (
	"math"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// Read reads a rule set from a workbook (docs/rules.md lists its sheets). The RuleSet is nil when a diagnostic is an
// error; every diagnostic says in which cell and how to mend it. It never panics.
func Read(w *xlsform.Workbook) (*RuleSet, []forms.Diagnostic) {
	r, rs := &reader{}, &RuleSet{}
	if w == nil {
		w = &xlsform.Workbook{}
	}
	r.head(w, rs)
	r.questions(w, rs)
	r.parameters(w, rs)
	r.lines(w, rs)
	r.indicators(w, rs)
	r.quantities(w, rs)
	r.classes(w, rs)
	r.components(w, rs)
	if rows := r.points(w, rs.Components); len(rows) > 0 {
		rs.Points = &PointTable{Code: rs.Code, Name: rs.Name, Document: rs.Document, Sample: rs.Sample || sampleRows(rows), Rows: rows}
	}
	if r.bad {
		return nil, r.diags
	}
	r.compile(rs)
	if r.bad {
		return nil, r.diags
	}
	return rs, r.diags
}

// ReadPoints reads a table of income points that stands in a workbook of its own: the sheet bang_diem, and the sheet
// bo_quy_tac for its name, document and whether it is a sample. The rows must name components of the rule set.
func ReadPoints(w *xlsform.Workbook, rs *RuleSet) (*PointTable, []forms.Diagnostic) {
	r, head := &reader{}, &RuleSet{}
	if w == nil {
		w = &xlsform.Workbook{}
	}
	r.head(w, head)
	rows := r.points(w, rs.Components)
	if len(rows) == 0 && !r.bad {
		r.report(forms.Error, "bang_diem", 0, "", "", "", "no-rows",
			forms.Message{Vi: "Bảng điểm chưa có hàng nào.", En: "The table of points has no rows."},
			forms.Message{Vi: "Thêm trang bang_diem với các hàng điểm.", En: "Add the sheet bang_diem with its rows."})
	}
	if r.bad {
		return nil, r.diags
	}
	return &PointTable{Code: head.Code, Name: head.Name, Document: head.Document, Sample: head.Sample || sampleRows(rows), Rows: rows}, r.diags
}

func sampleRows(rows []PointRow) bool {
	for _, p := range rows {
		if strings.EqualFold(p.Source, "MẪU") {
			return true
		}
	}
	return false
}

func (r *reader) head(w *xlsform.Workbook, rs *RuleSet) {
	t := r.sheet(w, "bo_quy_tac", false, "ma!", "ten!", "ten_en", "van_ban!", "dieu", "tu_ngay!", "den_ngay", "chac_chan", "mau", "ghi_chu", "ghi_chu_en")
	n := 0
	t.each(func(l line) {
		if n++; n > 1 {
			l.report(forms.Error, "ma", "twice", forms.Message{Vi: "Mỗi tệp chỉ có một bộ quy tắc.", En: "A file holds one rule set."}, forms.Message{Vi: "Xóa hàng thừa.", En: "Delete the other row."})
			return
		}
		rs.Code, rs.Name, rs.Document, rs.Article = l.code("ma"), l.both("ten"), l.must("van_ban"), l.text("dieu")
		l.must("ten")
		l.must("tu_ngay")
		rs.ValidFrom, rs.ValidTo = l.date("tu_ngay"), l.date("den_ngay")
		if !rs.ValidTo.IsZero() && rs.ValidTo.Before(rs.ValidFrom) {
			l.report(forms.Error, "den_ngay", "order", forms.Message{Vi: "Ngày hết hiệu lực trước ngày có hiệu lực.", En: "The last day is before the first."}, forms.Message{Vi: "Xem lại hai ngày.", En: "Check both dates."})
		}
		rs.Certainty, rs.Sample, rs.Note = l.certainty(), l.yes("mau"), l.both("ghi_chu")
	})
	if n == 0 && len(t.columns) > 0 {
		r.report(forms.Error, "bo_quy_tac", 2, "ma", "", "", "empty", forms.Message{Vi: "Chưa có hàng nào cho bộ quy tắc.", En: "There is no row for the rule set."}, forms.Message{Vi: "Điền hàng thứ hai.", En: "Fill in the second row."})
	}
}

func (l line) certainty() Certainty {
	return Certainty(l.oneOf("chac_chan", "", "V", "R", "B+", "B?", "NF"))
}

func (r *reader) questions(w *xlsform.Workbook, rs *RuleSet) {
	params := r.parameterValues(w)
	age := func(l line, column string, blank int) int {
		s := l.text(column)
		if v, ok := params[s]; ok {
			s = v
		}
		if s == "" {
			return blank
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 150 {
			l.report(forms.Error, column, "bad-age", forms.Message{Vi: "Tuổi là số tròn từ 0 đến 150, hoặc mã một tham số như vậy.", En: "An age is a whole number from 0 to 150 or the code of such a parameter."}, forms.Message{Vi: "Sửa lại.", En: "Correct it."})
			return blank
		}
		return n
	}
	once := map[string]bool{}
	r.sheet(w, "cau_hoi", false, "ma!", "ten!", "ten_en", "cap!", "kieu!", "tu_tuoi", "den_tuoi", "duoi_tuoi", "nho_nhat", "lon_nhat").each(func(l line) {
		q := Question{Code: l.code("ma"), Name: l.both("ten"), Member: l.oneOf("cap", "ho", "thanh_vien") == "thanh_vien",
			Kind: Kind(l.oneOf("kieu", string(KindCode), string(KindCodes), string(KindNumber), string(KindDate), string(KindText))),
			From: age(l, "tu_tuoi", 0), To: age(l, "den_tuoi", -1), Min: l.number("nho_nhat", 1), Max: l.number("lon_nhat", 0)}
		if u := age(l, "duoi_tuoi", -1); u > 0 {
			q.To = u - 1
		}
		l.once(once, "ma", q.Code)
		rs.Questions = append(rs.Questions, q)
	})
	r.sheet(w, "tra_loi", false, "cau_hoi!", "ma!", "ten!", "ten_en", "dat", "chua_biet", "mau", "nguon").each(func(l line) {
		c := Code{Question: l.code("cau_hoi"), Code: l.must("ma"), Name: l.both("ten"), Passes: l.text("dat"), Unknown: l.yes("chua_biet"), Sample: l.yes("mau"), Source: l.text("nguon")}
		if c.Passes != "" && c.Passes != "0" && c.Passes != "1" {
			l.report(forms.Error, "dat", "bad-mark", forms.Message{Vi: "Ghi 1 là đạt, 0 là không đạt, để trống là chưa rõ.", En: "1 passes, 0 does not, blank is not settled."}, forms.Message{Vi: "Sửa lại.", En: "Correct it."})
		}
		if c.Question != "" && !once[c.Question] {
			l.report(forms.Error, "cau_hoi", "unknown-question", forms.Message{Vi: "Trang cau_hoi không có câu này.", En: "The sheet cau_hoi has no such question."}, forms.Message{Vi: "Sửa mã hoặc thêm câu hỏi.", En: "Correct the code or add the question."})
		}
		if strings.ContainsAny(c.Code, " \t") {
			l.report(forms.Error, "ma", "bad-code", forms.Message{Vi: "Mã trả lời không có dấu cách.", En: "The code of an answer has no spaces."}, forms.Message{Vi: "Sửa lại.", En: "Correct it."})
		}
		rs.Codes = append(rs.Codes, c)
	})
}

// parameterValues reads the undated parameters before all else: ages of questions may name them.
func (r *reader) parameterValues(w *xlsform.Workbook) map[string]string {
	quiet, out := &reader{}, map[string]string{}
	quiet.sheet(w, "tham_so", true, "ma", "gia_tri", "tu_ngay").each(func(l line) {
		if l.text("tu_ngay") == "" {
			out[l.text("ma")] = l.text("gia_tri")
		}
	})
	delete(out, "")
	return out
}

func (l line) once(seen map[string]bool, column, code string) {
	if code != "" && seen[code] {
		l.report(forms.Error, column, "twice", forms.Message{Vi: "Mã này đã có ở một hàng trên.", En: "A row above has this code."}, forms.Message{Vi: "Đổi mã hoặc xóa hàng.", En: "Change the code or delete the row."})
	}
	seen[code] = true
}

func (r *reader) parameters(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "tham_so", false, "ma!", "gia_tri!", "tu_ngay", "don_vi", "ten!", "ten_en", "nguon", "chac_chan", "mau").each(func(l line) {
		p := Parameter{Code: l.code("ma"), Value: l.text("gia_tri"), From: l.date("tu_ngay"), Unit: l.text("don_vi"), Name: l.both("ten"), Source: l.text("nguon"), Certainty: l.certainty(), Sample: l.yes("mau")}
		l.once(once, "ma", p.Code+" "+p.From.Format("2006-01-02"))
		if p.Value != "" {
			l.number("gia_tri", 0)
			p.Value = strings.Replace(p.Value, ",", ".", 1)
		}
		rs.Parameters = append(rs.Parameters, p)
	})
}

func (r *reader) lines(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "nguong", false, "ma!", "khu_vuc", "gia_tri!", "don_vi", "nguon", "chac_chan").each(func(l line) {
		n := Line{Code: l.code("ma"), Residence: Residence(l.oneOf("khu_vuc", "", string(Rural), string(Urban))), Value: l.number("gia_tri", math.NaN()), Unit: l.text("don_vi"), Source: l.text("nguon"), Certainty: l.certainty()}
		l.must("gia_tri")
		l.once(once, "ma", n.Code+" "+string(n.Residence))
		rs.Lines = append(rs.Lines, n)
	})
}

func (r *reader) indicators(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "chi_so", false, "ma!", "ten!", "ten_en", "chieu", "chieu_en", "thanh_vien", "ho!", "so", "dieu", "chac_chan", "mau",
		"thieu!", "thieu_en", "du!", "du_en", "chua_ro!", "chua_ro_en").each(func(l line) {
		i := Indicator{Code: l.code("ma"), Name: l.both("ten"), Dimension: l.both("chieu"), Member: l.text("thanh_vien"), Household: l.must("ho"), Figure: l.text("so"),
			Article: l.text("dieu"), Certainty: l.certainty(), Sample: l.yes("mau"), Deprived: l.both("thieu"), Met: l.both("du"), Open: l.both("chua_ro"), row: l.at + 1}
		l.once(once, "ma", i.Code)
		rs.Indicators = append(rs.Indicators, i)
	})
	if len(rs.Indicators) > 100 {
		r.report(forms.Error, "chi_so", 102, "", "", "", "too-many-rows", forms.Message{Vi: "Nhiều hơn 100 chỉ số.", En: "More than 100 indicators."}, forms.Message{Vi: "Bớt đi.", En: "Have fewer."})
	}
}

func (r *reader) quantities(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "dai_luong", false, "ma!", "ten!", "ten_en", "thanh_vien!").each(func(l line) {
		q := Quantity{Code: l.code("ma"), Name: l.both("ten"), Member: l.must("thanh_vien"), row: l.at + 1}
		l.once(once, "ma", q.Code)
		rs.Quantities = append(rs.Quantities, q)
	})
	if !once[codePeople] {
		r.report(forms.Error, "dai_luong", 0, "ma", "", "", "no-people", forms.Message{Vi: "Thiếu hàng so_nk: ai được tính là nhân khẩu.", En: "The row so_nk is missing: who is counted."}, forms.Message{Vi: "Thêm hàng so_nk với biểu thức ở cột thanh_vien.", En: "Add it, with its expression in thanh_vien."})
	}
}

func (r *reader) classes(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "phan_loai", false, "ma!", "ten!", "ten_en", "dieu_kien!", "loai", "dieu", "ghi_chu", "ghi_chu_en").each(func(l line) {
		c := Class{Code: l.code("ma"), Name: l.both("ten"), Condition: l.text("dieu_kien"), Kind: ClassKind(l.oneOf("loai", string(MainClass), string(DraftClass), string(OpenClass), string(UnreviewedClass))), Article: l.text("dieu"), Note: l.both("ghi_chu"), row: l.at + 1}
		if c.Kind != OpenClass {
			l.must("dieu_kien")
		}
		l.once(once, "ma", string(c.Kind)+c.Code)
		rs.Classes = append(rs.Classes, c)
	})
}

func (r *reader) components(w *xlsform.Workbook, rs *RuleSet) {
	once := map[string]bool{}
	r.sheet(w, "diem_a", true, "ma!", "ten!", "ten_en", "thanh_vien", "gop", "ho!", "kieu!").each(func(l line) {
		c := Component{Code: l.code("ma"), Name: l.both("ten"), Member: l.text("thanh_vien"), Largest: l.oneOf("gop", "dem", "lon_nhat") == "lon_nhat", Household: l.must("ho"), Match: l.oneOf("kieu", "khoang", "ma", "nhieu"), row: l.at + 1}
		l.once(once, "ma", c.Code)
		rs.Components = append(rs.Components, c)
	})
	if len(rs.Components) > 100 {
		r.report(forms.Error, "diem_a", 102, "", "", "", "too-many-rows", forms.Message{Vi: "Nhiều hơn 100 mục điểm.", En: "More than 100 components."}, forms.Message{Vi: "Bớt đi.", En: "Have fewer."})
	}
}

func (r *reader) points(w *xlsform.Workbook, components []Component) []PointRow {
	known := map[string]string{}
	for _, c := range components {
		known[c.Code] = c.Match
	}
	var out []PointRow
	r.sheet(w, "bang_diem", true, "ma", "chi_tieu!", "khu_vuc", "tu", "den", "gia_tri", "diem!", "ten", "nguon").each(func(l line) {
		p := PointRow{Component: l.code("chi_tieu"), Region: l.text("khu_vuc"), From: l.number("tu", 0), To: l.number("den", math.NaN()), Value: l.text("gia_tri"), Points: l.number("diem", 0), Name: l.text("ten"), Source: l.text("nguon")}
		l.must("diem")
		match, ok := known[p.Component]
		switch {
		case p.Component == "":
		case !ok:
			l.report(forms.Error, "chi_tieu", "unknown-component", forms.Message{Vi: "Trang diem_a không có mục này.", En: "The sheet diem_a has no such component."}, forms.Message{Vi: "Sửa mã.", En: "Correct the code."})
		case (match == "khoang") != (p.Value == ""):
			l.report(forms.Error, "gia_tri", "band-or-code", forms.Message{Vi: "Mục theo khoảng thì điền tu, den; mục theo mã thì điền gia_tri.", En: "A band has tu and den, a code has gia_tri."}, forms.Message{Vi: "Xem cột kieu của trang diem_a.", En: "See the column kieu of the sheet diem_a."})
		case p.To <= p.From:
			l.report(forms.Error, "den", "order", forms.Message{Vi: "“Đến” phải lớn hơn “từ”.", En: "The end must be above the beginning."}, forms.Message{Vi: "Sửa lại khoảng.", En: "Correct the band."})
		}
		out = append(out, p)
	})
	return out
}
