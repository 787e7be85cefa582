package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/server/auth"
)

// Me shows the signed-in person: name, role, areas, and the form to change the password.
func (a *Admin) Me(c *gin.Context) { a.mePage(c, http.StatusOK, "") }

func (a *Admin) mePage(c *gin.Context, status int, problem string) {
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "me", "title.me")
	b := passwordView{User: *v.User, Problem: problem, Shortest: auth.MinPassword}
	var areas []string
	for _, x := range v.User.Areas {
		areas = append(areas, n.area(x))
	}
	if b.Where = join(areas); v.User.Scope().All {
		b.Where = v.T("users.all_areas")
	}
	v.B = b
	a.render(c, status, "me", v)
}

// ChangePassword changes the signed-in person's password. Every other session ends; this one goes on.
func (a *Admin) ChangePassword(c *gin.Context) {
	ctx, me, lang := c.Request.Context(), UserOf(c), a.lang(c)
	key := "me|" + me.ID.String()
	if !a.brake.Take(key) {
		_, until := a.brake.Left(key)
		a.mePage(c, http.StatusTooManyRequests, a.pages.say(lang, "login.wait", minutes(until.Sub(a.Clock()))))
		return
	}
	ok, _, err := auth.VerifyPassword(ctx, me.Password, c.PostForm("current"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	if !ok {
		left, _ := a.brake.Left(key)
		a.mePage(c, http.StatusUnprocessableEntity, a.pages.say(lang, "password.wrong", left))
		return
	}
	a.brake.Forget(key)
	phc, problem := a.newPassword(c)
	if problem != "" {
		a.mePage(c, http.StatusUnprocessableEntity, problem)
		return
	}
	if err := a.Store.SetPassword(ctx, a.Workspace, me.ID, phc, me.ID); err != nil {
		a.Fail(c, err)
		return
	}
	u, err := a.Store.User(ctx, a.Workspace, me.ID)
	if err == nil {
		err = a.Sessions.SignIn(ctx, &u)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/me", "flash.password_changed")
}
