package poverty

import "slices"

// Standing is a household in a round: where it lives and the class it was given.
type Standing struct {
	Household string
	Area      string
	Class     string   // "HN", "HCN"; any other class counts as neither
	Pending   bool     // closing only: not reviewed yet, or without a settled class
	History   []string // classes of earlier rounds
}

// EventKind is what happened to a household between two rounds.
type EventKind string

// The events of a round.
const (
	EventSplit    EventKind = "split"    // From[0] gave To; To may hold the old number
	EventMerge    EventKind = "merge"    // From joined Into
	EventLeave    EventKind = "leave"    // From[0] moved out of the commune
	EventDissolve EventKind = "dissolve" // From[0] ended: nobody is left
	EventArrive   EventKind = "arrive"   // Into came from outside, with Class where it came from
)

// Event is one change of place or structure.
type Event struct {
	Kind  EventKind
	From  []string
	To    []string
	Into  string
	Class string
}

// MoveOptions say how households and villages of two rounds belong together, and by which villages to report.
type MoveOptions struct {
	Units      map[string][]string // village of the opening → what it became; absent = the same
	Households map[string]string   // number in the opening → number in the closing
	OldUnits   bool                // report by the villages of the opening
	OldUnit    map[string]string   // with OldUnits: the old village a household of the closing belongs to
}

// NoUnit stands for households whose old village is not known.
const NoUnit = "?"

// WholeCommune is the key of the balance over all villages; moves between villages are left out of it.
const WholeCommune = "*"

// MoveCode is the reason of a line, as in the national report of movements.
type MoveCode string

// Ways out of a class, then ways in.
const (
	OutEscaped MoveCode = "thoat"
	OutToNear  MoveCode = "sang_can"
	OutToPoor  MoveCode = "sang_ngheo"
	OutLeft    MoveCode = "di"
	OutVillage MoveCode = "di_thon"
	OutEnded   MoveCode = "mat"
	OutMerged  MoveCode = "nhap"
	OutSplit   MoveCode = "tach"
	OutUnclear MoveCode = "khong_ro"
	InNew      MoveCode = "phat_sinh"
	InAgain    MoveCode = "tai"
	InFromPoor MoveCode = "tu_ngheo"
	InFromNear MoveCode = "tu_can"
	InArrived  MoveCode = "den"
	InVillage  MoveCode = "den_thon"
	InSplit    MoveCode = "tach"
	InMerged   MoveCode = "nhap"
)

// MoveLine is one household leaving or entering a class in a village.
type MoveLine struct {
	Household string
	Area      string
	Class     string
	In        bool
	Code      MoveCode
}

// Cell is the account of one class in one village: Open + In − Out = Close + Pending.
type Cell struct{ Open, In, Out, Close, Pending int }

// Balanced says whether the account is right.
func (c Cell) Balanced() bool { return c.Open+c.In-c.Out == c.Close+c.Pending }

// Movement is what happened between two rounds. Balance is by village (and WholeCommune), then by class; every village of
// either round is there with both classes.
type Movement struct {
	Lines   []MoveLine
	Balance map[string]map[string]Cell
}

// Move compares two rounds. Place and structure change first, with the class the household (or its parent) had; then the
// class changes where the household now lives. Of two standings of one household the first counts. The lines are sorted
// by household, those of one in the order in which they happened.
func Move(opening, closing []Standing, events []Event, o MoveOptions) Movement {
	m := &mover{o: o, open: map[string]Standing{}, close: map[string]Standing{}, parent: map[string]string{}, out: map[string]MoveCode{}, arrived: map[string]string{}, merged: map[string][]string{}, balance: map[string]map[string]Cell{}}
	for _, s := range opening {
		s.Household = m.number(s.Household)
		if _, twice := m.open[s.Household]; !twice {
			m.open[s.Household] = s
			m.order = append(m.order, s.Household)
		}
	}
	for _, s := range closing {
		if _, twice := m.close[s.Household]; !twice {
			m.close[s.Household] = s
			if _, known := m.open[s.Household]; !known {
				m.order = append(m.order, s.Household)
			}
		}
	}
	for _, e := range events {
		m.event(e)
	}
	slices.Sort(m.order)
	for _, h := range m.order {
		m.household(h)
	}
	return m.result()
}

type mover struct {
	o           MoveOptions
	open, close map[string]Standing
	order       []string
	parent      map[string]string   // part → household it was split from
	merged      map[string][]string // new number → those that joined in it
	out         map[string]MoveCode // how a number that is gone ended
	arrived     map[string]string   // class where it came from
	lines       []MoveLine
	balance     map[string]map[string]Cell
}

func (m *mover) number(h string) string {
	if n, ok := m.o.Households[h]; ok {
		return n
	}
	return h
}

func (m *mover) event(e Event) {
	end := func(h string, code MoveCode) {
		if _, twice := m.out[h]; !twice {
			m.out[h] = code
		}
	}
	first := ""
	if len(e.From) > 0 {
		first = m.number(e.From[0])
	}
	into := m.number(e.Into)
	switch e.Kind {
	case EventSplit:
		end(first, OutSplit)
		for _, part := range e.To {
			if part = m.number(part); part != first && m.parent[part] == "" {
				m.parent[part] = first
			}
		}
	case EventMerge:
		for _, h := range e.From {
			if h = m.number(h); h != into {
				end(h, OutMerged)
				m.merged[into] = append(m.merged[into], h)
			}
		}
	case EventLeave:
		end(first, OutLeft)
	case EventDissolve:
		end(first, OutEnded)
	case EventArrive:
		m.arrived[into] = e.Class
	}
}

func listed(class string) bool { return class == ClassPoor || class == ClassNearPoor }

// household writes the lines of one household and counts it in the accounts.
func (m *mover) household(h string) {
	was, before := m.open[h]
	is, after := m.close[h]
	class := was.Class
	code, ended := m.out[h]
	switch {
	case before && (!after || is.Pending && ended && code != OutSplit): // listed as not reviewed because it is gone
		area := m.openArea(was, "")
		m.count(area, class, func(c *Cell) { c.Open++ })
		if !ended {
			code = OutUnclear
		}
		m.line(h, area, class, false, code)
		return
	case before:
		from, to := m.openArea(was, is.Area), m.closeArea(h, is, was, true)
		m.count(from, class, func(c *Cell) { c.Open++ })
		if from != to {
			m.line(h, from, class, false, OutVillage)
			m.line(h, to, class, true, InVillage)
		}
	default:
		class, code = m.prior(h, is, 0)
		area := m.closeArea(h, is, Standing{}, false)
		m.line(h, area, class, true, code)
	}
	area := m.closeArea(h, is, was, before)
	if is.Pending {
		m.count(area, class, func(c *Cell) { c.Pending++ })
		return
	}
	m.count(area, is.Class, func(c *Cell) { c.Close++ })
	m.change(h, area, class, is.Class, append(slices.Clone(was.History), is.History...))
}

// prior is the class with which a number that was not in the opening begins, and how it came.
func (m *mover) prior(h string, is Standing, depth int) (string, MoveCode) {
	if class, ok := m.arrived[h]; ok {
		return class, InArrived
	}
	if parts := m.merged[h]; len(parts) > 0 {
		class := ""
		for _, p := range parts { // the class it now has if one of them had it, else the poorest
			c := m.begins(p, depth)
			if c == is.Class {
				return c, InMerged
			}
			if c == ClassPoor || class == "" {
				class = c
			} else if c == ClassNearPoor && class != ClassPoor {
				class = c
			}
		}
		return class, InMerged
	}
	if p := m.parent[h]; p != "" {
		return m.begins(p, depth), InSplit
	}
	return "", InNew
}

// begins is the class that a household had in the opening, or with which it came.
func (m *mover) begins(h string, depth int) string {
	if s, ok := m.open[h]; ok {
		return s.Class
	}
	if depth > 50 {
		return ""
	}
	class, _ := m.prior(h, Standing{}, depth+1)
	return class
}

// change writes the lines of a change of class in one place.
func (m *mover) change(h, area, was, is string, history []string) {
	switch {
	case was == is:
	case was == ClassPoor && is == ClassNearPoor:
		m.line(h, area, was, false, OutToNear)
		m.line(h, area, is, true, InFromPoor)
	case was == ClassNearPoor && is == ClassPoor:
		m.line(h, area, was, false, OutToPoor)
		m.line(h, area, is, true, InFromNear)
	case listed(was):
		m.line(h, area, was, false, OutEscaped)
	case slices.Contains(history, is):
		m.line(h, area, is, true, InAgain)
	default:
		m.line(h, area, is, true, InNew)
	}
}

func (m *mover) line(h, area, class string, in bool, code MoveCode) {
	if !listed(class) {
		return
	}
	m.lines = append(m.lines, MoveLine{h, area, class, in, code})
	m.count(area, class, func(c *Cell) {
		if in {
			c.In++
		} else {
			c.Out++
		}
	})
}

// count touches a cell; the village is in the balance whatever the class.
func (m *mover) count(area, class string, touch func(c *Cell)) {
	by := m.balance[area]
	if by == nil {
		by = map[string]Cell{ClassPoor: {}, ClassNearPoor: {}}
		m.balance[area] = by
	}
	if listed(class) {
		c := by[class]
		touch(&c)
		by[class] = c
	}
}

// openArea is the village of the opening as it is reported: what it became, where now says which of several.
func (m *mover) openArea(s Standing, now string) string {
	if m.o.OldUnits {
		return s.Area
	}
	became, ok := m.o.Units[s.Area]
	switch {
	case !ok || len(became) == 0:
		return s.Area
	case slices.Contains(became, now):
		return now
	case len(became) == 1:
		return became[0]
	}
	return NoUnit
}

// closeArea is the village of the closing as it is reported.
func (m *mover) closeArea(h string, is, was Standing, before bool) string {
	if !m.o.OldUnits {
		return is.Area
	}
	if u, ok := m.o.OldUnit[h]; ok && u != "" {
		return u
	}
	if !before {
		if p, ok := m.open[m.parent[h]]; ok {
			was, before = p, true
		}
	}
	if before && m.became(was.Area, is.Area) {
		return was.Area
	}
	found := ""
	for old, became := range m.o.Units {
		if slices.Contains(became, is.Area) {
			if found != "" {
				return NoUnit
			}
			found = old
		}
	}
	switch {
	case found != "":
		return found
	case len(m.o.Units) == 0 || m.isOld(is.Area):
		return is.Area
	}
	return NoUnit
}

func (m *mover) became(old, now string) bool {
	if b, ok := m.o.Units[old]; ok {
		return slices.Contains(b, now)
	}
	return old == now
}

// isOld says whether the opening knows a village by this name.
func (m *mover) isOld(area string) bool {
	if _, ok := m.o.Units[area]; ok {
		return true
	}
	for _, s := range m.open {
		if s.Area == area {
			return true
		}
	}
	return false
}

func (m *mover) result() Movement {
	whole := map[string]Cell{ClassPoor: {}, ClassNearPoor: {}}
	for _, by := range m.balance {
		for class, c := range by {
			w := whole[class]
			whole[class] = Cell{w.Open + c.Open, w.In + c.In, w.Out + c.Out, w.Close + c.Close, w.Pending + c.Pending}
		}
	}
	for _, l := range m.lines {
		w := whole[l.Class]
		switch l.Code {
		case OutVillage:
			w.Out--
		case InVillage:
			w.In--
		}
		whole[l.Class] = w
	}
	m.balance[WholeCommune] = whole
	return Movement{Lines: m.lines, Balance: m.balance}
}
