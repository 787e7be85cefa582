package replica

import (
	"cmp"

	"github.com/sothon/sothon/sync/wire"
)

// Blob is a photo or file that an own change names.
type Blob struct {
	Media wire.Media
	State string // "waiting": its change is not yet at the owner; "ready": can be sent; "sent"
}

// blobState is an entry of the store blobq: [layout, size, mime, seq, sent].
type blobState struct {
	media wire.Media
	seq   uint64 // of the own change that names it first
	sent  bool
}

func encodeBlobState(b *blobState) []byte {
	var e wire.Encoder
	e.Array(5)
	e.Uint(layout)
	e.Uint(b.media.Size)
	e.Text(b.media.Mime)
	e.Uint(b.seq)
	e.Bool(b.sent)
	return e.B
}

func decodeBlobState(key string, v []byte) (*blobState, error) {
	h, err := wire.ParseHash(key)
	if err != nil {
		return nil, err
	}
	d := wire.NewDecoder(v)
	start(d, 5)
	b := &blobState{media: wire.Media{SHA256: h, Size: d.Uint(), Mime: d.Text(255)}, seq: d.Uint(), sent: d.Bool()}
	return b, d.Done()
}

// queueBlobs gives the blobs that a new own change names and that are not in line yet.
func (r *Replica) queueBlobs(c *wire.Change, seq uint64) []Write {
	var out []Write
	for i := range c.Ops {
		if c.Ops[i].Kind != wire.KindSet {
			continue
		}
		m, ok := c.Ops[i].Value.Media()
		if !ok || r.blobs[m.SHA256] != nil {
			continue
		}
		b := &blobState{media: m, seq: seq}
		r.blobs[m.SHA256] = b
		out = append(out, Write{StoreBlobQ, m.SHA256.String(), encodeBlobState(b)})
	}
	return out
}

// Blobs gives every blob that own changes name, those not sent first, in the order of their changes.
func (r *Replica) Blobs() []Blob {
	list := make([]*blobState, 0, len(r.blobs))
	for _, b := range r.blobs {
		list = append(list, b)
	}
	ordered(list, func(a, b *blobState) int {
		if a.sent != b.sent {
			if b.sent {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.seq, b.seq), a.media.SHA256.Compare(b.media.SHA256))
	})
	var out []Blob
	for _, b := range list {
		x := Blob{b.media, "waiting"}
		switch {
		case b.sent:
			x.State = "sent"
		case b.seq <= r.sync.Acked:
			x.State = "ready"
		}
		out = append(out, x)
	}
	return out
}

// BlobMessage gives what the device key signs to send, ask for or fetch a blob, and the nonce it is for.
func (r *Replica) BlobMessage(hash wire.Hash, method string) (nonce, message []byte) {
	return r.sync.Nonce, wire.BlobMessage(r.sync.Nonce, method, hash)
}

// BlobPartMessage gives what the device key signs to send a part of a blob that begins at offset, and the nonce it is for.
func (r *Replica) BlobPartMessage(hash wire.Hash, offset uint64, part wire.Hash) (nonce, message []byte) {
	return r.sync.Nonce, wire.BlobPartMessage(r.sync.Nonce, hash, offset, part)
}

// BlobSent records that the owner has a blob.
func (r *Replica) BlobSent(hash wire.Hash) []Write {
	r.Confirm()
	b := r.blobs[hash]
	if b == nil || b.sent {
		return nil
	}
	b.sent = true
	return r.out([]Write{{StoreBlobQ, hash.String(), encodeBlobState(b)}})
}

// sendAgain puts photos that the owner lacks back in line: it was restored from a backup older than they are.
func (r *Replica) sendAgain(wanted []wire.Hash) []Write {
	var w []Write
	for _, h := range wanted {
		if b := r.blobs[h]; b != nil && b.sent {
			b.sent = false
			w = append(w, Write{StoreBlobQ, h.String(), encodeBlobState(b)})
		}
	}
	return w
}
