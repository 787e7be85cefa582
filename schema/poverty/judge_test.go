package poverty_test

import (
	"maps"
	"testing"

	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

// four is the base household of the survey's cases: two adults, two children, nothing deprived.
func four() *poverty.Household {
	adult := func(name, sex, birth string) map[string]string {
		return map[string]string{"m_ten": name, "m_gioitinh": sex, "m_ngaysinh": birth, "m_cutru": "1", "m_bangcap": "3", "m_bhyt": "1", "m_knld": "1",
			"m_kt": "0", "m_benhnang": "0", "m_btxh": "0", "m_vieclam": "4", "m_pnn_thang": "0", "m_internet": "1"}
	}
	child := func(name, birth, grade string) map[string]string {
		return map[string]string{"m_ten": name, "m_gioitinh": "1", "m_ngaysinh": birth, "m_cutru": "1", "m_danghoc": grade, "m_hocdung": "1", "m_bhyt": "1",
			"m_kt": "0", "m_benhnang": "0", "m_btxh": "0", "m_sdd": "0", "m_internet": "1"}
	}
	return &poverty.Household{Residence: poverty.Rural,
		Answers: map[string]string{"ngay_tham": "2026-11-10", "ketqua_tham": "1", "lydo_tham": "1", "dientich": "60", "taisan": "tivi xemay", "dien_kwh": "60",
			"vl_cot": "2", "vl_mai": "2", "vl_tuong": "2", "nuoc_an": "3", "nhatieu": "1", "racthai": "1", "phuongtien": "tivi smartphone", "donvi_dat": "sao",
			"dat_hangnam": "3", "dat_launam": "0", "dat_ao": "0", "cn_traubo": "0", "cn_lon": "2", "cn_giacam": "30"},
		Members: []map[string]string{adult("Nguyễn Văn Mẫu", "1", "1985-01-01"), adult("Trần Thị Mẫu", "2", "1986-01-01"), child("Nguyễn Văn Con", "2014-05-05", "3"), child("Nguyễn Văn Út", "2018-05-05", "2")}}
}

func TestJudge_TheBaseHousehold(t *testing.T) {
	rs := seed.RuleSets()[0]
	h := four()
	v := poverty.Judge(rs, h)
	if v.Class != poverty.ClassNoPoints || v.B != (poverty.Range{}) || v.HasA {
		t.Fatalf("%+v", v)
	}
	for code, got := range v.Indicators {
		if got != poverty.No {
			t.Errorf("%s is %v", code, got)
		}
	}
	v = poverty.Judge(rs.WithPoints(seed.SamplePoints()), h)
	if v.Class != "HCN" || v.A != (poverty.Range{Low: 125, High: 125}) || !v.Sample || !v.HasA {
		t.Errorf("%s, A %v %v", v.Class, v.A, v.Scored)
	}
	for i, want := range []string{"Không ai trong tuổi lao động bị thiếu việc làm.", "2 trong 4 người là người phụ thuộc, không quá một nửa."} {
		if v.Why[i].Text.Vi != want {
			t.Errorf("%s", v.Why[i].Text.Vi)
		}
	}
	if want := "Nhà 60 m² cho 4 người, bình quân 15 m², không dưới 8 m² mỗi người."; v.Why[7].Text.Vi != want {
		t.Errorf("%s", v.Why[7].Text.Vi)
	}
	h = four()
	h.Members[2]["m_sdd"] = "9"
	delete(h.Answers, "vl_mai")
	h.Answers["vl_cot"] = "4"
	v = poverty.Judge(rs, h)
	if v.Indicators["d03"] != poverty.Unknown || v.Indicators["d07"] != poverty.Unknown || v.B != (poverty.Range{High: 20}) {
		t.Errorf("%v %v", v.Indicators, v.B)
	}
	if len(v.Missing) != 2 || v.Missing[0].Question != "m_sdd" || v.Missing[0].Member != 2 || v.Missing[1].Question != "vl_mai" {
		t.Errorf("%+v", v.Missing)
	}
}

func TestJudge_StatedPointsAndLines(t *testing.T) {
	rs := seed.RuleSets()[0]
	at := func(b1 int, r poverty.Residence, change func(h *poverty.Household)) string {
		h := four()
		h.B1, h.Residence = &b1, r
		change(h)
		return poverty.Judge(rs, h).Class
	}
	three := func(h *poverty.Household) {
		h.Members[0]["m_bhyt"] = "0"
		h.Answers["phuongtien"] = "khong"
		for _, m := range h.Members {
			m["m_internet"] = "0"
		}
	}
	nothing := func(*poverty.Household) {}
	for _, c := range []struct {
		b1     int
		r      poverty.Residence
		change func(h *poverty.Household)
		want   string
	}{
		{140, poverty.Rural, three, "HN"}, {140, poverty.Rural, nothing, "HCN"}, {141, poverty.Rural, three, "KN"}, {175, poverty.Urban, three, "HN"}, {176, poverty.Urban, three, "KN"},
		{150, "", three, "unknown"}, {176, "", three, "KN"}, {0, poverty.Rural, func(h *poverty.Household) { h.Members = h.Members[:0] }, "none"},
		{0, poverty.Rural, func(h *poverty.Household) { h.Answers = maps.Clone(h.Answers); h.Answers["ketqua_tham"] = "2" }, "none"},
		{0, poverty.Rural, func(h *poverty.Household) { h.Answers["lydo_tham"] = "7" }, "none"},
		{0, poverty.Rural, func(h *poverty.Household) { h.Answers["lydo_tham"], h.Answers["phieua_ketluan"] = "3", "2" }, "none"},
		{0, poverty.Rural, func(h *poverty.Household) { h.Members = nil }, "unknown"},
	} {
		if got := at(c.b1, c.r, c.change); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.b1, c.r, got, c.want)
		}
	}
}

// Beside "undetermined" stands a draft class by the draft list; it says nothing that its open indicators leave open.
func TestJudge_Draft(t *testing.T) {
	rs := seed.RuleSets()[1]
	for _, c := range []struct {
		change       func(h *poverty.Household)
		class, draft string
	}{
		{func(*poverty.Household) {}, "undetermined", "HCN"},
		{func(h *poverty.Household) {
			h.Answers["racthai"], h.Answers["nuoc_an"], h.Answers["nhatieu"] = "3", "9", "7"
		}, "undetermined", "HN"},
		{func(h *poverty.Household) {
			h.Answers["racthai"], h.Answers["nuoc_an"] = "3", "9"
			delete(h.Answers, "nhatieu")
		}, "undetermined", "unknown"},
		{func(h *poverty.Household) { n := int64(2_200_001); h.Income = &n }, "KN", "KN"},
		{func(h *poverty.Household) { h.Answers["ketqua_tham"] = "3" }, "none", "none"},
	} {
		h := four()
		c.change(h)
		if v := poverty.Judge(rs, h); v.Class != c.class || v.Draft != c.draft || v.Class == "undetermined" && v.Sample {
			t.Errorf("%s, draft %s, want %s, %s", v.Class, v.Draft, c.class, c.draft)
		}
	}
	if c, ok := rs.Class("MSTB"); !ok || c.Kind != poverty.OpenClass {
		t.Errorf("%+v", c)
	}
}

// Income points of which answers are missing are a range; the class waits only where a line lies within it.
func TestJudge_PointsAreARange(t *testing.T) {
	rs := seed.RuleSets()[0].WithPoints(seed.SamplePoints())
	for _, c := range []struct {
		name   string
		change func(h *poverty.Household)
		a      poverty.Range
		class  string
	}{
		{"all known", func(*poverty.Household) {}, poverty.Range{Low: 125, High: 125}, "HCN"},
		{"assets not asked: 15 of 125 go, up to 145 come", func(h *poverty.Household) { delete(h.Answers, "taisan") }, poverty.Range{Low: 110, High: 255}, "unknown"},
		{"water not asked: 10 of 125 go, up to 15 come", func(h *poverty.Household) { delete(h.Answers, "nuoc_an") }, poverty.Range{Low: 115, High: 130}, "HCN"},
		{"a pensioner or not: 45 at least", func(h *poverty.Household) {
			h.Members[0]["m_ngaysinh"] = "1961-01-01"
			delete(h.Members[0], "m_luonghuu")
		}, poverty.Range{Low: 125, High: 145}, "unknown"},
		{"his qualification not asked: none to college", func(h *poverty.Household) { delete(h.Members[0], "m_bangcap") }, poverty.Range{Low: 125, High: 140}, "HCN"},
		{"unit of land not asked: 3 m² or three sào", func(h *poverty.Household) { delete(h.Answers, "donvi_dat") }, poverty.Range{Low: 120, High: 125}, "HCN"},
	} {
		h := four()
		c.change(h)
		v := poverty.Judge(rs, h)
		if v.A != c.a || v.Class != c.class || !v.HasA || !v.Sample {
			t.Errorf("%s: %v %s %v, want %v %s", c.name, v.A, v.Class, v.Scored, c.a, c.class)
		}
	}
}
