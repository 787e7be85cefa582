package admin

import (
	"html/template"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/skip2/go-qrcode"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/sync/wire"
)

// invitation is a link just made, until its page has shown it.
type invitation struct {
	User    wire.ID
	Token   string
	Expires time.Time
}

type inviteView struct {
	Name, Login string
	Link        string
	Expires     string
	QR          template.URL
}

func (a *Admin) inviteView(c *gin.Context, x invitation) *inviteView {
	u, err := a.Store.User(c.Request.Context(), a.Workspace, x.User)
	if err != nil {
		return nil
	}
	v := &inviteView{Name: u.Name, Login: u.Login, Link: a.address(c) + "/invite/" + x.Token, Expires: x.Expires.In(a.Zone).Format("15:04, 02/01/2006")}
	if png, err := qrcode.Encode(v.Link, qrcode.Medium, 400); err == nil {
		v.QR = template.URL(dataURL("image/png", png))
	}
	return v
}

// readUser finds the user of the address; the answer is given already when there is none.
func (a *Admin) readUser(c *gin.Context) (schema.User, bool) {
	id, err := wire.ParseID(c.Param("user"))
	if err != nil {
		a.NotFound(c)
		return schema.User{}, false
	}
	u, err := a.Store.User(c.Request.Context(), a.Workspace, id)
	if err != nil {
		a.Fail(c, err)
		return u, false
	}
	return u, true
}

// Invite makes a link with which a user sets the own password; the page of users then shows it once, to be sent or printed.
func (a *Admin) Invite(c *gin.Context) {
	u, ok := a.readUser(c)
	if !ok {
		return
	}
	token, expires, err := a.Store.Invite(c.Request.Context(), a.Workspace, u.ID, UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.invites.put(UserOf(c).ID, invitation{u.ID, token, expires})
	a.back(c, "/users", "")
}

// LockUser and UnlockUser end a user's work everywhere, and take that back.
func (a *Admin) LockUser(c *gin.Context) { a.setActive(c, false) }

// UnlockUser lets a locked user work again.
func (a *Admin) UnlockUser(c *gin.Context) { a.setActive(c, true) }

func (a *Admin) setActive(c *gin.Context, active bool) {
	u, ok := a.readUser(c)
	if !ok {
		return
	}
	u.Active = active
	err := a.saveUser(c, &u, true)
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		u.Active = !active
		a.usersPage(c, http.StatusUnprocessableEntity, &u, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	flash := "flash.user_locked"
	if active {
		flash = "flash.user_unlocked"
	}
	a.back(c, "/users", flash)
}

// SignOutUser ends a user's sessions on the pages.
func (a *Admin) SignOutUser(c *gin.Context) {
	u, ok := a.readUser(c)
	if !ok {
		return
	}
	if err := a.Store.SignOutUser(c.Request.Context(), a.Workspace, u.ID, UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/users?edit="+u.ID.String(), "flash.user_signed_out")
}

type passwordView struct {
	User     schema.User
	Where    string
	Token    string // of an invitation; "" on the page of the signed-in user
	Problem  string
	Shortest int
}

// InvitePage asks the person of a link for a password.
func (a *Admin) InvitePage(c *gin.Context) { a.invitePage(c, http.StatusOK, "") }

func (a *Admin) invitePage(c *gin.Context, status int, problem string) {
	u, err := a.Store.Invited(c.Request.Context(), a.Workspace, c.Param("token"))
	if schema.CodeOf(err) == schema.CodeNotFound {
		a.inviteOver(c, err)
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "", "title.invite")
	v.Bare, v.Path = true, "/"
	v.B = passwordView{User: u, Token: c.Param("token"), Problem: problem, Shortest: auth.MinPassword}
	a.render(c, status, "invite", v)
}

func (a *Admin) inviteOver(c *gin.Context, err error) {
	var e *schema.Error
	if asSchema(err, &e) {
		a.text(c, http.StatusNotFound, pick(a.lang(c), e.Vi, e.En))
	}
}

// AcceptInvite sets the password of a link and signs the person in.
func (a *Admin) AcceptInvite(c *gin.Context) {
	ctx := c.Request.Context()
	if _, err := a.Store.Invited(ctx, a.Workspace, c.Param("token")); err != nil { // before the costly hash
		if schema.CodeOf(err) == schema.CodeNotFound {
			a.inviteOver(c, err)
			return
		}
		a.Fail(c, err)
		return
	}
	phc, problem := a.newPassword(c)
	if problem != "" {
		a.invitePage(c, http.StatusUnprocessableEntity, problem)
		return
	}
	u, err := a.Store.AcceptInvite(ctx, a.Workspace, c.Param("token"), phc)
	if schema.CodeOf(err) == schema.CodeNotFound {
		a.inviteOver(c, err)
		return
	}
	if err == nil {
		err = a.Sessions.SignIn(ctx, &u)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("invitation accepted", "user", u.ID)
	a.back(c, "/", "flash.password_set")
}

// newPassword reads a new password typed twice; problem says in words why it can not be.
func (a *Admin) newPassword(c *gin.Context) (phc, problem string) {
	lang := a.lang(c)
	first := c.PostForm("password")
	if first != c.PostForm("again") {
		return "", a.pages.say(lang, "password.differ")
	}
	phc, err := auth.HashPassword(c.Request.Context(), first)
	var e *schema.Error
	if asSchema(err, &e) {
		return "", pick(lang, e.Vi, e.En)
	}
	if err != nil {
		return "", a.pages.say(lang, "password.failed")
	}
	return phc, ""
}
