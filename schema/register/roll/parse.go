package roll

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

// Entry is one household of the list.
type Entry struct {
	Row     int // 1-based, the first of its rows
	Area    wire.ID
	Values  map[string]string // by the register's names; only what a column gives and the cell holds
	Members []Person
}

// Person is one person of the list.
type Person struct {
	Row    int
	Values map[string]string
}

// List is a file as it was read.
type List struct {
	Entries []Entry
	Diags   []forms.Diagnostic // by row; at most maxDiags
	Errors  int                // all of them, those beyond maxDiags too
	Rows    int                // rows with something in them
}

// maxDiags bounds the messages of one list.
const maxDiags = 2000

type parser struct {
	r        *Reading
	s        [][]string
	headings []string
	areas    []schema.Area
	only     wire.ID // of the reading
	list     *List
	cards    map[string]int // row that has a number
	codes    map[string]int // row that began a household, by area and number
	fonts    bool           // a message about old letters was given
}

// Parse reads a sheet by its reading; areas are those that the person may enter households in. r.Missing is "".
func Parse(f *File, r *Reading, areas []schema.Area) *List {
	s := f.Sheet(r.Sheet)
	p := &parser{r: r, s: s.Rows, headings: r.Headings(s), areas: areas, list: &List{}, cards: map[string]int{}, codes: map[string]int{}}
	p.only, _ = wire.ParseID(r.Village)
	var open *Entry
	for i := r.Heading - 1 + r.Rows; i < len(s.Rows); i++ {
		if p.empty(i) || Numbering(p.s[i]) {
			continue
		}
		p.list.Rows++
		if r.Shape == ByHousehold {
			p.household(i)
			continue
		}
		open = p.person(i, open)
	}
	for i := range p.list.Entries {
		p.finish(&p.list.Entries[i])
	}
	slices.SortStableFunc(p.list.Diags, func(a, b forms.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(len(a.Cell), len(b.Cell)), cmp.Compare(a.Cell, b.Cell))
	})
	return p.list
}

func (p *parser) cell(row int, f Field) string {
	c := p.r.Column(f)
	if c < 0 || c >= len(p.s[row]) {
		return ""
	}
	return p.s[row][c]
}

func (p *parser) empty(row int) bool {
	for c := range p.r.Columns {
		if c < len(p.s[row]) && p.s[row][c] != "" {
			return false
		}
	}
	return true
}

// Numbering says that a row only numbers the columns, "1 2 3 4", as official lists do.
func Numbering(cells []string) bool {
	n, last := 0, 0
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		v, err := strconv.Atoi(strings.Trim(cell, "()"))
		if err != nil || v <= last || v > 99 || v != last+1 && n > 0 {
			return false
		}
		n, last = n+1, v
	}
	return n >= 3
}

// say writes a Diagnostic about a cell.
func (p *parser) say(sev forms.Severity, row int, f Field, code, vi, en, fixVi, fixEn string) {
	if sev == forms.Error {
		p.list.Errors++
	}
	if len(p.list.Diags) >= maxDiags {
		return
	}
	d := forms.Diagnostic{Severity: sev, Code: code, Sheet: p.r.Sheet, Row: row + 1, Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}}
	if c := p.r.Column(f); c >= 0 {
		d.Cell, d.Found = CellName(c, row), cut(p.cell(row, f))
		if c < len(p.headings) {
			d.Column = p.headings[c]
		}
	}
	p.list.Diags = append(p.list.Diags, d)
}

func cut(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

// CellName is the A1 reference of a column and row from 0.
func CellName(col, row int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s + strconv.Itoa(row+1)
}

// household reads a row that is a household: its head is its one person when more than the name is known.
func (p *parser) household(row int) {
	head := p.cell(row, FieldHead)
	if head == "" {
		head = p.cell(row, FieldName)
	}
	if head == "" {
		p.say(forms.Error, row, FieldHead, "no-name", "Hàng này không có tên chủ hộ.", "This row has no name of a head.", "Ghi họ tên chủ hộ, hoặc xóa hàng.", "Fill in the name, or delete the row.")
		return
	}
	e := p.begin(row, head)
	v := p.personOf(row, head)
	v["m_quanhe"] = register.Head
	e.Members = []Person{{row + 1, v}}
}

// begin starts a household.
func (p *parser) begin(row int, head string) *Entry {
	e := Entry{Row: row + 1, Area: p.area(row), Values: map[string]string{}}
	set := func(f Field, v string) {
		if v != "" {
			e.Values[string(f)] = v
		}
	}
	set(FieldCode, p.cell(row, FieldCode))
	set(FieldHead, head)
	set(FieldLane, p.cell(row, FieldLane))
	if t := p.cell(row, FieldPhone); t != "" {
		if n, ok := phone(t); ok {
			set(FieldPhone, n)
		} else {
			p.say(forms.Warning, row, FieldPhone, "phone", "Số điện thoại không đọc được nên bỏ qua.", "The telephone number is not understood and passed over.", "Ghi 10 chữ số, bắt đầu bằng 0.", "Write 10 digits that begin with 0.")
		}
	}
	if t := p.cell(row, FieldClass); t != "" {
		if k, ok := class(t); ok {
			set(FieldClass, k)
		} else {
			p.say(forms.Error, row, FieldClass, "class", "Phân loại không hiểu được.", "The class is not understood.", "Ghi: hộ nghèo, hộ cận nghèo, mới thoát nghèo hoặc không nghèo.", "Write HN, HCN, MTN or KN.")
		}
	}
	if code := e.Values["ma"]; code != "" {
		k := e.Area.String() + key(code)
		if first, twice := p.codes[k]; twice {
			p.say(forms.Error, row, FieldCode, "code-twice", "Số hộ này đã có ở hàng "+strconv.Itoa(first)+".", "This number stands in row "+strconv.Itoa(first)+" too.", "Sửa số hộ cho khác nhau, hoặc xóa hàng lặp.", "Make the numbers different, or delete the second row.")
		} else {
			p.codes[k] = row + 1
		}
	}
	p.list.Entries = append(p.list.Entries, e)
	return &p.list.Entries[len(p.list.Entries)-1]
}

// person reads a row that is a person, into the household that is open or a new one.
func (p *parser) person(row int, open *Entry) *Entry {
	name := p.cell(row, FieldName)
	head := p.cell(row, FieldHead)
	if name == "" {
		name = head
	}
	if name == "" {
		p.say(forms.Error, row, FieldName, "no-name", "Hàng này không có họ tên.", "This row has no name.", "Ghi họ tên, hoặc xóa hàng.", "Fill in the name, or delete the row.")
		return open
	}
	code := p.cell(row, FieldCode)
	rel, known := "", true
	if t := p.cell(row, FieldRelation); t != "" {
		if rel, known = relation(t); !known {
			p.say(forms.Warning, row, FieldRelation, "relation", "Quan hệ với chủ hộ không hiểu được, đọc là “Khác”.", "The relation is not understood; it is read as “other”.", "Ghi: chủ hộ, vợ, chồng, con, bố, mẹ, cháu…", "Write head, wife, husband, child …")
			rel = register.Unrelated
		}
	} else if head != "" && key(head) == key(name) {
		rel = register.Head
	}
	fresh := open == nil
	switch {
	case code != "" && open != nil:
		fresh = key(code) != key(open.Values["ma"])
	case rel == register.Head && open != nil:
		fresh = open.Values["chu_ho"] != "" && len(open.Members) > 0
	case p.r.Column(FieldCode) < 0 && p.r.Column(FieldRelation) < 0 && head != "" && open != nil:
		fresh = key(head) != key(open.Values["chu_ho"])
	}
	if fresh {
		who := head
		if who == "" {
			who = name
		}
		open = p.begin(row, who)
		if rel == "" && head == "" {
			rel = register.Head
		}
	}
	v := p.personOf(row, name)
	if rel != "" {
		v["m_quanhe"] = rel
	}
	open.Members = append(open.Members, Person{row + 1, v})
	return open
}

// personOf reads the fields of a person.
func (p *parser) personOf(row int, name string) map[string]string {
	v := map[string]string{"m_ten": name}
	if kind := oldLetters(name); kind != "" && !p.fonts {
		p.fonts = true
		p.say(forms.Error, row, p.nameField(), "old-letters", "Chữ trong tệp gõ bằng bảng mã cũ "+kind+", không phải Unicode: tên sẽ đọc sai.", "The text is typed with an old font ("+kind+"), not in Unicode.",
			"Chuyển cả tệp sang Unicode (UniKey: Ctrl+Shift+F6, hoặc công cụ chuyển mã), rồi tải lên lại.", "Convert the file to Unicode and upload it again.")
	}
	if strings.ContainsAny(name, "0123456789") {
		p.say(forms.Error, row, p.nameField(), "name", "Họ tên có chữ số.", "The name holds digits.", "Sửa họ tên, hoặc chọn lại cột.", "Mend the name, or choose the column again.")
	}
	born := func(f Field, text, gender string) {
		if text == "" {
			return
		}
		d, ok := register.ParseDay(text)
		if !ok {
			p.say(forms.Error, row, f, "birth", "Ngày sinh không đọc được.", "The birth can not be read.", "Ghi như 14/10/1985, 10/1985 hoặc 1985.", "Write it as 14/10/1985, 10/1985 or 1985.")
			return
		}
		v["m_ngaysinh"] = d.ISO
		if d.Precision != "" {
			v["m_ns_dochinhxac"] = d.Precision
		}
		if gender != "" {
			v["m_gioitinh"] = gender
		}
	}
	born(FieldBirth, p.cell(row, FieldBirth), "")
	born(FieldBornMan, p.cell(row, FieldBornMan), "1")
	born(FieldBornWife, p.cell(row, FieldBornWife), "2")
	if t := p.cell(row, FieldSex); t != "" {
		if x, ok := sex(t); ok {
			v["m_gioitinh"] = x
		} else {
			p.say(forms.Error, row, FieldSex, "sex", "Giới tính không hiểu được.", "The sex is not understood.", "Ghi Nam hoặc Nữ.", "Write Nam or Nữ.")
		}
	}
	if t := p.cell(row, FieldEthnic); t != "" {
		v["m_dantoc"] = ethnic(t)
	}
	if t := p.cell(row, FieldCard); t != "" {
		x, ok := Card(t)
		switch first := p.cards[x]; {
		case !ok && len(x) == 9:
			p.say(forms.Warning, row, FieldCard, "old-card", "Số CMND cũ 9 số, bỏ qua.", "An old number of 9 digits is passed over.", "Ghi số định danh 12 số.", "Write the number of 12 digits.")
		case !ok:
			p.say(forms.Error, row, FieldCard, "card", "Số định danh phải có 12 chữ số.", "An identification number has 12 digits.", "Sửa số; định dạng cột là Văn bản để không mất số 0.", "Mend it; format the column as Text so that no zero is lost.")
		case first > 0:
			p.say(forms.Error, row, FieldCard, "card-twice", "Số định danh này đã có ở hàng "+strconv.Itoa(first)+".", "This number stands in row "+strconv.Itoa(first)+" too.", "Một số chỉ của một người: sửa một trong hai hàng.", "A number is one person's: mend one of the rows.")
		default:
			p.cards[x] = row + 1
			v["m_cccd"] = x
		}
	}
	return v
}

func (p *parser) nameField() Field {
	if p.r.Column(FieldName) >= 0 {
		return FieldName
	}
	return FieldHead
}

func ethnic(t string) string {
	if k := Plain(t); k == "kinh" || k == "1" {
		return "01"
	}
	return t
}

// area finds the village of a row.
func (p *parser) area(row int) wire.ID {
	t := p.cell(row, FieldVillage)
	if t == "" {
		if p.only.IsZero() {
			p.say(forms.Error, row, FieldVillage, "no-village", "Hàng này không có tên thôn.", "This row has no village.", "Ghi tên thôn, hoặc chọn một thôn cho cả danh sách.", "Fill in the village, or choose one for the whole list.")
		}
		return p.only
	}
	found, ok := FindVillage(t, p.areas)
	if !ok {
		p.say(forms.Error, row, FieldVillage, "village", "Không có thôn này, hoặc anh/chị không phụ trách.", "There is no such village, or it is not yours.", "Ghi đúng tên thôn như trong sổ.", "Write its name as the register has it.")
		return wire.ID{}
	}
	return found
}

// FindVillage finds the one area that a list means by a name, with or without the word for it.
func FindVillage(name string, areas []schema.Area) (wire.ID, bool) {
	found, n := wire.ID{}, 0
	for _, a := range areas {
		if Plain(a.Label) == Plain(name) {
			return a.ID, true
		}
		if l := village(a.Label); l == village(name) || strings.HasPrefix(l, village(name)+" ") {
			found, n = a.ID, n+1
		}
	}
	return found, n == 1
}

// finish checks a household as a whole.
func (p *parser) finish(e *Entry) {
	heads := 0
	for _, m := range e.Members {
		if m.Values["m_quanhe"] == register.Head {
			heads++
			e.Values["chu_ho"] = m.Values["m_ten"]
		}
	}
	row := e.Row - 1
	switch {
	case heads == 0:
		p.say(forms.Error, row, FieldRelation, "no-head", "Hộ bắt đầu ở hàng này không có ai là chủ hộ.", "The household that begins here has no head.", "Ghi “Chủ hộ” ở cột quan hệ của một người.", "Write “Chủ hộ” for one of its people.")
	case heads > 1:
		p.say(forms.Error, row, FieldRelation, "two-heads", "Hộ bắt đầu ở hàng này có hai chủ hộ.", "The household that begins here has two heads.", "Chỉ để một người là chủ hộ, hoặc tách thành hai hộ.", "Leave one head, or make two households of it.")
	}
}
