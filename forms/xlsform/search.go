package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// searched turns the appearance search('file', 'matches', 'column', value, …) into what it means: choices from a file,
// filtered. The choices of the list name the columns: name that of the value, label those of the label. The list itself is
// kept for the XForm, where Collect replaces its items.
func (b *builder) searched(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	src, at := t.get(it.r, "appearance"), t.place(it.r, "appearance")
	i := strings.Index(src, "search(")
	l := b.listByID[n.List]
	if i < 0 || l == nil || len(l.Choices) == 0 {
		return
	}
	args, ok := arguments(src[i+len("search("):])
	file := ""
	if ok && len(args) > 0 {
		file = strings.Trim(strings.TrimSpace(args[0]), `'"`)
	}
	if !ok || !isName(file) || len(args) != 1 && len(args) != 4 && len(args) != 6 {
		b.report.error("bad-search", at, src, text("Không đọc được search(…).", "search(…) can not be read."),
			text("Ghi search('tệp') hoặc search('tệp', 'matches', 'cột', ${câu}).", "Write search('file') or search('file', 'matches', 'column', ${question})."))
		return
	}
	filter := ""
	if len(args) >= 4 {
		how, column := strings.Trim(strings.TrimSpace(args[1]), `'"`), strings.Trim(strings.TrimSpace(args[2]), `'"`)
		value := strings.TrimSpace(args[3])
		switch strings.ToLower(how) {
		case "contains":
			filter = "contains(" + column + ", " + value + ")"
		case "startswith":
			filter = "starts-with(" + column + ", " + value + ")"
		case "endswith":
			filter = "ends-with(" + column + ", " + value + ")"
		default:
			filter = column + " = " + value
		}
		if len(args) == 6 {
			filter = "(" + filter + ") and " + strings.Trim(strings.TrimSpace(args[4]), `'"`) + " = " + strings.TrimSpace(args[5])
		}
	}
	for other, oit := range b.rows {
		if o := &b.form.Nodes[other]; other != id && oit.r != nil && oit.q.list == l.Name && isSelect(oit.q.control) && !strings.Contains(o.Appearance, "search(") {
			b.report.error("search-list-shared", at, l.Name, text("Danh sách "+quote(l.Name)+" còn được câu "+quote(o.Name)+" dùng mà không có search().", "The list "+quote(l.Name)+" is used by "+quote(o.Name)+" too, without search()."),
				text("Cho mỗi câu một danh sách riêng.", "Give each of the two a list of its own."))
			return
		}
	}
	b.form.NeedExtras().Inline[id] = n.List
	stem := strings.TrimSuffix(file, ".csv")
	b.declareExternal(forms.External{ID: stem, File: stem + ".csv"}, at)
	if b.form.External(stem) == nil {
		return
	}
	c := &l.Choices[0]
	label, _ := b.readText(b.choices, l.rows[0], "label").literal().First()
	label, _, _ = strings.Cut(label, ",")
	n.List, n.ListValue, n.ListLabel = stem, c.Name, strings.TrimSpace(label)
	if n.ListLabel == "" {
		n.ListLabel = c.Name
	}
	if filter != "" {
		n.ChoiceFilter = b.expression(filter, at, useContext{node: id, current: true, feeds: true})
	}
}

// arguments cuts "a, b)" at the commas outside brackets and quotes; ok is false without the closing bracket.
func arguments(s string) (out []string, ok bool) {
	depth, start := 0, 0
	var q byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case q != 0:
			if c == q {
				q = 0
			}
		case c == '\'' || c == '"':
			q = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' && depth == 0:
			return append(out, s[start:i]), true
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return nil, false
}
