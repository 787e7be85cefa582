package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
)

func mustForm(tb testing.TB, text string) *forms.Form {
	f, err := parseForm(text)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// wide is a form of 120 questions, 60 of them under a condition.
func wide(tb testing.TB) *forms.Form {
	var b strings.Builder
	b.WriteString("type | name | label | relevant | constraint | calculation\n")
	for i := 0; i < 60; i++ {
		fmt.Fprintf(&b, "integer | a%d | Câu %d | | . < 100\n", i, i)
		fmt.Fprintf(&b, "text | b%d | Câu ${a%d} | ${a%d} > 1 and ${a%d} != ''\n", i, i, i, (i+1)%60)
	}
	for i := 0; i < 20; i++ {
		fmt.Fprintf(&b, "calculate | c%d | | | | ${a%d} + ${a%d}\n", i, i, i+1)
	}
	return mustForm(tb, b.String())
}

func BenchmarkAnswerWide(b *testing.B) {
	s, _, err := Open(wide(b), Start{New: true})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	values := []string{"3", "0"}
	for i := 0; b.Loop(); i++ {
		if _, err := s.Set(Ref{Node: 41}, values[i%2]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenWide(b *testing.B) {
	p, err := Compile(wide(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := p.Open(Start{New: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompileWide(b *testing.B) {
	f := wide(b)
	for b.Loop() {
		if _, err := Compile(f); err != nil {
			b.Fatal(err)
		}
	}
}

// crowd is a repeat of 12 questions with sums over it.
func crowd(tb testing.TB) *forms.Form {
	var b strings.Builder
	b.WriteString("type | name | relevant | calculation\nbegin_repeat | tv\n")
	for i := 0; i < 8; i++ {
		fmt.Fprintf(&b, "integer | q%d | %s\n", i, map[bool]string{true: "${q0} > 1"}[i > 4])
	}
	b.WriteString("calculate | nk | | if(${q1} = '1' or ${q1} = '2', 1, 0)\ncalculate | pt | | if(${nk} = 1 and ${q2} < 16, 1, 0)\n")
	b.WriteString("calculate | stt | | position(..)\ntext | t\nend_repeat\n")
	b.WriteString("calculate | so | | sum(/data/tv/nk)\ncalculate | phu | | sum(/data/tv/pt)\ncalculate | n | | count(/data/tv)\ncalculate | bq | | ${phu} div ${so}\n")
	return mustForm(tb, b.String())
}

func openCrowd(tb testing.TB, rows int) *Session {
	start := Start{}
	f := crowd(tb)
	for i := 0; i < rows; i++ {
		id := derive(RowID{}, "tv", i)
		start.Rows = append(start.Rows, Row{ID: id, Node: 1})
		for q := 2; q < 10; q++ {
			start.Answers = append(start.Answers, Answer{Ref: Ref{id, q}, Value: "2"})
		}
	}
	s, _, err := Open(f, start)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func BenchmarkAnswerInCrowd(b *testing.B) {
	s := openCrowd(b, 200)
	ref := Ref{derive(RowID{}, "tv", 100), 3}
	b.ReportAllocs()
	values := []string{"1", "9"}
	for i := 0; b.Loop(); i++ {
		if _, err := s.Set(ref, values[i%2]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRowInCrowd(b *testing.B) {
	s := openCrowd(b, 200)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		id := derive(RowID{1}, "new", i)
		if _, err := s.AddRow(1, RowID{}, id); err != nil {
			b.Fatal(err)
		}
		if _, err := s.RemoveRow(id); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenCrowd(b *testing.B) {
	for b.Loop() {
		openCrowd(b, 200)
	}
}

func BenchmarkCascade50000(b *testing.B) {
	f := mustForm(b, `type | name | choice_filter
select_one tinh | tinh
select_one xa | xa | tinh = ${tinh}
external tinh
external xa
`)
	list := func(id string, rows, parents int) List {
		return List{ID: id, Columns: []string{"name", "label", "tinh"}, Rows: rows, Cell: func(r, c int) string {
			return []string{fmt.Sprint("v", r), "Tên", fmt.Sprint("v", r%parents)}[c]
		}}
	}
	s, _, err := Open(f, Start{Lists: []List{list("tinh", 500, 1), list("xa", 50000, 500)}})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		p, err := s.Set(Ref{Node: 1}, fmt.Sprint("v", i%500))
		if err != nil || i > 0 && len(p.ChoicesChanged) != 1 {
			b.Fatal(err, p)
		}
	}
}
