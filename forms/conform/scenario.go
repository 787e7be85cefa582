package conform

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xform"
)

// player runs the steps of one scenario over a session.
type player struct {
	f     *forms.Form
	s     *engine.Session
	rows  int
	doc   *xform.Document
	files map[string]string // stored media value → file name
}

func (q *request) scenario() (any, error) {
	doc, diags := xform.ReadDocument(q.FormXML)
	if doc == nil {
		for _, d := range diags {
			if d.Severity == forms.Error {
				return nil, errors.New(d.Why.Vi + " / " + d.Why.En)
			}
		}
		return nil, errors.New("không đọc được biểu mẫu / the form can not be read")
	}
	ms, zone, err := q.clock()
	if err != nil {
		return nil, err
	}
	start := engine.Start{New: true, Env: engine.Env{Now: ms, Zone: zone, Lang: q.Lang, Seed: uint64(ms)}, Lists: attachments(doc.Form, q.Attachments)}
	s, _, err := engine.Open(doc.Form, start)
	if err != nil {
		return nil, err
	}
	p := &player{f: doc.Form, s: s, doc: doc, files: map[string]string{}}
	out := make([]any, 0, len(q.Steps))
	for _, step := range q.Steps {
		out = append(out, p.step(step))
	}
	return out, nil
}

// step runs one step and gives its entry of the answer:
//
//	{"set":REF,"value":V} {"add-repeat":REF} {"remove-repeat":REF} {"set-language":L}   null, or {"error":…}
//	{"expect":REF}                     the value; null when there is no such node
//	{"expect-state":REF}               relevant, readonly, required, and value or count
//	{"expect-choices":REF}             values and labels;  expect-choice-labels, expect-selected-labels: labels
//	{"expect-label":REF} {"expect-count":REF} {"expect-can-add-repeat":REF}
//	{"expect-validation":true} {"expect-instance":true}
func (p *player) step(step map[string]json.RawMessage) any {
	str := func(key string) string {
		var s string
		if json.Unmarshal(step[key], &s) != nil {
			return strings.Trim(string(step[key]), `"`)
		}
		return s
	}
	for key := range step {
		ref := str(key)
		switch key {
		case "set":
			return p.set(ref, str("value"))
		case "add-repeat":
			return p.addRow(ref)
		case "remove-repeat":
			return p.removeRow(ref)
		case "set-language":
			p.s.SetLang(ref)
			return nil
		case "expect":
			if e := p.s.Tree().Resolve(ref); e != nil {
				return p.shown(e)
			}
			return nil
		case "expect-state":
			return p.state(ref)
		case "expect-choices":
			values, labels := p.choices(ref)
			return map[string]any{"values": values, "labels": labels}
		case "expect-choice-labels":
			_, labels := p.choices(ref)
			return labels
		case "expect-selected-labels":
			return p.selected(ref)
		case "expect-label":
			n, _ := p.node(ref)
			return n.Label
		case "expect-count":
			if r := p.s.Tree().ResolveRange(ref); r != nil {
				return len(r.Rows)
			}
			return 0
		case "expect-can-add-repeat":
			r := p.s.Tree().ResolveRange(ref)
			return r != nil && p.f.Nodes[r.Node].RepeatCount == ""
		case "expect-validation":
			return p.validation()
		case "expect-instance":
			return p.submission()
		}
	}
	return failure("bước không rõ / an unknown step")
}

func failure(why string) any { return map[string]string{"error": why} }

func (p *player) ref(ref string) (engine.Ref, bool) {
	e := p.s.Tree().Resolve(ref)
	if e == nil {
		return engine.Ref{}, false
	}
	return engine.Ref{Row: engine.RowID(e.RowOf()), Node: e.Node}, true
}

func (p *player) node(ref string) (engine.NodeState, bool) {
	at, ok := p.ref(ref)
	if !ok {
		return engine.NodeState{}, false
	}
	return p.s.State(at)
}

func (p *player) set(ref, value string) any {
	at, ok := p.ref(ref)
	if !ok {
		return failure("không có " + ref + " / there is no " + ref)
	}
	if value != "" && p.f.Nodes[at.Node].Type == "binary" { // a file is stored by its hash
		sum := digest.Sum256([]byte(value))
		stored := hex.EncodeToString(sum[:]) + "/0/application/octet-stream"
		p.files[stored] = value
		value = stored
	}
	if !lexical(p.f.Nodes[at.Node].Type, value) {
		value = ""
	}
	_, err := p.s.Set(at, value)
	if typed := (*engine.TypeError)(nil); errors.As(err, &typed) {
		_, err = p.s.Set(at, "")
	}
	if err != nil {
		return failure(err.Error())
	}
	return nil
}

// Lexical spaces of XML Schema Part 2 (§3.2.7-3.2.9): the protocol's values are in them, and what is not leaves a question
// empty, as in ODK Web Forms. The engine itself also reads what people type ("8:30").
var lexicalSpace = map[string]*regexp.Regexp{
	"date":     regexp.MustCompile(`^\d{4}-\d\d-\d\d(T.*)?$`),
	"time":     regexp.MustCompile(`^\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$`),
	"dateTime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$`),
}

func lexical(bind, value string) bool {
	space := lexicalSpace[bind]
	return value == "" || space == nil || space.MatchString(value)
}

// shown is a value as a submission shows it: of a file, its name.
func (p *player) shown(e *instance.Elem) string { return p.named(e.Value()) }

func (p *player) named(v string) string {
	if name, ok := p.files[v]; ok {
		return name
	}
	return v
}

func (p *player) submission() string {
	sub := instance.Submission{Version: p.f.VersionName, VersionName: p.doc.Version, Text: p.shown}
	for _, meta := range []string{"meta", "orx:meta"} {
		if e := p.s.Tree().Resolve("/" + p.f.Root + "/" + meta + "/" + strings.TrimSuffix(meta, "meta") + "instanceID"); e != nil && e.Value() != "" {
			return string(p.s.Tree().XML(sub)) // the form computes it
		}
	}
	sub.InstanceID = "uuid:00000000-0000-4000-8000-000000000000"
	return string(p.s.Tree().XML(sub))
}

func (p *player) addRow(ref string) any {
	r := p.s.Tree().ResolveRange(ref)
	if r == nil {
		return failure("không có nhóm lặp " + ref + " / there is no repeat " + ref)
	}
	p.rows++
	id := engine.RowID{0: 'a', 14: byte(p.rows >> 8), 15: byte(p.rows)}
	if _, err := p.s.AddRow(r.Node, engine.RowID(r.Parent.RowOf()), id); err != nil {
		return failure(err.Error())
	}
	return nil
}

func (p *player) removeRow(ref string) any {
	e := p.s.Tree().Resolve(ref)
	if e == nil || !e.IsRow() {
		return failure("không có dòng " + ref + " / there is no row " + ref)
	}
	if _, err := p.s.RemoveRow(engine.RowID(e.ID)); err != nil {
		return failure(err.Error())
	}
	return nil
}

func (p *player) state(ref string) any {
	out := map[string]any{}
	if r := p.s.Tree().ResolveRange(ref); r != nil {
		st, _ := p.s.State(engine.Ref{Row: engine.RowID(r.Parent.RowOf()), Node: r.Node})
		out["relevant"], out["readonly"], out["required"], out["count"] = st.Relevant, st.ReadOnly, false, len(r.Rows)
		return out
	}
	st, ok := p.node(ref)
	if !ok {
		return nil
	}
	out["relevant"], out["readonly"], out["required"] = st.Relevant, st.ReadOnly, st.Required
	e := p.s.Tree().Resolve(ref)
	if !instance.Container(p.f.Nodes[e.Node].Kind) {
		out["value"] = p.named(e.Raw) // kept while not relevant
	}
	return out
}

func (p *player) choices(ref string) (values, labels []string) {
	values, labels = []string{}, []string{}
	st, _ := p.node(ref)
	for _, c := range st.Choices {
		values, labels = append(values, c.Value), append(labels, c.Label)
	}
	return values, labels
}

func (p *player) selected(ref string) []string {
	out := []string{}
	values, labels := p.choices(ref)
	e := p.s.Tree().Resolve(ref)
	if e == nil {
		return out
	}
	chosen := strings.Fields(e.Value())
	if p.f.Nodes[e.Node].Control == "select_one" {
		chosen = []string{e.Value()}
	}
	for i, v := range values {
		for _, c := range chosen {
			if c == v {
				out = append(out, labels[i])
			}
		}
	}
	return out
}

// validation is the outcome for the whole form: what is missing or against its constraint, in document order.
func (p *player) validation() any {
	type violation struct {
		Ref       string `json:"ref"`
		Condition string `json:"condition"`
	}
	out := struct {
		Outcome    string      `json:"outcome"`
		Ref        *string     `json:"ref"`
		Violations []violation `json:"violations"`
	}{Outcome: "ANSWER_OK", Violations: []violation{}}
	for _, v := range p.s.Validate() {
		if v.Kind != "required" && v.Kind != "constraint" {
			continue
		}
		e := p.s.Tree().Find(instance.RowID(v.Ref.Row), v.Ref.Node)
		if e == nil {
			continue
		}
		ref := e.Ref()
		if out.Ref == nil {
			out.Ref = &ref
			out.Outcome = map[string]string{"required": "ANSWER_REQUIRED_BUT_EMPTY", "constraint": "ANSWER_CONSTRAINT_VIOLATED"}[v.Kind]
		}
		out.Violations = append(out.Violations, violation{ref, v.Kind})
	}
	return out
}
