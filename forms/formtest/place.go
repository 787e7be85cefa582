package formtest

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
)

// find reads a path such as tv[2]/con[1]/ten into a Ref of the running session. With asRow the last repeat of the path
// carries a position too and the Ref is that row; without, a path to a repeat is the repeat within its enclosing row.
func (r *runner) find(path string, asRow bool) (engine.Ref, string) {
	f := r.form
	rest := strings.TrimPrefix(path, "/")
	if strings.HasPrefix(path, "/") {
		root, below, _ := strings.Cut(rest, "/")
		if root != f.Root {
			return engine.Ref{}, "không có «/" + root + "» / there is no /" + root
		}
		rest = below
	}
	at := engine.Ref{}
	if rest == "" {
		return at, ""
	}
	steps := strings.Split(rest, "/")
	for i, step := range steps {
		name, index, bad := cutIndex(step)
		if bad {
			return at, "vị trí sai: " + step + " / bad position: " + step
		}
		node := f.Child(at.Node, name)
		if node < 0 {
			return at, "không có «" + name + "» dưới «" + f.XPathOf(at.Node) + "» / there is no " + name + " below " + f.XPathOf(at.Node)
		}
		at.Node = node
		last := i == len(steps)-1
		switch repeat := f.Nodes[node].Kind == forms.KindRepeat; {
		case !repeat && index > 0:
			return at, "«" + name + "» không phải nhóm lặp / " + name + " is no repeat"
		case repeat && index == 0 && (!last || asRow):
			return at, "thiếu vị trí dòng: " + name + "[n] / the position of the row is missing: " + name + "[n]"
		case repeat && index > 0:
			rows := r.rowsOf(node, at.Row)
			if index > len(rows) {
				return at, "«" + name + "» chỉ có " + strconv.Itoa(len(rows)) + " dòng / " + name + " has only " + strconv.Itoa(len(rows)) + " rows"
			}
			at.Row = rows[index-1]
		}
	}
	return at, ""
}

func cutIndex(step string) (name string, index int, bad bool) {
	name, rest, found := strings.Cut(step, "[")
	if !found {
		return step, 0, false
	}
	digits, closed := strings.CutSuffix(rest, "]")
	n, err := strconv.Atoi(digits)
	return name, n, !closed || err != nil || n < 1
}

// rowsOf are the rows of a repeat within one enclosing row, in order.
func (r *runner) rowsOf(repeat int, parent engine.RowID) []engine.RowID {
	var out []engine.RowID
	for _, row := range r.session.Rows() {
		if row.Node == repeat && row.Parent == parent {
			out = append(out, row.ID)
		}
	}
	return out
}

// rowPlace is where a row stands: its path with positions, and its repeat.
type rowPlace struct {
	path string
	node int
}

// path writes a Ref as the file would; rows that are gone count on after the live ones.
func (r *runner) path(ref engine.Ref) string {
	f := r.form
	where := map[engine.RowID]rowPlace{}
	count := map[engine.Ref]int{} // rows seen so far of a repeat in a parent
	for _, list := range [][]engine.Row{r.session.Rows(), r.gone} {
		for _, row := range list {
			if _, known := where[row.ID]; known {
				continue
			}
			key := engine.Ref{Row: row.Parent, Node: row.Node}
			count[key]++
			where[row.ID] = rowPlace{joinPath(where[row.Parent].path, f.PathOf(row.Node), f.PathOf(f.RepeatOf(row.Node))) + "[" + strconv.Itoa(count[key]) + "]", row.Node}
		}
	}
	at, known := where[ref.Row]
	switch {
	case !known:
		return f.PathOf(ref.Node)
	case at.node == ref.Node:
		return at.path
	}
	return joinPath(at.path, f.PathOf(ref.Node), f.PathOf(f.RepeatOf(ref.Node)))
}

// joinPath puts the path of a node behind the place of the row around it, whose repeat has the path above.
func joinPath(row, node, above string) string {
	if row == "" {
		return node
	}
	return row + strings.TrimPrefix(node, above)
}
