package emulation

import (
	"math"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

func yearText(y int) string { return strconv.Itoa(y) }

// village counts the facts of a village.
func (c *counter) village(area wire.ID) {
	m := c.m
	var homes []*Home
	for _, h := range m.Homes {
		if h.Area == area {
			homes = append(homes, h)
		}
	}
	c.visits(homes)
	if c.kept("hop_dan", "hop_dan", "hop_dat") {
		var all, good []Evidence
		for _, e := range m.of("hop_dan") {
			if e.Area != area {
				continue
			}
			all = append(all, entryEvidence(&e))
			if there := sum(e.Values["co_mat"]); e.Values["bien_ban"] != "" && there > 0 && e.Values["nhat_tri"] != "" && sum(e.Values["nhat_tri"]) >= there/2 {
				good = append(good, entryEvidence(&e))
			}
		}
		c.list("hop_dan", all)
		c.list("hop_dat", good)
	}
	c.given(area)
	if p, ok := m.People[area]; ok && p.Households > 0 {
		c.know("ho_dan", float64(p.Households))
	} else {
		c.lack("ho_dan", "chưa nhập tổng số hộ dân của thôn", "the number of households of the village is not entered")
	}
	c.debts(area)
	c.trainings(area)
	c.escapes(homes)
	c.betterOff(homes)
}

// visits counts households to be visited in the year's round and those visited in time.
func (c *counter) visits(homes []*Home) {
	if c.m.Round == "" {
		c.lack("ho_phai_tham", "năm nay chưa có đợt rà soát", "there is no survey this year")
		c.lack("ho_tham_kip", "năm nay chưa có đợt rà soát", "there is no survey this year")
		return
	}
	n := 0
	var good []Evidence
	for _, h := range homes {
		if h.State == "" {
			n++
		}
		if h.State == "" && h.Now != nil && h.Now.InTime {
			good = append(good, visitEvidence(h, h.Now))
		}
	}
	c.know("ho_phai_tham", float64(n))
	c.list("ho_tham_kip", good)
}

// given counts what the village gave to the fund: money and goods by value, and days of work.
func (c *counter) given(area wire.ID) {
	if len(c.m.Fund) == 0 {
		c.lack("quy_gop", "sổ quỹ năm nay chưa có dòng nào", "the ledger of the year is empty")
		c.lack("quy_ngay_cong", "sổ quỹ năm nay chưa có dòng nào", "the ledger of the year is empty")
		return
	}
	var dong, days float64
	var ev, work []Evidence
	for i := range c.m.Fund {
		l := &c.m.Fund[i]
		if l.Side != schema.FundIn || l.Area != area {
			continue
		}
		if l.Asset == schema.FundLabour {
			days, work = days+float64(l.Amount)/10, append(work, fundEvidence(l))
		} else {
			dong, ev = dong+float64(l.Amount), append(ev, fundEvidence(l))
		}
	}
	c.know("quy_gop", dong, ev...)
	c.know("quy_ngay_cong", days, work...)
}

// debts counts what the village owes the bank, and what of it is overdue.
func (c *counter) debts(area wire.ID) {
	lack := func(vi, en string) {
		c.lack("du_no", vi, en)
		c.lack("no_qua_han", vi, en)
	}
	if !c.m.HasLoans {
		lack("chưa có số liệu vốn vay", "loans are not known")
		return
	}
	var owed, late float64
	var ev, bad []Evidence
	for i := range c.m.Loans {
		l := &c.m.Loans[i]
		if l.Area != area {
			continue
		}
		if l.Left == nil || l.Overdue == credit.Unknown && *l.Left > 0 {
			lack("khoản vay "+l.Text+" chưa rõ dư nợ hoặc tình trạng nợ", "what loan "+l.Text+" owes, or its status, is not known")
			return
		}
		if *l.Left == 0 {
			continue
		}
		x := Evidence{Kind: EvidenceLoan, ID: l.ID, Text: l.Text}
		owed, ev = owed+float64(*l.Left), append(ev, x)
		if l.Overdue == credit.True {
			late, bad = late+float64(*l.Left), append(bad, x)
		}
	}
	c.know("du_no", owed, ev...)
	c.know("no_qua_han", late, bad...)
}

// trainings counts trainings held in the village or for the whole commune, and who of the village's poor and near-poor
// households took part.
func (c *counter) trainings(area wire.ID) {
	if !c.kept("hoat_dong", "tap_huan", "tap_huan_luot") {
		return
	}
	var ev, went []Evidence
	for _, e := range c.m.of("hoat_dong") {
		if k := e.Values["loai"]; k != "taphuan" && k != "chiase" {
			continue
		}
		if e.Area == area || e.Area.IsZero() {
			ev = append(ev, entryEvidence(&e))
		}
		for _, id := range e.Households {
			if h := c.m.Home(id); h != nil && h.Area == area && listed(h.Class[1]) {
				went = append(went, homeEvidence(h))
			}
		}
	}
	c.list("tap_huan", ev)
	c.list("tap_huan_luot", went)
}

// escapes counts the poor at the start of the year, those registered, and those of both that are no longer poor; and the
// better-off households that help.
func (c *counter) escapes(homes []*Home) {
	var poor, both, out, registered, made, help []Evidence
	known := false
	for _, h := range homes {
		if h.State == "" && c.m.helps(h) && !listed(h.Class[1]) {
			help = append(help, homeEvidence(h))
		}
		if h.Class[1] == "" {
			continue
		}
		known = true
		if listed(h.Class[1]) {
			both = append(both, homeEvidence(h))
		}
		yes, ok := h.escaped(false)
		yes = yes && h.State == "" // moved or ended is no escape
		if h.Class[1] == schema.ClassPoor {
			poor = append(poor, homeEvidence(h))
			if ok && yes {
				out = append(out, homeEvidence(h))
			}
		}
		if reg, _ := c.registered(h); len(reg) > 0 && listed(h.Class[1]) {
			registered = append(registered, reg[0])
			if yes, _ := h.escaped(true); yes && h.State == "" {
				made = append(made, homeEvidence(h))
			}
		}
	}
	c.list("ho_giup", help)
	if !known {
		for _, code := range []string{"ho_ngheo_dau", "ho_ngheo_can", "ho_thoat", "ho_dang_ky", "dang_ky_thoat"} {
			c.lack(code, "chưa có phân loại đầu năm", "classes at the start of the year are not known")
		}
		return
	}
	c.list("ho_ngheo_dau", poor)
	c.list("ho_ngheo_can", both)
	c.list("ho_dang_ky", registered)
	if !c.unsettled("ho_thoat", "dang_ky_thoat") {
		c.list("ho_thoat", out)
		c.list("dang_ky_thoat", made)
	}
}

// betterOff counts how living conditions changed between the two rounds, over the households that have a record in both.
func (c *counter) betterOff(homes []*Home) {
	var ev, full, points, income []Evidence
	var before, now, incomeThen, incomeNow []float64
	lessBy, both, sample := 0.0, 0, false
	for _, h := range homes {
		if h.Now == nil || !h.Now.Done {
			continue
		}
		if v := h.Now.Verdict; v != nil && len(v.Unknown) == 0 {
			ev = append(ev, visitEvidence(h, h.Now))
			sample = sample || v.Sample
			if !slices.ContainsFunc([]string{"d04", "d09", "d10", "d11"}, func(d string) bool { return slices.Contains(v.Lacking, d) }) {
				full = append(full, visitEvidence(h, h.Now))
			}
		}
		if h.Before == nil || !h.Before.Done {
			continue
		}
		a, b := h.Before.Verdict, h.Now.Verdict
		if a != nil && b != nil && a.Points >= 0 && b.Points >= 0 {
			before, now = append(before, float64(a.Points)), append(now, float64(b.Points))
			points = append(points, visitEvidence(h, h.Now))
			sample = sample || a.Sample || b.Sample
		}
		if a != nil && b != nil && len(a.Unknown)+len(b.Unknown) == 0 {
			both++
			lessBy += float64(len(a.Lacking) - len(b.Lacking))
		}
		x, err := strconv.ParseFloat(h.Before.Answers["tn_bq"], 64)
		y, err2 := strconv.ParseFloat(h.Now.Answers["tn_bq"], 64)
		if err == nil && err2 == nil && x >= 0 && y >= 0 {
			incomeThen, incomeNow = append(incomeThen, x), append(incomeNow, y)
			income = append(income, visitEvidence(h, h.Now))
		}
	}
	none := func(code string) {
		c.lack(code, "chưa có hộ nào có đủ phiếu hai năm", "no household has a record of both years")
	}
	if len(points) > 0 {
		c.know("diem_a_tang", median(now)-median(before), points...)
	} else {
		none("diem_a_tang")
	}
	if was := mean(incomeThen); len(income) > 0 && was > 0 {
		c.know("thu_nhap_tang", 100*(mean(incomeNow)-was)/was, income...)
	} else {
		none("thu_nhap_tang")
	}
	if both > 0 {
		c.know("thieu_hut_giam", lessBy/float64(both), ev...)
	} else {
		none("thieu_hut_giam")
	}
	if len(ev) > 0 {
		c.list("ho_co_phieu", ev)
		c.list("ho_du_bon", full)
	} else {
		c.lack("ho_co_phieu", "chưa có phiếu năm nay đủ thông tin", "no record of this year is complete")
		c.lack("ho_du_bon", "chưa có phiếu năm nay đủ thông tin", "no record of this year is complete")
	}
	if sample {
		c.sample("diem_a_tang")
	}
}

func median(x []float64) float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	return (x[(n-1)/2] + x[n/2]) / 2
}

func mean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	all := 0.0
	for _, v := range x {
		all += v
	}
	return all / float64(len(x))
}
