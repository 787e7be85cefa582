package wasmtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// owner is as much of a commune's server as one tablet needs: it enrols it, gives form and lists, verifies and keeps
// what it sends.
type owner struct {
	url   string
	key   *ecdsa.PrivateKey
	pub   []byte
	form  *forms.Form
	bytes []byte
	lists []*answers.List
	dev   []byte // public key of the tablet
	got   []merge.Input
	fails []string
}

var (
	area  = wire.ID{1}
	round = wire.ID{2}
	house = wire.ID{3}
)

func newOwner(t *testing.T) *owner {
	md, err := os.ReadFile(filepath.Join("..", "..", "..", "sync", "replica", "testdata", "form.md"))
	if err != nil {
		t.Fatal(err)
	}
	form, diags := xlsform.BuildMarkdown(string(md), xlsform.Options{FileStem: "ho"})
	if form == nil {
		t.Fatalf("form: %+v", diags)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &owner{key: key, pub: elliptic.Marshal(key.Curve, key.X, key.Y), form: form, bytes: form.Encode()}
	member := wire.ID{4}
	o.lists = []*answers.List{
		{Name: "dot", Columns: []string{"name", "label"}, Cells: [][]string{{round.UUID()}, {"Rà soát 2026"}}},
		{Name: "thon", Columns: []string{"name", "label"}, Cells: [][]string{{area.UUID()}, {"Thôn Đông"}}},
		{Name: "ho", Area: area, Columns: []string{"name", "label", "chu_ho"}, Cells: [][]string{{house.UUID()}, {"LÒ VĂN ẨN"}, {"LÒ VĂN ẨN"}}},
		{Name: "thanh_vien", Area: area, Columns: []string{"name", "label", "ho", "m_ten"},
			Cells: [][]string{{member.UUID()}, {"Lò Văn Ẩn"}, {house.UUID()}, {"Lò Văn Ẩn"}}},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/enrol", o.enrol)
	mux.HandleFunc("POST /api/v1/sync", o.sync)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	o.url = srv.URL
	return o
}

func (o *owner) sign(msg []byte) ([]byte, error) {
	h := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, o.key, h[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out, nil
}

func (o *owner) verify(msg, sig []byte) bool {
	x, y := elliptic.Unmarshal(elliptic.P256(), o.dev)
	h := sha256.Sum256(msg)
	return x != nil && len(sig) == 64 &&
		ecdsa.Verify(&ecdsa.PublicKey{Curve: elliptic.P256(), X: x, Y: y}, h[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
}

func (o *owner) fail(w http.ResponseWriter, what string) {
	o.fails = append(o.fails, what)
	w.WriteHeader(400)
	_, _ = w.Write(wire.EncodeErrorReply(&wire.ErrorReply{Code: "malformed", Vi: what, En: what}))
}

func (o *owner) enrol(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	req, err := wire.DecodeEnrolRequest(body)
	if err != nil {
		o.fail(w, err.Error())
		return
	}
	o.dev = req.Pub
	if err := req.Verify(o.verify); err != nil || req.Code != "ABCD2345" {
		o.fail(w, "proof or code")
		return
	}
	user := wire.User{ID: wire.ID{9}, Name: "Nguyễn Văn Khuê", Kin: "bác", Role: "collector"}
	g := wire.GrantValue(wire.Grant{ID: wire.ID{8}, Writer: wire.WriterID(req.Pub), Pub: req.Pub, Role: "collector", Areas: []wire.ID{area},
		Users: []wire.User{user}, From: 1, Device: req.Device})
	sig, _ := o.sign(wire.GrantMessage(g))
	reply, _ := wire.Seal(wire.EncodeEnrolReply(&wire.EnrolReply{Workspace: wire.ID{7}, WorkspaceName: "Xã Mẫu", OwnerPub: o.pub,
		Grant: wire.SignedGrant{Grant: g, Sig: sig}, User: user, ServerTime: 1, Nonce: []byte("old")}), nil, o.sign)
	_, _ = w.Write(reply)
}

func (o *owner) sync(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	req, err := wire.DecodeSyncRequest(body)
	if err != nil {
		o.fail(w, err.Error())
		return
	}
	sig, _ := base64.StdEncoding.DecodeString(r.Header.Get("Sothon-Signature"))
	if !o.verify(wire.RequestMessage(req.Nonce, wire.Sum(body)), sig) || r.Header.Get("Sothon-Writer") != req.Writer.String() {
		o.fail(w, "signature of the request")
		return
	}
	rep := &wire.SyncReply{ServerTime: 1, Nonce: []byte("new")}
	if string(req.Nonce) != "new" {
		// An expired nonce: the tablet asks again at once with the new one.
		rep.Err = &wire.ErrorReply{Code: "nonce", Vi: "hết hạn", En: "expired"}
		reply, _ := wire.Seal(wire.EncodeSyncReply(rep), req.Nonce, o.sign)
		w.WriteHeader(409)
		_, _ = w.Write(reply)
		return
	}
	for _, s := range req.Segments {
		hs, err := s.Verify(o.verify)
		if err != nil {
			o.fail(w, err.Error())
			return
		}
		for i := range s.Items {
			c, err := wire.DecodeChange(s.Items[i].Body)
			if err != nil {
				o.fail(w, err.Error())
				return
			}
			if m := answers.Check(o.form, c); m != nil {
				o.fail(w, m.Error())
				return
			}
			o.got = append(o.got, merge.Input{Writer: s.Writer, Seq: s.From + uint64(i), C: s.Items[i].C, H: hs[i], Change: c, Srv: 1})
		}
		rep.Acked = s.Last()
	}
	if len(req.Segments) == 0 {
		rep.Acked = req.HeadN
	}
	if len(req.Have.Forms) == 0 {
		rep.Forms = []wire.FormRef{{FormID: o.form.ID, Version: 1, Hash: wire.Sum(o.bytes), Title: "Hộ"}}
		rep.Items = append(rep.Items, wire.FeedItem{Kind: wire.FeedForm, Payload: wire.EncodeFormItem(&wire.FormItem{FormID: o.form.ID, Version: 1, Bytes: o.bytes})})
	}
	if len(req.Have.Lists) == 0 {
		for i, l := range o.numbered() {
			rep.Lists = append(rep.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: l.Number, Hash: l.Hash})
			rep.Items = append(rep.Items, wire.FeedItem{Kind: wire.FeedList, Payload: wire.EncodeListItem(&wire.ListItem{Name: l.Name, Area: l.Area, Number: l.Number, Bytes: answers.EncodeList(o.lists[i])})})
		}
	}
	rep.Cursor = []byte("cursor")
	reply, _ := wire.Seal(wire.EncodeSyncReply(rep), req.Nonce, o.sign)
	_, _ = w.Write(reply)
}

func (o *owner) numbered() []answers.NumberedList {
	var out []answers.NumberedList
	for i, l := range o.lists {
		out = append(out, answers.NumberedList{Number: uint64(i + 1), Hash: wire.Sum(answers.EncodeList(l)), List: l})
	}
	return out
}

// check holds what arrived against what was answered.
func (o *owner) check(t *testing.T) {
	for _, f := range o.fails {
		t.Error("the owner refused:", f)
	}
	rec := merge.Merge(o.got, merge.Resolver{
		Forms: func(string, uint64, [8]byte) (*merge.Form, bool) { return answers.MergeForm(o.form), true },
		Rows:  answers.RowAt(o.numbered()),
	})
	vis := answers.Visible(rec)
	if len(rec.Changes) != 1 || rec.Unapplied != 0 || !rec.Finished || vis[answers.Place{Path: "/ho/nuoc_khac"}] != "suối" || len(rec.Threads) != 1 {
		t.Errorf("record: %+v %v", rec, vis)
	}
	e, err := answers.Evaluate(o.form, rec, o.numbered(), answers.Names{})
	if err != nil || len(e.Violations) != 0 || e.InstanceName != "Hộ LÒ VĂN ẨN" {
		t.Errorf("evaluation: %v %+v", err, e)
	}
}
