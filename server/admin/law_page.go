package admin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/seed"
)

// MaxLaw is the largest workbook of a table of law, in bytes.
const MaxLaw = 2 << 20

// lawTable is a table of law that an official may replace by uploading a workbook.
type lawTable struct {
	section, path string
	shipped       func() [][]string
	check         func(rows [][]string) []forms.Diagnostic
}

var lawTables = map[string]*lawTable{
	credit.Sheet: {section: "loans", path: "/loans/programmes", shipped: seed.CreditProgrammes, check: func(rows [][]string) []forms.Diagnostic {
		_, diags := credit.ReadProgrammes(rows)
		return diags
	}},
	emulation.LadderSheet: awardLaw(emulation.LadderSheet, "ladder", func(rows [][]string) []forms.Diagnostic { _, d := emulation.ReadLadder(rows); return d }),
	emulation.SumSheet:    awardLaw(emulation.SumSheet, "sums", func(rows [][]string) []forms.Diagnostic { _, d := emulation.ReadSums(rows); return d }),
	emulation.VoteSheet:   awardLaw(emulation.VoteSheet, "meetings", func(rows [][]string) []forms.Diagnostic { _, d := emulation.ReadVotes(rows); return d }),
	emulation.GateSheet:   awardLaw(emulation.GateSheet, "conditions", func(rows [][]string) []forms.Diagnostic { _, d := emulation.ReadGates(rows); return d }),
}

func awardLaw(sheet, path string, check func([][]string) []forms.Diagnostic) *lawTable {
	return &lawTable{section: "awards", path: "/awards/law/" + path, shipped: func() [][]string { return seed.AwardTable(sheet) }, check: check}
}

// law gives the rows of a table in force: the newest that was put in, else the program's own (Number 0).
func (a *Admin) law(ctx context.Context, name string) ([][]string, schema.LawTable, error) {
	t, err := a.Store.Law(ctx, a.Workspace, name)
	if err != nil || t.Number > 0 {
		return t.Rows, t, err
	}
	return lawTables[name].shipped(), t, nil
}

type lawVersion struct {
	Number, When, Who, Note string
}

type lawView struct {
	Name, Path string
	Heads      []string
	Rows       [][]string
	Versions   []lawVersion
	Problems   []problemRow
	Problem    string
	Shipped    bool
	May        bool
}

// LawPage shows a table of law in force, with the place for a new one.
func (a *Admin) LawPage(name string) gin.HandlerFunc {
	return func(c *gin.Context) { a.lawPage(c, name, http.StatusOK, lawView{}) }
}

func (a *Admin) lawPage(c *gin.Context, name string, status int, b lawView) {
	ctx, t := c.Request.Context(), lawTables[name]
	rows, _, err := a.law(ctx, name)
	if err != nil {
		a.Fail(c, err)
		return
	}
	all, err := a.Store.Laws(ctx, a.Workspace, name)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, t.section, "law."+name)
	b.Name, b.Path, b.Shipped, b.May = name, t.path, len(all) == 0, v.Can(string(schema.PermForms))
	for _, h := range rows[0] {
		b.Heads = append(b.Heads, v.T("law.col."+h))
	}
	for _, r := range rows[1:] {
		line := make([]string, len(rows[0]))
		for i := range line {
			if i < len(r) {
				line[i] = lawCell(v, rows[0][i], r[i])
			}
		}
		b.Rows = append(b.Rows, line)
	}
	for _, x := range all {
		b.Versions = append(b.Versions, lawVersion{strconv.Itoa(x.Number), v.When(time.UnixMilli(x.At)), n.user(x.By), x.Note})
	}
	v.B = b
	a.render(c, status, "law", v)
}

// lawWords are codes of cells that pages say in words.
var lawWords = map[string]bool{"ho": true, "thon": true, "ca_nhan": true, "doanh_nghiep": true, "tap_the": true, "co_mat": true, "thanh_vien": true, "hop_le": true}

// lawCell shows a cell as people read it: days, sums with dots, marks in words.
func lawCell(v View, column, text string) string {
	switch {
	case text == "":
		return ""
	case column == "do_chac":
		return v.T("sure." + text)
	case column == "doi_tuong" || column == "tinh_tren":
		var out []string
		for _, w := range strings.Fields(text) {
			if lawWords[w] {
				w = v.T("law.word." + w)
			}
			out = append(out, w)
		}
		return strings.Join(out, ", ")
	case isDay(text):
		return showDay(text)
	case len(text) > 4 && isDigits(text):
		return groupDigits(text)
	}
	return text
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// LawSheet sends a table in force as a workbook, to be changed and uploaded again.
func (a *Admin) LawSheet(name string) gin.HandlerFunc {
	return func(c *gin.Context) {
		rows, _, err := a.law(c.Request.Context(), name)
		if err != nil {
			a.Fail(c, err)
			return
		}
		a.sendSheets(c, name, xlsform.Sheet{Name: name, Rows: rows})
	}
}

// PutLaw puts an uploaded table in force, with the reason; one with an error is refused whole.
func (a *Admin) PutLaw(name string) gin.HandlerFunc {
	return func(c *gin.Context) {
		t, lang := lawTables[name], a.lang(c)
		refuse := func(b lawView) { a.lawPage(c, name, http.StatusUnprocessableEntity, b) }
		_, file, chosen, err := uploaded(c, MaxLaw)
		if err != nil {
			a.Fail(c, err)
			return
		}
		if !chosen {
			refuse(lawView{Problem: a.pages.say(lang, "intake.no_file")})
			return
		}
		v := View{Lang: lang, pages: a.pages}
		book, diags := xlsx.ReadAll(file, xlsx.Limits{})
		if book == nil || len(book.Sheets) == 0 {
			refuse(lawView{Problems: a.problemRows(v, diags), Problem: a.pages.say(lang, "law.unreadable")})
			return
		}
		rows := book.Sheets[0].Rows
		for i := range book.Sheets {
			if book.Sheets[i].Name == name {
				rows = book.Sheets[i].Rows
			}
		}
		for i := range rows {
			for k := range rows[i] {
				rows[i][k] = schema.Clean(rows[i][k])
			}
		}
		if diags := t.check(rows); len(diags) > 0 {
			refuse(lawView{Problems: a.problemRows(v, diags), Problem: a.pages.say(lang, "law.refused")})
			return
		}
		err = a.Store.PutLaw(c.Request.Context(), a.Workspace, name, rows, said(c, "reason"), UserOf(c).ID)
		var e *schema.Error
		if asSchema(err, &e) && e.Code == schema.CodeInvalid {
			refuse(lawView{Problem: pick(lang, e.Vi, e.En)})
			return
		}
		if err != nil {
			a.Fail(c, err)
			return
		}
		a.back(c, t.path, "flash.law")
	}
}
