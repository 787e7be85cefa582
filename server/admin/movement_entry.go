package admin

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// entryField is a column as the form shows it.
type entryField struct {
	Code, Label, Hint, Type string
	Required                bool
	Value                   string // as it is typed
	Shown                   entryCell
	Options                 []entryOption
	Problem                 string
}

type entryOption struct {
	Value, Label string
	Selected     bool
}

type entryVersion struct {
	N       int
	Who     string
	When    string
	Reason  string
	Removed bool
	Changes []string
}

type entryHouse struct {
	Code, Head, Class, Href string
}

type entryFileRow struct {
	Name, Href, Size string
	Hash             string
}

type entryPage struct {
	Kind     *emulation.Kind
	Label    string
	One      string
	Entry    schema.Entry
	New      bool
	Write    bool
	Fields   []entryField
	Areas    []schema.Area
	Commune  bool // the person may choose the whole commune
	Year     string
	Houses   string // heading; "" none
	Codes    string // numbers of the households as typed
	List     []entryHouse
	Hidden   int // households outside the person's areas
	Files    []entryFileRow
	Standing emulation.Standing
	History  []entryVersion
	AreaName string
	Problems []string
	Reason   string
}

// maxEvidence is the largest file that proves an entry, in bytes.
const maxEvidence = schema.MaxBlobBytes

// entryParam finds the entry of the address in the person's areas; the answer is given already when there is none.
func (a *Admin) entryParam(c *gin.Context) (*emulation.Kind, schema.Entry, bool) {
	k, ok := a.kindParam(c)
	if !ok {
		return nil, schema.Entry{}, false
	}
	id, err := wire.ParseID(c.Param("entry"))
	if err != nil {
		a.NotFound(c)
		return nil, schema.Entry{}, false
	}
	e, err := a.Store.Entry(c.Request.Context(), a.Workspace, id)
	if err == nil && (e.Kind != k.Code || !UserOf(c).Scope().Covers(e.Area)) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		a.Fail(c, err)
		return nil, e, false
	}
	return k, e, true
}

// NewEntry shows the form of a new entry; the address may fill in some of it.
func (a *Admin) NewEntry(c *gin.Context) {
	k, ok := a.kindParam(c)
	if !ok {
		return
	}
	e := schema.Entry{Kind: k.Code, Year: a.yearOf(c), Values: map[string]string{}}
	if s := UserOf(c).Scope(); !s.All && len(s.Areas) == 1 {
		e.Area = s.Areas[0]
	}
	a.entryForm(c, http.StatusOK, k, e, true, nil, nil)
}

// Entry shows an entry with its households, files and history.
func (a *Admin) Entry(c *gin.Context) {
	if k, e, ok := a.entryParam(c); ok {
		a.entryForm(c, http.StatusOK, k, e, false, nil, nil)
	}
}

// typedEntry is what was typed in the form, to be shown again.
type typedEntry struct {
	get    func(string) string
	codes  string
	year   string
	reason string
}

func (a *Admin) entryForm(c *gin.Context, status int, k *emulation.Kind, e schema.Entry, isNew bool, typed *typedEntry, problems []*schema.Error) {
	v := a.view(c, "movement", "movement.title")
	w, err := a.entryWords(c, k, []schema.Entry{e})
	if err != nil {
		a.Fail(c, err)
		return
	}
	b := entryPage{Kind: k, Label: k.Label.In(v.Lang), One: k.One.In(v.Lang), Entry: e, New: isNew, Write: v.Can(string(schema.PermMovementWrite)) && !e.Removed,
		Areas: ownAreas(c, w.names.areaList), Commune: UserOf(c).Scope().All, Year: strconv.Itoa(e.Year), Houses: k.Houses.In(v.Lang),
		Standing: emulation.StandingOn(a.today(), e.Due, e.Done), AreaName: entryArea(v, w.names, &e)}
	v.Title = e.Title
	if isNew {
		v.Title = v.T("movement.new", b.One)
	}
	wrong := map[string]string{}
	for _, p := range problems {
		text := pick(v.Lang, p.Vi, p.En)
		wrong[p.Field] = text
		b.Problems = append(b.Problems, text)
	}
	var codes []string
	for _, h := range e.Households {
		x, ok := w.houses[h]
		if !ok {
			b.Hidden++
			continue
		}
		codes = append(codes, x.Code)
		row := entryHouse{Code: x.Code, Head: x.Head, Href: "/households/" + x.Case.String()}
		if x.Class != "" {
			row.Class = v.T("class." + x.Class)
		}
		b.List = append(b.List, row)
	}
	if b.Codes = strings.Join(codes, ", "); typed != nil {
		b.Codes, b.Year, b.Reason = typed.codes, typed.year, typed.reason
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		x := entryField{Code: f.Code, Label: f.Label.In(v.Lang), Hint: f.Hint.In(v.Lang), Type: string(f.Type), Required: f.Required, Problem: wrong[f.Code],
			Shown: w.cell(v, f, e.Values[f.Code])}
		switch x.Value = e.Values[f.Code]; f.Type {
		case emulation.TypeDate, emulation.TypeMoney, emulation.TypeNumber:
			x.Value = x.Shown.Text
		case emulation.TypeHouse:
			if id, err := wire.ParseID(x.Value); err == nil {
				x.Value = w.houses[id].Code
			}
		}
		if typed != nil {
			x.Value = typed.get(f.Code)
		}
		if x.Options, err = a.entryOptions(c, v, f, x.Value); err != nil {
			a.Fail(c, err)
			return
		}
		b.Fields = append(b.Fields, x)
	}
	for _, f := range e.Files {
		b.Files = append(b.Files, entryFileRow{Name: f.Name, Href: entryHref(&e) + "/files/" + f.Hash.String(), Size: fileSize(f.Size), Hash: f.Hash.String()})
	}
	if !isNew {
		if b.History, err = a.entryHistory(c, v, k, e.ID); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, status, "movement_entry", v)
}

// entryOptions lists what a choice offers.
func (a *Admin) entryOptions(c *gin.Context, v View, f *emulation.Field, value string) ([]entryOption, error) {
	var out []entryOption
	switch f.Type {
	case emulation.TypeChoice:
		for _, x := range f.Choices {
			out = append(out, entryOption{x.Code, x.Label.In(v.Lang), x.Code == value})
		}
	case emulation.TypeEntry:
		list, _, err := a.Store.Entries(c.Request.Context(), a.Workspace, store.EntryQuery{Scope: namedScope(c), Kind: f.Of, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			out = append(out, entryOption{e.ID.String(), e.Title, e.ID.String() == value})
		}
		slices.SortStableFunc(out, func(x, y entryOption) int { return strings.Compare(schema.Fold(x.Label), schema.Fold(y.Label)) })
	}
	return out, nil
}

// entryHistory says what each version changed, the newest first.
func (a *Admin) entryHistory(c *gin.Context, v View, k *emulation.Kind, id wire.ID) ([]entryVersion, error) {
	list, err := a.Store.EntryVersions(c.Request.Context(), a.Workspace, id)
	if err != nil {
		return nil, err
	}
	w, err := a.entryWords(c, k, list)
	if err != nil {
		return nil, err
	}
	var out []entryVersion
	for i := range list {
		e := &list[i]
		row := entryVersion{N: e.Version, Who: w.names.user(e.By), When: v.When(e.At), Reason: e.Reason, Removed: e.Removed}
		if i+1 < len(list) {
			was := &list[i+1]
			change := func(label, from, to string) {
				if from != to {
					row.Changes = append(row.Changes, v.T("movement.changed", label, dash(from), dash(to)))
				}
			}
			for j := range k.Fields {
				f := &k.Fields[j]
				change(f.Label.In(v.Lang), w.cell(v, f, was.Values[f.Code]).Text, w.cell(v, f, e.Values[f.Code]).Text)
			}
			change(v.T("movement.year"), strconv.Itoa(was.Year), strconv.Itoa(e.Year))
			change(v.T("col.village"), w.names.area(was.Area), w.names.area(e.Area))
			if !slices.Equal(was.Households, e.Households) {
				change(k.Houses.In(v.Lang), strconv.Itoa(len(was.Households)), strconv.Itoa(len(e.Households)))
			}
			change(v.T("movement.files"), strconv.Itoa(len(was.Files)), strconv.Itoa(len(e.Files)))
		}
		out = append(out, row)
	}
	return out, nil
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// fileSize is the size of a file as people read it.
func fileSize(n uint64) string {
	if n < 1<<20 {
		return strconv.FormatUint(max(n>>10, 1), 10) + " kB"
	}
	return groupDigits(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64)) + " MB"
}

// findHouse finds a household of the person's areas by its number.
func (a *Admin) findHouse(c *gin.Context, code string) (schema.Household, error) {
	list, _, err := a.Store.Households(c.Request.Context(), a.Workspace, store.HouseholdQuery{Scope: UserOf(c).Scope(), State: store.HouseholdsAll, Text: code, Limit: 200})
	if err != nil {
		return schema.Household{}, err
	}
	for _, h := range list {
		if strings.EqualFold(h.Code, code) {
			return h, nil
		}
	}
	return schema.Household{}, schema.Invalid("", "Không có hộ mã “"+code+"” trong địa bàn của anh/chị. Xem mã ở Sổ hộ.", "There is no household “"+code+"” in your areas. Its number stands in the register.")
}

// readEntry reads the form into an entry. Every mistake is told.
func (a *Admin) readEntry(c *gin.Context, k *emulation.Kind, e *schema.Entry) (*typedEntry, []*schema.Error, error) {
	if err := register.CatchUp(c.Request.Context(), a.Store, a.Workspace); err != nil {
		return nil, nil, err
	}
	typed := &typedEntry{get: func(code string) string { return c.PostForm("f." + code) }, codes: c.PostForm("households"), year: c.PostForm("year"), reason: said(c, "reason")}
	var wrong []*schema.Error
	add := func(field string, err error) error {
		var x *schema.Error
		if !asSchema(err, &x) || x.Code == schema.CodeInternal {
			return err
		}
		wrong = append(wrong, &schema.Error{Code: x.Code, Field: field, Vi: x.Vi, En: x.En})
		return nil
	}
	found := map[string]string{} // household columns: what was typed, as an id
	titles := map[string]string{}
	for i := range k.Fields {
		f := &k.Fields[i]
		code := schema.Clean(typed.get(f.Code))
		if f.Type != emulation.TypeHouse || code == "" {
			continue
		}
		h, err := a.findHouse(c, code)
		if err != nil {
			if err := add(f.Code, err); err != nil {
				return nil, nil, err
			}
			found[f.Code] = code // not empty: said once
			continue
		}
		found[f.Code], titles[f.Code] = h.Case.String(), h.Code+" "+h.Head
	}
	values, mistakes := k.Read(func(code string) string {
		if x, ok := found[code]; ok {
			return x
		}
		return typed.get(code)
	})
	wrong = append(wrong, mistakes...)
	e.Values = values
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Type != emulation.TypeEntry || values[f.Code] == "" {
			continue
		}
		id, err := wire.ParseID(values[f.Code])
		if err == nil {
			var o schema.Entry
			if o, err = a.Store.Entry(c.Request.Context(), a.Workspace, id); err == nil && o.Kind != f.Of {
				err = schema.NotFound("", "")
			}
		}
		if err != nil {
			wrong = append(wrong, schema.Invalid(f.Code, "“"+f.Label.Vi+"”: chọn một mục có sẵn.", "“"+f.Label.En+"”: choose one of the items offered."))
		}
	}
	n, err := strconv.Atoi(strings.TrimSpace(typed.year))
	if err != nil || n < 2000 || n > 2100 {
		wrong = append(wrong, schema.Invalid("year", "Năm phải từ 2000 đến 2100.", "The year must be between 2000 and 2100."))
	}
	e.Year = n
	e.Area = wire.ID{}
	if s := c.PostForm("village"); s != "" {
		if e.Area, err = wire.ParseID(s); err != nil {
			e.Area = wire.ID{15: 1}
		}
	}
	if !UserOf(c).Scope().Covers(e.Area) {
		wrong = append(wrong, schema.Invalid("village", "Chọn thôn trong địa bàn của anh/chị.", "Choose a village of your areas."))
	}
	if k.Houses.Vi != "" {
		kept := e.Households
		e.Households = nil
		for _, h := range kept { // those of other areas stay: the person can not see them
			if x, err := a.Store.Household(c.Request.Context(), a.Workspace, h); err == nil && !UserOf(c).Scope().Covers(x.Area) {
				e.Households = append(e.Households, h)
			}
		}
		for _, code := range strings.FieldsFunc(typed.codes, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }) {
			if code = schema.Clean(code); code == "" {
				continue
			}
			h, err := a.findHouse(c, code)
			if err != nil {
				if err := add("households", err); err != nil {
					return nil, nil, err
				}
				continue
			}
			e.Households = append(e.Households, h.Case)
		}
	}
	k.Fill(e)
	if t := titles[k.Title]; t != "" {
		e.Title = t
	}
	return typed, wrong, nil
}

// SaveNewEntry writes a new entry.
func (a *Admin) SaveNewEntry(c *gin.Context) {
	k, ok := a.kindParam(c)
	if !ok {
		return
	}
	e := schema.Entry{Kind: k.Code}
	if _, err := rand.Read(e.ID[:]); err != nil {
		a.Fail(c, err)
		return
	}
	a.saveEntry(c, k, e, 0)
}

// SaveEntry writes the next version of an entry, with the reason of the change.
func (a *Admin) SaveEntry(c *gin.Context) {
	k, e, ok := a.entryParam(c)
	if !ok {
		return
	}
	base, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		base = -1
	}
	a.saveEntry(c, k, e, base)
}

func (a *Admin) saveEntry(c *gin.Context, k *emulation.Kind, e schema.Entry, base int) {
	was := e
	typed, wrong, err := a.readEntry(c, k, &e)
	if err == nil && len(wrong) == 0 {
		err = a.Store.PutEntry(c.Request.Context(), a.Workspace, &e, base, typed.reason, UserOf(c).ID)
	}
	var x *schema.Error
	if asSchema(err, &x) && x.Code != schema.CodeInternal {
		wrong, err = append(wrong, x), nil
	}
	switch {
	case err != nil:
		a.Fail(c, err)
	case len(wrong) > 0:
		was.Kind = k.Code
		a.entryForm(c, http.StatusUnprocessableEntity, k, was, base == 0, typed, wrong)
	default:
		a.back(c, entryHref(&e), "flash.entry_saved")
	}
}

// RemoveEntry takes an entry out of its register, with a reason; its versions stay.
func (a *Admin) RemoveEntry(c *gin.Context) {
	_, e, ok := a.entryParam(c)
	if !ok {
		return
	}
	e.Removed = c.PostForm("back") != "1"
	if err := a.Store.PutEntry(c.Request.Context(), a.Workspace, &e, e.Version, said(c, "reason"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, entryHref(&e), map[bool]string{true: "flash.entry_removed", false: "flash.entry_back"}[e.Removed])
}
