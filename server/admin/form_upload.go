package admin

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// MaxWorkbook is the largest workbook that is taken, in bytes.
const MaxWorkbook = 10 << 20

type formsView struct {
	Forms []formRow
}

type formRow struct {
	schema.FormVersion
	Who     string
	Current bool // the newest published version of its form
}

type diagView struct {
	forms.Diagnostic
	Place    string
	Why, Fix string
}

type uploadView struct {
	File     string
	Facts    string
	Errors   []diagView
	Warnings []diagView
	Around   *aroundView
	Hash     string // of the draft; "" = can not be published
	Version  uint64 // it would get; or has
	Done     bool   // published already
	Added    []string
	Gone     []string
	Previous uint64
	Title    string
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

// Forms lists the form versions.
func (a *Admin) Forms(c *gin.Context) {
	all, err := a.Store.Forms(c.Request.Context(), a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.forms")
	b := formsView{}
	newest := map[string]bool{}
	for _, f := range all {
		row := formRow{FormVersion: f, Who: names.user(f.By)}
		if f.Version > 0 && !newest[f.FormID] {
			newest[f.FormID], row.Current = true, true
		}
		b.Forms = append(b.Forms, row)
	}
	v.B = b
	a.render(c, http.StatusOK, "forms", v)
}

// Upload reads a workbook, compiles it and shows every problem; a good one becomes a draft.
func (a *Admin) Upload(c *gin.Context) {
	head, err := c.FormFile("file")
	if err != nil {
		a.Fail(c, schema.Invalid("file", "Chưa chọn tệp Excel, hoặc tệp lớn quá 10 MB.", "No workbook was chosen, or it is larger than 10 MB."))
		return
	}
	f, err := head.Open()
	if err != nil {
		a.Fail(c, err)
		return
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxWorkbook+1))
	if err != nil || len(b) > MaxWorkbook {
		a.Fail(c, &schema.Error{Code: schema.CodeTooLarge, Vi: "Tệp lớn quá 10 MB.", En: "The file is larger than 10 MB."})
		return
	}
	start := time.Now()
	name := schema.Clean(filepath.Base(head.Filename))
	var form *forms.Form
	book, diags := xlsx.Read(b, xlsx.Limits{})
	if book != nil {
		var more []forms.Diagnostic
		form, more = xlsform.Compile(book, xlsform.Options{FileStem: strings.TrimSuffix(name, filepath.Ext(name))})
		diags = append(diags, more...)
	}
	took := time.Since(start)
	v := a.view(c, "forms", "title.upload", name)
	u := a.uploadView(v, name, form, book, diags)
	status := http.StatusOK
	if form == nil {
		status = http.StatusUnprocessableEntity
		a.render(c, status, "upload", withBody(v, u))
		return
	}
	hash, err := a.Store.PutDraft(c.Request.Context(), a.Workspace, form, b, UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	u.Facts = a.formFacts(v, form) + " · " + v.T("upload.took", strings.Replace(fmt.Sprintf("%.2f", took.Seconds()), ".", ",", 1))
	u.Hash = hash.String()
	if err := a.compare(c, &u, form, hash); err != nil {
		a.Fail(c, err)
		return
	}
	a.render(c, status, "upload", withBody(v, u))
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

func (a *Admin) uploadView(v View, name string, form *forms.Form, book *xlsform.Workbook, diags []forms.Diagnostic) uploadView {
	u := uploadView{File: name}
	for _, d := range diags {
		x := diagView{Diagnostic: d, Place: placeText(v, d), Why: pick(v.Lang, d.Why.Vi, d.Why.En), Fix: pick(v.Lang, d.Fix.Vi, d.Fix.En)}
		if d.Severity == forms.Error {
			if u.Around == nil && book != nil {
				u.Around = around(book, d)
			}
			u.Errors = append(u.Errors, x)
		} else {
			u.Warnings = append(u.Warnings, x)
		}
	}
	if form != nil {
		u.Title = form.Title.In(form.Lang(v.Lang)).Plain()
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

// compare says what a draft changes against the newest published version of its form.
func (a *Admin) compare(c *gin.Context, u *uploadView, form *forms.Form, hash wire.Hash) error {
	all, err := a.Store.Forms(c.Request.Context(), a.Workspace)
	if err != nil {
		return err
	}
	u.Version = 1
	for _, v := range all {
		if v.Hash == hash && v.Version > 0 {
			u.Done, u.Version = true, v.Version
			return nil
		}
	}
	for _, v := range all {
		if v.FormID != form.ID || v.Version == 0 {
			continue
		}
		old, _, err := a.Store.Form(c.Request.Context(), a.Workspace, v.Hash)
		if err != nil {
			return err
		}
		u.Previous, u.Version = v.Version, v.Version+1
		u.Added, u.Gone = missingIn(form, old), missingIn(old, form)
		return nil
	}
	return nil
}

// missingIn lists the questions of f that other does not have, by name.
func missingIn(f, other *forms.Form) (out []string) {
	for i := range f.Nodes {
		if f.Nodes[i].Kind != forms.KindQuestion {
			continue
		}
		if _, ok := other.NodeByPath(f.PathOf(i)); !ok {
			out = append(out, f.Nodes[i].Name)
		}
	}
	return out
}

// Publish makes a draft the version in force.
func (a *Admin) Publish(c *gin.Context) {
	h, err := wire.ParseHash(c.Param("hash"))
	if err != nil {
		a.NotFound(c)
		return
	}
	n, err := a.Store.PublishDraft(c.Request.Context(), a.Workspace, h, said(c, "note"), UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
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
	form, ver, err := a.Store.Form(c.Request.Context(), a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.upload", ver.Title)
	u := a.uploadView(v, ver.Title, form, nil, nil)
	u.Facts, u.Hash = a.formFacts(v, form), h.String()
	if err := a.compare(c, &u, form, h); err != nil {
		a.Fail(c, err)
		return
	}
	a.render(c, http.StatusOK, "upload", withBody(v, u))
}
