package admin

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// newID makes a random id (UUIDv4).
func newID() (x wire.ID) {
	_, _ = rand.Read(x[:]) // never fails
	x[6], x[8] = x[6]&0x0f|0x40, x[8]&0x3f|0x80
	return x
}

// memberFields are what the desk enters about a person, in the order of its forms.
var memberFields = []string{"m_ten", "m_gioitinh", "m_ngaysinh", "m_cccd", "m_dantoc"}

type memberForm struct {
	ID       string
	Values   map[string]string
	Relation string
	Chosen   bool
	Head     bool
	WasHead  bool
}

// eventView is the form of one event. Which parts show depends on the kind.
type eventView struct {
	ID, Title string // of the household
	Kind      register.Kind
	Problem   string
	Day       string
	Paper     string
	Reason    string
	Values    map[string]string
	Members   []memberForm
	Blank     []memberForm // rows for new people
	Areas     []schema.Area
	Village   string
	Other     string // number of another household, as typed
	Relations []string
	Classes   []string

	Choose, Relate, PickHead, Fields, People, ToOther, ToVillage, Class, New bool
}

func relations() []string {
	out := make([]string, 12)
	for i := range out {
		out[i] = strings.Repeat("0", 1-(i+1)/10) + strconv.Itoa(i+1)
	}
	return out
}

// HouseholdEvent shows the form of an event.
func (a *Admin) HouseholdEvent(c *gin.Context) {
	h, m, ok := a.household(c)
	if !ok {
		return
	}
	kind := register.Kind(c.Query("kind"))
	if !slices.Contains(register.Kinds, kind) {
		a.NotFound(c)
		return
	}
	a.eventForm(c, http.StatusOK, kind, "", &h, register.Read(m.Record))
}

// NewHousehold shows the form of a new household.
func (a *Admin) NewHousehold(c *gin.Context) {
	a.eventForm(c, http.StatusOK, register.KindNew, "", &schema.Household{}, &register.Case{Values: map[string]string{}})
}

// eventForm draws the form: with what was typed, when it comes back with a problem.
func (a *Admin) eventForm(c *gin.Context, status int, kind register.Kind, problem string, h *schema.Household, hc *register.Case) {
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "households", "ev."+string(kind))
	b := eventView{ID: h.Case.String(), Kind: kind, Problem: problem, Areas: ownAreas(c, names.areaList), Relations: relations(), Classes: classes,
		Title: v.T("hh.number", h.Code, h.Head), Values: map[string]string{}}
	typed := func(field, otherwise string) string {
		if c.Request.Method == http.MethodPost {
			return said(c, field)
		}
		return otherwise
	}
	b.Day, b.Paper, b.Reason = typed("day", a.today()), typed("paper", ""), typed("reason", "")
	b.Village, b.Other = typed("village", ""), typed("other", "")
	for _, name := range []string{"ma", "dien_thoai", "dia_chi", "phanloai"} {
		now := hc.Values[name]
		if kind == register.KindSplit && name == "ma" {
			now = ""
		}
		b.Values[name] = typed(name, now)
	}
	switch kind {
	case register.KindNew:
		b.New, b.Fields, b.People, b.ToVillage = true, true, true, true
		b.Title = ""
	case register.KindCorrect:
		b.Fields = true
	case register.KindJoin:
		b.People = true
	case register.KindDeath, register.KindLeave:
		b.Choose, b.PickHead = true, true
	case register.KindTransfer:
		b.Choose, b.PickHead, b.Relate, b.ToOther = true, true, true, true
	case register.KindHead:
		b.PickHead, b.Relate = true, true
	case register.KindSplit:
		b.Choose, b.PickHead, b.Relate, b.Fields = true, true, true, true
	case register.KindMerge:
		b.ToOther, b.Relate = true, true
	case register.KindVillage:
		b.ToVillage = true
	case register.KindClass:
		b.Class = true
	}
	for _, m := range hc.Members {
		x := memberForm{ID: m.ID.String(), Values: map[string]string{}, Relation: typed("rel."+m.ID.String(), m.Values["m_quanhe"]),
			Chosen: slices.Contains(c.PostFormArray("person"), m.ID.String()), Head: c.PostForm("head") == m.ID.String(),
			WasHead: m.Values["m_quanhe"] == register.Head}
		for _, f := range memberFields {
			now := m.Values[f]
			if f == "m_ngaysinh" {
				now = showBirth(now, m.Values["m_ns_dochinhxac"])
			}
			x.Values[f] = typed(f+"."+x.ID, now)
		}
		b.Members = append(b.Members, x)
	}
	blank := map[register.Kind]int{register.KindNew: 8, register.KindJoin: 1}[kind]
	for i := range blank {
		x := memberForm{ID: strconv.Itoa(i), Values: map[string]string{}, Relation: typed("rel."+strconv.Itoa(i), "")}
		if kind == register.KindNew && i == 0 && x.Relation == "" {
			x.Relation = register.Head
		}
		for _, f := range memberFields {
			x.Values[f] = typed(f+"."+x.ID, "")
		}
		b.Blank = append(b.Blank, x)
	}
	v.B = b
	a.render(c, status, "household_event", v)
}

// SaveHouseholdEvent enters an event of the form.
func (a *Admin) SaveHouseholdEvent(c *gin.Context) {
	h, m, ok := a.household(c)
	if !ok {
		return
	}
	kind := register.Kind(c.PostForm("kind"))
	if !slices.Contains(register.Kinds, kind) {
		a.NotFound(c)
		return
	}
	a.saveEvent(c, kind, &h, register.Read(m.Record))
}

// SaveNewHousehold enters a new household.
func (a *Admin) SaveNewHousehold(c *gin.Context) {
	a.saveEvent(c, register.KindNew, &schema.Household{}, &register.Case{Values: map[string]string{}})
}

func (a *Admin) saveEvent(c *gin.Context, kind register.Kind, h *schema.Household, hc *register.Case) {
	act, err := a.readAct(c, kind, h, hc)
	if err == nil {
		err = a.do(c, act)
	}
	var e *schema.Error
	switch {
	case err == nil:
		a.RegisterChanged()
		to := act.Case
		if kind == register.KindSplit {
			to = act.Other
		}
		a.back(c, "/households/"+to.String(), "flash.household")
	case asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict):
		a.eventForm(c, http.StatusUnprocessableEntity, kind, pick(a.lang(c), e.Vi, e.En), h, hc)
	default:
		a.Fail(c, err)
	}
}

// readAct reads the form.
func (a *Admin) readAct(c *gin.Context, kind register.Kind, h *schema.Household, hc *register.Case) (register.Act, error) {
	act := register.Act{Case: h.Case, Values: map[string]string{}, Event: register.Event{ID: newID(), Kind: kind, Paper: said(c, "paper"), Reason: said(c, "reason")}}
	if d, ok := register.ParseDay(said(c, "day")); ok && d.Precision == "" {
		act.Day = d.ISO
	}
	fields := []string{}
	switch kind {
	case register.KindNew, register.KindCorrect, register.KindSplit:
		fields = []string{"ma", "dien_thoai", "dia_chi"}
	case register.KindClass:
		fields = []string{"phanloai"}
	}
	for _, f := range fields {
		act.Values[f] = said(c, f)
	}
	if kind == register.KindClass && !slices.Contains(classes, act.Values["phanloai"]) {
		return act, schema.Invalid("phanloai", "Chưa chọn phân loại.", "Choose the class.")
	}
	for _, x := range c.PostFormArray("person") {
		id, err := wire.ParseID(x)
		if err != nil {
			return act, badField("person")
		}
		act.People = append(act.People, id)
	}
	if id, err := wire.ParseID(c.PostForm("head")); err == nil {
		act.Head = id
	}
	if err := a.readPeople(c, &act, hc); err != nil {
		return act, err
	}
	return act, a.readPlace(c, &act, h)
}

// readPeople reads the people of the form: new ones, or the fields and relations of those in the household.
func (a *Admin) readPeople(c *gin.Context, act *register.Act, hc *register.Case) error {
	read := func(key string) (map[string]string, error) {
		v := map[string]string{}
		for _, f := range memberFields {
			v[f] = said(c, f+"."+key)
		}
		birth := v["m_ngaysinh"]
		v["m_ns_dochinhxac"] = ""
		if birth != "" {
			d, ok := register.ParseDay(birth)
			if !ok {
				return nil, schema.Invalid("m_ngaysinh", "Ngày sinh “"+birth+"” chưa đúng. Ghi như 14/10/1985, 10/1985 hoặc 1985.",
					"The birth “"+birth+"” is no date. Write it as 14/10/1985, 10/1985 or 1985.")
			}
			v["m_ngaysinh"], v["m_ns_dochinhxac"] = d.ISO, d.Precision
		}
		if card := strings.ReplaceAll(v["m_cccd"], " ", ""); card != "" && !isCard(card) {
			return nil, schema.Invalid("m_cccd", "Số định danh “"+card+"” chưa đúng: phải có 12 chữ số.", "An identification number has 12 digits.")
		} else {
			v["m_cccd"] = card
		}
		return v, nil
	}
	switch act.Kind {
	case register.KindNew, register.KindJoin:
		for i := range 8 {
			key := strconv.Itoa(i)
			if said(c, "m_ten."+key) == "" {
				continue
			}
			v, err := read(key)
			if err != nil {
				return err
			}
			v["m_quanhe"], v["m_cutru"] = said(c, "rel."+key), "1"
			if v["m_quanhe"] == "" {
				v["m_quanhe"] = register.Unrelated
			}
			act.Rows = append(act.Rows, register.Row{ID: newID(), Values: v})
		}
	case register.KindCorrect:
		for _, m := range hc.Members {
			v, err := read(m.ID.String())
			if err != nil {
				return err
			}
			if v["m_ten"] == "" {
				return schema.Invalid("m_ten", "Họ tên không được trống.", "The name is empty.")
			}
			act.Rows = append(act.Rows, register.Row{ID: m.ID, Values: v})
		}
	default:
		for _, m := range hc.Members {
			if r := said(c, "rel."+m.ID.String()); slices.Contains(relations(), r) {
				act.Rows = append(act.Rows, register.Row{ID: m.ID, Values: map[string]string{"m_quanhe": r}})
			}
		}
	}
	return nil
}

func isCard(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// readPlace reads where the household or the people go.
func (a *Admin) readPlace(c *gin.Context, act *register.Act, h *schema.Household) error {
	scope := UserOf(c).Scope()
	switch act.Kind {
	case register.KindNew:
		act.Case = newID()
		fallthrough
	case register.KindVillage:
		area, err := wire.ParseID(c.PostForm("village"))
		if err != nil {
			return schema.Invalid("village", "Chưa chọn thôn.", "Choose the village.")
		}
		if !scope.Covers(area) {
			return schema.NotFound("Không có thôn này.", "There is no such village.")
		}
		if act.Kind == register.KindVillage && area == h.Area {
			return schema.Invalid("village", "Hộ đang ở thôn này.", "The household is in this village already.")
		}
		act.Area = area
	case register.KindSplit:
		act.Other = newID()
	case register.KindTransfer, register.KindMerge:
		code := said(c, "other")
		rows, _, err := a.Store.Households(c.Request.Context(), a.Workspace, store.HouseholdQuery{Scope: scope, Text: code, Limit: 200})
		if err != nil {
			return err
		}
		var found []schema.Household
		for _, x := range rows {
			if code != "" && strings.EqualFold(x.Code, code) && x.Case != h.Case {
				found = append(found, x)
			}
		}
		switch len(found) {
		case 0:
			return schema.Invalid("other", "Không có hộ nào mang số “"+code+"”. Ghi đúng số hộ như trong sổ.", "No household has the number “"+code+"”.")
		case 1:
			act.Other = found[0].Case
		default:
			return schema.Conflict("other", "Có nhiều hộ mang số “"+code+"”. Sửa số hộ cho khác nhau trước.", "Several households have the number “"+code+"”. Mend the numbers first.")
		}
	}
	return nil
}

// UndoHouseholdEvent reverses an event in every household that it changed.
func (a *Admin) UndoHouseholdEvent(c *gin.Context) {
	h, _, ok := a.household(c)
	if !ok {
		return
	}
	event, err := wire.ParseID(c.PostForm("event"))
	if err != nil {
		a.NotFound(c)
		return
	}
	cases, err := a.Store.EventCases(c.Request.Context(), a.Workspace, event)
	if err != nil {
		a.Fail(c, err)
		return
	}
	mine := false
	for _, x := range cases {
		o, err := a.Store.Household(c.Request.Context(), a.Workspace, x.Case)
		if err != nil {
			a.Fail(c, err)
			return
		}
		if !UserOf(c).Scope().Covers(o.Area) {
			a.NotFound(c)
			return
		}
		mine = mine || x.Case == h.Case
	}
	if !mine {
		a.NotFound(c)
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.Fail(c, schema.Invalid("reason", "Chưa ghi lý do hủy. Quay lại và ghi lý do.", "Say why it is undone."))
		return
	}
	if err := register.Reverse(c.Request.Context(), a.Store, a.Workspace, UserOf(c).ID, event, register.Event{ID: newID(), Reason: reason, Paper: said(c, "paper")}); err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/households/"+h.Case.String(), "flash.household_undone")
}

// AliasHousehold says that this household and another are one, entered twice; with end it says that they are not. Nothing is
// joined: both stay, and pages and tablets show them as one.
func (a *Admin) AliasHousehold(c *gin.Context) {
	h, _, ok := a.household(c)
	if !ok {
		return
	}
	ctx, reason := c.Request.Context(), said(c, "reason")
	if reason == "" {
		a.Fail(c, schema.Invalid("reason", "Chưa ghi lý do. Quay lại và ghi lý do.", "Give the reason."))
		return
	}
	var err error
	if end := c.PostForm("end"); end != "" {
		err = a.unalias(ctx, UserOf(c), h.Case, end, reason)
	} else if person := c.PostForm("person"); person != "" {
		err = a.aliasPerson(c, &h, person, reason)
	} else {
		act := register.Act{Case: h.Case, Event: register.Event{Kind: register.KindMerge}}
		if err = a.readPlace(c, &act, &h); err == nil {
			err = a.Store.Alias(ctx, a.Workspace, wire.Alias{What: wire.AliasCase, A: h.Case, B: act.Other}, UserOf(c).ID, reason)
		}
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/households/"+h.Case.String(), "flash.household")
}

func (a *Admin) unalias(ctx context.Context, u *schema.User, caseID wire.ID, end, reason string) error {
	all, err := a.Store.Aliases(ctx, a.Workspace)
	if err != nil {
		return err
	}
	for _, x := range all {
		if encodeDots([]wire.Dot{x.Dot}) == end && (x.CaseA == caseID || x.CaseB == caseID) {
			return a.Store.Unalias(ctx, a.Workspace, x.Dot, u.ID, reason)
		}
	}
	return schema.NotFound("", "")
}

func (a *Admin) do(c *gin.Context, act register.Act) error {
	return register.Do(c.Request.Context(), a.Store, a.Workspace, UserOf(c).ID, act, a.today())
}
