package admin

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/skip2/go-qrcode"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/wire"
)

type pinView struct {
	Writer  string
	Device  string
	Who     string
	Request *api.PinRequest // nil: the device has not asked
	Pub     string          // base64, for the script
	Wrap    string
	User    string
	Answer  string // base64url, as the device reads it; "" before
	QR      template.URL
	People  []devicePerson
}

// PinPage shows what a device with a forgotten PIN asks for. The recovery key is typed here and used by the page's script
// alone: it has no name, so that no form can send it.
func (a *Admin) PinPage(c *gin.Context) {
	d, ok := a.pinDevice(c)
	if !ok {
		return
	}
	ctx := c.Request.Context()
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "devices", "title.pin")
	b := pinView{Writer: d.Writer.String(), Device: names.device(v, d.Writer), Who: names.user(d.User)}
	if r, ok := a.Pins.Waiting(d.Writer); ok {
		b.Request, b.Who, b.User = &r, names.user(r.User), r.User.String()
		b.Pub, b.Wrap = base64.StdEncoding.EncodeToString(r.Pub), base64.StdEncoding.EncodeToString(r.Wrap)
		if r.Answer != nil {
			b.Answer = base64.RawURLEncoding.EncodeToString(r.Answer)
			if png, err := qrcode.Encode(b.Answer, qrcode.Low, 400); err == nil {
				b.QR = template.URL(dataURL("image/png", png))
			}
		}
	}
	if b.People, err = a.devicePeople(ctx, d); err != nil {
		a.Fail(c, err)
		return
	}
	v.Title = v.T("pin.head", b.Device)
	v.B = b
	a.render(c, http.StatusOK, "device_pin", v)
}

// AnswerPin takes the answer that the page's script made (audited), or a request that was carried here by hand.
func (a *Admin) AnswerPin(c *gin.Context) {
	d, ok := a.pinDevice(c)
	if !ok {
		return
	}
	to := "/devices/" + d.Writer.String() + "/pin"
	if text := strings.Join(strings.Fields(c.PostForm("request")), ""); text != "" {
		if err := a.pinByHand(c, d.Writer, text); err != nil {
			a.Fail(c, err)
			return
		}
		a.back(c, to, "")
		return
	}
	answer, err := base64.StdEncoding.DecodeString(c.PostForm("answer"))
	r, waiting := a.Pins.Waiting(d.Writer)
	if err != nil || len(answer) == 0 || !waiting || r.Check != c.PostForm("check") {
		a.Fail(c, schema.Conflict("check", a.pages.say("vi", "pin.changed"), a.pages.say("en", "pin.changed")))
		return
	}
	// on record before the device can have it: a key that was given out must not be unknown
	if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "device.pin", d.Writer.String(), r.User.String()); err != nil {
		a.Fail(c, err)
		return
	}
	if !a.Pins.Answer(d.Writer, r.Check, answer) {
		a.Fail(c, schema.Conflict("check", a.pages.say("vi", "pin.changed"), a.pages.say("en", "pin.changed")))
		return
	}
	a.Log.Info("device unlocked", "writer", d.Writer, "user", UserOf(c).ID)
	a.back(c, to, "")
}

// pinByHand reads base64url(body ‖ signature of 64 bytes), as the device shows it.
func (a *Admin) pinByHand(c *gin.Context, writer wire.ID, text string) error {
	wrong := schema.Invalid("request", "Lời xin này không đọc được. Chép lại từ máy, đủ từ chữ đầu đến chữ cuối.",
		"This request can not be read. Copy it from the device again, whole.")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) <= wire.SignatureSize {
		return wrong
	}
	cut := len(raw) - wire.SignatureSize
	r, err := a.OpenPin(c, raw[:cut], base64.StdEncoding.EncodeToString(raw[cut:]))
	if err != nil || r.Writer != writer {
		return wrong
	}
	a.Pins.Ask(r)
	return nil
}

func (a *Admin) pinDevice(c *gin.Context) (schema.Device, bool) {
	w, err := wire.ParseID(c.Param("writer"))
	if err != nil {
		a.NotFound(c)
		return schema.Device{}, false
	}
	d, err := a.Store.Device(c.Request.Context(), a.Workspace, w)
	if err != nil {
		a.Fail(c, err)
		return d, false
	}
	if d.Owner || !d.Revoked.IsZero() {
		a.NotFound(c)
		return d, false
	}
	return d, true
}
