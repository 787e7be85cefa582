package server

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/admin"
)

// Policy is the Content-Security-Policy of the office pages: nothing inline, nothing from elsewhere. data: is for the QR
// code of an enrolment.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// record logs one line a request: the route as the table has it, never the path with its ids, never the query.
func (s *Server) record(c *gin.Context) {
	start := time.Now()
	c.Next()
	s.Log.Debug("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "bytes", c.Writer.Size(),
		"ms", time.Since(start).Milliseconds())
}

// recover answers a panic with a short code; the stack stands in the log only.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		code := admin.ErrorCode()
		s.Log.Error("panic", "code", code, "route", c.FullPath(), "err", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler) // what was begun must not look whole
		}
		c.Header("Cache-Control", "no-store")
		c.String(http.StatusInternalServerError, "Máy chủ gặp lỗi, mã %s. Chưa có gì bị mất. / The server failed, code %s. Nothing is lost.", code, code)
		c.Abort()
	}()
	c.Next()
}

// headers sets what every answer carries; a handler may tighten it.
func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(self), screen-wake-lock=(self)")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// person finds who is signed in. Who was locked, got another role or another password meanwhile is nobody.
func (s *Server) person(c *gin.Context) {
	if sessionless(c.Request.URL.Path) {
		return
	}
	id, epoch := s.sessions.User(c.Request.Context())
	if id.IsZero() {
		return
	}
	u, err := s.Store.User(c.Request.Context(), s.Workspace, id)
	if schema.CodeOf(err) == schema.CodeNotFound || err == nil && (!u.Active || u.Epoch != epoch) {
		return
	}
	if err != nil {
		s.admin.Broken(c, err)
		return
	}
	admin.SetUser(c, &u)
}

// permit holds a request to the permission of its route. Devices are checked by their handlers, from the signature.
// Nobody is sent to sign in; a person without the permission gets what a page that does not exist gives.
func (s *Server) permit(p schema.Permission) gin.HandlerFunc {
	return func(c *gin.Context) {
		if p == schema.PermPublic || p == schema.PermDevice {
			return
		}
		u := admin.UserOf(c)
		switch {
		case u == nil:
			to := "/login"
			if c.Request.Method == http.MethodGet && c.Request.URL.Path != "/" {
				to += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
			}
			c.Redirect(http.StatusSeeOther, to)
			c.Abort()
		case !schema.Can(u.Role, p):
			s.admin.NotFound(c)
		}
	}
}

// sessionFailed answers when the session store fails.
func (s *Server) sessionFailed(w http.ResponseWriter, _ *http.Request, err error) {
	w.Header().Set("Cache-Control", "no-store")
	if store.Gone(err) == store.ErrGone {
		s.Log.Error("database gone", "err", err)
		w.Header().Set("Retry-After", "60")
		http.Error(w, store.ErrGone.Vi+"\n"+store.ErrGone.En, http.StatusServiceUnavailable)
		return
	}
	code := admin.ErrorCode()
	s.Log.Error("session", "code", code, "err", err)
	status := http.StatusInternalServerError
	if schema.CodeOf(err) == schema.CodeFull {
		status = http.StatusInsufficientStorage
	}
	http.Error(w, "Máy chủ gặp lỗi, mã "+strings.ToUpper(code)+". Chưa có gì bị mất. / The server failed. Nothing is lost.", status)
}
