//go:build js && wasm

package main

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/minijson"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

func (a *app) home(c *call) error {
	h := a.r.Home()
	w := &c.w
	w.Key("round")
	if h.Round == nil {
		w.Null()
	} else {
		w.BeginObject().Key("id").Str(h.Round.ID.String()).Key("label").Str(h.Round.Label).IntField("ends", h.Round.Ends).EndObject()
	}
	w.Key("areas").BeginArray()
	for _, x := range h.Areas {
		w.BeginObject().Key("id").Str(x.ID.String()).Key("label").Str(x.Label).Key("total").Int(int64(x.Total)).Key("states").BeginObject()
		for _, s := range states {
			w.IntField(s, int64(x.States[s]))
		}
		w.EndObject().EndObject()
	}
	w.EndArray()
	summaries(w, "returned", h.Returned)
	w.Key("onlyHere").Int(int64(h.OnlyHere)).Key("lastSync").Int(h.LastSync)
	w.BoolField("ended", a.r.Ended(c.in.Get("now").Int()))
	if h.Reminder != "" {
		w.Key("reminder").BeginObject().Key("text").Str(h.Reminder).Key("at").Int(h.RemindedAt).EndObject()
	}
	if h.Form != nil {
		w.Key("form")
		c.formName(*h.Form)
	}
	c.out = [][]byte{packed(&h)}
	return nil
}

var states = []string{"new", "draft", "finished", "received", "returned", "fixed", "approved", "changed", "conflict", "held"}

// packed writes the households as rows without names: state/packed.ts reads them and keeps them for the next start. A row is
// case, name, area and state (places in the lists before), address between them, marks (1 unsent, 2 mine, 4 given, 8 unlisted),
// members, updated, code, and where there is one a note and what the one before wants the next to know.
func packed(h *replica.Home) []byte {
	var w minijson.Writer
	w.BeginObject().Key("areas").BeginArray()
	areas := map[wire.ID]int64{}
	for i := range h.Households {
		s := &h.Households[i]
		if _, there := areas[s.Area]; !there {
			areas[s.Area] = int64(len(areas))
			w.BeginArray().Str(s.Area.String()).Str(s.AreaLabel).EndArray()
		}
	}
	w.EndArray().Key("states").BeginArray()
	number := map[string]int64{}
	for i, s := range states {
		number[s] = int64(i)
		w.Str(s)
	}
	w.EndArray().Key("rows").BeginArray()
	for i := range h.Households {
		s := &h.Households[i]
		marks := int64(0)
		for bit, set := range []bool{s.Unsent, s.Mine, s.Given, s.Unlisted} {
			if set {
				marks |= 1 << bit
			}
		}
		w.BeginArray().Str(s.Case.String()).Str(s.Name).Int(areas[s.Area]).Str(s.Address).Int(number[s.State]).Int(marks).
			Int(int64(s.Members)).Int(s.Updated).Str(s.Code)
		if s.Note != "" || s.Handover != "" {
			w.Str(s.Note).Str(s.Handover)
		}
		w.EndArray()
	}
	w.EndArray().Key("byName").BeginArray()
	for _, i := range h.ByName {
		w.Int(int64(i))
	}
	w.EndArray().EndObject()
	return w.Bytes()
}

func summaries(w *minijson.Writer, key string, list []replica.Summary) {
	w.Key(key).BeginArray()
	for i := range list {
		summary(w, &list[i])
	}
	w.EndArray()
}

func summary(w *minijson.Writer, s *replica.Summary) {
	w.BeginObject().Key("case").Str(s.Case.String()).Key("record").Str(s.Record.String()).Key("name").Str(s.Name)
	w.Key("area").Str(s.Area.String()).Key("areaLabel").Str(s.AreaLabel).Key("address").Str(s.Address).Key("phone").Str(s.Phone)
	w.Key("state").Str(s.State).Key("unsent").Bool(s.Unsent).Key("members").Int(int64(s.Members)).Key("updated").Int(s.Updated)
	w.StrField("note", s.Note).StrField("code", s.Code).BoolField("mine", s.Mine).BoolField("given", s.Given).StrField("handover", s.Handover)
	w.BoolField("unlisted", s.Unlisted).EndObject()
}

func (a *app) warm(c *call) error {
	at, zone := c.moment()
	a.r.Warm(at, zone, c.str("lang"))
	return nil
}

func (a *app) household(c *call) error {
	id, err := c.id("case")
	if err != nil {
		return err
	}
	h, err := a.r.Household(id)
	if err != nil {
		return err
	}
	w := &c.w
	w.Key("household")
	columns(w, h.Columns)
	w.Key("members").BeginArray()
	for _, m := range h.Members {
		w.BeginObject().Key("id").Str(m.ID.String()).Key("name").Str(m.Name).Key("birth").Str(m.Birth).Key("relation").Str(m.Relation)
		if len(m.SameAs) > 0 {
			w.Key("sameAs").BeginArray()
			for _, x := range m.SameAs {
				w.Str(x.String())
			}
			w.EndArray()
		}
		w.EndObject()
	}
	w.EndArray().Key("loans").BeginArray()
	for _, l := range h.Loans {
		columns(w, l)
	}
	w.EndArray().Key("record")
	summary(w, &h.Record)
	if len(h.Also) > 0 {
		w.Key("also").BeginArray()
		for i := range h.Also {
			summary(w, &h.Also[i])
		}
		w.EndArray()
	}
	if h.LastLabel != "" {
		w.Key("lastYear").BeginObject().Key("label").Str(h.LastLabel).Key("values").BeginArray()
		for _, v := range h.LastYear {
			w.BeginObject().Key("label").Str(v.Label).Key("value").Str(v.Value).EndObject()
		}
		w.EndArray().EndObject()
	}
	if h.ElsewhereUser != "" {
		w.Key("draftElsewhere").BeginObject().Key("user").Str(h.ElsewhereUser).Key("at").Int(h.ElsewhereSince)
		w.BoolField("here", h.ElsewhereHere)
		w.EndObject()
	}
	return nil
}

func columns(w *minijson.Writer, list []replica.Column) {
	w.BeginObject()
	for _, x := range list {
		w.Key(x.Name).Str(x.Value)
	}
	w.EndObject()
}

func (a *app) search(c *call) error {
	c.w.Key("hits").BeginArray()
	for _, h := range a.r.Search(c.str("text")) {
		c.w.BeginObject().Key("case").Str(h.Case.String()).Key("why").Str(h.Why).EndObject()
	}
	c.w.EndArray()
	return nil
}

func (a *app) caseAlike(c *call) error {
	c.w.Key("alike").BeginArray()
	for _, x := range a.r.LookAlikes(c.str("name"), c.str("phone")) {
		c.w.BeginObject().Key("case").Str(x.Case.String()).Key("kind").Str(x.Kind).Key("why").Str(x.Why).EndObject()
	}
	c.w.EndArray()
	return nil
}

func (a *app) caseNew(c *call) error {
	area, err := c.id("area")
	if err != nil {
		return err
	}
	id, w, err := a.r.AddCase(replica.NewCase{Area: area, Name: c.str("name"), Address: c.str("address"), Phone: c.str("phone")})
	if err != nil {
		return err
	}
	c.w.Key("case").Str(id.String())
	c.writes(w)
	return nil
}

// lastYear writes values by place, and those of rows also by row: a row of last year may not stand in this year's form.
func lastYear(w *minijson.Writer, l *replica.LastYear) {
	if l == nil {
		return
	}
	w.Key("lastYear").BeginObject().Key("label").Str(l.Label).Key("values").BeginObject()
	var rows []engine.RowID
	byRow := map[engine.RowID][]replica.LastValue{}
	for _, v := range l.Values {
		w.Key(refText(v.Ref))
		lastValue(w, v)
		if v.Ref.Row != (engine.RowID{}) {
			if byRow[v.Ref.Row] == nil {
				rows = append(rows, v.Ref.Row)
			}
			byRow[v.Ref.Row] = append(byRow[v.Ref.Row], v)
		}
	}
	w.EndObject().Key("rows").BeginObject()
	for _, row := range rows {
		w.Key(rowText(row)).BeginObject()
		for _, v := range byRow[row] {
			w.Key(refText(engine.Ref{Node: v.Ref.Node}))
			lastValue(w, v)
		}
		w.EndObject()
	}
	w.EndObject().EndObject()
}

func lastValue(w *minijson.Writer, v replica.LastValue) {
	w.BeginObject().Key("value").Str(v.Value).Key("text").Str(v.Text).EndObject()
}
