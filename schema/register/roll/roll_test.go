package roll

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func id(n byte) wire.ID { return wire.ID{15: n} }

var villages = []schema.Area{{ID: id(1), Label: "Thôn Đông"}, {ID: id(2), Label: "Thôn Phù Oanh"}}

func sheet(text string) *File {
	var rows [][]string
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		var row []string
		for cell := range strings.SplitSeq(line, "|") {
			row = append(row, strings.TrimSpace(cell))
		}
		rows = append(rows, row)
	}
	return &File{Sheets: []xlsform.Sheet{{Name: "DS", Rows: rows}}}
}

const people = `
UBND XÃ MẪU
DANH SÁCH NHÂN KHẨU
STT | Mã hộ | Họ và tên | Quan hệ với chủ hộ | Ngày sinh |     | Số CCCD | Thôn | Diện hộ
    |       |           |                    | Nam       | Nữ  |         |      |
1   | 2     | 3         | 4                  | 5         | 6   | 7       | 8    | 9
1   | H01   | Vũ Văn Một | Chủ hộ            | 14/10/1960 |    | 033060001234 | Đông | Hộ nghèo
2   |       | Bùi Thị Hai | Vợ               |           | 1962 | 33162005678 | Đông | Hộ nghèo
3   |       | Vũ Văn Ba | Con trai           | 36526     |     |  | Đông |
4   | H02   | Lê Thị Tư | Chủ hộ             |           | 10/1955 |  | thôn phù oanh | cận nghèo
`

func TestGuess_TwoHeadingRows(t *testing.T) {
	f := sheet(people)
	r := Guess(f)
	if r.Heading != 3 || r.Rows != 2 || r.Shape != ByPerson || r.Column(FieldBornMan) != 4 || r.Column(FieldBornWife) != 5 || r.Column(FieldCode) != 1 || r.Column(FieldVillage) != 7 {
		t.Fatalf("%+v", r)
	}
	if m := r.Missing(f); m != "" {
		t.Fatal(m)
	}
}

func TestParse_People(t *testing.T) {
	f := sheet(people)
	r := Guess(f)
	l := Parse(f, &r, villages)
	if l.Errors != 0 || len(l.Entries) != 2 {
		t.Fatalf("%d households, %+v", len(l.Entries), l.Diags)
	}
	one, two := l.Entries[0], l.Entries[1]
	if one.Area != id(1) || one.Values["phanloai"] != "HN" || len(one.Members) != 3 || one.Members[1].Values["m_cccd"] != "033162005678" ||
		one.Members[1].Values["m_gioitinh"] != "2" || one.Members[1].Values["m_ns_dochinhxac"] != "3" || one.Members[2].Values["m_ngaysinh"] != "2000-01-01" ||
		one.Members[2].Values["m_quanhe"] != "06" {
		t.Errorf("%+v", one)
	}
	if two.Area != id(2) || two.Values["chu_ho"] != "Lê Thị Tư" || two.Values["phanloai"] != "HCN" || two.Members[0].Values["m_ngaysinh"] != "1955-10-01" {
		t.Errorf("%+v", two)
	}
}

func TestParse_EveryErrorAtOnceWithItsCell(t *testing.T) {
	f := sheet(`
Số hộ | Chủ hộ | Ngày sinh | CCCD | Thôn | Phân loại | Điện thoại
1 | Vũ Văn Một | 31/02/1960 | 033060001234 | Đông | hộ nghèo | 912345678
1 | Lê Thị Hai | 1962 | 033060001234 | Tây | lạ | abc
3 |  | 1962 | 12345 | Đông | HN |
4 | NguyÔn V¨n Ba | 1970 | | Đông | HN |
5 | Lê 5 | 1970 | 12 | | HN |
`)
	r := Guess(f)
	l := Parse(f, &r, villages)
	var got []string
	for _, d := range l.Diags {
		if d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" || d.Row == 0 || d.Sheet != "DS" {
			t.Errorf("%+v", d)
		}
		got = append(got, d.Code+" "+d.Cell)
	}
	want := []string{"birth C2", "card-twice D3", "class F3", "phone G3", "no-name B4", "old-letters B5", "no-village E6", "name B6", "card D6", "village E3"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestOpen_Files(t *testing.T) {
	book, err := xlsx.Write(&xlsform.Workbook{Sheets: []xlsform.Sheet{{Name: "Trang bìa"}, {Name: "Hộ", Rows: [][]string{{"Số hộ", norm.NFD.String("Chủ hộ")}, {"1", norm.NFD.String("Vũ Văn Một")}}}}})
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "Số hộ\tChủ hộ\r\n1\tVũ Văn Một\r\n" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, file := range map[string][]byte{"a.xlsx": book, "a.csv": []byte("\xef\xbb\xbfSố hộ;Chủ hộ\r\n1;\"Vũ Văn Một\"\r\n"), "b.CSV": []byte("Số hộ,Chủ hộ\n1,Vũ Văn Một\n"), "c.txt": utf16} {
		f, diags := Open(name, file)
		if f == nil {
			t.Fatalf("%s: %+v", name, diags)
		}
		r := Guess(f)
		if s := f.Sheet(r.Sheet); r.Column(FieldHead) != 1 || s.Rows[1][1] != "Vũ Văn Một" {
			t.Errorf("%s: %+v %q", name, r, s.Rows)
		}
	}
	if f, _ := Open("t.csv", []byte("UBND XÃ MẪU\nSố hộ;Chủ hộ\n1;Vũ Văn Một\n")); f == nil || Guess(f).Heading != 2 {
		t.Error("a title above the headings hides the separator")
	}
	for name, file := range map[string][]byte{"a.xls": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a.csv": []byte("S\xe8 h\xe9;x"), "b.xlsx": []byte("no"), "c.csv": []byte(" ; \n")} {
		if f, diags := Open(name, file); f != nil || len(diags) == 0 || diags[len(diags)-1].Severity != forms.Error || diags[len(diags)-1].Fix.Vi == "" {
			t.Errorf("%s: %+v", name, diags)
		}
	}
}

func TestOldLetters(t *testing.T) {
	for text, want := range map[string]string{"NguyÔn V¨n Ba": "TCVN3 (ABC)", "§ç ThÞ H¹nh": "TCVN3 (ABC)", "Nguyeãn Vaên Taøi": "VNI", "Hoàng Xuân Toàn": "", "Nguyễn Thị Thuý": "",
		"Đặng Kim Uyên": "", "Ðoàn Khuê": "", "Lò Văn Hoè": "", "Nguyễn Quý": "", "": ""} {
		if got := oldLetters(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// enter merges what a plan writes into a register in memory.
func enter(t *testing.T, cases []*register.Case, plan *Plan) []*register.Case {
	t.Helper()
	records := map[wire.ID]*merge.Record{}
	in := map[wire.ID][]merge.Input{}
	resolve := merge.Resolver{Forms: func(string, uint64, [8]byte) (*merge.Form, bool) { return answers.MergeForm(register.Form()), true }}
	add := func(ch *wire.Change) {
		if m := answers.Check(register.Form(), ch); m != nil {
			t.Fatal(m)
		}
		n := uint64(len(in[ch.Case]) + 1)
		if named := ch.Named(); len(named) > 0 {
			ch.Seen16, _ = wire.SeenDigest(named, records[ch.Case].C)
		}
		in[ch.Case] = append(in[ch.Case], merge.Input{Writer: id(9), Seq: n, Srv: n, C: wire.Sum([]byte{byte(n)}), Change: ch})
		records[ch.Case] = merge.Merge(in[ch.Case], resolve)
	}
	for _, c := range cases {
		add(register.Change(c, 1))
	}
	changes, err := plan.Changes(id(77), register.Event{ID: id(78), Day: "2026-01-01"}, "ds.xlsx", "DS", 1, true, func(x wire.ID) (*merge.Record, error) { return records[x], nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range changes {
		add(ch)
	}
	var out []*register.Case
	for _, rec := range records {
		out = append(out, register.Read(rec))
	}
	return out
}

func TestCompare_EnteredTwice_ChangesNothing(t *testing.T) {
	f := sheet(people)
	r := Guess(f)
	l := Parse(f, &r, villages)
	first := Compare(l, nil)
	if first.Counts.New != 2 || first.Counts.PeopleNew != 4 {
		t.Fatalf("%+v", first.Counts)
	}
	cases := enter(t, nil, first)
	again := Compare(l, cases)
	if c := again.Counts; c.Unchanged != 2 || c.New+c.Changed+c.Doubtful+c.PeopleNew+c.PeopleChanged != 0 {
		t.Errorf("%+v %+v", c, again.Lines)
	}
}

func TestCompare_Fates(t *testing.T) {
	held := func(n byte, code, head, birth string) *register.Case {
		return &register.Case{ID: id(n), Area: id(1), Values: map[string]string{"ma": code, "chu_ho": head},
			Members: []register.Row{{ID: id(n + 100), Values: map[string]string{"m_ten": head, "m_quanhe": "01", "m_ngaysinh": birth}}}}
	}
	cases := []*register.Case{held(1, "H1", "Vũ Văn Một", "1960-10-14"), held(2, "", "Lê Thị Hai", "1962-01-01"), held(3, "", "Bùi Văn Ba", ""), held(4, "H4", "Đỗ Văn Bốn", "1970-01-01")}
	f := sheet(`
Số hộ | Chủ hộ | Ngày sinh | Thôn | Điện thoại
H1 | VŨ VĂN MỘT | 1960 | Đông | 0912345678
H9 | Lê Thị Hai | 01/01/1962 | Đông |
 | Bùi Văn Ba | 1980 | Đông |
H4 | Trần Người Lạ | 1990 | Đông |
H5 | Ngô Thị Mới | 1991 | Đông |
H6 | Vũ Văn Một | 1999 | Đông |
`)
	r := Guess(f)
	plan := Compare(Parse(f, &r, villages), cases)
	var got []string
	for _, l := range plan.Lines {
		got = append(got, string(l.Fate)+" "+l.By)
	}
	if want := []string{"doi ma", "doi ten", "nghi ", "nghi ma", "moi ", "moi "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if f := plan.Lines[0].Fields; len(f) != 1 || f[0].Name != "dien_thoai" {
		t.Errorf("capitals of the name or a coarser birth count as a change: %+v %+v", f, plan.Lines[0].People)
	}
	for _, c := range enter(t, cases, plan) {
		heads := 0
		for _, m := range c.Members {
			if m.Values["m_quanhe"] == register.Head {
				heads++
			}
		}
		if heads != 1 {
			t.Errorf("%s has %d heads", c.Values["chu_ho"], heads)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a.csv", []byte("Số hộ,Chủ hộ,Ngày sinh\n1,Vũ Văn Một,1960\n"))
	f.Add("a.csv", []byte(strings.ReplaceAll(people, "|", ";")))
	f.Add("a.xlsx", []byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, name string, file []byte) {
		book, diags := Open(name, file)
		if book == nil {
			if len(diags) == 0 {
				t.Fatal("refused without a word")
			}
			return
		}
		r := Guess(book)
		r.Village = id(1).String()
		if r.Missing(book) != "" {
			return
		}
		l := Parse(book, &r, villages)
		if len(l.Entries) > l.Rows {
			t.Fatalf("%d households of %d rows", len(l.Entries), l.Rows)
		}
		if plan := Compare(l, nil); l.Errors == 0 {
			changes, err := plan.Changes(id(77), register.Event{ID: id(78), Day: "2026-01-01"}, "x", "y", 1, true, nil)
			if err != nil {
				t.Skip() // a value that the form refuses is told on the page
			}
			for _, ch := range changes {
				if m := answers.Check(register.Form(), ch); m != nil {
					t.Fatal(m)
				}
			}
		}
	})
}
