package register

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Edit collects what one change does to a case: fields, rows, an event. It names what the merged record shows, so that
// nothing is replaced unseen.
type Edit struct {
	to      *forms.Form
	rec     *merge.Record // nil: the case is new
	header  wire.Header
	regs    map[answers.Place]*merge.Register
	rows    map[wire.ID]*merge.Row
	fields  map[wire.ID]map[int]wire.Op // by row, then node
	added   map[wire.ID]wire.Op
	of      map[wire.ID]int // repeat of a row named here
	order   []wire.ID
	removed []wire.ID
	err     error
}

// NewEdit begins a change about a case. rec is its record of the register, nil when it has none yet; version is the
// number under which Form is published.
func NewEdit(rec *merge.Record, caseID, area wire.ID, version uint64) *Edit {
	e := &Edit{to: Form(), rec: rec, regs: map[answers.Place]*merge.Register{}, rows: map[wire.ID]*merge.Row{},
		fields: map[wire.ID]map[int]wire.Op{}, added: map[wire.ID]wire.Op{}, of: map[wire.ID]int{}}
	if rec != nil {
		area = rec.Area
		for i := range rec.Registers {
			g := &rec.Registers[i]
			e.regs[answers.Place{Row: g.Row, Path: g.Path}] = g
		}
		for i := range rec.Rows {
			e.rows[rec.Rows[i].ID] = &rec.Rows[i]
		}
	}
	e.header = Header(&Case{ID: caseID, Area: area}, version)
	return e
}

// Set writes a field of the household (path without a row: "chu_ho") or of a row ("tv/m_ten"); "" empties it. A value
// that stands already writes nothing.
func (e *Edit) Set(row wire.ID, path, value string) {
	node, ok := e.to.NodeByPath(path)
	if !ok || e.err != nil {
		if e.err == nil {
			e.err = schema.Invalid(path, "Sổ hộ không có ô này: "+path+".", "The register has no such field: "+path+".")
		}
		return
	}
	value = schema.Clean(value)
	if value != "" {
		v, err := engine.Canonical(e.to, node, value)
		if err != nil {
			label := e.to.PathOf(node)
			e.err = schema.Invalid(path, "Giá trị “"+value+"” không hợp với ô "+label+".", "The value “"+value+"” does not fit the field "+label+".")
			return
		}
		value = v
	}
	op := wire.Op{Kind: wire.KindSet, Node: uint32(node), Value: wire.TextValue(value)}
	if value == "" {
		op.Kind, op.Value = wire.KindClear, wire.NullValue()
	}
	g := e.regs[answers.Place{Row: row, Path: answers.Path(e.to, node)}]
	if g == nil && value == "" {
		return
	}
	if g != nil {
		if now, _ := answers.FromWire(answers.Chosen(g).Value); !g.Conflict && now == value {
			return
		}
		op.Sees = g.Dots()
	}
	e.put(row, node, op)
}

func (e *Edit) put(row wire.ID, node int, op wire.Op) {
	if e.fields[row] == nil {
		e.fields[row] = map[int]wire.Op{}
	}
	e.fields[row][node] = op
	if !row.IsZero() {
		e.name(row, e.to.RepeatOf(node))
	}
}

func (e *Edit) name(row wire.ID, repeat int) {
	if _, known := e.of[row]; !known {
		e.of[row] = repeat
		e.order = append(e.order, row)
	}
}

// Add takes a row in, a new one or one that was taken out, with its values.
func (e *Edit) Add(repeat string, row wire.ID, values map[string]string) {
	node, _ := e.to.NodeByPath(repeat)
	e.name(row, node)
	have := e.rows[row]
	if have == nil || have.Gone {
		op := wire.Op{Kind: wire.KindAdd, Node: uint32(node), Value: wire.NullValue()}
		if have != nil {
			for _, r := range have.Removes {
				op.Sees = append(op.Sees, r.Dot)
			}
			op.Sees = wire.SortDots(op.Sees)
		}
		e.added[row] = op
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		e.Set(row, repeat+"/"+name, values[name])
	}
}

// Remove takes a row out; its values stay in the history.
func (e *Edit) Remove(row wire.ID) {
	if have := e.rows[row]; have != nil && !have.Gone {
		node, _ := answers.Node(e.to, have.Path)
		e.of[row] = node
		e.removed = append(e.removed, row)
	}
}

// Change gives the change; nil when nothing differs.
func (e *Edit) Change() (*wire.Change, error) {
	if e.err != nil {
		return nil, e.err
	}
	ch := &wire.Change{Header: e.header}
	ref := func(row wire.ID) uint32 {
		if row.IsZero() {
			return 0
		}
		ch.Rows = append(ch.Rows, wire.Row{ID: row})
		return uint32(len(ch.Rows))
	}
	write := func(row wire.ID) {
		r, nodes := ref(row), e.fields[row]
		if op, ok := e.added[row]; ok {
			op.Row = r
			ch.Ops = append(ch.Ops, op)
		}
		for _, n := range slices.Sorted(maps.Keys(nodes)) {
			op := nodes[n]
			op.Row = r
			ch.Ops = append(ch.Ops, op)
		}
	}
	write(wire.ID{})
	rows := slices.Clone(e.order)
	slices.SortStableFunc(rows, func(a, b wire.ID) int { return cmp.Compare(e.of[a], e.of[b]) })
	for _, row := range rows {
		if _, ok := e.added[row]; ok || len(e.fields[row]) > 0 {
			write(row)
		}
	}
	removed := slices.Clone(e.removed)
	slices.SortStableFunc(removed, func(a, b wire.ID) int { return cmp.Compare(e.of[a], e.of[b]) })
	for _, row := range removed {
		ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindRemove, Row: ref(row), Node: uint32(e.of[row]), Value: wire.NullValue(), Sees: e.rec.Shown()})
	}
	if len(ch.Ops) == 0 {
		return nil, nil
	}
	return ch, nil
}
