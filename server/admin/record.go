package admin

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

const recordKey = "sothon.record"

// SetRecord puts the record that the route's scope check found into a request.
func SetRecord(c *gin.Context, r *store.Merged) { c.Set(recordKey, r) }

func recordOf(c *gin.Context) *store.Merged {
	r, _ := c.Get(recordKey)
	m, _ := r.(*store.Merged)
	return m
}

// ScopeRecord finds the record of a route's :id and checks that the user may see its area. Whatever is wrong, the answer
// is that of a record that does not exist.
func (a *Admin) ScopeRecord(c *gin.Context) {
	id, err := wire.ParseID(c.Param("id"))
	if err != nil {
		a.NotFound(c)
		return
	}
	m, err := a.Store.View(c.Request.Context(), a.Workspace, id)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if u := UserOf(c); u == nil || !u.Scope().Covers(m.Row.Area) {
		a.NotFound(c)
		return
	}
	SetRecord(c, &m)
	c.Next()
}

// sheet is everything that a record page is drawn from.
type sheet struct {
	v        View
	m        *store.Merged
	rec      *merge.Record
	open     *jobs.Opened
	names    *names
	last     map[engine.Ref]string
	lastRow  schema.RecordRow
	hasLast  bool
	lastName string
	asBefore [2]int        // answers that say what last year's say, and answers that last year has a value for
	approved *merge.Record // set when the record changed since
	decision *merge.Decision
	blobs    map[string]bool // hash → here
	walked   *walk
	lastAll  map[answers.Place]string // last year's visible values, photos too
	missing  int                      // photos that visible values name and that are not here
	picture  func(wire.Hash) (api.Picture, bool)
	have     func(wire.Hash) bool               // a picture is here
	head     string                             // of the household, as the register has it; only where the record does not say
	centre   func() (lat, lng float64, ok bool) // the middle of the village's houses
}

// sheet reads a record and all that stands beside it.
func (a *Admin) sheet(c *gin.Context, v View, m *store.Merged) (*sheet, error) {
	ctx := c.Request.Context()
	s := &sheet{v: v, m: m, rec: m.Record, blobs: map[string]bool{}, picture: a.Blobs.Picture,
		have: func(h wire.Hash) bool { _, ok := a.Blobs.Has(h); return ok }}
	if r := s.rec; r.FormVersion == 0 { // every change so far is held: the row knows what they are about
		r.FormID, r.FormVersion, r.FormHash = m.Row.FormID, m.Row.FormVersion, m.Row.FormHash
		r.Case, r.Round, r.Area = m.Row.Case, m.Row.Round, m.Row.Area
	}
	var err error
	if s.open, err = a.Eval.Open(ctx, m.Record, v.Lang); err != nil {
		return nil, err
	}
	if s.names, err = a.names(ctx); err != nil {
		return nil, err
	}
	if err := a.lastYear(ctx, s); err != nil {
		return nil, err
	}
	if s.decision = merge.Approval(s.rec); s.decision != nil && merge.ChangedSinceApproval(s.rec) {
		if s.approved, err = a.Store.RecordAt(ctx, a.Workspace, s.rec.ID, s.decision.Payload.Frontier); err != nil {
			return nil, err
		}
	}
	if s.missing, err = a.photos(ctx, s.rec, s.blobs); err != nil {
		return nil, err
	}
	if label := m.Row.Label; label == "" || strings.HasPrefix(label, "·") {
		h, err := a.Store.Household(ctx, a.Workspace, s.rec.Case)
		if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
			return nil, err
		}
		s.head = h.Head
	}
	s.centre = func() (float64, float64, bool) { return a.centre(ctx, s.rec) }
	return s, nil
}

// centre is the middle of the houses of the record's village: the median of the places known in its round and the one
// before, without its own. False when there are too few to say, or when they can not be read: the page stands without.
func (a *Admin) centre(ctx context.Context, rec *merge.Record) (lat, lng float64, ok bool) {
	round, err := a.Store.Round(ctx, a.Workspace, rec.Round)
	if err != nil {
		return 0, 0, false
	}
	points, err := a.Store.Points(ctx, a.Workspace, store.RecordQuery{Areas: []wire.ID{rec.Area}, Round: rec.Round}, round.Previous, mapPoints)
	if err != nil {
		return 0, 0, false
	}
	points = slices.DeleteFunc(points, func(p store.Point) bool { return p.Case == rec.Case })
	if len(points) < leastCentre {
		return 0, 0, false
	}
	lats, lngs := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lats[i], lngs[i] = p.Lat, p.Lng
	}
	slices.Sort(lats)
	slices.Sort(lngs)
	return lats[len(lats)/2], lngs[len(lngs)/2], true
}

// photos fills here with the photos of a record that arrived, and counts those that its visible values name and that
// did not.
func (a *Admin) photos(ctx context.Context, rec *merge.Record, here map[string]bool) (missing int, err error) {
	all, err := a.Store.RecordBlobs(ctx, a.Workspace, rec.ID)
	if err != nil {
		return 0, err
	}
	for _, b := range all {
		here[b.Hash.String()] = !b.Stored.IsZero()
	}
	for i := range rec.Registers {
		if rec.Registers[i].Gone {
			continue
		}
		for _, val := range rec.Registers[i].Values {
			if m, ok := val.Value.Media(); ok && !here[m.SHA256.String()] {
				missing++
			}
		}
	}
	return missing, nil
}

// lastYear reads the record of the same case in the round before: its approved version when there is one.
func (a *Admin) lastYear(ctx context.Context, s *sheet) error {
	round, err := a.Store.Round(ctx, a.Workspace, s.rec.Round)
	if schema.CodeOf(err) == schema.CodeNotFound || err == nil && round.Previous.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := a.Store.View(ctx, a.Workspace, wire.RecordID(s.rec.Case, round.Previous, s.rec.FormID))
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	before, err := a.Store.Round(ctx, a.Workspace, round.Previous)
	if err != nil {
		return err
	}
	rec := m.Record
	if merge.ChangedSinceApproval(rec) {
		if rec, err = a.Store.RecordAt(ctx, a.Workspace, rec.ID, merge.Approval(rec).Payload.Frontier); err != nil {
			return err
		}
	}
	s.lastAll = answers.Visible(rec)
	s.last, s.hasLast, s.lastRow, s.lastName = answers.LastYear(s.open.Form, rec), true, m.Row, shortRound(before.Label)
	s.asBefore[0], s.asBefore[1] = answers.Confirmed(s.rec, rec)
	return nil
}

// shortRound gives the year in a round's label, or the label.
func shortRound(label string) string {
	for _, w := range strings.Fields(label) {
		if n, err := strconv.Atoi(w); err == nil && n > 1900 && n < 2200 {
			return w
		}
	}
	return label
}

// Record shows one record.
func (a *Admin) Record(c *gin.Context) { a.recordPage(c, http.StatusOK, "", recordOf(c)) }

// recordPage draws a record, with a problem on top when something was refused.
func (a *Admin) recordPage(c *gin.Context, status int, problem string, m *store.Merged) {
	v := a.view(c, "inbox", "title.record", m.Row.Label)
	s, err := a.sheet(c, v, m)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b, err := s.page(c.Query("show"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Problem = problem
	b.CanReview = schema.Can(v.User.Role, schema.PermReview)
	if n := len(s.rec.Decisions); n > 0 && b.CanReview {
		if d := s.rec.Decisions[n-1].Dot; a.mayUndo(s.rec, d, v.User.ID) == nil {
			b.Decided[0].Undo = undoItem(s.rec.ID, d)
		}
	}
	if b.Verdicts, err = a.verdictsOf(c.Request.Context(), s.v, s.rec.ID); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Result, err = a.results(c.Request.Context(), s, s.walked); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Twins, err = a.twins(c.Request.Context(), s, v.User.Scope()); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Together, err = a.together(c.Request.Context(), s, s.walked, v.User.Scope()); err != nil {
		a.Fail(c, err)
		return
	}
	s.classRow(&b)
	b.focus(c.Query("at"))
	if err := a.neighbours(c, &b, m.Row.ID); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Label != "" {
		v.Title = a.pages.say(v.Lang, "title.record", b.Label)
	}
	v.Mark, v.MarkURL, v.B = m.Row.StateHash.String()[:16], "/records/"+m.Row.ID.String()+"/mark", b
	a.render(c, status, "record", v)
}

// RecordMark answers the page's question whether the record has changed.
func (a *Admin) RecordMark(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"mark": recordOf(c).Row.StateHash.String()[:16]})
}

// neighbours finds the records before and after this one in the list that the reader came from.
func (a *Admin) neighbours(c *gin.Context, b *recordView, id wire.ID) error {
	ctx, f := c.Request.Context(), readFilter(c)
	round, err := a.round(ctx, f.Round)
	if err != nil {
		return err
	}
	b.Back = "/inbox" + f.query(nil)
	b.Query = template.URL(strings.TrimPrefix(f.query(nil), "?")) // encoded by url.Values
	q := chosen(a.base(c, f, round), f)
	before, after, place, err := a.Store.Around(ctx, a.Workspace, id, q)
	if schema.CodeOf(err) == schema.CodeInvalid { // an order that does not exist
		return nil
	}
	if err != nil {
		return err
	}
	href := func(r wire.ID) string {
		if r.IsZero() {
			return ""
		}
		return "/records/" + r.String() + f.query(nil)
	}
	b.Index, b.Prev, b.Next = place, href(before), href(after)
	if place > 0 {
		counts, err := a.Store.RecordCounts(ctx, a.Workspace, a.base(c, f, round))
		if err != nil {
			return err
		}
		b.Total = f.count(&counts)
	}
	return nil
}

// nodeNumbers numbers the questions of a form from 1 in document order.
func nodeNumbers(f *forms.Form) map[int]int {
	out, n := map[int]int{}, 0
	for i := range f.Nodes {
		if f.Nodes[i].Kind == forms.KindQuestion {
			n++
			out[i] = n
		}
	}
	return out
}
