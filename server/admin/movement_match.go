package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/sync/wire"
)

// matchRow is one household with what the survey says beside what the books say.
type matchRow struct {
	House        entryCell
	Area         string
	Survey       string
	SurveyHref   string
	Books        []entryCell
	Verdict      string // key: same, differs, survey_only, books_only
	Detail       string
	Class, Since string
}

type pledgesView struct {
	Year  int
	Years []int
	Round string
	Rows  []matchRow
}

type helpView struct {
	Year         int
	Years        []int
	Round        string
	Got, Gave    []matchRow
	Differs      int
	OnlyProblems bool
}

// material reads what the pages that compare survey and books look at.
func (a *Admin) material(c *gin.Context, year int) (*emulation.Material, *names, bool) {
	m, err := a.scores().Gather(c.Request.Context(), year, UserOf(c).Scope(), a.Clock())
	if err != nil {
		a.Fail(c, err)
		return nil, nil, false
	}
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return nil, nil, false
	}
	return m, n, true
}

func homeCell(h *emulation.Home) entryCell {
	return entryCell{Text: h.Code + " " + h.Head, Href: "/households/" + h.Case.String()}
}

// Pledges lists who registered to escape poverty: in the survey, by petition, or both, with the path.
func (a *Admin) Pledges(c *gin.Context) {
	year := a.yearOf(c)
	m, n, ok := a.material(c, year)
	if !ok {
		return
	}
	v := a.view(c, "movement", "pledges.title")
	b := pledgesView{Year: year, Years: a.years(), Round: m.Round}
	for _, h := range m.Homes {
		row := matchRow{House: homeCell(h), Area: n.area(h.Area)}
		said := h.Now != nil && h.Now.Done && h.Now.Answers["dk_thoat"] == "1"
		if said {
			row.Survey, row.SurveyHref = v.T("pledges.said"), "/records/"+h.Now.Record.String()
			if s := h.Now.Answers["dk_cuthe"]; s != "" {
				row.Survey += ": " + s
			}
		}
		for _, e := range m.Entries["dang_ky"] {
			if e.Values["ho"] == h.Case.String() && e.Year == year {
				row.Books = append(row.Books, entryCell{Text: v.T("pledges.petition", showDay(e.Values["ngay"]), e.Values["nam_thoat"]) + ": " + e.Values["lo_trinh"], Href: entryHref(&e)})
			}
		}
		if !said && len(row.Books) == 0 {
			continue
		}
		switch {
		case said && len(row.Books) > 0:
			row.Verdict = "same"
		case said:
			row.Verdict = "survey_only"
		default:
			row.Verdict = "books_only"
			if h.Now != nil && h.Now.Done && h.Now.Answers["dk_thoat"] == "0" {
				row.Verdict = "differs"
			}
		}
		if h.Class[0] != "" {
			row.Class = v.T("class." + h.Class[0])
		}
		if h.Class[1] != "" {
			row.Since = v.T("class." + h.Class[1])
		}
		b.Rows = append(b.Rows, row)
	}
	v.B = b
	a.render(c, http.StatusOK, "pledges", v)
}

// Help lays side by side what households say that they got and gave, and what the ledger and the register of help say.
func (a *Admin) Help(c *gin.Context) {
	year := a.yearOf(c)
	m, n, ok := a.material(c, year)
	if !ok {
		return
	}
	v := a.view(c, "movement", "help.title")
	b := helpView{Year: year, Years: a.years(), Round: m.Round, OnlyProblems: c.Query("differs") == "1"}
	got, gave := map[wire.ID][]bookLine{}, map[wire.ID][]bookLine{}
	for i := range m.Fund {
		l := &m.Fund[i]
		if l.Case.IsZero() {
			continue
		}
		line := bookLine{Value: l.Amount, Fund: true, Cell: entryCell{Text: l.Number + ": " + fundAmount(v, l.Asset, l.Amount), Href: "/fund/" + l.ID.String()}}
		if l.Asset == schema.FundLabour {
			line.Value = 0
		}
		if l.Side == schema.FundOut {
			got[l.Case] = append(got[l.Case], line)
		} else {
			gave[l.Case] = append(gave[l.Case], line)
		}
	}
	for _, e := range m.Entries["giup_do"] {
		if e.Year != year {
			continue
		}
		amount, _ := emulation.Whole(e.Values["gia_tri"])
		line := bookLine{Value: amount, Cell: entryCell{Text: v.T("help.entry", showDay(e.Day), groupDigits(strconv.FormatInt(amount, 10))), Href: entryHref(&e)}}
		for key, into := range map[string]map[wire.ID][]bookLine{"ben_nhan": got, "ben_giup": gave} {
			if id, err := wire.ParseID(e.Values[key]); err == nil {
				into[id] = append(into[id], line)
			}
		}
	}
	for _, h := range m.Homes {
		if row, ok := gotRow(v, h, got[h.Case]); ok {
			row.Area = n.area(h.Area)
			b.Got = append(b.Got, row)
		}
		if row, ok := gaveRow(v, h, gave[h.Case]); ok {
			row.Area = n.area(h.Area)
			b.Gave = append(b.Gave, row)
		}
	}
	for _, list := range []*[]matchRow{&b.Got, &b.Gave} {
		for _, r := range *list {
			if r.Verdict != "same" {
				b.Differs++
			}
		}
		if b.OnlyProblems {
			*list = slices.DeleteFunc(*list, func(r matchRow) bool { return r.Verdict == "same" })
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "help", v)
}

// bookLine is a line of the ledger or of the register of help that names a household.
type bookLine struct {
	Value int64
	Fund  bool
	Cell  entryCell
}

// gotRow compares what a household says it got from the fund with what the ledger says it was given. The sum is compared;
// other help is shown beside it.
func gotRow(v View, h *emulation.Home, books []bookLine) (matchRow, bool) {
	row := matchRow{House: homeCell(h)}
	answered := h.Now != nil && h.Now.Done && h.Now.Answers["hotro_nhan"] != ""
	said := answered && slices.Contains(strings.Fields(h.Now.Answers["hotro_nhan"]), "quyvnn")
	fund, fromFund := int64(0), false
	for _, l := range books {
		row.Books = append(row.Books, l.Cell)
		if l.Fund {
			fund, fromFund = fund+l.Value, true
		}
	}
	if !said && len(books) == 0 {
		return row, false
	}
	stated := int64(0)
	if said {
		stated, _ = emulation.Whole(h.Now.Answers["hotro_vnn"])
		row.Survey, row.SurveyHref = v.T("help.got_said", groupDigits(strconv.FormatInt(stated, 10))), "/records/"+h.Now.Record.String()
	}
	switch {
	case said && fromFund && stated == fund, !said && !fromFund:
		row.Verdict = "same"
	case said && fromFund:
		row.Verdict, row.Detail = "differs", v.T("help.by", groupDigits(strconv.FormatInt(stated-fund, 10)))
	case said:
		row.Verdict = "survey_only"
	case answered:
		row.Verdict = "books_only"
	default:
		row.Verdict = "not_asked"
	}
	return row, true
}

// gaveRow compares what a household says it gave with what the books say it gave.
func gaveRow(v View, h *emulation.Home, books []bookLine) (matchRow, bool) {
	row := matchRow{House: homeCell(h)}
	answered := h.Now != nil && h.Now.Done && h.Now.Answers["dg_co"] != ""
	said := answered && h.Now.Answers["dg_co"] == "1"
	if !said && len(books) == 0 {
		return row, false
	}
	sum := int64(0)
	for _, l := range books {
		row.Books = append(row.Books, l.Cell)
		sum += l.Value
	}
	stated := int64(0)
	if said {
		stated, _ = emulation.Whole(h.Now.Answers["dg_giatri"])
		row.Survey, row.SurveyHref = v.T("help.gave_said", groupDigits(strconv.FormatInt(stated, 10)), h.Now.Answers["dg_soho"], h.Now.Answers["dg_ho"]), "/records/"+h.Now.Record.String()
	}
	switch {
	case said && len(books) > 0 && stated == sum:
		row.Verdict = "same"
	case said && len(books) > 0:
		row.Verdict, row.Detail = "differs", v.T("help.by", groupDigits(strconv.FormatInt(stated-sum, 10)))
	case said:
		row.Verdict = "survey_only"
	case answered:
		row.Verdict = "books_only"
	default:
		row.Verdict = "not_asked"
	}
	return row, true
}
