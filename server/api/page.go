package api

import (
	"context"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// page fills the part of a reply that a device lacks: forms, lists, then the feed of its areas, until PageBytes.
type page struct {
	api   *API
	req   *wire.SyncRequest
	reply *wire.SyncReply
	areas []wire.ID
	bytes int
	epoch uint64 // of the owner, now
}

func (p *page) fill(ctx context.Context, from store.Cursor) error {
	full, err := p.forms(ctx)
	if err == nil && !full {
		full, err = p.lists(ctx)
	}
	if err != nil {
		return err
	}
	if full {
		p.reply.More, p.reply.Cursor = true, p.req.Cursor
		return nil
	}
	got, err := p.api.Store.Feed(ctx, store.FeedQuery{Workspace: p.api.Workspace, Writer: p.req.Writer, Areas: p.areas, Cursor: from,
		MaxBytes: max(PageBytes-p.bytes, 1)})
	if err != nil {
		return err
	}
	if err := p.namedLists(ctx, got.Items); err != nil {
		return err
	}
	p.reply.Items = append(p.reply.Items, got.Items...)
	p.reply.More = got.More
	p.reply.Cursor = p.api.nonces.sealCursor(p.req.Writer, got.Cursor, p.epoch)
	return nil
}

// add appends an item; true when the page is full.
func (p *page) add(it wire.FeedItem) bool {
	p.reply.Items = append(p.reply.Items, it)
	p.bytes += len(it.Payload) + 64
	return p.bytes >= PageBytes
}

// forms names every published version that records may be in, and sends those that the device lacks.
func (p *page) forms(ctx context.Context) (full bool, err error) {
	all, err := p.api.Store.Forms(ctx, p.api.Workspace)
	if err != nil {
		return false, err
	}
	same := true
	for i := range all {
		f := &all[i]
		if f.Version == 0 {
			continue
		}
		p.reply.Forms = append(p.reply.Forms, wire.FormRef{FormID: f.FormID, Version: f.Version, Hash: f.Hash, Title: f.Title})
		has := slices.ContainsFunc(p.req.Have.Forms, func(h wire.FormHave) bool {
			return h.FormID == f.FormID && h.Version == f.Version && h.Hash == f.Hash.Short()
		})
		if has {
			continue
		}
		same = false
		if full {
			continue
		}
		_, v, err := p.api.Store.Form(ctx, p.api.Workspace, f.Hash)
		if err != nil {
			return false, err
		}
		full = p.add(wire.FeedItem{Kind: wire.FeedForm, Payload: wire.EncodeFormItem(&wire.FormItem{FormID: v.FormID, Version: v.Version,
			Title: v.Title, Bytes: v.Bytes})})
	}
	if same && len(p.reply.Forms) == len(p.req.Have.Forms) {
		p.reply.Forms = nil
	}
	return full, nil
}

// lists does the same for the scoped lists of the device's areas and of the whole workspace.
func (p *page) lists(ctx context.Context) (full bool, err error) {
	all, err := p.api.Store.Lists(ctx, p.api.Workspace, append([]wire.ID{{}}, p.areas...))
	if err != nil {
		return false, err
	}
	same := true
	for i := range all {
		l := &all[i]
		p.reply.Lists = append(p.reply.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: l.Number, Hash: l.Hash})
		has := slices.ContainsFunc(p.req.Have.Lists, func(h wire.ListHave) bool {
			return h.Number == l.Number && h.Hash == l.Hash.Short()
		})
		if has {
			continue
		}
		same = false
		if full {
			continue
		}
		v, err := p.api.Store.List(ctx, p.api.Workspace, l.Number)
		if err != nil {
			return false, err
		}
		full = p.add(wire.FeedItem{Kind: wire.FeedList, Area: l.Area, Payload: wire.EncodeListItem(&wire.ListItem{Name: v.Name, Area: v.Area,
			Number: v.Number, Bytes: v.Bytes})})
	}
	if same && len(p.reply.Lists) == len(p.req.Have.Lists) {
		p.reply.Lists = nil
	}
	return full, nil
}

// namedLists sends the earlier lists that changes of this page name rows in: without them the device would have to park
// those changes. Of a list of another area, in which a record that moved here names rows, only the id column goes.
func (p *page) namedLists(ctx context.Context, items []wire.FeedItem) error {
	seen := map[uint64]bool{}
	for _, l := range p.req.Have.Lists {
		seen[l.Number] = true
	}
	for i := range p.reply.Items {
		if l, err := wire.DecodeListItem(p.reply.Items[i].Payload); err == nil && p.reply.Items[i].Kind == wire.FeedList {
			seen[l.Number] = true
		}
	}
	for i := range items {
		for _, c := range changesOf(&items[i]) {
			for _, row := range c.Rows {
				if row.List == 0 || seen[row.List] {
					continue
				}
				seen[row.List] = true
				l, err := p.api.Store.List(ctx, p.api.Workspace, row.List)
				if schema.CodeOf(err) == schema.CodeNotFound {
					continue
				}
				if err != nil {
					return err
				}
				if !l.Area.IsZero() && !slices.Contains(p.areas, l.Area) {
					if err := p.idsOf(ctx, &l); err != nil {
						return err
					}
					continue
				}
				p.add(wire.FeedItem{Kind: wire.FeedList, Area: l.Area, Payload: wire.EncodeListItem(&wire.ListItem{Name: l.Name,
					Area: l.Area, Number: l.Number, Bytes: l.Bytes})})
			}
		}
	}
	return nil
}

func (p *page) idsOf(ctx context.Context, l *schema.List) error {
	ids, err := p.api.Store.ListIDs(ctx, p.api.Workspace, l.Hash)
	if err != nil {
		return err
	}
	p.add(wire.FeedItem{Kind: wire.FeedIDs, Area: l.Area, Payload: wire.EncodeIDsItem(&wire.IDsItem{Number: l.Number, Hash: l.Hash, IDs: ids})})
	return nil
}

// changesOf decodes the changes that a feed item carries with their bodies.
func changesOf(it *wire.FeedItem) (out []*wire.Change) {
	var segments []*wire.Segment
	switch it.Kind {
	case wire.FeedChange:
		if s, err := wire.DecodeSegment(it.Payload); err == nil {
			segments = append(segments, s)
		}
	case wire.FeedRecord:
		if r, err := wire.DecodeRecordItem(it.Payload); err == nil {
			segments = r.Changes
		}
	}
	for _, s := range segments {
		for _, x := range s.Items {
			if x.Body == nil {
				continue
			}
			if c, err := wire.DecodeChange(x.Body); err == nil {
				out = append(out, c)
			}
		}
	}
	return out
}
