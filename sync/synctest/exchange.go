package synctest

import (
	"slices"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// fault is what the network or the server does to one request.
type fault int

const (
	faultNone fault = iota
	faultDropRequest
	faultDropReply
	faultTwice
	faultCutRequest
	faultCutReply
	faultPortal
	faultOldReply
	faultTouchedReply
	faultServerBefore
	faultServerTorn
	faultServerAfter
	faults
)

var faultNames = [...]string{"none", "request lost", "reply lost", "request twice", "request cut off", "reply cut off", "captive portal",
	"an older reply first", "reply with other bytes", "server dies before", "server dies while writing", "server dies after"}

// syncTablet makes one sync: requests until nothing more is to be had. The fault befalls the first.
func (t *tablet) syncTablet(f fault, r uint64, pageBytes int) {
	for n := range 60 {
		if n > 0 {
			f = faultNone
		}
		again := t.request(f, r, pageBytes)
		if !again || t.w.store == nil {
			return
		}
	}
	t.w.broken("I12", "%s: a sync does not end", t.name)
}

// request makes one request; true: another is due at once.
func (t *tablet) request(f fault, r uint64, pageBytes int) bool {
	w := t.w
	head, _, writes := t.r.BeginAll("sim", t.now())
	if len(writes) > 0 {
		w.sometimes("journals left behind went along")
		k := t.store(writes)
		if k.stored {
			t.swept()
		}
		if !k.stored || !k.alive {
			return false
		}
	}
	var headSig []byte
	var err error
	if head != nil {
		headSig, err = t.key.Sign(head)
		w.must("sign", err)
	}
	body, msg, err := t.r.Body(headSig)
	if !w.must(t.name+" body", err) {
		return false
	}
	sig, err := t.key.Sign(msg)
	w.must("sign", err)
	if f != faultNone {
		w.sometimes("network: " + faultNames[f])
	}
	got := t.carry(f, r, body, sig, pageBytes)
	if got == nil {
		w.say("  %s: %s", t.name, faultNames[f])
		return false
	}
	return t.receive(got)
}

// swept follows the journals of forms that were not open into the changes that they became.
func (t *tablet) swept() {
	for rec, d := range t.drafts {
		if t.house != nil && recordOf(t.house) == rec {
			continue
		}
		left, became := false, false
		for k := range t.disk {
			left = left || k[0] == "draft" && k[1][:32] == rec.String()
		}
		for _, r := range t.madeOf {
			became = became || r == rec
		}
		if left {
			continue
		}
		if !became {
			t.checkNothing(d)
		}
		delete(t.drafts, rec)
	}
}

// carry takes a request to the server and a reply back, or not.
func (t *tablet) carry(f fault, r uint64, body, sig []byte, pageBytes int) *answered {
	w := t.w
	serve := func(b []byte) *answered { return w.serve(t.key.id, sig, b, pageBytes) }
	switch f {
	case faultDropRequest:
		return nil
	case faultPortal:
		return &answered{status: statusOK, body: []byte("<html><title>Wi-Fi</title></html>")}
	case faultCutRequest:
		return serve(body[:int(r%uint64(len(body)))])
	case faultServerBefore:
		w.crash(w.image())
		return nil
	case faultServerTorn:
		before := w.image()
		serve(body)
		w.crash(torn(before, w.image(), r))
		return nil
	case faultServerAfter:
		serve(body)
		w.crash(w.image())
		return nil
	}
	got := serve(body)
	if f == faultTwice {
		second := serve(body)
		if r&1 == 1 {
			got = second
		}
	}
	switch f {
	case faultDropReply:
		t.late = append(t.late, got)
		return nil
	case faultCutReply:
		return &answered{status: got.status, body: got.body[:int(r%uint64(len(got.body)))]}
	case faultTouchedReply:
		b := slices.Clone(got.body)
		b[int(r%uint64(len(b)))] ^= 1 << (r >> 32 & 7)
		return &answered{status: got.status, body: b}
	case faultOldReply:
		if len(t.late) > 0 {
			t.late = append(t.late, got)
			return t.late[int(r%uint64(len(t.late)))]
		}
	}
	return got
}

// receive gives what came back to the replica, as the app's shell does.
func (t *tablet) receive(got *answered) bool {
	w := t.w
	if got.status != statusOK {
		retry, said, writes, err := t.r.Refused(got.status, got.body)
		if err != nil {
			w.say("  %s: status %d, not the server's own", t.name, got.status)
			return false
		}
		w.say("  %s: refused, %s", t.name, said.Code)
		return t.store(writes).alive && retry
	}
	msg, sig, payload, err := t.r.Unsealed(got.body)
	if err == nil {
		if verify, ok := store.Verifier(ownerKey.pub); !ok || !verify(msg, sig) {
			err = errNotOurs
		}
	}
	if err != nil {
		w.sometimes("a reply that is not the server's was turned away")
		w.say("  %s: not the server's reply", t.name)
		return false
	}
	reply, err := wire.DecodeSyncReply(payload)
	if !w.must("reply", err) {
		return false
	}
	w.checkDelivered(t, got, reply)
	sum, writes, err := t.r.Receive(payload, t.now())
	if !w.must(t.name+" receive", err) {
		return false
	}
	k := t.store(writes)
	w.say("  %s: acked %d, %d items, more %v, fork %v, revoked %v, stored %v", t.name, reply.Acked, len(reply.Items), sum.More, reply.Fork, reply.Revoked, k.stored)
	if !k.stored {
		return false
	}
	t.acked = max(t.acked, min(reply.Acked, uint64(len(t.made))))
	t.stopped = t.stopped || reply.Fork || sum.Stopped != nil && sum.Stopped.Code == "fork"
	if !k.alive {
		return false
	}
	t.noteStale(reply)
	if !sum.More {
		w.checkComplete(t, got)
	}
	return sum.More
}

// noteStale says whether what the screen shows of the open form is behind now.
func (t *tablet) noteStale(reply *wire.SyncReply) {
	if t.house == nil {
		return
	}
	rec := recordOf(t.house)
	for i := range reply.Items {
		it := &reply.Items[i]
		for _, c := range itemChanges(it) {
			if c.change.Record == rec || c.change.Record == workspace {
				t.stale = true
			}
		}
	}
}
