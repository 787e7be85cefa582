package admin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/sync/wire"
)

// MaxRoll is the largest list that may be uploaded, in bytes.
const MaxRoll = roll.MaxFile

// shownProblems is how many problems of a list a page shows; the rest are in the file of marks.
const shownProblems = 200

// intakeRoom is what the pages of an upload differ in: the commune's list of households, or the bank's list of loans.
type intakeRoom struct {
	kind    schema.IntakeKind
	base    string // address of the pages
	section string
	title   string // key of the catalogue
	texts   string // begins the keys of what the pages say: "intake", "bank"
	fields  []roll.Field
	guess   func(*roll.File) roll.Reading
	missing func(*roll.Reading, *roll.File) string
	counts  func(v View, counts string) string
}

type intakeRow struct {
	Name, When, Who, State, Tag, Counts, Href string
	Undo                                      string // hex, when it may be taken back
}

type problemRow struct {
	Tag, Where, Column, Found, Why, Fix string
}

type importsView struct {
	Base     string
	Texts    string
	Rows     []intakeRow
	Problems []problemRow // of the file just refused
	Name     string
	Problem  string
}

// importsPage lists the lists that were entered, with the place for a new one.
func (a *Admin) importsPage(c *gin.Context, room *intakeRoom, status int, b importsView) {
	all, err := a.Store.Intakes(c.Request.Context(), a.Workspace, room.kind)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, room.section, room.title)
	b.Base, b.Texts = room.base, room.texts
	for i := range all {
		x := &all[i]
		if !a.mayIntake(c, x) {
			continue
		}
		r := intakeRow{Name: x.Name, When: v.When(time.UnixMilli(x.Made)), Who: names.user(x.User), State: v.T("intake." + string(x.State)),
			Tag: map[schema.IntakeState]string{schema.IntakeStaged: "nghe", schema.IntakeDone: "la"}[x.State]}
		r.Counts = room.counts(v, x.Counts)
		if x.State == schema.IntakeStaged {
			r.Href = room.base + "/" + x.ID.String()
		} else if x.State == schema.IntakeDone {
			r.Undo = x.ID.String()
		}
		b.Rows = append(b.Rows, r)
	}
	v.B = b
	a.render(c, status, "imports", v)
}

// mayIntake says that the user may see and enter an import: an own one, or any of who has every area.
func (a *Admin) mayIntake(c *gin.Context, x *schema.Intake) bool {
	u := UserOf(c)
	return u.ID == x.User || u.Scope().All
}

// signature names lists with the same headings; those of loans are remembered apart.
func (room *intakeRoom) signature(r *roll.Reading, book *roll.File) string {
	s := roll.Signature(r.Headings(book.Sheet(r.Sheet)))
	if room.kind != schema.IntakeHouseholds {
		s = string(room.kind) + ":" + s
	}
	return s
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

// upload takes a list and proposes how it is read. Nothing of it is entered yet.
func (a *Admin) upload(c *gin.Context, room *intakeRoom) {
	name, file, chosen, err := uploaded(c, MaxRoll)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if !chosen {
		a.importsPage(c, room, http.StatusUnprocessableEntity, importsView{Problem: a.pages.say(a.lang(c), "intake.no_file")})
		return
	}
	book, diags := roll.Open(name, file)
	if book == nil {
		a.importsPage(c, room, http.StatusUnprocessableEntity, importsView{Name: name, Problems: a.problemRows(View{Lang: a.lang(c), pages: a.pages}, diags)})
		return
	}
	ctx, r := c.Request.Context(), room.guess(book)
	if known, err := a.Store.Reading(ctx, a.Workspace, room.signature(&r, book)); err != nil {
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
	x := &schema.Intake{ID: newID(), Kind: room.kind, Name: name, User: UserOf(c).ID, Reading: string(text), File: file}
	if err := a.Store.StageIntake(ctx, a.Workspace, x); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, room.base+"/"+x.ID.String(), "")
}

// intake reads the import of the address, when the user may see it, with its file and reading.
func (a *Admin) intake(c *gin.Context, room *intakeRoom) (schema.Intake, *roll.File, roll.Reading, bool) {
	var r roll.Reading
	x, err := wire.ParseID(c.Param("intake"))
	if err != nil {
		a.NotFound(c)
		return schema.Intake{}, nil, r, false
	}
	v, err := a.Store.Intake(c.Request.Context(), a.Workspace, x)
	if err == nil && (v.Kind != room.kind || !a.mayIntake(c, &v)) {
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

type readingView struct {
	Base    string
	Texts   string
	ID      string
	Name    string
	Sheets  []string
	R       roll.Reading
	Columns []columnView
	Fields  []roll.Field
	Areas   []schema.Area
	Preview []entryView // of households
	Loans   []loanEntry // of the bank's list
	Missing string
	Staged  bool
}

// readingPage shows how a list is read: the columns, and what preview adds when nothing is missing.
func (a *Admin) readingPage(c *gin.Context, room *intakeRoom, preview func(v View, b *readingView, book *roll.File, r *roll.Reading, n *names) error) {
	x, book, r, ok := a.intake(c, room)
	if !ok {
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, room.section, room.title)
	b := readingView{Base: room.base, Texts: room.texts, ID: x.ID.String(), Name: x.Name, R: r, Fields: room.fields, Areas: ownAreas(c, names.areaList),
		Staged: x.State == schema.IntakeStaged}
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
	if b.Missing = room.missing(&r, book); b.Missing == "" {
		if err := preview(v, &b, book, &r, names); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "roll", v)
}

// saveReading saves how a list is read; keep, which may be nil, adds to it what the page does not ask.
func (a *Admin) saveReading(c *gin.Context, room *intakeRoom, keep func(was string, r roll.Reading) any) {
	x, book, r, ok := a.intake(c, room)
	if !ok {
		return
	}
	if s := c.PostForm("sheet"); book.Sheet(s) != nil && s != r.Sheet {
		guess := room.guess(&roll.File{Sheets: []xlsform.Sheet{*book.Sheet(s)}})
		guess.Day = r.Day
		r = guess
	} else {
		heading, _ := strconv.Atoi(c.PostForm("heading"))
		rows, _ := strconv.Atoi(c.PostForm("rows"))
		heading, rows = min(max(heading, 1), 200), min(max(rows, 1), 2)
		moved := heading != r.Heading || rows != r.Rows
		r.Heading, r.Rows, r.Columns = heading, rows, map[int]roll.Field{}
		for n := range r.Headings(book.Sheet(r.Sheet)) {
			if f := roll.Field(c.PostForm("col." + strconv.Itoa(n))); slices.Contains(room.fields, f) {
				r.Columns[n] = f
			}
		}
		if moved && len(r.Columns) == 0 {
			r.Columns = room.guess(&roll.File{Sheets: []xlsform.Sheet{*book.Sheet(r.Sheet)}}).Columns
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
	saved := any(r)
	if keep != nil {
		saved = keep(x.Reading, r)
	}
	text, err := json.Marshal(saved)
	if err == nil {
		err = a.Store.ReadIntake(c.Request.Context(), a.Workspace, x.ID, string(text), x.Counts, room.signature(&r, book), UserOf(c).ID)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	to := room.base + "/" + x.ID.String()
	if c.PostForm("next") == "check" && room.missing(&r, book) == "" {
		to += "/check"
	}
	a.back(c, to, "")
}

// marked gives a sheet back as a workbook with a column that says what is to be mended in each row.
func (a *Admin) marked(c *gin.Context, intake wire.ID, s *xlsform.Sheet, r *roll.Reading, diags []forms.Diagnostic) {
	lang := a.lang(c)
	marks := map[int][]string{}
	for _, d := range diags {
		where := d.Cell
		if where != "" {
			where += ": "
		}
		marks[d.Row] = append(marks[d.Row], where+pick(lang, d.Why.Vi, d.Why.En)+" "+pick(lang, d.Fix.Vi, d.Fix.En))
	}
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
	a.sendSheets(c, "can-sua-"+intake.String()[:8], out)
}

// sendSheets sends a workbook of texts to be saved under a name.
func (a *Admin) sendSheets(c *gin.Context, name string, sheets ...xlsform.Sheet) {
	file, err := xlsx.Write(&xlsform.Workbook{Sheets: sheets})
	if err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.xlsx"`, name))
	c.Data(http.StatusOK, exportKinds["xlsx"], file)
}
