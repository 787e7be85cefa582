package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

type stayView struct {
	From, To string
	Link     link
	AreaName string
}

type personPage struct {
	Name  string
	Birth string
	Card  string
	Stays []stayView
}

// Person shows where a person lived, by date: the households of the register that the user may see.
func (a *Admin) Person(c *gin.Context) {
	ctx := c.Request.Context()
	person, err := wire.ParseID(c.Param("person"))
	if err != nil {
		a.NotFound(c)
		return
	}
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	stays, err := a.Store.PersonStays(ctx, a.Workspace, person)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var b personPage
	seen := false
	v := a.view(c, "households", "title.person")
	for _, s := range stays {
		h, err := a.Store.Household(ctx, a.Workspace, s.Case)
		if err != nil {
			a.Fail(c, err)
			return
		}
		x := stayView{From: showDay(s.From), To: showDay(s.To), AreaName: names.area(h.Area), Link: link{Text: v.T("hh.other_hidden", names.area(h.Area))}}
		if UserOf(c).Scope().Covers(h.Area) {
			seen = true
			x.Link = link{"/households/" + h.Case.String(), v.T("hh.number", h.Code, h.Head)}
			b.Name, b.Birth = s.Name, showBirth(s.Birth, "")
			if s.Card != "" {
				b.Card = "•••• •••• " + s.Card[max(len(s.Card)-4, 0):]
			}
		}
		b.Stays = append(b.Stays, x)
	}
	if !seen {
		a.Fail(c, schema.NotFound("", ""))
		return
	}
	v.Title, v.B = b.Name, b
	a.render(c, http.StatusOK, "person", v)
}
