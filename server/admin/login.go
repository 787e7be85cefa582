package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/auth"
)

type loginView struct {
	Commune string
	Login   string
	Next    string
	Error   string
	Version string
	Admins  []string // whom to ask
}

// LoginPage shows the sign-in form.
func (a *Admin) LoginPage(c *gin.Context) {
	if UserOf(c) != nil {
		c.Redirect(http.StatusSeeOther, "/")
		return
	}
	a.loginForm(c, http.StatusOK, "", "")
}

func (a *Admin) loginForm(c *gin.Context, status int, login, problem string) {
	v := a.view(c, "", "title.login")
	v.Bare = true
	b := loginView{Login: login, Next: safeNext(c.PostForm("next") + c.Query("next")), Error: problem, Version: a.Version}
	if ws, err := a.Store.Workspace(c.Request.Context(), a.Workspace); err == nil {
		b.Commune = ws.Name
	}
	v.B = b
	a.render(c, status, "login", v)
}

// safeNext keeps only a path of this server.
func safeNext(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/"
	}
	return s
}

// Login signs a person in. It takes as long, and says the same, whether the name or the password was wrong.
func (a *Admin) Login(c *gin.Context) {
	ctx := c.Request.Context()
	login := strings.ToLower(strings.TrimSpace(c.PostForm("login")))
	if len(login) > 40 {
		login = login[:40]
	}
	lang := a.lang(c)
	key := login + "|" + c.ClientIP()
	if !a.brake.Take(key) {
		_, until := a.brake.Left(key)
		c.Header("Retry-After", "900")
		a.loginForm(c, http.StatusTooManyRequests, login, a.pages.say(lang, "login.wait", minutes(until.Sub(a.Clock()))))
		return
	}
	user, err := a.Store.UserByLogin(ctx, a.Workspace, login)
	if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
		a.Fail(c, err)
		return
	}
	phc := user.Password
	if err != nil || !user.Active {
		phc = ""
	}
	ok, stale, err := auth.VerifyPassword(ctx, phc, c.PostForm("password"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	if !ok {
		left, until := a.brake.Left(key)
		text := a.pages.say(lang, "login.wrong", left)
		if left == 0 {
			text = a.pages.say(lang, "login.wait", minutes(until.Sub(a.Clock())))
		}
		a.Log.Info("sign-in refused", "addr", c.ClientIP(), "count", left)
		a.loginForm(c, http.StatusUnauthorized, login, text)
		return
	}
	a.brake.Forget(key)
	if stale {
		if fresh, err := auth.HashPassword(ctx, c.PostForm("password")); err == nil {
			if err := a.Store.SetPassword(ctx, a.Workspace, user.ID, fresh, user.ID); err != nil {
				a.Log.Warn("rehash", "user", user.ID, "err", err)
			} else if user, err = a.Store.User(ctx, a.Workspace, user.ID); err != nil {
				a.Fail(c, err)
				return
			}
		}
	}
	if err := a.Sessions.SignIn(ctx, &user); err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("signed in", "user", user.ID)
	c.Redirect(http.StatusSeeOther, safeNext(c.PostForm("next")))
}

func minutes(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }

// Logout ends the session.
func (a *Admin) Logout(c *gin.Context) {
	if err := a.Sessions.SignOut(c.Request.Context()); err != nil {
		a.Fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/login")
}

// Home sends the browser to where work begins.
func (a *Admin) Home(c *gin.Context) {
	for _, n := range sections {
		if schema.Can(UserOf(c).Role, n.Permission) {
			c.Redirect(http.StatusSeeOther, n.Path)
			return
		}
	}
	c.Redirect(http.StatusSeeOther, "/app/") // a collector works on the tablet
}

// InstallPage explains how a tablet gets to trust this server, and why the app needs it.
func (a *Admin) InstallPage(c *gin.Context) {
	v := a.view(c, "", "title.install")
	v.Bare = true
	v.B = struct {
		CA     bool
		Secure bool
		URL    string
	}{a.CA != nil, Secure(c.Request), a.PublicURL}
	a.render(c, http.StatusOK, "install", v)
}

// InstallCA gives the certificate of the demo authority.
func (a *Admin) InstallCA(c *gin.Context) {
	if a.CA == nil {
		a.NotFound(c)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="sothon-ca.crt"`)
	c.Data(http.StatusOK, "application/x-x509-ca-cert", a.CA)
}

// Secure says whether the browser lets the tablet app work over this connection: TLS, or this very machine.
func Secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	host := r.Host
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasPrefix(host, "127.") || host == "[::1]"
}
