package admin

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// verdictView is what a rule set says of a record, as a villager could follow it.
type verdictView struct {
	Rules    string
	RulesURL string
	Class    string
	Draft    string
	Sample   bool
	Points   []string
	Why      []whyLine
	Lacking  int
	Missing  []string
	Scored   []fact
	When     string
	History  []fact // verdicts that were superseded
	RecordID string
	Round    string
}

// whyLine is one indicator: yes, no, unknown, and why.
type whyLine struct {
	Code, Name, Text string
	State            string // yes: deprived; no; unknown
	Sample           bool
}

// householdClass is the class of a household on a day, and what rule sets computed for its records.
type householdClass struct {
	Class    string
	From     string
	Decision string
	Trial    bool
	Rules    string
	Computed []verdictView
}

// verdictsOf gives what the rule sets say of a record.
func (a *Admin) verdictsOf(ctx context.Context, v View, record wire.ID) ([]verdictView, error) {
	all, err := a.Store.VerdictsOf(ctx, a.Workspace, record)
	if err != nil {
		return nil, err
	}
	return a.verdictViews(ctx, v, all)
}

// classOf gives the class of a household on a day.
func (a *Admin) classOf(ctx context.Context, v View, caseID wire.ID, day string) (*householdClass, error) {
	k, err := a.Store.ClassOn(ctx, a.Workspace, caseID, day)
	if err != nil {
		return nil, err
	}
	out := &householdClass{Class: className(v, k.Class), From: showDay(k.From), Decision: k.Decision, Trial: k.Sample}
	if k.RuleSet != "" {
		out.Rules = ruleWord(v, k.RuleSet)
	}
	out.Computed, err = a.verdictViews(ctx, v, k.Computed)
	return out, err
}

func (a *Admin) verdictViews(ctx context.Context, v View, all []schema.Verdict) ([]verdictView, error) {
	if len(all) == 0 {
		return nil, nil
	}
	rounds, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	label := map[wire.ID]string{}
	for _, r := range rounds {
		label[r.ID] = r.Label
	}
	type key struct {
		record wire.ID
		code   string
	}
	at := map[key]int{}
	var out []verdictView
	for i := range all {
		x := &all[i]
		if !x.Ended.IsZero() {
			if n, ok := at[key{x.Record, x.Code}]; ok {
				text := classWord(v, x.Class)
				for _, p := range whyShort(v, x) {
					text += ", " + p
				}
				out[n].History = append(out[n].History, fact{v.When(x.At), text})
			}
			continue
		}
		e, err := jobs.Explain(x)
		if err != nil {
			return nil, err
		}
		rs, err := a.Classes.RuleSet(ctx, x.Rules)
		if err != nil {
			return nil, err
		}
		b := verdictView{Rules: ruleWord(v, x.Code), RulesURL: "/rules/" + x.Rules.String(), Class: classWord(v, x.Class), Sample: x.Sample, Points: whyShort(v, x),
			When: v.When(x.At), Lacking: len(x.Lacking), RecordID: x.Record.String(), Round: label[x.Round]}
		if e.Draft != "" {
			b.Draft = classWord(v, e.Draft)
		}
		words := map[string]string{}
		if rs != nil {
			for _, in := range rs.Indicators {
				words[in.Code] = inLang(v, in.Name)
			}
		}
		for _, w := range e.Why {
			b.Why = append(b.Why, whyLine{Code: w.Code, Name: words[w.Code], Text: pick(v.Lang, w.Vi, w.En), State: w.State.String(), Sample: w.Sample})
		}
		for _, g := range e.Missing {
			text := pick(v.Lang, g.Vi, g.En)
			if g.Person != "" {
				text = g.Person + ": " + text
			}
			if g.Rule {
				text += " (" + v.T("cls.rule_gap") + ")"
			}
			b.Missing = append(b.Missing, text)
		}
		for _, p := range e.Scored {
			n := groupDigits(itoa(p.Low))
			if p.High != p.Low {
				n += "–" + groupDigits(itoa(p.High))
			}
			b.Scored = append(b.Scored, fact{pick(v.Lang, p.Vi, p.En), n})
		}
		at[key{x.Record, x.Code}] = len(out)
		out = append(out, b)
	}
	return out, nil
}

// Deprived says that the indicator counts against the household.
func (w whyLine) Deprived() bool { return w.State == poverty.Yes.String() }

// Unknown says that the indicator is not known.
func (w whyLine) Unknown() bool { return w.State == poverty.Unknown.String() }
