package replica

import (
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Received says what a reply brought.
type Received struct {
	More        bool // ask again at once
	Acked       int  // own changes that are now durable at the owner and were not before
	Arrived     Arrived
	Revoked     bool
	Stopped     *Error // why the tablet sends nothing more; nil: it goes on
	ClockOffset int64  // server time minus device time, ms
	Wipe        *Wipe  // the office orders to erase everything, when what can be sent is sent
}

// Arrived counts records by what came in for them.
type Arrived struct{ Records, Returned, Approved, Conflicts int }

var (
	stoppedFork = &Error{"fork", "Máy này có hai bản sao dữ liệu khác nhau nên tạm dừng gửi. Mọi phiếu vẫn còn trên máy; nhờ mang máy lên xã.",
		"Two different copies of this device's data exist, so it has stopped sending. All records are still here; please bring the device to the office."}
	stoppedRevoked = &Error{"revoked", "Xã đã thu hồi máy này. Phiếu chưa gửi được giữ lại để xã xem, không mất.",
		"The office has revoked this device. Records not sent are kept for the office to see; none is lost."}
)

// Stopped says why the tablet no longer sends, or that it was revoked; nil when neither.
func (r *Replica) Stopped() *Error {
	switch {
	case r.sync.Fork:
		return stoppedFork
	case r.sync.Revoked:
		return stoppedRevoked
	}
	return nil
}

// Receive takes the payload of a reply whose signature the caller has verified. It checks the digests and chain of every
// segment before it believes any of it: one that is malformed refuses the whole reply, and nothing has changed. What it
// brought is one transaction with cursor and acknowledgements.
func (r *Replica) Receive(payload []byte, now int64) (Received, []Write, error) {
	r.Confirm()
	rep, err := wire.DecodeSyncReply(payload)
	if err != nil {
		return Received{}, nil, fail("malformed", "Trả lời của máy chủ bị hỏng; lần sau gửi lại.", "The server's reply is damaged; it will be sent again. ("+err.Error()+")")
	}
	in := &intake{r: r, touched: map[wire.ID]bool{}}
	for i := range rep.Items {
		if err := in.read(&rep.Items[i]); err != nil {
			return Received{}, nil, fail("malformed", "Trả lời của máy chủ bị hỏng; lần sau gửi lại.", "The server's reply is damaged; it will be sent again. ("+err.Error()+")")
		}
	}
	before := map[wire.ID]snapshot{}
	for id := range in.touched {
		before[id] = r.standingOf(id)
	}
	w := in.apply()
	had := r.sync.Acked
	acked := r.acknowledge(rep, now)
	if q := r.request; q != nil && len(q.back) > 0 && rep.Err == nil {
		r.sync.HealedEpoch, r.sync.HealedKey = q.backOf, q.backTo
	}
	w = append(w, Write{StoreMeta, keySync, encodeSyncState(r.sync)})
	w = append(w, r.sendAgain(rep.Wanted)...)
	if len(rep.Grants) > 0 || in.grants {
		for _, g := range rep.Grants {
			r.addGrant(g)
		}
		r.openGrants()
		w = append(w, Write{StoreMeta, keyGrants, encodeGrants(r.grants)})
	}
	w = append(w, r.leaveAll(in)...)
	if len(rep.Items) > 0 || len(rep.Grants) > 0 || rep.Lists != nil || rep.Forms != nil || rep.InForce != nil {
		r.homes, r.names = nil, nil
	}
	r.request = nil
	out := Received{Acked: acked, Revoked: rep.Revoked, Stopped: r.Stopped(), ClockOffset: r.sync.ClockOffset, Wipe: r.Wipe()}
	out.More = rep.More || !r.sync.Fork && rep.Err == nil && r.sync.Acked != had && r.head.Seq > r.sync.Acked ||
		rep.Err == nil && !rep.Revoked && len(r.lacking()) > 0
	for id := range in.touched {
		out.Arrived.count(before[id], r.standingOf(id), in.foreign[id])
	}
	if s := r.session; s != nil && (in.touched[s.open.Record] || in.rulings) {
		s.stale = true
	}
	r.report.take(out)
	r.going = out.More
	return out, r.out(w), nil
}

// acknowledge takes over what the reply says about this tablet's own log.
func (r *Replica) acknowledge(rep *wire.SyncReply, now int64) int {
	st := r.sync.clone()
	if rep.Cursor != nil {
		st.Cursor = rep.Cursor
	}
	if len(rep.Nonce) > 0 {
		st.Nonce = rep.Nonce
	}
	before := st.Acked
	switch {
	case st.Fork || rep.Fork || rep.Acked > r.head.Seq:
		// The owner has something of this writer that is not here: a copy of this device has sent it.
		// What it acknowledges may be that copy's: nothing here counts as sent by it.
		st.Fork = true
		st.Acked = min(st.Acked, rep.Acked) // an owner restored from a backup may have lost some
	case rep.GapFrom > 0:
		st.Acked = min(rep.GapFrom-1, r.head.Seq)
	default:
		st.Acked = rep.Acked
	}
	st.Replicated = min(rep.Replicated, st.Acked)
	st.Revoked = rep.Revoked
	if rep.ServerTime > 0 {
		st.ClockOffset = rep.ServerTime - now
	}
	if rep.Err == nil {
		st.LastSync = max(now, 0)
	}
	if rep.Forms != nil {
		st.Forms = rep.Forms
	}
	if rep.Lists != nil {
		st.Lists = rep.Lists
	}
	st.Held = append(st.Held, rep.Held...)
	if rep.InForce != nil {
		st.InForce = rep.InForce
	}
	r.takeOrder(st, rep)
	if rep.Limits.PackedBytes > 0 {
		st.PackedBytes = rep.Limits.PackedBytes
	}
	if rep.Limits.BlobBytes > 0 {
		st.BlobBytes = rep.Limits.BlobBytes
	}
	r.sync = st
	if st.Acked <= before {
		return 0
	}
	return int(st.Acked - before)
}

func (r *Replica) addGrant(g wire.SignedGrant) {
	for _, old := range r.grants {
		if string(old.Grant) == string(g.Grant) {
			return
		}
	}
	r.grants = append(r.grants, g)
}

// intake is one reply, read and checked before any of it counts.
type intake struct {
	r       *Replica
	changes []*stored
	forms   []*formVersion
	lists   []*listVersion
	ids     []*wire.IDsItem
	left    []left
	whole   []left // records that came whole, and where they lie
	touched map[wire.ID]bool
	foreign map[wire.ID]bool
	pieces  []*piece
	grants  bool
	rulings bool
	more    []wire.SignedGrant
}

func (in *intake) read(item *wire.FeedItem) error {
	switch item.Kind {
	case wire.FeedChange, wire.FeedRuling:
		return in.segment(item.Payload, item.Srv, item.Area, nil)
	case wire.FeedRecord:
		rec, err := wire.DecodeRecordItem(item.Payload)
		if err != nil {
			return err
		}
		srvs := make(map[wire.Dot]uint64, len(rec.Srvs))
		for _, s := range rec.Srvs {
			srvs[s.Dot] = s.Srv
		}
		in.whole = append(in.whole, left{rec.Record, rec.Area})
		for _, s := range append(rec.Rulings, rec.Changes...) {
			if err := in.chain(s, rec.Srv, rec.Area, srvs); err != nil {
				return err
			}
		}
	case wire.FeedLeft:
		in.left = append(in.left, left{item.Ref, item.Area})
		if !item.Ref.IsZero() {
			in.touched[item.Ref] = true
		}
	case wire.FeedForm:
		f, err := wire.DecodeFormItem(item.Payload)
		if err != nil {
			return err
		}
		in.forms = append(in.forms, &formVersion{FormID: f.FormID, Version: f.Version, Title: f.Title, Hash: wire.Sum(f.Bytes), bytes: f.Bytes})
	case wire.FeedList:
		l, err := wire.DecodeListItem(item.Payload)
		if err != nil {
			return err
		}
		in.lists = append(in.lists, &listVersion{number: l.Number, hash: wire.Sum(l.Bytes), bytes: l.Bytes})
	case wire.FeedIDs:
		l, err := wire.DecodeIDsItem(item.Payload)
		if err != nil {
			return err
		}
		in.ids = append(in.ids, l)
	case wire.FeedGrant:
		g, err := wire.DecodeSignedGrant(item.Payload)
		if err != nil {
			return err
		}
		in.more, in.grants = append(in.more, g), true
	}
	return nil // a kind of a later version: what it brings is not for this program
}

func (in *intake) segment(payload []byte, srv uint64, area wire.ID, srvs map[wire.Dot]uint64) error {
	s, err := wire.DecodeSegment(payload)
	if err != nil {
		return err
	}
	return in.chain(s, srv, area, srvs)
}

// chain reads a segment: every c is computed from its bytes, the chain from the c's.
func (in *intake) chain(s *wire.Segment, srv uint64, area wire.ID, srvs map[wire.Dot]uint64) error {
	hs, err := s.Chain()
	if err != nil {
		return err
	}
	if s.Writer != in.r.id.Writer() {
		in.pieces = append(in.pieces, pieceOf(s))
	}
	h := s.HPrev
	for i := range s.Items {
		it := &s.Items[i]
		st := &stored{dot: wire.Dot{Writer: s.Writer, Seq: s.From + uint64(i)}, c: it.C, hPrev: h, h: hs[i], srv: srv, area: area, body: it.Body}
		h = hs[i]
		if it.Body == nil {
			continue
		}
		c, err := wire.DecodeChange(it.Body)
		if err != nil {
			return err
		}
		if n, ok := srvs[st.dot]; ok {
			st.srv = n
		}
		st.change, st.record = c, c.Record
		in.changes = append(in.changes, st)
		in.touched[c.Record] = true
	}
	return nil
}

// apply puts what was read into memory and gives the Writes.
func (in *intake) apply() []Write {
	r := in.r
	var w []Write
	in.foreign = map[wire.ID]bool{}
	for _, f := range in.forms {
		if r.forms[f.Hash] == nil {
			r.forms[f.Hash] = f
			w = append(w, Write{StoreForm, f.Hash.String(), encodeFormVersion(f)})
			in.anew() // changes that waited for this version
		}
	}
	for _, l := range in.lists {
		if old := r.lists[l.number]; old == nil || old.hash != l.hash {
			r.lists[l.number] = l
			w = append(w, Write{StoreList, listKey(l.number), encodeListVersion(l)})
			in.anew()
		}
	}
	for _, l := range in.ids {
		if r.ids[l.Hash] == nil {
			w = append(w, r.keepIDs(l))
			in.anew()
		}
	}
	for _, g := range in.more {
		r.addGrant(g)
	}
	for _, s := range in.changes {
		old := r.changes[s.key()]
		if old != nil && old.srv == s.srv && (old.area == s.area || s.area.IsZero()) {
			continue
		}
		if old != nil {
			old.srv = s.srv
			if !s.area.IsZero() {
				old.area = s.area
			}
			r.touch(old.record)
			w = append(w, Write{StoreChange, old.key(), encodeStored(old)})
			continue
		}
		own := s.dot.Writer == r.id.Writer()
		if own {
			r.sync.Fork = true // a copy of this device made it
		}
		r.index(s)
		if s.record == r.id.Workspace {
			in.rulings = true
		} else if !own {
			in.foreign[s.record] = true
		}
		w = append(w, Write{StoreChange, s.key(), encodeStored(s)})
	}
	return append(w, r.keepPieces(in.pieces)...)
}

// anew lets every record be merged again.
func (in *intake) anew() {
	for _, rec := range in.r.records {
		rec.merged = nil
	}
}

// Refused reads the body of an answer that is not 200. Retry says that the same request may be made again at once (the
// nonce had expired and a fresh one came). An answer that is not the server's own gives an error and changes nothing.
func (r *Replica) Refused(status int, body []byte) (retry bool, said *Error, w []Write, err error) {
	r.Confirm()
	var reply *wire.ErrorReply
	var nonce []byte
	if s, err := wire.DecodeSealedReply(body); err == nil {
		if rep, err := wire.DecodeSyncReply(s.Payload); err == nil {
			reply, nonce = rep.Err, rep.Nonce
		}
	}
	if reply == nil {
		e, err := wire.DecodeErrorReply(body)
		if err != nil {
			return false, nil, nil, fail("not-ours", "Có mạng nhưng chưa gặp được máy chủ của xã.", "There is a network, but this is not the commune's server.")
		}
		reply = e
	}
	if len(nonce) > 0 {
		st := r.sync.clone()
		st.Nonce = nonce
		r.sync = st
		w = r.out([]Write{{StoreMeta, keySync, encodeSyncState(st)}})
	}
	r.request = nil
	said = &Error{reply.Code, reply.Vi, reply.En}
	return reply.Code == "nonce" && len(nonce) > 0, said, w, nil
}

// snapshot is what of a record Arrived compares before and after.
type snapshot struct {
	state     merge.State
	decisions int
	conflicts int
}

func (r *Replica) standingOf(id wire.ID) snapshot {
	if id == r.id.Workspace {
		return snapshot{}
	}
	m := r.Merged(id)
	if m == nil {
		return snapshot{}
	}
	return snapshot{m.State, len(m.Decisions), m.Conflicts}
}

func (a *Arrived) count(before, after snapshot, foreign bool) {
	if foreign {
		a.Records++
	}
	if after.state == merge.Returned && after.decisions > before.decisions {
		a.Returned++
	}
	if after.state == merge.Approved && after.decisions > before.decisions {
		a.Approved++
	}
	if after.conflicts > before.conflicts {
		a.Conflicts++
	}
}
