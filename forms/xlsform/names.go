package xlsform

import (
	"strings"
	"unicode"

	"github.com/sothon/sothon/forms"
)

// isName tells whether s can be the name of an element: an XML name without a colon.
func isName(s string) bool {
	for i, r := range s {
		switch {
		case r == '_' || unicode.IsLetter(r):
		case i > 0 && (r == '-' || r == '.' || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '\u00b7'):
		default:
			return false
		}
	}
	return s != "" && len(s) <= 200
}

var (
	whyBadName = text("Tên phải bắt đầu bằng chữ cái hoặc dấu _, sau đó chỉ gồm chữ, số, dấu _ - và dấu chấm, không có dấu cách.",
		"A name begins with a letter or _ and goes on with letters, digits, _, - and full stops only, without spaces.")
	fixBadName = text("Đổi tên, ví dụ chu_ho; nhớ đổi cả ở các công thức ${…}.", "Change the name, for example chu_ho; change it in every ${…} too.")
)

// section is a group or repeat whose end has not come yet.
type section struct {
	node  int
	what  string // "group", "repeat" or "loop"
	at    place
	names map[string]place // names of its children
	lower map[string]string
}

func newSection(node int, what string, at place) *section {
	return &section{node: node, what: what, at: at, names: map[string]place{}, lower: map[string]string{}}
}

// checkName reports what is wrong with the name of a new node under parent, and remembers it.
func (b *builder) checkName(parent *section, name string, kind forms.Kind, at place) {
	if !isName(name) {
		b.report.error("bad-name", at, name, whyBadName, fixBadName)
	}
	if before, again := parent.names[name]; again {
		b.report.error("duplicate-name", at, name,
			text("Tên này đã dùng ở hàng "+itoa(before.row)+" trong cùng nhóm.", "This name is used in row "+itoa(before.row)+" of the same group already."),
			text("Đặt tên khác cho một trong hai hàng.", "Give one of the two rows another name."))
	} else if twin, again := parent.lower[strings.ToLower(name)]; again {
		b.report.warn("similar-name", at, name,
			text("Tên này chỉ khác "+quote(twin)+" ở chữ hoa, chữ thường.", "This name differs from "+quote(twin)+" in upper and lower case only."),
			text("Đặt tên khác hẳn để khỏi nhầm khi xử lý số liệu.", "Choose another name: many tools can not tell the two apart."))
	}
	parent.names[name] = at
	parent.lower[strings.ToLower(name)] = name
	if name == "meta" {
		b.report.error("reserved-name", at, name, text("Tên «meta» dành cho phần thông tin của phiếu.", "The name meta belongs to the record's own data."),
			text("Đặt tên khác.", "Choose another name."))
	}
	if kind != forms.KindRepeat {
		return
	}
	if name == b.form.Root {
		b.report.error("repeat-named-as-root", at, name, text("Tên của nhóm lặp trùng tên gốc của biểu mẫu.", "A repeat may not have the name of the form's root."),
			text("Đặt tên khác cho nhóm lặp.", "Give the repeat another name."))
	}
	for _, n := range b.names[name] {
		if b.form.Nodes[n].Kind == forms.KindRepeat {
			b.report.error("duplicate-repeat-name", at, name,
				text("Đã có nhóm lặp cùng tên ở hàng "+itoa(b.form.Nodes[n].Row)+".", "A repeat of the same name is in row "+itoa(b.form.Nodes[n].Row)+"."),
				text("Mỗi nhóm lặp cần một tên riêng trong cả biểu mẫu.", "Every repeat needs a name of its own in the whole form."))
			break
		}
	}
}

// allNames yields every name once, for "did you mean".
func (b *builder) allNames(yield func(string) bool) {
	for i := 1; i < len(b.form.Nodes); i++ {
		n := b.form.Nodes[i].Name
		if first := b.names[n]; len(first) > 0 && first[0] == i && !yield(n) {
			return
		}
	}
}
