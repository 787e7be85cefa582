package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// selectList finds where the choices of a select or rank come from: a list of the workbook, a file, or the rows of a
// repeat (that one is finished in resolveSelect).
func (b *builder) selectList(id int, r *tableRow, q *question) {
	t := b.survey
	at := t.place(r, "type")
	n := &b.form.Nodes[id]
	n.ListValue, n.ListLabel = "name", "label"
	switch {
	case q.control == "osm":
		n.List, n.ListValue, n.ListLabel = q.list, "", ""
		if b.form.Extras == nil || q.list != "" && b.form.Extras.Tags[q.list] == nil {
			if q.list != "" {
				b.report.error("unknown-list", at, q.list, text("Trang osm không có danh sách "+quote(q.list)+".", "The osm sheet has no list "+quote(q.list)+"."), text("Thêm danh sách vào trang osm.", "Add the list to the osm sheet."))
			}
		}
		n.List, n.Type = "", "binary"
		if q.list != "" {
			b.form.NeedExtras().TagList[id] = q.list
		}
	case q.control == "select_one_external":
		b.external(id, r, q)
	case q.list == "":
		b.report.error("missing-list", at, t.get(r, "type"), text("Câu chọn không ghi danh sách lựa chọn.", "The select names no choice list."),
			text("Ghi tên danh sách sau kiểu, ví dụ select_one gioi_tinh.", "Write the list after the type, for example select_one gender."))
	case strings.HasSuffix(q.control, "_from_file"):
		stem, ok := fileStem(q.list)
		if !ok {
			b.report.error("bad-file-name", at, q.list,
				text("Tên tệp lựa chọn phải có đuôi .csv, .xml hoặc .geojson.", "The name of a file of choices ends in .csv, .xml or .geojson."),
				text("Ghi đủ tên tệp, ví dụ thon.csv.", "Write the whole file name, for example thon.csv."))
			return
		}
		if strings.HasSuffix(q.list, ".geojson") {
			n.ListValue, n.ListLabel = "id", "title"
		}
		n.List, n.Control = stem, strings.TrimSuffix(q.control, "_from_file")
		b.declareExternal(forms.External{ID: stem, File: q.list}, at)
	case strings.Contains(q.list, "${"):
	default:
		if strings.ContainsAny(q.list, " ") {
			b.report.error("bad-list-name", at, q.list, text("Sau tên danh sách còn chữ thừa.", "There is more than a list name after the type."),
				text("Tên danh sách không có dấu cách; «or_other» là phần duy nhất được thêm.", "A list name has no spaces; or_other is all that may follow."))
			return
		}
		if b.use(q.list, at, *q) != nil {
			n.List = q.list
		}
	}
}

// external finishes a select_one_external: a select over a list of the sheet external_choices.
func (b *builder) external(id int, r *tableRow, q *question) {
	t := b.survey
	at := t.place(r, "type")
	switch {
	case b.outside == nil:
		b.report.error("missing-external-choices", at, q.list, text("Tệp không có trang external_choices.", "The workbook has no sheet external_choices."),
			text("Thêm trang «external_choices» với các cột list_name, name.", "Add a sheet external_choices with the columns list_name and name."))
		return
	case b.listByID[q.list] == nil || !b.outside[q.list]:
		vi, en := didYouMean(b.similar(q.list, func(yield func(string) bool) {
			for l := range b.outside {
				if !yield(l) {
					return
				}
			}
		}), "Thêm danh sách vào trang external_choices.", "Add the list to the sheet external_choices.")
		b.report.error("unknown-list", at, q.list, text("Trang external_choices không có danh sách "+quote(q.list)+".", "The sheet external_choices has no list "+quote(q.list)+"."), text(vi, en))
		return
	}
	if t.get(r, "choice_filter") == "" {
		b.report.warn("external-without-filter", at, q.list, text("select_one_external chỉ có ích khi có choice_filter.", "select_one_external is meant for filtered selects only."),
			text("Thêm choice_filter, hoặc dùng select_one.", "Add a choice_filter, or use select_one."))
	}
	b.use(q.list, at, *q)
	n := &b.form.Nodes[id]
	n.List, n.Control = q.list, "select_one"
	b.form.NeedExtras().Query[id] = true
}

// fileStem is the file name without the extension of a list file.
func fileStem(file string) (string, bool) {
	for _, ext := range []string{".csv", ".xml", ".geojson"} {
		if stem, ok := strings.CutSuffix(file, ext); ok && stem != "" && !strings.ContainsAny(stem, `/\'"`) {
			return stem, true
		}
	}
	return "", false
}

// declareExternal remembers a list that comes from a file; the same id with another file is an error.
func (b *builder) declareExternal(e forms.External, at place) {
	for _, o := range b.form.Externals {
		if o.ID != e.ID {
			continue
		}
		if o.File != e.File {
			b.report.error("external-twice", at, e.File, text("Danh sách "+quote(e.ID)+" đã lấy từ tệp "+quote(o.File)+" ở hàng "+itoa(b.externals[e.ID].row)+".",
				"The list "+quote(e.ID)+" comes from the file "+quote(o.File)+" in row "+itoa(b.externals[e.ID].row)+" already."),
				text("Đổi tên một trong hai tệp.", "Rename one of the two files."))
		}
		return
	}
	if b.listByID[e.ID] != nil {
		b.report.error("external-twice", at, e.File, text("Tệp "+quote(e.File)+" trùng tên với danh sách "+quote(e.ID)+" của trang choices.",
			"The file "+quote(e.File)+" has the name of the list "+quote(e.ID)+" of the choices sheet."), text("Đổi tên tệp hoặc danh sách.", "Rename the file or the list."))
		return
	}
	b.externals[e.ID] = at
	b.form.Externals = append(b.form.Externals, e)
}

// orOther adds the choice "other" to the list and the text question that asks for it.
func (b *builder) orOther(id int, r *tableRow, q question, parent *section) {
	t := b.survey
	if filter := t.get(r, "choice_filter"); filter != "" {
		b.report.error("or-other-filter", t.place(r, "choice_filter"), filter,
			text("Câu có or_other không dùng được choice_filter.", "A select with or_other can not have a choice_filter."),
			text("Bỏ or_other và thêm lựa chọn «khác» vào danh sách, hoặc bỏ choice_filter.", "Take out or_other and add the choice to the list, or take out the filter."))
	}
	if l := b.listByID[q.list]; l != nil {
		if _, there := l.names["other"]; !there {
			c := forms.Choice{Name: "other", Label: b.inLanguages("Khác", "Other")}
			for range l.Columns {
				c.Extra = append(c.Extra, "")
			}
			l.names["other"] = 0
			l.Choices = append(l.Choices, c)
		}
	}
	if len(b.langs) > 1 {
		b.report.warn("or-other-translation", t.place(r, "type"), t.get(r, "type"),
			text("Chữ của or_other là chữ có sẵn, không lấy từ biểu mẫu.", "The texts of or_other are built in, not taken from the form."),
			text("Muốn chữ riêng: thêm lựa chọn «khác» vào danh sách và một câu text có relevant.", "For texts of your own add the choice to the list and a text question with relevant."))
	}
	name := b.form.Nodes[id].Name
	other := forms.Node{Parent: parent.node, Kind: forms.KindQuestion, Name: name + "_other", Type: "string", Control: "text", Merge: "one",
		Label: b.inLanguages("Ghi rõ khác.", "Specify other."), Relevant: "selected(../" + name + ", 'other')"}
	b.checkName(parent, other.Name, other.Kind, t.place(r, "name"))
	b.addNode(other, &item{})
}

// inLanguages is a built-in text: Vietnamese for languages called so, English for all others.
func (b *builder) inLanguages(vi, en string) forms.Text {
	out := make(forms.Text, len(b.langs))
	for i, l := range b.langs {
		s := en
		if code := forms.LangCode(l); code == "vi" || strings.Contains(strings.ToLower(l), "việt") {
			s = vi
		}
		out[i] = forms.Template{{Lit: s}}
	}
	return out
}
