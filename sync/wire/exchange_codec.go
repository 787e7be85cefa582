package wire

// EncodeSyncRequest encodes a request in fixed places.
func EncodeSyncRequest(r *SyncRequest) []byte {
	var e Encoder
	e.Array(10)
	e.Uint(LayoutVersion)
	e.ID(r.Workspace)
	e.ID(r.Writer)
	e.Uint(r.HeadN)
	e.Hash(r.HeadH)
	e.Bytes(r.Cursor)
	e.Bytes(r.Nonce)
	e.Array(len(r.Segments))
	for _, s := range r.Segments {
		encodeSegment(&e, s)
	}
	e.Array(2)
	e.Array(len(r.Have.Forms))
	for _, f := range r.Have.Forms {
		e.Array(3)
		e.Text(f.FormID)
		e.Uint(f.Version)
		e.Bytes(f.Hash[:])
	}
	e.Array(len(r.Have.Lists))
	for _, l := range r.Have.Lists {
		e.Array(2)
		e.Uint(l.Number)
		e.Bytes(l.Hash[:])
	}
	e.Array(7)
	e.Text(r.Status.App)
	e.Uint(uint64(max(r.Status.Clock, 0)))
	e.Uint(r.Status.Unsent)
	e.Uint(r.Status.Blobs)
	e.Uint(r.Status.FreeMiB)
	e.Uint(r.Status.Parked)
	e.Bool(r.Status.Fork)
	return e.B
}

// DecodeSyncRequest reads a request; bodies of its segments are parts of b, not yet decoded.
func DecodeSyncRequest(b []byte) (*SyncRequest, error) {
	if len(b) > MaxBodyBytes {
		return nil, refuse(ErrTooLarge, "request")
	}
	d := NewDecoder(b)
	d.Places(10)
	layout(d, "request")
	r := &SyncRequest{Workspace: d.ID(), Writer: d.ID(), HeadN: d.Uint(), HeadH: d.Hash()}
	r.Cursor, r.Nonce = d.optionalBytes(maxSmall), d.optionalBytes(maxSmall)
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		r.Segments = append(r.Segments, decodeSegment(d))
	}
	d.Places(2)
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		d.Places(3)
		f := FormHave{FormID: d.Text(maxFormID), Version: d.Uint()}
		d.fixed(f.Hash[:])
		r.Have.Forms = append(r.Have.Forms, f)
	}
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		d.Places(2)
		l := ListHave{Number: d.Uint()}
		d.fixed(l.Hash[:])
		r.Have.Lists = append(r.Have.Lists, l)
	}
	d.Places(7)
	r.Status = Status{App: d.Text(maxSmall), Clock: d.time(), Unsent: d.Uint(), Blobs: d.Uint(), FreeMiB: d.Uint(), Parked: d.Uint(),
		Fork: d.Bool()}
	return whole(d, r)
}

// EncodeSyncReply encodes a reply's payload in fixed places.
func EncodeSyncReply(r *SyncReply) []byte {
	var e Encoder
	e.Array(20)
	e.Uint(LayoutVersion)
	e.Uint(r.Acked)
	e.Uint(r.Replicated)
	e.Uint(r.GapFrom)
	e.Bool(r.Fork)
	e.Bool(r.Revoked)
	e.Array(len(r.Items))
	for i := range r.Items {
		encodeFeedItem(&e, &r.Items[i])
	}
	e.Bool(r.More)
	e.Bytes(r.Cursor)
	e.Array(len(r.Grants))
	for _, g := range r.Grants {
		encodeSignedGrant(&e, g)
	}
	encodeOptionalList(&e, r.Forms, func(f FormRef) {
		e.Array(4)
		e.Text(f.FormID)
		e.Uint(f.Version)
		e.Hash(f.Hash)
		e.Text(f.Title)
	})
	encodeOptionalList(&e, r.Lists, func(l ListInfo) {
		e.Array(4)
		e.Text(l.Name)
		e.ID(l.Area)
		e.Uint(l.Number)
		e.Hash(l.Hash)
	})
	e.Array(2)
	e.Uint(r.Limits.PackedBytes)
	e.Uint(r.Limits.BlobBytes)
	e.Uint(uint64(max(r.ServerTime, 0)))
	e.Bytes(r.Nonce)
	e.Array(len(r.Held))
	for _, h := range r.Held {
		e.Array(2)
		e.Uint(h.Seq)
		e.Text(h.Reason)
	}
	if r.Err == nil {
		e.Null()
	} else {
		encodeErrorReply(&e, r.Err)
	}
	encodeSignedWipe(&e, r.Wipe)
	encodeOptionalList(&e, r.InForce, e.ID)
	e.Array(len(r.Wanted))
	for _, h := range r.Wanted {
		e.Hash(h)
	}
	return e.B
}

// DecodeSyncReply reads a reply's payload; the caller has verified its seal.
func DecodeSyncReply(b []byte) (*SyncReply, error) {
	if len(b) > MaxBodyBytes {
		return nil, refuse(ErrTooLarge, "reply")
	}
	d := NewDecoder(b)
	d.Places(20)
	layout(d, "reply")
	r := &SyncReply{Acked: d.Uint(), Replicated: d.Uint(), GapFrom: d.Uint(), Fork: d.Bool(), Revoked: d.Bool()}
	for n := d.Array(maxItems); n > 0 && d.err == nil; n-- {
		r.Items = append(r.Items, decodeFeedItem(d))
	}
	r.More = d.Bool()
	r.Cursor = d.optionalBytes(maxSmall)
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		r.Grants = append(r.Grants, decodeSignedGrant(d))
	}
	r.Forms = decodeOptionalList(d, func() FormRef {
		d.Places(4)
		return FormRef{FormID: d.Text(maxFormID), Version: d.Uint(), Hash: d.Hash(), Title: d.Text(maxSmall)}
	})
	r.Lists = decodeOptionalList(d, func() ListInfo {
		d.Places(4)
		return ListInfo{Name: d.Text(maxFormID), Area: d.ID(), Number: d.Uint(), Hash: d.Hash()}
	})
	d.Places(2)
	r.Limits = Limits{PackedBytes: d.Uint(), BlobBytes: d.Uint()}
	r.ServerTime = d.time()
	r.Nonce = d.optionalBytes(maxSmall)
	for n := d.Array(maxItems); n > 0 && d.err == nil; n-- {
		d.Places(2)
		r.Held = append(r.Held, HeldDot{Seq: d.Uint(), Reason: d.Text(maxSmall)})
	}
	if !d.Null() {
		r.Err = decodeErrorReply(d)
	}
	r.Wipe = decodeSignedWipe(d)
	r.InForce = decodeOptionalList(d, d.ID)
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		r.Wanted = append(r.Wanted, d.Hash())
	}
	return whole(d, r)
}

// layout reads the first place of a structure.
func layout(d *Decoder, what string) {
	if v := d.Uint(); d.err == nil && v != LayoutVersion {
		d.fail(ErrVersion, what)
	}
}

// time reads milliseconds that fit an int64.
func (d *Decoder) time() int64 { return int64(d.UintMax(1<<63 - 1)) }

// optionalBytes reads a byte string; an empty one is nil.
func (d *Decoder) optionalBytes(max int) []byte {
	b := d.Bytes(max)
	if len(b) == 0 {
		return nil
	}
	return b
}

func encodeOptionalList[T any](e *Encoder, list []T, one func(T)) {
	if list == nil {
		e.Null()
		return
	}
	e.Array(len(list))
	for _, x := range list {
		one(x)
	}
}

func decodeOptionalList[T any](d *Decoder, one func() T) []T {
	if d.Null() {
		return nil
	}
	list := []T{}
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		list = append(list, one())
	}
	return list
}

func encodeSignedGrant(e *Encoder, g SignedGrant) {
	e.Array(2)
	e.Bytes(g.Grant)
	e.Bytes(g.Sig)
}

func decodeSignedGrant(d *Decoder) SignedGrant {
	d.Places(2)
	g := SignedGrant{Grant: d.Bytes(MaxTextBytes), Sig: d.Bytes(SignatureSize)}
	if d.err == nil && len(g.Sig) != SignatureSize {
		d.Fail("signature of the wrong length")
	}
	return g
}

// EncodeSignedGrant encodes [grant, sig].
func EncodeSignedGrant(g SignedGrant) []byte {
	var e Encoder
	encodeSignedGrant(&e, g)
	return e.B
}

// DecodeSignedGrant reads [grant, sig].
func DecodeSignedGrant(b []byte) (SignedGrant, error) {
	d := NewDecoder(b)
	return whole(d, decodeSignedGrant(d))
}

// Open verifies the owner's signature and reads the grant.
func (g SignedGrant) Open(verify Verifier) (Grant, error) {
	if !verify(GrantMessage(g.Grant), g.Sig) {
		return Grant{}, refuse(ErrSignature, "grant")
	}
	return Value(g.Grant).Grant()
}

func encodeErrorReply(e *Encoder, r *ErrorReply) {
	e.Array(3)
	e.Text(r.Code)
	e.Text(r.Vi)
	e.Text(r.En)
}

func decodeErrorReply(d *Decoder) *ErrorReply {
	d.Places(3)
	return &ErrorReply{Code: d.Text(maxSmall), Vi: d.Text(maxSmall), En: d.Text(maxSmall)}
}

// EncodeErrorReply encodes [code, vi, en]: the body of every answer that is not 200.
func EncodeErrorReply(r *ErrorReply) []byte {
	var e Encoder
	encodeErrorReply(&e, r)
	return e.B
}

// DecodeErrorReply reads [code, vi, en].
func DecodeErrorReply(b []byte) (*ErrorReply, error) {
	d := NewDecoder(b)
	return whole(d, decodeErrorReply(d))
}
