package register

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// book is a register in memory: the changes of every case, merged as the store merges them.
type book struct {
	seq uint64
	in  map[wire.ID][]merge.Input
}

var anyForm = merge.Resolver{Forms: func(string, uint64, [8]byte) (*merge.Form, bool) { return answers.MergeForm(Form()), true }}

func ownForm(*wire.Header) (*forms.Form, error) { return Form(), nil }

func (b *book) record(x wire.ID) *merge.Record {
	if len(b.in[x]) == 0 {
		return nil
	}
	return merge.Merge(b.in[x], anyForm)
}

func (b *book) history(t interface{ Fatal(...any) }, x wire.ID) []Entry {
	h, err := History(b.record(x), b.in[x], ownForm)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (b *book) put(t interface{ Fatal(...any) }, changes []*wire.Change) {
	for _, ch := range changes {
		if m := answers.Check(Form(), ch); m != nil {
			t.Fatal(m)
		}
		b.seq++
		c := wire.Sum([]byte(strconv.FormatUint(b.seq, 10)))
		if ch.At == 0 {
			ch.At = int64(b.seq)
		}
		if named := ch.Named(); len(named) > 0 {
			seen, ok := wire.SeenDigest(named, b.record(ch.Case).C)
			if !ok {
				t.Fatal("a change names what is not here")
			}
			ch.Seen16 = seen
		}
		if _, err := wire.EncodeChange(ch); err != nil {
			t.Fatal(err)
		}
		b.in[ch.Case] = append(b.in[ch.Case], merge.Input{Writer: id(9), Seq: b.seq, Srv: b.seq, C: c, Change: ch})
	}
}

func (b *book) do(t interface{ Fatal(...any) }, a Act) error {
	held := map[wire.ID]*merge.Record{}
	for _, x := range []wire.ID{a.Case, a.Other} {
		if r := b.record(x); r != nil {
			held[x] = r
		}
	}
	changes, err := Plan(a, held, 1, "2026-12-31")
	if err == nil {
		b.put(t, changes)
	}
	return err
}

func (b *book) undo(t interface{ Fatal(...any) }, event wire.ID, cases ...wire.ID) error {
	var all []*wire.Change
	for _, x := range cases {
		if len(b.in[x]) == 0 {
			continue
		}
		h := b.history(t, x)
		if !slices.ContainsFunc(h, func(e Entry) bool { return e.ID == event }) {
			continue
		}
		ch, err := Undo(b.record(x), h, event, Event{ID: id(byte(200 + b.seq%50)), Kind: KindUndo, Day: "2026-12-30"}, 1)
		if err != nil {
			return err
		}
		if ch != nil {
			all = append(all, ch)
		}
	}
	b.put(t, all)
	return nil
}

func person(n byte, name, relation string) Row {
	return Row{id(n), map[string]string{"m_ten": name, "m_quanhe": relation, "m_ngaysinh": "1990-01-01"}}
}

func newBook(t *testing.T) *book {
	b := &book{in: map[wire.ID][]merge.Input{}}
	for n, rows := range map[byte][]Row{1: {person(11, "Vũ Văn Một", "01"), person(12, "Vũ Thị Hai", "02"), person(13, "Vũ Văn Ba", "06")}, 2: {person(21, "Bùi Văn Bốn", "01")}} {
		if err := b.do(t, Act{Case: id(n), Area: id(100), Values: map[string]string{"ma": strconv.Itoa(int(n))}, Rows: rows,
			Event: Event{ID: id(30 + n), Kind: KindNew, Day: "2020-01-01"}}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// names gives who lives in a household, by row id's last byte.
func names(c *Case) (out []byte) {
	for _, m := range c.Members {
		out = append(out, m.ID[15])
	}
	slices.Sort(out)
	return out
}

func TestPlan_EachKind(t *testing.T) {
	cases := map[string]struct {
		act    Act
		one    []byte // who lives in household 1 after it; nil: refused
		two    []byte
		field  string // of household 1
		value  string
		reject schema.Code
	}{
		"split": {act: Act{Other: id(3), Head: id(13), Values: map[string]string{"ma": "3"}, Event: Event{Kind: KindSplit, People: []wire.ID{id(13)}}},
			one: []byte{11, 12}, two: []byte{21}},
		"split of all":        {act: Act{Other: id(3), Head: id(11), Event: Event{Kind: KindSplit, People: []wire.ID{id(11), id(12), id(13)}}}, reject: schema.CodeInvalid},
		"split without head":  {act: Act{Other: id(3), Event: Event{Kind: KindSplit, People: []wire.ID{id(13)}}}, reject: schema.CodeInvalid},
		"split of a stranger": {act: Act{Other: id(3), Head: id(21), Event: Event{Kind: KindSplit, People: []wire.ID{id(21)}}}, reject: schema.CodeInvalid},
		"merge":               {act: Act{Other: id(2), Event: Event{Kind: KindMerge}}, one: []byte{}, two: []byte{11, 12, 13, 21}, field: "trang_thai", value: StateMerged},
		"merge with itself":   {act: Act{Other: id(1), Event: Event{Kind: KindMerge}}, reject: schema.CodeInvalid},
		"death of the head":   {act: Act{Head: id(12), Event: Event{Kind: KindDeath, People: []wire.ID{id(11)}}}, one: []byte{12, 13}, two: []byte{21}, field: "chu_ho", value: "Vũ Thị Hai"},
		"death, no new head":  {act: Act{Event: Event{Kind: KindDeath, People: []wire.ID{id(11)}}}, reject: schema.CodeInvalid},
		"everybody leaves":    {act: Act{Event: Event{Kind: KindLeave, People: []wire.ID{id(11), id(12), id(13)}}}, one: []byte{}, two: []byte{21}, field: "trang_thai", value: StateDissolved},
		"transfer":            {act: Act{Other: id(2), Event: Event{Kind: KindTransfer, People: []wire.ID{id(13)}}}, one: []byte{11, 12}, two: []byte{13, 21}},
		"transfer to nowhere": {act: Act{Other: id(7), Event: Event{Kind: KindTransfer, People: []wire.ID{id(13)}}}, reject: schema.CodeInvalid},
		"birth":               {act: Act{Rows: []Row{person(14, "Vũ Bé", "06")}, Event: Event{Kind: KindJoin}}, one: []byte{11, 12, 13, 14}, two: []byte{21}},
		"a second head":       {act: Act{Rows: []Row{person(14, "Vũ Bé", "01")}, Event: Event{Kind: KindJoin}}, reject: schema.CodeInvalid},
		"correct":             {act: Act{Values: map[string]string{"dien_thoai": "0912345678"}, Event: Event{Kind: KindCorrect, Reason: "ghi nhầm"}}, one: []byte{11, 12, 13}, two: []byte{21}, field: "dien_thoai", value: "0912345678"},
		"correct, no reason":  {act: Act{Values: map[string]string{"dien_thoai": "0912345678"}, Event: Event{Kind: KindCorrect}}, reject: schema.CodeInvalid},
		"correct nothing":     {act: Act{Values: map[string]string{"ma": "1"}, Event: Event{Kind: KindCorrect, Reason: "x"}}, reject: schema.CodeInvalid},
		"a wrong date":        {act: Act{Rows: []Row{{id(11), map[string]string{"m_ngaysinh": "1985-02-31"}}}, Event: Event{Kind: KindCorrect, Reason: "x"}}, reject: schema.CodeInvalid},
		"in the future":       {act: Act{Event: Event{Kind: KindGone, Day: "2027-01-01"}}, reject: schema.CodeInvalid},
		"class":               {act: Act{Values: map[string]string{"phanloai": "HN"}, Event: Event{Kind: KindClass}}, one: []byte{11, 12, 13}, two: []byte{21}, field: "phanloai", value: "HN"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBook(t)
			a := c.act
			a.Case, a.Event.ID = id(1), id(50)
			if a.Day == "" {
				a.Day = "2026-06-01"
			}
			err := b.do(t, a)
			if c.reject != "" {
				if schema.CodeOf(err) != c.reject {
					t.Fatalf("got %v, want %s", err, c.reject)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			one, two := Read(b.record(id(1))), Read(b.record(id(2)))
			if !slices.Equal(names(one), c.one) || !slices.Equal(names(two), c.two) {
				t.Errorf("households: %v and %v, want %v and %v", names(one), names(two), c.one, c.two)
			}
			if c.field != "" && one.Values[c.field] != c.value {
				t.Errorf("%s is %q, want %q", c.field, one.Values[c.field], c.value)
			}
			// Undone, everything is as before, and the register of the day before the event never changed.
			before := newBook(t)
			if err := b.undo(t, id(50), id(1), id(2), id(3)); err != nil {
				t.Fatal(err)
			}
			for _, x := range []wire.ID{id(1), id(2)} {
				got, want := Read(b.record(x)), Read(before.record(x))
				if !sameCase(got, want) {
					t.Errorf("undone: %+v\nwant %+v", got, want)
				}
			}
			if r := b.record(id(3)); r != nil && !r.Deleted {
				t.Error("the household that the event entered is still there")
			}
		})
	}
}

func sameCase(a, b *Case) bool {
	clean := func(c *Case) map[string]string {
		out := map[string]string{}
		for k, v := range c.Values {
			if v != "" {
				out[k] = v
			}
		}
		for _, m := range c.Members {
			for k, v := range m.Values {
				if v != "" {
					out[m.ID.String()+k] = v
				}
			}
		}
		return out
	}
	return slices.Equal(names(a), names(b)) && maps.Equal(clean(a), clean(b))
}

// TestRegister_Histories plays random events and holds: everybody lives in exactly one household (or left), the register as of
// a day is what it was when that day was the last, and undoing the last event gives back what was before it.
func TestRegister_Histories(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := &book{in: map[wire.ID][]merge.Input{}}
		people, gone := map[wire.ID]bool{}, map[wire.ID]bool{}
		var houses []wire.ID
		next := byte(1)
		fresh := func() wire.ID { next++; return wire.ID{14: 1, 15: next} }
		for range 3 {
			h := fresh()
			var rows []Row
			for k := range rapid.IntRange(1, 4).Draw(r, "people") {
				x := fresh()
				people[x] = true
				rows = append(rows, Row{x, map[string]string{"m_ten": "Người " + strconv.Itoa(int(x[15])), "m_quanhe": map[bool]string{true: "01", false: "06"}[k == 0]}})
			}
			if err := b.do(r, Act{Case: h, Area: id(100), Values: map[string]string{}, Rows: rows, Event: Event{ID: fresh(), Kind: KindNew, Day: "2020-01-01"}}); err != nil {
				r.Fatal(err)
			}
			houses = append(houses, h)
		}
		state := func() map[wire.ID]*Case {
			out := map[wire.ID]*Case{}
			for _, h := range houses {
				if rec := b.record(h); rec != nil && !rec.Deleted {
					out[h] = Read(rec)
				}
			}
			return out
		}
		snapshots := map[string]map[wire.ID]*Case{}
		for step := range rapid.IntRange(1, 8).Draw(r, "steps") {
			day := "2021-01-" + strconv.Itoa(10+step)
			h := rapid.SampledFrom(houses).Draw(r, "house")
			rec := b.record(h)
			if rec.Deleted {
				continue
			}
			c := Read(rec)
			a := Act{Case: h, Values: map[string]string{}, Event: Event{ID: fresh(), Day: day, Reason: "vì"}}
			a.Kind = rapid.SampledFrom([]Kind{KindSplit, KindMerge, KindDeath, KindTransfer, KindHead, KindClass, KindCorrect, KindGone, KindReturn, KindJoin}).Draw(r, "kind")
			a.Other = rapid.SampledFrom(houses).Draw(r, "other")
			for _, m := range c.Members {
				if rapid.Bool().Draw(r, "chosen") {
					a.People = append(a.People, m.ID)
				}
			}
			if len(c.Members) > 0 {
				a.Head = rapid.SampledFrom(c.Members).Draw(r, "head").ID
			}
			var born wire.ID
			switch a.Kind {
			case KindSplit:
				a.Other = fresh()
			case KindClass:
				a.Values["phanloai"] = rapid.SampledFrom([]string{"HN", "KN"}).Draw(r, "class")
			case KindCorrect:
				a.Values["dien_thoai"] = "09" + strconv.Itoa(step)
			case KindJoin:
				born = fresh()
				a.People, a.Rows = nil, []Row{{born, map[string]string{"m_ten": "Bé", "m_quanhe": "06"}}}
			}
			before := state()
			if b.do(r, a) != nil {
				if len(state()) != len(before) {
					r.Fatal("a refused act changed something")
				}
				continue
			}
			if a.Kind == KindSplit {
				houses = append(houses, a.Other)
			}
			if a.Kind == KindJoin {
				people[born] = true
			}
			if a.Kind == KindDeath {
				for _, x := range a.People {
					gone[x] = true
				}
			}
			if rapid.IntRange(0, 3).Draw(r, "undo") == 0 {
				if err := b.undo(r, a.Event.ID, houses...); err != nil {
					r.Fatal(err)
				}
				for h, was := range before {
					if now := Read(b.record(h)); !sameCase(was, now) {
						r.Fatalf("%s undone: %+v, was %+v", a.Kind, now, was)
					}
				}
				if a.Kind == KindDeath {
					for _, x := range a.People {
						delete(gone, x)
					}
				}
				delete(people, born)
			}
			lives := map[wire.ID]int{}
			for _, c := range state() {
				for _, m := range c.Members {
					lives[m.ID]++
				}
			}
			for x := range people {
				if want := map[bool]int{true: 0, false: 1}[gone[x]]; lives[x] != want {
					r.Fatalf("after %s person %d lives in %d households, want %d", a.Kind, x[15], lives[x], want)
				}
			}
			snapshots[day] = state()
		}
		for day, want := range snapshots {
			for h, was := range want {
				hist := b.history(r, h)
				rec := merge.Merge(AsOf(b.record(h), b.in[h], hist, day), anyForm)
				if got := Read(rec); !sameCase(got, was) && !slices.ContainsFunc(hist, func(e Entry) bool { return e.Kind == KindUndo }) {
					r.Fatalf("as of %s: %+v, was %+v", day, got, was)
				}
			}
		}
	})
}

func TestParseDay(t *testing.T) {
	for in, want := range map[string]Day{"14/10/1985": {"1985-10-14", ""}, "1-2-1990": {"1990-02-01", ""}, "2001-03-04": {"2001-03-04", ""},
		"2001-03-04T00:00:00": {"2001-03-04", ""}, "10/1985": {"1985-10-01", "2"}, "1964": {"1964-01-01", "3"}, "36526": {"2000-01-01", ""},
		"31/02/1985": {}, "14/10/85": {}, "x": {}, "": {}, "1/13/1985": {}, "-1/2/1990": {}, "9999999": {}} {
		if got, ok := ParseDay(in); got != want || ok != (want != Day{}) {
			t.Errorf("%q: %v %v, want %v", in, got, ok, want)
		}
	}
}
