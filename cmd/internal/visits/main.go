// Visits puts this year's visits into a demo whose server is stopped, as two tablets would have sent them: plain ones,
// ones with changed answers, a conflict, a broken rule, a row that one took out and the other wrote in, a comment. The
// tests of the review pages work on them.
//
//	go run ./cmd/internal/visits -data DIR -n 40
//	go run ./cmd/internal/visits -data DIR -after
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

func main() {
	data := flag.String("data", "data", "data folder of a demo")
	n := flag.Int("n", 40, "households visited")
	after := flag.Bool("after", false, "change what the office has approved instead")
	flag.Parse()
	if err := run(context.Background(), *data, *n, *after); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type visits struct {
	ctx     context.Context
	s       *store.Store
	ws      wire.ID
	form    *forms.Form
	version schema.FormVersion
	round   schema.Round
	at      int64
}

func run(ctx context.Context, data string, n int, after bool) error {
	keys, err := server.LoadOrCreate(data)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Config{URL: "file:" + filepath.Join(data, "sothon.db"), Owner: keys})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	v := &visits{ctx: ctx, s: s, ws: seed.Make().ID, at: time.Now().Add(-20 * time.Hour).UnixMilli()}
	rounds, err := s.Rounds(ctx, v.ws)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.Open {
			v.round = r
		}
	}
	all, err := s.Forms(ctx, v.ws)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.FormID == seed.FormID && f.Version > v.version.Version {
			v.version = f
		}
	}
	if v.form, err = s.CompiledForm(ctx, v.ws, seed.FormID, v.version.Version, v.version.Hash.Short()); err != nil {
		return err
	}
	if after {
		return v.after()
	}
	a, err := v.enrol(2, "Máy bác Khuê")
	if err != nil {
		return err
	}
	b, err := v.enrol(3, "Máy chị Thơm")
	if err != nil {
		return err
	}
	c := seed.Make()
	done := 0
	for _, h := range c.Households {
		if h.Area != 0 || done == n {
			continue
		}
		if err := v.visit(a, b, h.ID, c.Areas[h.Area].ID, done); err != nil {
			return err
		}
		done++
	}
	for _, t := range []*tablet{a, b} {
		if err := t.send(); err != nil {
			return err
		}
	}
	r := jobs.Start(jobs.NewEvaluator(s, v.ws), nil, nil, time.Now, slog.New(slog.DiscardHandler))
	err = r.Flush(ctx)
	r.Close()
	if err != nil {
		return err
	}
	if err := v.tidy(a); err != nil {
		return err
	}
	fmt.Printf("%d visits\n", done)
	return nil
}

// visit says everything of last year again, with what the number of the household makes of it.
func (v *visits) visit(a, b *tablet, house, area wire.ID, i int) error {
	last, _, err := v.s.Record(v.ctx, v.ws, wire.RecordID(house, v.round.Previous, seed.FormID))
	if err != nil {
		return err
	}
	lists, err := v.s.Lists(v.ctx, v.ws, []wire.ID{area, {}})
	if err != nil {
		return err
	}
	h := wire.Header{V: wire.LayoutVersion, Record: wire.RecordID(house, v.round.ID, seed.FormID), Case: house, Round: v.round.ID, Area: area,
		FormID: seed.FormID, FormVersion: v.version.Version, FormHash: v.version.Hash.Short(), At: v.at + int64(i)*60000, Zone: 1440 + 420}
	for _, l := range lists {
		h.Env = append(h.Env, wire.ListRef{Number: l.Number, Hash: l.Hash})
	}
	slices.SortFunc(h.Env, func(x, y wire.ListRef) int { return int(x.Number) - int(y.Number) })
	ch := &wire.Change{Header: h}
	rows := map[wire.ID]uint32{{}: 0}
	row := func(id wire.ID) uint32 {
		if _, ok := rows[id]; !ok {
			ch.Rows = append(ch.Rows, wire.Row{ID: id})
			rows[id] = uint32(len(ch.Rows))
		}
		return rows[id]
	}
	for k := range last.Rows {
		r := &last.Rows[k]
		if n, ok := answers.Node(v.form, r.Path); ok && !r.Gone {
			ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindAdd, Row: row(r.ID), Node: uint32(n), Value: wire.NullValue()})
		}
	}
	for k := range last.Registers {
		g := &last.Registers[k]
		n, ok := answers.Node(v.form, g.Path)
		value := answers.Chosen(g).Value
		if !ok || g.Gone || value.IsNull() || v.form.Nodes[n].Kind != forms.KindQuestion || v.form.Nodes[n].Type == "binary" {
			continue
		}
		if to, ok := changed(v.form.Nodes[n].Name, i); ok {
			value = wire.TextValue(to)
		}
		ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindSet, Row: row(g.Row), Node: uint32(n), Value: value})
	}
	sortOps(ch)
	if i%11 != 10 {
		ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{})})
	}
	if i%8 == 3 {
		ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: "Nhà mới cơi nới tháng 5, mong xã xem ảnh."})})
	}
	first := a.save(ch)
	a.firsts, a.dotOf[h.Record] = append(a.firsts, h), first
	if i%6 == 0 { // the other tablet, offline, writes one question otherwise
		other := &wire.Change{Header: h}
		other.At += 34 * 60000
		if n, ok := answers.Node(v.form, "/nuocvs/nuoc_an"); ok {
			other.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue("3")}}
		}
		b.save(other)
	}
	if i%9 == 4 { // one takes a member out, the other has written there meanwhile
		a.removeLast(v, h, first, ch)
		person := ch.Rows[len(ch.Rows)-1].ID
		other := &wire.Change{Header: h, Rows: []wire.Row{{ID: person}}}
		for n := range v.form.Nodes {
			if v.form.Nodes[n].Name == "m_dantoc" || v.form.Nodes[n].Name == "v_ma" {
				if rep := v.form.RepeatOf(n); rep == int(repeatOf(ch, v.form)) {
					other.Ops = append(other.Ops, wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(n), Value: wire.TextValue("03")})
				}
			}
		}
		if len(other.Ops) > 0 {
			b.save(other)
		}
	}
	return nil
}

// tidy clears what lies outside the flow, as the end of an interview does, but for every seventh record.
func (v *visits) tidy(t *tablet) error {
	for i, first := range t.firsts {
		if i%7 == 6 {
			continue
		}
		rec := first.Record
		e, _, err := v.s.Evaluation(v.ctx, v.ws, rec)
		if err != nil {
			return err
		}
		var d jobs.Detail
		if err := json.Unmarshal(e.Detail, &d); err != nil {
			return err
		}
		ch := &wire.Change{Header: first}
		ch.At += 5 * 60000
		rows := map[string]uint32{"": 0}
		for _, x := range d.Violations {
			n, ok := answers.Node(v.form, x.Path)
			if x.Kind != "outside-flow" || !ok {
				continue
			}
			if _, ok := rows[x.Row]; !ok {
				id, err := wire.ParseID(x.Row)
				if err != nil {
					return err
				}
				ch.Rows = append(ch.Rows, wire.Row{ID: id})
				rows[x.Row] = uint32(len(ch.Rows))
			}
			ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindClear, Row: rows[x.Row], Node: uint32(n), Sees: []wire.Dot{t.dotOf[rec]}, Value: wire.NullValue()})
		}
		if sortOps(ch); len(ch.Ops) > 0 {
			t.save(ch)
		}
	}
	return t.send()
}

// changed gives this year's answer of some questions in some households.
func changed(name string, i int) (string, bool) {
	switch {
	case name == "ngay_tham":
		return time.Now().Add(-20 * time.Hour).Format(time.DateOnly), true
	case name == "m_cccd" && i%10 == 5:
		return "001160012345", true
	case name == "nuoc_an" && i%6 == 0:
		return "1", true
	case name == "nha_dientich" && i%3 == 1, name == "dt_nha" && i%3 == 1:
		return fmt.Sprint(30 + i*7%90), true
	case name == "dien_thoai" && i%4 == 2:
		return fmt.Sprintf("09%08d", 12345678+i*97), true
	case name == "m_bhyt" && i%5 == 2:
		return "0", true
	}
	return "", false
}

func repeatOf(ch *wire.Change, f *forms.Form) uint32 {
	last := uint32(len(ch.Rows))
	for _, op := range ch.Ops {
		if op.Kind == wire.KindAdd && op.Row == last {
			return op.Node
		}
	}
	return 0
}

// sortOps puts the ops in document order, as a tablet does.
func sortOps(ch *wire.Change) {
	slices.SortStableFunc(ch.Ops, func(x, y wire.Op) int {
		if x.Node != y.Node {
			return int(x.Node) - int(y.Node)
		}
		return int(x.Row) - int(y.Row)
	})
}

// tablet is a device with its own log.
type tablet struct {
	v      *visits
	key    *ecdsa.PrivateKey
	user   wire.ID
	grant  wire.ID
	writer wire.ID
	items  []wire.Item
	h      wire.Hash
	start  wire.Hash
	c      []wire.Hash
	sent   int
	firsts []wire.Header
	dotOf  map[wire.ID]wire.Dot             // of the first change of a record
	known  func(wire.Dot) (wire.Hash, bool) // changes of others
}

func (t *tablet) sign(msg []byte) []byte {
	sum := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, t.key, sum[:])
	if err != nil {
		panic(err)
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

func (v *visits) enrol(person int, name string) (*tablet, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	pub, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	t := &tablet{v: v, key: key, user: seed.People[person].ID, writer: wire.WriterID(pub), h: wire.ChainStart(pub), start: wire.ChainStart(pub), dotOf: map[wire.ID]wire.Dot{}}
	code, err := v.s.CreateCode(v.ctx, v.ws, t.user, seed.People[0].ID)
	if err != nil {
		return nil, err
	}
	e, err := v.s.Enrol(v.ctx, v.ws, schema.Enrolment{Code: code.Code, Pub: pub, Proof: t.sign(wire.EnrolMessage(code.Code, pub)), Name: name, Recovery: "age1x", Address: "10.0.0.1"})
	if err != nil {
		return nil, err
	}
	g, err := wire.Value(e.Grant.Grant).Grant()
	t.grant = g.ID
	return t, err
}

// save appends a change to the log and gives its dot.
func (t *tablet) save(c *wire.Change) wire.Dot {
	c.Grant, c.User = t.grant, t.user
	_, _ = rand.Read(c.Salt[:])
	c.Seen16, _ = wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) {
		if d.Writer != t.writer {
			return t.known(d)
		}
		return t.c[d.Seq-1], true
	})
	body, err := wire.EncodeChange(c)
	if err != nil {
		panic(err)
	}
	digest, err := wire.Digest(body)
	if err != nil {
		panic(err)
	}
	t.items, t.c, t.h = append(t.items, wire.Item{Body: body, C: digest}), append(t.c, digest), wire.NextHead(t.h, digest)
	return wire.Dot{Writer: t.writer, Seq: uint64(len(t.items))}
}

// removeLast takes the last row of a change out, having seen that change.
func (t *tablet) removeLast(v *visits, h wire.Header, seen wire.Dot, ch *wire.Change) {
	c := &wire.Change{Header: h, Rows: []wire.Row{{ID: ch.Rows[len(ch.Rows)-1].ID}}}
	c.Ops = []wire.Op{{Kind: wire.KindRemove, Row: 1, Node: repeatOf(ch, v.form), Sees: []wire.Dot{seen}, Value: wire.NullValue()}}
	t.save(c)
}

func (t *tablet) send() error {
	if len(t.items) == t.sent {
		return nil
	}
	s := &wire.Segment{Writer: t.writer, From: uint64(t.sent) + 1, HPrev: t.start, Items: t.items[t.sent:], Sig: t.sign(wire.HeadMessage(t.writer, uint64(len(t.items)), t.h))}
	p, err := t.v.s.Apply(t.v.ctx, store.Push{Workspace: t.v.ws, Writer: t.writer, Segments: []*wire.Segment{s}})
	if err != nil {
		return err
	}
	if p.Refused != nil || len(p.Held) > 0 {
		return fmt.Errorf("refused %v, held %+v", p.Refused, p.Held)
	}
	t.sent, t.start = len(t.items), t.h
	return nil
}
