package admin

import (
	"crypto/rand"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

type fundForm struct {
	Side        schema.FundSide
	Asset       string
	Amount      string
	Goods       string
	Day         string
	Village     string
	Giver       string
	Name        string
	House       string // number
	Enterprise  string
	Public      bool
	Purpose     string
	Minutes     string
	Areas       []schema.Area
	Commune     bool
	Givers      []string
	Assets      []schema.FundAsset
	Enterprises []schema.Entry
	Problem     string
}

// NewFundLine shows the form of a receipt (?side=in) or a use (?side=out).
func (a *Admin) NewFundLine(c *gin.Context) {
	f := fundForm{Side: schema.FundSide(c.Query("side")), Asset: string(schema.FundCash), Day: showDay(a.today())}
	if f.Side != schema.FundOut {
		f.Side = schema.FundIn
	}
	a.fundForm(c, http.StatusOK, f)
}

func (a *Admin) fundForm(c *gin.Context, status int, f fundForm) {
	var err error
	if f.Areas, err = a.areasOf(c); err == nil {
		f.Enterprises, _, err = a.Store.Entries(c.Request.Context(), a.Workspace, store.EntryQuery{Scope: namedScope(c), Kind: "doanh_nghiep", Limit: 1000})
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	f.Commune, f.Givers, f.Assets = UserOf(c).Scope().All, schema.FundGivers, schema.FundAssets
	v := a.view(c, "fund", map[schema.FundSide]string{schema.FundIn: "fund.new_in", schema.FundOut: "fund.new_out"}[f.Side])
	v.B = f
	a.render(c, status, "fund_new", v)
}

// SaveFundLine writes a receipt or a use.
func (a *Admin) SaveFundLine(c *gin.Context) {
	f := fundForm{Side: schema.FundSide(c.PostForm("side")), Asset: c.PostForm("asset"), Amount: said(c, "amount"), Goods: said(c, "goods"), Day: said(c, "day"), Village: c.PostForm("village"),
		Giver: c.PostForm("giver"), Name: said(c, "name"), House: said(c, "house"), Enterprise: c.PostForm("enterprise"), Public: c.PostForm("public") == "1", Purpose: said(c, "purpose"), Minutes: said(c, "minutes")}
	l, err := a.readFundLine(c, &f)
	if err == nil {
		err = a.Store.AddFundLine(c.Request.Context(), a.Workspace, &l, UserOf(c).ID)
	}
	var e *schema.Error
	if asSchema(err, &e) && e.Code != schema.CodeInternal {
		f.Problem = pick(a.lang(c), e.Vi, e.En)
		if f.Side != schema.FundOut {
			f.Side = schema.FundIn
		}
		a.fundForm(c, http.StatusUnprocessableEntity, f)
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/fund/"+l.ID.String(), "flash.fund_saved")
}

func (a *Admin) readFundLine(c *gin.Context, f *fundForm) (schema.FundLine, error) {
	l := schema.FundLine{Side: f.Side, Asset: schema.FundAsset(f.Asset), Goods: f.Goods, Name: f.Name, Public: f.Public, Purpose: f.Purpose, Minutes: f.Minutes}
	if _, err := rand.Read(l.ID[:]); err != nil {
		return l, err
	}
	var ok bool
	if l.Amount, ok = readFundAmount(l.Asset, f.Amount); !ok {
		return l, schema.Invalid("amount", "Ghi số như 1.500.000; ngày công như 12 hoặc 12,5.", "Write the amount as 1.500.000; days of work as 12 or 12,5.")
	}
	if l.Day, ok = emulation.Day(f.Day); !ok {
		return l, schema.Invalid("day", "Ngày chưa đúng. Ghi như 15/11/2026.", "The day is no date. Write it as 15/11/2026.")
	}
	if l.Day > a.today() {
		return l, schema.Invalid("day", "Ngày ở tương lai: sổ quỹ chỉ ghi việc đã xảy ra.", "The day is in the future: the ledger holds what has happened.")
	}
	if f.Village != "" {
		id, err := wire.ParseID(f.Village)
		if err != nil {
			return l, schema.Invalid("village", "Chọn thôn trong địa bàn của anh/chị.", "Choose a village of your areas.")
		}
		l.Area = id
	}
	if f.House != "" {
		if err := register.CatchUp(c.Request.Context(), a.Store, a.Workspace); err != nil {
			return l, err
		}
		h, err := a.findHouse(c, f.House)
		if err != nil {
			return l, err
		}
		l.Case, l.Area = h.Case, h.Area
	}
	if !UserOf(c).Scope().Covers(l.Area) {
		return l, schema.Invalid("village", "Chọn thôn trong địa bàn của anh/chị.", "Choose a village of your areas.")
	}
	if l.Side == schema.FundIn {
		if !slices.Contains(schema.FundGivers, f.Giver) {
			return l, schema.Invalid("giver", "Chọn loại người ủng hộ.", "Choose the kind of giver.")
		}
		l.Giver = f.Giver
		if id, err := wire.ParseID(f.Enterprise); err == nil {
			e, err := a.Store.Entry(c.Request.Context(), a.Workspace, id)
			if err != nil || e.Kind != "doanh_nghiep" {
				return l, schema.Invalid("enterprise", "Chọn doanh nghiệp trong sổ.", "Choose an enterprise of the register.")
			}
			if l.Entry = id; l.Name == "" {
				l.Name = e.Title
			}
		}
	}
	return l, nil
}

type fundLineView struct {
	Row     fundRow
	Who     string // entered it
	Other   *fundRow
	Write   bool
	Problem string
}

// fundParam finds the line of the address in the person's areas; the answer is given already when there is none.
func (a *Admin) fundParam(c *gin.Context) (schema.FundLine, bool) {
	id, err := wire.ParseID(c.Param("line"))
	if err != nil {
		a.NotFound(c)
		return schema.FundLine{}, false
	}
	l, err := a.Store.FundLine(c.Request.Context(), a.Workspace, id)
	if err == nil && !UserOf(c).Scope().Covers(l.Area) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		a.Fail(c, err)
		return l, false
	}
	return l, true
}

// FundLine shows a line of the ledger, and the line that takes it back.
func (a *Admin) FundLine(c *gin.Context) {
	if l, ok := a.fundParam(c); ok {
		a.fundLinePage(c, http.StatusOK, l, "")
	}
}

func (a *Admin) fundLinePage(c *gin.Context, status int, l schema.FundLine, problem string) {
	v := a.view(c, "fund", "fund.line_title", l.Number)
	list := []schema.FundLine{l}
	other := l.Reversed
	if other.IsZero() {
		other = l.Reverses
	}
	if !other.IsZero() {
		o, err := a.Store.FundLine(c.Request.Context(), a.Workspace, other)
		if err != nil {
			a.Fail(c, err)
			return
		}
		list = append(list, o)
	}
	rows, err := a.fundRows(c, v, list)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	b := fundLineView{Row: rows[0], Who: names.user(l.By), Write: v.Can(string(schema.PermFundWrite)) && !rows[0].Gone, Problem: problem}
	if len(rows) > 1 {
		b.Other = &rows[1]
	}
	v.B = b
	a.render(c, status, "fund_line", v)
}

// ReverseFundLine takes a line back by a line that reverses it, today, with a reason.
func (a *Admin) ReverseFundLine(c *gin.Context) {
	l, ok := a.fundParam(c)
	if !ok {
		return
	}
	back, err := a.Store.ReverseFundLine(c.Request.Context(), a.Workspace, l.ID, a.today(), said(c, "reason"), UserOf(c).ID)
	var e *schema.Error
	if asSchema(err, &e) && e.Code != schema.CodeInternal && e.Code != schema.CodeNotFound {
		a.fundLinePage(c, http.StatusUnprocessableEntity, l, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/fund/"+back.ID.String(), "flash.fund_reversed")
}
