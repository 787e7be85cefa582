package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sothon/sothon/schema/poverty"
)

type movementCase struct {
	Opening    []standingCase             `json:"opening"`
	Closing    []standingCase             `json:"closing"`
	Events     []json.RawMessage          `json:"events"`
	Units      map[string]json.RawMessage `json:"unit_map"`
	Households map[string]json.RawMessage `json:"household_map"`
	Report     json.RawMessage            `json:"report"`
	OldUnit    map[string]json.RawMessage `json:"old_unit"`
}

type standingCase struct {
	Household json.RawMessage `json:"ho"`
	Area      json.RawMessage `json:"thon"`
	Class     json.RawMessage `json:"class"`
	History   json.RawMessage `json:"history"`
}

type cellAnswer struct {
	Open    int `json:"open"`
	In      int `json:"in"`
	Out     int `json:"out"`
	Close   int `json:"close"`
	Pending int `json:"pending"`
}

// classifyMovement compares two rounds.
func classifyMovement(line []byte) (any, error) {
	var c movementCase
	if err := json.Unmarshal(line, &c); err != nil {
		return nil, fmt.Errorf("case: %w", err)
	}
	opening, err := standings("opening", c.Opening)
	if err != nil {
		return nil, err
	}
	closing, err := standings("closing", c.Closing)
	if err != nil {
		return nil, err
	}
	var events []poverty.Event
	for i, raw := range c.Events {
		e, err := event(raw)
		if err != nil {
			return nil, fmt.Errorf("events[%d]: %w", i, err)
		}
		events = append(events, e)
	}
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	forward(&o, opening, closing)
	m := poverty.Move(opening, closing, events, o)
	out := struct {
		Lines   [][5]string                      `json:"lines"`
		Balance map[string]map[string]cellAnswer `json:"balance"`
	}{make([][5]string, 0, len(m.Lines)), map[string]map[string]cellAnswer{}}
	for _, l := range m.Lines {
		way := "out"
		if l.In {
			way = "in"
		}
		out.Lines = append(out.Lines, [5]string{l.Household, l.Area, l.Class, way, string(l.Code)})
	}
	for area, by := range m.Balance {
		out.Balance[area] = map[string]cellAnswer{}
		for class, cell := range by {
			out.Balance[area][class] = cellAnswer(cell)
		}
	}
	return out, nil
}

// standings reads the rows of a round. A class that is null or says that nothing is settled is pending.
func standings(name string, rows []standingCase) ([]poverty.Standing, error) {
	out := make([]poverty.Standing, 0, len(rows))
	once := make(map[string]bool, len(rows))
	for i, r := range rows {
		var s poverty.Standing
		var err error
		bad := func(field string, err error) error { return fmt.Errorf("%s[%d].%s: %w", name, i, field, err) }
		if s.Household, err = text(r.Household); err != nil || s.Household == "" {
			return nil, bad("ho", errors.Join(err, errNotText))
		}
		if once[s.Household] {
			return nil, bad("ho", fmt.Errorf("hộ %s có hai lần. Household %s stands twice", s.Household, s.Household))
		}
		once[s.Household] = true
		if s.Area, err = text(r.Area); err != nil {
			return nil, bad("thon", err)
		}
		if s.Class, err = text(r.Class); err != nil {
			return nil, bad("class", err)
		}
		switch s.Class {
		case "", poverty.ClassNone, poverty.ClassUnknown, poverty.ClassNoPoints, poverty.ClassUndetermined:
			s.Class, s.Pending = "", true
		}
		if s.History, err = history(r.History); err != nil {
			return nil, bad("history", err)
		}
		out = append(out, s)
	}
	return out, nil
}

// history reads the classes of earlier rounds: a list of codes or of objects with a class, or one text.
func history(raw json.RawMessage) ([]string, error) {
	if isNull(raw) {
		return nil, nil
	}
	var objects []struct {
		Class *string `json:"class"`
	}
	if json.Unmarshal(raw, &objects) == nil {
		var out []string
		for _, o := range objects {
			if o.Class != nil {
				out = append(out, *o.Class)
			}
		}
		return out, nil
	}
	var by map[string]*string // round → class
	if json.Unmarshal(raw, &by) == nil {
		var out []string
		for _, c := range by {
			if c != nil {
				out = append(out, *c)
			}
		}
		return out, nil
	}
	list, err := texts(raw)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range list {
		out = append(out, strings.Fields(s)...)
	}
	return out, nil
}

var errNoEvent = errors.New("phải là split, merge, leave, dissolve hoặc arrive. Must be split, merge, leave, dissolve or arrive")

// event reads {"kind":"split","from":…,"to":[…]} whatever the name's field is called, or the same around or before the
// fields: {"split":{"from":…}}, ["split",{"from":…}].
func event(raw json.RawMessage) (poverty.Event, error) {
	var fields map[string]json.RawMessage
	var pair []json.RawMessage
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
		name, err := text(pair[0])
		if err != nil {
			return poverty.Event{}, errNoEvent
		}
		fields = map[string]json.RawMessage{name: pair[1]}
	} else if json.Unmarshal(raw, &fields) != nil {
		return poverty.Event{}, errNoEvent
	}
	name := ""
	for _, k := range []poverty.EventKind{poverty.EventSplit, poverty.EventMerge, poverty.EventLeave, poverty.EventDissolve, poverty.EventArrive} {
		for _, key := range []string{"kind", "type", "event"} {
			if s, err := text(fields[key]); err == nil && s == string(k) {
				name = s
			}
		}
		if inner, ok := fields[string(k)]; ok && name == "" {
			if name = string(k); json.Unmarshal(inner, &fields) != nil {
				return poverty.Event{}, errNoEvent
			}
		}
	}
	o := &object{fields: fields}
	list := func(field string) []string {
		out, err := texts(fields[field])
		if err != nil && o.err == nil {
			o.err = fmt.Errorf("%s: %w", field, err)
		}
		return out
	}
	e := poverty.Event{Kind: poverty.EventKind(name)}
	switch e.Kind {
	case poverty.EventSplit:
		e.From, e.To = list("from"), list("to")
	case poverty.EventMerge:
		e.From, e.Into = list("from"), o.text("into")
	case poverty.EventLeave, poverty.EventDissolve:
		e.From = list("ho")
	case poverty.EventArrive:
		e.Into, e.Class = o.text("ho"), o.text("class_there")
	default:
		return e, errNoEvent
	}
	return e, o.err
}

func (c *movementCase) options() (poverty.MoveOptions, error) {
	o := poverty.MoveOptions{Units: map[string][]string{}, Households: map[string]string{}, OldUnit: map[string]string{}}
	for old, raw := range c.Units {
		became, err := texts(raw)
		if err != nil {
			return o, fmt.Errorf("unit_map.%s: %w", old, err)
		}
		o.Units[old] = became
	}
	for from, raw := range c.Households {
		to, err := text(raw)
		if err != nil {
			return o, fmt.Errorf("household_map.%s: %w", from, err)
		}
		if to != "" {
			o.Households[from] = to
		}
	}
	for h, raw := range c.OldUnit {
		u, err := text(raw)
		if err != nil {
			return o, fmt.Errorf("old_unit.%s: %w", h, err)
		}
		o.OldUnit[h] = u
	}
	report, err := text(c.Report)
	if err != nil {
		var inner map[string]json.RawMessage
		if json.Unmarshal(c.Report, &inner) != nil {
			return o, fmt.Errorf("report: %w", err)
		}
		for _, raw := range inner {
			if s, err := text(raw); err == nil {
				report += " " + s
			}
		}
	}
	o.OldUnits = strings.Contains(report, "old") || strings.Contains(report, "cu")
	return o, nil
}

// forward turns maps that were written from the closing to the opening: those whose keys are of the closing and whose
// values are of the opening, and not the other way round.
func forward(o *poverty.MoveOptions, opening, closing []poverty.Standing) {
	was, is := map[string]bool{}, map[string]bool{}
	for _, s := range opening {
		was["ho "+s.Household], was["thon "+s.Area] = true, true
	}
	for _, s := range closing {
		is["ho "+s.Household], is["thon "+s.Area] = true, true
	}
	score := func(from, to string) (n int) {
		for _, in := range []struct {
			set  map[string]bool
			key  string
			sign int
		}{{was, from, 1}, {is, to, 1}, {is, from, -1}, {was, to, -1}} {
			if in.set[in.key] {
				n += in.sign
			}
		}
		return n
	}
	houses, units := 0, 0
	for from, to := range o.Households {
		houses += score("ho "+from, "ho "+to)
	}
	for from, became := range o.Units {
		for _, to := range became {
			units += score("thon "+from, "thon "+to)
		}
	}
	if houses < 0 {
		back := map[string]string{}
		for from, to := range o.Households {
			back[to] = from
		}
		o.Households = back
	}
	if units < 0 {
		back := map[string][]string{}
		for from, became := range o.Units {
			for _, to := range became {
				back[to] = append(back[to], from)
			}
		}
		o.Units = back
	}
}
