package admin

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

type previewView struct {
	Form    schema.FormVersion
	Size    string // tablet or phone
	Village string
	Areas   []schema.Area
	Houses  []house
	Case    string
	Src     string
}

// framePolicy lets the preview page hold the tablet's page of this server in a frame.
const framePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
	"frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// FormPreview shows a form version as the tablet shows it: the real screens and the real engine in a frame, over a sample
// household or an empty one. Nothing that is answered there is kept.
func (a *Admin) FormPreview(c *gin.Context) {
	ctx := c.Request.Context()
	h, ok := a.readVersion(c)
	if !ok {
		return
	}
	_, ver, err := a.Store.Form(ctx, a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.preview", ver.Title)
	b := previewView{Form: ver, Size: "tablet", Village: c.Query("village"), Case: c.Query("case")}
	if c.Query("size") == "phone" {
		b.Size = "phone"
	}
	if b.Areas, err = a.Store.Areas(ctx, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	if area, err := wire.ParseID(b.Village); err == nil {
		if b.Houses, err = a.houses(ctx, schema.Scope{Areas: []wire.ID{area}}); err != nil {
			a.Fail(c, err)
			return
		}
	}
	b.Src = "/app/preview.html#/forms/" + h.String() + "/preview/data"
	if b.Case != "" {
		b.Src += "?case=" + b.Case
	}
	v.B = b
	c.Header("Content-Security-Policy", framePolicy)
	a.render(c, http.StatusOK, "preview", v)
}

// previewEntry is one stored entry of the made-up installation.
type previewEntry struct {
	Store string `json:"s"`
	Key   string `json:"k"`
	Value string `json:"v"` // base64
}

// PreviewData gives what the preview's engine loads: the form, the lists of the sample household's village, and a round that
// is open. ?case= names the household; without one it is empty.
func (a *Admin) PreviewData(c *gin.Context) {
	ctx := c.Request.Context()
	h, ok := a.readVersion(c)
	if !ok {
		return
	}
	form, ver, err := a.Store.Form(ctx, a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	caseID, err := wire.ParseID(c.Query("case"))
	if err != nil {
		caseID = wire.ID{}
	}
	stock, caseID, err := a.previewStock(ctx, UserOf(c), form, &ver, caseID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var out []previewEntry
	for _, w := range stock.Entries() {
		out = append(out, previewEntry{w.Store, w.Key, base64.StdEncoding.EncodeToString(w.Value)})
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"case": caseID.String(), "lang": a.lang(c), "entries": out})
}

// sampleID names the things that exist in the preview only.
func sampleID(what string) (x wire.ID) {
	h := wire.Sum([]byte("sothon.preview."), []byte(what))
	copy(x[:], h[:])
	x[6], x[8] = x[6]&0x0f|0x80, x[8]&0x3f|0x80
	return x
}

func (a *Admin) previewStock(ctx context.Context, me *schema.User, form *forms.Form, ver *schema.FormVersion, caseID wire.ID) (*replica.Stock, wire.ID, error) {
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		return nil, caseID, err
	}
	area := schema.Area{ID: sampleID("area"), Label: "Thôn mẫu"}
	if !caseID.IsZero() {
		all, err := a.houses(ctx, me.Scope())
		if err != nil {
			return nil, caseID, err
		}
		found := false
		for _, x := range all {
			if x.ID == caseID {
				area, found = schema.Area{ID: x.Area, Label: x.Village}, true
			}
		}
		if !found {
			return nil, caseID, schema.NotFound("Không có hộ này.", "There is no such household.")
		}
	}
	pub := append([]byte{4}, make([]byte, 64)...)
	pub[1] = 1
	u := me.Wire()
	s := &replica.Stock{Identity: replica.Identity{Workspace: a.Workspace, WorkspaceName: "Xem thử", Pub: pub, OwnerPub: a.Store.OwnerPub(), User: u, Device: "Xem thử"},
		Grant: wire.Grant{ID: sampleID("grant"), Writer: wire.WriterID(pub), Pub: pub, Role: u.Role, Areas: []wire.ID{area.ID}, Users: []wire.User{u},
			From: uint64(a.Clock().UnixMilli()), Device: "Xem thử"},
		Form: wire.FormItem{FormID: ver.FormID, Version: max(1, ver.Version), Title: ver.Title, Bytes: ver.Bytes}}
	var before wire.ID
	if !caseID.IsZero() {
		if before, err = a.previewEarlier(ctx, s, form.ID, caseID); err != nil {
			return nil, caseID, err
		}
	}
	s.Lists, err = a.previewLists(ctx, form, area, areas, caseID, before)
	if caseID.IsZero() {
		caseID = sampleID("case")
	}
	return s, caseID, err
}

// previewEarlier puts the household's newest finished record of the form into the stock, as the last visit, and gives its
// round; zero when there is none.
func (a *Admin) previewEarlier(ctx context.Context, s *replica.Stock, formID string, caseID wire.ID) (wire.ID, error) {
	rows, _, err := a.Store.Records(ctx, a.Workspace, store.RecordQuery{All: true, Case: caseID, Limit: 200})
	if err != nil {
		return wire.ID{}, err
	}
	best := -1
	for i := range rows {
		if r := &rows[i]; r.FormID == formID && r.Finished && !r.Deleted && (best < 0 || r.FinishedAt.After(rows[best].FinishedAt)) {
			best = i
		}
	}
	if best < 0 {
		return wire.ID{}, nil
	}
	m, err := a.Store.View(ctx, a.Workspace, rows[best].ID)
	if err != nil {
		return wire.ID{}, err
	}
	for i := range m.Inputs {
		in := &m.Inputs[i]
		if in.Change == nil || in.Change.Erased != nil || in.Status == merge.Held {
			continue
		}
		for _, ref := range in.Change.Env {
			if slices.ContainsFunc(s.Older, func(l wire.ListItem) bool { return l.Number == ref.Number }) {
				continue
			}
			if l, err := a.Store.List(ctx, a.Workspace, ref.Number); err == nil {
				s.Older = append(s.Older, wire.ListItem{Name: l.Name, Area: l.Area, Number: l.Number, Bytes: l.Bytes})
			}
		}
		s.Earlier = append(s.Earlier, replica.StockChange{Dot: in.Dot(), C: in.C, Srv: max(1, in.Srv), Area: m.Row.Area, Change: in.Change})
	}
	if m.Row.FormVersion != s.Form.Version {
		if _, v, err := a.Store.FormVersion(ctx, a.Workspace, formID, m.Row.FormVersion); err == nil {
			s.Forms = append(s.Forms, wire.FormItem{FormID: v.FormID, Version: v.Version, Title: v.Title, Bytes: v.Bytes})
		}
	}
	return m.Row.Round, nil
}

// previewLists gives the lists of a village with its own round; for the empty household those of the whole workspace, an
// empty one of each that a village has, and one household.
func (a *Admin) previewLists(ctx context.Context, form *forms.Form, area schema.Area, areas []schema.Area, caseID, before wire.ID) ([]wire.ListItem, error) {
	from := area.ID
	if caseID.IsZero() && len(areas) > 0 {
		from = areas[0].ID
	}
	infos, err := a.Store.Lists(ctx, a.Workspace, []wire.ID{from})
	if err != nil {
		return nil, err
	}
	var out []wire.ListItem
	for _, i := range infos {
		l, err := a.Store.List(ctx, a.Workspace, i.Number)
		if err != nil {
			return nil, err
		}
		item := wire.ListItem{Name: l.Name, Area: l.Area, Number: l.Number, Bytes: l.Bytes}
		switch {
		case l.Name == "nguoi" || l.Name == "giao" || l.Name == "nhac":
			continue
		case l.Name == "dot":
			dot := register.Table("dot", wire.ID{}, []string{"name", "label", "open", "previous", "forms"})
			last := ""
			if !before.IsZero() {
				last = before.UUID()
				label := ""
				if r, err := a.Store.Round(ctx, a.Workspace, before); err == nil {
					label = r.Label
				}
				register.Append(dot, last, label, "0", "", form.ID)
			}
			register.Append(dot, sampleID("round").UUID(), "Xem thử", "1", last, form.ID)
			item.Bytes = answers.EncodeList(dot)
		case caseID.IsZero() && !l.Area.IsZero():
			d, err := answers.DecodeList(l.Bytes)
			if err != nil {
				return nil, err
			}
			empty := register.Table(l.Name, area.ID, d.Columns)
			if l.Name == "ho" {
				cells := make([]string, len(d.Columns))
				for k, name := range d.Columns {
					cells[k] = map[string]string{"name": sampleID("case").UUID(), "label": "Hộ mẫu", "chu_ho": "Hộ mẫu", "area": area.ID.UUID(), "thon": area.Label,
						"ma": "M-000"}[name]
				}
				register.Append(empty, cells...)
			}
			item.Area, item.Bytes = area.ID, answers.EncodeList(empty)
		}
		out = append(out, item)
	}
	return out, nil
}
