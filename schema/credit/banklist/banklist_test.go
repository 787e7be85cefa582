package banklist

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/sync/wire"
)

func id(b byte) wire.ID { return wire.ID{b} }

var (
	areas      = []schema.Area{{ID: id(1), Label: "Thôn Đông"}, {ID: id(2), Label: "Thôn Đoài"}}
	programmes = credit.Programmes{{Code: "HN", Name: "Hộ nghèo", From: "2019-03-01", Limit: 100e6}, {Code: "CN", Name: "Hộ cận nghèo", From: "2019-03-01", Limit: 100e6}}
)

func house(n byte, area wire.ID, code, head, card string, loans ...register.Row) *register.Case {
	return &register.Case{ID: id(n), Area: area, Values: map[string]string{"ma": code, "chu_ho": head},
		Members: []register.Row{{ID: id(n + 100), Values: map[string]string{"m_ten": head, "m_cccd": card}}}, Loans: loans}
}

func read(t testing.TB, csv string) (*List, *Reading) {
	t.Helper()
	book, diags := roll.Open("sao-ke.csv", []byte(csv))
	if book == nil {
		t.Fatal(diags)
	}
	r := Guess(book)
	r.Day = "2026-10-31"
	if m := r.Missing(book); m != "" {
		t.Fatalf("missing %s: %+v", m, r.Columns)
	}
	return Parse(book, &r, areas, programmes), &r
}

const head = "STT;Mã món vay;Họ tên người vay;CCCD;Thôn;Tổ TK&VV;Hội đoàn thể;Chương trình;Số tiền vay;Ngày vay;Ngày đến hạn;Tổng dư nợ;Nợ quá hạn;Nợ khoanh;Trạng thái;Số tháng chậm lãi;Gốc phải trả;Gốc đã trả;Số ngày quá hạn;Số lần gia hạn;Sai mục đích\n"

func TestParse_OneLine(t *testing.T) {
	l, r := read(t, "NGÂN HÀNG;;\nSAO KÊ DƯ NỢ\n\n"+head+"(1);(2);(3);(4)\n1;6600-00 12;Vũ Văn Một;33060001234;Đông;Tổ 1;Hội Nông dân;Cho vay hộ nghèo;50.000.000;05/03/2024;05/03/2029;30,000,000 đ;0;-;gia hạn;2;20000000;20000000.0;0;1;không\nTổng cộng;;;;;;;;;;;30000000\n")
	if r.Heading != 4 || l.Errors != 0 || l.Rows != 1 || len(l.Entries) != 1 {
		t.Fatalf("heading %d, %d rows: %+v", r.Heading, l.Rows, l.Diags)
	}
	e := l.Entries[0]
	b := e.Bank
	got := fmt.Sprint(e.Row, " ", b.Day, " ", b.Contract, " ", b.Borrower, " ", e.Card, " ", e.Area == id(1), " ", b.Group, " ", b.Association, " ", b.Program, " ", *b.Amount, " ", b.Paid, " ", b.Ends, " ",
		*b.Outstanding, " ", b.Status, " ", *b.Late, " ", *b.Due, " ", *b.Repaid, " ", *b.DaysPast, " ", *b.Extensions, " ", b.WrongUse)
	want := "6 2026-10-31 66000012 Vũ Văn Một 033060001234 true Tổ 1 Hội Nông dân HN 50000000 2024-03-05 2029-03-05 30000000 extended 2 20000000 20000000 0 1 false"
	if got != want {
		t.Errorf("\n%s\n%s", got, want)
	}
}

// What is owed may stand in parts; a part that is overdue or frozen says how the loan stands.
func TestParse_Parts(t *testing.T) {
	for _, c := range []struct {
		in, overdue, frozen string
		owed                int64
		status              credit.Status
	}{{"5000000", "0", "0", 5e6, credit.InTerm}, {"4000000", "1000000", "0", 5e6, credit.Overdue}, {"0", "0", "7000000", 7e6, credit.Frozen}, {"1", "1", "1", 3, credit.Frozen}} {
		l, _ := read(t, "Mã món vay;Dư nợ trong hạn;Nợ quá hạn;Nợ khoanh\nA1;"+c.in+";"+c.overdue+";"+c.frozen+"\n")
		if b := l.Entries[0].Bank; *b.Outstanding != c.owed || b.Status != c.status {
			t.Errorf("%+v: %d %s", c, *b.Outstanding, b.Status)
		}
	}
}

func TestParse_SaysWhereItIsWrong(t *testing.T) {
	line := func(change func([]string)) string {
		f := strings.Split("1;66001;Vũ Văn Một;;Đông;;;hộ nghèo;50000000;05/03/2024;05/03/2029;30000000;0;0;trong hạn;0;;;0;0;", ";")
		change(f)
		return head + strings.Join(f, ";") + "\n"
	}
	for _, c := range []struct {
		name, csv, code, cell string
		errors                int
	}{
		{"a word for a sum", line(func(f []string) { f[11] = "ba mươi triệu" }), "number", "L2", 1},
		{"less than nothing", line(func(f []string) { f[11] = "-5" }), "number", "L2", 1},
		{"a part of a dong", line(func(f []string) { f[11] = "1,5" }), "number", "L2", 1},
		{"not a day", line(func(f []string) { f[9] = "31/02/2024" }), "day", "J2", 1},
		{"a month only", line(func(f []string) { f[9] = "03/2024" }), "day", "J2", 1},
		{"paid out after the list", line(func(f []string) { f[9] = "01/11/2026" }), "paid-later", "J2", 1},
		{"no such state", line(func(f []string) { f[14] = "lơ lửng" }), "status", "O2", 1},
		{"neither yes nor no", line(func(f []string) { f[20] = "có lẽ" }), "yes-no", "U2", 1},
		{"nobody", line(func(f []string) { f[1], f[2] = "", "" }), "nobody", "B2", 1},
		{"the same contract twice", line(func([]string) {}) + "2;6600 1;Khác;;Đông;;;;1;;;1\n", "contract-twice", "B3", 1},
		{"a short number of a person", line(func(f []string) { f[3] = "12345" }), "card", "D2", 0},
		{"no such village", line(func(f []string) { f[4] = "Nam" }), "village", "E2", 0},
		{"no such programme", line(func(f []string) { f[7] = "Vay mua nhà" }), "programme", "H2", 0},
		{"more than was lent", line(func(f []string) { f[11] = "60000000" }), "owed-more", "L2", 0},
		{"over the limit of the day", line(func(f []string) { f[8] = "100000001" }), "over-limit", "I2", 0},
	} {
		l, _ := read(t, c.csv)
		if len(l.Diags) != 1 || l.Diags[0].Code != c.code || l.Diags[0].Cell != c.cell || l.Errors != c.errors || l.Diags[0].Why.Vi == "" || l.Diags[0].Fix.En == "" {
			t.Errorf("%s: %d errors, %+v", c.name, l.Errors, l.Diags)
		}
	}
}

func TestMatch(t *testing.T) {
	known := register.Row{ID: id(50), Values: map[string]string{"v_ma": "6600-1", "v_ct": "HN", "v_sotien": "50000000"}}
	bare := register.Row{ID: id(51), Values: map[string]string{"v_ct": "CN", "v_sotien": "20000000"}}
	cases := []*register.Case{
		house(11, id(1), "D-1", "Vũ Văn Một", "033060001234", known), house(12, id(1), "D-2", "Lê Thị Hai", "", bare),
		house(13, id(1), "D-3", "Đỗ Văn Ba", ""), house(14, id(1), "D-4", "Đỗ Văn Ba", ""), house(15, id(2), "T-1", "Đỗ Văn Ba", ""),
	}
	file := head +
		"1;66001;Ai đó;;;;;;;;;1\n" + // the contract, whatever else
		"2;66009;Vũ Văn Một;033060001234;;;;;;;;1\n" + // another loan of the same household
		"3;66010;lê thị hai;;Thôn Đông;;;cận nghèo;20000000;;;1\n" + // the loan without a contract
		"4;66011;Đỗ Văn Ba;;Đông;;;;;;;1\n" + // two of a name in one village
		"5;66012;Đỗ Văn Ba;;Đoài;;;;;;;1\n" +
		"6;66013;Người Lạ;;Đông;;;;;;;1\n" +
		"7;66014;Vũ Văn Một;;;;;;;;;1\n" + // a name without a village is nobody's
		"8;66015;Đỗ Văn Ba;;Đông;;;;;;;1\n" + // by hand
		"9;66016;Người Lạ;;Đông;;;;;;;1\n" + // by hand: nobody's
		"10;66017;Người Lạ;;Đông;;;;;;;1\n" // by hand: no such household
	l, _ := read(t, file)
	plan := Match(l, cases, nil, map[int]string{9: "d-4", 10: "-", 11: "X-9"})
	var got []string
	for _, x := range plan.Lines {
		s := string(x.Fate) + " " + string(x.How)
		if x.Case != nil {
			s += " " + x.Case.Values["ma"]
		}
		if !x.Loan.IsZero() {
			s += fmt.Sprint(" ", x.Loan[0])
		}
		got = append(got, strings.TrimSpace(strings.Join(strings.Fields(s), " ")))
	}
	want := []string{"matched contract D-1 50", "matched card D-1", "matched name D-2 51", "ambiguous", "matched name T-1", "unmatched", "unmatched", "matched hand D-4", "left", "unmatched"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s\n\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(plan.Lines[3].Like) != 2 || !plan.Lines[9].Wrong {
		t.Errorf("%d like it, wrong %v", len(plan.Lines[3].Like), plan.Lines[9].Wrong)
	}
	c := plan.Counts
	if c.Lines != 10 || c.Matched() != 5 || c.Ambiguous != 1 || c.Unmatched != 3 || c.Left != 1 || c.NewLoans != 3 || len(plan.Entries()) != 5 {
		t.Errorf("%+v", c)
	}
}

// A line without a contract does not take the loan that a later line names by its contract.
func TestMatch_ContractBeforeName(t *testing.T) {
	c := house(11, id(1), "D-1", "Vũ Văn Một", "", register.Row{ID: id(50), Values: map[string]string{"v_ma": "66001"}})
	l, _ := read(t, head+"1;;Vũ Văn Một;;Đông;;;;;;;1\n2;66001;Ai đó;;;;;;;;;2\n")
	lines := Match(l, []*register.Case{c}, nil, nil).Entries()
	if len(lines) != 2 || !lines[0].Loan.IsZero() || lines[1].Loan != id(50) {
		t.Errorf("%+v", lines)
	}
}

// Whatever a list says: each line has exactly one fate, one loan is never given to two lines, only a matched line is entered.
func TestMatch_Properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"Vũ Văn Một", "Lê Thị Hai", "Đỗ Văn Ba"}
		var cases []*register.Case
		for i := range rapid.IntRange(0, 5).Draw(t, "households") {
			c := house(byte(10+i), areas[i%2].ID, fmt.Sprint("H", i), rapid.SampledFrom(names).Draw(t, "head"), "")
			for k := range rapid.IntRange(0, 2).Draw(t, "loans") {
				c.Loans = append(c.Loans, register.Row{ID: id(byte(60 + 2*i + k)), Values: map[string]string{"v_ma": rapid.SampledFrom([]string{"", "A", "B", fmt.Sprint(i, k)}).Draw(t, "contract")}})
			}
			cases = append(cases, c)
		}
		var b strings.Builder
		b.WriteString("Mã món vay;Họ tên người vay;Thôn;Tổng dư nợ\n")
		for range rapid.IntRange(1, 8).Draw(t, "lines") {
			fmt.Fprintf(&b, "%s;%s;%s;1\n", rapid.SampledFrom([]string{"", "A", "B", "C", "00", "10"}).Draw(t, "of"), rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom([]string{"", "Đông", "Đoài"}).Draw(t, "village"))
		}
		book, _ := roll.Open("x.csv", []byte(b.String()))
		r := Guess(book)
		l := Parse(book, &r, areas, programmes)
		plan := Match(l, cases, nil, nil)
		c := plan.Counts
		if c.Lines != len(l.Entries) || c.Matched()+c.Ambiguous+c.Unmatched+c.Left != c.Lines || len(plan.Entries()) != c.Matched() {
			t.Fatalf("%+v", c)
		}
		seen := map[wire.ID]bool{}
		for _, x := range plan.Entries() {
			if x.Loan.IsZero() {
				continue
			}
			if seen[x.Loan] {
				t.Fatalf("loan %x twice", x.Loan)
			}
			seen[x.Loan] = true
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(head + "1;66001;Vũ Văn Một;;Đông;;;hộ nghèo;50.000.000;05/03/2024;;30000000;0;0;trong hạn;0;;;0;0;x\n"))
	f.Add([]byte("Mã món vay;Dư nợ\n;\nA;1e9\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		book, _ := roll.Open("x.csv", file)
		if book == nil {
			return
		}
		r := Guess(book)
		r.Day = "2026-10-31"
		if r.Missing(book) != "" {
			return
		}
		l := Parse(book, &r, areas, programmes)
		for _, e := range l.Entries {
			for _, n := range []*int64{e.Bank.Outstanding, e.Bank.Amount, e.Bank.Late} {
				if n != nil && *n < 0 {
					t.Fatalf("row %d: %d", e.Row, *n)
				}
			}
		}
		Match(l, nil, nil, nil)
	})
}
