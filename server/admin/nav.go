package admin

import "github.com/sothon/sothon/schema"

// NavItem is one entry of the bar.
type NavItem struct {
	Section    string // as View.Section
	Path       string
	Text       string // key of the catalogue
	Permission schema.Permission
	Counts     bool // with the number of records that wait
}

// sections are the entries of the bar in their order; a person sees those that the role may open.
var sections = []NavItem{
	{Section: "overview", Path: "/overview", Text: "nav.overview", Permission: schema.PermProgress},
	{Section: "inbox", Path: "/inbox", Text: "nav.inbox", Permission: schema.PermRecords, Counts: true},
	{Section: "households", Path: "/households", Text: "nav.households", Permission: schema.PermRecords},
	{Section: "rounds", Path: "/rounds", Text: "nav.rounds", Permission: schema.PermProgress},
	{Section: "exports", Path: "/exports", Text: "nav.exports", Permission: schema.PermExport},
	{Section: "forms", Path: "/forms", Text: "nav.forms", Permission: schema.PermForms},
	{Section: "devices", Path: "/devices", Text: "nav.devices", Permission: schema.PermDevices},
	{Section: "users", Path: "/users", Text: "nav.users", Permission: schema.PermUsers},
}

// Nav lists what the user may open.
func (v View) Nav() []NavItem {
	var out []NavItem
	for _, n := range sections {
		if v.Can(string(n.Permission)) {
			out = append(out, n)
		}
	}
	return out
}
