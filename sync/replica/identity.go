package replica

import (
	"github.com/sothon/sothon/sync/wire"
)

// Identity is who this installation is. It is made once, at enrolment.
type Identity struct {
	Workspace     wire.ID
	WorkspaceName string
	Pub           []byte // own public key, 65 bytes
	OwnerPub      []byte // public key of the owner, 65 bytes
	Recovery      string // age recipient of the commune's recovery key
	User          wire.User
	Device        string
}

// Writer is the id of this installation.
func (id *Identity) Writer() wire.ID { return wire.WriterID(id.Pub) }

// Owner is the id of the owner's first writer.
func (id *Identity) Owner() wire.ID { return wire.WriterID(id.OwnerPub) }

func encodeIdentity(id *Identity) []byte {
	var e wire.Encoder
	e.Array(11)
	e.Uint(layout)
	e.ID(id.Workspace)
	e.Text(id.WorkspaceName)
	e.Bytes(id.Pub)
	e.Bytes(id.OwnerPub)
	e.Text(id.Recovery)
	e.ID(id.User.ID)
	e.Text(id.User.Name)
	e.Text(id.User.Kin)
	e.Text(id.User.Role)
	e.Text(id.Device)
	return e.B
}

func decodeIdentity(b []byte) (*Identity, error) {
	d := wire.NewDecoder(b)
	start(d, 11)
	id := &Identity{Workspace: d.ID(), WorkspaceName: d.Text(4096), Pub: d.Bytes(wire.PublicKeySize), OwnerPub: d.Bytes(wire.PublicKeySize),
		Recovery: d.Text(4096)}
	id.User = wire.User{ID: d.ID(), Name: d.Text(4096), Kin: d.Text(4096), Role: d.Text(4096)}
	id.Device = d.Text(4096)
	return id, d.Done()
}

// start reads the beginning of a stored value.
func start(d *wire.Decoder, places int) {
	d.Places(places)
	if v := d.Uint(); d.Err() == nil && v != layout {
		d.Fail("layout version of a stored value")
	}
}

// EnrolMessage is what a new installation signs to prove that it holds its key.
func EnrolMessage(code string, pub []byte) []byte { return wire.EnrolMessage(code, pub) }

// EnrolRequest is the body of the enrolment request. excuse: why the tablet is used though its browser does not promise to
// keep data; "" when it does.
func EnrolRequest(code string, pub, proof []byte, device, app, excuse string) []byte {
	return wire.EncodeEnrolRequest(&wire.EnrolRequest{Code: code, Pub: pub, Proof: proof, Device: device, App: app, Excuse: excuse})
}

// Enrolled reads the payload of the reply to an enrolment and gives what must be stored before anything else. The
// caller has verified the payload's signature with the key that is in it.
func Enrolled(payload, pub []byte, device string) (*Identity, []Write, error) {
	rep, err := wire.DecodeEnrolReply(payload)
	if err != nil {
		return nil, nil, err
	}
	g, err := wire.Value(rep.Grant.Grant).Grant()
	if err != nil {
		return nil, nil, err
	}
	id := &Identity{Workspace: rep.Workspace, WorkspaceName: rep.WorkspaceName, Pub: pub, OwnerPub: rep.OwnerPub,
		Recovery: rep.Recovery, User: rep.User, Device: device}
	if g.Writer != id.Writer() || len(rep.OwnerPub) != wire.PublicKeySize {
		return nil, nil, fail("enrol", "Trả lời đăng ký không dành cho máy này. Xin mã mới rồi đăng ký lại.", "The reply is not for this device. Ask for a new code and enrol again.")
	}
	if g.Device != "" {
		id.Device = g.Device
	}
	st := &syncState{Nonce: rep.Nonce}
	return id, []Write{
		{StoreMeta, keyIdentity, encodeIdentity(id)},
		{StoreMeta, keySync, encodeSyncState(st)},
		{StoreMeta, keyGrants, encodeGrants([]wire.SignedGrant{rep.Grant})},
	}, nil
}
