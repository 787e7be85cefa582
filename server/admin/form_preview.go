package admin

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
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
	s.Lists, err = a.previewLists(ctx, form, area, areas, caseID)
	if caseID.IsZero() {
		caseID = sampleID("case")
	}
	return s, caseID, err
}

// previewLists gives the lists of a village with its own round; for the empty household those of the whole workspace, an
// empty one of each that a village has, and one household.
func (a *Admin) previewLists(ctx context.Context, form *forms.Form, area schema.Area, areas []schema.Area, caseID wire.ID) ([]wire.ListItem, error) {
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
			dot := register.Table("dot", wire.ID{}, []string{"name", "label", "open", "forms"})
			register.Append(dot, sampleID("round").UUID(), "Xem thử", "1", form.ID)
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
