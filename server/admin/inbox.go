package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// PageRows is how many records a page of the inbox shows.
const PageRows = 50

// filter is what the address bar says about a list of records.
type filter struct {
	Queue   string // a schema.Queue, "state-…", or "" for all that waits
	Village wire.ID
	Text    string
	Page    int
	Round   wire.ID
}

func readFilter(c *gin.Context) filter {
	f := filter{Queue: c.Query("queue"), Text: c.Query("q"), Page: 1}
	f.Village, _ = wire.ParseID(c.Query("village")) // anything else means all
	f.Round, _ = wire.ParseID(c.Query("round"))
	if n, err := strconv.Atoi(c.Query("page")); err == nil && n > 1 && n < 100000 {
		f.Page = n
	}
	if len(f.Text) > 200 {
		f.Text = f.Text[:200]
	}
	return f
}

// query is the filter for an address, with some of it changed.
func (f filter) query(change map[string]string) string {
	q := url.Values{}
	set := func(k, v string) {
		if n, ok := change[k]; ok {
			v = n
		}
		if v != "" {
			q.Set(k, v)
		}
	}
	set("queue", f.Queue)
	village := ""
	if !f.Village.IsZero() {
		village = f.Village.String()
	}
	set("village", village)
	set("q", f.Text)
	page := ""
	if f.Page > 1 {
		page = strconv.Itoa(f.Page)
	}
	set("page", page)
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

type queueLink struct {
	Key     string
	Name    string
	Count   int
	Href    string
	Current bool
	Rule    bool // a line above
}

type inboxRow struct {
	schema.RecordRow
	Href      string
	AreaName  string
	Who       string
	StateName string
	StateTag  string // css class
	StateIcon string
}

type inboxView struct {
	Queues   []queueLink
	Rows     []inboxRow
	Areas    []schema.Area
	Village  string
	Queue    string
	Text     string
	From, To int
	Total    int
	Prev     string
	Next     string
	Name     string // of the queue shown
	Filtered bool
}

// round gives the round that pages show: the one asked for, else the newest that is open.
func (a *Admin) round(ctx context.Context, asked wire.ID) (schema.Round, error) {
	all, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		return schema.Round{}, err
	}
	for _, r := range all {
		if r.ID == asked || asked.IsZero() && r.Open {
			return r, nil
		}
	}
	if asked.IsZero() && len(all) > 0 {
		return all[0], nil
	}
	return schema.Round{}, nil
}

// base is the query of a filter without its queue.
func (a *Admin) base(c *gin.Context, f filter, round schema.Round) store.RecordQuery {
	q := a.scoped(c, store.RecordQuery{Round: round.ID, Text: f.Text})
	if !f.Village.IsZero() {
		if q.All || slices.Contains(q.Areas, f.Village) {
			q.All, q.Areas = false, []wire.ID{f.Village}
		} else {
			q.All, q.Areas = false, []wire.ID{{}} // not theirs: nothing
		}
	}
	return q
}

var stateFilters = map[string]schema.State{"state-returned": schema.StateReturned, "state-approved": schema.StateApproved,
	"state-draft": schema.StateDraft}

// list reads rows from..from+limit of a filter: of one queue, or of all in their order, what must be seen first before
// the rest.
func (a *Admin) list(ctx context.Context, q store.RecordQuery, queue string, counts map[schema.Queue]int, from, limit int) ([]schema.RecordRow, int, error) {
	if st, ok := stateFilters[queue]; ok {
		q.State, q.Limit, q.Offset, q.Sort = st, limit, from, store.SortNewest
		return a.Store.Records(ctx, a.Workspace, q)
	}
	if queue == "all" {
		q.Limit, q.Offset, q.Sort = limit, from, store.SortLabel
		return a.Store.Records(ctx, a.Workspace, q)
	}
	queues := schema.Queues
	if queue != "" {
		queues = []schema.Queue{schema.Queue(queue)}
	}
	var out []schema.RecordRow
	total := 0
	for _, k := range queues {
		n := counts[k]
		if start := max(0, from-total); start < n && len(out) < limit {
			q.Queue, q.Limit, q.Offset, q.Sort = k, limit-len(out), start, store.SortOldest
			rows, _, err := a.Store.Records(ctx, a.Workspace, q)
			if err != nil {
				return nil, 0, err
			}
			out = append(out, rows...)
		}
		total += n
	}
	return out, total, nil
}

// Inbox shows the queues and one page of records.
func (a *Admin) Inbox(c *gin.Context) {
	ctx, f := c.Request.Context(), readFilter(c)
	round, err := a.round(ctx, f.Round)
	if err != nil {
		a.Fail(c, err)
		return
	}
	q := a.base(c, f, round)
	counts, err := a.Store.QueueCounts(ctx, a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	states, err := a.Store.StateCounts(ctx, a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	rows, total, err := a.list(ctx, q, f.Queue, counts, (f.Page-1)*PageRows, PageRows)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "inbox", "title.inbox")
	b := inboxView{Queue: f.Queue, Text: f.Text, Total: total, From: min((f.Page-1)*PageRows+1, total), To: min(f.Page*PageRows, total),
		Filtered: f.Text != "" || !f.Village.IsZero()}
	if !f.Village.IsZero() {
		b.Village = f.Village.String()
	}
	scope := UserOf(c).Scope()
	for _, area := range names.areaList {
		if scope.Covers(area.ID) {
			b.Areas = append(b.Areas, area)
		}
	}
	b.Queues = a.queueLinks(v, f, counts, states)
	for _, l := range b.Queues {
		if l.Current {
			b.Name = l.Name
		}
	}
	for _, r := range rows {
		b.Rows = append(b.Rows, a.inboxRow(v, f, r, names))
	}
	if f.Page > 1 {
		b.Prev = "/inbox" + f.query(map[string]string{"page": strconv.Itoa(f.Page - 1)})
	}
	if b.To < total {
		b.Next = "/inbox" + f.query(map[string]string{"page": strconv.Itoa(f.Page + 1)})
	}
	v.Query, v.B = f.Text, b
	v.Mark, v.MarkURL = a.inboxMark(ctx, q), "/inbox/mark"+f.query(nil)
	a.render(c, http.StatusOK, "inbox", v)
}

func (a *Admin) queueLinks(v View, f filter, counts map[schema.Queue]int, states map[wire.ID]map[schema.State]int) []queueLink {
	waiting := 0
	for _, n := range counts {
		waiting += n
	}
	state := func(s schema.State) (n int) {
		for _, m := range states {
			n += m[s]
		}
		return n
	}
	all := 0
	for _, m := range states {
		for _, n := range m {
			all += n
		}
	}
	list := []queueLink{{Key: "", Count: waiting}}
	for _, k := range schema.Queues {
		list = append(list, queueLink{Key: string(k), Count: counts[k]})
	}
	list = append(list, queueLink{Key: "state-returned", Count: state(schema.StateReturned), Rule: true},
		queueLink{Key: "state-approved", Count: state(schema.StateApproved)},
		queueLink{Key: "state-draft", Count: state(schema.StateDraft)}, queueLink{Key: "all", Count: all})
	for i := range list {
		l := &list[i]
		l.Name = v.T("queue." + l.Key)
		l.Current = l.Key == f.Queue
		l.Href = "/inbox" + f.query(map[string]string{"queue": l.Key, "page": ""})
	}
	return list
}

func (a *Admin) inboxRow(v View, f filter, r schema.RecordRow, n *names) inboxRow {
	x := inboxRow{RecordRow: r, Href: "/records/" + r.ID.String() + f.query(map[string]string{"page": ""}),
		AreaName: n.area(r.Area), Who: n.user(r.User)}
	if x.Label == "" {
		x.Label = v.T("record.unnamed", r.Case.String()[:8])
	}
	x.StateName, x.StateTag, x.StateIcon = stateWords(v, r.State)
	return x
}

// stateWords gives the word, the tag's class and the mark of a state: shape first, then word, then colour.
func stateWords(v View, s schema.State) (word, tag, icon string) {
	word = v.T("state." + string(s))
	switch s {
	case schema.StateApproved:
		return word, "la", "approved"
	case schema.StateChanged:
		return word, "nghe", "changed"
	case schema.StateConflict:
		return word, "nghe", "conflict"
	case schema.StateReturned:
		return word, "nghe", "returned"
	case schema.StateFixed:
		return word, "muc", "returned"
	case schema.StateReceived:
		return word, "muc", ""
	}
	return word, "", ""
}

// inboxMark is a short text that changes when the list would.
func (a *Admin) inboxMark(ctx context.Context, q store.RecordQuery) string {
	q.Limit, q.Sort = 1, store.SortNewest
	rows, total, err := a.Store.Records(ctx, a.Workspace, q)
	if err != nil {
		return ""
	}
	mark := strconv.Itoa(total)
	for _, r := range rows {
		mark += "-" + strconv.FormatUint(r.UpdatedSrv, 10)
	}
	return mark
}

// InboxMark answers the page's question whether there is something new.
func (a *Admin) InboxMark(c *gin.Context) {
	f := readFilter(c)
	round, err := a.round(c.Request.Context(), f.Round)
	if err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"mark": a.inboxMark(c.Request.Context(), a.base(c, f, round))})
}

// names turns ids into what people read.
type names struct {
	users    map[wire.ID]string
	areas    map[wire.ID]string
	devices  map[wire.ID]schema.Device
	areaList []schema.Area
}

func (a *Admin) names(ctx context.Context) (*names, error) {
	n := &names{users: map[wire.ID]string{}, areas: map[wire.ID]string{}, devices: map[wire.ID]schema.Device{}}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		n.users[u.ID] = u.Name
	}
	if n.areaList, err = a.Store.Areas(ctx, a.Workspace); err != nil {
		return nil, err
	}
	for _, x := range n.areaList {
		n.areas[x.ID] = x.Label
	}
	devices, err := a.Store.Devices(ctx, a.Workspace)
	for _, d := range devices {
		n.devices[d.Writer] = d
	}
	return n, err
}

func (n *names) user(id wire.ID) string { return n.users[id] }
func (n *names) area(id wire.ID) string { return n.areas[id] }

// device is what a person calls the tablet, or the office for the server's own writer.
func (n *names) device(v View, w wire.ID) string {
	d, ok := n.devices[w]
	switch {
	case !ok || d.Owner:
		return v.T("device.office")
	case d.Name == "":
		return v.T("device.unnamed", w.String()[:6])
	}
	return d.Name
}
