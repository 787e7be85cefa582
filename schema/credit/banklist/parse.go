package banklist

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/sync/wire"
)

// Entry is one line of the list.
type Entry struct {
	Row  int // 1-based
	Area wire.ID
	Card string // of the borrower, 12 digits
	Bank credit.Bank
}

// List is a file as it was read.
type List struct {
	Entries          []Entry
	Diags            []forms.Diagnostic // by row; at most maxDiags
	Errors, Warnings int                // all of them, those beyond maxDiags too
	Rows             int                // rows with something in them
}

const maxDiags = 2000

type parser struct {
	r          *Reading
	s          [][]string
	headings   []string
	areas      []schema.Area
	programmes credit.Programmes
	list       *List
	contracts  map[string]int
}

// Parse reads a sheet by its reading; areas are the villages of the commune, programmes what the bank's programmes are
// called. r.Missing is "".
func Parse(f *roll.File, r *Reading, areas []schema.Area, programmes credit.Programmes) *List {
	s := f.Sheet(r.Sheet)
	p := &parser{r: r, s: s.Rows, headings: r.Headings(s), areas: areas, programmes: programmes, list: &List{}, contracts: map[string]int{}}
	for i := r.Heading - 1 + r.Rows; i < len(s.Rows); i++ {
		if !p.empty(i) && !roll.Numbering(p.s[i]) && !p.total(i) {
			p.list.Rows++
			p.line(i)
		}
	}
	slices.SortStableFunc(p.list.Diags, func(a, b forms.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(len(a.Cell), len(b.Cell)), cmp.Compare(a.Cell, b.Cell))
	})
	return p.list
}

func (p *parser) cell(row int, f roll.Field) string {
	c := p.r.Column(f)
	if c < 0 || c >= len(p.s[row]) {
		return ""
	}
	return strings.TrimSpace(p.s[row][c])
}

func (p *parser) empty(row int) bool {
	for c := range p.r.Columns {
		if c < len(p.s[row]) && p.s[row][c] != "" {
			return false
		}
	}
	return true
}

// total says that a row only adds up the others: "Cộng", "Tổng cộng", and nobody's loan.
func (p *parser) total(row int) bool {
	if p.cell(row, Contract) != "" || p.cell(row, Card) != "" {
		return false
	}
	for _, cell := range p.s[row] {
		if t := roll.Plain(cell); t == "cong" || t == "tong" || strings.HasPrefix(t, "tong cong") || strings.HasPrefix(t, "cong to") {
			return true
		}
	}
	return false
}

func (p *parser) say(sev forms.Severity, row int, f roll.Field, code, vi, en, fixVi, fixEn string) {
	if sev == forms.Error {
		p.list.Errors++
	} else {
		p.list.Warnings++
	}
	if len(p.list.Diags) >= maxDiags {
		return
	}
	d := forms.Diagnostic{Severity: sev, Code: code, Sheet: p.r.Sheet, Row: row + 1, Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}}
	if c := p.r.Column(f); c >= 0 {
		d.Cell, d.Found = roll.CellName(c, row), p.cell(row, f)
		if r := []rune(d.Found); len(r) > 200 {
			d.Found = string(r[:200])
		}
		if c < len(p.headings) {
			d.Column = p.headings[c]
		}
	}
	p.list.Diags = append(p.list.Diags, d)
}

// line reads one loan.
func (p *parser) line(row int) {
	e := Entry{Row: row + 1, Bank: credit.Bank{Day: p.r.Day, Contract: schema.SameContract(p.cell(row, Contract)), Borrower: p.cell(row, Borrower),
		Group: p.cell(row, Group), Association: p.cell(row, Association)}}
	b := &e.Bank
	if t := p.cell(row, Card); t != "" {
		if x, ok := roll.Card(t); ok {
			e.Card = x
		} else {
			p.say(forms.Warning, row, Card, "card", "Số định danh không đủ 12 chữ số nên không dùng để tìm hộ.", "The identification number has not 12 digits and is not used to find the household.", "Sửa số trong danh sách.", "Mend it in the list.")
		}
	}
	if b.Contract == "" && b.Borrower == "" && e.Card == "" {
		p.say(forms.Error, row, Contract, "nobody", "Hàng này không có số khế ước và không có người vay.", "This row has neither a contract nor a borrower.", "Điền một trong hai, hoặc xóa hàng.", "Fill in one of them, or delete the row.")
		return
	}
	if first, twice := p.contracts[b.Contract]; twice && b.Contract != "" {
		p.say(forms.Error, row, Contract, "contract-twice", "Số khế ước này đã có ở hàng "+strconv.Itoa(first)+".", "This contract stands in row "+strconv.Itoa(first)+" too.", "Xóa hàng lặp, hoặc sửa số.", "Delete the second row, or mend the number.")
		return
	}
	p.contracts[b.Contract] = row + 1
	if t := p.cell(row, Village); t != "" {
		var ok bool
		if e.Area, ok = roll.FindVillage(t, p.areas); !ok {
			p.say(forms.Warning, row, Village, "village", "Không nhận ra thôn này nên không tìm theo tên.", "The village is not known; the name is not looked for.", "Ghi tên thôn như trong sổ.", "Write its name as the register has it.")
		}
	}
	b.Program = p.programme(row)
	b.Amount = p.money(row, Amount)
	b.Paid, b.Ends = p.day(row, Paid), p.day(row, Ends)
	b.Late, b.DaysPast, b.Extensions = p.count(row, Late, 600), p.count(row, DaysPast, 20000), p.count(row, Extensions, 100)
	b.Arrears, b.Due, b.Repaid = p.money(row, Arrears), p.money(row, Due), p.money(row, Repaid)
	b.WrongUse = p.yesNo(row, WrongUse)
	p.owed(row, b)
	if b.Amount != nil && b.Outstanding != nil && *b.Outstanding > *b.Amount {
		p.say(forms.Warning, row, Outstanding, "owed-more", "Dư nợ lớn hơn số tiền vay.", "More is owed than was lent.", "Kiểm tra lại hai cột.", "Check the two columns.")
	}
	if b.Paid > b.Day && b.Paid != "" {
		p.say(forms.Error, row, Paid, "paid-later", "Ngày vay sau ngày của danh sách.", "Paid out after the day of the list.", "Sửa ngày vay, hoặc ngày của danh sách.", "Mend one of the days.")
	}
	p.limit(row, b)
	p.list.Entries = append(p.list.Entries, e)
}

// owed reads what is owed and how it stands, in one column or in parts.
func (p *parser) owed(row int, b *credit.Bank) {
	b.Outstanding = p.money(row, Outstanding)
	inTerm, overdue, frozen := p.money(row, InTerm), p.money(row, Overdue), p.money(row, Frozen)
	if b.Outstanding == nil && (inTerm != nil || overdue != nil || frozen != nil) {
		sum := int64(0)
		for _, x := range []*int64{inTerm, overdue, frozen} {
			if x != nil {
				sum += *x
			}
		}
		b.Outstanding = &sum
	}
	if t := p.cell(row, Status); t != "" {
		s, ok := status(t)
		if !ok {
			p.say(forms.Error, row, Status, "status", "Trạng thái nợ không hiểu được.", "The state is not understood.", "Ghi: trong hạn, gia hạn, quá hạn hoặc khoanh.", "Write in term, extended, overdue or frozen.")
		}
		b.Status = s
	}
	positive := func(x *int64) bool { return x != nil && *x > 0 }
	switch {
	case positive(frozen):
		b.Status = credit.Frozen
	case positive(overdue):
		b.Status = credit.Overdue
	case b.Status == "" && (overdue != nil || frozen != nil):
		b.Status = credit.InTerm
	}
}

func status(text string) (credit.Status, bool) {
	t := roll.Plain(text)
	for _, x := range []struct {
		word string
		is   credit.Status
	}{{"qua han", credit.Overdue}, {"overdue", credit.Overdue}, {"khoanh", credit.Frozen}, {"frozen", credit.Frozen}, {"gia han", credit.Extended}, {"extended", credit.Extended},
		{"luu vu", credit.RolledOver}, {"xoa", credit.WrittenOff}, {"trong han", credit.InTerm}, {"binh thuong", credit.InTerm}, {"in term", credit.InTerm}, {"den han", credit.DueNow}} {
		if strings.Contains(t, x.word) {
			return x.is, true
		}
	}
	return "", false
}

func (p *parser) programme(row int) string {
	t := p.cell(row, Program)
	if t == "" {
		return ""
	}
	for i := range p.programmes {
		x := &p.programmes[i]
		if roll.Plain(t) == roll.Plain(x.Code) || bareName(t) == bareName(x.Name) {
			return x.Code
		}
	}
	p.say(forms.Warning, row, Program, "programme", "Không nhận ra chương trình vay này; ghi là “Khác”.", "The programme is not known; it is kept as “other”.", "Ghi tên hoặc mã như trong bảng chương trình.", "Write its name or code as in the table of programmes.")
	return "KHAC"
}

// bareName is a programme's name without the words that lists put before it: "Cho vay hộ cận nghèo" is "can ngheo".
func bareName(s string) string {
	t := roll.Plain(s)
	for _, w := range []string{"cho vay ", "vay ", "chuong trinh ", "ho "} {
		t = strings.TrimPrefix(t, w)
	}
	return t
}

// limit warns where more was lent than the programme allowed on the day of the loan.
func (p *parser) limit(row int, b *credit.Bank) {
	if b.Amount == nil || b.Paid == "" {
		return
	}
	if x, ok := p.programmes.On(b.Program, b.Paid); ok && x.Over(*b.Amount) > 0 {
		p.say(forms.Warning, row, Amount, "over-limit", "Số tiền vay vượt mức tối đa của chương trình tại ngày vay.", "More than the programme allowed on the day of the loan.", "Kiểm tra lại số tiền, chương trình và ngày vay.", "Check the amount, the programme and the day.")
	}
}

func (p *parser) money(row int, f roll.Field) *int64 { return p.whole(row, f, 1_000_000_000_000) }

func (p *parser) count(row int, f roll.Field, most int64) *int64 { return p.whole(row, f, most) }

// whole reads a number of no less than 0: 1.500.000, 1,500,000 or 1500000, with or without "đ"; "-" is 0 as in accounts.
func (p *parser) whole(row int, f roll.Field, most int64) *int64 {
	t := p.cell(row, f)
	if t == "" {
		return nil
	}
	n, ok := parseWhole(t)
	if !ok || n < 0 || n > most {
		p.say(forms.Error, row, f, "number", "Không phải một số từ 0 trở lên.", "Not a number of 0 or more.", "Ghi số tiền bằng đồng, không ghi chữ.", "Write the sum in dong, no words.")
		return nil
	}
	return &n
}

func parseWhole(t string) (int64, bool) {
	t = strings.ToLower(strings.TrimSpace(t))
	for _, unit := range []string{"đồng", "vnđ", "vnd", "đ"} {
		t = strings.TrimSpace(strings.TrimSuffix(t, unit))
	}
	if t == "-" || t == "–" {
		return 0, true
	}
	if !grouped(t, '.') && !grouped(t, ',') && !grouped(t, ' ') {
		if i := strings.IndexAny(t, ".,"); i >= 0 { // a number cell: 1500000.0
			if strings.Trim(t[i+1:], "0") != "" {
				return 0, false
			}
			t = t[:i]
		}
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "").Replace(t), 10, 64)
	return n, err == nil
}

// grouped says that a text is digits in threes with one sign between them.
func grouped(t string, by rune) bool {
	parts := strings.Split(t, string(by))
	for i, p := range parts {
		if strings.Trim(p, "0123456789") != "" || p == "" || i > 0 && len(p) != 3 || len(p) > 3 {
			return false
		}
	}
	return len(parts) > 1
}

func (p *parser) day(row int, f roll.Field) string {
	t := p.cell(row, f)
	if t == "" {
		return ""
	}
	d, ok := register.ParseDay(t)
	if !ok || d.Precision != "" {
		p.say(forms.Error, row, f, "day", "Không phải một ngày đủ ngày, tháng, năm.", "Not a whole day.", "Ghi như 14/10/2025.", "Write it as 14/10/2025.")
		return ""
	}
	return d.ISO
}

func (p *parser) yesNo(row int, f roll.Field) credit.Truth {
	t := roll.Plain(p.cell(row, f))
	switch t {
	case "":
		return credit.Unknown
	case "co", "x", "1", "sai", "yes", "true":
		return credit.True
	case "khong", "0", "dung", "no", "false":
		return credit.False
	}
	p.say(forms.Error, row, f, "yes-no", "Không hiểu ô này.", "The cell is not understood.", "Ghi “có” hoặc “không”.", "Write yes or no.")
	return credit.Unknown
}
