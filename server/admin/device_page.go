package admin

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

type devicePage struct {
	deviceRow
	Photos   []missingPhoto
	More     int // photos missing beyond those listed
	WipedBy  string
	Promised bool
}

// missingPhoto is a photo that a record names and that has not come.
type missingPhoto struct {
	Label string
	Href  string
	Size  string
	Mime  string
}

// maxPhotos is how many missing photos a device's page lists.
const maxPhotos = 200

// DevicePage shows one device: what it last told of itself, the photos it still owes, and the orders to it.
func (a *Admin) DevicePage(c *gin.Context) {
	ctx := c.Request.Context()
	d, ok := a.readDevice(c)
	if !ok {
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	u, err := a.Store.User(ctx, a.Workspace, d.User)
	if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
		a.Fail(c, err)
		return
	}
	missing, err := a.Store.MissingBlobs(ctx, a.Workspace, d.Writer)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "devices", "title.device", n.device(View{pages: a.pages, Lang: a.lang(c)}, d.Writer))
	b := devicePage{deviceRow: a.deviceRow(v, d, n, &u), Promised: d.Excuse == ""}
	b.Missing = len(missing)
	for i, m := range missing {
		if i == maxPhotos {
			b.More = len(missing) - maxPhotos
			break
		}
		row := missingPhoto{Href: "/records/" + m.Record.String(), Size: megabytes(m.Size), Mime: m.Mime, Label: m.Record.String()[:8]}
		if _, r, err := a.Store.Record(ctx, a.Workspace, m.Record); err == nil && r.Label != "" {
			row.Label = r.Label
		}
		b.Photos = append(b.Photos, row)
	}
	if d.Wipe != nil {
		b.WipedBy = n.user(d.Wipe.By)
	}
	v.B = b
	a.render(c, http.StatusOK, "device", v)
}

// megabytes writes a size as people read it.
func megabytes(n uint64) string {
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/(1<<20)), ".", ",", 1)
}

// readDevice finds the tablet of the address; the answer is given already when there is none.
func (a *Admin) readDevice(c *gin.Context) (schema.Device, bool) {
	w, err := wire.ParseID(c.Param("writer"))
	if err != nil {
		a.NotFound(c)
		return schema.Device{}, false
	}
	d, err := a.Store.Device(c.Request.Context(), a.Workspace, w)
	if err == nil && d.Owner {
		a.NotFound(c)
		return d, false
	}
	if err != nil {
		a.Fail(c, err)
		return d, false
	}
	return d, true
}

// CancelWipe takes back an order to wipe that no receipt has come for.
func (a *Admin) CancelWipe(c *gin.Context) {
	d, ok := a.readDevice(c)
	if !ok {
		return
	}
	if err := a.Store.CancelWipe(c.Request.Context(), a.Workspace, d.Writer, UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/devices/"+d.Writer.String(), "flash.wipe_cancelled")
}
