package poverty_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

func shippedText(t testing.TB) string {
	b, err := os.ReadFile("../seed/rules/nd07-2021.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Everything that can be wrong is said at its cell, with how to mend it, in both languages.
func TestRead_SaysWhereItIsWrong(t *testing.T) {
	good := shippedText(t)
	for _, c := range []struct {
		name, old, new            string
		sheet, column, code, cell string
	}{
		{"no head", "| nd07_2021 | Chuẩn", "| | Chuẩn", "bo_quy_tac", "ma", "empty", "A2"},
		{"bad code", "| nd07_2021 | Chuẩn", "| nđ 07 | Chuẩn", "bo_quy_tac", "ma", "bad-code", "A2"},
		{"bad date", "| 01/01/2022 |", "| hôm qua |", "bo_quy_tac", "tu_ngay", "bad-date", "F2"},
		{"dates in the wrong order", "| 31/12/2026 |", "| 31/12/2020 |", "bo_quy_tac", "den_ngay", "order", "G2"},
		{"a line is no number", "| nguong_a | nt | 140 |", "| nguong_a | nt | 14o |", "nguong", "gia_tri", "bad-number", "C2"},
		{"a residence that is none", "| nguong_a | nt | 140 |", "| nguong_a | xã | 140 |", "nguong", "khu_vuc", "bad-word", "B2"},
		{"a line twice", "| nguong_a | tt | 175 |", "| nguong_a | nt | 175 |", "nguong", "ma", "twice", "A3"},
		{"an expression cut off", "| dem div so_nk > phu_thuoc_ty_le |", "| dem div so_nk > |", "chi_so", "ho", "bad-expression", ""},
		{"a name that is not there", "| nuoc_an_dat = 0 |", "| nuoc_am_dat = 0 |", "chi_so", "ho", "bad-expression", ""},
		{"a person's answer over the household", "| nuoc_an_dat = 0 |", "| m_bhyt = 0 |", "chi_so", "ho", "bad-expression", ""},
		{"a line in an indicator", "| nuoc_an_dat = 0 |", "| nguong_a = 0 |", "chi_so", "ho", "bad-expression", ""},
		{"a path", "| nuoc_an_dat = 0 |", "| /data/nuoc_an = 0 |", "chi_so", "ho", "bad-expression", ""},
		{"a function that is not there", "| nuoc_an_dat = 0 |", "| dem_nuoc(nuoc_an) = 0 |", "chi_so", "ho", "bad-expression", ""},
		{"today", "| nuoc_an_dat = 0 |", "| today() > 0 |", "chi_so", "ho", "bad-expression", ""},
		{"counting nobody", "| nuoc_an_dat = 0 |", "| dem = 0 |", "chi_so", "thanh_vien", "bad-expression", ""},
		{"an indicator twice", "| d02 | Người phụ thuộc", "| d01 | Người phụ thuộc", "chi_so", "ma", "twice", "A3"},
		{"who is counted is gone", "| so_nk | Số nhân khẩu |", "| so_nguoi | Số nhân khẩu |", "dai_luong", "ma", "no-people", ""},
		{"an answer of no question", "| vl_cot | 1 | Bê tông", "| vl_cott | 1 | Bê tông", "tra_loi", "cau_hoi", "unknown-question", ""},
		{"a mark that is none", "| vl_cot | 2 | Gạch/đá | Brick, stone | 1 |", "| vl_cot | 2 | Gạch/đá | Brick, stone | bền |", "tra_loi", "dat", "bad-mark", ""},
		{"an age that is none", "| tuoi_tre_em |  |  |", "| mười sáu |  |  |", "cau_hoi", "duoi_tuoi", "bad-age", ""},
		{"points of one indicator are gone", "| diem_chi_tieu | 10 |", "| diem_moi_chi_tieu | 10 |", "tham_so", "ma", "no-points-each", ""},
		{"a sheet is gone", "| phan_loai |\n", "| phan_loai_cu |\n", "phan_loai", "", "no-sheet", ""},
		{"a column is gone", "| ma | khu_vuc | gia_tri | don_vi |", "| ma | khu_vuc | diem | don_vi |", "nguong", "gia_tri", "no-column", ""},
		{"a class without a rule", "| diem_a > nguong_a | chinh |", "|  | chinh |", "phan_loai", "dieu_kien", "empty", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatal("nothing was changed: mend the test")
			}
			rs, diags := poverty.Read(xlsform.ParseMarkdown(text))
			if rs != nil {
				t.Error("it was read all the same")
			}
			at := slices.IndexFunc(diags, func(d forms.Diagnostic) bool {
				return d.Severity == forms.Error && d.Sheet == c.sheet && d.Column == c.column && d.Code == c.code
			})
			if at < 0 {
				t.Fatalf("not said: %+v", diags)
			}
			d := diags[at]
			if d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" || c.cell != "" && d.Cell != c.cell || c.sheet == "chi_so" && d.Row < 2 {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestReadPoints_SaysWhereItIsWrong(t *testing.T) {
	b, err := os.ReadFile("../seed/rules/b1-mau.md")
	if err != nil {
		t.Fatal(err)
	}
	good, rs := string(b), seed.RuleSets()[0]
	for _, c := range []struct{ old, new, column, code string }{
		{"| a01 | nhan_khau |  | 1 | 2 |", "| a01 | nhan_khauu |  | 1 | 2 |", "chi_tieu", "unknown-component"},
		{"| a01 | nhan_khau |  | 1 | 2 |", "| a01 | nhan_khau |  | 2 | 2 |", "den", "order"},
		{"| a01 | nhan_khau |  | 1 | 2 |", "| a01 | nhan_khau |  | một | 2 |", "tu", "bad-number"},
		{"| a20 | vl_cot |  |  |  | 1 |", "| a20 | vl_cot |  |  |  |  |", "gia_tri", "band-or-code"},
		{"| 40 | Hộ có 1 người", "|  | Hộ có 1 người", "diem", "empty"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%q was not changed: mend the test", c.old)
		}
		p, diags := poverty.ReadPoints(xlsform.ParseMarkdown(text), rs)
		if p != nil || !slices.ContainsFunc(diags, func(d forms.Diagnostic) bool { return d.Column == c.column && d.Code == c.code && d.Row > 1 }) {
			t.Errorf("%s: %+v", c.new, diags)
		}
	}
	if p, diags := poverty.ReadPoints(nil, rs); p != nil || len(diags) == 0 {
		t.Error("a workbook of nothing has points")
	}
}

// No text makes the reader or a judgement by what it read panic or run on.
func FuzzRead(f *testing.F) {
	good := shippedText(f)
	f.Add(good)
	f.Add(strings.Replace(good, "dem > 0", "dem div 0 > so_nk and selected(phuongtien, concat(racthai, dem))", 3))
	f.Add(strings.Replace(good, "m_internet = '1'", "regex(m_internet, '(((') or m_ngaysinh > 0", 1))
	f.Add("| bo_quy_tac |\n| | ma |\n| | x |\n")
	f.Fuzz(func(t *testing.T, text string) {
		w := xlsform.ParseMarkdown(text)
		rs, diags := poverty.Read(w)
		if rs == nil {
			if len(diags) == 0 {
				t.Fatal("refused without a word")
			}
			return
		}
		h := four()
		delete(h.Answers, "nuoc_an")
		delete(h.Members[0], "m_vieclam")
		v := poverty.Judge(rs, h)
		if v.B.Low > v.B.High || len(v.Why) != len(rs.Indicators) {
			t.Fatalf("%+v", v)
		}
		if p, _ := poverty.ReadPoints(w, rs); p != nil {
			poverty.Judge(rs.WithPoints(p), h)
		}
	})
}

// Without the English columns the Vietnamese stands in both places; the order of sheets and columns is free.
func TestRead_TakesAnyOrder(t *testing.T) {
	w := xlsform.ParseMarkdown(shippedText(t))
	slices.Reverse(w.Sheets)
	for i := range w.Sheets {
		for _, row := range w.Sheets[i].Rows {
			for len(row) < len(w.Sheets[i].Rows[0]) {
				row = append(row, "")
			}
			slices.Reverse(row)
		}
	}
	for i := range w.Sheets { // rows were cut at their last text: all must have the header's length to be turned round
		n := len(w.Sheets[i].Rows[0])
		for k, row := range w.Sheets[i].Rows {
			if len(row) != n {
				t.Fatalf("%s row %d has %d cells of %d", w.Sheets[i].Name, k+1, len(row), n)
			}
		}
	}
	rs, diags := poverty.Read(w)
	if rs == nil || len(diags) > 0 {
		t.Fatalf("%+v", diags)
	}
	if a, b := poverty.Judge(rs, four()), poverty.Judge(seed.RuleSets()[0], four()); a.B != b.B || a.Class != b.Class {
		t.Errorf("%+v, %+v", a, b)
	}
}
