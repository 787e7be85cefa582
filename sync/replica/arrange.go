package replica

import (
	"slices"
	"sort"

	"github.com/sothon/sothon/sync/wire"
)

// arrange puts the households in the order of their houses, lane by lane, and makes what the lists alone say of each.
func (h *homeIndex) arrange(user wire.ID) {
	type keyed struct {
		id         wire.ID
		lane, name string
	}
	all := make([]keyed, len(h.order))
	for i, id := range h.order {
		c := h.cases[id]
		all[i] = keyed{id, collationKey(c.at("dia_chi")), collationKey(first(c.at("chu_ho"), c.at("label")))}
	}
	sort.Sort(&ordering{len(all), func(i, j int) bool {
		a, b := &all[i], &all[j]
		if a.lane != b.lane {
			return a.lane < b.lane
		}
		if a.name != b.name {
			return a.name < b.name
		}
		return a.id.Compare(b.id) < 0
	}, func(i, j int) { all[i], all[j] = all[j], all[i] }})
	h.place, h.listed = make(map[wire.ID]int, len(all)), make([]Summary, len(all))
	for i, x := range all {
		h.order[i], h.place[x.id] = x.id, i
		c := h.cases[x.id]
		s := Summary{Case: x.id, Area: c.area, Name: first(c.at("chu_ho"), c.at("label")), Address: c.at("dia_chi"), Phone: c.at("dien_thoai"),
			AreaLabel: h.labels[c.area], Members: len(h.members[x.id]), State: "new", Code: c.at("ma"), Unlisted: c.at("ho_moi") != ""}
		if g, ok := h.given[x.id]; ok {
			s.Given, s.Mine = true, slices.Contains(g.users, user)
			if s.Mine {
				s.Handover = g.note
			}
		}
		h.listed[i] = s
	}
	h.arrangeNames()
}

// arrangeNames orders the households by the name people are called by, the last, then by the whole.
func (h *homeIndex) arrangeNames() {
	last, full := make([]string, len(h.listed)), make([]string, len(h.listed))
	h.byName = make([]int, len(h.listed))
	for i := range h.listed {
		h.byName[i], last[i], full[i] = i, collationKey(lastWord(h.listed[i].Name)), collationKey(h.listed[i].Name)
	}
	sort.Sort(&ordering{len(h.byName), func(i, j int) bool {
		a, b := h.byName[i], h.byName[j]
		if last[a] != last[b] {
			return last[a] < last[b]
		}
		if full[a] != full[b] {
			return full[a] < full[b]
		}
		return a < b
	}, func(i, j int) { h.byName[i], h.byName[j] = h.byName[j], h.byName[i] }})
}

// recordID gives the record of the household at a place under a form in the round at hand.
func (h *homeIndex) recordID(i int, formID string) wire.ID {
	if h.recordsOf != formID || len(h.recordIDs) != len(h.order) {
		h.recordsOf, h.recordIDs = formID, make([]wire.ID, len(h.order))
	}
	if h.recordIDs[i].IsZero() {
		h.recordIDs[i] = wire.RecordID(h.order[i], h.round.ID, formID)
	}
	return h.recordIDs[i]
}
