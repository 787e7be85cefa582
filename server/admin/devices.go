package admin

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/skip2/go-qrcode"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

type deviceRow struct {
	schema.Device
	Name      string
	Who       string
	Where     string
	Room      string
	ClockNote string
	State     string
	Tag       string // son, nghe, la, ""
	Writer    string
	Icon      string
	Missing   int    // photos that its records name and that have not come
	Wiping    bool   // an order to wipe waits
	Erased    string // what the receipt says was erased there without having come here; "" nothing
	Note      string // what is to be done; "" nothing
}

type devicesView struct {
	Rows    []deviceRow
	Active  int
	Gone    int
	Unsent  uint64
	Users   []schema.User
	Secure  bool
	AppURL  string
	NewCode *codeView
	Gravest *deviceRow // to be called first; nil: none
	Phone   string     // that tablets show where help is needed
}

type codeView struct {
	Code    string // with a dash in the middle, to be read aloud
	Who     string
	Expires string
	Link    string
	QR      template.URL
}

// longAway is after how long without a word a device with records of its own is called for.
const longAway = 5 * 24 * time.Hour

// Devices lists the tablets, the gravest first.
func (a *Admin) Devices(c *gin.Context) {
	ctx := c.Request.Context()
	all, err := a.Store.Devices(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "devices", "title.devices")
	ws, err := a.Store.Workspace(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b := devicesView{Secure: Secure(c.Request), AppURL: a.address(c) + "/app/", Phone: ws.Phone}
	byID := map[wire.ID]*schema.User{}
	for i := range users {
		byID[users[i].ID] = &users[i]
		if users[i].Active && schema.Can(users[i].Role, schema.PermAnswer) {
			b.Users = append(b.Users, users[i])
		}
	}
	slices.SortStableFunc(b.Users, func(x, y schema.User) int { return roleOrder(x.Role) - roleOrder(y.Role) })
	for _, d := range all {
		if d.Owner {
			continue
		}
		row := a.deviceRow(v, d, names, byID[d.User])
		missing, err := a.Store.MissingBlobs(ctx, a.Workspace, d.Writer)
		if err != nil {
			a.Fail(c, err)
			return
		}
		row.Missing = len(missing)
		if d.Revoked.IsZero() {
			b.Active++
			b.Unsent += d.Unsent
		} else {
			b.Gone++
		}
		b.Rows = append(b.Rows, row)
	}
	grave := map[string]int{"son": 0, "nghe": 1, "la": 2, "": 3}
	slices.SortStableFunc(b.Rows, func(x, y deviceRow) int { return grave[x.Tag] - grave[y.Tag] })
	if len(b.Rows) > 0 && b.Rows[0].Note != "" {
		b.Gravest = &b.Rows[0]
	}
	if code, ok := a.codes.take(v.User.ID); ok {
		b.NewCode = a.codeView(c, code, names)
	}
	v.Title = v.T("devices.head", b.Active, b.Gone)
	v.B = b
	a.render(c, http.StatusOK, "devices", v)
}

// SetPhone sets the number that tablets show where somebody needs help.
func (a *Admin) SetPhone(c *gin.Context) {
	if err := a.Store.SetPhone(c.Request.Context(), a.Workspace, UserOf(c).ID, c.PostForm("phone")); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/devices", "flash.phone")
}

func roleOrder(r schema.Role) int {
	return map[schema.Role]int{schema.RoleCollector: 0, schema.RoleReviewer: 1, schema.RoleAdmin: 2}[r]
}

func (a *Admin) deviceRow(v View, d schema.Device, n *names, u *schema.User) deviceRow {
	row := deviceRow{Device: d, Name: n.device(v, d.Writer), Writer: d.Writer.String(), Room: "–"}
	var people []string
	for _, x := range d.Users {
		people = append(people, n.user(x))
	}
	if row.Who = join(people); row.Who == "" {
		row.Who = n.user(d.User)
	}
	if u != nil {
		var areas []string
		for _, x := range u.Areas {
			areas = append(areas, n.area(x))
		}
		row.Where = join(areas)
		if u.Scope().All {
			row.Where = v.T("users.all_areas")
		}
	}
	if d.FreeMiB > 0 {
		row.Room = strings.Replace(fmt.Sprintf("%.1f GB", float64(d.FreeMiB)/1024), ".", ",", 1)
	}
	off := d.Clock / 60000
	switch {
	case d.Seen.IsZero():
	case off > 2:
		row.ClockNote = v.T("devices.fast", off)
	case off < -2:
		row.ClockNote = v.T("devices.slow", -off)
	}
	a.deviceState(v, &row)
	return row
}

// deviceState says in a word how a device stands, the gravest that is true: shape, colour and what is to be done.
func (a *Admin) deviceState(v View, row *deviceRow) {
	d, day := &row.Device, func(t time.Time) string { return t.In(v.zone).Format("02/01") }
	set := func(state, tag, icon string) { row.State, row.Tag, row.Icon = state, tag, icon }
	switch {
	case d.Wipe != nil && !d.Wipe.Received.IsZero():
		set(v.T("devices.wiped", day(d.Wipe.Received)), "", "off")
		if d.Wipe.Unsent+d.Wipe.Blobs > 0 {
			row.Erased = v.T("devices.erased", d.Wipe.Unsent, d.Wipe.Blobs)
		}
	case d.Wipe != nil:
		row.Wiping = true
		set(v.T("devices.wiping", day(d.Wipe.Ordered)), "nghe", "held")
	case !d.Revoked.IsZero():
		set(v.T("devices.revoked", day(d.Revoked)), "", "off")
	case d.Stopped || !d.Forked.IsZero():
		set(v.T("devices.fork"), "son", "problem")
		row.Note = v.T("devices.fork_note", row.Name, row.Who)
	case d.Seen.IsZero():
		set(v.T("devices.never"), "", "")
	case a.Clock().Sub(d.Seen) > longAway:
		set(v.T("devices.away"), "son", "problem")
		if d.Unsent+d.Blobs > 0 {
			row.Note = v.T("devices.away_note", row.Name, int(a.Clock().Sub(d.Seen)/(24*time.Hour)), d.Unsent, d.Blobs, row.Who, row.Where)
		}
	case row.ClockNote != "":
		set(v.T("devices.clock"), "nghe", "problem")
	case d.FreeMiB > 0 && d.FreeMiB < 500:
		set(v.T("devices.full"), "nghe", "problem")
	case d.Excuse != "":
		set(v.T("devices.no_promise"), "nghe", "problem")
	default:
		set(v.T("devices.fine"), "la", "ok")
	}
}

// address is the address under which tablets reach this server.
func (a *Admin) address(c *gin.Context) string {
	if a.PublicURL != "" {
		return strings.TrimSuffix(a.PublicURL, "/")
	}
	scheme := "http"
	if c.Request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.Request.Host
}

func (a *Admin) codeView(c *gin.Context, code schema.EnrolCode, n *names) *codeView {
	x := &codeView{Code: code.Code, Who: n.user(code.User), Expires: code.Expires.In(a.Zone).Format("15:04"),
		Link: a.address(c) + "/app/#code=" + code.Code}
	if len(code.Code) == 8 {
		x.Code = code.Code[:4] + "-" + code.Code[4:]
	}
	if png, err := qrcode.Encode(x.Link, qrcode.Medium, 400); err == nil {
		x.QR = template.URL(dataURL("image/png", png))
	}
	return x
}

// CreateCode makes an enrolment code for a user; the list of devices then shows it once.
func (a *Admin) CreateCode(c *gin.Context) {
	user, err := wire.ParseID(c.PostForm("user"))
	if err != nil {
		a.Fail(c, schema.Invalid("user", "Chưa chọn người dùng máy.", "Choose who will use the tablet."))
		return
	}
	code, err := a.Store.CreateCode(c.Request.Context(), a.Workspace, user, UserOf(c).ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.codes.put(UserOf(c).ID, code)
	a.back(c, "/devices", "")
}

// Revoke ends a device.
func (a *Admin) Revoke(c *gin.Context) {
	w, err := wire.ParseID(c.Param("writer"))
	if err != nil {
		a.NotFound(c)
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.Fail(c, schema.Invalid("reason", "Nhờ ghi lý do thu hồi máy.", "Write why the device is revoked."))
		return
	}
	if err := a.Store.Revoke(c.Request.Context(), a.Workspace, w, UserOf(c).ID, reason); err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.Log.Info("device revoked", "writer", w, "user", UserOf(c).ID)
	a.back(c, "/devices", "flash.revoked")
}
