package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// list is a choice list while it is read.
type list struct {
	forms.ChoiceList
	at    place
	rows  []*tableRow
	used  int // order of first use, 0 = not used
	multi bool
	from  *table         // the sheet it stands in; nil = choices
	names map[string]int // name → row
}

// readChoices reads the choices sheet into lists. Labels with ${…} are finished in finishLists, when names are known.
func (b *builder) readChoices() {
	b.listByID = map[string]*list{}
	t := b.choices
	if t != nil {
		b.readChoiceRows()
	}
}

// readChoiceRows reads the sheet that b.choices is at the moment.
func (b *builder) readChoiceRows() {
	t := b.choices
	for _, key := range []string{"list_name", "name"} {
		if !t.has(key) {
			b.missingHeader(t, key)
		}
	}
	if !t.has("list_name") || !t.has("name") {
		return
	}
	extra := b.extraColumns(t)
	duplicates := false
	if v, _ := b.setting("allow_choice_duplicates"); isYes(v) {
		duplicates = true
	}
	for i := range t.rows {
		r := &t.rows[i]
		id := t.get(r, "list_name")
		if id == "" {
			if t.get(r, "name") != "" {
				b.report.warn("choice-without-list", t.place(r, "list_name"), t.get(r, "name"),
					text("Lựa chọn này không thuộc danh sách nào nên bị bỏ qua.", "This choice belongs to no list and is not read."),
					text("Ghi tên danh sách vào cột list_name.", "Write the name of its list in the column list_name."))
			}
			continue
		}
		l := b.listByID[id]
		if l == nil {
			if len(b.lists) == maxLists {
				b.report.error("too-large", t.place(r, "list_name"), id,
					text("Quá nhiều danh sách lựa chọn: tối đa "+itoa(maxLists)+".", "Too many choice lists: at most "+itoa(maxLists)+"."),
					text("Gộp danh sách và dùng choice_filter, hoặc để trong tệp csv.", "Join lists and use choice_filter, or keep them in a csv file."))
				return
			}
			l = &list{at: t.place(r, "list_name"), names: map[string]int{}}
			l.Name = id
			b.listByID[id] = l
			b.lists = append(b.lists, l)
		}
		b.readChoice(t, r, l, extra, duplicates)
	}
}

func (b *builder) missingHeader(t *table, key string) {
	at := t.at
	at.row = 1
	b.report.error("missing-header", at, key,
		text("Trang này thiếu cột "+quote(key)+".", "This sheet has no column "+quote(key)+"."),
		text("Thêm tiêu đề "+quote(key)+" vào hàng đầu của trang.", "Add the header "+quote(key)+" to the first row of the sheet."))
}

// extraColumns are the columns besides the known ones; their headers become names of elements.
func (b *builder) extraColumns(t *table) []column {
	var out []column
	for _, c := range t.cols {
		if _, known := t.kind.aliases[c.key]; known || !t.filled(c.index) && !isName(c.key) {
			continue
		}
		if !isName(c.key) {
			if strings.Contains(c.key, "::") && isName(strings.SplitN(c.key, "::", 2)[0]) {
				continue // a translated column that is none of ours
			}
			b.report.error("bad-choice-header", t.placeCol(1, &c), c.header,
				text("Tiêu đề cột thêm của trang choices phải là một tên không có dấu cách.", "The header of an extra column of the choices sheet must be a name without spaces."),
				text("Đổi tiêu đề, ví dụ ma_thon, hoặc xóa cột.", "Change the header, for example ma_thon, or delete the column."))
			continue
		}
		out = append(out, c)
	}
	return out
}

func (b *builder) readChoice(t *table, r *tableRow, l *list, extra []column, duplicates bool) {
	name := t.get(r, "name")
	if name == "" {
		b.report.error("missing-choice-name", t.place(r, "name"), t.get(r, "label"),
			text("Lựa chọn này không có tên (name): không biết lưu gì khi chọn.", "This choice has no name: there would be nothing to store."),
			text("Ghi mã của lựa chọn vào cột name.", "Write the code of the choice in the column name."))
	} else if before, again := l.names[name]; again && !duplicates {
		b.report.error("duplicate-choice", t.place(r, "name"), name,
			text("Danh sách "+quote(l.Name)+" đã có lựa chọn này ở hàng "+itoa(before)+".", "The list "+quote(l.Name)+" has this choice in row "+itoa(before)+" already."),
			text("Đổi mã của một trong hai; nếu cố ý thì đặt allow_choice_duplicates = yes ở trang settings.", "Change one of the two; if it is meant, set allow_choice_duplicates = yes in the settings."))
	}
	if _, again := l.names[name]; !again {
		l.names[name] = r.num
	}
	c := forms.Choice{Name: name, Media: b.readMedia(t, r)}
	if len(l.Choices) == 0 {
		for _, e := range extra {
			l.Columns = append(l.Columns, e.key)
		}
	}
	for _, e := range extra {
		c.Extra = append(c.Extra, r.cell(e.index))
	}
	if b.readText(t, r, "label") == nil && c.Media == nil {
		b.report.warn("missing-choice-label", t.place(r, "label"), name,
			text("Lựa chọn này không có nhãn (label): người dùng chỉ thấy mã.", "This choice has no label: people see its code only."),
			text("Ghi nhãn vào cột label.", "Write a label in the column label."))
	}
	l.Choices = append(l.Choices, c)
	l.rows = append(l.rows, r)
}

// use marks a list as used by a select; l is nil when there is no such list, which is reported.
func (b *builder) use(name string, at place, q question) *list {
	l := b.listByID[name]
	if l == nil {
		if b.choices == nil {
			b.report.error("missing-choices-sheet", at, name,
				text("Câu hỏi cần danh sách "+quote(name)+" nhưng tệp không có trang choices.", "The question needs the list "+quote(name)+" but the workbook has no choices sheet."),
				text("Thêm trang «choices» với các cột list_name, name, label.", "Add a sheet choices with the columns list_name, name and label."))
			return nil
		}
		guess := b.similar(name, func(yield func(string) bool) {
			for _, l := range b.lists {
				if !yield(l.Name) {
					return
				}
			}
		})
		vi, en := didYouMean(guess, "Thêm danh sách này vào trang choices hoặc sửa tên.", "Add the list to the choices sheet or mend its name.")
		b.report.error("unknown-list", at, name, text("Trang choices không có danh sách "+quote(name)+".", "The choices sheet has no list "+quote(name)+"."), text(vi, en))
		return nil
	}
	if l.used == 0 {
		b.usedLists++
		l.used = b.usedLists
	}
	if q.control == "select_multiple" || q.control == "rank" {
		l.multi = true
	}
	return l
}

// finishLists puts the lists in order of first use, resolves labels and looks at what only the whole list shows.
func (b *builder) finishLists() {
	t := b.choices
	order := make([]*list, 0, len(b.lists))
	byUse := make([]*list, len(b.lists)+2)
	for _, l := range b.lists {
		if l.used > 0 && l.used < len(byUse) {
			byUse[l.used] = l
		}
	}
	for _, l := range byUse {
		if l != nil {
			order = append(order, l)
		}
	}
	for _, l := range b.lists {
		if l.used == 0 {
			b.report.warn("unused-list", l.at, l.Name, text("Không câu hỏi nào dùng danh sách này.", "No question uses this list."),
				text("Xóa danh sách hoặc kiểm tra tên ở cột type.", "Delete the list, or check the name in the column type."))
			order = append(order, l)
		}
	}
	for _, l := range order {
		t := t
		if l.from != nil {
			t = l.from
		}
		for i := range l.Choices {
			c := &l.Choices[i]
			if i < len(l.rows) {
				c.Label = b.templates(b.readText(t, l.rows[i], "label"), useContext{choice: true})
				if l.multi && strings.ContainsAny(c.Name, " \t\n") {
					b.report.error("choice-name-space", t.place(l.rows[i], "name"), c.Name,
						text("Danh sách dùng cho câu chọn nhiều nên mã không được có dấu cách.", "The list serves a select of many, where codes may not contain spaces."),
						text("Thay dấu cách bằng dấu _.", "Put _ in place of the spaces."))
				}
			}
		}
		bare := len(l.rows) > 0
		for _, r := range l.rows {
			bare = bare && b.bare(t, r, "label")
		}
		if bare {
			b.form.NeedExtras().BareList[l.Name] = true
		}
		b.form.Lists = append(b.form.Lists, l.ChoiceList)
	}
}
