package wire

import "github.com/sothon/sothon/forms/digest"

// Verifier says that sig (raw r‖s, 64 bytes) is the key holder's ECDSA P-256 signature over SHA-256(msg).
type Verifier func(msg, sig []byte) bool

// Signer makes such a signature.
type Signer func(msg []byte) (sig []byte, err error)

// HeadMessage is what a writer signs for a head: ("sothon.head.1", writer, n, h_n).
func HeadMessage(writer ID, n uint64, h Hash) []byte {
	b := append([]byte("sothon.head.1"), writer[:]...)
	b = append(b, bigEndian(n)...)
	return append(b, h[:]...)
}

// RequestMessage is what a writer signs for a request: ("sothon.request.1" ‖ nonce ‖ SHA-256(uncompressed body)). The
// nonce is that of the owner's last reply.
func RequestMessage(nonce []byte, body Hash) []byte {
	b := append([]byte("sothon.request.1"), lengthThenText(string(nonce))...)
	return append(b, body[:]...)
}

// ReplyMessage is what the owner signs for a reply: ("sothon.reply.1" ‖ nonce of the request ‖ SHA-256(payload)).
func ReplyMessage(nonce []byte, payload Hash) []byte {
	b := append([]byte("sothon.reply.1"), lengthThenText(string(nonce))...)
	return append(b, payload[:]...)
}

// GrantMessage is what the owner signs for a grant that travels by itself: ("sothon.grant.1" ‖ SHA-256(grant)).
func GrantMessage(grant []byte) []byte {
	h := digest.Sum256(grant)
	return append([]byte("sothon.grant.1"), h[:]...)
}

// EnrolMessage is what a new installation signs as proof that it holds its key: ("sothon.enrol.1" ‖ code ‖ public key).
func EnrolMessage(code string, pub []byte) []byte {
	b := append([]byte("sothon.enrol.1"), lengthThenText(code)...)
	return append(b, pub...)
}

// BlobMessage is what a writer signs to send or fetch a blob: ("sothon.blob.1" ‖ nonce ‖ method ‖ hash).
func BlobMessage(nonce []byte, method string, sha Hash) []byte {
	b := append([]byte("sothon.blob.1"), lengthThenText(string(nonce))...)
	b = append(b, lengthThenText(method)...)
	return append(b, sha[:]...)
}

// BlobPartMessage is what a writer signs to send a part of a blob: ("sothon.blobpart.1" ‖ nonce ‖ hash ‖ offset ‖
// SHA-256(part)).
func BlobPartMessage(nonce []byte, sha Hash, offset uint64, part Hash) []byte {
	b := append([]byte("sothon.blobpart.1"), lengthThenText(string(nonce))...)
	b = append(b, sha[:]...)
	b = append(b, bigEndian(offset)...)
	return append(b, part[:]...)
}

// SealedReply is a reply under the owner's signature.
type SealedReply struct {
	Payload []byte // EncodeSyncReply, EncodeEnrolReply
	Sig     []byte // over ReplyMessage
}

// EncodeSealedReply encodes [payload, sig].
func EncodeSealedReply(r *SealedReply) []byte {
	e := Encoder{B: make([]byte, 0, len(r.Payload)+len(r.Sig)+16)}
	e.Array(2)
	e.Bytes(r.Payload)
	e.Bytes(r.Sig)
	return e.B
}

// DecodeSealedReply reads [payload, sig]; the caller verifies before it believes.
func DecodeSealedReply(b []byte) (*SealedReply, error) {
	d := NewDecoder(b)
	d.Places(2)
	r := &SealedReply{Payload: d.Bytes(MaxBodyBytes), Sig: d.Bytes(SignatureSize)}
	if d.err == nil && len(r.Sig) != SignatureSize {
		d.Fail("signature of the wrong length")
	}
	return whole(d, r)
}

// Seal encodes a payload under the owner's signature.
func Seal(payload, requestNonce []byte, sign Signer) ([]byte, error) {
	sig, err := sign(ReplyMessage(requestNonce, digest.Sum256(payload)))
	if err != nil {
		return nil, err
	}
	return EncodeSealedReply(&SealedReply{Payload: payload, Sig: sig}), nil
}

// Unseal gives the payload of a sealed reply to the request with this nonce, or ErrSignature.
func Unseal(b, requestNonce []byte, verify Verifier) ([]byte, error) {
	r, err := DecodeSealedReply(b)
	if err != nil {
		return nil, err
	}
	if !verify(ReplyMessage(requestNonce, digest.Sum256(r.Payload)), r.Sig) {
		return nil, refuse(ErrSignature, "reply")
	}
	return r.Payload, nil
}
