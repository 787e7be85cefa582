package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// resolve puts paths in the place of ${…}. The rules are pyxform's (docs/forms.md, References): absolute, but relative
// from the lowest repeat that both sides share; current() before a relative path in a choice filter and in predicates of
// an expression that has called instance(); absolute again in those arguments of indexed-repeat() that name places. A
// path stands between spaces, so that "${a}-1" does not become a longer name.
func (b *builder) resolve(src string, at place, ctx useContext) (string, []span, bool) {
	if !strings.Contains(src, "${") {
		return src, []span{{0, 0}}, true
	}
	var out strings.Builder
	var spans []span
	ok := true
	var stack []frame
	instance := false
	for _, t := range lex(src) {
		spans = append(spans, span{out.Len(), t.pos})
		switch t.kind {
		case tokBadRef:
			ok = false
			b.report.error("bad-reference", at, t.text, text("Cách ghi ${…} không đúng.", "This is no proper ${…}."),
				text("Ghi ${tên_câu_hỏi}, ví dụ ${chu_ho}, không có dấu cách ở trong tên.", "Write ${name_of_question}, for example ${chu_ho}, without spaces within the name."))
		case tokRef:
			name, saved := strings.CutPrefix(t.text, "last-saved#")
			target := b.findName(name, at)
			if saved && target >= 0 {
				b.declareExternal(forms.External{ID: lastSaved}, at)
				out.WriteString(" instance('" + lastSaved + "')" + b.form.XPathOf(target) + " ")
				continue
			}
			if target < 0 {
				ok = false
				continue
			}
			if ctx.feeds {
				b.reads = append(b.reads, reads{target, ctx.node})
			}
			path := b.pathFor(target, ctx, stack, instance)
			if !t.inLiteral {
				path = " " + path + " "
			}
			out.WriteString(path)
			continue
		case tokCall:
			stack = append(stack, frame{call: t.text})
			instance = instance || t.text == "instance"
		case tokOpen:
			stack = append(stack, frame{})
		case tokPred:
			stack = append(stack, frame{predicate: true})
		case tokClose, tokPredEnd:
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case tokComma:
			if len(stack) > 0 {
				stack[len(stack)-1].arg++
			}
		}
		out.WriteString(src[t.pos:t.end])
	}
	spans = append(spans, span{out.Len(), len(src)})
	return out.String(), spans, ok
}

// lastSaved is the instance of the record saved last on the device.
const lastSaved = "__last-saved"

// frame is an open bracket around the place that is being resolved.
type frame struct {
	call      string // name of the function, "" for a plain bracket
	arg       int    // which argument
	predicate bool
}

func (b *builder) pathFor(target int, ctx useContext, stack []frame, instance bool) string {
	if ctx.rows > 0 && b.form.RepeatOf(target) == ctx.rows {
		return "./" + b.below(ctx.rows, target)
	}
	current := ctx.current
	for i := len(stack) - 1; i >= 0; i-- {
		f := stack[i]
		if f.call == "indexed-repeat" {
			if f.arg <= 1 || f.arg%2 == 1 {
				return b.form.XPathOf(target)
			}
			break
		}
		current = current || f.predicate && instance
	}
	return b.pathFrom(ctx, target, current)
}

// pathFrom is path; from below a node, it goes up that many levels first.
func (b *builder) pathFrom(ctx useContext, target int, current bool) string {
	if ctx.below == 0 {
		return b.path(ctx.node, target, current)
	}
	shared := ctx.node
	if b.form.Nodes[shared].Kind != forms.KindRepeat {
		shared = b.form.RepeatOf(shared)
	}
	up := 0
	for shared > 0 && target != shared && !b.within(target, shared) {
		shared = b.form.RepeatOf(shared)
	}
	if shared <= 0 {
		return b.form.XPathOf(target)
	}
	n := ctx.node
	for ; n != shared && !b.within(target, n); n = b.form.Nodes[n].Parent {
		up++
	}
	p := strings.Repeat("../", up+ctx.below) + b.below(n, target)
	if current {
		return "current()/" + p
	}
	return p
}

// path is the XPath from one node to another: relative within a shared repeat, else absolute.
func (b *builder) path(from, target int, current bool) string {
	if ctx := b.form; from <= 0 || ctx.RepeatOf(from) < 0 || ctx.RepeatOf(target) < 0 {
		return b.form.XPathOf(target)
	}
	shared := b.form.RepeatOf(from)
	for shared >= 0 && !b.within(target, shared) {
		shared = b.form.RepeatOf(shared)
	}
	if shared < 0 {
		return b.form.XPathOf(target)
	}
	var p strings.Builder
	if current {
		p.WriteString("current()/")
	}
	for n := from; n != shared; n = b.form.Nodes[n].Parent {
		p.WriteString("../")
	}
	p.WriteString(b.below(shared, target))
	return p.String()
}

// within tells whether node stands below ancestor.
func (b *builder) within(node, ancestor int) bool {
	for n := b.form.Nodes[node].Parent; n >= 0; n = b.form.Nodes[n].Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

// below is the names from an ancestor (without it) down to a node.
func (b *builder) below(ancestor, node int) string {
	p := b.form.Nodes[node].Name
	for n := b.form.Nodes[node].Parent; n > ancestor; n = b.form.Nodes[n].Parent {
		p = b.form.Nodes[n].Name + "/" + p
	}
	return p
}

// findName is the node that ${name} means; -1 when there is none or several, which is reported.
func (b *builder) findName(name string, at place) int {
	nodes := b.names[name]
	switch len(nodes) {
	case 1:
		return nodes[0]
	case 0:
		vi, en := didYouMean(b.similar(name, b.allNames), "Sửa tên, hoặc thêm câu hỏi này vào trang survey.", "Mend the name, or add the question to the survey sheet.")
		b.report.error("unknown-name", at, "${"+name+"}", text("Trang survey không có câu hỏi tên "+quote(name)+".", "The survey sheet has no question named "+quote(name)+"."), text(vi, en))
		return -1
	}
	rows := make([]string, 0, 5)
	for _, n := range nodes {
		rows = append(rows, itoa(b.form.Nodes[n].Row))
		if len(rows) == 5 {
			break
		}
	}
	list := strings.Join(rows, ", ")
	b.report.error("ambiguous-name", at, "${"+name+"}", text("Có "+itoa(len(nodes))+" hàng cùng tên "+quote(name)+" (hàng "+list+"): không biết lấy hàng nào.",
		itoa(len(nodes))+" rows have the name "+quote(name)+" (rows "+list+"): it is not clear which is meant."),
		text("Đặt cho mỗi hàng một tên riêng.", "Give each row a name of its own."))
	return -1
}
