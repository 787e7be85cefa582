package replica

import (
	"strconv"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Column is one named text.
type Column struct{ Name, Value string }

// Member is a known person of a household.
type Member struct {
	ID                    wire.ID
	Name, Birth, Relation string
	SameAs                []wire.ID // the same person under other ids
}

// Labelled is a value with its question, as a person reads them.
type Labelled struct{ Label, Value string }

// Household is the card of one household.
type Household struct {
	Columns        []Column
	Members        []Member
	Loans          [][]Column
	Record         Summary
	Also           []Summary // households of this tablet that are the same one
	LastLabel      string
	LastYear       []Labelled
	ElsewhereUser  string // who else has answered without finishing, on another tablet or on this one; "" nobody
	ElsewhereSince int64
	ElsewhereHere  bool // it was on this tablet
}

// LastYear is what the record of the round before says, at the places of the open form.
type LastYear struct {
	Label  string
	Values []LastValue
}

// LastValue is one value of last year.
type LastValue struct {
	Ref         engine.Ref
	Value, Text string
}

// Household gives the card of a case.
func (r *Replica) Household(caseID wire.ID) (*Household, error) {
	h := r.home()
	c, ok := h.cases[caseID]
	if !ok {
		return nil, fail("not-found", "Hộ này không có trong danh sách của máy.", "This household is not in the lists of this device.")
	}
	out := &Household{Columns: columns(c.listRow), Record: r.Summary(caseID)}
	for _, m := range h.members[caseID] {
		out.Members = append(out.Members, Member{m.list.ID(m.row), first(m.at("m_ten"), m.at("label")), m.at("m_ngaysinh"), m.at("m_quanhe"), nil})
	}
	for i := range out.Members {
		out.Members[i].SameAs = r.SameAs(wire.AliasPerson, out.Members[i].ID)
	}
	for _, other := range r.SameAs(wire.AliasCase, caseID) {
		if _, here := h.cases[other]; here {
			out.Also = append(out.Also, r.Summary(other))
		}
	}
	for _, l := range h.loans[caseID] {
		out.Loans = append(out.Loans, columns(l))
	}
	if m := r.Merged(out.Record.Record); m != nil && m.State == merge.Draft {
		for i := range m.Changes {
			if x := &m.Changes[i]; (x.Dot.Writer != r.id.Writer() || x.User != r.user.ID) && x.At >= out.ElsewhereSince && x.Status == merge.Accepted {
				out.ElsewhereUser, out.ElsewhereSince = first(r.author(x.User, x.Dot.Writer), "máy khác"), x.At
				if out.ElsewhereHere = x.Dot.Writer == r.id.Writer(); out.ElsewhereHere {
					out.ElsewhereUser = first(r.people().called(x.User), out.ElsewhereUser)
				}
			}
		}
	}
	f, okForm := r.currentForm()
	earlier, label := r.earlier(caseID)
	if earlier != nil && okForm {
		form := r.forms[f.Hash].decoded()
		if form != nil {
			out.LastLabel = label
			s := &session{form: form, lists: r.current(c.area)}
			for _, v := range s.lastValues(earlier) {
				if v.Ref.Row == (engine.RowID{}) {
					out.LastYear = append(out.LastYear, Labelled{plain(form.Nodes[v.Ref.Node].Label), v.Text})
				}
			}
		}
	}
	return out, nil
}

func columns(x listRow) []Column {
	out := make([]Column, len(x.list.Columns))
	for i, c := range x.list.Columns {
		out[i] = Column{c, x.list.Cells[i][x.row]}
	}
	return out
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// plain is a label in the form's first language with its expressions left out.
func plain(t forms.Text) string {
	s := ""
	for _, p := range t.In(0) {
		s += p.Lit
	}
	return s
}

// earlier gives the record of the case in the round before, nil when nothing of it is here.
func (r *Replica) earlier(caseID wire.ID) (*merge.Record, string) {
	f, ok := r.currentForm()
	prev := r.round().Previous
	if !ok || prev.IsZero() {
		return nil, ""
	}
	return r.Merged(wire.RecordID(caseID, prev, f.FormID)), r.roundLabel(prev)
}

// lastYear fills the session's last-year values and gives them for the screen.
func (r *Replica) lastYear(s *session) *LastYear {
	earlier, label := r.earlier(s.open.Case)
	if earlier == nil {
		return nil
	}
	s.lastYr = answers.LastYear(s.form, earlier)
	return &LastYear{label, s.lastValues(earlier)}
}

func (s *session) lastValues(earlier *merge.Record) []LastValue {
	var out []LastValue
	for ref, v := range answers.LastYear(s.form, earlier) {
		out = append(out, LastValue{ref, v, s.text(ref, v)})
	}
	ordered(out, func(a, b LastValue) int {
		if a.Ref.Node != b.Ref.Node {
			return a.Ref.Node - b.Ref.Node
		}
		return wire.ID(a.Ref.Row).Compare(wire.ID(b.Ref.Row))
	})
	return out
}

// dayMillis reads an ISO date as the beginning of that day UTC; 0 when it is none.
func dayMillis(day string) int64 {
	if len(day) != 10 || day[4] != '-' || day[7] != '-' {
		return 0
	}
	y, err1 := strconv.Atoi(day[:4])
	m, err2 := strconv.Atoi(day[5:7])
	d, err3 := strconv.Atoi(day[8:])
	if err1 != nil || err2 != nil || err3 != nil {
		return 0
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).UnixMilli()
}
