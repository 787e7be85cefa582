package wire

func encodeFeedItem(e *Encoder, it *FeedItem) {
	e.Array(5)
	e.Uint(uint64(it.Kind))
	e.Uint(it.Srv)
	e.ID(it.Area)
	e.ID(it.Ref)
	e.Bytes(it.Payload)
}

func decodeFeedItem(d *Decoder) FeedItem {
	d.Places(5)
	it := FeedItem{Kind: FeedKind(d.UintMax(255)), Srv: d.Uint(), Area: d.ID(), Ref: d.ID(), Payload: d.optionalBytes(MaxBodyBytes)}
	if d.err == nil && (it.Kind < FeedChange || it.Kind > FeedIDs) {
		d.Fail("unknown kind of feed item")
	}
	return it
}

// EncodeRecordItem encodes [record, area, srv, changes, rulings, srvs], segments as byte strings.
func EncodeRecordItem(r *RecordItem) []byte {
	var e Encoder
	e.Array(6)
	e.ID(r.Record)
	e.ID(r.Area)
	e.Uint(r.Srv)
	for _, list := range [][]*Segment{r.Changes, r.Rulings} {
		e.Array(len(list))
		for _, s := range list {
			encodeSegment(&e, s)
		}
	}
	e.Array(len(r.Srvs))
	for _, x := range r.Srvs {
		e.Array(2)
		encodeDot(&e, x.Dot)
		e.Uint(x.Srv)
	}
	return e.B
}

// DecodeRecordItem reads the payload of a FeedRecord.
func DecodeRecordItem(b []byte) (*RecordItem, error) {
	d := NewDecoder(b)
	d.Places(6)
	r := &RecordItem{Record: d.ID(), Area: d.ID(), Srv: d.Uint()}
	for _, list := range []*[]*Segment{&r.Changes, &r.Rulings} {
		for n := d.Array(maxItems); n > 0 && d.err == nil; n-- {
			*list = append(*list, decodeSegment(d))
		}
	}
	for n := d.Array(maxItems); n > 0 && d.err == nil; n-- {
		d.Places(2)
		r.Srvs = append(r.Srvs, DotSrv{Dot: decodeDot(d), Srv: d.Uint()})
	}
	return whole(d, r)
}

// EncodeListItem encodes [name, area, number, bytes].
func EncodeListItem(l *ListItem) []byte {
	e := Encoder{B: make([]byte, 0, len(l.Bytes)+64)}
	e.Array(4)
	e.Text(l.Name)
	e.ID(l.Area)
	e.Uint(l.Number)
	e.Bytes(l.Bytes)
	return e.B
}

// DecodeListItem reads the payload of a FeedList.
func DecodeListItem(b []byte) (*ListItem, error) {
	d := NewDecoder(b)
	d.Places(4)
	return whole(d, &ListItem{Name: d.Text(maxFormID), Area: d.ID(), Number: d.Uint(), Bytes: d.optionalBytes(MaxBodyBytes)})
}

// EncodeIDsItem encodes [number, hash, ids one after another].
func EncodeIDsItem(l *IDsItem) []byte {
	b := make([]byte, 0, 16*len(l.IDs))
	for _, x := range l.IDs {
		b = append(b, x[:]...)
	}
	var e Encoder
	e.Array(3)
	e.Uint(l.Number)
	e.Hash(l.Hash)
	e.Bytes(b)
	return e.B
}

// DecodeIDsItem reads the payload of a FeedIDs.
func DecodeIDsItem(b []byte) (*IDsItem, error) {
	d := NewDecoder(b)
	d.Places(3)
	l := &IDsItem{Number: d.Uint(), Hash: d.Hash()}
	ids := d.Bytes(MaxBodyBytes)
	if d.err == nil && len(ids)%16 != 0 {
		d.Fail("ids of a list")
	}
	for ; len(ids) >= 16; ids = ids[16:] {
		l.IDs = append(l.IDs, ID(ids[:16]))
	}
	return whole(d, l)
}

// EncodeFormItem encodes [form id, version, title, bytes].
func EncodeFormItem(f *FormItem) []byte {
	e := Encoder{B: make([]byte, 0, len(f.Bytes)+64)}
	e.Array(4)
	e.Text(f.FormID)
	e.Uint(f.Version)
	e.Text(f.Title)
	e.Bytes(f.Bytes)
	return e.B
}

// DecodeFormItem reads the payload of a FeedForm.
func DecodeFormItem(b []byte) (*FormItem, error) {
	d := NewDecoder(b)
	d.Places(4)
	return whole(d, &FormItem{FormID: d.Text(maxFormID), Version: d.Uint(), Title: d.Text(maxSmall), Bytes: d.optionalBytes(MaxBodyBytes)})
}

// EncodeEnrolRequest encodes [v, code, pub, proof, device, app, excuse].
func EncodeEnrolRequest(r *EnrolRequest) []byte {
	var e Encoder
	e.Array(7)
	e.Uint(LayoutVersion)
	e.Text(r.Code)
	e.Bytes(r.Pub)
	e.Bytes(r.Proof)
	e.Text(r.Device)
	e.Text(r.App)
	e.Text(r.Excuse)
	return e.B
}

// DecodeEnrolRequest reads the body of an enrolment.
func DecodeEnrolRequest(b []byte) (*EnrolRequest, error) {
	d := NewDecoder(b)
	d.Places(7)
	layout(d, "enrolment")
	r := &EnrolRequest{Code: d.Text(64), Pub: d.Bytes(PublicKeySize), Proof: d.Bytes(SignatureSize), Device: d.Text(255), App: d.Text(255), Excuse: d.Text(maxSmall)}
	if d.err == nil && (len(r.Pub) != PublicKeySize || r.Pub[0] != 4 || len(r.Proof) != SignatureSize) {
		d.Fail("public key or proof")
	}
	return whole(d, r)
}

// Verify checks the proof; verify checks under the key that is enrolled.
func (r *EnrolRequest) Verify(verify Verifier) error {
	if !verify(EnrolMessage(r.Code, r.Pub), r.Proof) {
		return refuse(ErrSignature, "proof of an enrolment")
	}
	return nil
}

// EncodeEnrolReply encodes [v, workspace, name, owner's key, grant, nonce, recovery, user, time].
func EncodeEnrolReply(r *EnrolReply) []byte {
	var e Encoder
	e.Array(9)
	e.Uint(LayoutVersion)
	e.ID(r.Workspace)
	e.Text(r.WorkspaceName)
	e.Bytes(r.OwnerPub)
	encodeSignedGrant(&e, r.Grant)
	e.Bytes(r.Nonce)
	e.Text(r.Recovery)
	encodeUser(&e, r.User)
	e.Uint(uint64(max(r.ServerTime, 0)))
	return e.B
}

// DecodeEnrolReply reads the reply to an enrolment.
func DecodeEnrolReply(b []byte) (*EnrolReply, error) {
	d := NewDecoder(b)
	d.Places(9)
	layout(d, "enrolment")
	r := &EnrolReply{Workspace: d.ID(), WorkspaceName: d.Text(maxSmall), OwnerPub: d.Bytes(PublicKeySize), Grant: decodeSignedGrant(d),
		Nonce: d.optionalBytes(maxSmall), Recovery: d.Text(maxSmall), User: decodeUser(d), ServerTime: d.time()}
	if d.err == nil && (len(r.OwnerPub) != PublicKeySize || r.OwnerPub[0] != 4) {
		d.Fail("public key")
	}
	return whole(d, r)
}

// OwnerWriter gives the writer id of the owner's key.
func (r *EnrolReply) OwnerWriter() ID { return WriterID(r.OwnerPub) }
