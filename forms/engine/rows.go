package engine

import (
	"math"
	"strings"

	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/forms/instance"
)

// maxRows bounds what repeat_count and bind::st:rows may ask for in one repeat.
const maxRows = 1000

// AddRow appends a row made by hand to a repeat in the row parent (zero: outside repeats). id must be new and is random;
// the id of a row removed before brings that row back.
func (s *Session) AddRow(repeat int, parent RowID, id RowID) (Patch, error) {
	r, err := s.rangeOf(repeat, parent)
	if err != nil {
		return Patch{}, err
	}
	if id == (RowID{}) {
		return Patch{}, &Refusal{"dòng mới phải có mã", "a new row needs an id"}
	}
	if old := s.tree.RowByID(instance.RowID(id)); old != nil {
		if old.Gone && old.Node == repeat && old.Up == r.Parent {
			return s.RestoreRow(id)
		}
		return Patch{}, &Refusal{"mã dòng này đã có trong phiếu", "the record already has a row with this id"}
	}
	s.written = nil
	s.insert(r, instance.RowID(id))
	s.settle()
	return s.patch(), nil
}

// rangeOf finds a repeat whose rows a person may add or remove.
func (s *Session) rangeOf(repeat int, parent RowID) (*instance.Range, error) {
	if s.mode == Reconcile {
		return nil, &Refusal{"phiếu đang mở để đối chiếu, không thêm bớt dòng", "the record is open for reconciling: rows are not added or removed"}
	}
	if repeat < 0 || repeat >= len(s.f.Nodes) || !s.p.lay.IsRepeat(repeat) {
		return nil, &Refusal{"không có nhóm lặp này trong biểu mẫu", "the form has no such repeat"}
	}
	if s.p.nodes[repeat].count != nil {
		return nil, &Refusal{"số dòng của «" + s.f.Nodes[repeat].Name + "» do biểu mẫu tính", "the form computes the number of rows of " + s.f.Nodes[repeat].Name}
	}
	up := s.tree.Find(instance.RowID(parent), s.p.lay.Parent(repeat))
	if up == nil || up.Gone || RowID(up.RowOf()) != parent {
		return nil, &Refusal{"không có dòng cha của dòng này", "the row around this row does not exist"}
	}
	return up.Range(repeat), nil
}

// insert makes a row and queues everything that it touches.
func (s *Session) insert(r *instance.Range, id instance.RowID) *instance.Elem {
	row := s.tree.AddRow(r, id)
	if row == nil {
		return nil
	}
	s.entered(row)
	if s.mode == Interview && !s.loading {
		s.fresh = append(s.fresh, row)
	}
	return row
}

// entered queues what a row that came or came back touches.
func (s *Session) entered(row *instance.Elem) {
	row.Walk(func(e *instance.Elem) {
		c := cellOf(e)
		c.shown = false
		c.choicesChanged = c.choices != nil
		s.touch(c)
		s.inherit(e)
		s.eachProto(e, func(p *instance.Elem) {
			cellOf(p).shown = false
			s.touch(cellOf(p))
			s.inherit(p)
		})
		if e.IsRow() {
			s.changes = append(s.changes, Change{Row: rowOf(e), Index: e.Index})
		}
	})
	s.markOwn(row)
	s.follow(s.p.crowd[row.Node], row)
}

// inherit takes relevance and readonly from the parent.
func (s *Session) inherit(e *instance.Elem) {
	c := cellOf(e)
	e.Hidden = c.irrelevant || e.Up.Hidden
	c.readOnly = c.locked || cellOf(e.Up).readOnly
}

func rowOf(e *instance.Elem) Row {
	return Row{ID: RowID(e.ID), Node: e.Node, Parent: RowID(e.Up.RowOf())}
}

// leave takes a row out.
func (s *Session) leave(row *instance.Elem) {
	s.changes = append(s.changes, Change{Row: rowOf(row), Gone: true, Index: row.Index})
	s.tree.RemoveRow(row)
	s.follow(s.p.crowd[row.Node], row)
}

// RemoveRow takes a row and all beneath it out of the record. The values are kept for RestoreRow.
func (s *Session) RemoveRow(id RowID) (Patch, error) {
	row := s.tree.RowByID(instance.RowID(id))
	if row == nil || row.Gone {
		return Patch{}, &Refusal{"dòng này không có hoặc đã bị bỏ", "the row does not exist or is removed already"}
	}
	if _, err := s.rangeOf(row.Node, RowID(row.Up.RowOf())); err != nil {
		return Patch{}, err
	}
	s.written = nil
	s.leave(row)
	s.settle()
	return s.patch(), nil
}

// RestoreRow undoes RemoveRow: the row stands where it stood, with its answers.
func (s *Session) RestoreRow(id RowID) (Patch, error) {
	row := s.tree.RowByID(instance.RowID(id))
	if row == nil || !row.Gone || row.Up.Gone {
		return Patch{}, &Refusal{"không có dòng nào đã bỏ với mã này để lấy lại", "there is no removed row with this id to bring back"}
	}
	if _, err := s.rangeOf(row.Node, RowID(row.Up.RowOf())); err != nil {
		return Patch{}, err
	}
	s.written = nil
	s.back(row)
	s.settle()
	return s.patch(), nil
}

func (s *Session) back(row *instance.Elem) {
	s.tree.PutBack(row)
	s.entered(row)
}

// runCount makes a repeat as long as repeat_count says: rows are added at the end, with ids that follow from place and
// number, and taken from the end; a row that comes again brings its answers. In reconcile the number is only noted.
func (s *Session) runCount(e *instance.Elem, f float64) {
	n := 0
	if f == math.Trunc(f) && f > 0 {
		n = int(min(f, maxRows))
	}
	c := cellOf(e)
	c.count = n
	if s.mode == Reconcile {
		return
	}
	r := e.Up.Range(e.Node)
	for len(r.Rows) > n {
		row := r.Rows[len(r.Rows)-1]
		cellOf(row).cut = true
		s.leave(row)
	}
	for ordinal := 0; len(r.Rows) < n; ordinal++ {
		id := instance.RowID(derive(RowID(e.Up.RowOf()), s.p.lay.Path(e.Node), ordinal))
		switch old := s.tree.RowByID(id); {
		case old == nil:
			cellOf(s.insert(r, id)).seed = true
		case old.Gone && old.Up == e.Up:
			old.Index = len(r.Rows)
			cellOf(old).cut = false
			s.back(old)
		}
	}
}

// derive is the id of a row that the form itself makes (sync.md §1.1): the same on every tablet.
func derive(parent RowID, path string, ordinal int) RowID {
	b := append([]byte("sothon.row.1"), parent[:]...)
	b = appendUint(b, uint64(len(path)), 4)
	b = append(b, path...)
	b = appendUint(b, uint64(ordinal), 8)
	sum := digest.Sum256(b)
	return RowID(sum[:16])
}

// appendUint writes the low bytes of n, the highest first.
func appendUint(b []byte, n uint64, bytes int) []byte {
	for i := bytes - 1; i >= 0; i-- {
		b = append(b, byte(n>>(8*i)))
	}
	return b
}

// parseRowID reads 32 hex digits or the form of a UUID.
func parseRowID(text string) (RowID, bool) {
	text = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "uuid:")
	if len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' {
		text = strings.ReplaceAll(text, "-", "")
	}
	var id RowID
	if len(text) != 32 {
		return id, false
	}
	for i := range text {
		d := strings.IndexByte("0123456789abcdef", text[i])
		if d < 0 {
			return RowID{}, false
		}
		id[i/2] = id[i/2]<<4 | byte(d)
	}
	return id, id != RowID{}
}

// knownRows gives a repeat the rows of bind::st:rows: the list items of its expression, each with the item's name as its
// id; columns seed the questions of the same name.
func (s *Session) knownRows(r *instance.Range) {
	o := &s.p.nodes[r.Node]
	v, err := s.eval(o.rows, r.Proto)
	if err != nil {
		return
	}
	for i, node := range v.Nodes() {
		t, item, ok := instance.RowOf(node)
		if !ok || i >= maxRows {
			continue
		}
		name := t.Cell(item, t.Column("name"))
		id, ok := parseRowID(name)
		if !ok { // an id of another system: the row id follows from it
			id = derive(RowID(r.Parent.RowOf()), s.p.lay.Path(r.Node)+"="+name, 0)
		}
		if s.tree.RowByID(instance.RowID(id)) != nil {
			continue
		}
		row := s.insert(r, instance.RowID(id))
		c := cellOf(row)
		c.seed, c.item, c.list = true, item, t
	}
}

// firstActions runs what belongs to a row when it is made: the columns of the list item it came from, defaults where
// these left nothing, then the known rows of repeats inside it.
func (s *Session) firstActions(row *instance.Elem) {
	if c := cellOf(row); c.list != nil {
		s.eachLeaf(row, func(e *instance.Elem) {
			if v := c.list.Cell(c.item, c.list.Column(s.f.Nodes[e.Node].Name)); v != "" && s.holdsAnswer(e.Node) {
				s.seed(e, v)
			}
		})
	}
	s.fillGiven(row)
	var blank []*instance.Elem
	s.eachLeaf(row, func(e *instance.Elem) {
		if s.blank(e) {
			blank = append(blank, e)
		}
	})
	for _, e := range blank {
		if n := &s.f.Nodes[e.Node]; n.Default != "" && !s.isGiven(row) {
			s.seedAs(e, n.Default, true)
		}
		s.preload(e, true)
	}
	for _, e := range blank {
		s.dynamicDefault(e)
	}
	s.happened("new-row", row, row, row, 0)
	s.drain()
	s.innerRows(row)
}

// eachLeaf calls f for the leaves of a row that are not in a repeat inside it.
func (s *Session) eachLeaf(e *instance.Elem, f func(*instance.Elem)) {
	e.Each(func(k *instance.Elem) bool {
		if s.p.lay.Leaf(k.Node) {
			f(k)
		} else if !k.IsRow() {
			s.eachLeaf(k, f)
		}
		return true
	})
}

// innerRows makes the known rows of the repeats beneath e that are not in another repeat.
func (s *Session) innerRows(e *instance.Elem) {
	for _, child := range s.p.lay.Children[e.Node] {
		if r := e.Range(child); r != nil {
			if s.p.nodes[child].rows != nil {
				s.knownRows(r)
			}
		} else if k := e.Kid(child); k != nil && !s.p.lay.Leaf(child) {
			s.innerRows(k)
		}
	}
}

// Rows are the live rows in document order.
func (s *Session) Rows() []Row {
	var out []Row
	s.tree.EachRow(func(e *instance.Elem) { out = append(out, rowOf(e)) })
	return out
}

// SeedRows are the live rows that the form made by itself: known rows and those of repeat_count.
func (s *Session) SeedRows() []Row {
	var out []Row
	s.tree.EachRow(func(e *instance.Elem) {
		if cellOf(e).seed {
			out = append(out, rowOf(e))
		}
	})
	return out
}
