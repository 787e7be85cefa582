package formtest

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
)

// Run plays every scenario over a form and gives one Result a step, in the order of the file. It never panics and needs
// nothing but its arguments; two runs give the same.
func (f *File) Run(form *forms.Form) []Result {
	var out []Result
	for i := range f.Scenarios {
		out = append(out, f.RunOne(form, i)...)
	}
	return out
}

// RunOne plays the scenario with this index.
func (f *File) RunOne(form *forms.Form, scenario int) []Result {
	return f.RunWatched(form, scenario, func(*engine.Session, Step) {})
}

// RunWatched is RunOne that shows the session after each step: what else must hold at every turn of a scenario is looked
// at there.
func (f *File) RunWatched(form *forms.Form, scenario int, after func(*engine.Session, Step)) []Result {
	r := &runner{file: f, form: form, scenario: &f.Scenarios[scenario]}
	if !r.open() {
		return r.results
	}
	for i := range r.scenario.Steps {
		r.step(&r.scenario.Steps[i])
		if r.session == nil {
			break
		}
		after(r.session, r.scenario.Steps[i])
	}
	return r.results
}

type runner struct {
	file     *File
	form     *forms.Form
	scenario *Scenario
	env      engine.Env
	session  *engine.Session
	results  []Result
	outcome  *engine.Outcome // of the last finish
	added    byte            // rows added by hand so far
	gone     []engine.Row    // rows removed, oldest first
}

func (r *runner) say(line int, step string, ok bool, got, want string) {
	r.results = append(r.results, Result{r.scenario.Title, line, step, ok, got, want})
}

// open starts the scenario's session.
func (r *runner) open() bool {
	r.env = engine.Env{Now: 1763863200000, Zone: 420, Property: map[string]string{}, Seed: 1} // 2025-11-23 09:00 +07:00
	for _, list := range [][]Setting{r.file.Env, r.scenario.Env} {
		for _, s := range list {
			if why := r.setting(s.Name, s.Value); why != "" {
				r.say(s.Line, "env "+s.Name, false, why, "")
				return false
			}
		}
	}
	s, _, err := engine.Open(r.form, engine.Start{New: true, Env: r.env, Lists: r.lists()})
	if err != nil {
		r.say(r.scenario.Line, "open", false, err.Error(), "")
		return false
	}
	r.session = s
	return true
}

func (r *runner) setting(name, value string) string {
	switch name {
	case "now":
		t, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return "ghi giờ như 2026-11-23T08:00:00+07:00 / write the time as 2026-11-23T08:00:00+07:00"
		}
		_, seconds := t.Zone()
		r.env.Now, r.env.Zone = t.UnixMilli(), seconds/60
	case "lang":
		r.env.Lang = value
	case "user":
		r.env.User = value
		r.env.Property["username"] = value
	case "device":
		r.env.Device = value
		r.env.Property["deviceid"] = value
	case "seed":
		n, err := strconv.ParseUint(value, 10, 64)
		if err != nil {
			return "seed là một số nguyên / seed is a whole number"
		}
		r.env.Seed = n
	default:
		r.env.Property[name] = value
	}
	return ""
}

func (r *runner) lists() []engine.List {
	out := make([]engine.List, 0, len(r.file.Lists))
	for _, l := range r.file.Lists {
		rows, other := len(l.Rows), map[[2]string]string{}
		for _, c := range r.scenario.Cells {
			if c.List == l.ID && c.Row == "" {
				rows = 0
			} else if c.List == l.ID {
				other[[2]string{c.Row, c.Column}] = c.Value
			}
		}
		out = append(out, engine.List{ID: l.ID, Columns: l.Columns, Rows: rows, Cell: func(row, col int) string {
			if v, ok := other[[2]string{l.Rows[row][0], l.Columns[col]}]; ok {
				return v
			}
			return l.Rows[row][col]
		}})
	}
	return out
}

// step carries out one line.
func (r *runner) step(st *Step) {
	text := st.Text()
	ok := func(err error) {
		got := "được / taken"
		if err != nil {
			got = err.Error()
		}
		r.say(st.Line, text, err == nil, got, "")
	}
	same := func(got string) { r.say(st.Line, text, got == st.Value, got, st.Value) }
	if st.Verb == "add" || st.Verb == "remove" || st.Verb == "restore" {
		r.row(st, text, ok)
		return
	}
	if strings.HasPrefix(st.Verb, "expect") && st.Verb != "expect-clears" && st.Verb != "expect-removes" {
		got, bad := r.expectation(st)
		if bad != "" {
			r.say(st.Line, text, false, bad, st.Value)
			return
		}
		same(got)
		return
	}
	switch st.Verb {
	case "set", "refuse", "clear":
		ref, bad := r.find(st.Path, false)
		if bad != "" {
			r.say(st.Line, text, false, bad, "")
			return
		}
		_, err := r.session.Set(ref, st.Value)
		if st.Verb == "refuse" {
			got := "được nhận / it was taken"
			if err != nil {
				got = err.Error()
			}
			r.say(st.Line, text, err != nil, got, "bị từ chối / refused")
			return
		}
		ok(err)
	case "lang", "now":
		if bad := r.setting(st.Verb, st.Path); bad != "" {
			r.say(st.Line, text, false, bad, "")
			return
		}
		if st.Verb == "lang" {
			r.session.SetLang(r.env.Lang)
		} else {
			r.session.SetNow(r.env.Now, r.env.Zone)
		}
		ok(nil)
	case "finish":
		r.finish(st, text)
	case "expect-clears", "expect-removes":
		r.outcomes(st, text)
	case "reopen":
		r.reopen(st, text)
	}
}

func (r *runner) row(st *Step, text string, ok func(error)) {
	switch st.Verb {
	case "restore":
		if len(r.gone) == 0 {
			r.say(st.Line, text, false, "chưa bỏ dòng nào / no row has been removed", "")
			return
		}
		last := r.gone[len(r.gone)-1]
		_, err := r.session.RestoreRow(last.ID)
		if err == nil {
			r.gone = r.gone[:len(r.gone)-1]
		}
		ok(err)
	case "add":
		ref, bad := r.find(st.Path, false)
		if bad == "" && r.form.Nodes[ref.Node].Kind != forms.KindRepeat {
			bad = "không phải nhóm lặp / not a repeat"
		}
		if bad != "" {
			r.say(st.Line, text, false, bad, "")
			return
		}
		r.added++
		id := engine.RowID{0xad, 0xd0, 15: r.added}
		_, err := r.session.AddRow(ref.Node, ref.Row, id)
		ok(err)
	case "remove":
		ref, bad := r.find(st.Path, true)
		if bad != "" {
			r.say(st.Line, text, false, bad, "")
			return
		}
		for _, row := range r.session.Rows() {
			if row.ID == ref.Row {
				r.gone = append(r.gone, row)
			}
		}
		_, err := r.session.RemoveRow(ref.Row)
		ok(err)
	}
}

func (r *runner) finish(st *Step, text string) {
	out := r.session.Finish()
	r.outcome = &out
	blocked := len(out.Problems) > 0
	want := "hoàn thành được / can be finished"
	got := want
	if blocked {
		got = r.problems(out.Problems)
	}
	if st.Path == "blocked" {
		want = "bị chặn / blocked"
	}
	r.say(st.Line, text, (st.Path == "blocked") == blocked && (st.Path == "" || st.Path == "blocked"), got, want)
}

func (r *runner) problems(list []engine.Violation) string {
	var out []string
	for i, v := range list {
		if i == 8 {
			out = append(out, "…")
			break
		}
		out = append(out, r.path(v.Ref)+" "+v.Kind)
	}
	return strings.Join(out, ", ")
}

// outcomes compares what the last finish would clear or remove, order apart.
func (r *runner) outcomes(st *Step, text string) {
	if r.outcome == nil {
		r.say(st.Line, text, false, "chưa có bước finish / there was no finish step", "")
		return
	}
	var got []string
	if st.Verb == "expect-clears" {
		for _, ref := range r.outcome.Clears {
			got = append(got, r.path(ref))
		}
	} else {
		kept := r.gone
		r.gone = append(r.gone[:len(r.gone):len(r.gone)], r.outcome.Removes...)
		for _, row := range r.outcome.Removes {
			got = append(got, r.path(engine.Ref{Row: row.ID, Node: row.Node}))
		}
		r.gone = kept
	}
	var want []string
	if st.Path != "none" {
		for p := range strings.FieldsSeq(st.Path) {
			p = strings.TrimPrefix(p, "/"+r.form.Root+"/")
			want = append(want, p)
		}
	}
	sort.Strings(got)
	sort.Strings(want)
	g, w := strings.Join(got, " "), strings.Join(want, " ")
	r.say(st.Line, text, g == w, g, w)
}

// reopen opens what is stored as a session of its own, as the tablet or the server would.
func (r *runner) reopen(st *Step, text string) {
	start := engine.Start{Env: r.env, Lists: r.lists(), Rows: r.session.Rows(), Answers: r.session.Answers()}
	switch st.Path {
	case "reconcile":
		start.Mode = engine.Reconcile
		if r.outcome != nil {
			start.Frozen = r.outcome.Frozen
		}
	case "interview":
	default:
		r.say(st.Line, text, false, "ghi «reopen interview» hoặc «reopen reconcile» / write reopen interview or reopen reconcile", "")
		return
	}
	s, _, err := engine.Open(r.form, start)
	if err != nil {
		r.say(st.Line, text, false, err.Error(), "")
		r.session = nil
		return
	}
	r.session = s
	r.say(st.Line, text, true, "", "")
}
