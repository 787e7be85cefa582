package wire

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files of testdata anew")

func id(s string) (x ID)     { copy(x[:], s); return x }
func hashOf(s string) Hash   { return Sum([]byte(s)) }
func pubOf(seed byte) []byte { return append([]byte{4}, bytes.Repeat([]byte{seed}, 64)...) }
func sigOf(seed byte) []byte { return bytes.Repeat([]byte{seed}, 64) }
func dot(s string, n uint64) Dot {
	return Dot{Writer: id(s), Seq: n}
}

// sampleChange has every place of a skeleton filled.
func sampleChange() *Change {
	was := hashOf("was")
	c := &Change{
		Header: Header{V: 1, Record: RecordID(id("ho-12"), id("dot-2026"), "ho_gia_dinh"), Case: id("ho-12"), Round: id("dot-2026"), Area: id("thon-3"),
			FormID: "ho_gia_dinh", FormVersion: 2, FormHash: hashOf("form").Short(), Grant: id("grant"), User: id("user"), At: 1790000000123, Zone: 1440 + 420,
			Env: []ListRef{{3, hashOf("ho")}, {7, hashOf("thanh_vien")}}, Was: &was},
		Rows: []Row{{List: 7, Pos: 41}, {ID: id("hand-made")}},
		Ops: []Op{
			{Kind: KindSet, Node: 4, Value: TextValue("Nguyễn Văn Khuê"), Sees: []Dot{dot("A", 1), dot("B", 300)}},
			{Kind: KindClear, Node: 5, Value: NullValue(), Sees: []Dot{dot("A", 1)}},
			{Kind: KindSet, Node: 6, Value: MediaValue(Media{hashOf("photo"), 123456, "image/jpeg"})},
			{Kind: KindSeed, Row: 1, Node: 9, Value: NullValue()},
			{Kind: KindSeed, Row: 1, Node: 10, Value: TextValue("An")},
			{Kind: KindAdd, Row: 2, Node: 9, Value: NullValue()},
			{Kind: KindSet, Row: 2, Node: 10, Value: TextValue("Bé")},
			{Kind: KindComment, Row: 2, Node: 10, Value: CommentValue(Comment{"Mới sinh", true})},
			{Kind: KindFinish, Value: FinishValue(Finish{[]Frozen{{0, 12, TextValue("2026-11-23")}}}), Sees: []Dot{dot("A", 1)}},
			{Kind: KindRemove, Row: 1, Node: 9, Value: NullValue(), Sees: []Dot{dot("A", 2), dot("B", 300)}},
		},
		Salt: [16]byte{1, 2, 3},
	}
	c.Seen16, _ = SeenDigest(c.Named(), func(d Dot) (Hash, bool) { return hashOf(fmt.Sprint(d)), true })
	return c
}

func mustEncode(t testing.TB, c *Change) []byte {
	t.Helper()
	b, err := EncodeChange(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// testKey is a fixed P-256 key; tests sign without randomness.
func testKey() (*ecdsa.PrivateKey, []byte) {
	curve := elliptic.P256()
	k := &ecdsa.PrivateKey{D: new(big.Int).SetBytes(bytes.Repeat([]byte{7}, 32))}
	k.Curve = curve
	k.X, k.Y = curve.ScalarBaseMult(k.D.Bytes())
	pub, err := k.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	return k, pub
}

func signer(k *ecdsa.PrivateKey) Signer {
	return func(msg []byte) ([]byte, error) {
		h := sha256.Sum256(msg)
		r, s, err := ecdsa.Sign(detRand{}, k, h[:])
		if err != nil {
			return nil, err
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), nil
	}
}

type detRand struct{}

func (detRand) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 5
	}
	return len(p), nil
}

func verifier(k *ecdsa.PrivateKey) Verifier {
	return func(msg, sig []byte) bool {
		h := sha256.Sum256(msg)
		return len(sig) == 64 && ecdsa.Verify(&k.PublicKey, h[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
	}
}

func sampleSegment(t testing.TB) *Segment {
	c := sampleChange()
	body := mustEncode(t, c)
	erased, err := EraseBody(body)
	if err != nil {
		t.Fatal(err)
	}
	return &Segment{Writer: WriterID(pubOf(9)), From: 5, HPrev: hashOf("h4"), Items: []Item{{Body: body}, {C: hashOf("bare")}, {Body: erased}}, Sig: sigOf(3)}
}

func sampleRequest(t testing.TB) *SyncRequest {
	return &SyncRequest{Workspace: id("xa"), Writer: WriterID(pubOf(9)), HeadN: 7, HeadH: hashOf("h7"), Cursor: []byte("cursor"), Nonce: []byte("nonce"),
		Segments: []*Segment{sampleSegment(t)},
		Have:     Have{Forms: []FormHave{{"ho_gia_dinh", 2, hashOf("form").Short()}}, Lists: []ListHave{{3, hashOf("ho").Short()}}},
		Status:   Status{App: "1.0.0", Clock: 1790000000123, Unsent: 3, Blobs: 1, FreeMiB: 900, Parked: 2, Fork: true}}
}

func sampleReply(t testing.TB) *SyncReply {
	return &SyncReply{Acked: 7, Replicated: 4, GapFrom: 3, Fork: true, Revoked: true, More: true,
		Items:  []FeedItem{{FeedChange, 12, id("thon-3"), id("record"), EncodeSegment(sampleSegment(t))}, {Kind: FeedLeft, Srv: 13, Area: id("thon-4"), Ref: id("record")}},
		Cursor: []byte("cursor"), Grants: []SignedGrant{{sampleGrant(), sigOf(2)}},
		Forms:  []FormRef{{"ho_gia_dinh", 2, hashOf("form"), "Hộ gia đình"}},
		Lists:  []ListInfo{{"ho", id("thon-3"), 3, hashOf("ho")}},
		Limits: Limits{5 << 20, 8 << 20}, ServerTime: 1790000000456, Nonce: []byte("next"), Held: []HeldDot{{6, "no_grant"}},
		Err:  &ErrorReply{"revoked", "Máy này đã bị khóa", "This device is revoked"},
		Wipe: &SignedWipe{EncodeWipeOrder(sampleWipe()), sigOf(4)}, InForce: []ID{id("grant")}, Wanted: []Hash{hashOf("photo")}}
}

func sampleWipe() *WipeOrder {
	return &WipeOrder{Workspace: id("xa"), Writer: WriterID(pubOf(9)), ID: id("order"), At: 1790000000000, Reason: "mất máy"}
}

func sampleGrant() Value {
	return GrantValue(Grant{ID: id("grant"), Writer: WriterID(pubOf(9)), Pub: pubOf(9), Role: "collector", Areas: []ID{id("thon-3"), id("thon-4")},
		Users: []User{{id("user"), "Nguyễn Văn Khuê", "bác", "collector"}}, From: 1790000000000, To: 1800000000000, Recovery: "age1xyz", Device: "Máy 3"})
}

// goldens gives every structure by the name of its file: its bytes, and what decoding and encoding them again gives.
func goldens(t testing.TB) map[string]struct{ bytes, again []byte } {
	out := map[string]struct{ bytes, again []byte }{}
	add := func(name string, b []byte, again func([]byte) ([]byte, error)) {
		t.Helper()
		x, err := again(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = struct{ bytes, again []byte }{b, x}
	}
	add("change", mustEncode(t, sampleChange()), again(DecodeChange, EncodeChange))
	erased, _ := EraseBody(mustEncode(t, sampleChange()))
	add("change_erased", erased, again(DecodeChange, EncodeChange))
	add("segment", EncodeSegment(sampleSegment(t)), again(DecodeSegment, sure(EncodeSegment)))
	add("request", EncodeSyncRequest(sampleRequest(t)), again(DecodeSyncRequest, sure(EncodeSyncRequest)))
	add("reply", EncodeSyncReply(sampleReply(t)), again(DecodeSyncReply, sure(EncodeSyncReply)))
	add("reply_empty", EncodeSyncReply(&SyncReply{}), again(DecodeSyncReply, sure(EncodeSyncReply)))
	add("sealed_reply", EncodeSealedReply(&SealedReply{[]byte("payload"), sigOf(1)}), again(DecodeSealedReply, sure(EncodeSealedReply)))
	add("error_reply", EncodeErrorReply(sampleReply(t).Err), again(DecodeErrorReply, sure(EncodeErrorReply)))
	add("enrol_request", EncodeEnrolRequest(&EnrolRequest{"ABCD2345", pubOf(9), sigOf(8), "Máy 3", "1.0.0", "máy mượn"}), again(DecodeEnrolRequest, sure(EncodeEnrolRequest)))
	add("enrol_reply", EncodeEnrolReply(&EnrolReply{id("xa"), "Xã Mẫu", pubOf(1), SignedGrant{sampleGrant(), sigOf(2)}, []byte("nonce"), "age1xyz",
		User{id("user"), "Nguyễn Văn Khuê", "bác", "collector"}, 1790000000456}), again(DecodeEnrolReply, sure(EncodeEnrolReply)))
	add("record_item", EncodeRecordItem(&RecordItem{id("record"), id("thon-3"), 44, []*Segment{sampleSegment(t)}, nil, []DotSrv{{dot("A", 5), 12}}}),
		again(DecodeRecordItem, sure(EncodeRecordItem)))
	add("wipe_order", EncodeWipeOrder(sampleWipe()), again(DecodeWipeOrder, sure(EncodeWipeOrder)))
	add("wipe_receipt", EncodeWipeReceipt(&WipeReceipt{id("xa"), WriterID(pubOf(9)), id("order"), 1790000000123, 7, hashOf("h7"), 2, 1}),
		again(DecodeWipeReceipt, sure(EncodeWipeReceipt)))
	add("list_item", EncodeListItem(&ListItem{"ho", id("thon-3"), 3, []byte("list")}), again(DecodeListItem, sure(EncodeListItem)))
	add("ids_item", EncodeIDsItem(&IDsItem{3, hashOf("ho"), []ID{id("ho-1"), id("ho-2")}}), again(DecodeIDsItem, sure(EncodeIDsItem)))
	add("form_item", EncodeFormItem(&FormItem{"ho_gia_dinh", 2, "Hộ gia đình", []byte("form")}), again(DecodeFormItem, sure(EncodeFormItem)))
	add("signed_grant", EncodeSignedGrant(SignedGrant{sampleGrant(), sigOf(2)}), again(DecodeSignedGrant, sure(EncodeSignedGrant)))
	add("value_text", TextValue("Đồng Tiến"), again(func(b []byte) (string, error) { s, _ := Value(b).Text(); return s, nil }, sure(func(s string) []byte { return TextValue(s) })))
	add("value_comment", CommentValue(Comment{"Xem lại", true}), again(func(b []byte) (Comment, error) { return Value(b).Comment() }, sure(func(c Comment) []byte { return CommentValue(c) })))
	add("value_decision", DecisionValue(Decision{"đủ", "còn ảnh", 2, hashOf("form").Short(), []ListRef{{3, hashOf("ho")}}, hashOf("values"), []Head{{id("A"), 5, hashOf("h5")}}}),
		again(func(b []byte) (Decision, error) { return Value(b).Decision() }, sure(func(c Decision) []byte { return DecisionValue(c) })))
	add("value_step", StepValue(Step{[]Dot{dot("B", 2), dot("A", 7)}}), again(func(b []byte) (Step, error) { return Value(b).Step() }, sure(func(c Step) []byte { return StepValue(c) })))
	add("value_finish", FinishValue(Finish{[]Frozen{{1, 12, TextValue("x")}, {0, 13, nil}}}), again(func(b []byte) (Finish, error) { return Value(b).Finish() }, sure(func(c Finish) []byte { return FinishValue(c) })))
	add("value_ruling", RulingValue(Ruling{id("A"), 3, 9, hashOf("h9"), "fork", "hai nhánh"}), again(func(b []byte) (Ruling, error) { return Value(b).Ruling() }, sure(func(c Ruling) []byte { return RulingValue(c) })))
	add("value_erase", EraseValue(Erase{dot("A", 4), hashOf("c4")}), again(func(b []byte) (Erase, error) { return Value(b).Erase() }, sure(func(c Erase) []byte { return EraseValue(c) })))
	add("value_alias", AliasValue(Alias{AliasCase, id("ho-1"), id("ho-2"), id("ho-1"), id("ho-2")}), again(func(b []byte) (Alias, error) { return Value(b).Alias() }, sure(func(c Alias) []byte { return AliasValue(c) })))
	add("value_epoch", EpochValue(Epoch{2, []Head{{id("A"), 5, hashOf("h5")}}, 900}), again(func(b []byte) (Epoch, error) { return Value(b).Epoch() }, sure(func(c Epoch) []byte { return EpochValue(c) })))
	add("value_withdraw", WithdrawValue(Withdraw{id("grant"), "mất máy"}), again(func(b []byte) (Withdraw, error) { return Value(b).Withdraw() }, sure(func(c Withdraw) []byte { return WithdrawValue(c) })))
	add("value_grant", sampleGrant(), again(func(b []byte) (Grant, error) { return Value(b).Grant() }, sure(func(c Grant) []byte { return GrantValue(c) })))
	add("value_media", MediaValue(Media{hashOf("photo"), 5, "image/jpeg"}), again(func(b []byte) (Media, error) { m, _ := Value(b).Media(); return m, nil }, sure(func(m Media) []byte { return MediaValue(m) })))
	return out
}

func again[T any](decode func([]byte) (T, error), encode func(T) ([]byte, error)) func([]byte) ([]byte, error) {
	return func(b []byte) ([]byte, error) {
		x, err := decode(b)
		if err != nil {
			return nil, err
		}
		return encode(x)
	}
}

func sure[T any](encode func(T) []byte) func(T) ([]byte, error) {
	return func(x T) ([]byte, error) { return encode(x), nil }
}

// TestGolden_EveryStructure: the bytes never change by accident.
func TestGolden_EveryStructure(t *testing.T) {
	for name, g := range goldens(t) {
		if !bytes.Equal(g.bytes, g.again) {
			t.Errorf("%s: decoded and encoded again gives other bytes", name)
		}
		compareGolden(t, name, wrapHex(g.bytes))
	}
}

// TestGolden_Digests: ids, digests and messages to sign, one a line.
func TestGolden_Digests(t *testing.T) {
	c := sampleChange()
	body := mustEncode(t, c)
	sum, err := Digest(body)
	if err != nil {
		t.Fatal(err)
	}
	h0 := ChainStart(pubOf(9))
	h1 := NextHead(h0, sum)
	var b strings.Builder
	for _, l := range []struct{ name, value string }{
		{"record id", RecordID(id("ho-12"), id("dot-2026"), "ho_gia_dinh").UUID()},
		{"row id", RowID(id("record"), "/nhankhau", 3).UUID()},
		{"writer id", WriterID(pubOf(9)).String()},
		{"c", sum.String()},
		{"h0", h0.String()},
		{"h1", h1.String()},
		{"seen16", hex.EncodeToString(c.Seen16[:])},
		{"head message", hex.EncodeToString(HeadMessage(id("A"), 1, h1))},
		{"request message", hex.EncodeToString(RequestMessage([]byte("nonce"), sum))},
		{"reply message", hex.EncodeToString(ReplyMessage([]byte("nonce"), sum))},
		{"grant message", hex.EncodeToString(GrantMessage([]byte("grant")))},
		{"enrol message", hex.EncodeToString(EnrolMessage("ABCD2345", pubOf(9)))},
		{"blob message", hex.EncodeToString(BlobMessage([]byte("nonce"), "PUT", sum))},
	} {
		fmt.Fprintf(&b, "%s: %s\n", l.name, l.value)
	}
	compareGolden(t, "digests", b.String())
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".hex")
	if *rewrite {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from its golden file: the layout changed.\ngot  %s\nwant %s", name, got, want)
	}
}

func wrapHex(b []byte) string {
	s := hex.EncodeToString(b)
	var out strings.Builder
	for len(s) > 96 {
		out.WriteString(s[:96] + "\n")
		s = s[96:]
	}
	out.WriteString(s + "\n")
	return out.String()
}
