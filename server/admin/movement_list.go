package admin

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// entryRows is how many entries a page lists; more are counted, and stand in the export.
const entryRows = 200

// entryCell is one value of an entry as a list shows it.
type entryCell struct {
	Text  string
	Href  string
	Right bool
}

type entryRow struct {
	schema.Entry
	Href     string
	AreaName string
	Cells    []entryCell
	Standing emulation.Standing
}

type entryListView struct {
	Kind     *emulation.Kind
	Label    string
	One      string
	Heads    []entryCell
	Rows     []entryRow
	Total    int
	Sums     []entryCell // of the money and numbers of the rows shown; nil: nothing to add up
	Year     int
	Years    []int
	Areas    []schema.Area
	Village  string
	Text     string
	Open     bool
	Removed  bool
	Filtered bool
	Export   string
	Houses   string // heading of the households; "" none
	Fill     bool   // the report calendar can be made
}

// kindParam finds the register of the address; the answer is given already when there is none.
func (a *Admin) kindParam(c *gin.Context) (*emulation.Kind, bool) {
	k, ok := emulation.KindOf(c.Param("kind"))
	if !ok {
		a.NotFound(c)
	}
	return k, ok
}

// listed says that a column stands in lists: long texts stand on the entry's own page.
func listed(k *emulation.Kind, f *emulation.Field) bool {
	return f.Type != emulation.TypeLong && f.Code != k.Title
}

// entryQuery is what the address chooses of a register.
func (a *Admin) entryQuery(c *gin.Context, k *emulation.Kind) store.EntryQuery {
	q := store.EntryQuery{Scope: UserOf(c).Scope(), Kind: k.Code, Text: c.Query("q"), Open: c.Query("open") == "1", Removed: c.Query("removed") == "1", Limit: entryRows}
	if c.Query("year") != "all" {
		q.Year = a.yearOf(c)
	}
	if lasting(k) {
		q.Year = 0
	}
	switch s := c.Query("village"); {
	case s == "commune":
		q.Commune = true
	case s != "":
		if id, err := wire.ParseID(s); err == nil {
			q.Area = id
		}
	}
	if id, err := wire.ParseID(c.Query("household")); err == nil {
		q.Case, q.Year = id, 0
	}
	return q
}

// entryWords turns ids in the values of entries into what people read: titles of other entries, numbers of households.
type entryWords struct {
	names   *names
	entries map[wire.ID]string
	houses  map[wire.ID]schema.Household
}

// entryWords reads what the values of some entries name. A household outside the person's areas stays unnamed.
func (a *Admin) entryWords(c *gin.Context, k *emulation.Kind, list []schema.Entry) (*entryWords, error) {
	ctx, scope := c.Request.Context(), UserOf(c).Scope()
	w := &entryWords{entries: map[wire.ID]string{}, houses: map[wire.ID]schema.Household{}}
	var err error
	if w.names, err = a.names(ctx); err != nil {
		return nil, err
	}
	cases := map[wire.ID]bool{}
	for i := range k.Fields {
		f := &k.Fields[i]
		switch f.Type {
		case emulation.TypeEntry:
			others, _, err := a.Store.Entries(ctx, a.Workspace, store.EntryQuery{Scope: namedScope(c), Kind: f.Of, Limit: 10_000})
			if err != nil {
				return nil, err
			}
			for _, o := range others {
				w.entries[o.ID] = o.Title
			}
		case emulation.TypeHouse:
			for _, e := range list {
				if id, err := wire.ParseID(e.Values[f.Code]); err == nil {
					cases[id] = true
				}
			}
		}
	}
	for _, e := range list {
		for _, h := range e.Households {
			cases[h] = true
		}
	}
	err = a.readHouses(c, scope, cases, w.houses)
	return w, err
}

// readHouses reads households by their cases, as far as a scope reaches.
func (a *Admin) readHouses(c *gin.Context, scope schema.Scope, cases map[wire.ID]bool, into map[wire.ID]schema.Household) error {
	var ids []wire.ID
	for id := range cases {
		ids = append(ids, id)
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		list, _, err := a.Store.Households(c.Request.Context(), a.Workspace, store.HouseholdQuery{Scope: scope, State: store.HouseholdsAll, Cases: ids[:n], Limit: n})
		if err != nil {
			return err
		}
		for _, h := range list {
			into[h.Case] = h
		}
		ids = ids[n:]
	}
	return nil
}

// cell shows the value of a column.
func (w *entryWords) cell(v View, f *emulation.Field, value string) entryCell {
	if value == "" {
		return entryCell{Right: f.Type == emulation.TypeMoney || f.Type == emulation.TypeNumber}
	}
	switch f.Type {
	case emulation.TypeDate:
		return entryCell{Text: showDay(value)}
	case emulation.TypeMoney, emulation.TypeNumber:
		return entryCell{Text: groupDigits(value), Right: true}
	case emulation.TypeChoice:
		return entryCell{Text: f.Choice(value, v.Lang)}
	case emulation.TypeEntry:
		if id, err := wire.ParseID(value); err == nil && w.entries[id] != "" {
			return entryCell{Text: w.entries[id], Href: "/movement/" + f.Of + "/" + value}
		}
		return entryCell{Text: v.T("movement.gone")}
	case emulation.TypeHouse:
		if id, err := wire.ParseID(value); err == nil {
			if h, ok := w.houses[id]; ok {
				return entryCell{Text: h.Code + " " + h.Head, Href: "/households/" + id.String()}
			}
		}
		return entryCell{Text: v.T("movement.elsewhere")}
	}
	return entryCell{Text: value}
}

// Entries lists a register.
func (a *Admin) Entries(c *gin.Context) {
	k, ok := a.kindParam(c)
	if !ok {
		return
	}
	q := a.entryQuery(c, k)
	list, n, err := a.Store.Entries(c.Request.Context(), a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	w, err := a.entryWords(c, k, list)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "movement", "movement.title")
	v.Title = k.Label.In(v.Lang)
	b := entryListView{Kind: k, Label: k.Label.In(v.Lang), One: k.One.In(v.Lang), Total: n, Year: q.Year, Years: a.years(), Areas: ownAreas(c, w.names.areaList),
		Village: c.Query("village"), Text: q.Text, Open: q.Open, Removed: q.Removed, Houses: k.Houses.In(v.Lang), Fill: k.Code == "bao_cao"}
	b.Filtered = q.Text != "" || q.Open || q.Removed || b.Village != "" || !q.Case.IsZero()
	keep := c.Request.URL.Query()
	b.Export = "/movement/" + k.Code + "/export"
	if s := keep.Encode(); s != "" {
		b.Export += "?" + s
	}
	sums := map[string]int64{}
	for i := range k.Fields {
		if f := &k.Fields[i]; listed(k, f) {
			b.Heads = append(b.Heads, entryCell{Text: f.Label.In(v.Lang), Right: f.Type == emulation.TypeMoney || f.Type == emulation.TypeNumber})
		}
	}
	for i := range list {
		e := &list[i]
		row := entryRow{Entry: *e, Href: entryHref(e), AreaName: entryArea(v, w.names, e), Standing: emulation.StandingOn(a.today(), e.Due, e.Done)}
		for j := range k.Fields {
			if f := &k.Fields[j]; listed(k, f) {
				row.Cells = append(row.Cells, w.cell(v, f, e.Values[f.Code]))
				if f.Type == emulation.TypeMoney || f.Type == emulation.TypeNumber {
					x, _ := emulation.Whole(e.Values[f.Code])
					sums[f.Code] += x
				}
			}
		}
		b.Rows = append(b.Rows, row)
	}
	if len(sums) > 0 && len(list) == n && n > 1 {
		for i := range k.Fields {
			if f := &k.Fields[i]; listed(k, f) {
				cell := entryCell{}
				if f.Type == emulation.TypeMoney && f.Code != "thu_nhap" || f.Type == emulation.TypeNumber {
					cell = entryCell{Text: groupDigits(strconv.FormatInt(sums[f.Code], 10)), Right: true}
				}
				b.Sums = append(b.Sums, cell)
			}
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "movement_list", v)
}

// ExportEntries writes a register as a workbook: what the list shows with every column.
func (a *Admin) ExportEntries(c *gin.Context) {
	k, ok := a.kindParam(c)
	if !ok {
		return
	}
	q := a.entryQuery(c, k)
	q.Limit = 10_000
	list, _, err := a.Store.Entries(c.Request.Context(), a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	w, err := a.entryWords(c, k, list)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "movement", "movement.title")
	t := &report.Table{Code: k.Code, Title: k.Label.In(v.Lang), Asof: a.today()}
	t.Columns = append(t.Columns, report.Column{Key: "nam", Label: v.T("movement.year"), Kind: report.Number}, report.Column{Key: "thon", Label: v.T("col.village"), Kind: report.Words})
	for i := range k.Fields {
		f := &k.Fields[i]
		kind := report.Words
		switch f.Type {
		case emulation.TypeMoney:
			kind = report.Money
		case emulation.TypeNumber:
			kind = report.Count
		case emulation.TypeDate:
			kind = report.Day
		}
		t.Columns = append(t.Columns, report.Column{Key: f.Code, Label: f.Label.In(v.Lang), Kind: kind})
	}
	if k.Houses.Vi != "" {
		t.Columns = append(t.Columns, report.Column{Key: "ho", Label: k.Houses.In(v.Lang), Kind: report.Words})
	}
	for i := range list {
		e := &list[i]
		row := []report.Cell{{Value: strconv.Itoa(e.Year)}, {Value: entryArea(v, w.names, e)}}
		for j := range k.Fields {
			f := &k.Fields[j]
			value := e.Values[f.Code]
			if f.Type != emulation.TypeMoney && f.Type != emulation.TypeNumber && f.Type != emulation.TypeDate {
				value = w.cell(v, f, value).Text
			}
			row = append(row, report.Cell{Value: value})
		}
		if k.Houses.Vi != "" {
			var codes []string
			for _, h := range e.Households {
				if x, ok := w.houses[h]; ok {
					codes = append(codes, x.Code)
				}
			}
			row = append(row, report.Cell{Value: strings.Join(codes, ", ")})
		}
		t.Rows = append(t.Rows, report.Line{Cells: row})
	}
	a.sendTables(c, k.Code, t)
}

// sendTables answers with a workbook and notes in the audit log what was taken.
func (a *Admin) sendTables(c *gin.Context, name string, tables ...*report.Table) {
	var b bytes.Buffer
	if err := report.XLSX(&b, tables); err != nil {
		a.Fail(c, err)
		return
	}
	if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "export", name, "{}"); err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="`+name+"-"+a.today()+`.xlsx"`)
	c.Data(http.StatusOK, exportKinds["xlsx"], b.Bytes())
}
