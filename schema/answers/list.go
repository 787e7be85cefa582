package answers

import (
	"errors"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// listLayout is the first place of a list's bytes.
const listLayout = 1

// Limits of a scoped list; DecodeList refuses more before it allocates.
const (
	MaxListColumns = 256
	MaxListRows    = 100_000
	maxListCell    = 64 << 10
)

// List is a scoped list: a table of texts whose first column, name, is the id of each row as a UUID.
type List struct {
	Name    string
	Area    wire.ID // zero: the whole workspace
	Columns []string
	Cells   [][]string // by column, then row
	ids     []wire.ID
	byID    map[wire.ID]int
}

// NumberedList is a list with the number and hash that a change's env names it by.
type NumberedList struct {
	Number uint64
	Hash   wire.Hash // SHA-256 of the list's bytes
	*List
}

// Ref gives the list's place in an env.
func (l NumberedList) Ref() wire.ListRef { return wire.ListRef{Number: l.Number, Hash: l.Hash} }

// EncodeList gives the bytes that are hashed, stored and sent: [1, name, area, [column…], [[cell…]…]], column-major.
func EncodeList(l *List) []byte {
	var e wire.Encoder
	e.Array(5)
	e.Uint(listLayout)
	e.Text(l.Name)
	e.ID(l.Area)
	e.Array(len(l.Columns))
	for _, c := range l.Columns {
		e.Text(c)
	}
	e.Array(len(l.Cells))
	for _, col := range l.Cells {
		e.Array(len(col))
		for _, c := range col {
			e.Text(c)
		}
	}
	return e.B
}

// DecodeList reads what EncodeList wrote; any other bytes are refused.
func DecodeList(b []byte) (*List, error) {
	d := wire.NewDecoder(b)
	d.Places(5)
	if v := d.Uint(); d.Err() == nil && v != listLayout {
		return nil, errors.New("list: unknown layout version")
	}
	l := &List{Name: d.Text(512), Area: d.ID()}
	for n := d.Array(MaxListColumns); n > 0 && d.Err() == nil; n-- {
		l.Columns = append(l.Columns, d.Text(512))
	}
	cols := d.Array(MaxListColumns)
	if d.Err() == nil && cols != len(l.Columns) {
		d.Fail("as many columns of cells as names")
	}
	for i := 0; i < cols && d.Err() == nil; i++ {
		rows := d.Array(MaxListRows)
		if i > 0 && d.Err() == nil && rows != len(l.Cells[0]) {
			d.Fail("columns of equal length")
			break
		}
		col := make([]string, 0, rows)
		for ; rows > 0 && d.Err() == nil; rows-- {
			col = append(col, d.Text(maxListCell))
		}
		l.Cells = append(l.Cells, col)
	}
	if err := d.Done(); err != nil {
		return nil, err
	}
	return l, nil
}

// Rows is the number of rows.
func (l *List) Rows() int {
	if len(l.Cells) == 0 {
		return 0
	}
	return len(l.Cells[0])
}

// Column is the index of a column, -1 when there is none.
func (l *List) Column(name string) int {
	for i, c := range l.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// At is a cell by row and column name, "" when there is none.
func (l *List) At(row int, column string) string {
	c := l.Column(column)
	if c < 0 || row < 0 || row >= len(l.Cells[c]) {
		return ""
	}
	return l.Cells[c][row]
}

// ID is the id of a row; zero when its name is not an id (a parameter, a code).
func (l *List) ID(row int) wire.ID {
	l.index()
	if row < 0 || row >= len(l.ids) {
		return wire.ID{}
	}
	return l.ids[row]
}

// Find gives the row that has this id, -1 when none has.
func (l *List) Find(id wire.ID) int {
	l.index()
	if r, ok := l.byID[id]; ok && !id.IsZero() {
		return r
	}
	return -1
}

func (l *List) index() {
	if l.byID != nil {
		return
	}
	l.byID = make(map[wire.ID]int, l.Rows())
	c := l.Column("name")
	if c < 0 {
		return
	}
	l.ids = make([]wire.ID, len(l.Cells[c]))
	for r, s := range l.Cells[c] {
		id, err := wire.ParseID(s)
		if err != nil {
			continue
		}
		l.ids[r] = id
		if _, there := l.byID[id]; !there {
			l.byID[id] = r
		}
	}
}

// Table gives the list as the engine reads it.
func (l *List) Table() engine.List {
	return engine.List{ID: l.Name, Columns: l.Columns, Rows: l.Rows(), Cell: func(row, col int) string {
		if col < 0 || col >= len(l.Cells) || row < 0 || row >= len(l.Cells[col]) {
			return ""
		}
		return l.Cells[col][row]
	}}
}

// valid says that a list is here.
func (l NumberedList) valid() bool { return l.List != nil && l.Number > 0 }

// RowAt is a wire.RowResolver over lists at hand: it reads a place only in the list whose number and hash match.
func RowAt(lists []NumberedList) wire.RowResolver {
	return func(ref wire.ListRef, pos uint64) (wire.ID, bool) {
		for _, l := range lists {
			if l.valid() && l.Number == ref.Number && l.Hash == ref.Hash {
				if pos >= uint64(l.Rows()) {
					return wire.ID{}, false
				}
				id := l.ID(int(pos))
				return id, !id.IsZero()
			}
		}
		return wire.ID{}, false
	}
}
