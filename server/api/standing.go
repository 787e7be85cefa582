package api

import (
	"encoding/base64"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/sync/wire"
)

// MaxStanding is the largest body of a question by a locked tablet.
const MaxStanding = 256

// StandingMessage is what the device key signs: ("sothon.standing.1" ‖ SHA-256(body)).
func StandingMessage(body []byte) []byte {
	h := wire.Sum(body)
	return append([]byte("sothon.standing.1"), h[:]...)
}

// Standing answers POST /api/v1/standing: a tablet that is locked has only its device key, and asks whether the office has
// ordered it to be erased, and whom to call. Body [v, writer, at]; reply [v, [order, signature] or null, phone]. Said again
// by somebody else it tells them nothing but that. docs/sync.md §1.6.
func (a *API) Standing(c *gin.Context) {
	body, err := readBody(c)
	if err == nil {
		err = a.standing(c, body)
	}
	if err != nil {
		a.fail(c, err)
	}
}

func (a *API) standing(c *gin.Context, body []byte) error {
	d := wire.NewDecoder(body)
	d.Places(3)
	if v := d.Uint(); d.Err() == nil && v != wire.LayoutVersion {
		d.Fail("version of a question of standing")
	}
	writer := d.ID()
	d.Uint() // when, so that no two are alike
	if err := d.Done(); err != nil {
		return err
	}
	sig, err := base64.StdEncoding.DecodeString(c.GetHeader("Sothon-Signature"))
	if err != nil {
		return errSignature
	}
	if err := a.signedBy(c, writer, StandingMessage(body), sig); err != nil {
		return err
	}
	order, err := a.Store.WipeOrder(c.Request.Context(), a.Workspace, writer)
	if err != nil {
		return err
	}
	ws, err := a.Store.Workspace(c.Request.Context(), a.Workspace)
	if err != nil {
		return err
	}
	var e wire.Encoder
	e.Array(3)
	e.Uint(wire.LayoutVersion)
	if order == nil {
		e.Null()
	} else {
		e.Array(2)
		e.Bytes(order.Order)
		e.Bytes(order.Sig)
	}
	e.Text(ws.Phone)
	a.send(c, 200, e.B)
	return nil
}
