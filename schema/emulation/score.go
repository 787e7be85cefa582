package emulation

import (
	"math"

	"github.com/sothon/sothon/sync/wire"
)

// Scorecard is the points of one subject in a year, with everything they came from. It is a proposal for the council.
type Scorecard struct {
	Subject Subject
	ID      wire.ID // village, household, official, enterprise; zero: the commune
	Name    string
	Area    wire.ID
	Year    int
	Set     string // code of the criteria
	Lines   []Line
	Gates   []GateState
	Total   float64 // of what is known
	Missing float64 // points that could not be counted for lack of figures
	Sample  bool    // from sample criteria, or figures from sample rules
}

// Line is one criterion of a scorecard.
type Line struct {
	Criterion Criterion
	Points    float64
	Known     float64 // points of the parts that could be counted at all
	Source    string  // letters of where its figures come from
	Typed     bool    // a figure was typed by hand
	SignedBy  string  // who signed it
	Parts     []PartScore
	Evidence  []Evidence
}

// PartScore is one measure with its figures.
type PartScore struct {
	Part        Part
	Over, Under Fact
	Value       float64
	Points      float64
	Known       bool
	Why         Text // why it could not be counted
}

// GateState is a condition with its answer.
type GateState struct {
	Gate Gate
	Fact Fact // Known with 1 met, 0 not
}

// Score gives a subject its points from facts, by their codes. A fact that is not there or not known gives no points and is
// told; a divisor of 0 is not known. Points of a criterion are rounded half up to a tenth; the total is their sum.
func Score(s *Sheet, facts map[string]Fact) Scorecard {
	out := Scorecard{Subject: s.Subject}
	if s.set != nil {
		out.Set, out.Sample = s.set.Code, s.set.Sample
	}
	for _, c := range s.Criteria {
		line := Line{Criterion: c}
		sum := 0.0
		for _, p := range c.Parts {
			x := scorePart(s, p, facts)
			for _, f := range []Fact{x.Over, x.Under} {
				out.Sample = out.Sample || f.Sample && f.Known
				line.Evidence = append(line.Evidence, f.Evidence...)
				if f.Typed && f.Known {
					line.Typed, line.SignedBy = true, f.SignedBy
				}
			}
			line.Source = letters(line.Source, s.source(x.Over), s.source(x.Under))
			if x.Known {
				sum += x.Points
				line.Known += p.Points
			}
			line.Parts = append(line.Parts, x)
		}
		line.Points = tenth(sum)
		out.Total += line.Points
		out.Missing += c.Points - line.Known
		out.Lines = append(out.Lines, line)
	}
	out.Total, out.Missing = tenth(out.Total), tenth(out.Missing)
	for _, g := range s.Gates {
		f, ok := facts[g.Code]
		if !ok {
			f = Fact{Code: g.Code}
		}
		out.Gates = append(out.Gates, GateState{g, f})
	}
	return out
}

func (s *Sheet) source(f Fact) string {
	switch {
	case f.Code == "":
		return ""
	case f.Typed:
		return "M"
	case s.set != nil:
		return s.set.Fact(f.Code).Source
	}
	return ""
}

// letters joins letters, each once.
func letters(all ...string) string {
	out, seen := "", map[rune]bool{}
	for _, s := range all {
		for _, r := range s {
			if !seen[r] {
				seen[r] = true
				out += string(r)
			}
		}
	}
	return out
}

var noFigure = Text{"chưa có số liệu", "no figure yet"}

func scorePart(s *Sheet, p Part, facts map[string]Fact) PartScore {
	find := func(code string) Fact {
		if code == "" {
			return Fact{}
		}
		f, ok := facts[code]
		if !ok {
			return Fact{Code: code, Why: noFigure}
		}
		if k, known := factOf(code); known && k.Class && s.Subject == SubjectOfficial {
			return Fact{Code: code, Why: Text{"không chấm cán bộ theo phân loại hộ", "officials are not scored by classes of households"}}
		}
		return f
	}
	x := PartScore{Part: p, Over: find(p.Over), Under: find(p.Under)}
	switch {
	case !x.Over.Known:
		x.Why = whyNot(x.Over)
	case p.Under != "" && !x.Under.Known:
		x.Why = whyNot(x.Under)
	case p.Under != "" && x.Under.Value == 0:
		x.Why = Text{"chưa có gì để tính (mẫu số bằng 0)", "nothing to divide by"}
	default:
		x.Known, x.Value = true, x.Over.Value
		if p.Under != "" {
			x.Value /= x.Under.Value
		}
		share := (x.Value - p.Zero) / (p.Full - p.Zero)
		x.Points = p.Points * math.Min(1, math.Max(0, share))
	}
	return x
}

func whyNot(f Fact) Text {
	if f.Why.Vi == "" {
		return noFigure
	}
	return f.Why
}

// tenth rounds half up to a tenth.
func tenth(x float64) float64 { return math.Floor(x*10+0.5+1e-9) / 10 }
