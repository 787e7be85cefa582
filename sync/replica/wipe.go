package replica

import "github.com/sothon/sothon/sync/wire"

// Wipe is an order of the office to erase everything here. What is not sent yet goes out first: Unsent and Blobs say how
// much that is.
type Wipe struct {
	Order  wire.ID
	At     int64 // ms UTC, by the owner's clock
	Reason string
	Unsent int // own changes that the owner has not acknowledged
	Blobs  int // own photos that the owner has not stored
}

// Wipe gives the order that waits, nil when there is none. It stays, over a restart too, until the stores are erased or
// the office takes it back.
func (r *Replica) Wipe() *Wipe {
	if r.sync.Wipe == nil {
		return nil
	}
	o, err := wire.DecodeWipeOrder(r.sync.Wipe)
	if err != nil {
		return nil
	}
	return &Wipe{Order: o.ID, At: o.At, Reason: o.Reason, Unsent: int(r.head.Seq - min(r.sync.Acked, r.head.Seq)), Blobs: r.blobsWaiting()}
}

// WipeReceipt gives the body of the receipt and what the device key signs for it. It is made and signed before anything
// is erased, kept beside the erased stores (it holds no personal value), and sent when they are gone: POST /api/v1/wiped.
func (r *Replica) WipeReceipt(now int64) (body, message []byte, err error) {
	r.Confirm()
	w := r.Wipe()
	if w == nil {
		return nil, nil, fail("no-wipe", "Xã không yêu cầu xoá máy này.", "There is no order to wipe this device.")
	}
	body = wire.EncodeWipeReceipt(&wire.WipeReceipt{Workspace: r.id.Workspace, Writer: r.id.Writer(), Order: w.Order, At: max(now, 0),
		HeadN: r.head.Seq, HeadH: r.head.H, Unsent: uint64(w.Unsent), Blobs: uint64(w.Blobs)})
	return body, wire.WipedMessage(wire.Sum(body)), nil
}

// takeOrder keeps the order that a reply carries, if it is for this installation; a reply without one takes it back.
func (r *Replica) takeOrder(st *syncState, rep *wire.SyncReply) {
	if rep.Err != nil {
		return
	}
	st.Wipe = nil
	if rep.Wipe == nil {
		return
	}
	if o, err := wire.DecodeWipeOrder(rep.Wipe.Order); err == nil && o.Writer == r.id.Writer() && o.Workspace == r.id.Workspace {
		st.Wipe = rep.Wipe.Order
	}
}
