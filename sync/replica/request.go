package replica

import (
	"github.com/sothon/sothon/sync/wire"
)

// segmentBudget bounds the bodies of one segment before compression: what can not be pressed at all still fits the
// 256 KiB that a segment may have packed (docs/sync.md §1.1).
const segmentBudget = 250 << 10

// request is the sync request under way.
type request struct {
	app   string
	now   int64
	upTo  uint64 // last own change in it; 0: none
	nonce []byte

	back   []*wire.Segment // pieces of the owner's own logs that it may lack since a restore
	backTo string          // key of the last of them
	backOf uint64          // number of the epoch that asked for them
}

// Has says what waits to be sent.
type Has struct{ Changes, Blobs int }

// Begin begins a request: it chooses which own changes go, in order, as many as one segment takes, and gives the head
// that the device key must sign for them; nil when nothing is sent. A forked tablet sends nothing more (Stopped says so)
// but goes on receiving.
func (r *Replica) Begin(app string, now int64) (head []byte, has Has) {
	r.Confirm()
	return r.choose(app, now)
}

// BeginAll is Begin after the journals of forms that are not open, left by a killed browser, have become changes: what
// was answered then goes out with the rest. The Writes must be stored before the request is sent.
func (r *Replica) BeginAll(app string, now int64) (head []byte, has Has, w []Write) {
	r.Confirm()
	w = r.squashLeft()
	head, has = r.choose(app, now)
	return head, has, w
}

func (r *Replica) choose(app string, now int64) (head []byte, has Has) {
	q := &request{app: app, now: now, nonce: r.sync.Nonce}
	r.request = q
	if !r.going {
		r.report = counts{}
	}
	has = Has{Changes: int(r.head.Seq - min(r.sync.Acked, r.head.Seq)), Blobs: r.blobsWaiting()}
	if r.sync.Fork {
		r.giveBack(q)
		return nil, has
	}
	size := 0
	for n := r.sync.Acked + 1; n <= r.head.Seq; n++ {
		s := r.own(n)
		if s == nil || size > 0 && size+len(s.body) > segmentBudget {
			break
		}
		size += len(s.body) + 8
		q.upTo = n
	}
	if q.upTo == 0 {
		r.giveBack(q)
		return nil, has
	}
	return wire.HeadMessage(r.id.Writer(), q.upTo, r.own(q.upTo).h), has
}

// Body gives the body of the request begun, uncompressed, and what the device key signs for it. headSig is the
// signature over the head of Begin; nil when there was none.
func (r *Replica) Body(headSig []byte) (body, message []byte, err error) {
	r.Confirm()
	q := r.request
	if q == nil {
		return nil, nil, fail("sync", "Chưa bắt đầu lần gửi nào.", "No sync has begun.")
	}
	req := &wire.SyncRequest{Workspace: r.id.Workspace, Writer: r.id.Writer(), HeadN: r.head.Seq, HeadH: r.head.H,
		Cursor: r.sync.Cursor, Nonce: q.nonce}
	if q.upTo > 0 {
		if len(headSig) != wire.SignatureSize {
			return nil, nil, fail("sync", "Thiếu chữ ký của máy.", "The device's signature is missing.")
		}
		from := r.sync.Acked + 1
		seg := &wire.Segment{Writer: r.id.Writer(), From: from, HPrev: r.own(from).hPrev, Sig: headSig}
		for n := from; n <= q.upTo; n++ {
			seg.Items = append(seg.Items, wire.Item{Body: r.own(n).body})
		}
		req.Segments = []*wire.Segment{seg}
	}
	req.Segments = append(req.Segments, q.back...)
	req.Have = r.have()
	req.Status = wire.Status{App: q.app, Clock: max(q.now, 0), Unsent: r.head.Seq - min(r.sync.Acked, r.head.Seq),
		Blobs: uint64(r.blobsWaiting()), Parked: r.parkedHere(), Fork: r.sync.Fork}
	body = wire.EncodeSyncRequest(req)
	return body, wire.RequestMessage(q.nonce, wire.Sum(body)), nil
}

// have lists the forms and lists that are here and hold: what is missing of those that hold comes by itself.
func (r *Replica) have() wire.Have {
	var h wire.Have
	for _, f := range r.sync.Forms {
		if r.forms[f.Hash] != nil {
			h.Forms = append(h.Forms, wire.FormHave{FormID: f.FormID, Version: f.Version, Hash: f.Hash.Short()})
		}
	}
	for _, l := range r.sync.Lists {
		if have := r.lists[l.Number]; have != nil && have.hash == l.Hash {
			h.Lists = append(h.Lists, wire.ListHave{Number: l.Number, Hash: l.Hash.Short()})
		}
	}
	return h
}

func (r *Replica) blobsWaiting() int {
	n := 0
	for _, b := range r.blobs {
		if !b.sent {
			n++
		}
	}
	return n
}

// parkedHere counts changes that wait for something not here, over the records merged so far.
func (r *Replica) parkedHere() uint64 {
	n := uint64(0)
	for _, rec := range r.records {
		if rec.merged != nil {
			n += uint64(parkedIn(rec.merged))
		}
	}
	return n
}

// Unsealed takes a reply apart: message and sig are for the caller to verify with the owner's public key; only then may
// payload go to Receive. A reply that fails is no reply: nothing was acknowledged.
func (r *Replica) Unsealed(reply []byte) (message, sig, payload []byte, err error) {
	var nonce []byte
	if r != nil && r.request != nil {
		nonce = r.request.nonce
	}
	s, err := wire.DecodeSealedReply(reply)
	if err != nil {
		return nil, nil, nil, fail("not-ours", "Đây không phải trả lời của máy chủ xã (có thể là trang đăng nhập của mạng Wi-Fi).", "This is no reply of the commune's server (perhaps a Wi-Fi sign-in page).")
	}
	return wire.ReplyMessage(nonce, wire.Sum(s.Payload)), s.Sig, s.Payload, nil
}
