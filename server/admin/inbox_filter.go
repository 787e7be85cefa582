package admin

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/unicode/norm"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// PageRows is how many records a page of the inbox shows.
const PageRows = 50

// filter is what the address bar says about a list of records. Texts that are no filter mean all.
type filter struct {
	Queue     string // a schema.Queue, "state-…", "twins", "moved", "all", or "" for all that waits
	Village   wire.ID
	Round     wire.ID
	Collector wire.ID
	Form      string
	Text      string
	From, To  string // days of the visit, 2026-10-14
	Kind      string // of a violation
	Result    string
	Sort      string // "" is the order of the queue
	Page      int
}

// filterKeys are the names in the address, in the order in which they stand there.
var filterKeys = []string{"queue", "q", "village", "collector", "round", "form", "from", "to", "kind", "result", "sort"}

func readFilter(c *gin.Context) filter { return filterOf(c.Request.URL.Query()) }

func filterOf(v url.Values) filter {
	text := func(k string) string { return clipped(v.Get(k), 200) }
	f := filter{Queue: text("queue"), Text: text("q"), Form: text("form"), Kind: text("kind"), Result: text("result"), Sort: text("sort"),
		From: text("from"), To: text("to"), Page: 1}
	f.Village, _ = wire.ParseID(v.Get("village")) // anything else means all
	f.Round, _ = wire.ParseID(v.Get("round"))
	f.Collector, _ = wire.ParseID(v.Get("collector"))
	for _, d := range []*string{&f.From, &f.To} {
		if _, err := time.Parse(time.DateOnly, *d); err != nil {
			*d = ""
		}
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 100000 {
		f.Page = n
	}
	return f
}

// clipped gives a text as a database takes it, cut between letters.
func clipped(s string, most int) string {
	if s = schema.Clean(s[:min(len(s), 4*most)]); len(s) <= most {
		return s
	}
	for most > 0 && !norm.NFC.IsNormalString(s[:most]) || most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return schema.Clean(s[:most])
}

func (f filter) values() map[string]string {
	id := func(x wire.ID) string {
		if x.IsZero() {
			return ""
		}
		return x.String()
	}
	return map[string]string{"queue": f.Queue, "q": f.Text, "village": id(f.Village), "collector": id(f.Collector), "round": id(f.Round),
		"form": f.Form, "from": f.From, "to": f.To, "kind": f.Kind, "result": f.Result, "sort": f.Sort}
}

// query is the filter for an address, with some of it changed; the page is kept only when change names it.
func (f filter) query(change map[string]string) string {
	q, have := url.Values{}, f.values()
	for _, k := range filterKeys {
		v, changed := change[k]
		if !changed {
			v = have[k]
		}
		if v != "" {
			q.Set(k, v)
		}
	}
	if p := change["page"]; p != "" && p != "1" {
		q.Set("page", p)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// narrowed says that more than a queue is chosen.
func (f filter) narrowed() bool {
	for k, v := range f.values() {
		if v != "" && k != "queue" && k != "sort" && k != "round" {
			return true
		}
	}
	return false
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
	q := a.scoped(c, store.RecordQuery{Round: round.ID, Text: f.Text, FormID: f.Form, User: f.Collector, Kind: f.Kind, Result: f.Result})
	day := func(s string) time.Time {
		t, _ := time.ParseInLocation(time.DateOnly, s, a.Zone) // "" gives the zero time: no bound
		return t
	}
	if f.From != "" {
		q.Since = day(f.From)
	}
	if f.To != "" {
		q.Till = day(f.To).AddDate(0, 0, 1)
	}
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
	"state-draft": schema.StateDraft, "state-rejected": schema.StateRejected}

// chosen adds the queue of a filter and its order: what must be seen first before the rest, unless a column is chosen.
func chosen(q store.RecordQuery, f filter) store.RecordQuery {
	switch st, ok := stateFilters[f.Queue]; {
	case ok:
		q.State, q.Sort = st, store.SortNewest
	case f.Queue == "all":
		q.Sort = store.SortLabel
	case f.Queue == "twins":
		q.Twins, q.Sort = true, store.SortLabel
	case f.Queue == "moved":
		q.Moved, q.Sort = true, store.SortLabel
	case f.Queue == "":
		q.Waiting, q.Sort = true, store.SortQueue
	default:
		q.Queue, q.Sort = schema.Queue(f.Queue), store.SortOldest
	}
	if f.Sort != "" {
		q.Sort = store.Sort(f.Sort)
	}
	return q
}

// count is how many records chosen finds.
func (f filter) count(n *store.RecordCounts) int {
	switch st, ok := stateFilters[f.Queue]; {
	case ok:
		return n.States[st]
	case f.Queue == "all":
		return n.All
	case f.Queue == "twins":
		return n.Twins
	case f.Queue == "moved":
		return n.Moved
	case f.Queue == "":
		return n.Waiting
	}
	return n.Queues[schema.Queue(f.Queue)]
}

// formFilter reads a filter that a form carries as the text of an address.
func formFilter(here string) filter {
	v, err := url.ParseQuery(clipped(here, 2000))
	if err != nil {
		return filter{Page: 1}
	}
	return filterOf(v)
}
