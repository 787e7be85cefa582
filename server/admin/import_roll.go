package admin

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// rollRoom are the pages that enter a list of households.
var rollRoom = intakeRoom{kind: schema.IntakeHouseholds, base: "/households/import", section: "households", title: "title.intake", texts: "intake",
	fields: roll.Fields, guess: roll.Guess, missing: (*roll.Reading).Missing, counts: countsText}

// Imports lists the lists of households that were entered, with the place for a new one.
func (a *Admin) Imports(c *gin.Context) { a.importsPage(c, &rollRoom, http.StatusOK, importsView{}) }

// UploadRoll takes a list of households. Nothing of it is in the register yet.
func (a *Admin) UploadRoll(c *gin.Context) { a.upload(c, &rollRoom) }

// Roll shows how a list of households is read: the columns, and the first households as they will be.
func (a *Admin) Roll(c *gin.Context) {
	a.readingPage(c, &rollRoom, func(v View, b *readingView, book *roll.File, r *roll.Reading, n *names) error {
		l := roll.Parse(book, r, b.Areas)
		for i := range l.Entries[:min(len(l.Entries), 8)] {
			b.Preview = append(b.Preview, entryOf(v, &l.Entries[i], n))
		}
		return nil
	})
}

// ReadRoll saves how a list of households is read.
func (a *Admin) ReadRoll(c *gin.Context) { a.saveReading(c, &rollRoom, nil) }

func countsText(v View, text string) string {
	var n roll.Counts
	if json.Unmarshal([]byte(text), &n) != nil {
		return "–"
	}
	return v.T("intake.counts", n.New, n.Changed, n.Unchanged)
}

type entryView struct {
	Row                              int
	Code, Head, Village, Lane, Class string
	People                           []string
	More                             int
}

func entryOf(v View, e *roll.Entry, n *names) entryView {
	x := entryView{Row: e.Row, Code: e.Values["ma"], Head: e.Values["chu_ho"], Village: n.area(e.Area), Lane: e.Values["dia_chi"], Class: className(v, e.Values["phanloai"])}
	for _, m := range e.Members[:min(len(e.Members), 6)] {
		text := m.Values["m_ten"]
		if r := m.Values["m_quanhe"]; r != "" {
			text += " (" + v.T("rel."+r) + ")"
		}
		if d := m.Values["m_ngaysinh"]; d != "" {
			text += ", " + showBirth(d, m.Values["m_ns_dochinhxac"])
		}
		x.People = append(x.People, text)
	}
	x.More = len(e.Members) - len(x.People)
	return x
}

// plan reads a list and holds it against the register as it stands.
func (a *Admin) plan(c *gin.Context, book *roll.File, r *roll.Reading) (*roll.List, *roll.Plan, error) {
	ctx := c.Request.Context()
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		return nil, nil, err
	}
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		return nil, nil, err
	}
	areas = ownAreas(c, areas)
	l := roll.Parse(book, r, areas)
	var only []wire.ID
	if !UserOf(c).Scope().All {
		only = UserOf(c).Scope().Areas
	}
	cases, err := register.CasesOf(ctx, a.Store, a.Workspace, only...)
	if err != nil {
		return nil, nil, err
	}
	return l, roll.Compare(l, cases), nil
}

type planLine struct {
	Row        int
	Head, Code string
	Href, Like string
	Changes    []string
}

type checkView struct {
	ID, Name string
	Counts   roll.Counts
	Rows     int
	Problems []problemRow
	Hidden   int
	Doubts   []planLine
	Changed  []planLine
	Staged   bool
	May      bool
}

// CheckRoll is the dry run: what a list would do, and every problem with its cell.
func (a *Admin) CheckRoll(c *gin.Context) {
	x, book, r, ok := a.intake(c, &rollRoom)
	if !ok {
		return
	}
	if r.Missing(book) != "" {
		a.back(c, "/households/import/"+x.ID.String(), "")
		return
	}
	l, plan, err := a.plan(c, book, &r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "households", "title.intake")
	p := &householdPager{v: v}
	b := checkView{ID: x.ID.String(), Name: x.Name, Counts: plan.Counts, Rows: l.Rows, Problems: a.problemRows(v, l.Diags), Staged: x.State == schema.IntakeStaged,
		Hidden: max(0, l.Errors+plan.Counts.Warnings-shownProblems), May: l.Errors == 0 && x.State == schema.IntakeStaged}
	for i := range plan.Lines {
		n := &plan.Lines[i]
		line := planLine{Row: n.Entry.Row, Head: n.Entry.Values["chu_ho"], Code: n.Entry.Values["ma"]}
		if n.Case != nil {
			line.Href, line.Like = "/households/"+n.Case.ID.String(), v.T("hh.number", n.Case.Values["ma"], n.Case.Values["chu_ho"])
		}
		switch {
		case n.Fate == roll.Doubtful && len(b.Doubts) < shownProblems:
			b.Doubts = append(b.Doubts, line)
		case n.Fate == roll.Changed && len(b.Changed) < shownProblems:
			line.Changes = changesOf(p, n)
			b.Changed = append(b.Changed, line)
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "roll_check", v)
}

func changesOf(p *householdPager, n *roll.Line) []string {
	f := register.Form()
	label := func(name string) string {
		node, _ := f.NodeByPath(name)
		return f.Label(node, "")
	}
	var out []string
	for _, x := range n.Fields {
		out = append(out, p.v.T("hh.changed", label(x.Name), p.value(x.Name, x.Was), p.value(x.Name, x.Now)))
	}
	for _, x := range n.People {
		if x.Known == nil {
			out = append(out, p.v.T("intake.person_new", x.Person.Values["m_ten"]))
			continue
		}
		for _, y := range x.Fields {
			out = append(out, p.v.T("hh.changed_of", label(register.Members+"/"+y.Name), x.Known.Values["m_ten"], p.value(y.Name, y.Was), p.value(y.Name, y.Now)))
		}
	}
	return out
}

// MarkedRoll gives the sheet back as a workbook with a column that says what is to be mended in each row.
func (a *Admin) MarkedRoll(c *gin.Context) {
	x, book, r, ok := a.intake(c, &rollRoom)
	if !ok {
		return
	}
	if r.Missing(book) != "" {
		a.NotFound(c)
		return
	}
	l, _, err := a.plan(c, book, &r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.marked(c, x.ID, book.Sheet(r.Sheet), &r, l.Diags)
}

// EnterRoll enters a list into the register: every change of it in one transaction, or none.
func (a *Admin) EnterRoll(c *gin.Context) {
	x, book, r, ok := a.intake(c, &rollRoom)
	if !ok {
		return
	}
	l, plan, err := (*roll.List)(nil), (*roll.Plan)(nil), error(nil)
	if r.Missing(book) == "" {
		l, plan, err = a.plan(c, book, &r)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	if plan == nil || l.Errors > 0 || x.State != schema.IntakeStaged {
		a.back(c, "/households/import/"+x.ID.String()+"/check", "")
		return
	}
	if err := a.enter(c.Request.Context(), UserOf(c).ID, &x, &r, plan, c.PostForm("doubts") == "1"); err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/households/import", "flash.intake")
}

func (a *Admin) enter(ctx context.Context, user wire.ID, x *schema.Intake, r *roll.Reading, plan *roll.Plan, doubts bool) error {
	version, err := register.Published(ctx, a.Store, a.Workspace)
	if err != nil {
		return err
	}
	event := register.Event{ID: wire.RowID(x.ID, register.Events, 1), Day: r.Day}
	if event.Day == "" {
		event.Day = a.today()
	}
	changes, err := plan.Changes(x.ID, event, x.Name, r.Sheet, version, doubts, func(caseID wire.ID) (*merge.Record, error) {
		rec, _, err := a.Store.Record(ctx, a.Workspace, wire.RecordID(caseID, wire.ID{}, register.FormID))
		return rec, err
	})
	if err != nil {
		return err
	}
	counts, err := json.Marshal(plan.Counts)
	if err != nil {
		return err
	}
	done := *x
	done.State, done.Event, done.Counts, done.File = schema.IntakeDone, event.ID, string(counts), nil
	if _, err := a.Store.Author(ctx, store.Authored{Workspace: a.Workspace, User: user, Changes: changes, Action: "intake.enter", Subject: x.ID.String(), Intake: &done}); err != nil {
		return err
	}
	return register.CatchUp(ctx, a.Store, a.Workspace)
}

// UndoRoll takes a list back: what it entered is taken out of the register, what it changed is as before.
func (a *Admin) UndoRoll(c *gin.Context) {
	x, err := wire.ParseID(c.Param("intake"))
	if err != nil {
		a.NotFound(c)
		return
	}
	v, err := a.Store.Intake(c.Request.Context(), a.Workspace, x)
	if err == nil && (v.Kind != schema.IntakeHouseholds || !a.mayIntake(c, &v)) {
		err = schema.NotFound("", "")
	}
	if err == nil {
		v.File = nil
		err = register.ReverseIntake(c.Request.Context(), a.Store, a.Workspace, UserOf(c).ID, v, register.Event{ID: newID(), Reason: said(c, "reason")})
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/households/import", "flash.intake_undone")
}
