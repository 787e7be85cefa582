package store

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// where builds the condition of a query whose parts depend on what was asked; its parameters come in the order in which
// they are written. $1 is the workspace.
type where struct {
	b strings.Builder
	a []any
}

func newWhere(ws wire.ID) *where {
	w := &where{a: args(ws[:])}
	w.b.WriteString("ws = $1")
	return w
}

// next takes a value and gives its parameter.
func (w *where) next(v any) string {
	w.a = append(w.a, v)
	return "$" + strconv.Itoa(len(w.a))
}

// and adds a comparison with a value: "year = ".
func (w *where) and(comparison string, v any) { w.b.WriteString(" AND " + comparison + w.next(v)) }

// scope limits a column to the areas of a scope, and to one area unless it is zero.
func (w *where) scope(column string, s schema.Scope, only wire.ID) {
	switch {
	case !only.IsZero() && s.Covers(only):
		w.and(column+" = ", only[:])
	case !only.IsZero() || !s.All && len(s.Areas) == 0:
		w.b.WriteString(" AND 1 = 0")
	case !s.All:
		w.b.WriteString(" AND " + column + " IN (")
		for i := range s.Areas {
			if i > 0 {
				w.b.WriteString(", ")
			}
			w.b.WriteString(w.next(s.Areas[i][:]))
		}
		w.b.WriteString(")")
	}
}

// words looks for every word of a search in a folded column.
func (w *where) words(column, text string) {
	for i, word := range strings.Fields(schema.Fold(text)) {
		if i == maxWords {
			break
		}
		w.b.WriteString(" AND " + column + " LIKE " + w.next("%"+escapeLike(word)+"%") + ` ESCAPE '\'`)
	}
}
