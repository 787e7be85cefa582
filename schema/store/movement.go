package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/sync/wire"
)

// MovementQuery chooses an account of who became and ceased to be poor between the round before and a round.
type MovementQuery struct {
	Round    wire.ID
	Code     string // rule set that closes it; "" = the first that the round names
	OldUnits bool   // by the villages of the opening day
	Today    string // ISO day of the office: a round that was not recognised closes today
}

// Movements is the account. Households and villages in it are named by the hex of their ids.
type Movements struct {
	poverty.Movement
	Round      schema.Round
	Previous   schema.Round // zero: the round follows none
	Code       string
	OpeningDay string
	ClosingDay string
	Recognised bool // this round's result is recognised; else it is provisional
	Sample     bool // a figure rests on a sample
	Reviewed   int  // households with an approved record in this round
	Open       map[string]poverty.Standing
	Close      map[string]poverty.Standing
	Households map[string]schema.Household

	openAt, closeAt map[string]string // village under which a household is counted
	waits           map[string]string // class as which a household is pending
}

// OpenAt and CloseAt give the village under which a household is counted at the beginning and at the end.
func (m *Movements) OpenAt(household string) string { return m.openAt[household] }

// CloseAt is OpenAt at the end.
func (m *Movements) CloseAt(household string) string { return m.closeAt[household] }

// PendingIn gives the households that are not reviewed yet and count as a class.
func (m *Movements) PendingIn(class string) []string {
	var out []string
	for k, c := range m.waits {
		if c == class {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// lived is what the account needs of one household.
type lived struct {
	schema.Household
	classes []schema.HouseholdClass
	events  []schema.HouseholdEvent
	stays   []schema.AreaStay
}

// classOn is the class on a day.
func (l *lived) classOn(day string) string {
	out := ""
	for _, k := range l.classes {
		if k.Day <= day {
			out = k.Class
		}
	}
	return out
}

// here says whether the household was in the register on a day.
func (l *lived) here(day string) bool {
	if l.Since == "" || l.Since > day {
		return false
	}
	gone := false
	for _, e := range l.events {
		if e.Undone || e.Day > day {
			continue
		}
		switch {
		case e.Kind == "di" || e.Kind == "giai_the" || e.Kind == "nhap" && l.State == "nhap":
			gone = true
		case e.Kind == "ve":
			gone = false
		}
	}
	if l.State == "tan" && !gone && len(l.events) > 0 { // nobody was left
		gone = l.events[len(l.events)-1].Day <= day
	}
	return !gone
}

// Movements accounts for poor and near-poor households between two rounds: who was on the list when the round before was
// recognised, what happened to households since, and what this round says of them: recognised classes, else what the rule
// set computed of approved records. A household of the list without either is pending.
func (s *Store) Movements(ctx context.Context, ws wire.ID, q MovementQuery) (*Movements, error) {
	m := &Movements{Open: map[string]poverty.Standing{}, Close: map[string]poverty.Standing{}, Households: map[string]schema.Household{},
		openAt: map[string]string{}, closeAt: map[string]string{}, waits: map[string]string{}}
	rounds, err := s.Rounds(ctx, ws)
	if err != nil {
		return nil, err
	}
	if m.Round, err = roundIn(rounds, q.Round); err != nil {
		return nil, err
	}
	m.Previous, _ = roundIn(rounds, m.Round.Previous)
	if m.Code = q.Code; m.Code == "" && len(m.Round.Rules) > 0 {
		m.Code = m.Round.Rules[0]
	}
	if err := s.movementDays(ctx, ws, m, q.Today); err != nil {
		return nil, err
	}
	all, err := s.livedIn(ctx, ws)
	if err != nil {
		return nil, err
	}
	recognised, err := s.Recognised(ctx, ws, m.Round.ID)
	if err != nil {
		return nil, err
	}
	computed := map[wire.ID]string{}
	if err := s.Verdicts(ctx, ws, m.Round.ID, m.Code, schema.Scope{All: true}, func(v RoundVerdict) error {
		if v.Approved {
			m.Reviewed++
			computed[v.Case] = v.Class
			m.Sample = m.Sample || v.Sample
		}
		return nil
	}); err != nil {
		return nil, err
	}
	links, err := s.AreaLinks(ctx, ws)
	if err != nil {
		return nil, err
	}
	o := poverty.MoveOptions{OldUnits: q.OldUnits, Units: map[string][]string{}, OldUnit: map[string]string{}}
	for _, l := range links {
		if l.Day > m.OpeningDay && l.Day <= m.ClosingDay {
			o.Units[l.Earlier.String()] = append(o.Units[l.Earlier.String()], l.Later.String())
		}
	}
	var opening, closing []poverty.Standing
	for _, l := range all {
		key := l.Case.String()
		m.Households[key] = l.Household
		was := schema.AreaOn(l.Area, l.stays, m.OpeningDay)
		before := l.classOn(m.OpeningDay)
		var history []string
		for _, k := range l.classes {
			if k.Day < m.OpeningDay {
				history = append(history, k.Class)
			}
		}
		if l.here(m.OpeningDay) {
			x := poverty.Standing{Household: key, Area: was.String(), Class: before, History: history}
			opening, m.Open[key] = append(opening, x), x
		} else {
			before = ""
			was = earlierOf(links, l.Area, m.OpeningDay)
		}
		if !was.IsZero() {
			o.OldUnit[key] = was.String()
		}
		if !l.here(m.ClosingDay) {
			continue
		}
		x := poverty.Standing{Household: key, Area: l.Area.String(), History: append(history, before)}
		listed := before == schema.ClassPoor || before == schema.ClassNearPoor || l.Since > m.OpeningDay && l.classOn(m.ClosingDay) != schema.ClassNotPoor && l.classOn(m.ClosingDay) != ""
		switch r, ok := recognised[l.Case]; {
		case ok:
			x.Class = r.Class
		case schema.Decided(computed[l.Case]):
			x.Class = computed[l.Case]
		case listed:
			x.Class, x.Pending = "", true
		default:
			x.Class = schema.ClassNotPoor
		}
		closing, m.Close[key] = append(closing, x), x
		if m.closeAt[key] = x.Area; o.OldUnits {
			m.closeAt[key] = o.OldUnit[key]
			if was.IsZero() {
				m.closeAt[key] = poverty.NoUnit
			}
		}
		if x.Pending {
			m.waits[key] = before
			if before == "" {
				m.waits[key] = l.classOn(m.ClosingDay)
			}
		}
	}
	for key, x := range m.Open {
		m.openAt[key] = openUnit(o, x.Area, m.Close[key].Area)
	}
	m.Movement = poverty.Move(opening, closing, happened(all, m.OpeningDay, m.ClosingDay), o)
	return m, nil
}

// openUnit is the village under which a household of the opening is counted; now is where it is, "" gone.
func openUnit(o poverty.MoveOptions, area, now string) string {
	became := o.Units[area]
	switch {
	case o.OldUnits || len(became) == 0:
		return area
	case slices.Contains(became, now):
		return now
	case len(became) == 1:
		return became[0]
	}
	return poverty.NoUnit
}

// earlierOf gives the area from which another came; itself when it is not new, zero when several became it.
func earlierOf(links []schema.AreaLink, area wire.ID, day string) wire.ID {
	out, n := area, 0
	for _, l := range links {
		if l.Later == area && l.Day > day {
			out = l.Earlier
			n++
		}
	}
	if n > 1 {
		return wire.ID{}
	}
	return out
}

// movementDays says from when to when: from the decision about the round before to the one about this.
func (s *Store) movementDays(ctx context.Context, ws wire.ID, m *Movements, today string) error {
	before, err := s.Recognitions(ctx, ws, m.Previous.ID)
	if err != nil {
		return err
	}
	own, err := s.Recognitions(ctx, ws, m.Round.ID)
	if err != nil {
		return err
	}
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch {
	case len(before) > 0:
		m.OpeningDay, m.Sample = before[0].Day, before[0].Trial
	case !m.Previous.Ends.IsZero():
		m.OpeningDay = day(m.Previous.Ends)
	default:
		m.OpeningDay = day(m.Round.Starts)
	}
	m.ClosingDay = today
	if len(own) > 0 {
		m.ClosingDay, m.Recognised = own[0].Day, true
		m.Sample = m.Sample || own[0].Trial
	}
	return nil
}

func (s *Store) livedIn(ctx context.Context, ws wire.ID) ([]*lived, error) {
	var out []*lived
	by := map[wire.ID]*lived{}
	err := s.inSnapshot(ctx, func(on snapshot) error {
		if err := each(ctx, on, `SELECT `+householdColumns+`
			FROM household
			WHERE ws = $1 AND state <> 'huy'
			ORDER BY case_`, args(ws[:]), func(r *sql.Rows) error {
			h, err := scanHousehold(r)
			l := &lived{Household: h}
			out, by[h.Case] = append(out, l), l
			return err
		}); err != nil {
			return err
		}
		if err := each(ctx, on, `SELECT case_, day, class
			FROM household_class
			WHERE ws = $1
			ORDER BY case_, day`, args(ws[:]), func(r *sql.Rows) error {
			var x wire.ID
			var k schema.HouseholdClass
			err := r.Scan((*id)(&x), &k.Day, &k.Class)
			if l := by[x]; l != nil {
				l.classes = append(l.classes, k)
			}
			return err
		}); err != nil {
			return err
		}
		return each(ctx, on, `SELECT case_, event, day, kind, undone, seq
			FROM household_event
			WHERE ws = $1
			ORDER BY case_, day, seq`, args(ws[:]), func(r *sql.Rows) error {
			var e schema.HouseholdEvent
			var undone, seq int64
			err := r.Scan((*id)(&e.Case), (*id)(&e.Event), &e.Day, &e.Kind, &undone, &seq)
			e.Undone, e.Dot.Seq = undone != 0, uint64(seq)
			if l := by[e.Case]; l != nil {
				l.events = append(l.events, e)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	stays, err := s.FormerAreas(ctx, ws)
	for x, list := range stays {
		if l := by[x]; l != nil {
			l.stays = list
		}
	}
	return out, err
}

// happened gives the events of structure between two days, in the order of their days.
func happened(all []*lived, from, to string) []poverty.Event {
	type dated struct {
		poverty.Event
		day string
	}
	var list []dated
	split := map[wire.ID]*dated{}
	for _, l := range all {
		key := l.Case.String()
		for i, e := range l.events {
			if e.Undone || e.Day <= from || e.Day > to {
				continue
			}
			add := func(p poverty.Event) { list = append(list, dated{p, e.Day}) }
			switch e.Kind {
			case "tach":
				d := split[e.Event]
				if d == nil {
					d = &dated{poverty.Event{Kind: poverty.EventSplit}, e.Day}
					split[e.Event] = d
				}
				if i == 0 {
					d.To = append(d.To, key)
				} else {
					d.From = append(d.From, key)
				}
			case "nhap":
				if l.State == "nhap" && !l.To.IsZero() {
					add(poverty.Event{Kind: poverty.EventMerge, From: []string{key}, Into: l.To.String()})
				}
			case "di":
				add(poverty.Event{Kind: poverty.EventLeave, From: []string{key}})
			case "giai_the":
				add(poverty.Event{Kind: poverty.EventDissolve, From: []string{key}})
			case "mat", "nguoi_di", "nguoi_chuyen":
				if l.State == "tan" && i == len(l.events)-1 {
					add(poverty.Event{Kind: poverty.EventDissolve, From: []string{key}})
				}
			case "ve":
				add(poverty.Event{Kind: poverty.EventArrive, Into: key, Class: l.classOn(e.Day)})
			case "moi":
				if c := l.classOn(e.Day); i == 0 && (c == schema.ClassPoor || c == schema.ClassNearPoor) {
					add(poverty.Event{Kind: poverty.EventArrive, Into: key, Class: c})
				}
			}
		}
	}
	for _, d := range split {
		if len(d.From) == 1 && len(d.To) > 0 {
			list = append(list, *d)
		}
	}
	slices.SortStableFunc(list, func(a, b dated) int {
		if a.day != b.day {
			if a.day < b.day {
				return -1
			}
			return 1
		}
		return slices.Compare(append(a.From, a.Into), append(b.From, b.Into))
	})
	out := make([]poverty.Event, len(list))
	for i := range list {
		out[i] = list[i].Event
	}
	return out
}
