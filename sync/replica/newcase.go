package replica

import (
	"strings"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// NewCase is a household that a collector found and no list has. It keeps its random id when the first approval of its
// record enters it in the register (docs/sync.md §1.1).
type NewCase struct {
	Area                 wire.ID
	Name, Address, Phone string
}

func encodeNewCase(n *NewCase) []byte {
	var e wire.Encoder
	e.Array(5)
	e.Uint(layout)
	e.ID(n.Area)
	e.Text(n.Name)
	e.Text(n.Address)
	e.Text(n.Phone)
	return e.B
}

func decodeNewCase(b []byte) (NewCase, error) {
	d := wire.NewDecoder(b)
	start(d, 5)
	n := NewCase{Area: d.ID(), Name: d.Text(1000), Address: d.Text(1000), Phone: d.Text(1000)}
	return n, d.Done()
}

// AddCase begins a household that is in no list. It must have a name and lie in an area of the user; the texts are put
// into its record by whoever opens it.
func (r *Replica) AddCase(n NewCase) (wire.ID, []Write, error) {
	r.Confirm()
	n.Name, n.Address, n.Phone = strings.TrimSpace(n.Name), strings.TrimSpace(n.Address), strings.TrimSpace(n.Phone)
	if n.Name == "" || len(n.Name)+len(n.Address)+len(n.Phone) > 1000 {
		return wire.ID{}, nil, fail("name", "Ghi họ tên chủ hộ.", "Write the name of the head of household.")
	}
	mine := false
	for _, a := range r.Areas() {
		mine = mine || a == n.Area
	}
	if !mine || n.Area.IsZero() {
		return wire.ID{}, nil, fail("area", "Chọn thôn của hộ.", "Choose the household's village.")
	}
	var id wire.ID
	r.random(id[:])
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	r.newCases[id], r.homes = n, nil
	return id, r.out([]Write{{StoreMeta, keyCase + id.String(), encodeNewCase(&n)}}), nil
}

// unlisted adds the households that no list has to the index: those begun here, and those of which another tablet's
// record came. What their records say stands before what was typed when they were begun.
func (h *homeIndex) unlisted(r *Replica) {
	columns := []string{"name", "label", "ho_moi", "chu_ho", "dia_chi", "dien_thoai"}
	l := &answers.List{Name: listHouseholds, Columns: columns, Cells: make([][]string, len(columns))}
	add := func(id, area wire.ID, name, address, phone string) {
		if _, there := h.cases[id]; there || id.IsZero() || !h.covers(area) {
			return
		}
		for i, v := range []string{id.String(), name, "1", name, address, phone} {
			l.Cells[i] = append(l.Cells[i], v)
		}
		h.cases[id] = caseRow{listRow{l, l.Rows() - 1}, area}
		h.order = append(h.order, id)
	}
	ids := make([]wire.ID, 0, len(r.newCases))
	for id := range r.newCases {
		ids = append(ids, id)
	}
	ordered(ids, wire.ID.Compare)
	for _, id := range ids {
		n := r.newCases[id]
		add(id, n.Area, n.Name, n.Address, n.Phone)
	}
	ids = ids[:0]
	for id := range r.records {
		ids = append(ids, id)
	}
	ordered(ids, wire.ID.Compare)
	for _, id := range ids {
		if all := r.records[id].changes; len(all) == 0 {
			continue // all of it left with its area
		} else if c := all[0].decoded(); c != nil {
			if _, there := h.cases[c.Case]; there || c.Round != h.round.ID {
				continue // no need to merge it
			}
		}
		m := r.Merged(id)
		if m == nil || m.Round != h.round.ID || m.Round.IsZero() || m.Deleted || strings.HasPrefix(m.FormID, "st_") {
			continue
		}
		if _, there := h.cases[m.Case]; there {
			continue
		}
		said := map[string]string{}
		for p, v := range answers.Visible(m) {
			if p.Row.IsZero() {
				said[p.Path[strings.LastIndexByte(p.Path, '/')+1:]] = v
			}
		}
		if said["chu_ho"] != "" {
			add(m.Case, m.Area, said["chu_ho"], said["dia_chi"], said["dien_thoai"])
		}
	}
}

func (h *homeIndex) covers(area wire.ID) bool {
	for _, a := range h.areas {
		if a == area {
			return true
		}
	}
	return false
}
