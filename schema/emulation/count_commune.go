package emulation

import (
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// commune counts the facts of the whole commune.
func (c *counter) commune() {
	c.plans()
	c.budget()
	m := c.m
	if c.kept("bao_cao", "bao_cao_phai", "bao_cao_kip") {
		all, good := c.inTime("bao_cao")
		c.list("bao_cao_phai", all)
		c.list("bao_cao_kip", good)
	}
	if c.kept("mo_hinh", "giai_phap", "giai_phap_ho") {
		var ev, houses []Evidence
		seen := map[wire.ID]bool{}
		for _, e := range m.of("mo_hinh") {
			if strings.HasPrefix(e.Day, yearText(m.Year)) {
				ev = append(ev, entryEvidence(&e))
				houses = c.houses(houses, seen, e.Households)
			}
		}
		c.list("giai_phap", ev)
		c.list("giai_phap_ho", houses)
	}
	c.rate()
	c.unableToWork(c.m.Homes)
}

// inTime gives the entries of a register that are due by today or done, and those of them done in time.
func (c *counter) inTime(kind string) (all, good []Evidence) {
	for _, e := range c.m.of(kind) {
		if e.Due == "" || e.Due > c.m.Today && e.Done == "" {
			continue
		}
		all = append(all, entryEvidence(&e))
		if e.Done != "" && e.Done <= e.Due {
			good = append(good, entryEvidence(&e))
		}
	}
	return all, good
}

// houses adds the households that were not there yet.
func (c *counter) houses(to []Evidence, seen map[wire.ID]bool, ids []wire.ID) []Evidence {
	for _, id := range ids {
		if h := c.m.Home(id); h != nil && !seen[id] {
			seen[id] = true
			to = append(to, homeEvidence(h))
		}
	}
	return to
}

func (c *counter) plans() {
	m := c.m
	if c.kept("van_ban", "ke_hoach_kip") {
		before, value := m.Set.Marks[MarkPlan].On(m.Year), 0.0
		var ev []Evidence
		for _, e := range m.of("van_ban") {
			if e.Values["loai"] == "kehoach" && e.Values["ngay_ky"] != "" && e.Values["ngay_ky"] < before {
				value, ev = 1, append(ev, entryEvidence(&e))
			}
		}
		c.know("ke_hoach_kip", value, ev...)
	}
	if c.kept("nhiem_vu", "nhiem_vu", "nhiem_vu_kip") {
		all, good := c.inTime("nhiem_vu")
		c.list("nhiem_vu", all)
		c.list("nhiem_vu_kip", good)
	}
}

func (c *counter) budget() {
	if !c.kept("kinh_phi", "kinh_phi", "giai_ngan", "quyet_toan_phai", "quyet_toan_kip", "ho_huong", "ho_huong_dung") {
		return
	}
	var given, spent float64
	var ev, houses, right []Evidence
	seen := map[wire.ID]bool{}
	for _, e := range c.m.of("kinh_phi") {
		given, spent = given+sum(e.Values["giao"]), spent+sum(e.Values["giai_ngan"])
		ev = append(ev, entryEvidence(&e))
		houses = c.houses(houses, seen, e.Households)
	}
	for _, x := range houses {
		h := c.m.Home(x.ID)
		if h.Class[1] == "" && h.Class[0] == "" {
			c.lack("ho_huong_dung", "chưa biết phân loại của hộ "+h.Code, "the class of household "+h.Code+" is not known")
		}
		if listed(h.Class[1]) || h.Class[1] == schema.ClassEscaped || listed(h.Class[0]) || h.Class[0] == schema.ClassEscaped {
			right = append(right, x)
		}
	}
	c.know("kinh_phi", given, ev...)
	c.know("giai_ngan", spent, ev...)
	all, good := c.inTime("kinh_phi")
	c.list("quyet_toan_phai", all)
	c.list("quyet_toan_kip", good)
	c.list("ho_huong", houses)
	if _, lacking := c.out["ho_huong_dung"]; !lacking {
		c.list("ho_huong_dung", right)
	}
}

// rate counts the fall of the poverty rate, and who fell back or became poor. The rate is of all households of the commune,
// which somebody entered: not only of those surveyed.
func (c *counter) rate() {
	m := c.m
	var poorThen, poorNow, fell, other []Evidence
	known := 0
	for _, h := range m.Homes {
		if h.Class[1] != "" {
			known++
		}
		here := h.State == ""
		switch {
		case h.Class[1] == schema.ClassPoor:
			poorThen = append(poorThen, homeEvidence(h))
		case h.Class[1] != "" && h.Class[1] != schema.ClassNearPoor:
			other = append(other, homeEvidence(h))
			if here && h.Class[0] == schema.ClassPoor {
				fell = append(fell, homeEvidence(h))
			}
		case h.Class[1] == "" && here && h.Class[0] == schema.ClassPoor:
			fell = append(fell, homeEvidence(h))
		}
		if here && h.Class[0] == schema.ClassPoor {
			poorNow = append(poorNow, homeEvidence(h))
		}
	}
	if known == 0 {
		c.lack("ty_le_giam", "chưa có phân loại đầu năm", "classes at the start of the year are not known")
		c.lack("tai_phat_sinh", "chưa có phân loại đầu năm", "classes at the start of the year are not known")
		c.lack("ho_khong_ngheo", "chưa có phân loại đầu năm", "classes at the start of the year are not known")
		return
	}
	c.know("ho_khong_ngheo", float64(len(other)))
	if c.unsettled("tai_phat_sinh", "ty_le_giam") {
		return
	}
	c.list("tai_phat_sinh", fell)
	all := 0
	for _, a := range m.Areas {
		p, ok := m.People[a.ID]
		if !ok || p.Households == 0 {
			c.lack("ty_le_giam", "chưa nhập tổng số hộ dân của "+a.Label, "the number of households of "+a.Label+" is not entered")
			return
		}
		all += p.Households
	}
	if all == 0 {
		c.lack("ty_le_giam", "chưa nhập tổng số hộ dân", "the number of households is not entered")
		return
	}
	c.know("ty_le_giam", 100*float64(len(poorThen)-len(poorNow))/float64(all), append(poorThen, poorNow...)...)
}

// unableToWork counts the poor households nobody of whom can work, and those of them with a social allowance. A household
// whose members were not all asked is not known, and then neither figure is.
func (c *counter) unableToWork(homes []*Home) {
	var all, good []Evidence
	for _, h := range homes {
		if h.State != "" || h.Class[0] != schema.ClassPoor {
			continue
		}
		v := h.Now
		if v == nil || !v.Done {
			v = h.Before
		}
		if v == nil || !v.Done || len(v.Members) == 0 {
			c.lack("khong_knld", "hộ "+h.Code+" chưa có phiếu", "household "+h.Code+" has no record")
			c.lack("khong_knld_btxh", "hộ "+h.Code+" chưa có phiếu", "household "+h.Code+" has no record")
			return
		}
		able, allowance := false, false
		for _, p := range v.Members {
			able = able || p["m_knld"] != "2" && p["m_cutru"] != "5" && p["m_cutru"] != "6"
			allowance = allowance || p["m_btxh"] != "" && p["m_btxh"] != "0"
		}
		if !able {
			all = append(all, visitEvidence(h, v))
			if allowance {
				good = append(good, visitEvidence(h, v))
			}
		}
	}
	c.list("khong_knld", all)
	c.list("khong_knld_btxh", good)
}
