package banklist

import (
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/sync/wire"
)

// Fate is what became of a line.
type Fate string

// The fates.
const (
	Matched   Fate = "matched"
	Ambiguous Fate = "ambiguous" // more than one household could be meant
	Unmatched Fate = "unmatched"
	Left      Fate = "left" // a person said that it is nobody's here
)

// Line is one line held against the register.
type Line struct {
	Entry *Entry
	Fate  Fate
	How   schema.LoanMatch
	Case  *register.Case   // matched
	Loan  wire.ID          // the loan it is of; zero: a new one
	Like  []*register.Case // ambiguous: those that could be meant, at most maxLike
	Hand  string           // what a person typed
	Wrong bool             // no such household by hand
}

const maxLike = 6

// Plan is a whole list held against the register.
type Plan struct {
	Lines  []Line
	Counts Counts
}

// Counts is what a match report counts.
type Counts struct {
	Lines, ByContract, ByCard, ByName, ByHand int
	Ambiguous, Unmatched, Left, NewLoans      int
	Errors, Warnings                          int
}

// Matched is how many lines have a household.
func (c Counts) Matched() int { return c.ByContract + c.ByCard + c.ByName + c.ByHand }

// Known is a loan that is there already, in either column.
type Known struct {
	Loan, Case wire.ID
	Contract   string
	Program    string
	Amount     *int64
	Paid       string
}

type index struct {
	cases     map[wire.ID]*register.Case
	codes     map[string][]*register.Case
	contracts map[string]Known
	cards     map[string]*register.Case
	names     map[string][]*register.Case // area and folded name
	loans     map[wire.ID][]Known         // by case
}

// Match gives each line its household. cases are those the person may see; loans those that are known of them.
func Match(l *List, cases []*register.Case, loans []Known, hand map[int]string) *Plan {
	x := newIndex(cases, loans)
	plan := &Plan{}
	taken := map[wire.ID]int{} // loan → row; what a contract names is that line's, wherever it stands
	for i := range l.Entries {
		e := &l.Entries[i]
		if k, ok := x.contracts[e.Bank.Contract]; ok && e.Bank.Contract != "" && hand[e.Row] == "" {
			taken[k.Loan] = e.Row
		}
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		line := x.find(e, hand[e.Row])
		if line.Fate == Matched {
			if line.Loan.IsZero() {
				line.Loan = x.loan(line.Case.ID, &e.Bank, taken)
			}
			if line.Loan.IsZero() {
				plan.Counts.NewLoans++
			} else {
				taken[line.Loan] = e.Row
			}
		}
		plan.count(&line)
		plan.Lines = append(plan.Lines, line)
	}
	plan.Counts.Lines, plan.Counts.Errors, plan.Counts.Warnings = len(plan.Lines), l.Errors, l.Warnings
	return plan
}

func (p *Plan) count(l *Line) {
	c := &p.Counts
	switch l.Fate {
	case Ambiguous:
		c.Ambiguous++
	case Unmatched:
		c.Unmatched++
	case Left:
		c.Left++
	case Matched:
		switch l.How {
		case schema.ByContract:
			c.ByContract++
		case schema.ByCard:
			c.ByCard++
		case schema.ByName:
			c.ByName++
		case schema.ByHand:
			c.ByHand++
		}
	}
}

// Entries gives the lines that have a household, as the store keeps them.
func (p *Plan) Entries() []schema.LoanLine {
	var out []schema.LoanLine
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Fate == Matched {
			out = append(out, schema.LoanLine{Line: l.Entry.Row, Case: l.Case.ID, Loan: l.Loan, How: l.How, Bank: l.Entry.Bank})
		}
	}
	return out
}

func newIndex(cases []*register.Case, loans []Known) *index {
	x := &index{map[wire.ID]*register.Case{}, map[string][]*register.Case{}, map[string]Known{}, map[string]*register.Case{}, map[string][]*register.Case{}, map[wire.ID][]Known{}}
	for _, c := range cases {
		x.cases[c.ID] = c
		if code := schema.SameContract(c.Values["ma"]); code != "" {
			x.codes[code] = append(x.codes[code], c)
		}
		names := []string{c.Values["chu_ho"]}
		for _, m := range c.Members {
			names = append(names, m.Values["m_ten"])
			if card := m.Values["m_cccd"]; card != "" {
				x.cards[card] = c
			}
		}
		for _, n := range names {
			k := c.Area.String() + roll.Plain(n)
			if roll.Plain(n) != "" && !slices.Contains(x.names[k], c) {
				x.names[k] = append(x.names[k], c)
			}
		}
		for _, l := range c.Loans {
			k := Known{Loan: l.ID, Case: c.ID, Contract: schema.SameContract(l.Values["v_ma"]), Program: l.Values["v_ct"], Paid: l.Values["v_ngay"]}
			if n, ok := parseWhole(l.Values["v_sotien"]); ok {
				k.Amount = &n
			}
			x.know(k)
		}
	}
	for _, k := range loans {
		x.know(k)
	}
	return x
}

func (x *index) know(k Known) {
	if x.cases[k.Case] == nil || slices.ContainsFunc(x.loans[k.Case], func(o Known) bool { return o.Loan == k.Loan }) {
		return
	}
	x.loans[k.Case] = append(x.loans[k.Case], k)
	if _, twice := x.contracts[k.Contract]; k.Contract != "" && !twice {
		x.contracts[k.Contract] = k
	}
}

// find gives a line its household: by hand, by contract, by the borrower's number, by name and village.
func (x *index) find(e *Entry, hand string) Line {
	l := Line{Entry: e, Fate: Unmatched, Hand: hand}
	if hand == "-" {
		l.Fate = Left
		return l
	}
	if hand != "" {
		if of := x.codes[schema.SameContract(hand)]; len(of) == 1 {
			l.Fate, l.How, l.Case = Matched, schema.ByHand, of[0]
			return l
		}
		l.Wrong = true
	}
	if k, ok := x.contracts[e.Bank.Contract]; ok && e.Bank.Contract != "" {
		l.Fate, l.How, l.Case, l.Loan = Matched, schema.ByContract, x.cases[k.Case], k.Loan
		return l
	}
	if c := x.cards[e.Card]; c != nil && e.Card != "" {
		l.Fate, l.How, l.Case = Matched, schema.ByCard, c
		return l
	}
	if e.Area.IsZero() || e.Bank.Borrower == "" {
		return l
	}
	switch of := x.names[e.Area.String()+roll.Plain(e.Bank.Borrower)]; len(of) {
	case 0:
	case 1:
		l.Fate, l.How, l.Case = Matched, schema.ByName, of[0]
	default:
		l.Fate, l.Like = Ambiguous, of[:min(len(of), maxLike)]
	}
	return l
}

// loan finds which loan of a household a line is of when no contract says so: the one without another contract that agrees
// in programme, amount and day as far as both know them. Zero: none, or more than one.
func (x *index) loan(caseID wire.ID, b *credit.Bank, taken map[wire.ID]int) wire.ID {
	var found wire.ID
	for _, k := range x.loans[caseID] {
		same := taken[k.Loan] == 0 && (k.Contract == "" || b.Contract == "" || k.Contract == b.Contract) &&
			(k.Program == "" || b.Program == "" || k.Program == b.Program) && (k.Amount == nil || b.Amount == nil || *k.Amount == *b.Amount) &&
			(k.Paid == "" || b.Paid == "" || k.Paid == b.Paid)
		if !same {
			continue
		}
		if !found.IsZero() {
			return wire.ID{}
		}
		found = k.Loan
	}
	return found
}
