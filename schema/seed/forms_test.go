package seed

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
)

// The 133 questions of the survey by group, G0 to G15; G3 has one and G14 none.
var survey = strings.Fields(`
		dot_rasoat ngay_tham thon ho_id lydo_tham ketqua_tham lydo_khong da_thongbao dongy_guong dongy_chiase gps
		chu_ho nguoi_tra_loi dien_thoai dia_chi khong_knld biendong
		m_qr m_ten m_quanhe m_gioitinh m_ngaysinh m_ns_dochinhxac m_cccd m_dantoc m_cutru m_danghoc m_hocdung m_bangcap m_dn_daotao m_bhyt m_bhyt_nhom m_knld m_kt m_kt_mucdo m_benhnang m_btxh m_ncc m_luonghuu m_vieclam m_pnn_thang m_thunhap m_sdd m_internet
		xacnhan_nk
		taisan so_xemay dien_kwh dien_hoadon chothue phieua_ketluan phieua_lydo
		nha_sohuu vl_cot vl_mai vl_tuong dientich nha_tinhtrang nha_nam nha_nhucau nha_anh
		nuoc_an nuoc_may_co nuoc_vandede nhatieu nhatieu_chung racthai nuocthai
		phuongtien wifi tin_nguon
		donvi_dat dat_hangnam dat_launam dat_ao dat_thue cn_traubo cn_lon cn_giacam dat_thieu lienket lienket_ten
		tn_nongnghiep tn_kinhdoanh tn_luong tn_trocap tn_sosanh
		co_vay lydo_khongvay to_tkvv v_ct v_sotien v_ngay v_denhan v_duno v_md_dangky v_md_thucte v_dung v_lai_cham v_no v_tn_them v_hieuqua vay_khac vay_nhucau vay_nhucau_md
		nguyennhan hotro_nhan hotro_vnn nhucau nghe_muonhoc hailong kiennghi
		dk_thoat dk_nam dk_cach dk_cuthe dk_lydo nguoi_dodau thoat_danhgia
		dg_co dg_hinhthuc dg_giatri dg_soho dg_ho sk_co sk_mota sk_lai denghi_kt
		tincay ghichu ho_xacnhan chuky_ho ten_rsv
`)

// What the corrections took out of the survey and put in. docs/forms.md says why, line by line.
var (
	notAsked = []string{"dot_rasoat", "thon", "ho_id", "m_qr"}
	added    = []string{"bd_ho_goc", "bd_noi_cu", "bd_phanloai_cu", "nuoc_khac", "nhatieu_khac", "v_ma", "v_nguoi", "v_con_taisan"}
)

func shippedForm(t *testing.T) *forms.Form {
	t.Helper()
	f, diags := HouseholdForm("2026")
	for _, d := range diags {
		t.Errorf("%v %s row %d column %s (%s): %s; %s | found %s", d.Severity, d.Sheet, d.Row, d.Column, d.Code, d.Why.En, d.Fix.En, d.Found)
	}
	if f == nil {
		t.FailNow()
	}
	return f
}

func TestHouseholdForm_HoldsTheWholeSurvey(t *testing.T) {
	f := shippedForm(t)
	var questions, calculates, groups, inner, repeats []string
	for i := range f.Nodes {
		switch n := &f.Nodes[i]; {
		case n.Kind == forms.KindQuestion:
			questions = append(questions, n.Name)
		case n.Control == "calculate":
			calculates = append(calculates, n.Name)
		case n.Kind == forms.KindGroup && n.Parent == 0:
			groups = append(groups, n.Name)
		case n.Kind == forms.KindGroup:
			inner = append(inner, n.Name)
		case n.Kind == forms.KindRepeat:
			repeats = append(repeats, n.Name)
		}
	}
	if len(survey) != 133 || len(questions) != 133-len(notAsked)+len(added) || len(questions) != 137 {
		t.Errorf("%d questions; the survey has %d, of which %d are not asked, and %d are added", len(questions), len(survey), len(notAsked), len(added))
	}
	for _, n := range survey {
		if slices.Contains(questions, n) == slices.Contains(notAsked, n) {
			t.Errorf("%s of the survey: asked %v", n, slices.Contains(questions, n))
		}
	}
	for _, n := range added {
		if !slices.Contains(questions, n) {
			t.Errorf("%s is not asked", n)
		}
	}
	for _, n := range surveyCalculates {
		if !slices.Contains(calculates, n) {
			t.Errorf("the calculation %s of the survey is missing", n)
		}
	}
	if len(groups) != 16 || len(inner) != 5 || len(repeats) != 2 || len(f.Lists) != 53 || len(calculates) != 124 {
		t.Errorf("%d groups %v, %d within them %v, repeats %v, %d lists, %d calculates", len(groups), groups, len(inner), inner, repeats, len(f.Lists), len(calculates))
	}
	if f.ID != FormID || f.VersionName != "2026" {
		t.Errorf("form %s %s", f.ID, f.VersionName)
	}
}

// The survey's calculations by name.
var surveyCalculates = strings.Fields(`phanloai_truoc m_tuoi m_nk m_f_vl m_f_pt m_f_dd m_f_bhyt m_f_gdnl m_f_net m_f_kl m_f_ch m_f_dihoc
	so_nk so_phuthuoc so_knld so_chuho a_dem so_kbc dientich_bq dat_m2 tn_bq v_dat
	d01 d02 d03 d04 d05 d06 d07 d08 d09 d10 d11 d12 d13 tong_b tong_b27 tong_a kq so_phuthuoc_b1`)

func TestHouseholdForm_EveryTextInBothLanguages(t *testing.T) {
	f := shippedForm(t)
	both := func(where string, x forms.Text) {
		if len(f.Languages) != 2 || len(x) != 2 || len(x[0]) == 0 || len(x[1]) == 0 {
			t.Errorf("%s: %v", where, x)
		}
	}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		switch n.Kind {
		case forms.KindQuestion, forms.KindNote, forms.KindGroup, forms.KindRepeat:
			both(n.Name+" label", n.Label)
		}
		for what, x := range map[string]forms.Text{"hint": n.Hint, "constraint message": n.ConstraintMsg} {
			if x != nil {
				both(n.Name+" "+what, x)
			}
		}
		if n.Constraint != "" && n.ConstraintMsg == nil {
			t.Errorf("%s refuses without saying why", n.Name)
		}
	}
	for _, l := range f.Lists {
		for _, c := range l.Choices {
			both(l.Name+" "+c.Name, c.Label)
		}
		if l.Name == "dantoc" && (len(l.Choices) != 55 || l.Choices[53].Name != "54") {
			t.Errorf("%d ethnic groups and foreigners", len(l.Choices))
		}
	}
}

var (
	quoted  = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	numeral = regexp.MustCompile(`(?:^|[^\w.])(\d+(?:\.\d+)?)\b`)
)

// Figures of the rules stand in the scoped lists, never in the workbook: what is left in its expressions are codes of
// lists, counting, and the arithmetic of dates and money.
func TestHouseholdForm_NoFigureOfTheRules(t *testing.T) {
	f := shippedForm(t)
	few := strings.Fields("0 1 2 3 4 5 7") // codes of lists; none, one; three parts of a house
	more := map[string][]string{
		"m_ns_muon": {"10000", "1231", "100", "31"}, "m_tuoi": {"10000"}, "m_tuoi_th": {"10000"},
		"m_thang": {"10000", "12", "100"}, "m_thang_th": {"10000", "12", "100"}, "tn_luong_goiy": {"12"}, "tn_bq": {"12"},
	}
	rules := strings.Fields("140 175 360 500000 0.5")
	text := func(x forms.Text) (s string) {
		for _, l := range x {
			for _, p := range l {
				s += " " + p.Lit
			}
		}
		return s
	}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		for what, e := range map[string]string{"calculation": n.Calculate, "relevant": n.Relevant, "required": n.Required, "default": n.DynDefault, "rows": n.RowsExpr, "choice filter": n.ChoiceFilter} {
			for _, m := range numeral.FindAllStringSubmatch(quoted.ReplaceAllString(e, "''"), -1) {
				if !slices.Contains(few, m[1]) && !slices.Contains(more[n.Name], m[1]) {
					t.Errorf("%s: the %s has the figure %s: %s", n.Name, what, m[1], e)
				}
			}
		}
		for what, e := range map[string]string{"constraint": quoted.ReplaceAllString(n.Constraint, "''"), "label": text(n.Label), "hint": text(n.Hint), "message": text(n.ConstraintMsg)} {
			for _, m := range numeral.FindAllStringSubmatch(e, -1) {
				if slices.Contains(rules, m[1]) {
					t.Errorf("%s: the %s has the figure %s: %s", n.Name, what, m[1], e)
				}
			}
		}
	}
}

// Wherever a figure of the sample tables shows, it says so.
func TestHouseholdForm_SampleIsMarked(t *testing.T) {
	f := shippedForm(t)
	c := Make()
	for _, l := range c.CommonLists() {
		if l.Name != "bang_diem_a" && l.Name != "phieu_a" {
			continue
		}
		for row := range l.Cells[0] {
			if l.At(row, "nguon") != "MẪU" {
				t.Errorf("%s %s is not marked", l.Name, l.At(row, "name"))
			}
		}
	}
	shown := regexp.MustCompile(`tong_a|a_hien|/a_|a_dem|a_nguong`)
	for i := range f.Nodes {
		n := &f.Nodes[i]
		for lang, t2 := range n.Label {
			uses, says := false, false
			for _, p := range t2 {
				uses = uses || shown.MatchString(p.Expr)
				says = says || strings.Contains(p.Lit, "MẪU") || strings.Contains(p.Lit, "SAMPLE") || strings.Contains(p.Expr, "a_nguon ") || strings.HasSuffix(strings.TrimSpace(p.Expr), "/a_nguon")
			}
			if uses && !says {
				t.Errorf("%s in language %d shows a figure of a sample table without saying so", n.Name, lang)
			}
		}
	}
}
