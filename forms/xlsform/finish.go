package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

// resolveAll finishes every node now that all names are known: texts, expressions, defaults, triggers, parameters.
func (b *builder) resolveAll() {
	b.titleAndName()
	for id := 1; id < len(b.rows); id++ {
		it := b.rows[id]
		if it.r == nil {
			continue
		}
		b.texts(id, it)
		b.binds(id, it)
		if it.q.section == "" {
			b.answers(id, it)
			b.resolveSelect(id, it)
			b.searched(id, it)
			b.parameters(id, it)
		}
		b.ours(id, it)
	}
	for id := 1; id < len(b.rows); id++ {
		b.checkVisible(id)
	}
	if b.form.Title == nil {
		b.form.Title = sameText(b.form.ID, len(b.langs))
	}
}

func (b *builder) texts(id int, it *item) {
	t, ctx := b.survey, useContext{node: id}
	n := &b.form.Nodes[id]
	read := func(key string) forms.Text { return b.templates(b.readText(t, it.r, key), ctx) }
	n.Label, n.Hint, n.Guidance = read("label"), read("hint"), read("guidance_hint")
	n.RequiredMsg, n.ConstraintMsg = read("required_message"), read("constraint_message")
	for _, p := range [...][2]string{{"label", "label"}, {"hint", "hint"}, {"required_message", "jr:requiredMsg"}, {"constraint_message", "jr:constraintMsg"}} {
		if b.bare(t, it.r, p[0]) {
			b.form.NeedExtras().Bare[forms.Place{Node: id, Key: p[1]}] = true
		}
	}
	n.Media = b.readMedia(t, it.r)
	b.outer(id, it)
}

// constants are the words that stand for truth values in the columns of the binding (pyxform's conversions).
var constants = map[string]string{"yes": "true()", "true": "true()", "true()": "true()", "no": "false()", "false": "false()", "false()": "false()"}

func (b *builder) bind(key string, id int, it *item) string {
	src := b.survey.get(it.r, key)
	if c, ok := constants[strings.ToLower(src)]; ok {
		return c
	}
	feeds := key == "relevant" || key == "calculation" && b.survey.get(it.r, "trigger") == ""
	return b.expression(src, b.survey.place(it.r, key), useContext{node: id, feeds: feeds})
}

func (b *builder) binds(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	n.Relevant = b.bind("relevant", id, it)
	if n.Relevant == "true()" {
		n.Relevant = ""
	}
	n.ReadOnly = b.bind("readonly", id, it)
	if n.ReadOnly == "false()" {
		n.ReadOnly = ""
	}
	if n.Kind == forms.KindNote {
		n.ReadOnly = "true()"
	}
	if it.q.section != "" {
		b.repeatCount(id, it)
		return
	}
	n.Required = b.bind("required", id, it)
	if n.Required == "false()" {
		n.Required = ""
	}
	n.Constraint = b.bind("constraint", id, it)
	if extra := it.q.constraint; extra != "" {
		if n.Constraint == "" {
			n.Constraint = extra
		} else {
			n.Constraint = "(" + n.Constraint + ") and (" + extra + ")"
		}
	}
	n.Calculate = b.bind("calculation", id, it)
	if v := t.get(it.r, "bind::type"); v != "" {
		b.bindType(n, v, t.place(it.r, "bind::type"))
	}
	if v := t.get(it.r, "bind::jr:preload"); v != "" {
		n.Preload, n.PreloadParams = v, t.get(it.r, "bind::jr:preloadparams")
	}
}

// bindType lets bind::type change the type of a calculation or text; what its control can not hold is refused.
func (b *builder) bindType(n *forms.Node, typ string, at place) {
	switch typ = strings.TrimPrefix(typ, "xsd:"); typ {
	case "string", "int", "decimal", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape", "barcode", "binary", "odk:rank":
		if n.Control == "calculate" || n.Control == "hidden" || n.Control == "text" || n.Type == typ || n.Type == "int" && typ == "decimal" {
			n.Type = typ
			return
		}
	}
	b.report.warn("ignored-bind-type", at, typ, text("Kiểu này không hợp với câu hỏi nên bị bỏ qua.", "This type does not go with the question and is not used."),
		text("Xóa, hoặc đổi cột type.", "Delete it, or change the column type."))
}

// repeatCount: one ${name} is used as it is, any other expression goes to the generated node before the repeat.
func (b *builder) repeatCount(id int, it *item) {
	src := b.survey.get(it.r, "repeat_count")
	if src == "" {
		return
	}
	at := b.survey.place(it.r, "repeat_count")
	n := &b.form.Nodes[id]
	if it.q.kind != forms.KindRepeat {
		b.report.warn("count-without-repeat", at, src, text("repeat_count chỉ có tác dụng ở begin_repeat.", "repeat_count works in begin_repeat only."),
			text("Xóa ô này.", "Delete this cell."))
		return
	}
	if _, ok := wholeReference(src); ok {
		n.RepeatCount = b.expression(src, at, useContext{node: id, feeds: true})
		return
	}
	counter := id - 1
	b.form.Nodes[counter].Calculate = b.expression(src, at, useContext{node: counter, feeds: true})
	b.form.Nodes[counter].Row = it.r.num
	n.RepeatCount = " " + b.path(id, counter, false) + " "
}

// answers are the columns that put a value into a node: default, trigger, calculation.
func (b *builder) answers(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	if v := t.get(it.r, "default"); v != "" {
		if isDynamic(v, n.Type) {
			n.DynDefault = b.expression(v, t.place(it.r, "default"), useContext{node: id})
		} else {
			n.Default = v
		}
	}
	if v := t.get(it.r, "trigger"); v != "" {
		n.Trigger = b.triggers(v, t.place(it.r, "trigger"))
	}
	if n.Control == "calculate" && it.q.control == "calculate" && t.get(it.r, "calculation") == "" && t.get(it.r, "trigger") == "" && n.DynDefault == "" {
		if t.get(it.r, "default") == "" || n.Default != "" {
			b.report.error("missing-calculation", t.place(it.r, "calculation"), n.Name, text("Hàng calculate không có công thức.", "The calculate row has no calculation."),
				text("Ghi công thức vào cột calculation.", "Write the expression in the column calculation."))
		}
	}
}

// triggers reads ${a} or ${a}, ${b}.
func (b *builder) triggers(v string, at place) []int {
	var out []int
	comma := true // a reference may come now
	fail := func(code string, why, fix forms.Message) []int {
		b.report.error(code, at, v, why, fix)
		return nil
	}
	fix := text("Ghi ${tên}, nhiều câu thì cách nhau bằng dấu phẩy: ${a}, ${b}.", "Write ${name}; several with commas between them: ${a}, ${b}.")
	for _, t := range lex(v) {
		switch {
		case t.kind == tokSpace:
		case t.kind == tokRef && comma:
			comma = false
			if n := b.findName(t.text, at); n >= 0 {
				if k := b.form.Nodes[n].Kind; k == forms.KindGroup || k == forms.KindRepeat {
					fail("bad-trigger", text("Câu kích hoạt phải là câu hỏi, không phải nhóm.", "A trigger is a question, not a group."), fix)
					continue
				}
				out = append(out, n)
			}
		case t.kind == tokRef:
			return fail("bad-reference-list", text("Giữa hai câu kích hoạt phải có dấu phẩy.", "There must be a comma between two triggers."), fix)
		case t.kind == tokComma:
			comma = true
		default:
			return fail("bad-reference", text("Cột trigger chỉ nhận ${tên_câu_hỏi}.", "The column trigger takes ${name_of_question} only."), fix)
		}
	}
	return out
}

// resolveSelect finishes the filter of a select, and the path of one that chooses among the rows of a repeat.
func (b *builder) resolveSelect(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	filter, at := t.get(it.r, "choice_filter"), t.place(it.r, "choice_filter")
	if !isSelect(it.q.control) {
		if filter != "" && n.Type != "geotrace" && n.Type != "geoshape" && n.Type != "geopoint" {
			b.report.warn("filter-without-select", at, filter, text("choice_filter chỉ có tác dụng ở câu chọn.", "choice_filter works in selects only."), text("Xóa ô này.", "Delete this cell."))
		}
		return
	}
	ctx := useContext{node: id, current: true, feeds: true}
	if strings.Contains(it.q.list, "${") {
		typeAt := t.place(it.r, "type")
		name, ok := wholeReference(it.q.list)
		if !ok {
			b.report.error("bad-reference", typeAt, it.q.list, text("Sau kiểu phải là đúng một ${tên_câu_hỏi}.", "Exactly one ${name_of_question} follows the type."),
				text("Ví dụ: select_one ${m_ten}.", "For example select_one ${m_ten}."))
			return
		}
		target := b.findName(name, typeAt)
		if target < 0 {
			return
		}
		repeat := b.form.RepeatOf(target)
		if repeat < 0 {
			b.report.error("select-not-repeat", typeAt, it.q.list, text("Câu "+quote(name)+" không nằm trong nhóm lặp nào nên không thể làm danh sách lựa chọn.",
				"The question "+quote(name)+" is in no repeat and can not serve as choices."), text("Dùng một câu hỏi của nhóm lặp.", "Use a question of a repeat."))
			return
		}
		value := b.below(repeat, target)
		n.ListPath, n.ListValue, n.ListLabel = b.path(id, repeat, false), value, value
		if filter == "" {
			n.ListPath += "[./" + value + " != '']"
		}
		ctx.rows = repeat
	}
	n.ChoiceFilter = b.expression(filter, at, ctx)
}

// ours are the columns of this program, and how concurrent answers merge.
func (b *builder) ours(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	n.Was, n.Register = t.get(it.r, "bind::st:was"), t.get(it.r, "bind::st:register")
	if v := t.get(it.r, "bind::st:rows"); v != "" {
		at := t.place(it.r, "bind::st:rows")
		if n.Kind != forms.KindRepeat {
			b.report.error("rows-without-repeat", at, v, text("bind::st:rows chỉ dùng ở begin_repeat.", "bind::st:rows belongs to begin_repeat."), text("Chuyển ô này sang hàng begin_repeat.", "Move it to the row of begin_repeat."))
		}
		n.RowsExpr = b.expression(v, at, useContext{node: id, current: true})
	}
	merge, at := t.get(it.r, "bind::st:merge"), t.place(it.r, "bind::st:merge")
	if merge != "" && (merge != "one" && merge != "each" || n.Kind != forms.KindQuestion) {
		b.report.error("bad-merge", at, merge, text("bind::st:merge chỉ dùng cho câu hỏi, với «one» (giữ một giá trị) hoặc «each» (giữ mỗi người một giá trị).",
			"bind::st:merge belongs to questions and is one (one value) or each (one value for each author)."), text("Sửa thành one hoặc each, hoặc để trống.", "Write one or each, or leave it empty."))
		merge = ""
	}
	if n.Kind != forms.KindQuestion {
		return
	}
	if n.Merge = merge; merge == "" {
		n.Merge = "one"
		if n.Type == "binary" || strings.HasPrefix(n.Type, "geo") {
			n.Merge = "each"
		}
	}
	if n.Was != "" && !isPath(n.Was) {
		b.report.error("bad-was", t.place(it.r, "bind::st:was"), n.Was, text("bind::st:was phải là đường dẫn cũ, ví dụ tv/m_ten.", "bind::st:was is the old path, for example tv/m_ten."), fixBadName)
	}
}

func isPath(s string) bool {
	for name := range strings.SplitSeq(s, "/") {
		if !isName(name) {
			return false
		}
	}
	return true
}

// checkVisible: a question that people see needs a label or hint; a trigger must be such a question.
func (b *builder) checkVisible(id int) {
	n := &b.form.Nodes[id]
	it := b.rows[id]
	if it.r == nil {
		return
	}
	t := b.survey
	for _, trigger := range n.Trigger {
		if k := b.form.Nodes[trigger].Kind; k != forms.KindQuestion && k != forms.KindNote {
			b.report.error("bad-trigger", t.place(it.r, "trigger"), "${"+b.form.Nodes[trigger].Name+"}",
				text("Câu kích hoạt phải là câu người dùng trả lời; "+quote(b.form.Nodes[trigger].Name)+" không hiện ra.", "A trigger must be a question that people answer; "+quote(b.form.Nodes[trigger].Name)+" is not shown."),
				text("Chọn câu hỏi khác làm câu kích hoạt.", "Choose another question."))
		}
	}
	if n.Label != nil || n.Hint != nil || n.Media != nil {
		return
	}
	at := t.place(it.r, "label")
	switch {
	case n.Kind == forms.KindQuestion && len(n.Trigger) > 0 && !isSelect(it.q.control):
		n.Kind, n.Control, n.Merge = forms.KindValue, "calculate", ""
	case n.Kind == forms.KindQuestion || n.Kind == forms.KindNote:
		if b.readText(t, it.r, "label") != nil || b.readText(t, it.r, "hint") != nil {
			return // the label is there but wrong, which has been said
		}
		b.report.error("missing-label", at, n.Name, text("Câu "+quote(n.Name)+" không có nhãn (label) cũng không có gợi ý (hint).", "The question "+quote(n.Name)+" has neither label nor hint."),
			text("Ghi câu hỏi vào cột label; nếu là giá trị tính sẵn thì dùng kiểu calculate.", "Write the question in the column label; for a computed value use the type calculate."))
	case n.Kind == forms.KindRepeat:
		b.report.warn("missing-repeat-label", at, n.Name, text("Nhóm lặp không có nhãn (label).", "The repeat has no label."),
			text("Ghi nhãn để người dùng biết đang thêm dòng gì.", "Write a label that says what is added."))
	}
}

// sentence ends a text with a full stop where it does not end in a question.
func sentence(s string) string {
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// checkCalls reports unknown functions and wrong numbers of arguments at their place in the cell.
func (b *builder) checkCalls(e *xpath.Expr, src string, spans []span, at place) bool {
	faults := e.Check(nil)
	for _, f := range faults {
		p := itoa(sourceRune(src, e.Source(), spans, f.Pos) + 1)
		b.report.error("bad-function", at, src, text("Ở ký tự "+p+": "+sentence(f.Why), "At character "+p+": "+sentence(f.En)),
			text("Sửa tên hàm hoặc số tham số; danh sách hàm ở trang ODK XForms.", "Mend the name or the number of arguments; the functions are those of ODK XForms."))
	}
	return len(faults) == 0
}
