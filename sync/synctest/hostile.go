package synctest

import (
	"math/rand/v2"
	"slices"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// hostile is an enrolled device whose program is not ours: it keeps a log like any other and puts into it what no grant
// covers.
type hostile struct {
	w       *world
	key     *key
	grant   wire.Grant
	random  *rand.Rand
	items   []wire.Item
	heads   []wire.Hash
	acked   map[wire.Dot]wire.Hash
	strange map[wire.Hash]bool // changes of records that are no household's
	nonce   []byte
}

func (w *world) newHostile(seed uint64) *hostile {
	h := &hostile{w: w, key: keyOf("hostile"), random: rand.New(rand.NewPCG(seed, 666)), acked: map[wire.Dot]wire.Hash{}, strange: map[wire.Hash]bool{}}
	payload := w.enrol(h.key, len(collectors)-1, "Máy lạ")
	if payload == nil {
		return h
	}
	if rep, err := wire.DecodeEnrolReply(payload); w.must("enrol reply", err) {
		h.grant, err = wire.Value(rep.Grant.Grant).Grant()
		w.must("grant", err)
	}
	h.heads = []wire.Hash{wire.ChainStart(h.key.pub)}
	return h
}

// header of a change about a household, as its own program would write it.
func (h *hostile) header(x *household) wire.Header {
	v := h.w.t.versions[0]
	return wire.Header{Record: recordOf(x), Case: x.id, Round: round, Area: areas[x.area], FormID: formID, FormVersion: 1,
		FormHash: wire.Sum(v.bytes).Short(), Grant: h.grant.ID, User: collectors[len(collectors)-1], At: h.w.now.UnixMilli(), Zone: 1440 + zone}
}

func (h *hostile) node(path string) uint32 {
	n, _ := h.w.t.versions[0].form.NodeByPath(path)
	return uint32(n)
}

func (h *hostile) set(path, value string) wire.Op {
	return wire.Op{Kind: wire.KindSet, Node: h.node(path), Value: wire.TextValue(value)}
}

// act does one thing that must not count, or one that may, between them.
func (h *hostile) act(d dice) {
	own, foreign := &households[4], &households[d.IntN(4)]
	why := ""
	head := h.header(own)
	op := h.set("ho/ghichu", "máy lạ")
	switch d.IntN(11) {
	case 0: // allowed: its own area
	case 1:
		head, why = h.header(foreign), "an area that is not granted"
	case 2:
		head.User, why = reviewer, "a person who is not in the grant"
	case 3:
		op, why = wire.Op{Kind: wire.KindApprove, Value: wire.DecisionValue(wire.Decision{})}, "a collector approves"
	case 4:
		op, why = wire.Op{Kind: wire.KindStep, Value: wire.StepValue(wire.Step{})}, "a tablet orders decisions"
	case 5:
		head = wire.Header{Record: workspace, Grant: h.grant.ID, User: head.User}
		op, why = wire.Op{Kind: wire.KindAdmit, Value: wire.RulingValue(wire.Ruling{Writer: h.key.id, From: 1, To: 99})}, "a tablet rules"
	case 6:
		head.Record, why = nameID("any record "+itoa(d.Uint64())), "a record id that does not follow"
	case 7:
		op, why = h.set("ho/dientich", "bốn mươi"), "a value that is not of its type"
	case 8:
		head.Grant, why = nameID("no grant"), "a grant that is not there"
	case 9:
		op.Sees, why = []wire.Dot{{Writer: h.w.tablets[0].key.id, Seq: 900}}, "a change that names what is not there"
	case 10:
		h.forge(d)
		return
	}
	c := &wire.Change{Header: head, Ops: []wire.Op{op}}
	h.append(c, why)
	h.push(d, 1+d.IntN(len(h.items)))
}

func (h *hostile) append(c *wire.Change, why string) {
	for i := range c.Salt {
		c.Salt[i] = byte(h.random.Uint32())
	}
	if len(c.Named()) > 0 {
		c.Seen16 = &[16]byte{1}
	}
	body, err := wire.EncodeChange(c)
	if !h.w.must("encode", err) {
		return
	}
	digest, err := wire.Digest(body)
	h.w.must("digest", err)
	h.items = append(h.items, wire.Item{Body: body, C: digest})
	h.heads = append(h.heads, wire.NextHead(h.heads[len(h.heads)-1], digest))
	if why != "" {
		h.w.forbidden[digest] = why
	}
	if areaOf(c.Record) < 0 {
		h.strange[digest] = true
	}
	h.w.say("  hostile makes %d: %s", len(h.items), why)
}

func (h *hostile) segment(from int) *wire.Segment {
	sig, err := h.key.Sign(wire.HeadMessage(h.key.id, uint64(len(h.items)), h.heads[len(h.items)]))
	h.w.must("sign", err)
	return &wire.Segment{Writer: h.key.id, From: uint64(from), HPrev: h.heads[from-1], Items: slices.Clone(h.items[from-1:]), Sig: sig}
}

func (h *hostile) push(d dice, from int) {
	for range 2 {
		req := &wire.SyncRequest{Workspace: workspace, Writer: h.key.id, HeadN: uint64(len(h.items)), HeadH: h.heads[len(h.items)],
			Nonce: h.nonce, Segments: []*wire.Segment{h.segment(from)}}
		got := h.send(req)
		if got.reply == nil {
			h.w.broken("error", "the hostile device was answered %d", got.status)
			return
		}
		h.nonce = got.reply.Nonce
		if got.status != statusOK {
			continue
		}
		if got.reply.GapFrom > 0 {
			from = int(got.reply.GapFrom)
			continue
		}
		for n := range got.reply.Acked {
			if n < uint64(len(h.items)) {
				h.acked[wire.Dot{Writer: h.key.id, Seq: n + 1}] = h.items[n].C
			}
		}
		h.checkReply(got)
		return
	}
}

func (h *hostile) send(req *wire.SyncRequest) *answered {
	body := wire.EncodeSyncRequest(req)
	sig, err := h.key.Sign(wire.RequestMessage(req.Nonce, wire.Sum(body)))
	h.w.must("sign", err)
	return h.w.serve(req.Writer, sig, body, 512<<10)
}

// checkReply: it is told nothing outside its area.
func (h *hostile) checkReply(got *answered) {
	for i := range got.reply.Items {
		for _, c := range changesIn(got.reply.Items[i].Payload) {
			if a := areaOf(c.change.Record); c.change.Record != workspace && a >= 0 && a != 2 {
				h.w.broken("I6", "the hostile device gets a change of area %d", a)
			}
		}
	}
}

// forge sends what is not authentic: all of it is refused and leaves nothing.
func (h *hostile) forge(d dice) {
	w := h.w
	if len(h.items) == 0 {
		h.append(&wire.Change{Header: h.header(&households[4]), Ops: []wire.Op{h.set("ho/ghichu", "máy lạ")}}, "")
	}
	victim := w.tablets[0].key
	s := h.segment(1)
	_, top := w.reader()
	say := ""
	switch d.IntN(4) {
	case 0:
		say = "another's log under its own key"
		s.Writer = victim.id
		sig, err := h.key.Sign(wire.HeadMessage(victim.id, s.Last(), h.heads[len(h.items)]))
		w.must("sign", err)
		s.Sig = sig
	case 1:
		say = "a head with a wrong signature"
		s.Sig = slices.Clone(s.Sig)
		s.Sig[d.IntN(64)] ^= 4
	case 2:
		say = "a chain that does not begin with its key"
		s.HPrev[3] ^= 1
	case 3:
		say = "a body with other bytes"
		b := slices.Clone(s.Items[0].Body)
		b[d.IntN(len(b))] ^= 1
		s.Items[0].Body = b
	}
	w.say("  hostile forges %s", say)
	w.sometimes("something forged was refused")
	got, err := w.store.Apply(w.ctx, store.Push{Workspace: workspace, Writer: s.Writer, Segments: []*wire.Segment{s}, At: w.now})
	if w.must("apply", err) && got.Refused == nil {
		w.broken("I6", "%s was taken", say)
	}
	if _, after := w.reader(); after != top {
		w.broken("I6", "%s left something", say)
	}
	// The same through a request in another's name.
	req := &wire.SyncRequest{Workspace: workspace, Writer: victim.id, Nonce: w.nonce(victim.id), Segments: []*wire.Segment{h.segment(1)}}
	if a := h.send(req); a.status == statusOK {
		w.broken("I6", "a request in another's name was answered")
	}
}
