package seed

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema/emulation"
)

// The criteria that ship can be read, as a table and as the Excel file made of it, and are plainly a proposal.
func TestCriteria_WorkbookEqualsItsTable(t *testing.T) {
	const file = "emulation/tieu-chi.xlsx"
	if *rewrite {
		b, err := xlsx.Write(CriteriaWorkbook())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w, diags := xlsx.ReadAll(b, xlsx.DefaultLimits)
	if w == nil {
		t.Fatalf("%+v", diags)
	}
	if xlsform.Markdown(w) != xlsform.Markdown(CriteriaWorkbook()) {
		t.Fatal("the workbook and the table differ: run go test ./schema/seed -run Criteria -rewrite")
	}
	c, ds := emulation.ReadCriteria(w)
	if c == nil || len(ds) > 0 {
		t.Fatalf("%+v", ds)
	}
	if !c.Sample || c.Certainty != "đề xuất" || !c.InForce(2022) || c.InForce(2021) || len(c.Sheets) != len(emulation.Subjects) {
		t.Errorf("%+v", c)
	}
	for _, s := range emulation.Subjects {
		if len(c.Sheets[s].Criteria) == 0 {
			t.Errorf("%s has no criteria", s)
		}
	}
	if got := c.Marks[emulation.MarkReports].On(2026); got != "2026-11-15" {
		t.Errorf("reports are due on %s", got)
	}
}

// Every mistake in a changed workbook is told where it stands.
func TestCriteria_MistakesAreLocated(t *testing.T) {
	for name, x := range map[string]struct{ from, to, code, sheet, column string }{
		"sum of a subject":        {"| thon | T3 | Chia sẻ kinh nghiệm, kỹ thuật | Experience shared | 10 |", "| thon | T3 | Chia sẻ kinh nghiệm, kỹ thuật | Experience shared | 11 |", "sum", "tieu_chi", "diem"},
		"parts of a criterion":    {"| 15 | ho_thoat | ho_ngheo_dau |", "| 14 | ho_thoat | ho_ngheo_dau |", "parts", "tieu_chi", "diem"},
		"no such figure":          {"| 5 | giai_phap | |", "| 5 | giai_phapp | |", "fact", "cach_do", "tu"},
		"figure of another":       {"| 5 | giai_phap | |", "| 5 | ho_thoat | |", "fact-subject", "cach_do", "tu"},
		"officials by class":      {"| 35 | sang_kien | |", "| 35 | ho_thoat | |", "official-class", "cach_do", "tu"},
		"officials, divided":      {"| 15 | phieu | | 0 | 40 |", "| 15 | phieu | ho_ngheo_dau | 0 | 40 |", "official-class", "cach_do", "mau"},
		"no number":               {"| 15 | ho_thoat | ho_ngheo_dau |", "| mười | ho_thoat | ho_ngheo_dau |", "number", "cach_do", "diem"},
		"levels":                  {"| tap_huan | | 0 | 4 |", "| tap_huan | | 4 | 4 |", "levels", "cach_do", "muc_du"},
		"twice":                   {"| thon | T2 |", "| thon | T1 |", "twice", "tieu_chi", "ma"},
		"no subject":              {"| thon | T2 |", "| xom | T2 |", "subject", "tieu_chi", "doi_tuong"},
		"not made by anybody":     {"Kế hoạch phong trào, mục III.1; điểm chưa ban hành | đề xuất | 1 |", " | đề xuất | 0 |", "document", "bo", "van_ban"},
		"a mark":                  {"| han_bao_cao | 15-11 |", "| han_bao_cao | 31-11 |", "day", "moc", "ngay"},
		"a mark is missing":       {"| cao_diem_den |", "| cao_diem_het |", "mark", "moc", "ma"},
		"typed but counted":       {"| xep_loai | Xếp loại năm: 3", "| ho_thoat | Xếp loại năm: 3", "known", "so_nhap", "ma"},
		"unit":                    {"chi_tieu_giam | Chỉ tiêu giảm tỷ lệ hộ nghèo trong năm (điểm phần trăm) | Reduction target of the year (percentage points) | percent |", "chi_tieu_giam | Chỉ tiêu | Target | con |", "unit", "so_nhap", "don_vi"},
		"ends before it begins":   {"| 2022-01-01 | |", "| 2022-01-01 | 2021-01-01 |", "order", "bo", "den_ngay"},
		"a sheet is missing":      {"| cach_do |", "| cachdo |", "missing-sheet", "cach_do", ""},
		"a column is missing":     {"| | ma | ten | ten_en | diem | tu | mau | muc_0 | muc_du |", "| | ma | ten | ten_en | diem | tu | mau | muc0 | muc_du |", "missing-column", "cach_do", "muc_0"},
		"measure of no criterion": {"| | T6 | hộ đủ", "| | T7 | hộ đủ", "criterion", "cach_do", "ma"},
	} {
		if !strings.Contains(criteriaTable, x.from) {
			t.Errorf("%s: the test looks for %q", name, x.from)
			continue
		}
		c, ds := emulation.ReadCriteria(xlsform.ParseMarkdown(strings.Replace(criteriaTable, x.from, x.to, 1)))
		if c != nil {
			t.Errorf("%s: taken", name)
		}
		at := -1
		for i, d := range ds {
			if d.Code == x.code && d.Sheet == x.sheet && d.Column == x.column {
				at = i
			}
			if d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" {
				t.Errorf("%s: %+v says too little", name, d)
			}
		}
		if at < 0 {
			t.Errorf("%s: not told, but %+v", name, ds)
		}
	}
	if c, ds := emulation.ReadCriteria(nil); c != nil || len(ds) == 0 {
		t.Error("no workbook")
	}
}

// No criterion of an official counts how households were classified, and a set that tries is refused (above).
func TestCriteria_OfficialsNotRankedByClasses(t *testing.T) {
	for _, c := range Criteria().Sheets[emulation.SubjectOfficial].Criteria {
		for _, p := range c.Parts {
			for _, code := range []string{p.Over, p.Under} {
				if Criteria().Fact(code).Class {
					t.Errorf("%s counts %s", c.Code, code)
				}
			}
		}
	}
	classes := 0
	for _, s := range emulation.Subjects {
		for _, c := range Criteria().Sheets[s].Criteria {
			if slices.ContainsFunc(c.Parts, func(p emulation.Part) bool { return Criteria().Fact(p.Over).Class }) {
				classes++
			}
		}
	}
	if classes < 4 {
		t.Errorf("only %d criteria of others follow from classes: the test looks in the wrong place", classes)
	}
}

func FuzzReadCriteria(f *testing.F) {
	f.Add(criteriaTable)
	f.Add("| bo |\n| | ma |\n| | x |")
	f.Fuzz(func(t *testing.T, text string) {
		c, ds := emulation.ReadCriteria(xlsform.ParseMarkdown(text))
		if (c == nil) == (len(ds) == 0) {
			t.Fatalf("a set %v with %d mistakes", c != nil, len(ds))
		}
	})
}
