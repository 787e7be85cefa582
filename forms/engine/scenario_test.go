package engine

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// TestScenarios runs the texts under testdata/scenarios. Commands:
//
//	form                the form of what follows (formtext_test.go); prints its diagnostics
//	run [reconcile] [new] [lang=en]   one step a line, see player.step; prints what each step changed
func TestScenarios(t *testing.T) {
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		var f *forms.Form
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "form":
				var err error
				if f, err = parseForm(d.Input); err != nil {
					return "error: " + err.Error()
				}
				var b strings.Builder
				for _, x := range Check(f) {
					fmt.Fprintf(&b, "%s row %d %s %s: %s | %s\n", []string{"error", "warning"}[x.Severity], x.Row, x.Column, x.Code, x.Why.Vi, x.Why.En)
				}
				if b.Len() == 0 {
					return "ok\n"
				}
				return b.String()
			case "run":
				return play(t, f, d)
			}
			return "unknown command\n"
		})
	})
}

type player struct {
	s     *Session
	start Start
	rows  int
	b     strings.Builder
}

func play(t *testing.T, f *forms.Form, d *datadriven.TestData) string {
	p := &player{start: Start{Env: Env{Now: 1764000000000, Zone: 420, User: "an", Device: "tb1", Seed: 7, Property: map[string]string{"st:case": "ho1"}}}}
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "reconcile":
			p.start.Mode = Reconcile
		case "new":
			p.start.New = true
		case "lang":
			p.start.Env.Lang = a.Vals[0]
		case "seed":
			n, _ := strconv.Atoi(a.Vals[0])
			p.start.Env.Seed = uint64(n)
		}
	}
	for _, line := range strings.Split(d.Input, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		fmt.Fprintf(&p.b, "> %s\n", line)
		p.step(f, strings.Fields(line), line)
	}
	return p.b.String()
}

// rowID makes a readable id: the digits of the text at its end.
func rowID(text string) RowID {
	if id, ok := parseRowID(text); ok {
		return id
	}
	var id RowID
	copy(id[16-len(text):], text)
	return id
}

func (p *player) step(f *forms.Form, w []string, line string) {
	rest := func(n int) string { return strings.Join(w[min(n, len(w)):], " ") }
	node := func(path string) int {
		n, ok := f.NodeByPath(path)
		if !ok {
			return 9999
		}
		return n
	}
	switch w[0] {
	case "list": // list ID col,col row;row
		cols := strings.Split(w[2], ",")
		rows := strings.Split(rest(3), ";")
		p.start.Lists = append(p.start.Lists, List{ID: w[1], Columns: cols, Rows: len(rows), Cell: func(r, c int) string {
			return strings.TrimSpace(strings.Split(rows[r], ",")[c])
		}})
	case "row": // row /data/tv ID [parent]
		r := Row{Node: node(w[1]), ID: rowID(w[2])}
		if len(w) > 3 {
			r.Parent = rowID(w[3])
		}
		p.start.Rows = append(p.start.Rows, r)
	case "answer", "frozen", "seed": // answer /data/q[@ROW] = value
		path, row, _ := strings.Cut(w[1], "@")
		a := Answer{Ref: Ref{Node: node(path)}, Value: rest(3), Seed: w[0] == "seed"}
		if row != "" {
			a.Ref.Row = rowID(row)
		}
		if w[0] == "frozen" {
			p.start.Frozen = append(p.start.Frozen, a)
		} else {
			p.start.Answers = append(p.start.Answers, a)
		}
	case "open":
		s, patch, err := Open(f, p.start)
		if err != nil {
			fmt.Fprintf(&p.b, "error: %v\n", err)
			return
		}
		p.s = s
		if rest(1) != "quiet" {
			p.patch(patch)
		}
	case "set":
		e := p.s.tree.Resolve(w[1])
		ref := Ref{Node: 9999}
		if e != nil {
			ref = refOf(e)
		}
		p.result(p.s.Set(ref, rest(3)))
		for _, a := range p.s.Written() {
			fmt.Fprintf(&p.b, "  wrote %s = %q\n", p.name(a.Ref), a.Value)
		}
	case "add": // add /data/tv ID
		r := p.s.tree.ResolveRange(w[1])
		if r == nil {
			p.b.WriteString("no such repeat\n")
			return
		}
		p.result(p.s.AddRow(r.Node, RowID(r.Parent.RowOf()), rowID(w[2])))
	case "remove":
		p.result(p.s.RemoveRow(rowID(w[1])))
	case "restore":
		p.result(p.s.RestoreRow(rowID(w[1])))
	case "lang":
		p.patch(p.s.SetLang(rest(1)))
	case "now":
		ms, _ := strconv.ParseInt(w[1], 10, 64)
		p.patch(p.s.SetNow(ms, 420))
	case "validate":
		p.violations(p.s.Validate())
	case "finish":
		o := p.s.Finish()
		p.violations(o.Problems)
		for _, r := range o.Clears {
			fmt.Fprintf(&p.b, "  clear %s\n", p.name(r))
		}
		for _, r := range o.Removes {
			fmt.Fprintf(&p.b, "  remove %s\n", short(r.ID))
		}
		for _, a := range o.Frozen {
			fmt.Fprintf(&p.b, "  frozen %s = %q\n", p.name(a.Ref), a.Value)
		}
	case "values", "answers", "strays":
		list := p.s.Values()
		switch w[0] {
		case "answers":
			list = p.s.Answers()
		case "strays":
			list = p.s.Strays()
		}
		for _, a := range list {
			fmt.Fprintf(&p.b, "  %s = %q\n", p.name(a.Ref), a.Value)
		}
	case "seeds":
		for _, r := range p.s.SeedRows() {
			fmt.Fprintf(&p.b, "  row %s %s\n", f.Nodes[r.Node].Name, short(r.ID))
		}
		for _, a := range p.s.Seeds() {
			fmt.Fprintf(&p.b, "  %s = %q\n", p.name(a.Ref), a.Value)
		}
	case "state":
		if e := p.s.tree.Resolve(w[1]); e != nil {
			st, _ := p.s.State(refOf(e))
			p.state(st, st.Choices != nil)
		} else {
			p.b.WriteString("  nothing there\n")
		}
	case "name":
		fmt.Fprintf(&p.b, "  %q\n", p.s.InstanceName())
	case "xml":
		p.b.Write(p.s.tree.XML(instance.Submission{Version: "1", InstanceID: "uuid:x", InstanceName: p.s.InstanceName()}))
	default:
		p.b.WriteString("unknown step\n")
	}
}

func (p *player) result(patch Patch, err error) {
	if err != nil {
		fmt.Fprintf(&p.b, "  refused: %v\n", err)
		return
	}
	p.patch(patch)
}

func short(id RowID) string {
	text := strings.Trim(string(id[:]), "\x00")
	for _, r := range text {
		if r < ' ' || r > '~' {
			return hex.EncodeToString(id[:4])
		}
	}
	return text
}

func (p *player) name(r Ref) string {
	e := p.s.find(r)
	if e == nil {
		return "?"
	}
	if e.IsProto() {
		return e.Up.Ref() + "/" + p.s.f.Nodes[e.Node].Name
	}
	return e.Ref()
}

func (p *player) patch(x Patch) {
	for _, c := range x.Rows {
		verb := "came"
		if c.Gone {
			verb = "went"
		}
		fmt.Fprintf(&p.b, "  row %s %s at %d\n", short(c.Row.ID), verb, c.Index)
	}
	changed := map[Ref]bool{}
	for _, r := range x.ChoicesChanged {
		changed[r] = true
	}
	for _, n := range x.Nodes {
		p.state(n, changed[n.Ref])
	}
}

func (p *player) state(n NodeState, choices bool) {
	fmt.Fprintf(&p.b, "  %s = %q", p.name(n.Ref), n.Value)
	for _, x := range []struct {
		on   bool
		text string
	}{{!n.Relevant, "irrelevant"}, {n.Required, "required"}, {n.ReadOnly, "readonly"}, {n.Seed, "seed"},
		{n.Valid == MissingRequired, "MISSING"}, {n.Valid == ConstraintFailed, "CONSTRAINT"}, {n.Valid == WrongType, "TYPE"}} {
		if x.on {
			p.b.WriteString(" " + x.text)
		}
	}
	for _, x := range []struct{ k, v string }{{"label", n.Label}, {"hint", n.Hint}, {"message", n.Message}} {
		if x.v != "" {
			fmt.Fprintf(&p.b, " %s=%q", x.k, x.v)
		}
	}
	if choices {
		p.b.WriteString(" [")
		for i, c := range n.Choices {
			if i > 0 {
				p.b.WriteString(" ")
			}
			p.b.WriteString(c.Value)
			if c.Label != "" {
				p.b.WriteString(":" + c.Label)
			}
		}
		p.b.WriteString("]")
	}
	p.b.WriteString("\n")
}

func (p *player) violations(list []Violation) {
	for _, v := range list {
		fmt.Fprintf(&p.b, "  %s %s = %q", v.Kind, p.name(v.Ref), v.Value)
		if v.Message != "" {
			fmt.Fprintf(&p.b, " message=%q", v.Message)
		}
		p.b.WriteString("\n")
	}
}
