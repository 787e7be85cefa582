package fill

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
)

// Options says how a form is filled.
type Options struct {
	Env   engine.Env
	Lists []engine.List
	NewID func() engine.RowID // of rows added by hand; nil = random
}

// Run asks everything that the flow of a new record leads to, until it is finished or the input ends, and gives the
// session: finished says whether nothing was left to mend. Vietnamese stands first, English after it where Env.Lang does
// not say otherwise. The error is that of opening the form or of writing.
func Run(f *forms.Form, in io.Reader, out io.Writer, o Options) (s *engine.Session, finished bool, err error) {
	s, _, err = engine.Open(f, engine.Start{New: true, Env: o.Env, Lists: o.Lists})
	if err != nil {
		return nil, false, err
	}
	if o.NewID == nil {
		o.NewID = func() (id engine.RowID) { _, _ = rand.Read(id[:]); return id }
	}
	w := &walk{f: f, s: s, in: bufio.NewScanner(in), out: &teller{w: out}, o: o}
	w.in.Buffer(nil, 1<<20)
	w.out.say("%s\n%s\n", w.title(), help)
	finished = w.all()
	return s, finished, w.out.err
}

const help = "Enter: sang câu sau · <: câu trước · -: xoá câu trả lời · !: xem còn thiếu gì · ?: trợ giúp · Ctrl+D: dừng\n" +
	"Enter: next · <: back · -: clear · !: what is missing · ?: help · Ctrl+D: stop"

// teller keeps the first error of writing.
type teller struct {
	w   io.Writer
	err error
}

func (t *teller) say(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

// stop is a place where the walk halts: a question or note, or the end of a repeat, where a row can be added.
type stop struct {
	ref    engine.Ref
	repeat bool // ref.Row is the row around the repeat
}

type walk struct {
	f   *forms.Form
	s   *engine.Session
	in  *bufio.Scanner
	out *teller
	o   Options
	row engine.RowID // just added: the walk goes on there
}

func (w *walk) title() string {
	for _, t := range w.f.Title {
		if text, ok := t.Literal(); ok && text != "" {
			return "== " + text + " =="
		}
	}
	return "== " + w.f.ID + " =="
}

// stops are the places of the record as it is now, in document order.
func (w *walk) stops() []stop {
	var out []stop
	var down func(e *instance.Elem)
	down = func(e *instance.Elem) {
		for node := range w.f.Nodes {
			if w.f.Nodes[node].Parent != e.Node {
				continue
			}
			if r := e.Range(node); r != nil {
				for _, row := range r.Rows {
					if !row.Hidden {
						down(row)
					}
				}
				if st, ok := w.s.State(engine.Ref{Row: engine.RowID(e.RowOf()), Node: node}); ok && st.Relevant && w.f.Nodes[node].RepeatCount == "" {
					out = append(out, stop{engine.Ref{Row: engine.RowID(e.RowOf()), Node: node}, true})
				}
				continue
			}
			k := e.Kid(node)
			if k == nil || k.Hidden {
				continue
			}
			switch w.f.Nodes[node].Kind {
			case forms.KindGroup:
				down(k)
			case forms.KindQuestion, forms.KindNote:
				out = append(out, stop{ref: engine.Ref{Row: engine.RowID(e.RowOf()), Node: node}})
			}
		}
	}
	down(w.s.Tree().Root)
	return out
}

// all walks from the first place to the end, again where something is left to mend; false when the input ended before.
func (w *walk) all() bool {
	stops := w.stops()
	for at := 0; ; {
		if at >= len(stops) {
			back, more := w.end(stops)
			if !more {
				return back < 0
			}
			at = back
			continue
		}
		here := stops[at]
		line, ok := w.ask(here)
		if !ok {
			return false
		}
		step := 1
		switch line {
		case "<":
			step = -1
		case "?":
			w.out.say("%s\n", help)
			step = 0
		case "!":
			w.problems()
			step = 0
		default:
			if !w.take(here, line) {
				step = 0
			}
		}
		stops = w.stops()
		at = max(place(stops, here, at)+step, 0)
		if w.row != (engine.RowID{}) {
			for i, s := range slices.Backward(stops) {
				if s.ref.Row == w.row {
					at = i
				}
			}
			w.row = engine.RowID{}
		}
	}
}

// place finds a stop among those of now; where it is gone, the next one counts.
func place(stops []stop, here stop, was int) int {
	for i, s := range stops {
		if s == here {
			return i
		}
	}
	return min(was, len(stops)) - 1
}

// take carries out one line at a place; false: it stays there.
func (w *walk) take(here stop, line string) bool {
	n := &w.f.Nodes[here.ref.Node]
	switch {
	case line == "":
		return true
	case here.repeat:
		if line != "+" {
			w.out.say("  gõ + để thêm, Enter để thôi / type + to add one, Enter to go on\n")
			return false
		}
		id := w.o.NewID()
		if _, err := w.s.AddRow(here.ref.Node, here.ref.Row, id); err != nil {
			w.out.say("  ! %v\n", err)
			return false
		}
		w.row = id
		return true
	case n.Kind == forms.KindNote:
		return true
	case line == "-":
		line = ""
	}
	value, err := w.value(here.ref, line)
	if err == nil {
		_, err = w.s.Set(here.ref, value)
	}
	if err != nil {
		w.out.say("  ! %v\n", err)
		return false
	}
	if st, _ := w.s.State(here.ref); st.Valid == engine.ConstraintFailed {
		w.out.say("  ! %s\n", or(st.Message, "câu trả lời trái điều kiện của câu hỏi / against the constraint: "+n.Constraint))
		return false
	}
	for _, x := range w.s.Written() {
		w.out.say("  → %s = %s\n", w.f.Nodes[x.Ref.Node].Name, or(x.Value, "(trống)"))
	}
	return true
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// end shows what is left to mend; a number leads there. more is false when the walk is over, and then back is -1 when the
// record could be finished.
func (w *walk) end(stops []stop) (back int, more bool) {
	list := w.problems()
	if len(list) == 0 {
		return -1, false
	}
	w.out.say("Gõ số để tới câu đó, Enter để thôi / a number goes there, Enter ends: ")
	if !w.in.Scan() {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(w.in.Text()))
	if err != nil || n < 1 || n > len(list) {
		return 0, false
	}
	for i, s := range stops {
		if s.ref == list[n-1].Ref {
			return i, true
		}
	}
	return 0, true
}

// problems lists what keeps the record from being finished.
func (w *walk) problems() []engine.Violation {
	list := w.s.Finish().Problems
	if len(list) == 0 {
		w.out.say("Đủ rồi, không còn gì phải sửa. Nothing is left to mend.\n")
	}
	for i, v := range list {
		st, _ := w.s.State(v.Ref)
		w.out.say("%3d. %s: %s\n", i+1, or(st.Label, w.f.Nodes[v.Ref.Node].Name), or(v.Message, map[string]string{"required": "chưa trả lời / not answered"}[v.Kind]))
	}
	return list
}
