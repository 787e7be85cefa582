package api

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// MaxPinRequest is the largest request to undo a forgotten PIN.
const MaxPinRequest = 8 << 10

const (
	maxPinWrap   = 2 << 10        // of an age file with 32 bytes for one recipient
	maxPinAnswer = 512            // of an encrypted data key
	pinLife      = 24 * time.Hour // after it a request is forgotten; the tablet asks again
)

// PinRequest is what a locked tablet asks the office for: its data key, which Wrap holds encrypted to the commune's
// recovery key, encrypted anew to Pub. docs/running.md.
type PinRequest struct {
	Writer wire.ID
	User   wire.ID // whose PIN is forgotten
	Pub    []byte  // fresh P-256 point, 65 bytes; its private half never leaves the tablet
	Wrap   []byte  // age file
	At     time.Time
	Check  string // six digits that both screens show: "204 881"
	Answer []byte // the office's, nil before
}

// PinMessage is what the device key signs for a request: ("sothon.pin.1" ‖ SHA-256(body)). There is no nonce: a request
// sent again asks for what only the same tablet can read.
func PinMessage(body []byte) []byte {
	h := wire.Sum(body)
	return append([]byte("sothon.pin.1"), h[:]...)
}

// DecodePinRequest reads [v, writer, user, pub, wrap].
func DecodePinRequest(body []byte) (*PinRequest, error) {
	d := wire.NewDecoder(body)
	d.Places(5)
	if v := d.Uint(); d.Err() == nil && v != wire.LayoutVersion {
		d.Fail("version of a PIN request")
	}
	r := &PinRequest{Writer: d.ID(), User: d.ID(), Pub: d.Bytes(wire.PublicKeySize), Wrap: d.Bytes(maxPinWrap)}
	if err := d.Done(); err != nil {
		return nil, err
	}
	if len(r.Pub) != wire.PublicKeySize || len(r.Wrap) == 0 {
		return nil, errMalformed
	}
	h := wire.Sum(body)
	n := binary.BigEndian.Uint64(h[:8]) % 1_000_000
	r.Check = fmt.Sprintf("%03d %03d", n/1000, n%1000)
	return r, nil
}

// PinDesk holds what tablets ask for until the office has answered. Only in memory: a tablet asks again by itself.
type PinDesk struct {
	Clock func() time.Time
	mu    sync.Mutex
	m     map[wire.ID]PinRequest // by writer, one each
}

// Ask keeps a request and gives it with the answer, if the office has given one to this very request.
func (p *PinDesk) Ask(r *PinRequest) PinRequest {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Clock()
	if p.m == nil {
		p.m = map[wire.ID]PinRequest{}
	}
	for w, x := range p.m {
		if now.Sub(x.At) > pinLife {
			delete(p.m, w)
		}
	}
	if had, ok := p.m[r.Writer]; ok && had.Check == r.Check && string(had.Pub) == string(r.Pub) && string(had.Wrap) == string(r.Wrap) {
		return had
	}
	r.At = now
	p.m[r.Writer] = *r
	return *r
}

// Waiting gives the request of a tablet.
func (p *PinDesk) Waiting(writer wire.ID) (PinRequest, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.m[writer]
	return r, ok && p.Clock().Sub(r.At) <= pinLife
}

// Answer puts the office's answer to the request with these check digits; false when there is another by now.
func (p *PinDesk) Answer(writer wire.ID, check string, answer []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.m[writer]
	if !ok || r.Check != check || len(answer) == 0 || len(answer) > maxPinAnswer {
		return false
	}
	r.Answer = answer
	p.m[writer] = r
	return true
}

// AskPin answers POST /api/v1/pin: a locked tablet asks for its data key, again and again until the office has answered.
// Reply: [v, answer or null].
func (a *API) AskPin(c *gin.Context) {
	body, err := readBody(c)
	if err == nil {
		err = a.askPin(c, body)
	}
	if err != nil {
		a.fail(c, err)
	}
}

func (a *API) askPin(c *gin.Context, body []byte) error {
	r, err := a.OpenPinRequest(c, body, c.GetHeader("Sothon-Signature"))
	if err != nil {
		return err
	}
	got := a.Pins.Ask(r)
	var e wire.Encoder
	e.Array(2)
	e.Uint(wire.LayoutVersion)
	if got.Answer == nil {
		e.Null()
	} else {
		e.Bytes(got.Answer)
	}
	a.send(c, 200, e.B)
	return nil
}

// OpenPinRequest reads a request and checks that an enrolled device that is not revoked signed it (signature in base64),
// and that the user may work on it.
func (a *API) OpenPinRequest(c *gin.Context, body []byte, signature string) (*PinRequest, error) {
	r, err := DecodePinRequest(body)
	if err != nil {
		return nil, err
	}
	sig, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return nil, errSignature
	}
	if err := a.signedBy(c, r.Writer, PinMessage(body), sig); err != nil {
		return nil, err
	}
	d, err := a.Store.Device(c.Request.Context(), a.Workspace, r.Writer)
	if err != nil {
		return nil, err
	}
	if !d.Revoked.IsZero() {
		return nil, &schema.Error{Code: schema.CodeForbidden, Vi: "Xã đã thu hồi máy này nên không mở khoá được.", En: "The device is revoked and can not be unlocked."}
	}
	for _, u := range d.Users {
		if u == r.User {
			return r, nil
		}
	}
	return nil, &schema.Error{Code: schema.CodeForbidden, Vi: "Người này không còn dùng máy này.", En: "This person no longer uses the device."}
}
