package admin

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/sync/wire"
)

type usersView struct {
	Rows    []userRow
	Areas   []areaChoice
	Edit    *schema.User // shown in the form; nil: a new one
	Roles   []schema.Role
	Problem string
	Invite  *inviteView // a link just made
	Me      wire.ID
}

type userRow struct {
	schema.User
	Where   string
	Desk    bool // works on the pages: has or needs a password
	Tablets int
}

type areaChoice struct {
	schema.Area
	Checked bool
}

// Users lists the users, with a form to add one or to change the one in ?edit=.
func (a *Admin) Users(c *gin.Context) {
	var edit *schema.User
	if id, err := wire.ParseID(c.Query("edit")); err == nil {
		u, err := a.Store.User(c.Request.Context(), a.Workspace, id)
		if err != nil {
			a.Fail(c, err)
			return
		}
		edit = &u
	}
	a.usersPage(c, http.StatusOK, edit, "")
}

func (a *Admin) usersPage(c *gin.Context, status int, edit *schema.User, problem string) {
	users, err := a.Store.Users(c.Request.Context(), a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "users", "title.users")
	b := usersView{Edit: edit, Roles: schema.Roles, Problem: problem, Me: v.User.ID}
	if x, ok := a.invites.take(v.User.ID); ok {
		b.Invite = a.inviteView(c, x)
	}
	for _, u := range users {
		row := userRow{User: u, Desk: schema.Can(u.Role, schema.PermRecords)}
		for _, d := range n.devices {
			if d.User == u.ID && d.Revoked.IsZero() {
				row.Tablets++
			}
		}
		var areas []string
		for _, x := range u.Areas {
			areas = append(areas, n.area(x))
		}
		row.Where = join(areas)
		if u.Scope().All {
			row.Where = v.T("users.all_areas")
		}
		b.Rows = append(b.Rows, row)
	}
	for _, x := range n.areaList {
		ch := areaChoice{Area: x}
		if edit != nil {
			for _, id := range edit.Areas {
				ch.Checked = ch.Checked || id == x.ID
			}
		}
		b.Areas = append(b.Areas, ch)
	}
	v.B = b
	a.render(c, status, "users", v)
}

// SaveUser adds a user, or changes one when the form has its id.
func (a *Admin) SaveUser(c *gin.Context) {
	ctx, me := c.Request.Context(), UserOf(c)
	u := schema.User{Active: true}
	editing := c.PostForm("id") != ""
	if editing {
		id, err := wire.ParseID(c.PostForm("id"))
		if err != nil {
			a.NotFound(c)
			return
		}
		if u, err = a.Store.User(ctx, a.Workspace, id); err != nil {
			a.Fail(c, err)
			return
		}
		u.Active = c.PostForm("active") == "1"
	} else {
		if _, err := rand.Read(u.ID[:]); err != nil {
			a.Fail(c, err)
			return
		}
		u.Login = said(c, "login")
	}
	u.Name, u.Kin, u.Role = said(c, "name"), said(c, "kin"), schema.Role(c.PostForm("role"))
	u.AllAreas, u.Areas = c.PostForm("all_areas") == "1", nil
	for _, s := range c.PostFormArray("area") {
		if id, err := wire.ParseID(s); err == nil {
			u.Areas = append(u.Areas, id)
		}
	}
	err := a.saveUser(c, &u, editing)
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.usersPage(c, http.StatusUnprocessableEntity, &u, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.Log.Info("user saved", "user", me.ID)
	a.back(c, "/users", "flash.user_saved")
}

func (a *Admin) saveUser(c *gin.Context, u *schema.User, editing bool) error {
	ctx, me := c.Request.Context(), UserOf(c)
	if u.ID == me.ID && (u.Role != schema.RoleAdmin || !u.Active) {
		return schema.Invalid("role", "Không tự bỏ quyền quản trị hoặc tự khoá mình được. Nhờ người quản trị khác.",
			"You can not take away your own administration. Ask another administrator.")
	}
	password := c.PostForm("password")
	phc := ""
	if password != "" {
		var err error
		if phc, err = auth.HashPassword(ctx, password); err != nil {
			return err
		}
	}
	if editing {
		if err := a.Store.UpdateUser(ctx, a.Workspace, u, me.ID); err != nil {
			return err
		}
		if phc != "" {
			return a.Store.SetPassword(ctx, a.Workspace, u.ID, phc, me.ID)
		}
		return nil
	}
	u.Password = phc
	return a.Store.CreateUser(ctx, a.Workspace, u, me.ID)
}

func dataURL(mime string, b []byte) string {
	return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(b)
}
