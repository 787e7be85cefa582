package instance

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

var words = rapid.SampledFrom([]string{"", "a", "b", "xã", "thôn 1", "0", "a very long label of a village"})

func drawCells(t *rapid.T) (columns []string, rows int, cells [][]string) {
	columns = []string{"name", "label", "tinh"}[:rapid.IntRange(1, 3).Draw(t, "columns")]
	rows = rapid.IntRange(0, 30).Draw(t, "rows")
	for r := 0; r < rows; r++ {
		line := make([]string, len(columns))
		for c := range line {
			line[c] = words.Draw(t, "cell")
			if c == 0 && rapid.Bool().Draw(t, "own") {
				line[c] = fmt.Sprint("n", r)
			}
		}
		cells = append(cells, line)
	}
	return
}

// TestPacked: packing keeps every cell, as a block of bytes too; the index finds what a walk finds.
func TestPacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows, cells := drawCells(t)
		p := Pack(columns, rows, func(r, c int) string { return cells[r][c] })
		q, err := ParsePacked(p.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		table := q.Table("l")
		for r := 0; r < rows; r++ {
			for c := range columns {
				if p.Cell(r, c) != cells[r][c] || table.Cell(r, c) != cells[r][c] {
					t.Fatalf("cell %d %d: %q, %q, %q", r, c, cells[r][c], p.Cell(r, c), table.Cell(r, c))
				}
			}
		}
		want := words.Draw(t, "looked for")
		for c, name := range columns {
			var walked, found []int
			for r := range cells {
				if cells[r][c] == want {
					walked = append(walked, r)
				}
			}
			items, ok := table.Lookup(name, want)
			for _, it := range items {
				_, r, _ := RowOf(it)
				found = append(found, r)
			}
			if !ok || fmt.Sprint(walked) != fmt.Sprint(found) {
				t.Fatalf("%s = %q: walked %v, found %v", name, want, walked, found)
			}
		}
		if _, ok := table.Lookup("none", want); ok {
			t.Fatal("a column that is not there is looked up")
		}
	})
}

// FuzzParsePacked: any block is read or refused, and what is read can be looked at.
func FuzzParsePacked(f *testing.F) {
	f.Add(Pack([]string{"name", "p"}, 4, func(r, c int) string { return strings.Repeat("x", r*(1-c)) }).Bytes())
	f.Add([]byte{1, 255, 255, 255, 255, 7, 1, 'a', 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParsePacked(b)
		if err != nil {
			return
		}
		for r := 0; r < min(p.Rows, 100); r++ {
			for c := range p.Columns {
				_ = p.Cell(r, c)
			}
		}
		if got, err := ParsePacked(p.Bytes()); err != nil || got.Rows != p.Rows {
			t.Fatal("does not read its own bytes", err)
		}
	})
}

// TestPacked_Memory: about 60 bytes a choice, index of the filter column and of the name included.
func TestPacked_Memory(t *testing.T) {
	const rows = 50000
	measure := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	random := rand.New(rand.NewPCG(1, 2))
	before := measure()
	p := Pack([]string{"name", "label", "tinh"}, rows, func(r, c int) string {
		switch c {
		case 0:
			return fmt.Sprint("x", r)
		case 1:
			return fmt.Sprint("Thôn số ", random.IntN(100000))
		}
		return fmt.Sprint("t", r%500)
	})
	table := p.Table("xa")
	table.Lookup("name", "x7")
	table.Lookup("tinh", "t7")
	used := (measure() - before) / rows
	if used > 75 {
		t.Errorf("%d bytes a choice", used)
	}
	t.Logf("%d bytes a choice", used)
	runtime.KeepAlive(table)
}

func TestTable_XPath(t *testing.T) {
	t.Parallel()
	list := forms.ChoiceList{Name: "xa", Columns: []string{"tinh"}, Choices: []forms.Choice{
		{Name: "x1", Label: forms.Text{{{Lit: "Một"}}, {{Lit: "One"}}}, Extra: []string{"t1"}},
		{Name: "x2", Label: forms.Text{{{Lit: "Hai "}, {Expr: "1"}}}, Extra: []string{"t1"}},
		{Name: "x3", Extra: nil}}}
	for lang, want := range map[int]string{0: "Một,Hai ,", 1: "One,Hai ,", 9: "Một,Hai ,"} {
		table := ChoiceTable(&list, lang)
		h := lists{tables: map[string]*Table{"xa": table}}
		for src, want := range map[string]string{
			"join(',', instance('xa')/root/item/label)":                                  want,
			"count(instance('xa')/root/item[tinh = 't1'])":                               "2",
			"instance('xa')/root/item[tinh = 't1'][2]/name":                              "x2",
			"instance('xa')/root/item[name = 'x3']/tinh":                                 "",
			"count(instance('xa')/root/item[position() > 1]/*)":                          "6",
			"count(instance('xa')//text())":                                              fmt.Sprint(map[bool]int{true: 7}[true]),
			"instance('xa')/root/item[name = 'x2']/preceding::*[1]/../name":              "x1",
			"string(instance('xa')/root/item[2]/..)":                                     "",
			"count(instance('xa')/root/item[name = 'x1'] | instance('xa')/root/item[1])": "1",
		} {
			e, err := xpath.Parse(src)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.EvalString(&xpath.Context{Host: h})
			if err != nil || got != want {
				t.Errorf("language %d: %s = %q, %v; want %q", lang, src, got, err, want)
			}
		}
	}
}

type lists struct {
	*xpath.BaseHost
	tables map[string]*Table
}

func (l lists) Instance(id string) (xpath.Node, bool) {
	if t := l.tables[id]; t != nil {
		return t.Document(), true
	}
	return nil, false
}

func (l lists) Lookup(id, column, value string) ([]xpath.Node, bool) {
	return l.tables[id].Lookup(column, value)
}
