package emulation

import (
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

// registered gives where it says that a household registered to escape poverty for the year, and whether a path stands
// there: its answers in the survey, its petition in the register.
func (c *counter) registered(h *Home) (ev []Evidence, path bool) {
	for _, e := range c.m.entriesOf("dang_ky", h) {
		if e.Year <= c.m.Year && sum(e.Values["nam_thoat"]) >= float64(c.m.Year) {
			ev = append(ev, entryEvidence(&e))
			path = path || e.Values["lo_trinh"] != ""
		}
	}
	if v := h.Now; v != nil && v.Done && v.Answers["dk_thoat"] == "1" {
		ev = append(ev, visitEvidence(h, v))
		path = path || v.Answers["dk_cuthe"] != "" || v.Answers["dk_cach"] != ""
	}
	return ev, path
}

// asked says that a question of the survey was answered this year.
func asked(h *Home, question string) bool {
	return h.Now != nil && h.Now.Done && h.Now.Answers[question] != ""
}

// rising counts the facts of a household that rises (track 1).
func (c *counter) rising(h *Home) {
	if ev, path := c.registered(h); len(ev) > 0 {
		c.know("dang_ky", 1, ev...)
		c.know("dang_ky_lo_trinh", map[bool]float64{true: 1}[path], ev...)
	} else if asked(h, "dk_thoat") {
		c.know("dang_ky", 0, visitEvidence(h, h.Now))
		c.know("dang_ky_lo_trinh", 0, visitEvidence(h, h.Now))
	} else {
		c.lack("dang_ky", "chưa có đơn, phiếu năm nay chưa trả lời", "no petition, and not answered this year")
		c.lack("dang_ky_lo_trinh", "chưa có đơn, phiếu năm nay chưa trả lời", "no petition, and not answered this year")
	}
	c.models(h)
	c.lasting(h)
	c.loans(h)
}

func (c *counter) models(h *Home) {
	var ev, known []Evidence
	profit := 0.0
	for _, e := range c.m.entriesOf("mo_hinh", h) {
		if e.Day > yearText(c.m.Year)+"-12-31" || e.Values["ket_thuc"] != "" && e.Values["ket_thuc"] < yearText(c.m.Year) {
			continue
		}
		ev = append(ev, entryEvidence(&e))
		if e.Values["cong_nhan"] != "" {
			known = append(known, entryEvidence(&e))
		}
		profit = max(profit, sum(e.Values["lai"]))
	}
	if v := h.Now; v != nil && v.Done && v.Answers["sk_co"] == "1" {
		ev = append(ev, visitEvidence(h, v))
		profit = max(profit, sum(v.Answers["sk_lai"]))
	}
	if len(ev) == 0 && !asked(h, "sk_co") {
		for _, code := range []string{"mo_hinh", "mo_hinh_cong_nhan", "mo_hinh_lai"} {
			c.lack(code, "sổ mô hình và phiếu năm nay chưa có", "neither the register nor this year's record says")
		}
		return
	}
	c.list("mo_hinh", ev)
	c.list("mo_hinh_cong_nhan", known)
	c.know("mo_hinh_lai", profit, ev...)
}

// lasting counts whether the household is out of its class, for how many years, and by how many points A.
func (c *counter) lasting(h *Home) {
	if c.unsettled("thoat", "nam_giu_vung") {
	} else if h.Class[0] == "" || h.Class[1] == "" {
		c.lack("thoat", "chưa có phân loại", "its class is not known")
	} else {
		yes, _ := h.escaped(true)
		value := map[bool]float64{true: 1}[yes || !listed(h.Class[1]) && !listed(h.Class[0])]
		c.know("thoat", value, homeEvidence(h))
	}
	years := 0.0
	for _, class := range h.Class {
		if class == "" || listed(class) {
			break
		}
		years++
	}
	if !c.m.Settled {
	} else if h.Class[0] == "" {
		c.lack("nam_giu_vung", "chưa có phân loại", "its class is not known")
	} else {
		c.know("nam_giu_vung", years, homeEvidence(h))
	}
	c.lack("diem_a_bien", "chưa có điểm A năm nay", "points A of this year are not known")
	if h.Now != nil && h.Now.Done && h.Now.Verdict != nil && h.Now.Verdict.Points >= 0 {
		line, ok := lineA(h.Now.Answers)
		if ok {
			c.know("diem_a_bien", float64(h.Now.Verdict.Points)-line, visitEvidence(h, h.Now))
			if h.Now.Verdict.Sample {
				c.sample("diem_a_bien")
			}
		}
	}
}

// lineA is the line of points A that the record was judged by: the form holds it as a calculate, from its dated table.
func lineA(answers map[string]string) (float64, bool) {
	n, ok := Whole(answers["nguong_a"])
	return float64(n), ok
}

// loans counts the tests of the household's loans, all together.
func (c *counter) loans(h *Home) {
	codes := []string{"vay_dung", "vay_lai", "vay_goc", "vay_hieu_qua"}
	all := [4][]credit.Truth{}
	var ev []Evidence
	for i := range c.m.Loans {
		l := &c.m.Loans[i]
		if l.Case != h.Case || l.Tests.Active == credit.False {
			continue
		}
		for k, t := range []credit.Test{l.Tests.Purpose, l.Tests.Interest, l.Tests.Principal, l.Tests.Effective} {
			all[k] = append(all[k], t.Result)
		}
		ev = append(ev, Evidence{Kind: EvidenceLoan, ID: l.ID, Text: l.Text})
	}
	for k, code := range codes {
		switch {
		case !c.m.HasLoans:
			c.lack(code, "chưa có số liệu vốn vay", "loans are not known")
		case len(ev) == 0:
			c.lack(code, "hộ không có khoản vay chính sách đang tính", "the household has no loan that counts")
		default:
			switch credit.All(all[k]...) {
			case credit.True:
				c.know(code, 1, ev...)
			case credit.False:
				c.know(code, 0, ev...)
			default:
				c.lack(code, "có khoản vay chưa rõ", "a loan is not clear")
			}
		}
	}
}

// helping counts the facts of a household that helps others (track 2). A household that was helped counts when the books
// name it (the register of help, or a confirmation of the village); what only the giver says counts for the ways of helping.
func (c *counter) helping(h *Home) {
	ways := map[string]bool{}
	var helped, out, ev []Evidence
	seen := map[wire.ID]bool{}
	value := 0.0
	for _, e := range c.m.entriesOf("giup_do", h) {
		if e.Year != c.m.Year {
			continue
		}
		ev = append(ev, entryEvidence(&e))
		ways[e.Values["hinh_thuc"]] = true
		value += sum(e.Values["gia_tri"])
		id, err := wire.ParseID(e.Values["ben_nhan"])
		if o := c.m.Home(id); err == nil && o != nil && !seen[id] {
			seen[id] = true
			helped = append(helped, homeEvidence(o))
			if yes, ok := o.escaped(true); ok && yes && o.State == "" {
				out = append(out, homeEvidence(o))
			}
		}
	}
	for i := range c.m.Fund {
		l := &c.m.Fund[i]
		if l.Side != schema.FundIn || l.Case != h.Case {
			continue
		}
		ev = append(ev, fundEvidence(l))
		ways["quyvnn"] = true
		if l.Asset != schema.FundLabour {
			value += float64(l.Amount)
		}
	}
	if v := h.Now; v != nil && v.Done && v.Answers["dg_co"] == "1" {
		for _, w := range strings.Fields(v.Answers["dg_hinhthuc"]) {
			ways[w] = true
		}
		ev = append(ev, visitEvidence(h, v))
	}
	if len(ev) == 0 {
		return // not known: nothing says so
	}
	c.list("giup_ho", helped)
	c.know("giup_gia_tri", value, ev...)
	c.know("giup_hinh_thuc", float64(len(ways)), ev...)
	if !c.unsettled("giup_thoat") {
		c.list("giup_thoat", out)
	}
}
