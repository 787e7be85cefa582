package admin

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// moveColumn is a column of the account: moves of some codes, in or out.
type moveColumn struct {
	Key   string
	In    bool
	Codes []poverty.MoveCode
}

// moveColumns are those of a class, in order. Every code stands in one column; a test holds it.
func moveColumns(class string) []moveColumn {
	from, down := poverty.InFromNear, poverty.OutToNear
	if class == schema.ClassNearPoor {
		from, down = poverty.InFromPoor, poverty.OutToPoor
	}
	return []moveColumn{
		{"tai", true, []poverty.MoveCode{poverty.InAgain}},
		{"phat_sinh", true, []poverty.MoveCode{poverty.InNew}},
		{string(from), true, []poverty.MoveCode{from}},
		{"den", true, []poverty.MoveCode{poverty.InArrived, poverty.InVillage, poverty.InSplit, poverty.InMerged}},
		{string(down), false, []poverty.MoveCode{down}},
		{"thoat", false, []poverty.MoveCode{poverty.OutEscaped}},
		{"di", false, []poverty.MoveCode{poverty.OutEnded, poverty.OutLeft, poverty.OutVillage, poverty.OutMerged, poverty.OutSplit}},
		{"khong_ro", false, []poverty.MoveCode{poverty.OutUnclear}},
	}
}

// between are moves between villages: they do not count in the whole commune.
func between(code poverty.MoveCode) bool {
	return code == poverty.InVillage || code == poverty.OutVillage
}

// moveSum is one row of the account.
type moveSum struct {
	Area       string // "*" the whole commune, "?" not known
	Name       string
	Cell       poverty.Cell
	Columns    []int
	Households int // denominator; 0: not entered
	Rate       string
	Source     string
}

// Right says that the row balances and that its columns add up to it.
func (r *moveSum) Right(columns []moveColumn) bool {
	in, out := 0, 0
	for i, n := range r.Columns {
		if columns[i].In {
			in += n
		} else {
			out += n
		}
	}
	return r.Cell.Balanced() && in == r.Cell.In && out == r.Cell.Out
}

type moveView struct {
	*tableView
	M          *store.Movements
	Class      string
	Old        bool
	All        *moveSum // the whole commune, or the villages that the user sees
	Ins, Outs  []fact   // what stands under the sums: "tái nghèo", "1"
	Balanced   bool
	BeforeRate string // as people read them
	AfterRate  string
	Homes      string
	Asof       string
	Head       string
	Reviewed   int
	Of         int
	Lacking    []string // villages without a denominator
	Sources    []string
	Waiting    *link // households not reviewed yet
	MayDo      bool
	Whole      bool
	Next       []link // what can be done: recognise, enter denominators, close
}

// account reads the figures of the page's query.
func (a *Admin) account(c *gin.Context) (*store.Movements, []schema.Round, error) {
	r, all, err := a.roundOfQuery(c)
	if err != nil {
		return nil, nil, err
	}
	m, err := a.Store.Movements(c.Request.Context(), a.Workspace, store.MovementQuery{Round: r.ID, Code: codeOf(c, &r), OldUnits: c.Query("units") == "old", Today: a.today()})
	return m, all, err
}

func classOfQuery(c *gin.Context) string {
	if c.Query("class") == schema.ClassNearPoor {
		return schema.ClassNearPoor
	}
	return schema.ClassPoor
}

// sums makes the rows of an account for a class in the order of the villages, and the row of all; only areas of the scope.
func sums(m *store.Movements, class string, n *names, scope schema.Scope, people map[wire.ID]schema.Population, unknown, whole string) ([]moveSum, moveSum) {
	columns := moveColumns(class)
	covers := func(area string) bool {
		x, err := wire.ParseID(area)
		return scope.All || err == nil && scope.Covers(x)
	}
	count := func(area string) []int {
		out := make([]int, len(columns))
		for _, l := range m.Lines {
			if l.Class != class || area != poverty.WholeCommune && l.Area != area || area == poverty.WholeCommune && (between(l.Code) && scope.All || !covers(l.Area)) {
				continue
			}
			for i := range columns {
				if columns[i].In == l.In && slices.Contains(columns[i].Codes, l.Code) {
					out[i]++
				}
			}
		}
		return out
	}
	var rows []moveSum
	total := moveSum{Area: poverty.WholeCommune, Name: whole}
	for area, cells := range m.Balance {
		if area == poverty.WholeCommune || !covers(area) {
			continue
		}
		row := moveSum{Area: area, Name: unknown, Cell: cells[class], Columns: count(area)}
		if x, err := wire.ParseID(area); err == nil {
			row.Name = n.area(x)
			row.Households, row.Source = people[x].Households, people[x].Source
		}
		if area == poverty.NoUnit && row.Cell == (poverty.Cell{}) {
			continue
		}
		row.Rate = rate(row.Cell.Close, row.Households)
		total.Cell.Open += row.Cell.Open
		total.Cell.In += row.Cell.In
		total.Cell.Out += row.Cell.Out
		total.Cell.Close += row.Cell.Close
		total.Cell.Pending += row.Cell.Pending
		total.Households += row.Households
		rows = append(rows, row)
	}
	at := map[string]int{}
	for i, x := range n.areaList {
		at[x.ID.String()] = i + 1
	}
	slices.SortFunc(rows, func(x, y moveSum) int {
		return cmp.Or(cmp.Compare(boolInt(at[x.Area] == 0), boolInt(at[y.Area] == 0)), cmp.Compare(at[x.Area], at[y.Area]), cmp.Compare(x.Area, y.Area))
	})
	if scope.All {
		total.Cell = m.Balance[poverty.WholeCommune][class]
	}
	total.Columns = count(poverty.WholeCommune)
	total.Rate = rate(total.Cell.Close, total.Households)
	return rows, total
}

// rate is a share in percent with two decimals, canonical; "" where there is nothing to share by.
func rate(n, of int) string {
	if of <= 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", 100*float64(n)/float64(of))
}

// pendingIn counts the households of the list of poor and near-poor that a round has not settled; none where no rule set
// judges it.
func (a *Admin) pendingIn(ctx context.Context, r *schema.Round) (int, error) {
	if len(r.Rules) == 0 || r.Previous.IsZero() {
		return 0, nil
	}
	m, err := a.Store.Movements(ctx, a.Workspace, store.MovementQuery{Round: r.ID, Today: a.today()})
	if err != nil {
		return 0, err
	}
	return len(m.PendingIn(schema.ClassPoor)) + len(m.PendingIn(schema.ClassNearPoor)), nil
}

func showRate(s string) string { return strings.Replace(s, ".", ",", 1) }

// Movements shows who became and ceased to be poor between two rounds, by village.
func (a *Admin) Movements(c *gin.Context) {
	ctx := c.Request.Context()
	m, rounds, err := a.account(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	now, err := a.Store.Populations(ctx, a.Workspace, m.ClosingDay)
	if err != nil {
		a.Fail(c, err)
		return
	}
	then, err := a.Store.Populations(ctx, a.Workspace, m.OpeningDay)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "movements", "mv.title")
	b := a.moveView(c, v, m, rounds, n, now)
	before := 0
	for x, p := range then {
		if UserOf(c).Scope().Covers(x) {
			before += p.Households
		}
	}
	b.BeforeRate = showRate(rate(b.All.Cell.Open, before))
	if kind := c.Param("file"); kind != "" {
		_, ext := fileKind(kind)
		if ext == "" {
			a.NotFound(c)
			return
		}
		a.sendTable(c, ext, "dien-bien-"+b.Class, b.Table)
		return
	}
	v.Title = b.Head
	v.B = b
	a.render(c, http.StatusOK, "movements", v)
}

func (a *Admin) moveView(c *gin.Context, v View, m *store.Movements, rounds []schema.Round, n *names, people map[wire.ID]schema.Population) *moveView {
	class := classOfQuery(c)
	scope := UserOf(c).Scope()
	whole := v.T("mv.whole")
	if !scope.All {
		whole = v.T("mv.mine")
	}
	rows, all := sums(m, class, n, scope, people, v.T("mv.unknown_unit"), whole)
	columns := moveColumns(class)
	b := &moveView{tableView: &tableView{Query: with(c.Request.URL.Query(), "", "")}, M: m, Class: class, Old: c.Query("units") == "old", All: &all, Balanced: all.Right(columns),
		Reviewed: m.Reviewed, MayDo: v.Can(string(schema.PermClasses)), Whole: scope.All}
	b.AfterRate, b.Homes = showRate(all.Rate), v.Number(all.Households)
	b.Head = v.T("mv.head."+class, m.Previous.Label, m.Round.Label)
	q := url.Values{"round": {m.Round.ID.String()}}
	if b.Old {
		q.Set("units", "old")
	}
	if m.Code != "" {
		q.Set("rules", m.Code)
	}
	base := url.Values{}
	for k, x := range q {
		base[k] = x
	}
	q.Set("class", class)
	t := &report.Table{Code: "", Title: b.Head, Asof: m.ClosingDay, Sample: m.Sample, Unit: v.T("mv.unit")}
	t.Columns = append(t.Columns, report.Column{Key: "thon", Label: v.T("cls.village")}, report.Column{Key: "dau", Label: v.T("mv.open"), Kind: report.Count})
	for _, x := range columns {
		group := v.T("mv.out")
		if x.In {
			group = v.T("mv.in")
		}
		t.Columns = append(t.Columns, report.Column{Key: x.Key, Group: group, Label: v.T("mv." + x.Key), Kind: report.Count})
	}
	t.Columns = append(t.Columns, report.Column{Key: "cho", Label: v.T("mv.pending"), Kind: report.Count}, report.Column{Key: "cuoi", Label: v.T("mv.close"), Kind: report.Count},
		report.Column{Key: "ho", Label: v.T("mv.households"), Kind: report.Count}, report.Column{Key: "tyle", Label: v.T("mv.rate"), Kind: report.Share})
	line := func(r *moveSum) report.Line {
		cell := func(key string, n int) report.Cell {
			x := report.Cell{Value: strconv.Itoa(n)}
			if n > 0 {
				x.Link = "/movements/households" + with(with2(q, "village", r.Area), "cell", key)
			}
			return x
		}
		l := report.Line{Total: r.Area == poverty.WholeCommune, Cells: []report.Cell{{Value: r.Name}, cell("open", r.Cell.Open)}}
		for i, x := range columns {
			l.Cells = append(l.Cells, cell(x.Key+inOut(x.In), r.Columns[i]))
		}
		homes := report.Cell{Value: ""}
		if r.Households > 0 {
			homes.Value = strconv.Itoa(r.Households)
		}
		l.Cells = append(l.Cells, cell("pending", r.Cell.Pending), cell("close", r.Cell.Close), homes, report.Cell{Value: r.Rate})
		return l
	}
	for i := range rows {
		b.Balanced = b.Balanced && rows[i].Right(columns)
		t.Rows = append(t.Rows, line(&rows[i]))
		if rows[i].Households == 0 && rows[i].Area != poverty.NoUnit {
			b.Lacking = append(b.Lacking, rows[i].Name)
		}
		if s := rows[i].Source; s != "" && !slices.Contains(b.Sources, s) {
			b.Sources = append(b.Sources, s)
		}
	}
	t.Rows = append(t.Rows, line(&all))
	b.Table, b.Groups = t, groupsOf(t)
	for i, x := range columns {
		if all.Columns[i] > 0 {
			f := fact{v.T("mv.small." + x.Key), strconv.Itoa(all.Columns[i])}
			if x.In {
				b.Ins = append(b.Ins, f)
			} else {
				b.Outs = append(b.Outs, f)
			}
		}
	}
	b.Asof = v.Day(m.ClosingDay)
	b.Filters = []tableFilter{roundFilter(v, rounds, m.Round.ID)}
	if len(m.Round.Rules) > 1 {
		b.Filters = append(b.Filters, rulesFilter(v, &m.Round, m.Code))
	}
	b.Filters = append(b.Filters, tableFilter{Name: "units", Label: v.T("mv.units"), Options: []picked{{"", v.T("mv.units_new"), !b.Old}, {"old", v.T("mv.units_old"), b.Old}}},
		tableFilter{Name: "class", Label: v.T("cls.class"), Options: []picked{{schema.ClassPoor, className(v, schema.ClassPoor), class == schema.ClassPoor}, {schema.ClassNearPoor, className(v, schema.ClassNearPoor), class == schema.ClassNearPoor}}})
	b.Files = "?" + q.Encode()
	if all.Cell.Pending > 0 {
		b.Waiting = &link{"/movements/households" + with(with2(q, "village", poverty.WholeCommune), "cell", "pending"), v.T("mv.waiting", all.Cell.Pending)}
	}
	return b
}

func inOut(in bool) string {
	if in {
		return ".in"
	}
	return ".out"
}

func with2(q url.Values, key, value string) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	out.Set(key, value)
	return out
}

// MovementHouseholds lists the households behind a figure of the account.
func (a *Admin) MovementHouseholds(c *gin.Context) {
	ctx := c.Request.Context()
	m, _, err := a.account(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "movements", "mv.list_title")
	class, cell, village := classOfQuery(c), c.Query("cell"), c.Query("village")
	if village == "" {
		village = poverty.WholeCommune
	}
	scope := UserOf(c).Scope()
	picked := a.pickMoves(m, class, cell, village, scope)
	where := v.T("mv.whole")
	if x, err := wire.ParseID(village); err == nil {
		where = n.area(x)
	} else if village == poverty.NoUnit {
		where = v.T("mv.unknown_unit")
	}
	t := &report.Table{Title: v.T("mv.list_head", className(v, class), cellWord(v, cell), where), Asof: m.ClosingDay, Sample: m.Sample,
		Columns: []report.Column{{Key: "ma", Label: v.T("hh.code")}, {Key: "chuho", Label: v.T("hh.head")}, {Key: "thon", Label: v.T("cls.village")},
			{Key: "tu", Label: v.T("mv.from_class")}, {Key: "den", Label: v.T("mv.to_class")}, {Key: "viec", Label: v.T("mv.what")}}}
	for _, p := range picked {
		h := m.Households[p.key]
		before, after := m.Open[p.key], m.Close[p.key]
		to := classWord(v, after.Class)
		switch {
		case after.Household == "":
			to = v.T("mv.not_here")
		case after.Pending:
			to = v.T("mv.pending")
		}
		from := classWord(v, before.Class)
		if before.Household == "" {
			from = v.T("mv.not_here")
		}
		code := report.Cell{Value: h.Code, Link: "/households/" + h.Case.String()}
		if !scope.Covers(h.Area) {
			code.Link = ""
		}
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{code, {Value: h.Head}, {Value: n.area(h.Area)}, {Value: from}, {Value: to}, {Value: moveWord(v, p.line)}}})
	}
	if file := c.Param("file"); file != "" {
		_, ext := fileKind(file)
		if ext == "" {
			a.NotFound(c)
			return
		}
		a.sendTable(c, ext, "dien-bien-ho", t)
		return
	}
	q := c.Request.URL.Query()
	q.Del("village")
	q.Del("cell")
	v.B = &tableView{Table: t, Sub: v.T("mv.list_sub", m.Previous.Label, m.Round.Label, len(picked)), Files: "/movements/households", Query: with(c.Request.URL.Query(), "", ""),
		Back: &link{"/movements" + with(q, "", ""), v.T("mv.back")}, Empty: v.T("mv.list_none")}
	v.Title = t.Title
	a.render(c, http.StatusOK, "class_table", v)
}

// pickedMove is a household of a list, with the move that brought it there.
type pickedMove struct {
	key  string
	line *poverty.MoveLine
}

// pickMoves gives the households behind a figure, by village and number.
func (a *Admin) pickMoves(m *store.Movements, class, cell, village string, scope schema.Scope) []pickedMove {
	covers := func(area string) bool {
		x, err := wire.ParseID(area)
		return (scope.All || err == nil && scope.Covers(x)) && (village == poverty.WholeCommune || village == area)
	}
	var out []pickedMove
	switch cell {
	case "open":
		for k, s := range m.Open {
			if s.Class == class && covers(m.OpenAt(k)) {
				out = append(out, pickedMove{key: k})
			}
		}
	case "close":
		for k, s := range m.Close {
			if s.Class == class && !s.Pending && covers(m.CloseAt(k)) {
				out = append(out, pickedMove{key: k})
			}
		}
	case "pending":
		for _, k := range m.PendingIn(class) {
			if covers(m.CloseAt(k)) {
				out = append(out, pickedMove{key: k})
			}
		}
	default:
		for _, x := range moveColumns(class) {
			if x.Key+inOut(x.In) != cell {
				continue
			}
			for i := range m.Lines {
				l := &m.Lines[i]
				if l.Class == class && l.In == x.In && slices.Contains(x.Codes, l.Code) && covers(l.Area) && !(village == poverty.WholeCommune && scope.All && between(l.Code)) {
					out = append(out, pickedMove{l.Household, l})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y pickedMove) int {
		return cmp.Or(cmp.Compare(m.Households[x.key].Code, m.Households[y.key].Code), cmp.Compare(x.key, y.key))
	})
	return out
}

func cellWord(v View, cell string) string {
	switch cell {
	case "open", "close", "pending":
		return v.T("mv." + cell)
	}
	key, _ := cellKey(cell)
	if s := v.T("mv." + key); s != "mv."+key {
		return s
	}
	return ""
}

func cellKey(s string) (string, string) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func moveWord(v View, l *poverty.MoveLine) string {
	if l == nil {
		return ""
	}
	return v.T("move." + strings.TrimPrefix(inOut(l.In), ".") + "." + string(l.Code))
}
