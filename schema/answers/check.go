package answers

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// Misfit says why a change does not fit its form version. Code is the reason of the ruling that holds it.
type Misfit struct {
	Code   string // "node", "kind", "type", "row"
	Op     int    // index in the change's ops
	Path   string // of the node, "" when it has none
	Vi, En string
}

// Error gives the English sentence with the place.
func (m *Misfit) Error() string { return "answers: " + m.Path + ": " + m.En }

// Check holds a change against the form version that it names: every op is about a node of the version, of a kind that
// the node takes, with a value in the one canonical form of its type, in a row of the repeat around it. Nil when it
// fits. The owner holds a change that does not (docs/sync.md §1.4); a tablet makes none.
func Check(f *forms.Form, c *wire.Change) *Misfit {
	if c.Erased != nil {
		return nil
	}
	repeats := map[uint32]int{}
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.Row != 0 && int(op.Node) < len(f.Nodes) && f.Nodes[op.Node].Kind == forms.KindRepeat {
			if k := op.Kind.Family(); k == wire.FamilyRow || k == wire.FamilyValue {
				if was, known := repeats[op.Row]; known && was != int(op.Node) {
					return misfit(f, i, op, "row", "một dòng nằm trong hai nhóm lặp khác nhau", "a row stands in two repeats")
				}
				repeats[op.Row] = int(op.Node)
			}
		}
	}
	for i := range c.Ops {
		if m := checkOp(f, i, &c.Ops[i], repeats); m != nil {
			return m
		}
	}
	return nil
}

func checkOp(f *forms.Form, i int, op *wire.Op, repeats map[uint32]int) *Misfit {
	if int(op.Node) >= len(f.Nodes) {
		return misfit(f, i, op, "node", "phiên bản biểu mẫu không có câu này", "the form version has no such node")
	}
	n := &f.Nodes[op.Node]
	within := f.RepeatOf(int(op.Node))
	switch op.Kind {
	case wire.KindSet, wire.KindClear, wire.KindSeed:
		if n.Kind == forms.KindRepeat {
			return checkRow(f, i, op, op.Kind == wire.KindSeed)
		}
		if n.Kind != forms.KindQuestion && (n.Kind != forms.KindValue || n.Calculate != "" && len(n.Trigger) == 0) {
			return misfit(f, i, op, "kind", "nút này không nhận câu trả lời", "this node takes no answer")
		}
		if m := checkPlace(f, i, op, within, repeats); m != nil {
			return m
		}
		return checkValue(f, i, op, n)
	case wire.KindAdd, wire.KindRemove:
		return checkRow(f, i, op, n.Kind == forms.KindRepeat)
	case wire.KindComment, wire.KindUncomment:
		if n.Kind == forms.KindRepeat || op.Node == 0 && op.Row == 0 {
			return nil
		}
		return checkPlace(f, i, op, within, repeats)
	case wire.KindFinish:
		return checkFrozen(f, i, op)
	}
	return nil
}

// checkPlace holds an op's row against the repeat around its node.
func checkPlace(f *forms.Form, i int, op *wire.Op, within int, repeats map[uint32]int) *Misfit {
	switch {
	case within > 0 && op.Row == 0:
		return misfit(f, i, op, "row", "câu nằm trong nhóm lặp nhưng không nói dòng nào", "the node lies in a repeat and no row is named")
	case within <= 0 && op.Row != 0:
		return misfit(f, i, op, "row", "câu không nằm trong nhóm lặp nào", "the node lies in no repeat and a row is named")
	}
	if known, ok := repeats[op.Row]; ok && op.Row != 0 && known != within {
		return misfit(f, i, op, "row", "dòng này thuộc nhóm lặp khác", "the row belongs to another repeat")
	}
	return nil
}

func checkRow(f *forms.Form, i int, op *wire.Op, ok bool) *Misfit {
	if !ok {
		return misfit(f, i, op, "kind", "thao tác này không dùng cho nút này", "this kind of op is not for this node")
	}
	if op.Row == 0 {
		return misfit(f, i, op, "row", "không nói dòng nào", "no row is named")
	}
	if op.Kind != wire.KindRemove {
		if _, ok := op.Value.ID(); !ok {
			return misfit(f, i, op, "type", "dòng phía trên không đúng dạng", "the row above is not an id")
		}
	}
	return nil
}

func checkValue(f *forms.Form, i int, op *wire.Op, n *forms.Node) *Misfit {
	if op.Value.IsNull() {
		if op.Kind == wire.KindClear {
			return nil
		}
		return misfit(f, i, op, "type", "câu trả lời trống phải là thao tác xoá", "an empty value must be a clear")
	}
	if op.Kind == wire.KindClear {
		return misfit(f, i, op, "type", "thao tác xoá không mang giá trị", "a clear carries no value")
	}
	if !fits(f, int(op.Node), n, op.Value) {
		return misfit(f, i, op, "type", "giá trị không đúng kiểu của câu", "the value is not of the node's type in its canonical form")
	}
	return nil
}

func fits(f *forms.Form, node int, n *forms.Node, v wire.Value) bool {
	if n.Type == "binary" {
		_, ok := v.Media()
		return ok
	}
	text, ok := v.Text()
	if !ok || text == "" {
		return false
	}
	canonical, err := engine.Canonical(f, node, text)
	return err == nil && canonical == text
}

func checkFrozen(f *forms.Form, i int, op *wire.Op) *Misfit {
	fin, err := op.Value.Finish()
	if err != nil {
		return misfit(f, i, op, "type", "giá trị lúc hoàn thành không đúng dạng", "the value of a finish is malformed")
	}
	for _, x := range fin.Frozen {
		if int(x.Node) >= len(f.Nodes) || x.Node == 0 {
			return misfit(f, i, op, "node", "phiên bản biểu mẫu không có câu này", "the form version has no such node")
		}
		if n := &f.Nodes[x.Node]; n.Kind != forms.KindValue && n.Kind != forms.KindMeta && n.Calculate == "" {
			return misfit(f, i, op, "kind", "chỉ ô tính mới được giữ giá trị lúc hoàn thành", "only calculated and session nodes are frozen")
		}
	}
	return nil
}

func misfit(f *forms.Form, i int, op *wire.Op, code, vi, en string) *Misfit {
	return &Misfit{Code: code, Op: i, Path: Path(f, int(op.Node)), Vi: vi, En: en}
}
