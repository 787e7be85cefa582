package jobs

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// ResultName is the calculate of a form that says its result; BeforeName the one that says the result of the round before,
// for a case whose record of that round is not here.
const (
	ResultName = "kq"
	BeforeName = "phanloai_truoc"
)

// Violation is how a violation is kept beside a record.
type Violation struct {
	Row     string `json:"row,omitempty"` // hex; absent: the record itself
	Path    string `json:"path"`
	Kind    string `json:"kind"`
	Message string `json:"message,omitempty"`
	Value   string `json:"value,omitempty"`
}

// Detail is the JSON kept beside a record.
type Detail struct {
	Violations []Violation       `json:"violations,omitempty"`
	Computed   map[string]string `json:"computed,omitempty"` // by path, outside repeats
	Error      string            `json:"error,omitempty"`
}

func detailError(err error) []byte {
	b, _ := json.Marshal(Detail{Error: err.Error()}) // a string always encodes
	return b
}

// before gives the merged record of the same case in the round before, nil when there is none, and what its result said.
func (e *Evaluator) before(ctx context.Context, rec *merge.Record) (*merge.Record, string, error) {
	if rec.Round.IsZero() {
		return nil, "", nil
	}
	round, err := e.Store.Round(ctx, e.Workspace, rec.Round)
	if schema.CodeOf(err) == schema.CodeNotFound || err == nil && round.Previous.IsZero() {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	last, row, err := e.Store.Record(ctx, e.Workspace, wire.RecordID(rec.Case, round.Previous, rec.FormID))
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil, "", nil
	}
	return last, row.Result, err
}

// headOf is the head of household that a record names, also where the flow does not lead there yet and the instance name
// therefore lacks it: a new household is begun with its name.
func headOf(o *Opened) string {
	for p, v := range answers.Visible(o.Record) {
		if n, ok := answers.Node(o.Form, p.Path); ok && p.Row.IsZero() && o.Form.Nodes[n].Register == "chu_ho" {
			return v
		}
	}
	return ""
}

// maxTexts bounds how many short texts a record is found by; names and numbers of people count apart.
const (
	maxTexts  = 12
	maxPeople = 60
)

// Evaluation gives what is kept of an opened record: its name, what it is found by, what it is recognised by, its result
// and violations, and how it differs from the record of the round before (nil: there is none) with its result.
func Evaluation(o *Opened, before *merge.Record, resultBefore string, now time.Time) schema.Evaluation {
	d := Detail{Computed: map[string]string{}}
	e := schema.Evaluation{Before: resultBefore, At: now}
	for _, v := range o.Session.Validate() {
		x := Violation{Path: answers.Path(o.Form, v.Ref.Node), Kind: v.Kind, Message: v.Message, Value: v.Value}
		if row := wire.ID(v.Ref.Row); !row.IsZero() {
			x.Row = row.String()
		}
		d.Violations = append(d.Violations, x)
		if !slices.Contains(e.Kinds, v.Kind) {
			e.Kinds = append(e.Kinds, v.Kind)
		}
	}
	var texts, people []string
	known := newKeys(o.Record.Area)
	for _, a := range o.Session.Values() {
		n := &o.Form.Nodes[a.Ref.Node]
		row := wire.ID(a.Ref.Row)
		known.add(n, row, a.Value)
		if !row.IsZero() {
			if n.Kind == forms.KindQuestion && n.Control == "text" && len(a.Value) <= 40 && len(people) < maxPeople && searched(n) {
				people = append(people, a.Value)
			}
			continue
		}
		if n.Type == "geopoint" && e.Lat == 0 && e.Lng == 0 {
			e.Lat, e.Lng = position(a.Value)
		}
		switch {
		case n.Kind == forms.KindValue:
			d.Computed[answers.Path(o.Form, a.Ref.Node)] = a.Value
			if n.Name == ResultName && o.Record.Conflicts == 0 {
				e.Result = a.Value
			}
			if n.Name == BeforeName && e.Before == "" {
				e.Before = a.Value
			}
		case n.Kind == forms.KindQuestion && n.Control == "text" && len(a.Value) <= 80 && len(texts) < maxTexts:
			texts = append(texts, a.Value)
			if o.Form.ID == register.FormID && n.Name == "ma" {
				e.Code = a.Value
			}
		}
	}
	e.Label = o.Session.InstanceName()
	if head := headOf(o); head != "" && !strings.Contains(e.Label, head) {
		e.Label = strings.TrimSpace(head + " " + e.Label)
	}
	if e.Label == "" && len(texts) > 0 {
		e.Label = texts[0]
	}
	if o.Form.ID == register.FormID {
		e.Label = known.head
	}
	e.Label, e.Search = schema.Clean(e.Label), strings.Join(append(texts, people...), " ")
	e.Violations, e.Keys = len(d.Violations), known.keys()
	e.Differs, e.Confirmed = compare(o.Record, before)
	e.Sheet = Sheet(o)
	b, err := json.Marshal(d)
	if err != nil {
		b = detailError(err)
	}
	e.Detail = b
	return e
}

// position reads a geopoint, "lat lon altitude accuracy", as 1e-7 degrees; 0, 0 when it is none.
func position(v string) (lat, lng int64) {
	f := strings.Fields(v)
	if len(f) < 2 {
		return 0, 0
	}
	y, err := strconv.ParseFloat(f[0], 64)
	x, err2 := strconv.ParseFloat(f[1], 64)
	if err != nil || err2 != nil || !(y >= -90 && y <= 90 && x >= -180 && x <= 180) {
		return 0, 0
	}
	return int64(math.Round(y * 1e7)), int64(math.Round(x * 1e7))
}

// searched says that a text in a row is one that people look for: a name or a number of the register.
func searched(n *forms.Node) bool {
	name := n.Register
	if name == "" {
		name = n.Name
	}
	return name == "m_ten" || name == "m_cccd" || name == "v_ma"
}

// compare counts the answers that are others than in the round before, and those given this year that are the same.
func compare(rec, before *merge.Record) (differs, confirmed int) {
	if before == nil {
		return 0, 0
	}
	was := answers.Visible(before)
	for i := range rec.Registers {
		r := &rec.Registers[i]
		if r.Gone {
			continue
		}
		place := answers.Place{Row: r.Row, Path: r.Path}
		v := answers.Chosen(r)
		text, _ := answers.FromWire(v.Value)
		switch last, had := was[place]; {
		case had && text != last, !had && text != "" && !v.Seed && r.Row.IsZero():
			differs++
		case had && !v.Seed:
			confirmed++
		}
	}
	return differs, confirmed
}

// keys gathers what a case is recognised by: the identification numbers of its people, and its head's name with the year
// of birth and with the village.
type keys struct {
	area  wire.ID
	head  string
	cards []string
	names map[wire.ID]string
	years map[wire.ID]string
}

func newKeys(area wire.ID) *keys {
	return &keys{area: area, names: map[wire.ID]string{}, years: map[wire.ID]string{}}
}

func (k *keys) add(n *forms.Node, row wire.ID, value string) {
	name := n.Register
	if name == "" {
		name = n.Name
	}
	switch {
	case n.Kind != forms.KindQuestion || value == "":
	case name == "chu_ho" && row.IsZero():
		k.head = value
	case name == "m_ten":
		k.names[row] = value
	case name == "m_ngaysinh" && len(value) >= 4:
		if _, err := strconv.Atoi(value[:4]); err == nil {
			k.years[row] = value[:4]
		}
	case name == "m_cccd" && len(value) >= 9 && len(k.cards) < maxPeople:
		k.cards = append(k.cards, value)
	}
}

func (k *keys) keys() (out []string) {
	for _, c := range k.cards {
		out = append(out, "id:"+c)
	}
	head := schema.Fold(k.head)
	if head == "" {
		return out
	}
	born := false
	for row, name := range k.names {
		if schema.Fold(name) == head && k.years[row] != "" {
			born = true
			out = append(out, "born:"+head+"/"+k.years[row])
		}
	}
	if !born { // nothing better to tell two of one name apart
		out = append(out, "lives:"+head+"/"+k.area.String())
	}
	return out
}
