package instance

import "github.com/sothon/sothon/forms"

// Table is a secondary instance in the shape of pyxform's: instance('ID')/root/item/column. A column "@x" is an attribute
// of the item; a column "" is the item's own element name where items have several. Cells are read through a
// function, so that they can stay where they are; a Table itself holds only the indexes made so far. Not safe for
// concurrent use.
type Table struct {
	ID      string
	Columns []string
	Rows    int
	cell    func(row, col int) string
	byName  map[string]int
	naming  int      // column of the names of the items, -1 = each is an item
	twins   bool     // two columns have the same name, or one has a prefix
	index   []*index // by column, made on first use
	nodes   tableNodes
}

// NewTable makes a table of rows × len(columns) cells. cell is only called with row and col in range.
func NewTable(id string, columns []string, rows int, cell func(row, col int) string) *Table {
	t := &Table{ID: id, Columns: columns, Rows: rows, cell: cell, naming: -1, byName: make(map[string]int, len(columns)),
		index: make([]*index, len(columns))}
	for i, c := range columns {
		if c == "" {
			t.naming = i
		}
		if _, taken := t.byName[c]; !taken {
			t.byName[c] = i
		} else {
			t.twins = true
		}
		if space, _ := splitName(c); space != "" {
			t.twins = true
		}
	}
	t.nodes.build(t)
	return t
}

// ChoiceTable is the table of a choice list of the form: name, label in the language with that number (falling back to
// the first), then the extra columns. Labels that hold expressions stand with their literal parts only.
func ChoiceTable(c *forms.ChoiceList, lang int) *Table {
	columns := append([]string{"name", "label"}, c.Columns...)
	return NewTable(c.Name, columns, len(c.Choices), func(row, col int) string {
		ch := &c.Choices[row]
		switch {
		case col == 0:
			return ch.Name
		case col == 1:
			return Literal(ch.Label, lang)
		case col-2 < len(ch.Extra):
			return ch.Extra[col-2]
		}
		return ""
	})
}

// Literal is the text in a language without its expressions; a language without a text falls back to the first.
func Literal(t forms.Text, lang int) string {
	s := ""
	for _, p := range Pick(t, lang) {
		if p.Expr == "" {
			s += p.Lit
		}
	}
	return s
}

// Pick is the template of a language, or of the first language that has one.
func Pick(t forms.Text, lang int) forms.Template {
	if lang >= 0 && lang < len(t) && len(t[lang]) > 0 {
		return t[lang]
	}
	for _, tpl := range t {
		if len(tpl) > 0 {
			return tpl
		}
	}
	return nil
}

// Column is the number of a column, -1 when there is none of that name.
func (t *Table) Column(name string) int {
	if i, ok := t.byName[name]; ok {
		return i
	}
	return -1
}

// Cell is one cell, "" out of range.
func (t *Table) Cell(row, col int) string {
	if row < 0 || row >= t.Rows || col < 0 || col >= len(t.Columns) {
		return ""
	}
	return t.cell(row, col)
}

// Find calls f with each row whose cell in that column equals value, in order, until f answers false.
func (t *Table) Find(col int, value string, f func(row int) bool) {
	if col < 0 || col >= len(t.Columns) {
		return
	}
	if t.index[col] == nil {
		t.index[col] = newIndex(t, col)
	}
	t.index[col].find(t, col, value, f)
}

// index is a hash table from cell to the first row that has it, and from each row to the next with the same hash chain:
// 12 bytes a row at most, no cell is copied.
type index struct {
	heads []int32 // 1 + row
	next  []int32 // 1 + row
}

func newIndex(t *Table, col int) *index {
	size := 16
	for size < t.Rows+t.Rows/2 {
		size *= 2
	}
	x := &index{heads: make([]int32, size), next: make([]int32, t.Rows)}
	for r := t.Rows - 1; r >= 0; r-- { // backwards, so that chains run in order
		h := hash(t.cell(r, col)) & uint32(size-1)
		x.next[r] = x.heads[h]
		x.heads[h] = int32(r + 1)
	}
	return x
}

func (x *index) find(t *Table, col int, value string, f func(int) bool) {
	for r := x.heads[hash(value)&uint32(len(x.heads)-1)]; r != 0; r = x.next[r-1] {
		if t.cell(int(r-1), col) == value && !f(int(r-1)) {
			return
		}
	}
}

// hash is FNV-1a with a last mixing step, since the low bits choose the place.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 15
	return h * 2246822519 >> 3
}
