package poverty_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms/mdtable"
	"github.com/sothon/sothon/schema/poverty"
)

// The movements that an official reads in testdata/dien-bien.md, one row a case.
func TestMove_Cases(t *testing.T) {
	for _, c := range caseTable(t, "testdata/dien-bien.md") {
		t.Run(c["Trường hợp"], func(t *testing.T) {
			opening, closing := standingsOf(c["Kỳ trước"]), standingsOf(c["Kỳ này"])
			o := poverty.MoveOptions{Units: map[string][]string{}, Households: map[string]string{}, OldUnit: map[string]string{}}
			var events []poverty.Event
			for _, e := range list(c["Sự kiện"]) {
				w := strings.Fields(e)
				switch w[0] {
				case "tách":
					events = append(events, poverty.Event{Kind: poverty.EventSplit, From: w[1:2], To: w[2:]})
				case "nhập":
					events = append(events, poverty.Event{Kind: poverty.EventMerge, From: w[1 : len(w)-1], Into: w[len(w)-1]})
				case "đi":
					events = append(events, poverty.Event{Kind: poverty.EventLeave, From: w[1:2]})
				case "mất":
					events = append(events, poverty.Event{Kind: poverty.EventDissolve, From: w[1:2]})
				case "đến":
					events = append(events, poverty.Event{Kind: poverty.EventArrive, Into: w[1], Class: strings.Join(w[2:], "")})
				case "thôn":
					o.Units[w[1]] = w[2:]
				case "số":
					o.Households[w[1]] = w[2]
				case "cũ":
					o.OldUnits = true
					if len(w) > 2 {
						o.OldUnit[w[1]] = w[2]
					}
				default:
					t.Fatalf("event %q", e)
				}
			}
			m := poverty.Move(opening, closing, events, o)
			var got []string
			for _, l := range m.Lines {
				way := "giảm"
				if l.In {
					way = "tăng"
				}
				got = append(got, fmt.Sprint(l.Household, " ", l.Area, " ", l.Class, " ", way, " ", l.Code))
			}
			if want := list(c["Các dòng"]); !slices.Equal(got, want) {
				t.Errorf("lines\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			for area, by := range m.Balance {
				for class, cell := range by {
					if !cell.Balanced() {
						t.Errorf("%s %s does not balance: %+v", area, class, cell)
					}
				}
			}
			for _, want := range list(c["Cân đối"]) { // "* HN 1+0-1=0+0"
				w := strings.Fields(want)
				x := m.Balance[w[0]][w[1]]
				if got := fmt.Sprintf("%d+%d-%d=%d+%d", x.Open, x.In, x.Out, x.Close, x.Pending); got != w[2] {
					t.Errorf("%s %s: %s, want %s", w[0], w[1], got, w[2])
				}
			}
		})
	}
}

// list cuts a cell at its semicolons; "—" is nothing.
func list(cell string) (out []string) {
	for _, s := range strings.Split(cell, ";") {
		if s = strings.TrimSpace(s); s != "" && s != "—" {
			out = append(out, s)
		}
	}
	return out
}

// standingsOf reads "h1 A HN (HN KN)"; a class of "?" is not reviewed.
func standingsOf(cell string) (out []poverty.Standing) {
	for _, s := range list(cell) {
		s, past, _ := strings.Cut(s, "(")
		w := strings.Fields(s)
		st := poverty.Standing{Household: w[0], Area: w[1], Class: w[2], History: strings.Fields(strings.TrimSuffix(past, ")"))}
		if st.Class == "?" {
			st.Class, st.Pending = "", true
		}
		out = append(out, st)
	}
	return out
}

// caseTable reads the rows of every table of a markdown file by its headers.
func caseTable(t *testing.T, file string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var head []string
	var out []map[string]string
	for line := range strings.Lines(string(text)) {
		cells, ok := mdtable.Row(line)
		switch {
		case !ok:
			head = nil
		case head == nil:
			head = cells
		case mdtable.IsRuler(cells):
		default:
			if len(cells) != len(head) {
				t.Fatalf("%s: %d cells under %d headers: %s", file, len(cells), len(head), line)
			}
			row := map[string]string{}
			for i, h := range head {
				row[h] = cells[i]
			}
			out = append(out, row)
		}
	}
	if len(out) < 10 {
		t.Fatalf("%s: only %d cases", file, len(out))
	}
	return out
}

func drawRounds(t *rapid.T) (opening, closing []poverty.Standing, events []poverty.Event, o poverty.MoveOptions) {
	class := rapid.SampledFrom([]string{"HN", "HCN", "KN", "MTN", ""})
	area := rapid.SampledFrom([]string{"A", "B", "C"})
	id := rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7", "8"})
	round := func(label string, pending bool) (out []poverty.Standing) {
		for _, h := range rapid.SliceOfNDistinct(id, 0, 8, rapid.ID[string]).Draw(t, label) {
			s := poverty.Standing{Household: h, Area: area.Draw(t, "area"), Class: class.Draw(t, "class"), History: rapid.SliceOfN(class, 0, 2).Draw(t, "history")}
			s.Pending = pending && rapid.IntRange(0, 4).Draw(t, "pending") == 0
			out = append(out, s)
		}
		return out
	}
	opening, closing = round("opening", false), round("closing", true)
	kinds := rapid.SampledFrom([]poverty.EventKind{poverty.EventSplit, poverty.EventMerge, poverty.EventLeave, poverty.EventDissolve, poverty.EventArrive, "nonsense"})
	for range rapid.IntRange(0, 5).Draw(t, "events") {
		events = append(events, poverty.Event{Kind: kinds.Draw(t, "kind"), From: rapid.SliceOfN(id, 0, 2).Draw(t, "from"), To: rapid.SliceOfN(id, 0, 3).Draw(t, "to"), Into: id.Draw(t, "into"), Class: class.Draw(t, "there")})
	}
	o = poverty.MoveOptions{Units: map[string][]string{}, Households: map[string]string{}, OldUnit: map[string]string{}, OldUnits: rapid.Bool().Draw(t, "old units")}
	if rapid.Bool().Draw(t, "mapped") {
		o.Units["A"] = rapid.SliceOfN(area, 1, 2).Draw(t, "became")
		o.OldUnit[id.Draw(t, "of")] = area.Draw(t, "old unit")
	}
	if rapid.IntRange(0, 3).Draw(t, "numbered anew") == 0 {
		o.Households["1"] = "9"
	}
	return opening, closing, events, o
}

// Whatever happens to whom, every account is right, the villages add up to the commune but for the moves between them,
// the lines add up to the accounts, and the ends are those of the rounds.
func TestMove_AlwaysBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opening, closing, events, o := drawRounds(t)
		m := poverty.Move(opening, closing, events, o)
		for _, class := range []string{"HN", "HCN"} {
			var sum, lines poverty.Cell
			between := 0
			for area, by := range m.Balance {
				c := by[class]
				if !c.Balanced() {
					t.Fatalf("%s %s: %+v", area, class, c)
				}
				if area != poverty.WholeCommune {
					sum = poverty.Cell{Open: sum.Open + c.Open, In: sum.In + c.In, Out: sum.Out + c.Out, Close: sum.Close + c.Close, Pending: sum.Pending + c.Pending}
				}
			}
			for _, l := range m.Lines {
				switch {
				case l.Class != class:
				case l.In:
					lines.In++
				default:
					lines.Out++
				}
				if l.Class == class && l.Code == poverty.InVillage {
					between++
				}
			}
			if lines.In != sum.In || lines.Out != sum.Out {
				t.Fatalf("%s: lines %+v, villages %+v", class, lines, sum)
			}
			whole := m.Balance[poverty.WholeCommune][class]
			if whole.In != sum.In-between || whole.Out != sum.Out-between || whole.Open != sum.Open || whole.Close != sum.Close || whole.Pending != sum.Pending {
				t.Fatalf("%s: villages %+v, %d moves, commune %+v", class, sum, between, whole)
			}
			count := func(list []poverty.Standing, pending bool) (n int) {
				for _, s := range list {
					if s.Class == class && !s.Pending {
						n++
					}
				}
				return n
			}
			if o.Households["1"] == "" && (whole.Open != count(opening, false) || whole.Close != count(closing, true)) {
				t.Fatalf("%s: %+v, rounds %d and %d", class, whole, count(opening, false), count(closing, true))
			}
		}
	})
}
