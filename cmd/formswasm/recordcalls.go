//go:build js && wasm

package main

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/minijson"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

func (a *app) recordOpen(c *call) error {
	id, err := c.id("case")
	if err != nil {
		return err
	}
	at, zone := c.moment()
	o, err := a.r.Open(id, at, zone, c.str("lang"))
	if err != nil {
		return err
	}
	c.opened(o)
	c.writes(nil)
	return nil
}

// opened writes what a screen begins with.
func (c *call) opened(o *replica.Opened) {
	w := &c.w
	w.Key("record").Str(o.Record.String())
	w.Key("form").BeginObject().Key("id").Str(o.Form.FormID).Key("version").Uint(o.Form.Version).Key("hash").Str(o.Form.Hash.String()).EndObject()
	w.Key("state").Str(o.State).BoolField("readOnly", o.ReadOnly)
	patch(w, o.Patch)
	lastYear(w, o.LastYear)
	comments(w, o.Comments)
	decision(w, o.Decision)
	w.Key("resumed").Bool(o.Resumed).StrField("position", o.Position)
	if o.Newer != nil {
		w.Key("newer").Uint(o.Newer.Version)
	}
}

func decision(w *minijson.Writer, d *replica.Decision) {
	if d != nil {
		w.Key("decision").BeginObject().Key("kind").Str(d.Kind).Key("by").Str(d.By).Key("at").Int(d.At).Key("reason").Str(d.Reason).EndObject()
	}
}

func patch(w *minijson.Writer, p replica.Patch) {
	w.Key("patch").BeginObject().BoolField("whole", p.Whole).Key("rows").BeginArray()
	for i := range p.Rows {
		r := &p.Rows[i]
		w.BeginObject().Key("id").Str(rowText(r.Row.ID)).Key("node").Int(int64(r.Row.Node)).Key("parent").Str(rowText(r.Row.Parent))
		w.Key("gone").Bool(r.Gone).Key("index").Int(int64(r.Index)).BoolField("added", r.Added).StrField("by", r.AddedBy)
		if r.Against != nil {
			w.Key("against").BeginObject().Key("by").Str(r.Against.By).Key("at").Int(r.Against.At).EndObject()
		}
		w.EndObject()
	}
	w.EndArray().Key("nodes").BeginArray()
	for i := range p.Nodes {
		node(w, &p.Nodes[i])
	}
	w.EndArray().EndObject()
}

func node(w *minijson.Writer, n *replica.Node) {
	w.BeginObject().Key("r").Str(refText(n.Ref)).Key("rel").Bool(n.Relevant).Key("req").Bool(n.Required).Key("ro").Bool(n.ReadOnly)
	w.Key("v").Str(n.Value).Key("label").Str(n.Label).StrField("hint", n.Hint).Key("valid").Int(int64(n.Valid)).StrField("msg", n.Message)
	w.BoolField("seed", n.Seed).BoolField("last", n.LastSame)
	if n.Warn != nil {
		w.Key("warn")
		warn(w, n.Warn)
	}
	if len(n.Conflict) > 0 {
		w.Key("conflict").BeginArray()
		for _, s := range n.Conflict {
			w.BeginObject().Key("value").Str(s.Value).Key("text").Str(s.Text).Key("by").Str(s.By).Key("at").Int(s.At)
			w.Key("device").Str(s.Device).BoolField("mine", s.Mine).EndObject()
		}
		w.EndArray()
	}
	if n.ChoicesSet {
		w.Key("choices").BeginArray()
		for _, x := range n.Choices {
			w.BeginObject().Key("v").Str(x.Value).Key("label").Str(x.Label).StrField("img", x.Image).EndObject()
		}
		w.EndArray()
	}
	w.EndObject()
}

func warn(w *minijson.Writer, x *replica.Reminder) {
	w.BeginObject().Key("kind").Str(x.Kind).Key("n").Int(int64(x.N)).StrField("who", x.Who)
	if x.Label != "" {
		w.Key("ref").Str(refText(x.Ref)).Key("label").Str(x.Label).Key("group").Str(x.Group)
	}
	w.EndObject()
}

func comments(w *minijson.Writer, list []replica.Comment) {
	w.Key("comments").BeginArray()
	for _, x := range list {
		w.BeginObject().Key("id").Str(x.ID).Key("ref").Str(refText(x.Ref)).Key("label").Str(x.Label).Key("text").Str(x.Text)
		w.Key("by").Str(x.By).Key("at").Int(x.At).BoolField("mine", x.Mine).BoolField("ask", x.Ask).BoolField("answered", x.Answered)
		w.StrField("replyTo", x.ReplyTo).BoolField("gone", x.Gone).BoolField("unread", x.Unread).EndObject()
	}
	w.EndArray()
}

func (a *app) recordSet(c *call) error {
	ref, err := parseRef(c.str("ref"))
	if err != nil {
		return err
	}
	at, zone := c.moment()
	from := a.r.Journal() + 1
	p, writes, err := a.r.Set(ref, c.str("value"), c.str("how"), at, zone)
	if err != nil {
		return err
	}
	patch(&c.w, p)
	c.w.Key("from").Int(int64(from)).Key("to").Int(int64(a.r.Journal()))
	c.writes(writes)
	return nil
}

func (a *app) recordAddRow(c *call) error {
	parent, err := parseRow(c.str("parent"))
	if err != nil {
		return err
	}
	at, zone := c.moment()
	id, p, writes, err := a.r.AddRow(int(c.in.Get("node").Int()), parent, at, zone)
	if err != nil {
		return err
	}
	patch(&c.w, p)
	c.w.Key("row").Str(rowText(id))
	c.writes(writes)
	return nil
}

func (a *app) recordRemoveRow(c *call) error { return c.row(a.r.RemoveRow) }

func (a *app) recordRestoreRow(c *call) error { return c.row(a.r.RestoreRow) }

// row takes a row away or brings it back and answers with what that changed.
func (c *call) row(act func(engine.RowID, int64, int) (replica.Patch, []replica.Write, error)) error {
	id, err := parseRow(c.str("row"))
	if err != nil {
		return err
	}
	at, zone := c.moment()
	p, writes, err := act(id, at, zone)
	if err != nil {
		return err
	}
	patch(&c.w, p)
	c.w.Key("row").Str(rowText(id))
	c.writes(writes)
	return nil
}

func (a *app) recordComment(c *call) error {
	ref, err := parseRef(c.str("ref"))
	if err != nil {
		return err
	}
	var reply []wire.Dot
	if d, ok := replica.ParseCommentID(c.str("replyTo")); ok {
		reply = []wire.Dot{d}
	}
	at, zone := c.moment()
	list, writes, err := a.r.Comment(ref, c.str("text"), reply, at, zone)
	if err != nil {
		return err
	}
	comments(&c.w, list)
	c.writes(writes)
	return nil
}

func (a *app) recordPosition(c *call) error {
	writes, err := a.r.Position(c.str("ref"))
	if err != nil {
		return err
	}
	c.writes(writes)
	return nil
}

func problems(w *minijson.Writer, list []replica.Problem) {
	w.Key("problems").BeginArray()
	for _, p := range list {
		w.BeginObject().Key("ref").Str(refText(p.Ref)).Key("label").Str(p.Label).Key("group").Str(p.Group)
		w.Key("kind").Str(p.Kind).Key("message").Str(p.Message).EndObject()
	}
	w.EndArray()
}

func (a *app) recordProblems(c *call) error {
	got, err := a.r.Problems()
	if err != nil {
		return err
	}
	w := &c.w
	problems(w, got.Problems)
	w.Key("reminders").BeginArray()
	for k := range got.Reminders {
		warn(w, &got.Reminders[k])
	}
	w.EndArray().Key("clears").BeginArray()
	for _, x := range got.Clears {
		w.BeginObject().Key("ref").Str(refText(x.Ref)).Key("label").Str(x.Label).Key("value").Str(x.Value).EndObject()
	}
	w.EndArray().Key("groups").BeginArray()
	for _, g := range got.Groups {
		w.BeginObject().Key("node").Int(int64(g.Node)).Key("label").Str(g.Label).Key("answered").Int(int64(g.Answered))
		w.Key("total").Int(int64(g.Total)).Key("problems").Int(int64(g.Problems)).Key("state").Str(g.State).EndObject()
	}
	w.EndArray()
	return nil
}

func (a *app) recordFinish(c *call) error {
	at, zone := c.moment()
	done, list, writes, err := a.r.Finish(at, zone)
	if err != nil {
		return err
	}
	c.w.Key("done").Bool(done)
	problems(&c.w, list)
	c.writes(writes)
	return nil
}

func (a *app) recordClose(c *call) error {
	at, zone := c.moment()
	writes, err := a.r.Close(at, zone)
	if err != nil {
		return err
	}
	c.writes(writes)
	return nil
}
