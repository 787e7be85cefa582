//go:build js && wasm

package main

import (
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

func (a *app) enrolMessage(c *call) error {
	if len(c.bin(0)) != wire.PublicKeySize {
		return bad("public key")
	}
	c.out = [][]byte{replica.EnrolMessage(c.str("code"), c.bin(0))}
	return nil
}

func (a *app) enrolRequest(c *call) error {
	if len(c.bin(0)) != wire.PublicKeySize || len(c.bin(1)) != wire.SignatureSize {
		return bad("public key or signature")
	}
	a.device = c.str("device")
	c.out = [][]byte{replica.EnrolRequest(c.str("code"), c.bin(0), c.bin(1), a.device, c.str("app"), c.str("excuse"))}
	return nil
}

func (a *app) enrolReply(c *call) error {
	sealed, err := wire.DecodeSealedReply(c.bin(1))
	if err != nil {
		if e, err := wire.DecodeErrorReply(c.bin(1)); err == nil {
			return &replica.Error{Code: e.Code, Vi: e.Vi, En: e.En}
		}
		return &replica.Error{Code: "not-ours", Vi: "Đây không phải trả lời của máy chủ xã (có thể là trang đăng nhập của mạng Wi-Fi).",
			En: "This is no reply of the commune's server (perhaps a Wi-Fi sign-in page)."}
	}
	id, w, err := replica.Enrolled(sealed.Payload, c.bin(0), a.device)
	if err != nil {
		return err
	}
	c.w.Key("workspace").Str(id.Workspace.String()).Key("workspaceName").Str(id.WorkspaceName)
	c.user(id.User)
	c.w.Key("recovery").Str(id.Recovery).Key("ownerPub").Str(hexText(id.OwnerPub))
	c.writes(w)
	return nil
}

func (c *call) user(u wire.User) {
	c.w.Key("user").BeginObject().Key("id").Str(u.ID.String()).Key("name").Str(u.Name).Key("kin").Str(u.Kin).EndObject()
}

func (a *app) load(c *call) error {
	list := c.in.Get("entries").Arr()
	if len(list) != len(c.bins) {
		return bad("as many bins as entries")
	}
	entries := make([]replica.Write, len(list))
	for i, e := range list {
		entries[i] = replica.Write{Store: e.Get("s").Str(), Key: e.Get("k").Str(), Value: c.bins[i]}
		if entries[i].Value == nil {
			entries[i].Value = []byte{}
		}
	}
	r, err := replica.Load(entries, a.random)
	if err != nil {
		return err
	}
	a.r = r
	id := r.Identity()
	if want := c.str("user"); want != "" {
		user, err := wire.ParseID(want)
		if err != nil {
			return bad("user")
		}
		writes, err := r.SetUser(user)
		if err != nil {
			return err
		}
		c.writes(writes)
	}
	c.user(r.User())
	c.users()
	c.wipe(r.Wipe())
	c.w.Key("workspaceName").Str(id.WorkspaceName)
	records, blobs := r.Unsent()
	c.w.Key("unsent").BeginObject().Key("records").Int(int64(records)).Key("blobs").Int(int64(blobs)).EndObject()
	c.w.Key("forms").BeginArray()
	for _, f := range r.Forms() {
		c.formName(f)
	}
	c.w.EndArray()
	c.stopped(r.Stopped())
	return nil
}

// users tells who may work on this device.
func (c *call) users() {
	c.w.Key("users").BeginArray()
	for _, u := range c.app.r.Users() {
		c.w.BeginObject().Key("id").Str(u.ID.String()).Key("name").Str(u.Name).Key("kin").Str(u.Kin).EndObject()
	}
	c.w.EndArray()
}

func (a *app) listUsers(c *call) error {
	c.user(a.r.User())
	c.users()
	return nil
}

func (a *app) setUser(c *call) error {
	user, err := c.id("id")
	if err != nil {
		return err
	}
	writes, err := a.r.SetUser(user)
	if err != nil {
		return err
	}
	c.user(a.r.User())
	c.writes(writes)
	return nil
}

func (c *call) formName(f wire.FormRef) {
	c.w.BeginObject().Key("id").Str(f.FormID).Key("title").Str(f.Title).Key("version").Uint(f.Version).Key("hash").Str(f.Hash.String()).EndObject()
}

func (c *call) stopped(e *replica.Error) {
	if e != nil {
		c.w.Key("stopped").BeginObject().Key("code").Str(e.Code).Key("vi").Str(e.Vi).Key("en").Str(e.En).EndObject()
	}
}

func (a *app) unload(*call) error {
	a.r = nil
	return nil
}

// storeFailed takes the last call back: its writes were not stored and will not be.
func (a *app) storeFailed(*call) error { return a.r.Abort() }

func (a *app) form(c *call) error {
	h, err := wire.ParseHash(c.str("hash"))
	if err != nil {
		return bad("hash")
	}
	b, ok := a.r.FormBytes(h)
	if !ok {
		return &replica.Error{Code: "not-found", Vi: "Máy chưa có biểu mẫu này.", En: "This form version is not here."}
	}
	c.w.Key("form").Raw(b)
	return nil
}
