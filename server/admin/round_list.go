package admin

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

type roundRow struct {
	schema.Round
	Dates   string
	Where   string
	Forms   string
	Visited int
	Total   int
}

// Rounds lists the rounds, the newest first.
func (a *Admin) Rounds(c *gin.Context) {
	ctx := c.Request.Context()
	all, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "rounds", "rounds.title")
	var rows []roundRow
	for _, r := range all {
		row := roundRow{Round: r, Dates: roundDates(v, &r), Where: v.T("users.all_areas"), Forms: strings.Join(r.FormIDs, ", ")}
		if len(r.Areas) > 0 {
			var labels []string
			for _, x := range r.Areas {
				labels = append(labels, n.area(x))
			}
			row.Where = join(labels)
		}
		if len(r.FormIDs) > 0 {
			p, err := a.Store.Progress(ctx, a.Workspace, r.ID, r.FormIDs[0], roundScope(UserOf(c), &r), a.Clock())
			if err != nil {
				a.Fail(c, err)
				return
			}
			for _, x := range p {
				row.Visited, row.Total = row.Visited+x.Visited(), row.Total+x.Total()
			}
		}
		rows = append(rows, row)
	}
	v.B = rows
	a.render(c, http.StatusOK, "rounds", v)
}

// roundScope is where a user sees a round: the areas of both.
func roundScope(u *schema.User, r *schema.Round) schema.Scope {
	s := u.Scope()
	if len(r.Areas) == 0 {
		return s
	}
	if s.All {
		return schema.Scope{Areas: r.Areas}
	}
	s.Areas = slices.DeleteFunc(slices.Clone(s.Areas), func(x wire.ID) bool { return !r.Covers(x) })
	return s
}

func roundDates(v View, r *schema.Round) string {
	day := func(t time.Time) string {
		if t.IsZero() {
			return "…"
		}
		return t.In(v.zone).Format("02/01/2006")
	}
	return day(r.Starts) + " – " + day(r.Ends)
}

type roundEdit struct {
	Round    schema.Round
	New      bool
	Starts   string // yyyy-mm-dd
	Ends     string
	Rules    string
	Others   []schema.Round
	Areas    []areaChoice
	Forms    []roundForm
	Left     *roundLeft // what stands in the way of closing; nil: not open
	Problem  string
	Anywhere bool
}

// roundForm is a form that a round may have, with its versions.
type roundForm struct {
	ID       string
	Title    string
	Checked  bool
	Pinned   uint64
	Retired  bool
	Versions []uint64
}

// readRound finds the round of the address; the answer is given already when there is none.
func (a *Admin) readRound(c *gin.Context) (schema.Round, bool) {
	id, err := wire.ParseID(c.Param("round"))
	if err != nil {
		a.NotFound(c)
		return schema.Round{}, false
	}
	r, err := a.Store.Round(c.Request.Context(), a.Workspace, id)
	if err != nil {
		a.Fail(c, err)
		return r, false
	}
	return r, true
}

// RoundEdit shows a round to be changed; "new" in place of an id begins one.
func (a *Admin) RoundEdit(c *gin.Context) {
	if c.Param("round") == "new" {
		now := a.Clock().In(a.Zone)
		r := schema.Round{Starts: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC), Open: true,
			Label: a.pages.say(a.lang(c), "rounds.new_label", now.Year())}
		if all, err := a.Store.Rounds(c.Request.Context(), a.Workspace); err == nil && len(all) > 0 {
			r.Previous, r.FormIDs, r.Rules, r.Open = all[0].ID, all[0].FormIDs, all[0].Rules, !all[0].Open
		}
		a.roundEdit(c, http.StatusOK, &r, "")
		return
	}
	if r, ok := a.readRound(c); ok {
		a.roundEdit(c, http.StatusOK, &r, "")
	}
}

func (a *Admin) roundEdit(c *gin.Context, status int, r *schema.Round, problem string) {
	ctx := c.Request.Context()
	all, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	versions, err := a.Store.Forms(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "rounds", "rounds.edit_title", r.Label)
	b := roundEdit{Round: *r, New: c.Param("round") == "new", Starts: isoDay(r.Starts), Ends: isoDay(r.Ends), Rules: strings.Join(r.Rules, "\n"),
		Problem: problem, Anywhere: len(r.Areas) == 0}
	for _, o := range all {
		if o.ID != r.ID {
			b.Others = append(b.Others, o)
		}
	}
	for _, x := range areas {
		b.Areas = append(b.Areas, areaChoice{Area: x, Checked: slices.Contains(r.Areas, x.ID)})
	}
	b.Forms = roundForms(versions, r)
	if r.Open && !b.New {
		if b.Left, err = a.roundLeft(c, v, r); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, status, "round_edit", v)
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// roundForms lists the published survey forms: by id, the newest title first.
func roundForms(versions []schema.FormVersion, r *schema.Round) []roundForm {
	var out []roundForm
	for _, f := range versions {
		if f.Version == 0 || f.FormID == register.FormID {
			continue
		}
		if len(out) == 0 || out[len(out)-1].ID != f.FormID {
			out = append(out, roundForm{ID: f.FormID, Title: f.Title, Checked: slices.Contains(r.FormIDs, f.FormID), Pinned: r.Pinned(f.FormID),
				Retired: !f.Retired.IsZero()})
		}
		last := &out[len(out)-1]
		last.Versions = append(last.Versions, f.Version)
	}
	return out
}

// SaveRound makes a round or changes it.
func (a *Admin) SaveRound(c *gin.Context) {
	ctx := c.Request.Context()
	var r schema.Round
	if c.Param("round") == "new" {
		if _, err := rand.Read(r.ID[:]); err != nil {
			a.Fail(c, err)
			return
		}
		r.ID[6], r.ID[8] = r.ID[6]&0x0f|0x40, r.ID[8]&0x3f|0x80
		r.Open = c.PostForm("open") == "1"
	} else {
		var ok bool
		if r, ok = a.readRound(c); !ok {
			return
		}
	}
	err := a.fillRound(c, &r)
	if err == nil {
		err = a.Store.PutRound(ctx, a.Workspace, &r, UserOf(c).ID)
	}
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.roundEdit(c, http.StatusUnprocessableEntity, &r, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.Log.Info("round saved", "user", UserOf(c).ID)
	a.back(c, "/rounds/"+r.ID.String(), "flash.round_saved")
}

// fillRound reads the form of the page into a round.
func (a *Admin) fillRound(c *gin.Context, r *schema.Round) error {
	ctx := c.Request.Context()
	r.Label = said(c, "label")
	r.Previous, _ = wire.ParseID(c.PostForm("previous")) // anything else means none
	for _, d := range []struct {
		field string
		into  *time.Time
	}{{"starts", &r.Starts}, {"ends", &r.Ends}} {
		*d.into = time.Time{}
		if s := c.PostForm(d.field); s != "" {
			t, err := time.Parse(time.DateOnly, s)
			if err != nil {
				return schema.Invalid(d.field, "Ngày chưa đúng: ghi như 2026-09-01.", "The date is not right: write it as 2026-09-01.")
			}
			*d.into = t
		}
	}
	r.Areas, r.FormIDs, r.Pins, r.Rules = nil, nil, nil, nil
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		return err
	}
	if c.PostForm("everywhere") != "1" {
		for _, s := range c.PostFormArray("area") {
			x, err := wire.ParseID(s)
			if err != nil || !slices.ContainsFunc(areas, func(o schema.Area) bool { return o.ID == x }) {
				return schema.Invalid("areas", "Có địa bàn không còn.", "An area is not there any more.")
			}
			r.Areas = append(r.Areas, x)
		}
		if len(r.Areas) == 0 {
			return schema.Invalid("areas", "Chọn ít nhất một thôn, hoặc cả xã.", "Choose an area at least, or all.")
		}
	}
	for _, s := range strings.Split(said(c, "rules"), "\n") {
		if s = schema.Clean(s); s != "" {
			r.Rules = append(r.Rules, s)
		}
	}
	versions, err := a.Store.Forms(ctx, a.Workspace)
	if err != nil {
		return err
	}
	for _, f := range roundForms(versions, r) {
		if !slices.Contains(c.PostFormArray("form"), f.ID) {
			continue
		}
		r.FormIDs = append(r.FormIDs, f.ID)
		if n, err := strconv.ParseUint(c.PostForm("version-"+f.ID), 10, 63); err == nil && slices.Contains(f.Versions, n) {
			r.Pins = append(r.Pins, schema.Pin{FormID: f.ID, Version: n})
		}
	}
	if len(r.FormIDs) == 0 {
		return schema.Invalid("forms", "Chọn ít nhất một biểu mẫu.", "Choose a form at least.")
	}
	return nil
}

// CloseRound and OpenRound end a round and take that back.
func (a *Admin) CloseRound(c *gin.Context) { a.setRoundOpen(c, false) }

// OpenRound opens a closed round again.
func (a *Admin) OpenRound(c *gin.Context) { a.setRoundOpen(c, true) }

func (a *Admin) setRoundOpen(c *gin.Context, open bool) {
	r, ok := a.readRound(c)
	if !ok {
		return
	}
	var err error
	if !open && r.Open {
		var pending int
		if pending, err = a.pendingIn(c.Request.Context(), &r); err == nil && pending > 0 {
			err = schema.Conflict("open", "Đợt chưa đóng được: còn "+itoa(pending)+" hộ nghèo, cận nghèo chưa rà soát xong. Xem bảng diễn biến.",
				"The round can not be closed: "+itoa(pending)+" poor or near-poor households are not settled yet. See the movements.")
		}
	}
	if err == nil {
		err = a.Store.SetRoundOpen(c.Request.Context(), a.Workspace, r.ID, open, said(c, "reason"), UserOf(c).ID)
	}
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.roundEdit(c, http.StatusUnprocessableEntity, &r, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	flash := "flash.round_closed"
	if open {
		flash = "flash.round_opened"
	}
	a.back(c, "/rounds/"+r.ID.String(), flash)
}
