package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// MaxRoll is the largest list that may be uploaded, in bytes.
const MaxRoll = roll.MaxFile

// shownProblems is how many problems of a list a page shows; the rest are in the file of marks.
const shownProblems = 200

type intakeRow struct {
	Name, When, Who, State, Tag, Counts, Href string
	Undo                                      string // hex, when it may be taken back
}

type problemRow struct {
	Tag, Where, Column, Found, Why, Fix string
}

type importsView struct {
	Rows     []intakeRow
	Problems []problemRow // of the file just refused
	Name     string
	Problem  string
}

// Imports lists the lists that were entered, with the place for a new one.
func (a *Admin) Imports(c *gin.Context) { a.importsPage(c, http.StatusOK, importsView{}) }

func (a *Admin) importsPage(c *gin.Context, status int, b importsView) {
	all, err := a.Store.Intakes(c.Request.Context(), a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "households", "title.intake")
	for i := range all {
		x := &all[i]
		if !a.mayIntake(c, x) {
			continue
		}
		r := intakeRow{Name: x.Name, When: v.When(time.UnixMilli(x.Made)), Who: names.user(x.User), State: v.T("intake." + string(x.State)),
			Tag: map[schema.IntakeState]string{schema.IntakeStaged: "nghe", schema.IntakeDone: "la"}[x.State]}
		r.Counts = countsText(v, x.Counts)
		if x.State == schema.IntakeStaged {
			r.Href = "/households/import/" + x.ID.String()
		} else if x.State == schema.IntakeDone {
			r.Undo = x.ID.String()
		}
		b.Rows = append(b.Rows, r)
	}
	v.B = b
	a.render(c, status, "imports", v)
}

func countsText(v View, text string) string {
	var n roll.Counts
	if json.Unmarshal([]byte(text), &n) != nil {
		return "–"
	}
	return v.T("intake.counts", n.New, n.Changed, n.Unchanged)
}

// mayIntake says that the user may see and enter an import: an own one, or any of who has every area.
func (a *Admin) mayIntake(c *gin.Context, x *schema.Intake) bool {
	u := UserOf(c)
	return u.ID == x.User || u.Scope().All
}

func (a *Admin) problemRows(v View, diags []forms.Diagnostic) []problemRow {
	var out []problemRow
	for _, d := range diags[:min(len(diags), shownProblems)] {
		r := problemRow{Tag: "nghe", Where: d.Sheet, Column: d.Column, Found: d.Found, Why: pick(v.Lang, d.Why.Vi, d.Why.En), Fix: pick(v.Lang, d.Fix.Vi, d.Fix.En)}
		if d.Severity == forms.Error {
			r.Tag = "son"
		}
		switch {
		case d.Cell != "":
			r.Where = d.Sheet + " " + d.Cell
		case d.Row > 0:
			r.Where = v.T("intake.row", d.Sheet, d.Row)
		}
		out = append(out, r)
	}
	return out
}

// UploadRoll takes a list and proposes how it is read. Nothing of it is in the register yet.
func (a *Admin) UploadRoll(c *gin.Context) {
	head, err := c.FormFile("file")
	if err != nil {
		a.importsPage(c, http.StatusUnprocessableEntity, importsView{Problem: a.pages.say(a.lang(c), "intake.no_file")})
		return
	}
	f, err := head.Open()
	if err != nil {
		a.Fail(c, err)
		return
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, MaxRoll+1))
	if err != nil {
		a.Fail(c, err)
		return
	}
	name := schema.Clean(path.Base(strings.ReplaceAll(head.Filename, `\`, "/")))
	if r := []rune(name); len(r) > 120 {
		name = string(r[len(r)-120:])
	}
	book, diags := roll.Open(name, file)
	if book == nil {
		a.importsPage(c, http.StatusUnprocessableEntity, importsView{Name: name, Problems: a.problemRows(View{Lang: a.lang(c), pages: a.pages}, diags)})
		return
	}
	ctx, r := c.Request.Context(), roll.Guess(book)
	if known, err := a.Store.Reading(ctx, a.Workspace, roll.Signature(r.Headings(book.Sheet(r.Sheet)))); err != nil {
		a.Fail(c, err)
		return
	} else if known != "" {
		was := roll.Reading{}
		if json.Unmarshal([]byte(known), &was) == nil {
			r.Columns, r.Shape, r.Village = was.Columns, was.Shape, was.Village
		}
	}
	r.Day = a.today()
	text, err := json.Marshal(r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	x := &schema.Intake{ID: newID(), Name: name, User: UserOf(c).ID, Reading: string(text), File: file}
	if err := a.Store.StageIntake(ctx, a.Workspace, x); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/households/import/"+x.ID.String(), "")
}

// intake reads the import of the address, when the user may see it, with its file and reading.
func (a *Admin) intake(c *gin.Context) (schema.Intake, *roll.File, roll.Reading, bool) {
	var r roll.Reading
	x, err := wire.ParseID(c.Param("intake"))
	if err != nil {
		a.NotFound(c)
		return schema.Intake{}, nil, r, false
	}
	v, err := a.Store.Intake(c.Request.Context(), a.Workspace, x)
	if err == nil && !a.mayIntake(c, &v) {
		err = schema.NotFound("", "")
	}
	if err == nil {
		err = json.Unmarshal([]byte(v.Reading), &r)
	}
	if err != nil {
		a.Fail(c, err)
		return v, nil, r, false
	}
	book, diags := roll.Open(v.Name, v.File)
	if book == nil {
		a.Fail(c, schema.Invalid("file", diags[0].Why.Vi, diags[0].Why.En))
		return v, nil, r, false
	}
	if book.Sheet(r.Sheet) == nil {
		r.Sheet = book.Sheets[0].Name
	}
	return v, book, r, true
}

type columnView struct {
	N       int
	Letter  string
	Heading string
	Field   roll.Field
	Samples []string
}

type entryView struct {
	Row                              int
	Code, Head, Village, Lane, Class string
	People                           []string
	More                             int
}

type readingView struct {
	ID      string
	Name    string
	Sheets  []string
	R       roll.Reading
	Columns []columnView
	Fields  []roll.Field
	Areas   []schema.Area
	Preview []entryView
	Missing string
	Staged  bool
}

// Roll shows how a list is read: the columns, and the first households as they will be.
func (a *Admin) Roll(c *gin.Context) {
	x, book, r, ok := a.intake(c)
	if !ok {
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "households", "title.intake")
	b := readingView{ID: x.ID.String(), Name: x.Name, R: r, Fields: roll.Fields, Areas: ownAreas(c, names.areaList), Staged: x.State == schema.IntakeStaged}
	for i := range book.Sheets {
		b.Sheets = append(b.Sheets, book.Sheets[i].Name)
	}
	s := book.Sheet(r.Sheet)
	for n, h := range r.Headings(s) {
		col := columnView{N: n, Letter: strings.TrimRight(roll.CellName(n, 0), "1"), Heading: h, Field: r.Columns[n]}
		for row := r.Heading - 1 + r.Rows; row < len(s.Rows) && len(col.Samples) < 3; row++ {
			if n < len(s.Rows[row]) && s.Rows[row][n] != "" {
				col.Samples = append(col.Samples, s.Rows[row][n])
			}
		}
		if h != "" || len(col.Samples) > 0 {
			b.Columns = append(b.Columns, col)
		}
	}
	if b.Missing = r.Missing(book); b.Missing == "" {
		l := roll.Parse(book, &r, b.Areas)
		for i := range l.Entries[:min(len(l.Entries), 8)] {
			b.Preview = append(b.Preview, entryOf(v, &l.Entries[i], names))
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "roll", v)
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

// ReadRoll saves how a list is read.
func (a *Admin) ReadRoll(c *gin.Context) {
	x, book, r, ok := a.intake(c)
	if !ok {
		return
	}
	if s := c.PostForm("sheet"); book.Sheet(s) != nil && s != r.Sheet {
		guess := roll.Guess(&roll.File{Sheets: []xlsform.Sheet{*book.Sheet(s)}})
		guess.Day = r.Day
		r = guess
	} else {
		heading, _ := strconv.Atoi(c.PostForm("heading"))
		rows, _ := strconv.Atoi(c.PostForm("rows"))
		heading, rows = min(max(heading, 1), 200), min(max(rows, 1), 2)
		moved := heading != r.Heading || rows != r.Rows
		r.Heading, r.Rows, r.Columns = heading, rows, map[int]roll.Field{}
		for n := range r.Headings(book.Sheet(r.Sheet)) {
			if f := roll.Field(c.PostForm("col." + strconv.Itoa(n))); slices.Contains(roll.Fields, f) {
				r.Columns[n] = f
			}
		}
		if moved && len(r.Columns) == 0 {
			r.Columns = roll.Guess(&roll.File{Sheets: []xlsform.Sheet{*book.Sheet(r.Sheet)}}).Columns
		}
		if s := roll.Shape(c.PostForm("shape")); s == roll.ByHousehold || s == roll.ByPerson {
			r.Shape = s
		}
		r.Village = ""
		if area, err := wire.ParseID(c.PostForm("village")); err == nil {
			if !UserOf(c).Scope().Covers(area) {
				a.NotFound(c)
				return
			}
			r.Village = area.String()
		}
		if d := typedDay(said(c, "day")); d != "" && d <= a.today() {
			r.Day = d
		}
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = a.Store.ReadIntake(c.Request.Context(), a.Workspace, x.ID, string(text), x.Counts, roll.Signature(r.Headings(book.Sheet(r.Sheet))), UserOf(c).ID)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	to := "/households/import/" + x.ID.String()
	if c.PostForm("next") == "check" && r.Missing(book) == "" {
		to += "/check"
	}
	a.back(c, to, "")
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
	x, book, r, ok := a.intake(c)
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
	x, book, r, ok := a.intake(c)
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
	lang := a.lang(c)
	marks := map[int][]string{}
	for _, d := range l.Diags {
		where := d.Cell
		if where != "" {
			where += ": "
		}
		marks[d.Row] = append(marks[d.Row], where+pick(lang, d.Why.Vi, d.Why.En)+" "+pick(lang, d.Fix.Vi, d.Fix.En))
	}
	s := book.Sheet(r.Sheet)
	out := xlsform.Sheet{Name: "Cần sửa"}
	width := 0
	for _, row := range s.Rows {
		width = max(width, len(row))
	}
	for i, row := range s.Rows {
		line := append(slices.Clone(row), make([]string, width-len(row))...)
		mark := strings.Join(marks[i+1], "\n")
		if i == r.Heading-1 {
			mark = a.pages.say(lang, "intake.mark")
		}
		out.Rows = append(out.Rows, append(line, mark))
	}
	file, err := xlsx.Write(&xlsform.Workbook{Sheets: []xlsform.Sheet{out}})
	if err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="can-sua-%s.xlsx"`, x.ID.String()[:8]))
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file)
}

// EnterRoll enters a list into the register: every change of it in one transaction, or none.
func (a *Admin) EnterRoll(c *gin.Context) {
	x, book, r, ok := a.intake(c)
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
	if err == nil && !a.mayIntake(c, &v) {
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
