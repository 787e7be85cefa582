package engine

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
)

// TestOpen_AnyStart: rows with strange parents, answers of other forms, lists without cells, forms with wrong numbers: no
// panic, and what has a place is kept while what has none is listed.
func TestOpen_AnyStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		id := func(label string) RowID { return rowID(fmt.Sprint("r", rapid.IntRange(0, 4).Draw(t, label))) }
		node := func() int { return rapid.IntRange(-2, len(f.Nodes)+1).Draw(t, "node") }
		start := Start{Mode: Mode(rapid.IntRange(0, 1).Draw(t, "mode")), New: rapid.Bool().Draw(t, "new"),
			Lists: []List{{ID: "l"}, {ID: "none", Rows: 5}, {ID: "x", Rows: -1, Columns: []string{"name", "name"}, Cell: func(int, int) string { return "" }}}}
		for i := rapid.IntRange(0, 8).Draw(t, "rows"); i > 0; i-- {
			r := Row{ID: id("id"), Node: node()}
			if rapid.Bool().Draw(t, "inner") {
				r.Parent = id("parent")
			}
			start.Rows = append(start.Rows, r)
		}
		for i := rapid.IntRange(0, 12).Draw(t, "answers"); i > 0; i-- {
			a := Answer{Ref: Ref{Node: node()}, Value: someValues.Draw(t, "value"), Seed: rapid.Bool().Draw(t, "seed")}
			if rapid.Bool().Draw(t, "in a row") {
				a.Ref.Row = id("row")
			}
			start.Answers, start.Frozen = append(start.Answers, a), append(start.Frozen, a)
		}
		s, _, err := Open(f, start)
		if err != nil {
			t.Fatal(err)
		}
		var removed []RowID
		for i := 0; i < 5; i++ {
			doSomething(t, s, &removed)
		}
		s.Finish()
		s.InstanceName()
		s.SetNow(-1<<40, 9999)
		for i := -1; i <= len(f.Nodes); i++ {
			s.State(Ref{Node: i})
		}
		if start.Mode == Reconcile && len(s.Rows())+len(s.Strays()) < len(start.Rows) {
			t.Fatalf("%d rows given, %d stand, strays %v", len(start.Rows), len(s.Rows()), s.Strays())
		}
	})
}

// TestCompile_DamagedForms: numbers that lead nowhere are no reason to panic.
func TestCompile_DamagedForms(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*forms.Form{
		"nil nodes":     {},
		"own parent":    {Nodes: []forms.Node{{Parent: 0, Kind: forms.KindRoot}, {Parent: 1, Kind: forms.KindQuestion, Name: "a"}, {Parent: 99, Name: "b", Kind: forms.KindRepeat}}},
		"wrong trigger": {Nodes: []forms.Node{{Parent: -1}, {Kind: forms.KindQuestion, Name: "a", Trigger: []int{7, -1, 1}, Calculate: "1"}}},
		"leaf parent":   {Nodes: []forms.Node{{Parent: -1}, {Kind: forms.KindQuestion, Name: "a"}, {Parent: 1, Kind: forms.KindQuestion, Name: "b"}}},
		"no language":   {Nodes: []forms.Node{{Parent: -1}, {Kind: forms.KindQuestion, Name: "a", List: "l", Label: forms.Text{nil}}}, Lists: []forms.ChoiceList{{Name: "l", Choices: []forms.Choice{{Name: "x"}}}}},
		"many roots":    {Nodes: []forms.Node{{Parent: -1, Name: "r"}, {Parent: -1, Name: "s"}, {Parent: -1, Kind: forms.KindRepeat, Name: "t", RepeatCount: "3"}}},
	} {
		s, _, err := Open(f, Start{New: true, Rows: []Row{{ID: RowID{1}, Node: 2}}})
		if (err == nil) != (len(f.Nodes) > 0) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_, _ = s.Set(Ref{Node: 1}, "x")
			s.Validate()
			s.SetLang("en")
		}
	}
	if Check(nil) != nil {
		t.Error("no form has no faults")
	}
}

// TestProgram_Shared: sessions of one program do not disturb each other.
func TestProgram_Shared(t *testing.T) {
	t.Parallel()
	p, err := Compile(crowd(t))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	results := make([]string, 8)
	for g := range results {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, _, err := p.Open(Start{New: true})
			if err != nil {
				return
			}
			for i := byte(1); i < 20; i++ {
				_, _ = s.AddRow(1, RowID{}, RowID{i})
				_, _ = s.Set(Ref{RowID{i}, 3}, "1")
			}
			results[g] = fmt.Sprint(s.Values())
		}()
	}
	wg.Wait()
	for _, r := range results {
		if r != results[0] || !strings.Contains(r, "19") {
			t.Fatalf("%s\n%s", r, results[0])
		}
	}
}
