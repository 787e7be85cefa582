package api

import (
	"encoding/base64"

	"github.com/gin-gonic/gin"
)

// MaxReceipt is the largest body of a receipt.
const MaxReceipt = 4 << 10

// Wiped answers POST /api/v1/wiped: a device's receipt that it has erased itself, signed by the key that it no longer
// has. The same receipt again is answered the same. docs/sync.md §1.6.
func (a *API) Wiped(c *gin.Context) {
	body, err := readBody(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	sig, err := base64.StdEncoding.DecodeString(c.GetHeader("Sothon-Signature"))
	if err != nil {
		a.fail(c, errSignature)
		return
	}
	writer, err := a.Store.Wiped(c.Request.Context(), a.Workspace, body, sig)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.Log.Info("device wiped", "writer", writer)
	a.send(c, 200, nil)
}
