package report

import "strings"

// cellPad is the room at each side of a cell.
const cellPad = 3.5

// widths shares the room among the columns: each has at least its longest word, what is left goes by what it would like.
func (t *Table) widths(room, size float64) []float64 {
	least, want := make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	bold, plain := faces[1], faces[0]
	group := 0.0 // room that a group's heading asks of each of its columns
	for i := range t.Columns {
		c := &t.Columns[i]
		for _, w := range strings.Fields(c.Label) {
			least[i] = max(least[i], bold.measure(w, size))
		}
		want[i] = min(bold.measure(c.Label, size), 5*size)
		if c.Group != "" && (i == 0 || t.Columns[i-1].Group != c.Group) {
			n := 1
			for ; i+n < len(t.Columns) && t.Columns[i+n].Group == c.Group; n++ {
			}
			group = 0
			for _, w := range strings.Fields(c.Group) {
				group = max(group, (bold.measure(w, size)+2*cellPad)/float64(n))
			}
		}
		if c.Group != "" {
			least[i] = max(least[i], group-2*cellPad)
		}
		for r := range t.Rows {
			if i >= len(t.Rows[r].Cells) {
				continue
			}
			face := plain
			if t.Rows[r].Total {
				face = bold
			}
			s := c.Kind.Show(t.Rows[r].Cells[i].Value)
			want[i] = max(want[i], min(face.measure(s, size), 0.35*room))
			if c.Kind != Words {
				least[i] = max(least[i], face.measure(s, size))
				continue
			}
			if w := face.measure(s, size); w <= 8*size { // a short name stays on its line
				least[i] = max(least[i], w)
				continue
			}
			for _, w := range strings.Fields(s) {
				least[i] = max(least[i], min(face.measure(w, size), 8*size))
			}
		}
		least[i] += 2*cellPad + 1
		want[i] = max(want[i]+2*cellPad+1, least[i])
		if c.Width > 0 {
			want[i] = max(least[i], c.Width*room)
		}
	}
	return share(least, want, room)
}

// share gives each column something between what it needs and what it wants, so that all fill the room.
func share(least, want []float64, room float64) []float64 {
	var sumLeast, sumWant float64
	for i := range least {
		sumLeast, sumWant = sumLeast+least[i], sumWant+want[i]
	}
	out := make([]float64, len(least))
	for i := range out {
		switch {
		case sumLeast >= room:
			out[i] = least[i] * room / sumLeast
		case sumWant <= room:
			out[i] = want[i] * room / sumWant
		default:
			out[i] = least[i] + (want[i]-least[i])*(room-sumLeast)/(sumWant-sumLeast)
		}
		out[i] = float64(int(out[i]*20)) / 20 // whole twentieths, as Word counts
	}
	return out
}
