package api

import (
	"cmp"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// PageBytes is how much of the feed travels in one reply, unpacked.
const PageBytes = 512 << 10

// Sync answers POST /api/v1/sync: stores what a device pushes and gives it what it lacks. docs/sync.md §1.6.
func (a *API) Sync(c *gin.Context) {
	body, done, err := a.syncBody(c)
	defer done()
	if err != nil {
		a.fail(c, err)
		return
	}
	req, err := wire.DecodeSyncRequest(body)
	if err != nil {
		a.fail(c, err)
		return
	}
	if err := a.authenticate(c, req, body); err != nil {
		if errors.Is(err, errNonce) {
			a.renew(c, req)
			return
		}
		a.fail(c, err)
		return
	}
	reply, err := a.exchange(c, req)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.seal(c, 200, wire.EncodeSyncReply(reply), req.Nonce)
}

// syncBody reads the body of a sync. Only an enrolled device may send one at all, and a slow line holds a place among those
// that send, never one among those that are worked on: done gives back what was taken.
func (a *API) syncBody(c *gin.Context) (body []byte, done func(), err error) {
	var held []chan struct{}
	done = func() {
		for _, h := range held {
			<-h
		}
	}
	take := func(places chan struct{}) error {
		select {
		case places <- struct{}{}:
			held = append(held, places)
			return nil
		case <-time.After(5 * time.Second):
			return errBusy
		case <-c.Request.Context().Done():
			return errBusy
		}
	}
	writer, err := wire.ParseID(c.GetHeader("Sothon-Writer"))
	if err != nil {
		return nil, done, errSignature
	}
	if _, err := a.Store.Standing(c.Request.Context(), a.Workspace, writer); err != nil {
		if schema.CodeOf(err) == schema.CodeNotFound {
			err = errUnknown
		}
		return nil, done, err
	}
	if err := take(a.sending); err != nil {
		return nil, done, err
	}
	packed, err := readPacked(c)
	if err == nil {
		err = take(a.busy)
	}
	if err == nil {
		body, err = unpack(c, packed)
	}
	return body, done, err
}

// authenticate checks that the request comes from an enrolled device, now: its signature over the body under a nonce of
// ours. A revoked device is known too: what it sends is stored and held.
func (a *API) authenticate(c *gin.Context, req *wire.SyncRequest, body []byte) error {
	if req.Workspace != a.Workspace {
		return errUnknown
	}
	if h := c.GetHeader("Sothon-Writer"); h != req.Writer.String() {
		return errSignature
	}
	if !a.nonces.Valid(req.Writer, req.Nonce) {
		return errNonce
	}
	return a.signed(c, req.Writer, wire.RequestMessage(req.Nonce, wire.Sum(body)))
}

// signed checks the header Sothon-Signature over a message.
func (a *API) signed(c *gin.Context, writer wire.ID, msg []byte) error {
	sig, err := base64.StdEncoding.DecodeString(c.GetHeader("Sothon-Signature"))
	if err != nil {
		return errSignature
	}
	return a.signedBy(c, writer, msg, sig)
}

func (a *API) signedBy(c *gin.Context, writer wire.ID, msg, sig []byte) error {
	device, err := a.Store.Standing(c.Request.Context(), a.Workspace, writer)
	if schema.CodeOf(err) == schema.CodeNotFound || err == nil && device.Owner {
		return errUnknown
	}
	if err != nil {
		return err
	}
	if verify, ok := store.Verifier(device.Pub); !ok || !verify(msg, sig) {
		return errSignature
	}
	return nil
}

// renew tells a device whose nonce is missing or old a fresh one; the device repeats its request at once. Nothing of the
// request was looked at. Status 409, body: a sealed reply with nothing but the error, the time and the nonce.
func (a *API) renew(c *gin.Context, req *wire.SyncRequest) {
	payload := wire.EncodeSyncReply(&wire.SyncReply{Err: &errNonce.ErrorReply, Nonce: a.nonces.New(req.Writer),
		ServerTime: a.Clock().UnixMilli(), Cursor: req.Cursor})
	a.seal(c, errNonce.status, payload, req.Nonce)
}

func (a *API) exchange(c *gin.Context, req *wire.SyncRequest) (*wire.SyncReply, error) {
	ctx, now := c.Request.Context(), a.Clock()
	a.Store.Seen(a.Workspace, req.Writer, schema.Status{App: req.Status.App, Clock: req.Status.Clock, Unsent: req.Status.Unsent,
		Blobs: req.Status.Blobs, FreeMiB: req.Status.FreeMiB, Fork: req.Status.Fork})
	reply := &wire.SyncReply{ServerTime: now.UnixMilli(), Nonce: a.nonces.New(req.Writer),
		Limits: wire.Limits{PackedBytes: MaxPacked, BlobBytes: schema.MaxBlobBytes}}
	if err := a.push(c, req, now, reply); err != nil {
		return nil, err
	}
	epochs := a.Store.Epochs(a.Workspace)
	epoch := epochs[len(epochs)-1].Number
	cursor := a.nonces.openCursor(req.Writer, req.Cursor, epoch)
	if behind, err := a.Store.Behind(ctx, a.Workspace, cursor.Srv); behind || err != nil {
		return nil, cmp.Or[error](err, store.ErrBehind)
	}
	areas, err := a.granted(ctx, req.Writer, now, cursor.Srv, reply)
	if err != nil {
		return nil, err
	}
	if reply.Wanted, err = a.wanted(ctx, req, now); err != nil {
		return nil, err
	}
	if reply.Revoked { // an order to wipe revokes too
		if reply.Wipe, err = a.Store.WipeOrder(ctx, a.Workspace, req.Writer); err != nil {
			return nil, err
		}
	}
	if reply.Revoked || len(areas) == 0 {
		reply.Cursor = req.Cursor
		return reply, nil
	}
	p := page{api: a, req: req, reply: reply, areas: areas, epoch: epoch}
	if err := p.fill(ctx, cursor); err != nil {
		return nil, err
	}
	return reply, nil
}

// healed takes back what a device brings of the owner's own earlier logs, and gives the segments that are the device's.
func (a *API) healed(c *gin.Context, req *wire.SyncRequest) (own []*wire.Segment, err error) {
	var back []*wire.Segment
	for _, s := range req.Segments {
		if s.Writer == req.Writer {
			own = append(own, s)
		} else {
			back = append(back, s)
			if !slices.ContainsFunc(a.Store.Epochs(a.Workspace), func(e store.Epoch) bool { return e.Writer == s.Writer }) {
				return nil, errMalformed
			}
		}
	}
	if len(back) == 0 {
		return own, nil
	}
	got, err := a.Store.Heal(c.Request.Context(), a.Workspace, back)
	if err != nil {
		return nil, err
	}
	a.Touched(got.Touched)
	a.Log.Info("healed", "writer", req.Writer, "count", got.Changes, "strange", got.Strange)
	return own, nil
}

// push stores the segments of a request and says in the reply what became of them. Without segments it only asks how far
// the writer's log is stored.
func (a *API) push(c *gin.Context, req *wire.SyncRequest, now time.Time, reply *wire.SyncReply) error {
	own, err := a.healed(c, req)
	if err != nil {
		return err
	}
	if len(own) == 0 {
		device, err := a.Store.Standing(c.Request.Context(), a.Workspace, req.Writer)
		if err != nil {
			return err
		}
		reply.Acked, reply.Replicated, reply.Revoked = device.Acked, device.Replicated, !device.Revoked.IsZero()
		reply.Fork, err = a.Store.CheckHead(c.Request.Context(), a.Workspace, &device, req.HeadN, req.HeadH, req.Status.Fork)
		if err != nil {
			return err
		}
		if req.HeadN > device.Acked && !reply.Fork {
			reply.GapFrom = device.Acked + 1
		}
		return nil
	}
	got, err := a.Store.Apply(c.Request.Context(), store.Push{Workspace: a.Workspace, Writer: req.Writer, Segments: own, At: now})
	if err != nil {
		return err
	}
	if got.Refused != nil {
		return got.Refused
	}
	reply.Replicated = got.Replicated
	reply.Acked, reply.GapFrom, reply.Fork, reply.Revoked = got.Acked, got.GapFrom, got.Fork, got.Revoked
	for _, h := range got.Held {
		for seq := h.From; h.Writer == req.Writer && seq <= h.To; seq++ {
			reply.Held = append(reply.Held, wire.HeldDot{Seq: seq, Reason: h.Reason})
		}
	}
	a.Touched(got.Touched)
	a.Log.Info("pushed", "writer", req.Writer, "seq", got.Acked, "count", len(got.Touched), "held", len(got.Held))
	return nil
}
