package admin

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
)

// recogniseLine is a household whose class the decision would say.
type recogniseLine struct {
	Case, Href, Code, Head, Village string
	From, To                        string
	Class                           string
	Sample                          bool
	Checked                         bool
}

type recogniseView struct {
	Round   schema.Round
	Code    string
	Rules   string
	Lines   []recogniseLine
	Counts  []fact
	Sample  bool
	Pending int
	PendURL string
	Before  []schema.Recognition
	MayDo   bool
	Problem string
	Number  string
	Day     string
	Signer  string
	Note    string
	Filters []tableFilter
	Hidden  []fact // none: the filter's form asks for it
}

// Recognise shows the households that a decision about a round would name: those whose record is approved and whose class
// is settled.
func (a *Admin) Recognise(c *gin.Context) {
	r, rounds, err := a.roundOfQuery(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.recognisePage(c, http.StatusOK, r, rounds, "")
}

func (a *Admin) recognisePage(c *gin.Context, status int, r schema.Round, rounds []schema.Round, problem string) {
	v := a.view(c, "movements", "rec.title", r.Label)
	b := &recogniseView{Round: r, Code: codeOf(c, &r), MayDo: v.Can(string(schema.PermClasses)) && v.User.AllAreas, Problem: problem,
		Number: c.PostForm("number"), Day: c.PostForm("day"), Signer: c.PostForm("signer"), Note: c.PostForm("note")}
	b.Rules = ruleWord(v, b.Code)
	if b.Day == "" {
		b.Day = showDay(a.today())
	}
	cases, sample, err := a.toRecognise(c, r, b.Code)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Sample = sample
	if b.Before, err = a.Store.Recognitions(c.Request.Context(), a.Workspace, r.ID); err != nil {
		a.Fail(c, err)
		return
	}
	houses, err := a.householdsOf(c, nil)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	counts := map[string]int{}
	for _, x := range cases {
		h := houses[x.Case]
		counts[x.Class]++
		b.Lines = append(b.Lines, recogniseLine{Case: x.Case.String(), Href: "/households/" + x.Case.String(), Code: h.Code, Head: h.Head, Village: n.area(h.Area),
			From: classWord(v, x.Before), To: className(v, x.Class), Class: x.Class, Checked: true})
	}
	at := map[string]int{}
	for i, x := range n.areaList {
		at[x.Label] = i
	}
	slices.SortStableFunc(b.Lines, func(x, y recogniseLine) int {
		return cmp.Or(cmp.Compare(at[x.Village], at[y.Village]), cmp.Compare(x.Code, y.Code))
	})
	for _, k := range []string{schema.ClassPoor, schema.ClassNearPoor, schema.ClassEscaped, schema.ClassNotPoor} {
		if counts[k] > 0 {
			b.Counts = append(b.Counts, fact{className(v, k), itoa(counts[k])})
		}
	}
	m, err := a.Store.Movements(c.Request.Context(), a.Workspace, store.MovementQuery{Round: r.ID, Code: b.Code, Today: a.today()})
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, k := range []string{schema.ClassPoor, schema.ClassNearPoor} {
		b.Pending += len(m.PendingIn(k))
	}
	b.PendURL = "/movements?round=" + r.ID.String()
	b.Filters = []tableFilter{roundFilter(v, rounds, r.ID)}
	if len(r.Rules) > 1 {
		b.Filters = append(b.Filters, rulesFilter(v, &r, b.Code))
	}
	v.B = b
	a.render(c, status, "recognise", v)
}

// toRecognise gives the households that a decision would name: approved records with a settled class, of households that
// are or were on the list. Who leaves the list is newly escaped.
func (a *Admin) toRecognise(c *gin.Context, r schema.Round, code string) ([]schema.Recognised, bool, error) {
	ctx := c.Request.Context()
	now, err := a.Store.ClassesOn(ctx, a.Workspace, a.today())
	if err != nil {
		return nil, false, err
	}
	houses, err := a.householdsOf(c, nil)
	if err != nil {
		return nil, false, err
	}
	var out []schema.Recognised
	sample := false
	err = a.Store.Verdicts(ctx, a.Workspace, r.ID, code, UserOf(c).Scope(), func(v store.RoundVerdict) error {
		sample = sample || v.Sample
		if !v.Approved || !schema.Decided(v.Class) || houses[v.Case].State != register.StateHere || houses[v.Case].Case.IsZero() {
			return nil
		}
		x := schema.Recognised{Case: v.Case, Area: v.Area, Before: now[v.Case], Class: v.Class, Computed: v.Class}
		listed := x.Before == schema.ClassPoor || x.Before == schema.ClassNearPoor
		switch {
		case v.Class == schema.ClassNotPoor && listed:
			x.Class = schema.ClassEscaped
		case v.Class == schema.ClassNotPoor:
			return nil // not on the list and not to be on it
		}
		out = append(out, x)
		return nil
	})
	return out, sample, err
}

// SaveRecognition enters the decision.
func (a *Admin) SaveRecognition(c *gin.Context) {
	r, rounds, err := a.roundOfQuery(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	code := codeOf(c, &r)
	cases, _, err := a.toRecognise(c, r, code)
	if err != nil {
		a.Fail(c, err)
		return
	}
	chosen := c.PostFormArray("case")
	cases = slices.DeleteFunc(cases, func(x schema.Recognised) bool { return !slices.Contains(chosen, x.Case.String()) })
	d := &schema.Recognition{Round: r.ID, Code: code, Number: said(c, "number"), Day: typedDay(c.PostForm("day")), Signer: said(c, "signer"),
		Trial: c.PostForm("trial") == "1", Note: said(c, "note"), By: UserOf(c).ID, Cases: cases}
	if _, err := rand.Read(d.ID[:]); err != nil {
		a.Fail(c, err)
		return
	}
	d.ID[6], d.ID[8] = d.ID[6]&0x0f|0x40, d.ID[8]&0x3f|0x80
	if !UserOf(c).AllAreas {
		err = schema.Invalid("areas", "Chỉ người xem được cả xã mới ghi quyết định công nhận.", "Only who sees the whole commune may enter a decision.")
	} else {
		err = register.Recognise(c.Request.Context(), a.Store, a.Workspace, d, a.today())
	}
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.recognisePage(c, http.StatusUnprocessableEntity, r, rounds, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/movements?round="+r.ID.String(), "flash.recognised")
}
