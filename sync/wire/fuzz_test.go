package wire

import (
	"bytes"
	"testing"
)

// seedsFor adds the golden bytes of these structures to the corpus.
func seedsFor(f *testing.F, names ...string) {
	g := goldens(f)
	for _, n := range names {
		if g[n].bytes == nil {
			f.Fatal("no golden bytes for", n)
		}
		f.Add(g[n].bytes)
	}
}

// only checks that what is decoded has this one encoding.
func only(t *testing.T, b []byte, again func([]byte) ([]byte, error)) {
	t.Helper()
	x, err := again(b)
	if err == nil && !bytes.Equal(x, b) {
		t.Fatalf("taken, but it is not the one encoding:\n%x\n%x", b, x)
	}
}

func FuzzDecodeChange(f *testing.F) {
	seedsFor(f, "change", "change_erased")
	f.Fuzz(func(t *testing.T, b []byte) {
		only(t, b, again(DecodeChange, EncodeChange))
		if _, err := DecodeChange(b); err == nil {
			if _, err := Digest(b); err != nil {
				t.Fatal("a change without a digest:", err)
			}
		}
	})
}

func FuzzDecodeSegment(f *testing.F) {
	seedsFor(f, "segment")
	f.Fuzz(func(t *testing.T, b []byte) {
		only(t, b, again(DecodeSegment, sure(EncodeSegment)))
		if s, err := DecodeSegment(b); err == nil {
			_, _ = s.Verify(func(_, _ []byte) bool { return false })
			_, _ = s.After(s.From)
		}
	})
}

func FuzzDecodeRequest(f *testing.F) {
	seedsFor(f, "request", "enrol_request")
	f.Fuzz(func(t *testing.T, b []byte) {
		only(t, b, again(DecodeSyncRequest, sure(EncodeSyncRequest)))
		only(t, b, again(DecodeEnrolRequest, sure(EncodeEnrolRequest)))
	})
}

func FuzzDecodeReply(f *testing.F) {
	seedsFor(f, "reply", "reply_empty", "sealed_reply", "error_reply", "enrol_reply", "record_item", "list_item", "ids_item", "form_item", "signed_grant", "wipe_order", "wipe_receipt")
	f.Fuzz(func(t *testing.T, b []byte) {
		only(t, b, again(DecodeSyncReply, sure(EncodeSyncReply)))
		only(t, b, again(DecodeSealedReply, sure(EncodeSealedReply)))
		only(t, b, again(DecodeErrorReply, sure(EncodeErrorReply)))
		only(t, b, again(DecodeEnrolReply, sure(EncodeEnrolReply)))
		only(t, b, again(DecodeRecordItem, sure(EncodeRecordItem)))
		only(t, b, again(DecodeIDsItem, sure(EncodeIDsItem)))
		only(t, b, again(DecodeWipeOrder, sure(EncodeWipeOrder)))
		only(t, b, again(DecodeWipeReceipt, sure(EncodeWipeReceipt)))
		only(t, b, again(DecodeListItem, sure(EncodeListItem)))
		only(t, b, again(DecodeFormItem, sure(EncodeFormItem)))
		only(t, b, again(DecodeSignedGrant, sure(EncodeSignedGrant)))
	})
}

func FuzzDecodePayload(f *testing.F) {
	seedsFor(f, "value_comment", "value_decision", "value_step", "value_finish", "value_ruling", "value_erase", "value_epoch", "value_withdraw", "value_grant", "value_media", "value_text")
	f.Fuzz(func(t *testing.T, b []byte) {
		v := Value(b)
		if x, err := v.Comment(); err == nil {
			only(t, b, func([]byte) ([]byte, error) { return CommentValue(x), nil })
		}
		if x, err := v.Decision(); err == nil {
			only(t, b, func([]byte) ([]byte, error) { return DecisionValue(x), nil })
		}
		if x, err := v.Finish(); err == nil {
			only(t, b, func([]byte) ([]byte, error) { return FinishValue(x), nil })
		}
		if x, err := v.Grant(); err == nil {
			only(t, b, func([]byte) ([]byte, error) { return GrantValue(x), nil })
		}
		if x, err := v.Epoch(); err == nil {
			only(t, b, func([]byte) ([]byte, error) { return EpochValue(x), nil })
		}
		_, _ = v.Step()
		_, _ = v.Ruling()
		_, _ = v.Erase()
		_, _ = v.Withdraw()
		_, _ = v.Media()
		_, _ = v.Text()
		_, _ = v.ID()
	})
}
