package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// CookieName is the session cookie. The prefix makes browsers refuse it unless it is Secure, of this host and of path /.
const CookieName = "__Host-sid"

// How long a session lives: without a request, and altogether.
const (
	IdleTime = 12 * time.Hour
	LifeTime = 7 * 24 * time.Hour
)

const (
	keyUser  = "user"
	keyEpoch = "epoch"
	keyFlash = "flash"
)

// Sessions are the sessions of the office pages, kept in the store.
type Sessions struct{ m *scs.SessionManager }

// NewSessions keeps sessions in store, which must be an scs.CtxStore too when it can. failed is called for an error of
// the store; it answers the request.
func NewSessions(store scs.Store, failed func(http.ResponseWriter, *http.Request, error)) *Sessions {
	m := scs.New()
	m.Store = store
	m.Lifetime, m.IdleTimeout = LifeTime, IdleTime
	m.HashTokenInStore = true
	m.Cookie = scs.SessionCookie{Name: CookieName, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, Persist: false}
	m.ErrorFunc = failed
	return &Sessions{m: m}
}

// Wrap loads the session before a handler and saves it after.
func (s *Sessions) Wrap(h http.Handler) http.Handler { return s.m.LoadAndSave(h) }

// User gives who is signed in, and under which epoch of the account; the zero ID for nobody. A session of another epoch
// than the account has now is over: the password, the role or the lock changed meanwhile.
func (s *Sessions) User(ctx context.Context) (user wire.ID, epoch uint64) {
	id, err := wire.ParseID(s.m.GetString(ctx, keyUser))
	if err != nil {
		return wire.ID{}, 0
	}
	return id, uint64(s.m.GetInt64(ctx, keyEpoch))
}

// SignIn puts a user into the session under a new session id, so that an id known before is worth nothing.
func (s *Sessions) SignIn(ctx context.Context, user *schema.User) error {
	if err := s.m.RenewToken(ctx); err != nil {
		return err
	}
	s.m.Put(ctx, keyUser, user.ID.String())
	s.m.Put(ctx, keyEpoch, int64(user.Epoch))
	return nil
}

// SignOut ends the session.
func (s *Sessions) SignOut(ctx context.Context) error { return s.m.Destroy(ctx) }

// Flash keeps a word for the next page: a key of the catalogue, never a personal value.
func (s *Sessions) Flash(ctx context.Context, key string) { s.m.Put(ctx, keyFlash, key) }

// PopFlash gives it, once.
func (s *Sessions) PopFlash(ctx context.Context) string { return s.m.PopString(ctx, keyFlash) }
