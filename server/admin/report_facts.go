package admin

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/server/report/paper"
	"github.com/sothon/sothon/sync/wire"
)

// reportAsk is what the address of a page of papers asks for.
type reportAsk struct {
	Round schema.Round
	Asof  string // ISO
	Units string
	Area  wire.ID // zero: every village of the person's
}

// readReportAsk reads an address; false: it names a round or village that is not there or not the person's. One who has some
// villages only sees papers of one of them.
func (a *Admin) readReportAsk(c *gin.Context) (q reportAsk, ok bool, err error) {
	asked, _ := wire.ParseID(c.Query("round")) // anything else means the round in progress
	if q.Round, err = a.round(c.Request.Context(), asked); err != nil {
		return q, false, err
	}
	if q.Asof = typedDay(c.Query("asof")); q.Asof == "" {
		q.Asof = a.Clock().In(a.Zone).Format(time.DateOnly)
	}
	if q.Units = schema.UnitsNew; c.Query("units") == schema.UnitsOld {
		q.Units = schema.UnitsOld
	}
	areas, err := a.areasOf(c)
	if err != nil {
		return q, false, err
	}
	if s := c.Query("area"); s != "" {
		if q.Area, err = wire.ParseID(s); err != nil {
			return q, false, nil
		}
		ok := false
		for _, x := range areas {
			ok = ok || x.ID == q.Area
		}
		return q, ok, nil
	}
	if !UserOf(c).Scope().All {
		if len(areas) == 0 {
			return q, false, nil
		}
		q.Area, q.Units = areas[0].ID, schema.UnitsNew
	}
	return q, true, nil
}

// address is the ask as a query.
func (q *reportAsk) address() string {
	v := url.Values{"round": {q.Round.ID.String()}, "asof": {q.Asof}, "units": {q.Units}}
	if !q.Area.IsZero() {
		v.Set("area", q.Area.String())
	}
	return v.Encode()
}

// facts reads what papers say.
func (a *Admin) facts(c *gin.Context, q *reportAsk) (*paper.Facts, error) {
	ctx := c.Request.Context()
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		return nil, err
	}
	programmes, err := a.programmes(ctx)
	if err != nil {
		return nil, err
	}
	awards, err := a.awardRules(ctx)
	if err != nil {
		return nil, err
	}
	s := paper.Source{AwardName: awards.Name, ListName: func(l schema.AwardList) string { return a.pages.say("vi", "award_list."+string(l)) },
		Store: a.Store, Workspace: a.Workspace, Rules: a.Classes.Rules, Programmes: programmes,
		Words: func(ctx context.Context, list string) ([]paper.Choice, error) {
			return a.surveyChoices(ctx, &q.Round, list)
		}}
	return s.Read(ctx, paper.Query{Round: q.Round.ID, Asof: q.Asof, Units: q.Units, Scope: UserOf(c).Scope(), Area: q.Area})
}

// surveyChoices gives the words of a list of choices, by the forms of a round.
func (a *Admin) surveyChoices(ctx context.Context, round *schema.Round, name string) ([]paper.Choice, error) {
	all, err := a.Store.FormsInForce(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.FormID == register.FormID {
			continue
		}
		f, _, err := a.Eval.Version(ctx, v.FormID, v.Version, v.Hash.Short())
		if err != nil {
			return nil, err
		}
		for i := range f.Lists {
			if f.Lists[i].Name == name {
				return choicesOf(&f.Lists[i]), nil
			}
		}
	}
	return nil, nil
}

func choicesOf(l *forms.ChoiceList) []paper.Choice {
	var out []paper.Choice
	for i := range l.Choices {
		word := l.Choices[i].Name
		if t, ok := l.Choices[i].Label.First(); ok && strings.TrimSpace(t) != "" {
			word = strings.TrimSpace(t)
		}
		out = append(out, paper.Choice{Code: l.Choices[i].Name, Label: word})
	}
	return out
}
