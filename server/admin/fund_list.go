package admin

import (
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

type fundRow struct {
	schema.FundLine
	Href     string
	Amount   string
	Who      string
	WhoHref  string
	AreaName string
	Gone     bool // taken back, or takes back
}

// fundSum is what came in, went out and is left of one asset.
type fundSum struct {
	Asset         schema.FundAsset
	In, Out, Left string
	Year, Peak    string // came in within the year, within the peak month
	YearOut       string
}

type fundView struct {
	Year     int
	Years    []int
	Sums     []fundSum
	Peak     string // the days of the peak month
	Rows     []fundRow
	Total    int
	Areas    []schema.Area
	Side     string
	Asset    string
	Village  string
	Text     string
	Filtered bool
	Export   string
	Part     bool // only some villages: the sums are of these
	Assets   []schema.FundAsset
}

// fundAmount writes an amount as people read it: dong, or days of work with at most one decimal.
func fundAmount(v View, asset schema.FundAsset, n int64) string {
	if asset != schema.FundLabour {
		return groupDigits(strconv.FormatInt(n, 10)) + " đ"
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + groupDigits(strconv.FormatInt(n/10, 10))
	if n%10 != 0 {
		s += "," + strconv.FormatInt(n%10, 10)
	}
	return v.T("fund.days", s)
}

// readFundAmount reads what was typed: whole dong, or days with at most one decimal.
func readFundAmount(asset schema.FundAsset, s string) (int64, bool) {
	if asset != schema.FundLabour {
		return emulation.Whole(s)
	}
	whole, part, has := strings.Cut(strings.TrimSpace(s), ",")
	if !has {
		n, ok := emulation.Whole(whole)
		return n * 10, ok
	}
	n, ok := emulation.Whole(whole)
	if len(part) != 1 || part[0] < '0' || part[0] > '9' {
		return 0, false
	}
	return n*10 + int64(part[0]-'0'), ok
}

// fundQuery is what the address chooses of the ledger in a year.
func (a *Admin) fundQuery(c *gin.Context) (store.FundQuery, int) {
	year := a.yearOf(c)
	q := store.FundQuery{Scope: UserOf(c).Scope(), Side: schema.FundSide(c.Query("side")), Asset: schema.FundAsset(c.Query("asset")), Text: schema.Clean(c.Query("q")),
		From: strconv.Itoa(year) + "-01-01", Till: strconv.Itoa(year) + "-12-31"}
	if d, ok := emulation.Day(c.Query("from")); ok {
		q.From = d
	}
	if d, ok := emulation.Day(c.Query("till")); ok {
		q.Till = d
	}
	if id, err := wire.ParseID(c.Query("village")); err == nil {
		q.Area = id
	}
	if id, err := wire.ParseID(c.Query("household")); err == nil {
		q.Case = id
	}
	if id, err := wire.ParseID(c.Query("enterprise")); err == nil {
		q.Entry = id
	}
	return q, year
}

// fundSums adds up the whole ledger of a scope, a year and its peak month.
func (a *Admin) fundSums(c *gin.Context, v View, scope schema.Scope, year int) ([]fundSum, string, error) {
	ctx, y := c.Request.Context(), strconv.Itoa(year)
	from, till, err := a.peakMonth(c, year)
	if err != nil {
		return nil, "", err
	}
	var b [3]schema.FundBalance
	for i, q := range []store.FundQuery{{Scope: scope}, {Scope: scope, From: y + "-01-01", Till: y + "-12-31"}, {Scope: scope, From: from, Till: till}} {
		if b[i], err = a.Store.FundBalance(ctx, a.Workspace, q); err != nil {
			return nil, "", err
		}
	}
	var out []fundSum
	for _, x := range schema.FundAssets {
		show := func(n int64) string { return fundAmount(v, x, n) }
		out = append(out, fundSum{x, show(b[0][x].In), show(b[0][x].Out), show(b[0].Left(x)), show(b[1][x].In), show(b[2][x].In), show(b[1][x].Out)})
	}
	return out, showDay(from) + " – " + showDay(till), nil
}

// fundRows turns lines into what people read.
func (a *Admin) fundRows(c *gin.Context, v View, list []schema.FundLine) ([]fundRow, error) {
	names, err := a.names(c.Request.Context())
	if err != nil {
		return nil, err
	}
	cases := map[wire.ID]bool{}
	for _, l := range list {
		if !l.Case.IsZero() {
			cases[l.Case] = true
		}
	}
	houses := map[wire.ID]schema.Household{}
	if err := a.readHouses(c, UserOf(c).Scope(), cases, houses); err != nil {
		return nil, err
	}
	var out []fundRow
	for _, l := range list {
		row := fundRow{FundLine: l, Href: "/fund/" + l.ID.String(), Amount: fundAmount(v, l.Asset, l.Amount), Who: l.Name, AreaName: names.area(l.Area),
			Gone: !l.Reversed.IsZero() || !l.Reverses.IsZero()}
		if l.Area.IsZero() {
			row.AreaName = v.T("movement.commune")
		}
		if h, ok := houses[l.Case]; ok {
			row.Who, row.WhoHref = h.Code+" "+h.Head, "/households/"+h.Case.String()
		} else if !l.Entry.IsZero() {
			row.WhoHref = "/movement/doanh_nghiep/" + l.Entry.String()
		}
		if row.Who == "" && l.Side == schema.FundIn {
			row.Who = v.T("fund.unnamed")
		}
		out = append(out, row)
	}
	return out, nil
}

// Fund lists the ledger of the fund with what is left.
func (a *Admin) Fund(c *gin.Context) {
	q, year := a.fundQuery(c)
	list, n, err := a.Store.FundEntries(c.Request.Context(), a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "fund", "fund.title")
	b := fundView{Year: year, Years: a.years(), Total: n, Side: string(q.Side), Asset: string(q.Asset), Text: q.Text, Village: c.Query("village"), Assets: schema.FundAssets,
		Part: !UserOf(c).Scope().All}
	if b.Sums, b.Peak, err = a.fundSums(c, v, q.Scope, year); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Rows, err = a.fundRows(c, v, list); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Areas, err = a.areasOf(c); err != nil {
		a.Fail(c, err)
		return
	}
	keep := c.Request.URL.Query()
	b.Filtered = b.Side+b.Asset+b.Text+b.Village+keep.Get("household")+keep.Get("enterprise")+keep.Get("from")+keep.Get("till") != ""
	keep.Del("lang")
	b.Export = "/fund/export?" + keep.Encode()
	v.B = b
	a.render(c, http.StatusOK, "fund", v)
}

// ExportFund writes the ledger as a workbook: the lines and the balance.
func (a *Admin) ExportFund(c *gin.Context) {
	q, year := a.fundQuery(c)
	q.Limit = 10_000
	list, _, err := a.Store.FundEntries(c.Request.Context(), a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "fund", "fund.title")
	rows, err := a.fundRows(c, v, list)
	if err != nil {
		a.Fail(c, err)
		return
	}
	t := &report.Table{Code: "quy", Title: v.T("fund.book", year), Asof: a.today()}
	for _, x := range []struct {
		key  string
		kind report.Kind
	}{{"number", report.Words}, {"day", report.Day}, {"side", report.Words}, {"asset", report.Words}, {"amount", report.Number}, {"goods", report.Words}, {"who", report.Words},
		{"village", report.Words}, {"purpose", report.Words}, {"minutes", report.Words}, {"reason", report.Words}} {
		t.Columns = append(t.Columns, report.Column{Key: x.key, Label: v.T("fund." + "c_" + x.key), Kind: x.kind})
	}
	for i := len(rows) - 1; i >= 0; i-- {
		r := rows[i]
		amount := strconv.FormatInt(r.FundLine.Amount, 10)
		if r.Asset == schema.FundLabour {
			amount = strconv.FormatFloat(float64(r.FundLine.Amount)/10, 'f', -1, 64)
		}
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{{Value: r.Number}, {Value: r.Day}, {Value: v.T("fund." + "side_" + string(r.Side))}, {Value: v.T("fund." + "asset_" + string(r.Asset))},
			{Value: amount}, {Value: r.Goods}, {Value: r.Who}, {Value: r.AreaName}, {Value: r.Purpose}, {Value: r.Minutes}, {Value: r.Reason}}})
	}
	a.sendTables(c, "quy-vi-nguoi-ngheo", t)
}

// publicRow is a line of the public list: no household that received is named, and a giver only who agreed.
type publicRow struct {
	Day, Number, Who, Amount, Goods, Area, Purpose string
}

type fundPublicView struct {
	Year     int
	Years    []int
	Sums     []fundSum
	Peak     string
	In, Out  []publicRow
	Printing bool
}

// FundPublic is the list that the commune puts up: who gave, as far as they agree, and what it was used for.
func (a *Admin) FundPublic(c *gin.Context) {
	q, year := a.fundQuery(c)
	q.Limit = 10_000
	list, _, err := a.Store.FundEntries(c.Request.Context(), a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "fund", "fund.public_title", year)
	b := fundPublicView{Year: year, Years: a.years()}
	if b.Sums, b.Peak, err = a.fundSums(c, v, q.Scope, year); err != nil {
		a.Fail(c, err)
		return
	}
	rows, err := a.fundRows(c, v, list)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for i := len(rows) - 1; i >= 0; i-- {
		r := rows[i]
		if r.Gone {
			continue
		}
		x := publicRow{Day: showDay(r.Day), Number: r.Number, Who: r.Who, Amount: r.Amount, Goods: r.Goods, Area: r.AreaName, Purpose: r.Purpose}
		if r.Side == schema.FundIn {
			if !r.Public || r.Name == "" && r.Case.IsZero() {
				x.Who = v.T("fund.unnamed")
			} else if r.Name != "" {
				x.Who = r.Name
			} else {
				_, x.Who, _ = strings.Cut(r.Who, " ")
			}
			b.In = append(b.In, x)
			continue
		}
		if x.Who = v.T("fund.a_household"); r.Case.IsZero() {
			x.Who = v.T("fund.a_body")
		}
		b.Out = append(b.Out, x)
	}
	v.B = b
	a.render(c, http.StatusOK, "fund_public", v)
}
