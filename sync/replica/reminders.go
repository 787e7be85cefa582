package replica

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// Reminder is something worth a second look that blocks nothing. docs/forms.md, "Ours".
type Reminder struct {
	Ref          engine.Ref
	Label, Group string
	Kind         string // "note": a note of the form; "times", "part": N times, or one N-th of, last year's; "more", "less": by N %; "id-sex", "id-year", "id-province": the number does not agree; "id-here", "id-area": Who has it too
	N            int
	Who          string
}

// Words of the appearance column that say what a screen may do with a question.
const (
	lookWarn    = "st-warn"
	lookChange  = "st-change-"
	lookCard    = "st-cccd"
	lookCardSex = "st-cccd-sex"
	lookCardDay = "st-cccd-birth"
)

func looks(n *forms.Node, word string) bool {
	for _, w := range strings.Fields(n.Appearance) {
		if w == word {
			return true
		}
	}
	return false
}

// Reminders gives what is worth a second look in the open form, in document order.
func (r *Replica) reminders(s *session) []Reminder {
	var out []Reminder
	for ref, v := range s.view {
		if x := r.reminder(s, v); x != nil {
			x.Ref, x.Label, x.Group = ref, s.place(ref), s.groupLabel(ref.Node)
			out = append(out, *x)
		}
	}
	ordered(out, func(a, b Reminder) int {
		if a.Ref.Node != b.Ref.Node {
			return a.Ref.Node - b.Ref.Node
		}
		return wire.ID(a.Ref.Row).Compare(wire.ID(b.Ref.Row))
	})
	return out
}

// reminder says what is worth a second look at one place, nil when nothing is.
func (r *Replica) reminder(s *session, v *engine.NodeState) *Reminder {
	if !v.Relevant || v.Ref.Node <= 0 {
		return nil
	}
	n := &s.form.Nodes[v.Ref.Node]
	switch {
	case n.Kind == forms.KindNote:
		if looks(n, lookWarn) {
			return &Reminder{Kind: "note"}
		}
	case n.Kind != forms.KindQuestion || v.Value == "":
	case looks(n, lookCard):
		return r.cardReminder(s, v)
	case n.Type == "int" || n.Type == "decimal":
		return changeReminder(n, v.Value, s.lastYr[v.Ref])
	}
	return nil
}

// changeReminder compares a number with last year's. Without a limit of the form's own only great differences of numbers
// from ten up are told: three children after one are nothing to ask about.
func changeReminder(n *forms.Node, value, last string) *Reminder {
	now, err1 := strconv.ParseFloat(value, 64)
	was, err2 := strconv.ParseFloat(last, 64)
	if err1 != nil || err2 != nil || was <= 0 || now < 0 {
		return nil
	}
	for _, w := range strings.Fields(n.Appearance) {
		limit, err := strconv.Atoi(strings.TrimPrefix(w, lookChange))
		if !strings.HasPrefix(w, lookChange) || err != nil {
			continue
		}
		switch by := (now - was) / was * 100; {
		case by > float64(limit):
			return &Reminder{Kind: "more", N: int(by + 0.5)}
		case -by > float64(limit):
			return &Reminder{Kind: "less", N: int(0.5 - by)}
		}
		return nil
	}
	switch {
	case now < 10 && was < 10 || now == 0:
		return nil
	case now/was >= 3:
		return &Reminder{Kind: "times", N: int(now / was)}
	case was/now >= 3:
		return &Reminder{Kind: "part", N: int(was / now)}
	}
	return nil
}

// Codes of the provinces that the numbers were given in: the 63 before 2025, which stand on cards for life.
const provinces = " 001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045" +
	" 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096 "

// cardReminder holds an ID number (three digits province, one century and sex, two of the year of birth, six of chance)
// against sex and birth in its row, and looks for it elsewhere.
func (r *Replica) cardReminder(s *session, v *engine.NodeState) *Reminder {
	id := v.Value
	if len(id) != 12 || strings.Trim(id, "0123456789") != "" {
		return nil // the form's constraint speaks
	}
	if who, here := r.holder(s, v.Ref, id); who != "" {
		if here {
			return &Reminder{Kind: "id-here", Who: who}
		}
		return &Reminder{Kind: "id-area", Who: who}
	}
	if id == s.lastYr[v.Ref] || v.Seed || s.prefilled(v.Ref, v) {
		return nil // the commune has taken it as it is
	}
	if !strings.Contains(provinces, " "+id[:3]+" ") {
		return &Reminder{Kind: "id-province"}
	}
	digit := int(id[3] - '0')
	if sex := s.sexBeside(v.Ref); sex >= 0 && sex != digit%2 {
		return &Reminder{Kind: "id-sex"}
	}
	if born := s.beside(v.Ref, lookCardDay); len(born) >= 4 && born[:4] != strconv.Itoa(1900+digit/2*100+int(id[4]-'0')*10+int(id[5]-'0')) {
		return &Reminder{Kind: "id-year"}
	}
	return nil
}

// beside gives the answer of the question with a word of appearance in the row of a place.
func (s *session) beside(ref engine.Ref, word string) string {
	if b, ok := s.placeBeside(ref, word); ok {
		return s.view[b].Value
	}
	return ""
}

func (s *session) placeBeside(ref engine.Ref, word string) (engine.Ref, bool) {
	within := s.form.RepeatOf(ref.Node)
	for _, n := range s.worded(word) {
		if s.form.RepeatOf(n) == within {
			b := engine.Ref{Row: ref.Row, Node: n}
			return b, s.view[b] != nil
		}
	}
	return engine.Ref{}, false
}

// worded gives the nodes with a word in their appearance.
func (s *session) worded(word string) []int {
	list, known := s.words[word]
	if !known {
		for n := range s.form.Nodes {
			if looks(&s.form.Nodes[n], word) {
				list = append(list, n)
			}
		}
		s.words[word] = list
	}
	return list
}

// sexBeside gives 0 for a man, 1 for a woman, -1 where it is not known: by the words of the choices, else by their codes.
func (s *session) sexBeside(ref engine.Ref) int {
	b, ok := s.placeBeside(ref, lookCardSex)
	if !ok {
		return -1
	}
	value := s.view[b].Value
	switch strings.ToLower(s.text(b, value)) {
	case "nam", "male", "man":
		return 0
	case "nữ", "female", "woman":
		return 1
	}
	switch value {
	case "1":
		return 0
	case "2":
		return 1
	}
	return -1
}

// holder names somebody else with the same ID number: in this record, else among the people of the areas here.
func (r *Replica) holder(s *session, ref engine.Ref, id string) (who string, here bool) {
	for other, v := range s.view {
		if other.Node == ref.Node && other.Row != ref.Row && v.Value == id && v.Relevant {
			return first(s.rowName(other.Row), "?"), true
		}
	}
	column := s.form.Nodes[ref.Node].Name
	h := r.home()
	for caseID, list := range h.members {
		for _, m := range list {
			if m.at(column) != id || m.list.ID(m.row) == wire.ID(ref.Row) {
				continue
			}
			name := first(m.at("m_ten"), m.at("label"))
			if caseID != s.open.Case {
				if c, ok := h.cases[caseID]; ok {
					name += " (" + first(c.at("chu_ho"), c.at("label")) + ")"
				}
			} else if s.stands(m.list.ID(m.row)) {
				continue // the same record says what it says now
			}
			return name, false
		}
	}
	return "", false
}

// stands says that a row stands in the open form.
func (s *session) stands(id wire.ID) bool {
	_, _, ok := s.rowPlace(engine.RowID(id))
	return ok
}

// rowName is the first text answered in a row: what people call it.
func (s *session) rowName(row engine.RowID) string {
	node, _, ok := s.rowPlace(row)
	if !ok {
		return ""
	}
	for n := node + 1; n < len(s.form.Nodes); n++ {
		x := &s.form.Nodes[n]
		if v := s.view[engine.Ref{Row: row, Node: n}]; x.Kind == forms.KindQuestion && x.Control == "text" && v != nil && v.Value != "" {
			return v.Value
		}
	}
	return ""
}

// numbersBeside gives the ID numbers in the rows of what has changed.
func (s *session) numbersBeside(nodes []Node) []engine.Ref {
	var out []engine.Ref
	seen := map[engine.RowID]bool{}
	for i := range nodes {
		ref := nodes[i].Ref
		if seen[ref.Row] {
			continue
		}
		seen[ref.Row] = true
		if b, ok := s.placeBeside(ref, lookCard); ok {
			out = append(out, b)
		}
	}
	return out
}
