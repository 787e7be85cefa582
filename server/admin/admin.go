package admin

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// Config is what the pages work with.
type Config struct {
	Store     *store.Store
	Workspace wire.ID
	Eval      *jobs.Evaluator
	Classes   *jobs.Classifier
	Blobs     *api.Blobs
	Sessions  *auth.Sessions
	Clock     func() time.Time
	Log       *slog.Logger
	Zone      *time.Location
	Demo      bool
	Version   string
	PublicURL string
	// CA is the PEM of the demo authority, shown on /install; nil when there is none.
	CA []byte
	// Touched is told, after a commit, which records may have changed; Approved that the register may have.
	Touched  func([]wire.ID)
	Approved func(record wire.ID)
	// Pins holds what tablets with a forgotten PIN ask for; OpenPin reads such a request that was carried by hand, with its
	// signature in base64.
	Pins    *api.PinDesk
	OpenPin func(c *gin.Context, body []byte, signature string) (*api.PinRequest, error)
	// PeopleChanged is told when users or devices have changed.
	PeopleChanged func()
	// RegisterChanged is told when the register has changed: scoped lists are stale.
	RegisterChanged func()
}

// Admin holds the handlers of the pages.
type Admin struct {
	Config
	pages   *pages
	brake   *auth.Brake
	codes   shelf[schema.EnrolCode]
	invites shelf[invitation]
}

// New reads the templates and texts.
func New(cfg Config) (*Admin, error) {
	p, err := loadPages()
	if err != nil {
		return nil, err
	}
	if cfg.Zone == nil {
		cfg.Zone = time.FixedZone("ICT", 7*3600)
	}
	if cfg.Touched == nil {
		cfg.Touched = func([]wire.ID) {}
	}
	if cfg.Approved == nil {
		cfg.Approved = func(wire.ID) {}
	}
	if cfg.PeopleChanged == nil {
		cfg.PeopleChanged = func() {}
	}
	if cfg.RegisterChanged == nil {
		cfg.RegisterChanged = func() {}
	}
	return &Admin{Config: cfg, pages: p, brake: auth.NewBrake(cfg.Clock, auth.Tries, auth.Pause)}, nil
}

const userKey = "sothon.user"

// SetUser puts the signed-in user into a request.
func SetUser(c *gin.Context, u *schema.User) { c.Set(userKey, u) }

// UserOf gives the signed-in user of a request, nil for nobody.
func UserOf(c *gin.Context) *schema.User {
	if u, ok := c.Get(userKey); ok {
		if u, ok := u.(*schema.User); ok {
			return u
		}
	}
	return nil
}

// NotFound is the one answer to what does not exist and to what is not the caller's to see.
func (a *Admin) NotFound(c *gin.Context) { a.message(c, http.StatusNotFound, "err.not_found") }

// Fail answers an error of a handler: a message of the store in words, anything else as a code that stands in the log.
func (a *Admin) Fail(c *gin.Context, err error) {
	var e *schema.Error
	switch schema.CodeOf(err) {
	case schema.CodeNotFound:
		a.NotFound(c)
		return
	case schema.CodeInternal:
		a.Broken(c, err)
		return
	}
	if !asSchema(err, &e) {
		a.Broken(c, err)
		return
	}
	status := map[schema.Code]int{schema.CodeConflict: 409, schema.CodeInvalid: 422, schema.CodeUnauthorized: 401,
		schema.CodeForbidden: 403, schema.CodeTooLarge: 413, schema.CodeUnavailable: 503, schema.CodeFull: 507}[e.Code]
	a.text(c, status, pick(a.lang(c), e.Vi, e.En))
}

// Broken answers 500 with a short code, and logs the code with the cause; 503 when the database server is not there.
func (a *Admin) Broken(c *gin.Context, err error) {
	if store.Gone(err) == store.ErrGone {
		a.Log.Error("database gone", "route", c.FullPath(), "err", err)
		c.Header("Retry-After", "60")
		a.text(c, http.StatusServiceUnavailable, store.ErrGone.Vi+"\n"+store.ErrGone.En)
		return
	}
	code := ErrorCode()
	a.Log.Error("page failed", "code", code, "route", c.FullPath(), "err", err)
	a.text(c, http.StatusInternalServerError, a.pages.say(a.lang(c), "err.server", code))
}

// ErrorCode makes the short code by which a person names a failure: "7F3A".
func ErrorCode() string {
	var b [2]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

func pick(lang, vi, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return vi
}

// langCookie remembers the language of the pages.
const langCookie = "lang"

// lang is the language of a request: ?lang=, else the cookie, else Vietnamese.
func (a *Admin) lang(c *gin.Context) string {
	if l := c.Query("lang"); l == "vi" || l == "en" {
		http.SetCookie(c.Writer, &http.Cookie{Name: langCookie, Value: l, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
			Secure: true, SameSite: http.SameSiteLaxMode})
		return l
	}
	if l, err := c.Cookie(langCookie); err == nil && l == "en" {
		return "en"
	}
	return "vi"
}
