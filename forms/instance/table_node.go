package instance

import (
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// A table as xpath sees it: document, `root`, `item`s, columns. Items and cells are small values made while they are
// looked at; two interfaces of the same item are equal because the values are.

type tableNodes struct {
	doc  tableDoc
	root tableRoot
}

type tableDoc struct{ t *Table }

type tableRoot struct {
	t    *Table
	kids []xpath.Node
}

type item struct {
	t   *Table
	row int32
}

type cell struct {
	t        *Table
	row, col int32
}

type cellText cell

func (n *tableNodes) build(t *Table) { n.doc.t, n.root.t = t, t }

// Document is the root node of the table's instance, whose child is the element root.
func (t *Table) Document() xpath.Node { return &t.nodes.doc }

// Item is the item element of a row.
func (t *Table) Item(row int) xpath.Node { return item{t, int32(row)} }

// RowOf is the row that an item or one of its columns stands for; ok is false for other nodes.
func RowOf(n xpath.Node) (t *Table, row int, ok bool) {
	switch n := n.(type) {
	case item:
		return n.t, int(n.row), true
	case cell:
		return n.t, int(n.row), true
	case cellText:
		return n.t, int(n.row), true
	}
	return nil, 0, false
}

// Lookup is the items whose column equals value, in document order; ok is false when there is no such column.
func (t *Table) Lookup(column, value string) (items []xpath.Node, ok bool) {
	col := t.Column(column)
	if col < 0 || t.naming >= 0 {
		return nil, false
	}
	t.Find(col, value, func(row int) bool { items = append(items, item{t, int32(row)}); return true })
	return items, true
}

func (d *tableDoc) Kind() xpath.Kind         { return xpath.KindRoot }
func (d *tableDoc) Name() (string, string)   { return "", "" }
func (d *tableDoc) Value() string            { return "" }
func (d *tableDoc) Parent() xpath.Node       { return nil }
func (d *tableDoc) Attributes() []xpath.Node { return nil }
func (d *tableDoc) Order() int               { return 0 }
func (d *tableDoc) Children() []xpath.Node   { return []xpath.Node{&d.t.nodes.root} }

func (r *tableRoot) Kind() xpath.Kind         { return xpath.KindElement }
func (r *tableRoot) Name() (string, string)   { return "", "root" }
func (r *tableRoot) Value() string            { return "" }
func (r *tableRoot) Parent() xpath.Node       { return &r.t.nodes.doc }
func (r *tableRoot) Attributes() []xpath.Node { return nil }
func (r *tableRoot) Order() int               { return 1 }
func (r *tableRoot) Children() []xpath.Node {
	if r.kids == nil && r.t.Rows > 0 {
		r.kids = make([]xpath.Node, r.t.Rows)
		for i := range r.kids {
			r.kids[i] = item{r.t, int32(i)}
		}
	}
	return r.kids
}

func (i item) Kind() xpath.Kind         { return xpath.KindElement }
func (i item) Parent() xpath.Node       { return &i.t.nodes.root }
func (i item) Attributes() []xpath.Node { return i.cells(true) }
func (i item) Children() []xpath.Node   { return i.cells(false) }
func (i item) Order() int               { return 2 + int(i.row)*(2*len(i.t.Columns)+1) }

func (i item) Name() (string, string) {
	if i.t.naming >= 0 {
		return splitName(i.t.cell(int(i.row), i.t.naming))
	}
	return "", "item"
}

func (i item) Value() string {
	var b []byte
	for c, name := range i.t.Columns {
		if name != "" && name[0] != '@' {
			b = append(b, i.t.cell(int(i.row), c)...)
		}
	}
	return string(b)
}

// cells are the columns of the item: its attributes, or its child elements.
func (i item) cells(attributes bool) []xpath.Node {
	var out []xpath.Node
	if !attributes {
		out = make([]xpath.Node, 0, len(i.t.Columns))
	}
	for c, name := range i.t.Columns {
		if name != "" && (name[0] == '@') == attributes {
			out = append(out, cell{i.t, i.row, int32(c)})
		}
	}
	return out
}

// Child finds a column without making nodes of the others.
func (i item) Child(local string) (xpath.Node, bool) {
	c, ok := i.t.byName[local]
	if !ok || i.t.twins || local == "" || local[0] == '@' {
		return nil, !i.t.twins
	}
	return cell{i.t, i.row, int32(c)}, true
}

func (c cell) Kind() xpath.Kind {
	if c.t.Columns[c.col][0] == '@' {
		return xpath.KindAttribute
	}
	return xpath.KindElement
}
func (c cell) Name() (string, string)   { return splitName(strings.TrimPrefix(c.t.Columns[c.col], "@")) }
func (c cell) Value() string            { return c.t.cell(int(c.row), int(c.col)) }
func (c cell) Parent() xpath.Node       { return item{c.t, c.row} }
func (c cell) Attributes() []xpath.Node { return nil }
func (c cell) Order() int               { return item{c.t, c.row}.Order() + 1 + 2*int(c.col) }

func (c cell) Children() []xpath.Node {
	if c.Value() == "" || c.Kind() == xpath.KindAttribute {
		return nil
	}
	return []xpath.Node{cellText(c)}
}

func (x cellText) Kind() xpath.Kind         { return xpath.KindText }
func (x cellText) Name() (string, string)   { return "", "" }
func (x cellText) Value() string            { return cell(x).Value() }
func (x cellText) Parent() xpath.Node       { return cell(x) }
func (x cellText) Children() []xpath.Node   { return nil }
func (x cellText) Attributes() []xpath.Node { return nil }
func (x cellText) Order() int               { return cell(x).Order() + 1 }
