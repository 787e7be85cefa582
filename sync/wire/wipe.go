package wire

// WipeOrder tells a device to erase everything it holds, once it has sent what it can. docs/sync.md §1.6.
type WipeOrder struct {
	Workspace ID
	Writer    ID
	ID        ID    // of this order: a receipt names it and is good for no other
	At        int64 // ms UTC, by the owner's clock
	Reason    string
}

// SignedWipe is an order under the owner's signature over WipeMessage(Order).
type SignedWipe struct {
	Order []byte // EncodeWipeOrder
	Sig   []byte
}

// WipeReceipt is the body of POST /api/v1/wiped: the device says that it has erased itself. Its key signs
// WipedMessage(SHA-256(body)) before the key is erased too.
type WipeReceipt struct {
	Workspace ID
	Writer    ID
	Order     ID
	At        int64  // device clock, ms UTC
	HeadN     uint64 // what its log held
	HeadH     Hash
	Unsent    uint64 // changes erased that the owner had not acknowledged
	Blobs     uint64 // photos erased that the owner had not stored
}

// WipeMessage is what the owner signs for an order: ("sothon.wipe.1" ‖ SHA-256(order)).
func WipeMessage(order []byte) []byte {
	h := Sum(order)
	return append([]byte("sothon.wipe.1"), h[:]...)
}

// WipedMessage is what a device signs for a receipt: ("sothon.wiped.1" ‖ SHA-256(body)). The order's id in the body
// stands for a nonce: nobody else was given it, and it is good once.
func WipedMessage(body Hash) []byte { return append([]byte("sothon.wiped.1"), body[:]...) }

// EncodeWipeOrder encodes [v, workspace, writer, id, at, reason].
func EncodeWipeOrder(o *WipeOrder) []byte {
	var e Encoder
	e.Array(6)
	e.Uint(LayoutVersion)
	e.ID(o.Workspace)
	e.ID(o.Writer)
	e.ID(o.ID)
	e.Uint(uint64(max(o.At, 0)))
	e.Text(o.Reason)
	return e.B
}

// DecodeWipeOrder reads an order.
func DecodeWipeOrder(b []byte) (*WipeOrder, error) {
	d := NewDecoder(b)
	d.Places(6)
	layout(d, "order to wipe")
	return whole(d, &WipeOrder{Workspace: d.ID(), Writer: d.ID(), ID: d.ID(), At: d.time(), Reason: d.Text(maxSmall)})
}

// Open verifies the owner's signature and reads the order.
func (w *SignedWipe) Open(verify Verifier) (*WipeOrder, error) {
	if !verify(WipeMessage(w.Order), w.Sig) {
		return nil, refuse(ErrSignature, "order to wipe")
	}
	return DecodeWipeOrder(w.Order)
}

// EncodeWipeReceipt encodes [v, workspace, writer, order, at, head n, head h, unsent, blobs].
func EncodeWipeReceipt(r *WipeReceipt) []byte {
	var e Encoder
	e.Array(9)
	e.Uint(LayoutVersion)
	e.ID(r.Workspace)
	e.ID(r.Writer)
	e.ID(r.Order)
	e.Uint(uint64(max(r.At, 0)))
	e.Uint(r.HeadN)
	e.Hash(r.HeadH)
	e.Uint(r.Unsent)
	e.Uint(r.Blobs)
	return e.B
}

// DecodeWipeReceipt reads a receipt; the caller verifies its signature.
func DecodeWipeReceipt(b []byte) (*WipeReceipt, error) {
	d := NewDecoder(b)
	d.Places(9)
	layout(d, "receipt of a wipe")
	return whole(d, &WipeReceipt{Workspace: d.ID(), Writer: d.ID(), Order: d.ID(), At: d.time(), HeadN: d.Uint(), HeadH: d.Hash(),
		Unsent: d.Uint(), Blobs: d.Uint()})
}

func encodeSignedWipe(e *Encoder, w *SignedWipe) {
	if w == nil {
		e.Null()
		return
	}
	e.Array(2)
	e.Bytes(w.Order)
	e.Bytes(w.Sig)
}

func decodeSignedWipe(d *Decoder) *SignedWipe {
	if d.Null() {
		return nil
	}
	d.Places(2)
	w := &SignedWipe{Order: d.Bytes(MaxTextBytes), Sig: d.Bytes(SignatureSize)}
	if d.err == nil && len(w.Sig) != SignatureSize {
		d.Fail("signature of the wrong length")
	}
	return w
}
