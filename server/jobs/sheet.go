package jobs

import (
	"encoding/json"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

// Answers are what a record says, as rule sets and lists read it: by the names of the survey, only what counts (relevant
// questions and calculates), several codes with spaces between.
type Answers struct {
	Household map[string]string   `json:"ho"`
	Members   []map[string]string `json:"tv"` // null: nobody was asked who lives here
	Loans     []map[string]string `json:"vay,omitempty"`
}

// rowKey is the id of a member or loan in its map: UUID text.
const rowKey = "name"

// Sheet packs the answers of an opened record; nil for a record of the register.
func Sheet(o *Opened) []byte {
	if o.Form.ID == register.FormID {
		return nil
	}
	a := Answers{Household: map[string]string{}}
	rows := map[wire.ID]map[string]string{}
	for _, r := range o.Session.Rows() {
		id := wire.ID(r.ID)
		m := map[string]string{rowKey: id.UUID()}
		rows[id] = m
		switch o.Form.Nodes[r.Node].Name {
		case register.Members:
			a.Members = append(a.Members, m)
		case register.Loans:
			a.Loans = append(a.Loans, m)
		}
	}
	for _, v := range o.Session.Values() {
		n := &o.Form.Nodes[v.Ref.Node]
		if v.Value == "" || n.Kind != forms.KindQuestion && n.Kind != forms.KindValue {
			continue
		}
		if row := wire.ID(v.Ref.Row); row.IsZero() {
			a.Household[n.Name] = v.Value
		} else if m := rows[row]; m != nil {
			m[n.Name] = v.Value
		}
	}
	if a.Members == nil && o.Record.Finished {
		a.Members = []map[string]string{}
	}
	b, err := json.Marshal(a)
	if err != nil {
		return nil // texts always encode: not reached
	}
	return b
}

// ReadSheet unpacks answers.
func ReadSheet(b []byte) (*Answers, error) {
	a := &Answers{}
	return a, json.Unmarshal(b, a)
}

// household is the record as a rule set judges it. place is where its village is on the day of the visit, "" not known;
// findings are what the commune found to be its income, by day.
func (a *Answers) household(place func(day string) string, findings []schema.IncomeFinding) *poverty.Household {
	day := a.Household["ngay_tham"]
	if len(day) > 10 {
		day = day[:10]
	}
	h := &poverty.Household{Answers: a.Household, Members: a.Members, Residence: poverty.Residence(place(day))}
	if h.Residence == "" {
		h.Residence = poverty.Residence(a.Household["khu_vuc"])
	}
	for i := range findings {
		if f := &findings[i]; f.Day <= day || day == "" {
			h.Income = &f.Amount
		}
	}
	return h
}
