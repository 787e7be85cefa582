package replica

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Names of the scoped lists that screens read.
const (
	listHouseholds = "ho"
	listMembers    = "thanh_vien"
	listLoans      = "khoan_vay"
	listVillages   = "thon"
	listRounds     = "dot"
	listPeople     = "nguoi" // names of who writes in the area; read in people.go
	listAssigned   = "giao"  // who visits which household
	listReminders  = "nhac"  // the office's last word to a user about the round
)

// Summary is one household with the state of its record in the round at hand.
type Summary struct {
	Case, Record, Area                    wire.ID
	Name, AreaLabel, Address, Phone, Note string
	State                                 string // see stateOf
	Unsent                                bool   // something of it is only here
	Members                               int
	Updated                               int64  // ms UTC; 0: nothing stored
	Code                                  string // as people write it: "Đ-017"
	Mine                                  bool   // the office gave it to the user
	Given                                 bool   // the office gave it to somebody
	Handover                              string // what the one before wants the next to know; of the user's own only
	Unlisted                              bool   // no list has it: begun on a tablet
}

// Round is the survey campaign at hand.
type Round struct {
	ID       wire.ID
	Label    string
	Previous wire.ID
	Ends     int64
	forms    []formChoice // what is filled in it; none: any
	retired  []string     // form ids of which no new record is begun
}

// AreaCount is one area with its households by state.
type AreaCount struct {
	ID     wire.ID
	Label  string
	Total  int
	States map[string]int
}

// Home is the first screen.
type Home struct {
	Round      *Round
	Areas      []AreaCount
	Returned   []Summary
	Households []Summary // house by house
	ByName     []int     // their places by name
	OnlyHere   int
	LastSync   int64
	Form       *wire.FormRef
	Reminder   string // the office's last word to the user; "" none
	RemindedAt int64  // ms UTC
}

// homeIndex is what the lists that hold say of households.
type homeIndex struct {
	cases   map[wire.ID]caseRow
	order   []wire.ID
	members map[wire.ID][]listRow
	loans   map[wire.ID][]listRow
	areas   []wire.ID
	labels  map[wire.ID]string
	rounds  []Round
	round   Round
	given   map[wire.ID]assignment
	said    map[wire.ID]reminder // by user
	texts   []searchText         // made when first searched; nil: not yet

	place     map[wire.ID]int // where in order
	listed    []Summary       // by order: what the lists alone say
	byName    []int           // places in order by name
	recordIDs []wire.ID       // by order: the record of recordsOf
	recordsOf string          // form id
}

// assignment is to whom the office gave a household.
type assignment struct {
	users []wire.ID
	note  string
}

type reminder struct {
	text string
	at   int64
}

type listRow struct {
	list *answers.List
	row  int
}

func (x listRow) at(column string) string { return x.list.At(x.row, column) }

type caseRow struct {
	listRow
	area wire.ID
}

func (h *homeIndex) areaLabel(area wire.ID) string { return h.labels[area] }

// home gives the index, made anew after a sync.
func (r *Replica) home() *homeIndex {
	if r.homes != nil {
		return r.homes
	}
	h := &homeIndex{cases: map[wire.ID]caseRow{}, members: map[wire.ID][]listRow{}, loans: map[wire.ID][]listRow{}, labels: map[wire.ID]string{},
		given: map[wire.ID]assignment{}, said: map[wire.ID]reminder{}}
	r.homes = h
	h.areas = r.Areas()
	for _, area := range append([]wire.ID{{}}, h.areas...) {
		for _, l := range r.current(area) {
			if l.Area == area {
				h.read(l.List, area)
			}
		}
	}
	h.chooseRound()
	h.unlisted(r)
	for _, c := range h.cases {
		if h.labels[c.area] == "" {
			h.labels[c.area] = c.at("thon")
		}
	}
	h.arrange(r.user.ID)
	return h
}

func (h *homeIndex) read(l *answers.List, area wire.ID) {
	parent := l.Column("ho")
	for i := 0; i < l.Rows(); i++ {
		x := listRow{l, i}
		id := l.ID(i)
		switch l.Name {
		case listHouseholds:
			if _, there := h.cases[id]; !there && !id.IsZero() {
				h.cases[id] = caseRow{x, area}
				h.order = append(h.order, id)
			}
		case listMembers, listLoans:
			if parent < 0 {
				continue
			}
			of, err := wire.ParseID(l.Cells[parent][i])
			if err != nil {
				continue
			}
			if l.Name == listMembers {
				h.members[of] = append(h.members[of], x)
			} else {
				h.loans[of] = append(h.loans[of], x)
			}
		case listAssigned:
			a := assignment{note: x.at("ghi_chu")}
			for _, u := range strings.Fields(x.at("nguoi")) {
				if user, err := wire.ParseID(u); err == nil {
					a.users = append(a.users, user)
				}
			}
			h.given[id] = a
		case listReminders:
			at, _ := strconv.ParseInt(x.at("luc"), 10, 64) // 0: not known
			if at >= h.said[id].at {
				h.said[id] = reminder{x.at("label"), at}
			}
		case listVillages:
			h.labels[id] = x.at("label")
		case listRounds:
			prev, _ := wire.ParseID(x.at("previous"))
			h.rounds = append(h.rounds, Round{ID: id, Label: x.at("label"), Previous: prev, Ends: dayMillis(x.at("ends")),
				forms: formChoices(x.at("forms")), retired: strings.Fields(x.at("retired"))})
			if open := x.at("open"); (open == "1" || open == "true") && held(x.at("areas"), h.areas) {
				h.round = h.rounds[len(h.rounds)-1]
			}
		}
	}
}

// chooseRound takes the round that the list marks open; where it marks none, the last in the order of their labels, and
// the one before it as its previous.
func (h *homeIndex) chooseRound() {
	if len(h.rounds) == 0 {
		return
	}
	sorted := slices.Clone(h.rounds)
	ordered(sorted, func(a, b Round) int { return strings.Compare(a.Label, b.Label) })
	if h.round.ID.IsZero() {
		h.round = sorted[len(sorted)-1]
	}
	if h.round.Previous.IsZero() {
		for i := range sorted {
			if sorted[i].ID == h.round.ID && i > 0 {
				h.round.Previous = sorted[i-1].ID
			}
		}
	}
}

func (r *Replica) round() Round { return r.home().round }

func (r *Replica) roundLabel(id wire.ID) string {
	for _, x := range r.home().rounds {
		if x.ID == id {
			return x.Label
		}
	}
	return ""
}

func (r *Replica) areaOf(caseID wire.ID) wire.ID { return r.home().cases[caseID].area }

// currentForm gives the survey form that holds in the round at hand: built-in forms (st_…) are not filled by hand. Of
// several versions the one at which the round stays, else the highest.
func (r *Replica) currentForm() (wire.FormRef, bool) {
	var best wire.FormRef
	for _, f := range r.sync.Forms {
		if !strings.HasPrefix(f.FormID, "st_") && r.forms[f.Hash] != nil && r.round().fills(f) && (best.FormID == "" || f.FormID == best.FormID && f.Version > best.Version) {
			best = f
		}
	}
	return best, best.FormID != ""
}

// Home gives the first screen: every household of the areas, house by house, with its state.
func (r *Replica) Home() Home {
	h := r.home()
	out := Home{LastSync: r.sync.LastSync}
	if !h.round.ID.IsZero() {
		round := h.round
		out.Round = &round
	}
	f, fills := r.currentForm()
	if fills {
		out.Form = &f
	}
	out.ByName = h.byName
	counts := map[wire.ID]*AreaCount{}
	out.Areas = make([]AreaCount, len(h.areas))
	for i, a := range h.areas {
		out.Areas[i] = AreaCount{ID: a, Label: h.labels[a], States: map[string]int{}}
		counts[a] = &out.Areas[i]
	}
	out.Households = make([]Summary, 0, len(h.order))
	for i := range h.order {
		s := h.listed[i]
		if fills {
			s = r.summary(h, i, f.FormID)
		}
		if c := counts[s.Area]; c != nil {
			c.Total++
			c.States[s.State]++
		}
		if s.State == "returned" {
			out.Returned = append(out.Returned, s)
		}
		out.Households = append(out.Households, s)
	}
	out.OnlyHere = r.onlyHere()
	out.Reminder, out.RemindedAt = h.said[r.user.ID].text, h.said[r.user.ID].at
	return out
}

// onlyHere counts the records of which a draft or a change is nowhere else.
func (r *Replica) onlyHere() int {
	n := 0
	for id := range r.drafts {
		if r.drafting(id) {
			n++
		}
	}
	for id := range r.records {
		if !r.drafting(id) && r.unsent(id) {
			n++
		}
	}
	return n
}

// drafting says that the journal of a record holds an answer: a journal may be an opening alone.
func (r *Replica) drafting(id wire.ID) bool {
	d := r.drafts[id]
	return d != nil && len(d.entries) > 0
}

// unsent says that an own change of a record is not yet durable at the owner.
func (r *Replica) unsent(id wire.ID) bool {
	rec := r.records[id]
	if rec == nil {
		return false
	}
	for _, s := range rec.changes {
		if s.made && s.dot.Seq > r.sync.Acked {
			return true
		}
	}
	return false
}

// Summary gives one household; its zero when no list that holds has the case.
func (r *Replica) Summary(caseID wire.ID) Summary {
	h := r.home()
	i, ok := h.place[caseID]
	if !ok {
		return Summary{Case: caseID}
	}
	f, ok := r.currentForm()
	if !ok {
		return h.listed[i]
	}
	return r.summary(h, i, f.FormID)
}

func (r *Replica) summary(h *homeIndex, i int, formID string) Summary {
	s := h.listed[i]
	s.Record = h.recordID(i, formID)
	if r.records[s.Record] == nil && r.drafts[s.Record] == nil {
		return s
	}
	s.State = r.stateOf(s.Record)
	s.Unsent = r.drafting(s.Record) || r.unsent(s.Record)
	if d := r.drafts[s.Record]; d != nil && len(d.entries) > 0 {
		s.Updated = d.entries[len(d.entries)-1].At
	}
	m := r.Merged(s.Record)
	if m == nil {
		return s
	}
	for i := range m.Changes {
		s.Updated = max(s.Updated, m.Changes[i].At)
	}
	if n := r.countMembers(m, h.members[s.Case]); n > 0 {
		s.Members = n
	}
	if s.State == "returned" {
		if d := r.decision(m); d != nil {
			s.Note = d.Reason
		}
	}
	return s
}

// countMembers counts the standing rows of the repeat that the known members are rows of.
func (r *Replica) countMembers(m *merge.Record, known []listRow) int {
	path := ""
	for i := range m.Rows {
		for _, k := range known {
			if m.Rows[i].ID == k.list.ID(k.row) {
				path = m.Rows[i].Path
			}
		}
	}
	n := 0
	for i := range m.Rows {
		if path != "" && m.Rows[i].Path == path && !m.Rows[i].Gone {
			n++
		}
	}
	return n
}

// stateOf gives the state of a record as the tablet shows it: new, draft, finished, received, returned, fixed, approved,
// changed, conflict or held. Of several that fit, the one that asks most of the collector.
func (r *Replica) stateOf(id wire.ID) string {
	m := r.Merged(id)
	if m == nil || len(m.Changes) == 0 {
		if r.drafting(id) {
			return "draft"
		}
		return "new"
	}
	held := false
	for i := range m.Changes {
		held = held || m.Changes[i].Status == merge.Held && m.Changes[i].Dot.Writer == r.id.Writer()
	}
	switch {
	case m.State == merge.Returned || m.State == merge.Rejected:
		return "returned"
	case held:
		return "held"
	case r.drafting(id):
		return "draft"
	case m.Conflicts > 0:
		return "conflict"
	case m.State == merge.Approved && merge.ChangedSinceApproval(m):
		return "changed"
	case m.State == merge.Approved:
		return "approved"
	case m.State == merge.Fixed:
		return "fixed"
	case m.State == merge.Draft && len(m.Registers) == 0 && len(m.Rows) == 0:
		return "new"
	case m.State == merge.Draft:
		return "draft"
	case r.unsent(id):
		return "finished"
	}
	return "received"
}

func parkedIn(m *merge.Record) int {
	n := 0
	for i := range m.Changes {
		if m.Changes[i].Status == merge.Parked {
			n++
		}
	}
	return n
}
