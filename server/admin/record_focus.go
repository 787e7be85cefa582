package admin

import (
	"strconv"

	"github.com/sothon/sothon/sync/wire"
)

// leastFold is the least number of unchanged questions in a run that stand folded.
const leastFold = 3

// quiet says that a line says nothing new: as last year or empty in both, and nobody has anything to say about it.
func (l *lineView) quiet() bool {
	return l.Group == "" && (l.Same || l.Now == shown{} && l.Last == shown{}) && l.Fork == nil && len(l.Problems) == 0 && len(l.Comments) == 0 && (l.Mark == "" || l.Mark == "comment")
}

// folded puts each run of unchanged questions into one line that opens.
func folded(lines []lineView) []lineView {
	var out, run []lineView
	end := func() {
		if len(run) >= leastFold {
			out = append(out, lineView{Fold: run})
		} else {
			out = append(out, run...)
		}
		run = nil
	}
	for _, l := range lines {
		if l.quiet() {
			run = append(run, l)
			continue
		}
		end()
		out = append(out, l)
	}
	end()
	return out
}

// focusView is the question whose thread stands in the panel beside the record.
type focusView struct {
	Title    string
	Label    string
	Ref      string
	Anchor   string
	Open     string
	Save     string // anchor of the change that wrote the value
	Comments []commentView
}

// focus chooses the question of the panel: the one asked for, else the first line that somebody has to look at.
func (b *recordView) focus(asked string) {
	var best, first *lineView
	look := func(l *lineView) {
		switch {
		case l.Ref == "":
		case l.Anchor == asked && asked != "":
			best = l
		case first == nil:
			first = l
			fallthrough
		case best == nil && (l.Fork != nil || len(l.Problems) > 0 || len(l.Comments) > 0):
			best = l
		}
	}
	for i := range b.Lines {
		look(&b.Lines[i])
		for k := range b.Lines[i].Fold {
			look(&b.Lines[i].Fold[k])
		}
	}
	if best == nil {
		best = first
	}
	if best != nil {
		b.At = &focusView{Title: strconv.Itoa(best.Number), Label: best.Label, Ref: best.Ref, Anchor: best.Anchor, Open: best.Open, Save: best.Save, Comments: best.Comments}
	}
}

// classView is the change of the result as a row of its own.
type classView struct {
	Last, Approved, Now string
	Open                bool // it depends on a conflict
	Changed             bool
}

// classRow makes the row of the result where it changed, or where it is not known yet and was last year.
func (s *sheet) classRow(b *recordView) {
	r := b.Result
	if r == nil || r.Main == "" && r.Before == "" {
		return
	}
	c := &classView{Last: r.Before, Now: r.Main, Open: r.Open && len(r.Depends) > 0}
	if len(r.Others) > 0 {
		c.Approved = r.Others[0].Value
	}
	c.Changed = c.Open || r.Before != "" && r.Before != r.Main || c.Approved != "" && c.Approved != r.Main
	if c.Changed || b.Show == "all" {
		b.Class = c
	}
}

// saveAnchor names a change in the history of the page.
func saveAnchor(d wire.Dot) string {
	return "luu-" + d.Writer.String()[:8] + "-" + strconv.FormatUint(d.Seq, 10)
}

// rulingNote is what the person wrote who set a change aside; "" when nobody did.
func (s *sheet) rulingNote(d wire.Dot) string {
	for i := len(s.m.Rulings) - 1; i >= 0; i-- {
		if r := &s.m.Rulings[i]; r.Writer == d.Writer && r.From <= d.Seq && d.Seq <= r.To {
			return r.Note
		}
	}
	return ""
}
