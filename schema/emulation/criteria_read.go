package emulation

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
)

// whole is what the criteria of a subject add up to.
const whole = 100

// ReadCriteria reads a set of criteria from a workbook (docs/scores.md says what every sheet and column means). Everything
// wrong is told with its sheet, row and column; the set is nil when anything is an error.
func ReadCriteria(w *xlsform.Workbook) (*Criteria, []forms.Diagnostic) {
	r := &criteriaReader{c: &Criteria{Marks: map[string]Mark{}, Sheets: map[Subject]*Sheet{}, Typed: map[string]FactKind{}}, book: w, at: map[string]place{}}
	for _, s := range []string{"bo", "moc", "tieu_chi", "cach_do"} {
		if r.sheet(s) == nil {
			r.say(s, 0, "", "", "missing-sheet", "Thiếu trang này.", "The sheet is missing.", "Lấy lại tệp mẫu ở trang Tiêu chí và sửa trên đó.", "Take the workbook from the page of criteria and change that.")
		}
	}
	r.each("bo", []string{"ma", "ten", "tu_ngay"}, r.head)
	r.each("moc", []string{"ma", "ngay"}, r.mark)
	r.each("bao_cao", []string{"don_vi", "ten"}, func(row criteriaRow) {
		r.c.Reports = append(r.c.Reports, ReportDue{row.must("don_vi"), row.must("ten")})
	})
	r.each("so_nhap", []string{"ma", "ten"}, r.typed)
	r.each("tieu_chi", []string{"doi_tuong", "ma", "ten", "diem"}, r.criterion)
	r.each("cach_do", []string{"ma", "ten", "diem", "tu", "muc_0", "muc_du"}, r.part)
	r.each("dieu_kien", []string{"doi_tuong", "ma", "ten"}, func(row criteriaRow) {
		if s := r.subject(row); s != nil {
			s.Gates = append(s.Gates, Gate{row.must("ma"), Text{row.must("ten"), row.get("ten_en")}})
		}
	})
	r.sums()
	if slices.ContainsFunc(r.diags, func(d forms.Diagnostic) bool { return d.Severity == forms.Error }) {
		return nil, r.diags
	}
	return r.c, r.diags
}

type place struct {
	sheet string
	row   int
}

type criteriaReader struct {
	c     *Criteria
	book  *xlsform.Workbook
	diags []forms.Diagnostic
	at    map[string]place // where a criterion stands
	heads int
}

type criteriaRow struct {
	r     *criteriaReader
	sheet string
	n     int // as Excel counts
	cells map[string]string
	cols  map[string]int
}

func (r *criteriaReader) sheet(name string) *xlsform.Sheet {
	if r.book == nil {
		return nil
	}
	for i := range r.book.Sheets {
		if strings.EqualFold(strings.TrimSpace(r.book.Sheets[i].Name), name) {
			return &r.book.Sheets[i]
		}
	}
	return nil
}

func (r *criteriaReader) say(sheet string, row int, column, found, code, vi, en, fixVi, fixEn string) {
	if x := []rune(found); len(x) > 200 {
		found = string(x[:200])
	}
	r.diags = append(r.diags, forms.Diagnostic{Severity: forms.Error, Code: code, Sheet: sheet, Row: row, Column: column, Found: found,
		Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}})
}

// say tells a mistake in a cell of the row.
func (w criteriaRow) say(column, code, vi, en, fixVi, fixEn string) {
	w.r.say(w.sheet, w.n, column, w.cells[column], code, vi, en, fixVi, fixEn)
	if at, ok := w.cols[column]; ok && at < 26 {
		w.r.diags[len(w.r.diags)-1].Cell = string(rune('A'+at)) + strconv.Itoa(w.n)
	}
}

func (w criteriaRow) get(column string) string { return schema.Clean(w.cells[column]) }

func (w criteriaRow) must(column string) string {
	s := w.get(column)
	if s == "" {
		w.say(column, "empty", "Ô này chưa điền.", "The cell is empty.", "Điền ô này.", "Fill it in.")
	}
	return s
}

// number reads a number with a comma or a point.
func (w criteriaRow) number(column string) float64 {
	s := w.must(column)
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsNaN(x) || math.Abs(x) > 1e15 {
		w.say(column, "number", "Không phải số.", "It is no number.", "Ghi số như 12 hoặc 12,5.", "Write a number such as 12 or 12.5.")
		return 0
	}
	return x
}

// each calls take for every row of a sheet that is not empty; columns that must be there are named.
func (r *criteriaReader) each(name string, need []string, take func(criteriaRow)) {
	s := r.sheet(name)
	if s == nil {
		return
	}
	if len(s.Rows) == 0 {
		r.say(name, 0, "", "", "empty-sheet", "Trang này chưa có dòng nào.", "The sheet has no rows.", "Lấy lại tệp mẫu ở trang Tiêu chí.", "Take the workbook from the page of criteria.")
		return
	}
	cols := map[string]int{}
	for i, h := range s.Rows[0] {
		if h = strings.ToLower(strings.TrimSpace(h)); h != "" {
			cols[h] = i
		}
	}
	lacking := false
	for _, c := range need {
		if _, ok := cols[c]; !ok {
			lacking = true
			r.say(name, 1, c, "", "missing-column", "Thiếu cột “"+c+"”.", "The column “"+c+"” is missing.", "Thêm cột, đặt tên ở hàng đầu.", "Add the column with its name in the first row.")
		}
	}
	if lacking {
		return
	}
	for i, cells := range s.Rows[1:] {
		row := criteriaRow{r: r, sheet: name, n: i + 2, cells: map[string]string{}, cols: cols}
		empty := true
		for c, at := range cols {
			if at < len(cells) {
				row.cells[c] = cells[at]
				empty = empty && strings.TrimSpace(cells[at]) == ""
			}
		}
		if !empty {
			take(row)
		}
	}
}

func (r *criteriaReader) head(w criteriaRow) {
	if r.heads++; r.heads > 1 {
		w.say("ma", "twice", "Mỗi tệp chỉ có một bộ tiêu chí.", "A workbook holds one set.", "Xoá dòng thừa.", "Delete the other row.")
		return
	}
	c := r.c
	c.Code, c.Name, c.Document, c.Certainty = w.must("ma"), w.must("ten"), w.get("van_ban"), w.get("do_tin")
	day := func(column string) string {
		s := w.get(column)
		if s == "" {
			return ""
		}
		d, ok := Day(s)
		if !ok {
			w.say(column, "date", "Không phải ngày.", "It is no date.", "Ghi như 2026-01-01 hoặc 01/01/2026.", "Write it as 2026-01-01.")
		}
		return d
	}
	if w.must("tu_ngay"); w.get("tu_ngay") != "" {
		c.From = day("tu_ngay")
	}
	c.To = day("den_ngay")
	if c.To != "" && c.From > c.To {
		w.say("den_ngay", "order", "Ngày hết hiệu lực trước ngày có hiệu lực.", "It ends before it begins.", "Xem lại hai ngày.", "Look at both days.")
	}
	switch w.get("mau") {
	case "1":
		c.Sample = true
	case "", "0":
		if c.Document == "" {
			w.say("van_ban", "document", "Bộ tiêu chí chính thức phải ghi văn bản ban hành.", "A set that counts names the document that made it.", "Ghi số, ngày quyết định; hoặc ghi 1 ở cột mau.", "Write the decision; or 1 in the column mau.")
		}
	default:
		w.say("mau", "flag", "Chỉ ghi 1 (mẫu) hoặc 0.", "Only 1 (a sample) or 0.", "Ghi 1 hoặc 0.", "Write 1 or 0.")
	}
}

func (r *criteriaReader) mark(w criteriaRow) {
	s := w.must("ngay")
	t, err := time.Parse("2-1-2006", s+"-2024")
	if s != "" && err != nil {
		w.say("ngay", "day", "Không phải ngày trong năm.", "It is no day of a year.", "Ghi như 15-11.", "Write it as 15-11.")
		return
	}
	r.c.Marks[w.must("ma")] = Mark{t.Month(), t.Day(), w.get("ten")}
}

func (r *criteriaReader) typed(w criteriaRow) {
	code := w.must("ma")
	if _, known := factOf(code); known {
		w.say("ma", "known", "Chương trình tự tính số liệu này.", "The program counts this figure itself.", "Bỏ dòng này, hoặc đặt mã khác.", "Delete the row, or use another code.")
		return
	}
	unit := w.get("don_vi")
	if unit == "" {
		unit = "count"
	}
	if !slices.Contains(units, unit) {
		w.say("don_vi", "unit", "Đơn vị chưa đúng.", "It is no unit.", "Dùng một trong: "+strings.Join(units, ", ")+".", "Use one of: "+strings.Join(units, ", ")+".")
	}
	r.c.Typed[code] = FactKind{Code: code, Label: Text{w.must("ten"), w.get("ten_en")}, Unit: unit, Source: "M"}
}

func (r *criteriaReader) subject(w criteriaRow) *Sheet {
	s := Subject(w.must("doi_tuong"))
	if !slices.Contains(Subjects, s) {
		var all []string
		for _, x := range Subjects {
			all = append(all, string(x))
		}
		w.say("doi_tuong", "subject", "Không có đối tượng này.", "There is no such subject.", "Dùng một trong: "+strings.Join(all, ", ")+".", "Use one of: "+strings.Join(all, ", ")+".")
		return nil
	}
	if r.c.Sheets[s] == nil {
		r.c.Sheets[s] = &Sheet{Subject: s, set: r.c}
	}
	return r.c.Sheets[s]
}

func (r *criteriaReader) criterion(w criteriaRow) {
	s, code, points := r.subject(w), w.must("ma"), w.number("diem")
	if _, twice := r.at[code]; twice && code != "" {
		w.say("ma", "twice", "Mã này có hai lần.", "The code stands twice.", "Đặt mã khác.", "Use another code.")
		return
	}
	if points <= 0 || points > whole {
		w.say("diem", "points", "Điểm phải lớn hơn 0, không quá 100.", "Points are more than 0 and at most 100.", "Sửa điểm.", "Mend the points.")
	}
	if s == nil {
		return
	}
	r.at[code] = place{w.sheet, w.n}
	s.Criteria = append(s.Criteria, Criterion{Code: code, Name: Text{w.must("ten"), w.get("ten_en")}, Points: points, Clause: w.get("can_cu")})
}

// find gives a criterion by its code, and its sheet.
func (r *criteriaReader) find(code string) (*Sheet, *Criterion) {
	for _, s := range r.c.Sheets {
		for i := range s.Criteria {
			if s.Criteria[i].Code == code {
				return s, &s.Criteria[i]
			}
		}
	}
	return nil, nil
}

func (r *criteriaReader) part(w criteriaRow) {
	code := w.must("ma")
	s, c := r.find(code)
	if c == nil {
		if code != "" {
			w.say("ma", "criterion", "Không có tiêu chí mã này ở trang tieu_chi.", "The sheet tieu_chi has no such criterion.", "Sửa mã, hoặc thêm tiêu chí.", "Mend the code, or add the criterion.")
		}
		return
	}
	p := Part{Label: Text{w.must("ten"), w.get("ten_en")}, Points: w.number("diem"), Over: w.must("tu"), Under: w.get("mau"), Zero: w.number("muc_0"), Full: w.number("muc_du")}
	if p.Points <= 0 {
		w.say("diem", "points", "Điểm phải lớn hơn 0.", "Points are more than 0.", "Sửa điểm.", "Mend the points.")
	}
	if p.Zero == p.Full {
		w.say("muc_du", "levels", "Mức đủ điểm trùng mức 0 điểm.", "The level of all points is that of none.", "Ghi hai mức khác nhau.", "Write two different levels.")
	}
	for column, fact := range map[string]string{"tu": p.Over, "mau": p.Under} {
		if fact == "" {
			continue
		}
		f, known := factOf(fact)
		if _, typed := r.c.Typed[fact]; typed {
			continue
		}
		switch {
		case !known:
			w.say(column, "fact", "Không có số liệu mã này.", "There is no such figure.", "Dùng mã ở docs/scores.md, hoặc khai ở trang so_nhap để nhập tay.", "Use a code of docs/scores.md, or declare it on the sheet so_nhap.")
		case s.Subject == SubjectOfficial && f.Class:
			w.say(column, "official-class", "Không chấm cán bộ theo số hộ được xếp là không nghèo.", "Officials are not scored by how many households were declared non-poor.", "Bỏ cách đo này.", "Leave this measure out.")
		case !slices.Contains(f.Subjects, s.Subject):
			w.say(column, "fact-subject", "Số liệu này không có cho đối tượng "+string(s.Subject)+".", "The figure is not counted for "+string(s.Subject)+".", "Dùng số liệu của đối tượng ấy.", "Use a figure of that subject.")
		}
	}
	c.Parts = append(c.Parts, p)
}

// sums holds what must add up: parts to their criterion, criteria to 100.
func (r *criteriaReader) sums() {
	if r.heads == 0 && r.sheet("bo") != nil {
		r.say("bo", 2, "ma", "", "empty", "Chưa ghi bộ tiêu chí.", "The set is not named.", "Điền dòng thứ hai.", "Fill in the second row.")
	}
	for _, m := range []string{MarkReports, MarkPlan, MarkPeakFrom, MarkPeakTill} {
		if _, ok := r.c.Marks[m]; !ok && r.sheet("moc") != nil {
			r.say("moc", 0, "ma", "", "mark", "Thiếu mốc “"+m+"”.", "The mark “"+m+"” is missing.", "Thêm một dòng với mã này.", "Add a row with this code.")
		}
	}
	for _, subject := range Subjects {
		s := r.c.Sheets[subject]
		if s == nil {
			continue
		}
		all := 0.0
		for i := range s.Criteria {
			c := &s.Criteria[i]
			all += c.Points
			sum := 0.0
			for _, p := range c.Parts {
				sum += p.Points
			}
			if math.Abs(sum-c.Points) > 1e-9 {
				at := r.at[c.Code]
				r.say(at.sheet, at.row, "diem", plainNumber(c.Points), "parts", fmt.Sprintf("Các cách đo của %s cộng %s, tiêu chí ghi %s.", c.Code, plainNumber(sum), plainNumber(c.Points)),
					fmt.Sprintf("The measures of %s add up to %s, the criterion says %s.", c.Code, plainNumber(sum), plainNumber(c.Points)), "Sửa điểm ở trang cach_do hoặc tieu_chi.", "Mend the points on cach_do or tieu_chi.")
			}
		}
		if math.Abs(all-whole) > 1e-9 {
			r.say("tieu_chi", 0, "diem", "", "sum", fmt.Sprintf("Điểm của đối tượng %s cộng %s, phải là 100.", subject, plainNumber(all)), fmt.Sprintf("The points of %s add up to %s instead of 100.", subject, plainNumber(all)),
				"Chia lại điểm cho đủ 100.", "Share out 100 points.")
		}
	}
}

// plainNumber writes a number as Vietnamese papers do, without needless zeros: 12,5.
func plainNumber(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
}
