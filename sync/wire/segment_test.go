package wire

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// signedLog makes a log of n small changes and their segment under a real signature.
func signedLog(t testing.TB, n int) (*Segment, Verifier, []byte) {
	t.Helper()
	key, pub := testKey()
	s := &Segment{Writer: WriterID(pub), From: 1, HPrev: ChainStart(pub)}
	for i := range n {
		c := &Change{Header: Header{V: 1, Record: id("r"), FormID: "f"}, Ops: []Op{{Kind: KindSet, Node: 1, Value: TextValue(fmt.Sprint(i))}}}
		s.Items = append(s.Items, Item{Body: mustEncode(t, c)})
	}
	head, err := s.Head()
	if err != nil {
		t.Fatal(err)
	}
	s.Sig, err = signer(key)(HeadMessage(head.Writer, head.Seq, head.H))
	if err != nil {
		t.Fatal(err)
	}
	return s, verifier(key), pub
}

// TestSegment_CutAnywhere: a segment cut behind any change, or with any bodies left out, still stands under its head.
func TestSegment_CutAnywhere(t *testing.T) {
	s, verify, _ := signedLog(t, 9)
	all, err := s.Verify(verify)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Uint64Range(0, 10).Draw(t, "after")
		part, err := s.After(at)
		if err != nil {
			t.Fatal(err)
		}
		if at >= 9 {
			if part != nil {
				t.Fatal("something left behind the end")
			}
			return
		}
		keep := rapid.Uint64().Draw(t, "keep")
		bare, err := part.Bare(func(seq uint64) bool { return keep>>seq&1 == 1 })
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeSegment(EncodeSegment(bare))
		if err != nil {
			t.Fatal(err)
		}
		hs, err := back.Verify(verify)
		if err != nil {
			t.Fatal(err)
		}
		if hs[len(hs)-1] != all[8] || back.From != at+1 {
			t.Fatal("another head")
		}
	})
}

// TestSegment_EveryByteCounts: no byte of a segment can be changed without the signature failing.
func TestSegment_EveryByteCounts(t *testing.T) {
	s, verify, _ := signedLog(t, 2)
	b := EncodeSegment(s)
	for i := range b {
		turned := bytes.Clone(b)
		turned[i] ^= 1
		x, err := DecodeSegment(turned)
		if err != nil {
			continue
		}
		if _, err := x.Verify(verify); err == nil {
			t.Fatalf("byte %d can be changed unseen", i)
		}
	}
}

func TestDecodeSegment_Refuses(t *testing.T) {
	s, _, _ := signedLog(t, 1)
	for name, change := range map[string]func(*Segment){
		"empty":             func(s *Segment) { s.Items = nil },
		"from 0":            func(s *Segment) { s.From = 0 },
		"beyond the last n": func(s *Segment) { s.From = 1<<64 - 1; s.Items = append(s.Items, s.Items[0]) },
		"short item":        func(s *Segment) { s.Items = []Item{{Body: []byte{1}}} },
		"short signature":   func(s *Segment) { s.Sig = s.Sig[:63] },
	} {
		x := *s
		change(&x)
		if _, err := DecodeSegment(EncodeSegment(&x)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DecodeSegment(make([]byte, MaxSegmentBytes+1)); !errors.Is(err, ErrTooLarge) {
		t.Error("a segment over the limit is taken")
	}
}

func TestSeal_OnlyForItsRequest(t *testing.T) {
	key, _ := testKey()
	b, err := Seal([]byte("payload"), []byte("nonce"), signer(key))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Unseal(b, []byte("nonce"), verifier(key)); err != nil || string(got) != "payload" {
		t.Fatal(got, err)
	}
	if _, err := Unseal(b, []byte("other"), verifier(key)); !errors.Is(err, ErrSignature) {
		t.Error("a reply to another request is taken")
	}
	for i := range b {
		turned := bytes.Clone(b)
		turned[i] ^= 4
		if _, err := Unseal(turned, []byte("nonce"), verifier(key)); err == nil {
			t.Fatalf("byte %d can be changed unseen", i)
		}
	}
}

// TestEnrol_Proof: the proof binds code and key.
func TestEnrol_Proof(t *testing.T) {
	key, pub := testKey()
	proof, err := signer(key)(EnrolMessage("ABCD2345", pub))
	if err != nil {
		t.Fatal(err)
	}
	r := &EnrolRequest{Code: "ABCD2345", Pub: pub, Proof: proof}
	if err := r.Verify(verifier(key)); err != nil {
		t.Error(err)
	}
	r.Code = "ABCD2346"
	if err := r.Verify(verifier(key)); !errors.Is(err, ErrSignature) {
		t.Error("a proof for another code is taken")
	}
}

// TestNothingNew_Size: a sync with nothing new, both bodies together, at most 600 bytes before compression (I12).
func TestNothingNew_Size(t *testing.T) {
	req := &SyncRequest{Workspace: id("xa"), Writer: id("w"), HeadN: 4321, HeadH: hashOf("h"), Cursor: bytes.Repeat([]byte{1}, 24), Nonce: bytes.Repeat([]byte{2}, 24),
		Have: Have{Forms: []FormHave{{"ho_gia_dinh", 12, hashOf("f").Short()}}}, Status: Status{App: "1.0.0", Clock: 1790000000123, FreeMiB: 2000}}
	for i := range 9 { // two areas of three lists, and the three of the workspace
		req.Have.Lists = append(req.Have.Lists, ListHave{uint64(100 + i), hashOf(fmt.Sprint(i)).Short()})
	}
	reply := &SyncReply{Acked: 4321, Replicated: 4000, Cursor: bytes.Repeat([]byte{1}, 24), ServerTime: 1790000000123, Nonce: bytes.Repeat([]byte{2}, 24),
		Limits: Limits{PackedBytes: 5 << 20, BlobBytes: 8 << 20}}
	up := len(EncodeSyncRequest(req))
	down := len(EncodeSealedReply(&SealedReply{EncodeSyncReply(reply), sigOf(1)}))
	t.Logf("nothing new: %d up, %d down, %d together", up, down, up+down)
	if up+down > 600 {
		t.Errorf("%d bytes, want at most 600", up+down)
	}
}

// TestSegment_BytesPerRecord: 200 records of 60 values in one segment, gzip.
func TestSegment_BytesPerRecord(t *testing.T) {
	const records, values = 200, 60
	s := &Segment{Writer: id("w"), From: 1, HPrev: hashOf("h"), Sig: sigOf(3)}
	rng := uint64(1)
	next := func(n uint64) uint64 { rng = rng*6364136223846793005 + 1442695040888963407; return rng >> 33 % n }
	ho, ten := []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vi", "Lò", "Quàng"}, []string{"An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khuê", "Lan", "Minh", "Nga"}
	raw := 0
	for i := range records {
		c := &Change{Header: Header{V: 1, Case: WriterID(fmt.Append(nil, "case", i)), Round: id("dot"), Area: id("thon"), FormID: "ho_gia_dinh", FormVersion: 3,
			FormHash: hashOf("f").Short(), Grant: id("g"), User: id("u"), At: 1790000000000 + int64(i)*600000 + int64(next(100000)), Zone: 1860,
			Env: []ListRef{{3, hashOf("ho")}, {4, hashOf("tv")}, {5, hashOf("kv")}}}}
		c.Record = RecordID(c.Case, c.Round, c.FormID)
		h := hashOf(fmt.Sprint("salt", i))
		copy(c.Salt[:], h[:])
		for r := range 4 {
			c.Rows = append(c.Rows, Row{List: 4, Pos: uint64(4*i + r)})
		}
		for k := range values - 20 {
			v := fmt.Sprint(next(4))
			switch {
			case k%10 == 3:
				v = ho[next(8)] + " Văn " + ten[next(10)]
			case k%5 == 2:
				v = fmt.Sprint(next(5000) * 1000)
			case k%7 == 1:
				v = fmt.Sprintf("20%02d-%02d-%02d", next(26), 1+next(12), 1+next(28))
			}
			c.Ops = append(c.Ops, Op{Kind: KindSet, Node: uint32(3 + k), Value: TextValue(v)})
		}
		for r := range 4 {
			for k := range 5 {
				c.Ops = append(c.Ops, Op{Kind: KindSet, Row: uint32(r + 1), Node: uint32(60 + k), Value: TextValue(fmt.Sprint(next(5)))})
			}
		}
		body := mustEncode(t, c)
		raw += len(body)
		s.Items = append(s.Items, Item{Body: body})
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(EncodeSegment(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	per := z.Len() / records
	t.Logf("%d records of %d values: %d bytes a record raw, %d gzip", records, values, raw/records, per)
	if per > 250 {
		t.Errorf("%d bytes a record, want at most 250", per)
	}
}

func BenchmarkDecodeChange60(b *testing.B) {
	c := sampleChange()
	c.Ops = c.Ops[:1]
	for k := range 59 {
		c.Ops = append(c.Ops, Op{Kind: KindSet, Node: uint32(20 + k), Value: TextValue(fmt.Sprint("giá trị ", k))})
	}
	body := mustEncode(b, c)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeChange(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigest60(b *testing.B) {
	body := mustEncode(b, sampleChange())
	for b.Loop() {
		if _, err := Digest(body); err != nil {
			b.Fatal(err)
		}
	}
}
