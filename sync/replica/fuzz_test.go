package replica_test

import (
	"testing"

	"github.com/sothon/sothon/sync/replica"
)

// stores by number, for the fuzzer.
var stores = []string{replica.StoreMeta, replica.StoreChange, replica.StoreDraft, replica.StoreForm, replica.StoreList, replica.StoreBlobQ, "unknown"}

// FuzzLoad puts any entry beside (or in place of) good ones: a start says what is wrong or works, and what works can be
// used without a panic.
func FuzzLoad(f *testing.F) {
	w := newWorld(f)
	a := w.tablet("Khuê")
	a.visit(caseA)
	a.open(caseB)
	a.set("ho/nuoc", "2")
	base := a.entries()
	for _, e := range base {
		for i, s := range stores {
			if s == e.Store {
				f.Add(uint8(i), e.Key, e.Value)
			}
		}
	}
	f.Fuzz(func(t *testing.T, store uint8, key string, value []byte) {
		if value == nil {
			value = []byte{}
		}
		entries := make([]replica.Write, 0, len(base)+1)
		bad := replica.Write{Store: stores[int(store)%len(stores)], Key: key, Value: value}
		for _, e := range base {
			if e.Store != bad.Store || e.Key != bad.Key {
				entries = append(entries, e)
			}
		}
		r, err := replica.Load(append(entries, bad), a.random)
		if err != nil {
			if e, ok := err.(*replica.Error); !ok || e.Vi == "" || e.En == "" {
				t.Fatalf("an error that tells a person nothing: %v", err)
			}
			return
		}
		r.Home()
		r.Search("lo")
		if _, err := r.Open(caseA, 1, 420, "vi"); err != nil {
			return
		}
		_, _ = r.Problems()
		_, _ = r.Close(2, 420)
		r.BeginAll("fuzz", 1)
		_, _, _ = r.Body(make([]byte, 64))
	})
}

// FuzzReceive gives any payload as a reply: it is refused as a whole or taken, and nothing is half done.
func FuzzReceive(f *testing.F) {
	w := newWorld(f)
	b := w.tablet("Thơm")
	b.visit(caseA)
	b.sync()
	a := w.tablet("Khuê")
	a.r.Begin("x", 1)
	body, _, err := a.r.Body(nil)
	if err != nil {
		f.Fatal(err)
	}
	_, _, payload, err := a.r.Unsealed(w.sync(a.key, body))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload)
	entries := a.entries()
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := replica.Load(entries, a.random)
		if err != nil {
			t.Fatal(err)
		}
		_, writes, err := r.Receive(payload, 1)
		if err != nil {
			if len(writes) != 0 {
				t.Fatal("a refused reply wants something stored")
			}
			r.Home()
			return
		}
		r.Home()
		r.Confirm()
		if _, err := replica.Load(r.Stored(), a.random); err != nil {
			t.Fatalf("what was received can not be read again: %v", err)
		}
	})
}
