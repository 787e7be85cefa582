package api

import (
	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Enrol answers POST /api/v1/enrol: a one-time code and a public key become a device with a grant.
func (a *API) Enrol(c *gin.Context) {
	body, err := readBody(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	req, err := wire.DecodeEnrolRequest(body)
	if err != nil {
		a.fail(c, err)
		return
	}
	got, err := a.Store.Enrol(c.Request.Context(), a.Workspace, schema.Enrolment{Code: req.Code, Pub: req.Pub, Proof: req.Proof, Name: schema.Clean(req.Device),
		App: req.App, Excuse: schema.Clean(req.Excuse), Recovery: a.Keys.Recovery(), Address: c.ClientIP()})
	if err != nil {
		a.fail(c, err)
		return
	}
	a.Enrolled()
	a.Log.Info("device enrolled", "writer", got.Device.Writer, "user", got.User.ID)
	payload := wire.EncodeEnrolReply(&wire.EnrolReply{Workspace: a.Workspace, WorkspaceName: got.Workspace.Name, OwnerPub: a.Keys.Public(),
		Grant: got.Grant, Nonce: a.nonces.New(got.Device.Writer), Recovery: a.Keys.Recovery(), User: got.User.Wire(),
		ServerTime: a.Clock().UnixMilli()})
	a.seal(c, 200, payload, nil)
}

// seal sends a payload under the owner's signature over the request's nonce.
func (a *API) seal(c *gin.Context, status int, payload, nonce []byte) {
	body, err := wire.Seal(payload, nonce, a.Keys.Sign)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.send(c, status, body)
}
