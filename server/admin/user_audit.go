package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

type auditRow struct {
	schema.AuditRow
	When    string
	Who     string
	What    string
	Subject string
	Detail  string
}

type auditView struct {
	Rows     []auditRow
	Users    []schema.User
	Who      string
	Group    string
	Groups   []string
	From, To string
	Next     string
	Filtered bool
	Checked  bool   // the chain was walked
	Bad      uint64 // first row that is not as it was written; 0: none
	Lines    uint64
	Query    template.URL // the filter, as it stands
}

// auditRows is how many lines of the log a page shows.
const auditRows = 100

// auditGroups are the kinds of work that the log is filtered by: what actions begin with.
var auditGroups = []string{"user", "device", "round", "form", "area", "register", "change", "entry", "fund", "score", "export"}

// Audit shows who did what when.
func (a *Admin) Audit(c *gin.Context) {
	ctx := c.Request.Context()
	q := store.AuditQuery{Limit: auditRows + 1}
	b := auditView{Who: c.Query("who"), From: c.Query("from"), To: c.Query("to"), Groups: auditGroups}
	if x, err := wire.ParseID(b.Who); err == nil {
		q.User = x
	}
	if slices.Contains(auditGroups, c.Query("what")) {
		if b.Group = c.Query("what"); b.Group == "export" {
			q.Action = "export"
		} else {
			q.Action = b.Group + "."
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, b.From, a.Zone); err == nil {
		q.From = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, b.To, a.Zone); err == nil {
		q.To = t.AddDate(0, 0, 1)
	}
	if n, err := strconv.ParseUint(c.Query("before"), 10, 62); err == nil {
		q.Before = n
	}
	rows, err := a.Store.Audit(ctx, a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if b.Users, err = a.Store.Users(ctx, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	call, err := a.callings(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "users", "title.audit")
	keep := url.Values{}
	for k, s := range map[string]string{"who": b.Who, "what": b.Group, "from": b.From, "to": b.To} {
		if s != "" {
			keep.Set(k, s)
			b.Filtered = true
		}
	}
	b.Query = template.URL(keep.Encode())
	if len(rows) > auditRows {
		rows = rows[:auditRows]
		keep.Set("before", strconv.FormatUint(rows[auditRows-1].N, 10))
		b.Next = "/audit?" + keep.Encode()
	}
	for _, r := range rows {
		b.Rows = append(b.Rows, auditLine(v, call, r))
	}
	if c.Query("verify") == "1" {
		b.Checked = true
		if b.Lines, b.Bad, err = a.Store.VerifyAudit(ctx, a.Workspace); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "audit", v)
}

// callings gives what people call the things that the log names: users, devices, areas, rounds, forms.
func (a *Admin) callings(ctx context.Context) (map[string]string, error) {
	n, err := a.names(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for x, s := range n.users {
		out[x.String()] = s
	}
	for x, s := range n.areas {
		out[x.String()] = s
	}
	for x, d := range n.devices {
		out[x.String()] = d.Name
	}
	rounds, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		out[r.ID.String()] = r.Label
	}
	forms, err := a.Store.Forms(ctx, a.Workspace)
	for _, f := range forms {
		out[f.Hash.String()], out[f.FormID] = f.Title, f.Title
	}
	return out, err
}

func auditLine(v View, call map[string]string, r schema.AuditRow) auditRow {
	row := auditRow{AuditRow: r, When: r.At.In(v.zone).Format("02/01/2006 15:04:05"), Who: call[r.User.String()], Subject: call[r.Subject]}
	if row.Who == "" {
		row.Who = v.T("audit.program")
	}
	key := "audit." + r.Action
	if kind, ok := strings.CutPrefix(r.Action, "household."); ok && kind != "card" {
		key = "ev." + kind // an event of the register, as the register calls it
	}
	if row.What = v.T(key); row.What == key {
		row.What = r.Action
	}
	if row.Subject == "" && len(r.Subject) > 12 {
		row.Subject = r.Subject[:8] + "…"
	} else if row.Subject == "" {
		row.Subject = r.Subject
	}
	row.Detail = auditDetail(v, call, r.Detail)
	return row
}

// auditDetail writes the JSON of a line as people read it: names in place of ids.
func auditDetail(v View, call map[string]string, detail string) string {
	var m map[string]any
	if detail == "" || json.Unmarshal([]byte(detail), &m) != nil {
		return detail
	}
	word := func(x any) string {
		s := fmt.Sprint(x)
		if name := call[s]; name != "" {
			return name
		}
		if k := "role." + s; v.T(k) != k {
			return v.T(k)
		}
		return s
	}
	var keys, parts []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		text := ""
		if list, ok := m[k].([]any); ok {
			for i, x := range list {
				if i > 0 {
					text += ", "
				}
				text += word(x)
			}
		} else {
			text = word(m[k])
		}
		name := "audit.field." + k
		if label := v.T(name); label != name {
			k = label
		}
		parts = append(parts, k+": "+text)
	}
	return strings.Join(parts, " · ")
}
