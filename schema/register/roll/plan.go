package roll

import (
	"maps"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Fate is what a list does to one household.
type Fate string

// The fates.
const (
	New       Fate = "moi"
	Changed   Fate = "doi"
	Unchanged Fate = "nhu_cu"
	Doubtful  Fate = "nghi" // looks like a household of the register, and may be another
)

// Line is one household of the list held against the register.
type Line struct {
	Entry  *Entry
	Fate   Fate
	Case   *register.Case // matched, or like; nil: new
	By     string         // what matched: "ma", "cccd", "ten"
	Fields []FieldChange
	People []PersonChange
}

// FieldChange is a field of the household that would be another.
type FieldChange struct{ Name, Was, Now string }

// PersonChange is a person who would come in or be mended.
type PersonChange struct {
	Person *Person
	Known  *register.Row // nil: comes in
	Fields []FieldChange
}

// Plan is a whole list held against the register.
type Plan struct {
	Lines  []Line
	Counts Counts
}

// Counts is what a dry run counts.
type Counts struct {
	New, Changed, Unchanged, Doubtful int
	PeopleNew, PeopleChanged          int
	Errors, Warnings                  int
}

// Compare holds a list against the register's households.
func Compare(list *List, cases []*register.Case) *Plan {
	idx := newIndex(cases)
	plan := &Plan{}
	taken := map[wire.ID]bool{}
	for i := range list.Entries {
		e := &list.Entries[i]
		l := Line{Entry: e}
		if l.Case, l.By = idx.find(e); l.Case != nil && taken[l.Case.ID] {
			l.Case, l.By = nil, ""
			l.Fate = Doubtful
		}
		switch {
		case l.Case != nil:
			taken[l.Case.ID] = true
			l.compare()
		case l.Fate == Doubtful:
		default:
			if l.Case = idx.like(e); l.Case != nil {
				l.Fate = Doubtful
			} else {
				l.Fate = New
			}
		}
		switch l.Fate {
		case New:
			plan.Counts.New++
			plan.Counts.PeopleNew += len(e.Members)
		case Changed:
			plan.Counts.Changed++
		case Unchanged:
			plan.Counts.Unchanged++
		case Doubtful:
			plan.Counts.Doubtful++
		}
		for _, p := range l.People {
			if p.Known == nil {
				plan.Counts.PeopleNew++
			} else {
				plan.Counts.PeopleChanged++
			}
		}
		plan.Lines = append(plan.Lines, l)
	}
	plan.Counts.Errors = list.Errors
	plan.Counts.Warnings = 0
	for i := range list.Diags {
		if list.Diags[i].Severity != 0 {
			plan.Counts.Warnings++
		}
	}
	return plan
}

type index struct {
	codes map[string][]*register.Case // area and number
	cards map[string]*register.Case
	heads map[string][]*register.Case // area and folded name
}

func newIndex(cases []*register.Case) *index {
	x := &index{map[string][]*register.Case{}, map[string]*register.Case{}, map[string][]*register.Case{}}
	for _, c := range cases {
		if k := c.Values["ma"]; k != "" {
			k = c.Area.String() + key(k)
			x.codes[k] = append(x.codes[k], c)
		}
		for _, m := range c.Members {
			if n := m.Values["m_cccd"]; n != "" {
				x.cards[n] = c
			}
		}
		k := c.Area.String() + key(c.Values["chu_ho"])
		x.heads[k] = append(x.heads[k], c)
	}
	return x
}

// find matches a household surely: by its number in the village, by the identification number of its head or of any
// person, by the head's name and birth in the village.
func (x *index) find(e *Entry) (*register.Case, string) {
	if k := e.Values["ma"]; k != "" {
		if found := x.codes[e.Area.String()+key(k)]; len(found) == 1 {
			return found[0], "ma"
		}
	}
	var by *register.Case
	for _, m := range e.Members {
		if c := x.cards[m.Values["m_cccd"]]; m.Values["m_cccd"] != "" && c != nil {
			if m.Values["m_quanhe"] == register.Head {
				return c, "cccd"
			}
			by = c
		}
	}
	if by != nil {
		return by, "cccd"
	}
	head := e.head()
	if head == nil || head.Values["m_ngaysinh"] == "" {
		return nil, ""
	}
	var found *register.Case
	for _, c := range x.heads[e.Area.String()+key(e.Values["chu_ho"])] {
		if h := headOf(c); h != nil && sameBirth(h.Values, head.Values) {
			if found != nil {
				return nil, ""
			}
			found = c
		}
	}
	if found != nil {
		return found, "ten"
	}
	return nil, ""
}

// like finds a household whose head has the same name in the same village, where nothing speaks against it.
func (x *index) like(e *Entry) *register.Case {
	head := e.head()
	for _, c := range x.heads[e.Area.String()+key(e.Values["chu_ho"])] {
		h := headOf(c)
		if h == nil || head == nil || h.Values["m_ngaysinh"] == "" || head.Values["m_ngaysinh"] == "" || sameBirth(h.Values, head.Values) {
			return c
		}
	}
	return nil
}

func (e *Entry) head() *Person {
	for i := range e.Members {
		if e.Members[i].Values["m_quanhe"] == register.Head {
			return &e.Members[i]
		}
	}
	return nil
}

func headOf(c *register.Case) *register.Row {
	for i := range c.Members {
		if c.Members[i].Values["m_quanhe"] == register.Head {
			return &c.Members[i]
		}
	}
	return nil
}

// sameBirth compares births as exactly as both are known.
func sameBirth(a, b map[string]string) bool {
	x, y := a["m_ngaysinh"], b["m_ngaysinh"]
	n := 10
	for _, v := range []map[string]string{a, b} {
		switch v["m_ns_dochinhxac"] {
		case "3":
			n = min(n, 4)
		case "2":
			n = min(n, 7)
		}
	}
	return len(x) == 10 && len(y) == 10 && x[:n] == y[:n]
}

// compare finds what the list would change in a matched household. An empty cell changes nothing; nobody is taken out.
func (l *Line) compare() {
	for _, name := range slices.Sorted(maps.Keys(l.Entry.Values)) {
		if was, now := l.Case.Values[name], l.Entry.Values[name]; was != now && !(name == "chu_ho" && key(was) == key(now)) {
			l.Fields = append(l.Fields, FieldChange{name, was, now})
		}
	}
	used := map[wire.ID]bool{}
	was, now := headOf(l.Case), l.Entry.head()
	if now != nil && was != nil && l.person(now, used) == nil { // the number is the same and the head a stranger
		l.Fate, l.Fields = Doubtful, nil
		return
	}
	for i := range l.Entry.Members {
		p := &l.Entry.Members[i]
		known := l.person(p, used)
		if known == nil {
			l.People = append(l.People, PersonChange{Person: p})
			continue
		}
		used[known.ID] = true
		var fields []FieldChange
		for _, name := range slices.Sorted(maps.Keys(p.Values)) {
			was, now := known.Values[name], p.Values[name]
			if was == now || name == "m_ten" && key(was) == key(now) || name == "m_ngaysinh" && coarser(p.Values, known.Values) || name == "m_ns_dochinhxac" && coarser(p.Values, known.Values) {
				continue
			}
			fields = append(fields, FieldChange{name, was, now})
		}
		if len(fields) > 0 {
			l.People = append(l.People, PersonChange{p, known, fields})
		}
	}
	if h := l.person(now, nil); now != nil && was != nil && h != nil && h.ID != was.ID && !slices.ContainsFunc(l.People, func(x PersonChange) bool { return x.Known != nil && x.Known.ID == was.ID }) {
		l.People = append(l.People, PersonChange{now, was, []FieldChange{{"m_quanhe", register.Head, register.Unrelated}}}) // the one before gives way
	}
	if l.Fate = Unchanged; len(l.Fields)+len(l.People) > 0 {
		l.Fate = Changed
	}
}

// coarser says that the list knows the birth less exactly than the register and does not speak against it.
func coarser(list, held map[string]string) bool {
	return list["m_ns_dochinhxac"] > held["m_ns_dochinhxac"] && sameBirth(list, held)
}

// person finds a person of the matched household: by number, then by name and birth, then by name alone.
func (l *Line) person(p *Person, used map[wire.ID]bool) *register.Row {
	if p == nil {
		return nil
	}
	var byName *register.Row
	for i := range l.Case.Members {
		m := &l.Case.Members[i]
		if used[m.ID] {
			continue
		}
		if n := p.Values["m_cccd"]; n != "" && n == m.Values["m_cccd"] {
			return m
		}
		if key(m.Values["m_ten"]) != key(p.Values["m_ten"]) || p.Values["m_cccd"] != "" && m.Values["m_cccd"] != "" {
			continue
		}
		if p.Values["m_ngaysinh"] == "" || m.Values["m_ngaysinh"] == "" || sameBirth(p.Values, m.Values) {
			return m
		}
		if byName == nil {
			byName = m
		}
	}
	return byName
}

// Changes makes the changes that enter a plan, all with one event. intake makes the ids of what is new; held gives the
// record of a case; source is the name of the file. With doubts doubtful ones are entered as new households, else left out.
func (p *Plan) Changes(intake wire.ID, event register.Event, file, sheet string, version uint64, doubts bool, held func(caseID wire.ID) (*merge.Record, error)) ([]*wire.Change, error) {
	var out []*wire.Change
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.Fate == Unchanged || l.Fate == Doubtful && !doubts {
			continue
		}
		v := event
		v.Kind = register.KindImport
		v.Source = file + ", " + sheet + ", hàng " + strconv.Itoa(l.Entry.Row)
		var e *register.Edit
		if l.Fate == Changed {
			rec, err := held(l.Case.ID)
			if err != nil {
				return nil, err
			}
			e = register.NewEdit(rec, l.Case.ID, l.Case.Area, version)
			e.Event(v)
			for _, f := range l.Fields {
				e.Set(wire.ID{}, f.Name, f.Now)
			}
			for _, x := range l.People {
				if x.Known == nil {
					e.Add(register.Members, memberID(intake, x.Person.Row), x.Person.Values)
					continue
				}
				for _, f := range x.Fields {
					e.Set(x.Known.ID, register.Members+"/"+f.Name, f.Now)
				}
			}
		} else {
			e = register.NewEdit(nil, wire.RowID(intake, "ho", uint64(l.Entry.Row)), l.Entry.Area, version)
			e.Event(v)
			for name, text := range l.Entry.Values {
				e.Set(wire.ID{}, name, text)
			}
			for k := range l.Entry.Members {
				m := &l.Entry.Members[k]
				values := maps.Clone(m.Values)
				if values["m_cutru"] == "" {
					values["m_cutru"] = "1"
				}
				e.Add(register.Members, memberID(intake, m.Row), values)
			}
		}
		ch, err := e.Change()
		if err != nil {
			return nil, err
		}
		if ch != nil {
			out = append(out, ch)
		}
	}
	return out, nil
}

func memberID(intake wire.ID, row int) wire.ID { return wire.RowID(intake, "tv", uint64(row)) }
