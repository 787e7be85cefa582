//go:build js && wasm

package main

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/minijson"
	"github.com/sothon/sothon/sync/replica"
)

func (a *app) recordAsBefore(c *call) error {
	row, err := parseRow(c.str("row"))
	if err != nil {
		return err
	}
	at, zone := c.moment()
	got, writes, err := a.r.AsBefore(replica.Within{Row: row, Node: int(c.in.Get("node").Int())}, at, zone)
	if err != nil {
		return err
	}
	patch(&c.w, got.Patch)
	c.w.Key("count").Int(int64(got.Count)).Key("from").Int(int64(got.From)).Key("to").Int(int64(got.To))
	left(&c.w, "left", got.Left)
	c.writes(writes)
	return nil
}

func left(w *minijson.Writer, key string, list []replica.Left) {
	w.Key(key).BeginArray()
	for _, x := range list {
		w.BeginObject().Key("ref").Str(refText(x.Ref)).Key("label").Str(x.Label).Key("value").Str(x.Value)
		w.Key("why").Str(x.Why).StrField("message", x.Message).EndObject()
	}
	w.EndArray()
}

func (a *app) recordTakeBack(c *call) error {
	p, writes, err := a.r.TakeBack(int(c.in.Get("from").Int()), int(c.in.Get("to").Int()))
	if err != nil {
		return err
	}
	patch(&c.w, p)
	c.writes(writes)
	return nil
}

func (a *app) recordResolve(c *call) error {
	at, zone := c.moment()
	return c.talk(func(ref engine.Ref) ([]replica.Comment, []replica.Write, error) { return a.r.Resolve(ref, at, zone) })
}

func (a *app) recordRead(c *call) error { return c.talk(a.r.Read) }

// talk does something about what is said at a place and answers with everything that is said.
func (c *call) talk(act func(engine.Ref) ([]replica.Comment, []replica.Write, error)) error {
	ref, err := parseRef(c.str("ref"))
	if err != nil {
		return err
	}
	list, writes, err := act(ref)
	if err != nil {
		return err
	}
	comments(&c.w, list)
	c.writes(writes)
	return nil
}

func (a *app) recordNews(c *call) error {
	list, err := a.r.News()
	if err != nil {
		return err
	}
	w := &c.w
	w.Key("news").BeginArray()
	for _, x := range list {
		w.BeginObject().Key("ref").Str(refText(x.Ref)).Key("kind").Str(x.Kind).Key("label").Str(x.Label).Key("value").Str(x.Value)
		w.Key("text").Str(x.Text).Key("by").Str(x.By).Key("at").Int(x.At).EndObject()
	}
	w.EndArray()
	return nil
}

func (a *app) recordRefresh(c *call) error {
	got, err := a.r.Refresh()
	if err != nil {
		return err
	}
	w := &c.w
	patch(w, got.Patch)
	w.Key("state").Str(got.State).BoolField("readOnly", got.ReadOnly)
	comments(w, got.Comments)
	decision(w, got.Decision)
	return nil
}

func (a *app) recordNewer(c *call) error {
	got, err := a.r.Newer()
	if err != nil || got == nil {
		return err
	}
	w := &c.w
	w.Key("from").Uint(got.From.Version).Key("to").Uint(got.To.Version)
	for _, part := range []struct {
		key  string
		list []string
	}{{"added", got.Added}, {"removed", got.Removed}} {
		w.Key(part.key).BeginArray()
		for _, label := range part.list {
			w.Str(label)
		}
		w.EndArray()
	}
	left(w, "misfits", got.Misfits)
	return nil
}

func (a *app) recordMove(c *call) error {
	at, zone := c.moment()
	o, writes, err := a.r.Move(at, zone)
	if err != nil {
		return err
	}
	c.opened(o)
	c.writes(writes)
	return nil
}
