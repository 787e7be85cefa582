package store

import (
	"context"
	"crypto/sha256"
	"io"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const (
	codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" // 32 characters without 0 O 1 I
	codeLength   = 8
	codeMinutes  = 15
	codeTries    = 5 // an address, in codeMinutes
)

// Enrolled is what a new device gets.
type Enrolled struct {
	Workspace schema.Workspace
	Device    schema.Device
	User      schema.User
	Grant     wire.SignedGrant
}

// CreateCode makes a one-time code with which a user's tablet enrols within 15 minutes. Only its digest is stored: the
// code can be shown once.
func (s *Store) CreateCode(ctx context.Context, ws, user, by wire.ID) (schema.EnrolCode, error) {
	raw := make([]byte, codeLength)
	if _, err := io.ReadFull(s.cfg.Rand, raw); err != nil {
		return schema.EnrolCode{}, err
	}
	for i, b := range raw {
		raw[i] = codeAlphabet[b&31]
	}
	code := schema.EnrolCode{Code: string(raw), User: user, Made: s.now()}
	code.Expires = code.Made.Add(codeMinutes * time.Minute)
	digest := codeDigest(code.Code)
	err := s.write(ctx, func(t *tx) error {
		u, err := userOf(ctx, t, ws, user)
		if err != nil {
			return err
		}
		if !u.Active {
			return schema.Invalid("user", "Người dùng này đã ngừng hoạt động.", "This user is not active.")
		}
		if err := t.exec(`INSERT INTO enrol_code (ws, code, account, made_by, made, expires, used, writer)
			VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
			ws[:], digest, user[:], by[:], ms(code.Made), ms(code.Expires), zeroID); err != nil {
			return err
		}
		return t.audit(ws, by, "device.code", user.String(), "")
	})
	return code, err
}

var zeroID = make([]byte, 16)

// codeDigest is what is stored of a code: typed with spaces, dashes or small letters it is the same code.
func codeDigest(code string) []byte {
	code = strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code))
	h := sha256.Sum256([]byte("sothon.code.1" + code))
	return h[:]
}

// Enrol uses a code: the proof is checked, the device and its grant are made. A code works once; wrong ones are counted
// by address.
func (s *Store) Enrol(ctx context.Context, ws wire.ID, e schema.Enrolment) (Enrolled, error) {
	verify, ok := Verifier(e.Pub)
	if !ok || !verify(wire.EnrolMessage(e.Code, e.Pub), e.Proof) {
		return Enrolled{}, schema.Invalid("proof", "Máy chưa chứng minh được khoá của mình. Thử đăng ký lại.",
			"The proof of the device's key is wrong. Enrol again.")
	}
	tries, err := s.Attempts(ctx, ws, "enrol", e.Address, codeMinutes*time.Minute)
	if err != nil {
		return Enrolled{}, err
	}
	if tries >= codeTries {
		return Enrolled{}, &schema.Error{Code: schema.CodeForbidden, Vi: "Đã thử sai nhiều lần. Đợi 15 phút rồi thử lại.",
			En: "Too many wrong tries. Wait 15 minutes."}
	}
	e.Name, e.App = schema.Clean(e.Name), schema.Clean(e.App)
	if e.Name == "" {
		e.Name = "Máy " + wire.WriterID(e.Pub).String()[:4]
	}
	e.Excuse = schema.Clean(e.Excuse)
	if len(e.Excuse) > 1000 {
		return Enrolled{}, schema.Invalid("excuse", "Lý do dài quá.", "The reason is too long.")
	}
	if len(e.Name) > 200 || len(e.App) > 200 {
		return Enrolled{}, schema.Invalid("device", "Tên máy dài quá.", "The name of the device is too long.")
	}
	var out Enrolled
	err = s.write(ctx, func(t *tx) error {
		out = Enrolled{}
		return t.enrol(ctx, ws, e, &out)
	})
	if c := schema.CodeOf(err); c == schema.CodeUnauthorized {
		if e2 := s.Attempt(ctx, ws, "enrol", e.Address); e2 != nil {
			return Enrolled{}, e2
		}
	}
	if err != nil {
		return Enrolled{}, err
	}
	return out, nil
}

func (t *tx) enrol(ctx context.Context, ws wire.ID, e schema.Enrolment, out *Enrolled) error {
	var user wire.ID
	var expires, used int64
	digest := codeDigest(e.Code)
	found, err := one(ctx, t, `SELECT account, expires, used
		FROM enrol_code
		WHERE ws = $1 AND code = $2`, args(ws[:], digest), (*id)(&user), &expires, &used)
	switch {
	case err != nil:
		return err
	case !found:
		return &schema.Error{Code: schema.CodeUnauthorized, Field: "code", Vi: "Mã chưa đúng.", En: "The code is wrong."}
	case used != 0:
		return &schema.Error{Code: schema.CodeUnauthorized, Field: "code", Vi: "Mã này đã dùng. Nhờ xã cấp mã mới.",
			En: "This code has been used. Ask the office for a new one."}
	case ms(t.at) > expires:
		return &schema.Error{Code: schema.CodeUnauthorized, Field: "code", Vi: "Mã này đã hết hạn. Nhờ xã cấp mã mới.",
			En: "This code has expired. Ask the office for a new one."}
	}
	if out.Workspace, err = workspaceOf(ctx, t, ws); err != nil {
		return err
	}
	if out.User, err = userOf(ctx, t, ws, user); err != nil {
		return err
	}
	if !out.User.Active {
		return &schema.Error{Code: schema.CodeForbidden, Vi: "Người dùng này đã ngừng hoạt động.", En: "This user is not active."}
	}
	d := schema.Device{Writer: wire.WriterID(e.Pub), Pub: e.Pub, Name: e.Name, App: e.App, Excuse: e.Excuse, User: user, Enrolled: t.at}
	if known, err := one(ctx, t, `SELECT 1
		FROM device
		WHERE ws = $1 AND writer = $2`, args(ws[:], d.Writer[:]), new(int64)); err != nil || known {
		if err != nil {
			return err
		}
		return schema.Conflict("pub", "Máy này đã đăng ký rồi.", "This device is enrolled already.")
	}
	if err := t.insertDevice(ws, &d); err != nil {
		return err
	}
	w, err := t.begin(ctx, ws)
	if err != nil {
		return err
	}
	g, err := w.userGrant(&out.User, &d, e.Recovery)
	if err != nil {
		return err
	}
	made, err := w.makeGrant(g)
	if err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	if err := t.exec(`UPDATE enrol_code
		SET used = $1, writer = $2
		WHERE ws = $3 AND code = $4`, ms(t.at), d.Writer[:], ws[:], digest); err != nil {
		return err
	}
	out.Device, out.Grant = d, wire.SignedGrant{Grant: made.Bytes, Sig: made.Sig}
	return t.audit(ws, user, "device.enrol", d.Writer.String(), "")
}
