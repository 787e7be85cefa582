package admin

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// MaxWorkbook is the largest workbook that is taken, in bytes.
const MaxWorkbook = 10 << 20

type diagView struct {
	forms.Diagnostic
	Place    string
	Why, Fix string
	Around   *aroundView // the sheet around it; nil: no place
}

type uploadView struct {
	File     string
	Facts    string
	Errors   []diagView
	Warnings []diagView
	Hash     string // of the draft; "" = can not be published
	Version  uint64 // it would get; or has
	Done     bool   // published already
	Diff     *formDiff
	Previous uint64
	Title    string
	FormID   string
	Tests    *testsView
	Drafts   int // records begun and not finished, with whatever version
	Stored   schema.FormVersion
	Who      string // published it
	Source   bool   // its file is here
	Problem  string
	Others   []schema.FormVersion // to compare with
}

// aroundView is the part of a sheet around a problem.
type aroundView struct {
	Sheet   string
	Row     int
	Columns []string
	Rows    []aroundRow
}

type aroundRow struct {
	Number int
	Cells  []aroundCell
}

type aroundCell struct {
	Text string
	Bad  bool
}

// Upload reads a workbook, compiles it and shows every problem; a good one becomes a draft.
func (a *Admin) Upload(c *gin.Context) {
	name, b, chosen, err := uploaded(c, MaxWorkbook)
	if !chosen {
		a.Fail(c, schema.Invalid("file", "Chưa chọn tệp Excel, hoặc tệp lớn quá 10 MB.", "No workbook was chosen, or it is larger than 10 MB."))
		return
	}
	if err != nil || len(b) > MaxWorkbook {
		a.Fail(c, &schema.Error{Code: schema.CodeTooLarge, Vi: "Tệp lớn quá 10 MB.", En: "The file is larger than 10 MB."})
		return
	}
	start := time.Now()
	read := readSource(b, name)
	took := time.Since(start)
	v := a.view(c, "forms", "title.upload", name)
	u := a.uploadView(v, name, read)
	if read.Form == nil {
		a.render(c, http.StatusUnprocessableEntity, "upload", withBody(v, u))
		return
	}
	hash, err := a.Store.PutDraft(c.Request.Context(), a.Workspace, read.Form, b, UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	u.Facts = a.formFacts(v, read.Form) + " · " + v.T("upload.took", strings.Replace(fmt.Sprintf("%.2f", took.Seconds()), ".", ",", 1))
	u.Hash, u.Source = hash.String(), true
	if err := a.compare(c, v, &u, read.Form, hash); err != nil {
		a.Fail(c, err)
		return
	}
	a.render(c, http.StatusOK, "upload", withBody(v, u))
}

func withBody(v View, b any) View { v.B = b; return v }

func (a *Admin) formFacts(v View, f *forms.Form) string {
	questions, groups := 0, 0
	for i := range f.Nodes {
		switch f.Nodes[i].Kind {
		case forms.KindQuestion:
			questions++
		case forms.KindGroup:
			groups++
		}
	}
	return v.T("upload.facts", f.Title.In(f.Lang(v.Lang)).Plain(), questions, groups, len(f.Lists))
}

// maxAround is how many problems are shown with the sheet around them.
const maxAround = 30

func (a *Admin) uploadView(v View, name string, read readForm) uploadView {
	u := uploadView{File: name, Tests: read.Tests}
	shown := 0
	for _, d := range read.Diags {
		x := diagView{Diagnostic: d, Place: placeText(v, d), Why: pick(v.Lang, d.Why.Vi, d.Why.En), Fix: pick(v.Lang, d.Fix.Vi, d.Fix.En)}
		if read.Book != nil && shown < maxAround {
			if x.Around = around(read.Book, d); x.Around != nil {
				shown++
			}
		}
		if d.Severity == forms.Error {
			u.Errors = append(u.Errors, x)
		} else {
			u.Warnings = append(u.Warnings, x)
		}
	}
	if read.Form != nil {
		u.Title = read.Form.Title.In(read.Form.Lang(v.Lang)).Plain()
	}
	return u
}

func placeText(v View, d forms.Diagnostic) string {
	switch {
	case d.Sheet == "":
		return v.T("upload.whole_file")
	case d.Cell != "":
		return d.Sheet + "!" + d.Cell
	case d.Row > 0 && d.Column != "":
		return v.T("upload.row_col", d.Sheet, d.Row, d.Column)
	case d.Row > 0:
		return v.T("upload.row", d.Sheet, d.Row)
	}
	return d.Sheet
}

// around cuts two rows before and one after a problem, and the columns type, name and the one at fault.
func around(book *xlsform.Workbook, d forms.Diagnostic) *aroundView {
	if d.Row < 2 {
		return nil
	}
	for _, s := range book.Sheets {
		if s.Name != d.Sheet || len(s.Rows) == 0 {
			continue
		}
		var cols []int
		for i, h := range s.Rows[0] {
			if i < 2 || d.Column != "" && h == d.Column {
				cols = append(cols, i)
			}
		}
		out := &aroundView{Sheet: s.Name, Row: d.Row}
		for _, i := range cols {
			out.Columns = append(out.Columns, s.Rows[0][i])
		}
		for r := max(2, d.Row-2); r <= min(len(s.Rows), d.Row+1); r++ {
			row := aroundRow{Number: r}
			for _, i := range cols {
				cell := aroundCell{Bad: r == d.Row && (d.Column == "" || s.Rows[0][i] == d.Column)}
				if i < len(s.Rows[r-1]) {
					cell.Text = cut(s.Rows[r-1][i], 120)
				}
				row.Cells = append(row.Cells, cell)
			}
			out.Rows = append(out.Rows, row)
		}
		return out
	}
	return nil
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// compare says what a version changes against the newest published one before it, and how many records are under way.
func (a *Admin) compare(c *gin.Context, v View, u *uploadView, form *forms.Form, hash wire.Hash) error {
	ctx := c.Request.Context()
	all, err := a.Store.Forms(ctx, a.Workspace)
	if err != nil {
		return err
	}
	u.Version, u.FormID = 1, form.ID
	for _, f := range all {
		if f.Hash == hash {
			u.Stored = f
			u.Done = f.Version > 0
		}
	}
	var before *schema.FormVersion
	for i, f := range all {
		if f.FormID != form.ID || f.Version == 0 || f.Hash == hash {
			continue
		}
		u.Others = append(u.Others, f)
		if before == nil && (!u.Done || f.Version < u.Stored.Version) {
			before = &all[i]
		}
	}
	if u.Done {
		u.Version = u.Stored.Version
	} else if before != nil {
		u.Version = before.Version + 1
	}
	if before != nil {
		old, _, err := a.Store.Form(ctx, a.Workspace, before.Hash)
		if err != nil {
			return err
		}
		d := diffForms(old, form, v.Lang)
		u.Previous, u.Diff = before.Version, &d
	}
	_, u.Drafts, err = a.Store.Records(ctx, a.Workspace, store.RecordQuery{All: true, FormID: form.ID, State: schema.StateDraft, Limit: 1, Sort: store.SortNewest})
	return err
}

// Publish makes a draft the version in force. From the second version on it says in a sentence what changes.
func (a *Admin) Publish(c *gin.Context) {
	ctx := c.Request.Context()
	h, err := wire.ParseHash(c.Param("hash"))
	if err != nil {
		a.NotFound(c)
		return
	}
	if said(c, "note") == "" {
		form, ver, err := a.Store.Form(ctx, a.Workspace, h)
		if err != nil {
			a.Fail(c, err)
			return
		}
		_, _, err = a.Store.FormVersion(ctx, a.Workspace, form.ID, 1)
		if err == nil && ver.Version == 0 {
			a.draft(c, http.StatusUnprocessableEntity, h, "upload.need_note")
			return
		}
		if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
			a.Fail(c, err)
			return
		}
	}
	n, err := a.Store.PublishDraft(ctx, a.Workspace, h, said(c, "note"), UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.Log.Info("form published", "hash", h, "version", n, "user", UserOf(c).ID)
	a.back(c, "/forms", "flash.published")
}

// Draft shows a stored form version again.
func (a *Admin) Draft(c *gin.Context) {
	h, err := wire.ParseHash(c.Param("hash"))
	if err != nil {
		a.NotFound(c)
		return
	}
	a.draft(c, http.StatusOK, h, "")
}

func (a *Admin) draft(c *gin.Context, status int, h wire.Hash, problem string) {
	form, ver, err := a.Store.Form(c.Request.Context(), a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.upload", ver.Title)
	read := readForm{Form: form}
	if len(ver.Source) > 0 { // warnings and tests once more; the form itself is the one stored
		read = readSource(ver.Source, sourceName(&ver))
		read.Form = form
	}
	u := a.uploadView(v, ver.Title, read)
	u.Facts, u.Hash, u.Who = a.formFacts(v, form), h.String(), n.user(ver.PublBy)
	u.Source = len(ver.Source) > 0
	if problem != "" {
		u.Problem = v.T(problem)
	}
	if err := a.compare(c, v, &u, form, h); err != nil {
		a.Fail(c, err)
		return
	}
	u.Errors = nil // a newer program may find more; what is stored was without error when it came
	a.render(c, status, "upload", withBody(v, u))
}
