package synctest

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The office answers sync requests as server/api does: the same steps over the same store, without HTTP.

const (
	statusOK    = 200
	nonceMillis = 15 * 60 * 1000
)

// answered is a reply, with what the checks want to know of how it was made.
type answered struct {
	status int
	body   []byte
	nonce  []byte // of the request
	areas  []wire.ID
	event  int // number of the event in which it was made
	reply  *wire.SyncReply
}

func refuse(status int, code string) *answered {
	return &answered{status: status, body: wire.EncodeErrorReply(&wire.ErrorReply{Code: code, Vi: code, En: code})}
}

func mac(what string, writer wire.ID, b []byte) []byte {
	h := sha256.New()
	h.Write([]byte("secret of the office" + what))
	h.Write(writer[:])
	h.Write(b)
	return h.Sum(nil)[:16]
}

func (w *world) nonce(writer wire.ID) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(w.now.UnixMilli()))
	return append(b, mac("nonce", writer, b)...)
}

func (w *world) goodNonce(writer wire.ID, n []byte) bool {
	if len(n) != 24 || !slices.Equal(n[8:], mac("nonce", writer, n[:8])) {
		return false
	}
	age := w.now.UnixMilli() - int64(binary.BigEndian.Uint64(n))
	return age >= -nonceMillis && age <= nonceMillis
}

func (w *world) sealCursor(writer wire.ID, c store.Cursor) []byte {
	b := c.Bytes()
	return append(b, cursorMAC(writer, b, w.epochs)...)
}

func cursorMAC(writer wire.ID, b []byte, epoch int) []byte {
	return mac("cursor", writer, append(slices.Clone(b), byte(epoch)))
}

// openCursor reads a cursor; one of an earlier epoch begins again, and old says so.
func (w *world) openCursor(writer wire.ID, b []byte) (c store.Cursor, old bool) {
	if len(b) < 16 {
		return c, false
	}
	b, seal := b[:len(b)-16], b[len(b)-16:]
	for e := w.epochs; e >= 0; e-- {
		if !slices.Equal(seal, cursorMAC(writer, b, e)) {
			continue
		}
		if c, _ = store.ReadCursor(b); e < w.epochs {
			return store.Cursor{AreasDigest: c.AreasDigest}, true
		}
		return c, false
	}
	return c, false
}

// serve answers a request. header is the writer that the request says it comes from, sig its signature.
func (w *world) serve(header wire.ID, sig, body []byte, pageBytes int) *answered {
	req, err := wire.DecodeSyncRequest(body)
	if err != nil {
		w.sometimes("request malformed")
		return refuse(400, "malformed")
	}
	if req.Workspace != workspace {
		return refuse(401, "unknown_writer")
	}
	if header != req.Writer {
		return refuse(401, "signature")
	}
	a := &answered{status: statusOK, nonce: req.Nonce, event: w.event}
	if !w.goodNonce(req.Writer, req.Nonce) {
		w.sometimes("nonce renewed")
		a.status = 409
		a.reply = &wire.SyncReply{Err: &wire.ErrorReply{Code: "nonce", Vi: "nonce", En: "nonce"}, Nonce: w.nonce(req.Writer),
			ServerTime: w.now.UnixMilli(), Cursor: req.Cursor}
		return w.seal(a)
	}
	device, err := w.store.Device(w.ctx, workspace, req.Writer)
	if err != nil || device.Owner {
		return refuse(401, "unknown_writer")
	}
	if verify, ok := store.Verifier(device.Pub); !ok || !verify(wire.RequestMessage(req.Nonce, wire.Sum(body)), sig) {
		w.sometimes("request with a wrong signature")
		return refuse(401, "signature")
	}
	if refused := w.exchange(a, req, pageBytes); refused != nil {
		return refused
	}
	return w.seal(a)
}

func (w *world) seal(a *answered) *answered {
	body, err := wire.Seal(wire.EncodeSyncReply(a.reply), a.nonce, ownerKey.Sign)
	if !w.must("seal", err) {
		return refuse(500, "internal")
	}
	a.body = body
	return a
}

func (w *world) exchange(a *answered, req *wire.SyncRequest, pageBytes int) *answered {
	reply := &wire.SyncReply{ServerTime: w.now.UnixMilli(), Nonce: w.nonce(req.Writer), Limits: wire.Limits{PackedBytes: 5 << 20, BlobBytes: 8 << 20}}
	a.reply = reply
	own, ok := w.healed(req)
	if !ok {
		return refuse(500, "internal")
	}
	if len(own) == 0 {
		device, err := w.store.Device(w.ctx, workspace, req.Writer)
		if !w.must("device", err) {
			return refuse(500, "internal")
		}
		reply.Acked, reply.Revoked = device.Acked, !device.Revoked.IsZero()
		reply.Fork, err = w.store.CheckHead(w.ctx, workspace, &device, req.HeadN, req.HeadH, req.Status.Fork)
		if !w.must("head", err) {
			return refuse(500, "internal")
		}
		if reply.Fork && !device.Stopped {
			w.sometimes("a copy found by its head")
		}
		if req.HeadN > device.Acked && !reply.Fork {
			reply.GapFrom = device.Acked + 1
		}
	} else {
		w.pushed = append(w.pushed, pushed{req.Writer, own})
		if w.revoked[req.Writer] {
			w.noteTooLate(own)
		}
		got, err := w.store.Apply(w.ctx, store.Push{Workspace: workspace, Writer: req.Writer, Segments: own, At: w.now})
		if !w.must("apply", err) {
			return refuse(500, "internal")
		}
		if got.Refused != nil {
			w.sometimes("push refused")
			return refuse(422, string(got.Refused.Code))
		}
		reply.Acked, reply.GapFrom, reply.Fork, reply.Revoked = got.Acked, got.GapFrom, got.Fork, got.Revoked
		for _, h := range got.Held {
			w.sometimes("held: " + h.Reason)
			for seq := h.From; h.Writer == req.Writer && seq <= h.To; seq++ {
				reply.Held = append(reply.Held, wire.HeldDot{Seq: seq, Reason: h.Reason})
			}
		}
		if got.Fork {
			w.sometimes("fork found")
		}
		if got.GapFrom > 0 {
			w.sometimes("gap told")
		}
	}
	if err := w.fillPage(a, req, pageBytes); !w.must("page", err) {
		return refuse(500, "internal")
	}
	return nil
}

// fillPage adds forms, lists and the feed of the areas granted now.
func (w *world) fillPage(a *answered, req *wire.SyncRequest, pageBytes int) error {
	reply := a.reply
	grants, err := w.store.Grants(w.ctx, workspace, req.Writer)
	if err != nil {
		return err
	}
	cursor, _ := w.openCursor(req.Writer, req.Cursor)
	changed, inForce := false, []wire.ID{}
	for i := range grants {
		g := &grants[i]
		changed = changed || g.Srv > cursor.Srv || g.EndedSrv > cursor.Srv
		if !g.Ended.IsZero() && !g.Ended.After(w.now) || g.To != 0 && g.To <= uint64(w.now.UnixMilli()) {
			continue
		}
		if g.Srv > cursor.Srv {
			reply.Grants = append(reply.Grants, wire.SignedGrant{Grant: wire.GrantValue(g.Grant), Sig: g.Sig})
		}
		inForce = append(inForce, g.ID)
		a.areas = append(a.areas, g.Areas...)
	}
	if changed {
		reply.InForce = inForce
	}
	slices.SortFunc(a.areas, wire.ID.Compare)
	a.areas = slices.Compact(a.areas)
	if reply.Revoked {
		if reply.Wipe, err = w.store.WipeOrder(w.ctx, workspace, req.Writer); err != nil {
			return err
		}
	}
	if reply.Revoked || len(a.areas) == 0 {
		reply.Cursor = req.Cursor
		return nil
	}
	if err := w.fillForms(reply, req); err != nil {
		return err
	}
	if err := w.fillLists(a, req); err != nil {
		return err
	}
	got, err := w.store.Feed(w.ctx, store.FeedQuery{Workspace: workspace, Writer: req.Writer, Areas: a.areas, Cursor: cursor, MaxBytes: pageBytes})
	if err != nil {
		return err
	}
	if got.More {
		w.sometimes("feed in several pages")
	}
	if err := w.namedLists(a, req, got.Items); err != nil {
		return err
	}
	reply.Items = append(reply.Items, got.Items...)
	reply.More, reply.Cursor = got.More, w.sealCursor(req.Writer, got.Cursor)
	return nil
}

func (w *world) fillForms(reply *wire.SyncReply, req *wire.SyncRequest) error {
	all, err := w.store.Forms(w.ctx, workspace)
	if err != nil {
		return err
	}
	same := true
	for i := range all {
		f := &all[i]
		if f.Version == 0 {
			continue
		}
		reply.Forms = append(reply.Forms, wire.FormRef{FormID: f.FormID, Version: f.Version, Hash: f.Hash, Title: f.Title})
		if slices.ContainsFunc(req.Have.Forms, func(h wire.FormHave) bool {
			return h.FormID == f.FormID && h.Version == f.Version && h.Hash == f.Hash.Short()
		}) {
			continue
		}
		same = false
		_, v, err := w.store.Form(w.ctx, workspace, f.Hash)
		if err != nil {
			return err
		}
		reply.Items = append(reply.Items, wire.FeedItem{Kind: wire.FeedForm, Payload: wire.EncodeFormItem(&wire.FormItem{FormID: v.FormID,
			Version: v.Version, Title: v.Title, Bytes: v.Bytes})})
	}
	if same && len(reply.Forms) == len(req.Have.Forms) {
		reply.Forms = nil
	}
	return nil
}

func (w *world) fillLists(a *answered, req *wire.SyncRequest) error {
	all, err := w.store.Lists(w.ctx, workspace, append([]wire.ID{{}}, a.areas...))
	if err != nil {
		return err
	}
	same := true
	for i := range all {
		l := &all[i]
		a.reply.Lists = append(a.reply.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: l.Number, Hash: l.Hash})
		if slices.ContainsFunc(req.Have.Lists, func(h wire.ListHave) bool { return h.Number == l.Number && h.Hash == l.Hash.Short() }) {
			continue
		}
		same = false
		if err := w.sendList(a.reply, l.Number, nil); err != nil {
			return err
		}
	}
	if same && len(a.reply.Lists) == len(req.Have.Lists) {
		a.reply.Lists = nil
	}
	return nil
}

func (w *world) sendList(reply *wire.SyncReply, number uint64, within []wire.ID) error {
	v, err := w.store.List(w.ctx, workspace, number)
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if within != nil && !v.Area.IsZero() && !slices.Contains(within, v.Area) {
		w.sometimes("the id column of another area's list was sent")
		ids, err := w.store.ListIDs(w.ctx, workspace, v.Hash)
		reply.Items = append(reply.Items, wire.FeedItem{Kind: wire.FeedIDs, Area: v.Area, Payload: wire.EncodeIDsItem(&wire.IDsItem{
			Number: number, Hash: v.Hash, IDs: ids})})
		return err
	}
	reply.Items = append(reply.Items, wire.FeedItem{Kind: wire.FeedList, Area: v.Area, Payload: wire.EncodeListItem(&wire.ListItem{
		Name: v.Name, Area: v.Area, Number: v.Number, Bytes: v.Bytes})})
	return nil
}

// namedLists sends the earlier lists that changes of this page name rows in.
func (w *world) namedLists(a *answered, req *wire.SyncRequest, items []wire.FeedItem) error {
	seen := map[uint64]bool{}
	for _, l := range req.Have.Lists {
		seen[l.Number] = true
	}
	for i := range a.reply.Items {
		if it := &a.reply.Items[i]; it.Kind == wire.FeedList {
			if l, err := wire.DecodeListItem(it.Payload); err == nil {
				seen[l.Number] = true
			}
		}
	}
	for i := range items {
		for _, c := range itemChanges(&items[i]) {
			for _, row := range c.change.Rows {
				if row.List == 0 || seen[row.List] {
					continue
				}
				seen[row.List] = true
				w.sometimes("an earlier list was sent")
				if err := w.sendList(a.reply, row.List, a.areas); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// carried is one change of a segment, with its body.
type carried struct {
	dot    wire.Dot
	c, h   wire.Hash
	prev   wire.Hash
	change *wire.Change
	body   []byte
}

// changesIn gives the changes that a segment carries with their bodies.
func changesIn(payload []byte) (out []carried) {
	s, err := wire.DecodeSegment(payload)
	if err != nil {
		return nil
	}
	hs, err := s.Chain()
	if err != nil {
		return nil
	}
	prev := s.HPrev
	for i, it := range s.Items {
		if it.Body != nil {
			if c, err := wire.DecodeChange(it.Body); err == nil {
				out = append(out, carried{wire.Dot{Writer: s.Writer, Seq: s.From + uint64(i)}, it.C, hs[i], prev, c, it.Body})
			}
		}
		prev = hs[i]
	}
	return out
}
