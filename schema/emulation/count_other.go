package emulation

import (
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// official counts the facts of an official: initiatives, documents, work with records. Nothing of it follows from how
// households were classified.
func (c *counter) official(id wire.ID) {
	m, hex := c.m, id.String()
	var known, docs, due, good []Evidence
	for _, e := range m.of("mo_hinh") {
		if e.Values["can_bo"] == hex && e.Values["cong_nhan"] != "" {
			known = append(known, entryEvidence(&e))
		}
	}
	if c.kept("mo_hinh", "sang_kien") {
		c.list("sang_kien", known)
	}
	for _, e := range m.of("van_ban") {
		if e.Values["can_bo"] != hex {
			continue
		}
		if e.Done != "" {
			docs = append(docs, entryEvidence(&e))
		}
		if e.Due != "" && (e.Done != "" || e.Due <= m.Today) {
			due = append(due, entryEvidence(&e))
			if e.Done != "" && e.Done <= e.Due {
				good = append(good, entryEvidence(&e))
			}
		}
	}
	if c.kept("van_ban", "van_ban", "van_ban_han", "van_ban_kip") {
		c.list("van_ban", docs)
		c.list("van_ban_han", due)
		c.list("van_ban_kip", good)
	}
	login := ""
	for _, e := range m.Entries["can_bo"] {
		if e.ID == id {
			login = e.Values["tai_khoan"]
		}
	}
	w, ok := m.Work[login]
	if login == "" || !ok {
		c.lack("phieu", "chưa ghi tên đăng nhập của cán bộ", "the official's login name is not entered")
		c.lack("phieu_khong_tra", "chưa ghi tên đăng nhập của cán bộ", "the official's login name is not entered")
		return
	}
	c.know("phieu", float64(w.Records), w.Evidence...)
	c.know("phieu_khong_tra", float64(w.NotBack), w.Evidence...)
}

// enterprise counts the facts of an enterprise or cooperative.
func (c *counter) enterprise(id wire.ID) {
	m, hex := c.m, id.String()
	var gave, got []Evidence
	dong := 0.0
	for i := range m.Fund {
		if l := &m.Fund[i]; l.Entry == id && l.Side == schema.FundIn && l.Asset != schema.FundLabour {
			dong, gave = dong+float64(l.Amount), append(gave, fundEvidence(l))
		}
	}
	seen := map[wire.ID]bool{}
	for _, e := range m.Entries["mo_hinh"] {
		if e.Values["doanh_nghiep"] == hex && !e.Removed && e.Year == m.Year {
			got = c.houses(got, seen, e.Households)
		}
	}
	if len(m.Fund) > 0 {
		c.know("dong_gop", dong, gave...)
		c.list("dong_gop_ho", got)
	} else {
		c.lack("dong_gop", "sổ quỹ năm nay chưa có dòng nào", "the ledger of the year is empty")
		c.lack("dong_gop_ho", "sổ quỹ năm nay chưa có dòng nào", "the ledger of the year is empty")
	}
	c.linked(hex)
	var ev []Evidence
	years := 0
	for _, e := range m.Entries["mo_hinh"] {
		if e.Values["doanh_nghiep"] != hex || e.Removed || e.Day > yearText(m.Year)+"-12-31" || e.Values["ket_thuc"] != "" && e.Values["ket_thuc"] < yearText(m.Year) {
			continue
		}
		ev = append(ev, entryEvidence(&e))
		if from, err := strconv.Atoi(e.Day[:min(4, len(e.Day))]); err == nil {
			years = max(years, m.Year-from+1)
		}
	}
	if len(m.Entries["mo_hinh"]) == 0 {
		c.kept("mo_hinh", "du_an", "du_an_nam")
		return
	}
	c.list("du_an", ev)
	c.know("du_an_nam", float64(years), ev...)
}

// linked counts the enterprise's links that are in force in the year.
func (c *counter) linked(hex string) {
	var ev, houses []Evidence
	seen := map[wire.ID]bool{}
	workers, bought, pay := 0.0, 0.0, 0.0
	for _, e := range c.m.Entries["lien_ket"] {
		if e.Values["doanh_nghiep"] != hex || e.Removed || e.Day > yearText(c.m.Year)+"-12-31" || e.Values["den"] != "" && e.Values["den"] < yearText(c.m.Year) || e.Year > c.m.Year {
			continue
		}
		ev = append(ev, entryEvidence(&e))
		houses = c.houses(houses, seen, e.Households)
		workers += sum(e.Values["lao_dong"])
		bought += sum(e.Values["gia_tri"])
		pay = max(pay, sum(e.Values["thu_nhap"]))
	}
	if len(c.m.Entries["lien_ket"]) == 0 {
		c.kept("lien_ket", "lao_dong", "lao_dong_thu_nhap", "lien_ket_ho", "lien_ket_gia_tri")
		return
	}
	c.know("lao_dong", workers, ev...)
	c.know("lao_dong_thu_nhap", pay, ev...)
	c.list("lien_ket_ho", houses)
	c.know("lien_ket_gia_tri", bought, ev...)
}
