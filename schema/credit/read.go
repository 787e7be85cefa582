package credit

import (
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
)

// Sheet is the name of the sheet of programmes; Columns are its columns, whose order in a workbook is free.
const Sheet = "chuong_trinh_vay"

var columns = []string{"ma", "ten", "tu", "den", "han_muc", "lai_suat", "lai_qua_han", "so_thang", "doi_tuong", "thang_sau_thoat", "van_ban", "do_chac", "ghi_chu"}

// Columns are the columns of the sheet of programmes.
func Columns() []string { return append([]string(nil), columns...) }

// reader reads one sheet of dated rows and gathers what is wrong with it.
type reader struct {
	rows  [][]string
	at    map[string]int
	row   int // index in rows
	diags []forms.Diagnostic
}

// ReadProgrammes reads the rows of the sheet, the first naming the columns. Programmes are nil when a Diagnostic is an Error.
func ReadProgrammes(rows [][]string) (Programmes, []forms.Diagnostic) {
	r := &reader{rows: rows, at: map[string]int{}}
	if len(rows) > 0 {
		for i, h := range rows[0] {
			r.at[strings.ToLower(strings.TrimSpace(h))] = i
		}
	}
	for _, c := range []string{"ma", "ten", "tu", "do_chac"} {
		if _, ok := r.at[c]; !ok {
			r.bad(c, "", "Thiếu cột này.", "The column is missing.", "Thêm cột vào hàng tiêu đề.", "Add it to the heading row.")
		}
	}
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	var out Programmes
	for r.row = 1; r.row < len(rows); r.row++ {
		if strings.TrimSpace(strings.Join(rows[r.row], "")) == "" {
			continue
		}
		p := Programme{Code: r.must("ma"), Name: r.must("ten"), From: r.day("tu", true), Until: r.day("den", false),
			Limit: r.number("han_muc", 1_000_000_000_000), Rate: r.rate("lai_suat"), OverdueRate: r.rate("lai_qua_han"),
			Months: int(r.number("so_thang", 600)), Classes: strings.Fields(r.cell("doi_tuong")), After: int(r.number("thang_sau_thoat", 240)),
			Document: r.cell("van_ban"), Certainty: Certainty(r.must("do_chac")), Note: r.cell("ghi_chu")}
		if c := p.Certainty; c != "" && c != Verified && c != Secondary && c != Believed && c != Doubtful {
			r.bad("do_chac", string(c), "Độ chắc chắn là V, R, B+ hoặc B?.", "The certainty is V, R, B+ or B?.", "Ghi một trong bốn ký hiệu.", "Write one of the four marks.")
		}
		if p.Until != "" && p.Until < p.From {
			r.bad("den", p.Until, "Ngày hết hiệu lực trước ngày bắt đầu.", "The last day is before the first.", "Sửa một trong hai ngày.", "Mend one of the days.")
		}
		for i := range out {
			if q := &out[i]; q.Code == p.Code && (p.Until == "" || q.From <= p.Until) && (q.Until == "" || p.From <= q.Until) {
				r.bad("tu", p.From, "Chương trình "+p.Code+" có hai dòng cùng hiệu lực một ngày.", "Programme "+p.Code+" has two rows in force on one day.",
					"Ghi ngày hết hiệu lực cho dòng cũ.", "Give the older row its last day.")
				break
			}
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		r.row = 0
		r.bad("", "", "Bảng không có chương trình nào.", "The table has no programme.", "Thêm ít nhất một dòng.", "Add at least one row.")
	}
	if len(r.diags) > 0 {
		return nil, r.diags
	}
	return out, nil
}

func (r *reader) cell(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.rows[r.row]) {
		return ""
	}
	return strings.TrimSpace(r.rows[r.row][i])
}

func (r *reader) bad(column, found, vi, en, fixVi, fixEn string) {
	r.diags = append(r.diags, forms.Diagnostic{Severity: forms.Error, Code: "programme", Sheet: Sheet, Row: r.row + 1, Column: column, Found: found,
		Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}})
}

func (r *reader) must(column string) string {
	v := r.cell(column)
	if v == "" {
		r.bad(column, "", "Ô này không được để trống.", "The cell must not be blank.", "Điền ô này.", "Fill it in.")
	}
	return v
}

func (r *reader) day(column string, must bool) string {
	v := r.cell(column)
	if v == "" && !must {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, v); err == nil {
		return v
	}
	for _, layout := range []string{"2/1/2006", "02/01/2006", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, v); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	r.bad(column, v, "Không phải một ngày.", "Not a day.", "Ghi như 2015-05-01 hoặc 1/5/2015.", "Write it as 2015-05-01 or 1/5/2015.")
	return ""
}

func (r *reader) number(column string, most int64) int64 {
	v := r.cell(column)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "").Replace(v), 10, 64)
	if err != nil || n < 0 || n > most {
		r.bad(column, v, "Không phải một số nguyên trong khoảng cho phép.", "Not a whole number within the limits.", "Ghi số, không ghi đơn vị.", "Write the number without a unit.")
		return 0
	}
	return n
}

// rate keeps a rate as people write it, with a decimal comma.
func (r *reader) rate(column string) string {
	v := strings.TrimSuffix(strings.ReplaceAll(r.cell(column), ".", ","), "%")
	if v == "" {
		return ""
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(v, ",", "."), 64)
	if err != nil || !(f >= 0 && f <= 100) {
		r.bad(column, v, "Không phải lãi suất phần trăm một năm.", "Not a rate in percent a year.", "Ghi như 6,6.", "Write it as 6,6.")
		return ""
	}
	return v
}
