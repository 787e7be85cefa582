package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// item is a node and the row it came from; r is nil for generated nodes.
type item struct {
	r *tableRow
	q question
}

// readSurvey walks the survey sheet once and makes the tree of nodes. Expressions wait until all names are known.
func (b *builder) readSurvey() {
	t := b.survey
	b.names = map[string][]int{}
	b.externals = map[string]place{}
	b.form.Nodes = append(b.form.Nodes, forms.Node{Parent: -1, Kind: forms.KindRoot, Name: b.form.Root})
	b.rows = append(b.rows, &item{})
	if !b.checkSurveyHeader(t) {
		return
	}
	open := []*section{newSection(0, "", place{})}
	t.rows = b.unroll(t.rows, 0)
	for i := range t.rows {
		r := &t.rows[i]
		if isYes(t.get(r, "disabled")) {
			b.report.warn("disabled-row", t.place(r, "disabled"), t.get(r, "name"),
				text("Hàng này bị bỏ qua vì cột disabled.", "This row is left out because of the column disabled."), fixNothing)
			continue
		}
		q, ok := b.rowType(r)
		if !ok {
			continue
		}
		if q.control == "loop" {
			if q.section == "begin" { // those with an end are unrolled
				b.unmatchedBegin(newSection(0, "loop", t.place(r, "type")))
			} else {
				b.unmatchedEnd(r, q, nil)
			}
			continue
		}
		switch q.section {
		case "begin":
			if len(open) > maxDepth {
				b.report.error("too-deep", t.place(r, "type"), itoa(len(open)),
					text("Nhóm lồng nhau quá sâu (tối đa "+itoa(maxDepth)+" tầng).", "Groups are nested too deeply (at most "+itoa(maxDepth)+" levels)."),
					text("Bớt tầng nhóm; kiểm tra các hàng end_group có bị thiếu không.", "Use fewer levels; check whether end_group rows are missing."))
				return
			}
			open = append(open, newSection(b.begin(r, q, open[len(open)-1]), q.control, t.place(r, "type")))
		case "end":
			top := open[len(open)-1]
			if top.what != q.control {
				open = b.closeWrong(r, q, open)
				continue
			}
			open = open[:len(open)-1]
		default:
			b.question(r, q, open[len(open)-1])
		}
	}
	for _, s := range open[1:] {
		b.unmatchedBegin(s)
	}
	if len(b.form.Nodes) == 1 && len(b.form.Externals) == 0 && b.report.errors == 0 {
		b.report.error("empty-survey", t.at, "", text("Trang survey không có câu hỏi nào.", "The survey sheet has no question."),
			text("Ghi mỗi câu hỏi một hàng dưới hàng tiêu đề.", "Write one question a row below the headers."))
	}
}

var fixNothing = text("Nếu đúng ý thì không cần sửa.", "Nothing to mend if this is meant.")

// checkSurveyHeader tells whether the rows can be read at all.
func (b *builder) checkSurveyHeader(t *table) bool {
	if t.has("type") {
		if !t.has("name") {
			b.missingHeader(t, "name")
		}
		return true
	}
	known := 0
	for _, c := range t.cols {
		if _, ok := t.kind.aliases[c.key]; ok {
			known++
		}
	}
	if known > 0 {
		b.missingHeader(t, "type")
		return false
	}
	at := t.at
	at.row = 1
	b.report.error("no-header", at, "",
		text("Hàng đầu của trang survey không phải là hàng tiêu đề.", "The first row of the survey sheet is no header row."),
		text("Thêm hàng đầu với các tiêu đề type, name, label.", "Add a first row with the headers type, name and label."))
	return false
}

// rowType reads the type of a row; ok is false when the row makes nothing.
func (b *builder) rowType(r *tableRow) (question, bool) {
	t := b.survey
	typ := t.get(r, "type")
	if typ != "" {
		q, ok := parseType(typ)
		if !ok {
			first, _, _ := strings.Cut(typ, " ")
			vi, en := didYouMean(b.similar(first, everyType), "Dùng một kiểu câu hỏi của XLSForm, ví dụ text, integer, select_one DANH_SACH.",
				"Use a type of XLSForm, for example text, integer, select_one LIST.")
			b.report.error("unknown-type", t.place(r, "type"), typ, text("Không có kiểu câu hỏi này.", "There is no such type of question."), text(vi, en))
		}
		return q, ok
	}
	name, label := t.get(r, "name"), b.readText(t, r, "label")
	switch {
	case name != "" && label != nil:
		b.report.error("missing-type", t.place(r, "type"), name, text("Hàng này có tên và nhãn nhưng không có kiểu (type).", "This row has a name and a label but no type."),
			text("Ghi kiểu câu hỏi vào cột type, ví dụ text.", "Write a type in the column type, for example text."))
	case name != "" || label != nil:
		b.report.warn("skipped-row", t.place(r, "type"), name, text("Hàng này không có kiểu (type) nên bị bỏ qua.", "This row has no type and is not read."),
			text("Nếu là câu hỏi thì ghi kiểu vào cột type; nếu là ghi chú thì không cần sửa.", "If it is a question, write its type; if it is a note, leave it."))
	}
	return question{}, false
}

func (b *builder) unmatchedEnd(r *tableRow, q question, top *section) {
	t := b.survey
	found, foundEn := "không có nhóm nào đang mở", "nothing is open here"
	if top != nil {
		found = "ở hàng " + itoa(top.at.row) + " đang mở " + quote("begin_"+top.what)
		foundEn = "row " + itoa(top.at.row) + " has opened " + quote("begin_"+top.what)
	}
	b.report.error("unmatched-end", t.place(r, "type"), t.get(r, "type"),
		text("Hàng này đóng "+quote("end_"+q.control)+" nhưng "+found+".", "This row closes "+quote("end_"+q.control)+" but "+foundEn+"."),
		text("Thêm hàng begin_"+q.control+" ở trên, hoặc xóa hay sửa hàng này.", "Add begin_"+q.control+" above, or delete or mend this row."))
}

func (b *builder) unmatchedBegin(s *section) {
	b.report.error("unmatched-begin", s.at, "begin_"+s.what,
		text("Nhóm này mở mà không có hàng đóng.", "This group is opened and never closed."),
		text("Thêm hàng end_"+s.what+" sau câu cuối của nhóm.", "Add a row end_"+s.what+" after its last question."))
}

// closeWrong handles an end that is not that of the innermost section: where an outer one fits, those within lack their
// ends; otherwise the end is too much.
func (b *builder) closeWrong(r *tableRow, q question, open []*section) []*section {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].what == q.control {
			for _, s := range open[i+1:] {
				b.unmatchedBegin(s)
			}
			b.unmatchedEnd(r, q, open[len(open)-1])
			return open[:i]
		}
	}
	var top *section
	if len(open) > 1 {
		top = open[len(open)-1]
	}
	b.unmatchedEnd(r, q, top)
	return open
}

// addNode appends a node and remembers its name.
func (b *builder) addNode(n forms.Node, it *item) int {
	id := len(b.form.Nodes)
	b.form.Nodes = append(b.form.Nodes, n)
	b.rows = append(b.rows, it)
	b.names[n.Name] = append(b.names[n.Name], id)
	return id
}

// begin makes the node of a group or repeat, and before a repeat the node that holds its count where pyxform makes one.
func (b *builder) begin(r *tableRow, q question, parent *section) int {
	t := b.survey
	name := b.rowName(r, q)
	n := forms.Node{Parent: parent.node, Kind: q.kind, Name: name, Appearance: t.get(r, "appearance"), Row: r.num}
	if name != "" {
		b.checkName(parent, name, q.kind, t.place(r, "name"))
	}
	if count := t.get(r, "repeat_count"); q.kind == forms.KindRepeat && count != "" {
		if ref, ok := wholeReference(count); !ok || ref == "" {
			b.addNode(forms.Node{Parent: parent.node, Kind: forms.KindValue, Name: name + "_count", Type: "string", Control: "calculate", ReadOnly: "true()"}, &item{})
		}
	}
	return b.addNode(n, &item{r, q})
}

// rowName is the name of a row; notes and groups without one get the name that pyxform gives them.
func (b *builder) rowName(r *tableRow, q question) string {
	t := b.survey
	if name := t.get(r, "name"); name != "" {
		return name
	}
	switch {
	case q.control == "note":
		return "generated_note_name_" + itoa(r.num)
	case q.control == "group":
		return "generated_group_name_" + itoa(r.num)
	case q.kind == forms.KindMeta || q.preload != "":
		return q.control
	}
	if t.has("name") {
		b.report.error("missing-name", t.place(r, "name"), t.get(r, "type"), text("Hàng này không có tên (name).", "This row has no name."),
			text("Ghi tên vào cột name, ví dụ chu_ho.", "Write a name in the column name, for example chu_ho."))
	}
	return ""
}

// question makes the node of a row that is no section.
func (b *builder) question(r *tableRow, q question, parent *section) {
	t := b.survey
	switch q.control {
	case "background-geopoint":
		if t.get(r, "trigger") == "" {
			b.report.error("geopoint-without-trigger", t.place(r, "trigger"), t.get(r, "name"), text("background-geopoint cần một câu kích hoạt.", "A background-geopoint needs a trigger."),
				text("Ghi ${câu_hỏi} vào cột trigger.", "Write ${question} in the column trigger."))
		}
		if v := t.get(r, "calculation"); v != "" {
			b.report.error("geopoint-with-calculation", t.place(r, "calculation"), v, text("background-geopoint không có công thức.", "A background-geopoint has no calculation."),
				text("Xóa ô calculation.", "Delete the calculation."))
		}
	case "audit":
		if name := t.get(r, "name"); name != "" && name != "audit" {
			b.report.error("audit-name", t.place(r, "name"), name, text("Hàng audit phải để trống tên hoặc đặt tên là audit.", "An audit row has no name, or the name audit."),
				text("Xóa tên ở cột name.", "Delete the name."))
		}
	}
	name := b.rowName(r, q)
	if q.control == "external-csv" || q.control == "external-xml" {
		if name != "" {
			b.declareExternal(forms.External{ID: name, File: name + strings.Replace(q.control, "external-", ".", 1)}, t.place(r, "name"))
		}
		return
	}
	n := forms.Node{Parent: parent.node, Kind: q.kind, Name: name, Type: q.bind, Control: q.control, Preload: q.preload,
		PreloadParams: q.prepar, Appearance: t.get(r, "appearance"), Row: r.num}
	if name != "" {
		b.checkName(parent, name, q.kind, t.place(r, "name"))
	}
	if q.bind != "" && q.kind == forms.KindQuestion && t.get(r, "calculation") != "" && b.readText(t, r, "label") == nil && b.readText(t, r, "hint") == nil {
		n.Kind, n.Control = forms.KindValue, "calculate" // a typed calculation: nothing to show
	}
	id := b.addNode(n, &item{r, q})
	if q.list != "" || isSelect(q.control) {
		b.selectList(id, r, &q)
	}
	if q.orOther {
		b.orOther(id, r, q, parent)
	}
}

func isSelect(control string) bool {
	return strings.HasPrefix(control, "select_") || control == "rank"
}
