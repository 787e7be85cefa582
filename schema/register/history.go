package register

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Zone is the zone of the days of the register.
var Zone = time.FixedZone("ICT", 7*3600)

// Entry is one change of a case as its history shows it.
type Entry struct {
	Event  // Kind "" where a change carries no event row
	Writes []Write
}

// Write is one thing that a change did.
type Write struct {
	Kind wire.Kind
	Row  wire.ID
	Path string // "/chu_ho", "/tv/m_ten", "/tv" of a row added or removed
	Was  string // what it replaced; "" nothing, or several values
	Now  string
	Sees []wire.Dot
}

// FormOf finds the form version that a change names.
type FormOf func(h *wire.Header) (*forms.Form, error)

// History gives the changes of a case that count, in the order of the days on which they hold, then as they were
// written. A change without an event holds from the day it was made.
func History(rec *merge.Record, in []merge.Input, form FormOf) ([]Entry, error) {
	events := map[wire.Dot]Event{}
	for _, v := range EventsOf(rec) {
		events[v.Dot] = v
	}
	status := map[wire.Dot]merge.Status{}
	for i := range rec.Changes {
		status[rec.Changes[i].Dot] = rec.Changes[i].Status
	}
	values := map[wire.Dot]map[answers.Place]string{}
	var out []Entry
	for i := range in {
		ch, dot := in[i].Change, in[i].Dot()
		if status[dot] != merge.Accepted || ch.FormID != FormID {
			continue
		}
		f, err := form(&ch.Header)
		if err != nil {
			return nil, err
		}
		v, ok := events[dot]
		if !ok {
			v = Event{Dot: dot, User: ch.User, At: ch.At}
		}
		if v.Day == "" {
			v.Day = time.UnixMilli(ch.At).In(Zone).Format(time.DateOnly)
		}
		e := Entry{Event: v}
		values[dot] = map[answers.Place]string{}
		for k := range ch.Ops {
			op := &ch.Ops[k]
			row, _ := ch.RowID(op.Row, nil)
			path := answers.Path(f, int(op.Node))
			if path == "/"+Events || strings.HasPrefix(path, "/"+Events+"/") {
				continue
			}
			w := Write{Kind: op.Kind, Row: row, Path: path, Sees: op.Sees}
			if op.Kind == wire.KindSet || op.Kind == wire.KindSeed {
				w.Now, _ = op.Value.Text()
			}
			values[dot][answers.Place{Row: row, Path: path}] = w.Now
			e.Writes = append(e.Writes, w)
		}
		if len(e.Writes) == 1 && e.Writes[0].Kind == wire.KindMove { // the event before it tells
			continue
		}
		out = append(out, e)
	}
	for i := range out {
		for k := range out[i].Writes {
			w := &out[i].Writes[k]
			if len(w.Sees) == 1 && w.Kind.Family() == wire.FamilyValue {
				w.Was = values[w.Sees[0]][answers.Place{Row: w.Row, Path: w.Path}]
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Dot.Seq, b.Dot.Seq))
	})
	return out, nil
}

// AsOf gives the changes that hold on a day, to be merged for a page: what happened later is left out, and what the rest
// say of it too, so that what it replaced stands again.
func AsOf(rec *merge.Record, in []merge.Input, history []Entry, day string) []merge.Input {
	holds := map[wire.Dot]bool{}
	for i := range history {
		holds[history[i].Dot] = history[i].Day <= day
	}
	var out []merge.Input
	for i := range in {
		if !holds[in[i].Dot()] {
			continue
		}
		x, ch := in[i], *in[i].Change
		ch.Ops = slices.Clone(ch.Ops)
		for k := range ch.Ops {
			ch.Ops[k].Sees = still(&ch.Ops[k], holds)
		}
		if ch.Seen16 = nil; len(ch.Named()) > 0 {
			ch.Seen16, _ = wire.SeenDigest(ch.Named(), rec.C)
		}
		x.Change = &ch
		out = append(out, x)
	}
	return out
}

// still gives what an op names among the changes that hold; of a frontier the last of each writer up to there.
func still(op *wire.Op, holds map[wire.Dot]bool) []wire.Dot {
	var out []wire.Dot
	for _, d := range op.Sees {
		if holds[d] {
			out = append(out, d)
			continue
		}
		if op.Kind != wire.KindRemove && op.Kind != wire.KindDelete {
			continue
		}
		last := wire.Dot{Writer: d.Writer}
		for h, ok := range holds {
			if ok && h.Writer == d.Writer && h.Seq < d.Seq && h.Seq > last.Seq {
				last = h
			}
		}
		if last.Seq > 0 {
			out = append(out, last)
		}
	}
	return wire.SortDots(out)
}

// Undo makes the change that reverses an event in one case: what it wrote is as it was before. The household that the
// event entered is taken out of the register. The event stays in the history, with undo beside it. It is refused where
// something later stands on it.
func Undo(rec *merge.Record, history []Entry, event wire.ID, undo Event, version uint64) (*wire.Change, error) {
	var e *Entry
	for i := range history {
		if history[i].ID == event {
			e = &history[i]
		}
		if history[i].Undoes == event && !event.IsZero() {
			return nil, schema.Conflict("event", "Biến động này đã được hủy rồi.", "This event was undone already.")
		}
	}
	if e == nil || e.Kind == KindUndo {
		return nil, schema.NotFound("Không có biến động này.", "There is no such event.")
	}
	later := func(path string) error {
		return schema.Conflict("event", "Có biến động sau dựa trên việc này (ô "+strings.TrimPrefix(path, "/")+"). Hủy biến động sau trước.",
			"Something later stands on this event ("+strings.TrimPrefix(path, "/")+"). Undo that first.")
	}
	undo.Kind, undo.Undoes, undo.People, undo.Cases = KindUndo, event, e.People, e.Cases
	ed := NewEdit(rec, rec.Case, rec.Area, version)
	ed.Event(undo)
	first := slices.MinFunc(rec.Changes, func(a, b merge.ChangeInfo) int { return cmp.Compare(a.Srv, b.Srv) })
	if first.Dot == e.Dot {
		for i := range history {
			if history[i].Dot != e.Dot && !undone(history, history[i].ID) && history[i].Kind != KindUndo {
				return nil, later("")
			}
		}
		ch, err := ed.Change()
		if err == nil {
			ch.Ops = append([]wire.Op{{Kind: wire.KindDelete, Value: wire.NullValue(), Sees: rec.Shown()}}, ch.Ops...)
		}
		return ch, err
	}
	for _, w := range e.Writes {
		name := strings.TrimPrefix(w.Path, "/")
		switch w.Kind {
		case wire.KindSet, wire.KindClear, wire.KindSeed:
			g := ed.regs[answers.Place{Row: w.Row, Path: w.Path}]
			if g == nil || len(g.Values) != 1 || g.Values[0].Dot != e.Dot {
				if g != nil {
					if now, _ := answers.FromWire(g.Values[0].Value); now == w.Now || now == w.Was {
						continue
					}
				}
				return nil, later(w.Path)
			}
			if added(e.Writes, w.Row) { // it goes with its row, unless the row was here before
				if len(w.Sees) == 0 {
					continue
				}
			}
			ed.Set(w.Row, name, w.Was)
		case wire.KindAdd:
			ed.Remove(w.Row)
		case wire.KindRemove:
			if r := ed.rows[w.Row]; r != nil && r.Gone {
				ed.Add(name, w.Row, nil)
			}
		}
	}
	return ed.Change()
}

func added(writes []Write, row wire.ID) bool {
	return slices.ContainsFunc(writes, func(w Write) bool { return w.Row == row && w.Kind == wire.KindAdd })
}

func undone(history []Entry, event wire.ID) bool {
	return !event.IsZero() && slices.ContainsFunc(history, func(e Entry) bool { return e.Undoes == event })
}

// Stay is a person's time in a household.
type Stay struct {
	Person   wire.ID
	From, To string // ISO days; To "" = still here
	Why      Kind   // what ended it
}

// StaysOf reads who lived in the household when. Its leaving or end ends every stay; its return begins them again.
func StaysOf(history []Entry) []Stay {
	var out []Stay
	open := map[wire.ID]int{}
	var away []wire.ID // who lived there when the household left
	begin := func(person wire.ID, day string) {
		if _, here := open[person]; !here {
			open[person] = len(out)
			out = append(out, Stay{Person: person, From: day})
		}
	}
	end := func(person wire.ID, e *Entry) {
		if n, here := open[person]; here {
			out[n].To, out[n].Why = e.Day, e.Kind
			delete(open, person)
		}
	}
	for i := range history {
		e := &history[i]
		for _, w := range e.Writes {
			switch {
			case w.Path == "/"+Members && w.Kind == wire.KindAdd:
				begin(w.Row, e.Day)
			case w.Path == "/"+Members && w.Kind == wire.KindRemove:
				end(w.Row, e)
				away = slices.DeleteFunc(away, func(x wire.ID) bool { return x == w.Row })
			case w.Path == "/trang_thai" && w.Now != StateHere:
				for _, s := range out {
					if _, here := open[s.Person]; here {
						end(s.Person, e)
						away = append(away, s.Person)
					}
				}
			case w.Path == "/trang_thai":
				for _, x := range away {
					begin(x, e.Day)
				}
				away = nil
			case w.Kind == wire.KindDelete:
				for _, s := range slices.Clone(out) {
					end(s.Person, e)
				}
			}
		}
	}
	return out
}

// ClassAt is the class of a household from a day on.
type ClassAt struct {
	Day, Class string
	Event      Event
}

// ClassesOf reads how the class of the household changed.
func ClassesOf(history []Entry) []ClassAt {
	var out []ClassAt
	for i := range history {
		for _, w := range history[i].Writes {
			if w.Path == "/phanloai" && w.Row.IsZero() && (len(out) == 0 || out[len(out)-1].Class != w.Now) {
				out = append(out, ClassAt{history[i].Day, w.Now, history[i].Event})
			}
		}
	}
	return out
}
