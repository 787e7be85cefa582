package admin

import "github.com/sothon/sothon/schema"

// NavItem is one entry of the bar, or, with a Group, of the row of pages under the bar.
type NavItem struct {
	Section    string // as View.Section
	Path       string
	Text       string // key of the catalogue
	Permission schema.Permission
	Counts     bool   // with the number of records that wait
	Group      string // key of the catalogue of the heading under which the page stands; "" none
	Here       bool   // it or a page of its group is open: set by Nav
}

// The headings of pages that belong together. A heading shows itself as soon as one page stands under it.
const (
	groupClasses  = "nav.g_classes"  // Phân loại
	groupCredit   = "nav.g_credit"   // Tín dụng
	groupMovement = "nav.g_movement" // Phong trào
	groupReports  = "nav.g_reports"  // Báo cáo
	groupSystem   = "nav.g_system"   // Quản trị
)

// sections are the pages in their order; those of one group stand together. A person sees those that the role may open.
var sections = []NavItem{
	{Section: "overview", Path: "/overview", Text: "nav.overview", Permission: schema.PermProgress},
	{Section: "inbox", Path: "/inbox", Text: "nav.inbox", Permission: schema.PermRecords, Counts: true},
	{Section: "households", Path: "/households", Text: "nav.households", Permission: schema.PermRecords},
	{Section: "rounds", Path: "/rounds", Text: "nav.rounds", Permission: schema.PermProgress},
	{Section: "movements", Path: "/movements", Text: "nav.movements", Permission: schema.PermRecords, Group: groupClasses},
	{Section: "lists", Path: "/classes/theo-loai", Text: "nav.lists", Permission: schema.PermRecords, Group: groupClasses},
	{Section: "rules", Path: "/rules", Text: "nav.rules", Permission: schema.PermRecords, Group: groupClasses},
	{Section: "areas", Path: "/areas", Text: "nav.areas", Permission: schema.PermRecords, Group: groupClasses},
	{Section: "loans", Path: "/loans", Text: "nav.loans", Permission: schema.PermLoans, Group: groupCredit},
	{Section: "movement", Path: "/movement", Text: "nav.movement", Permission: schema.PermMovement, Group: groupMovement},
	{Section: "fund", Path: "/fund", Text: "nav.fund", Permission: schema.PermFund, Group: groupMovement},
	{Section: "scores", Path: "/scores", Text: "nav.scores", Permission: schema.PermMovement, Group: groupMovement},
	{Section: "criteria", Path: "/scores/criteria", Text: "nav.criteria", Permission: schema.PermMovement, Group: groupMovement},
	{Section: "awards", Path: "/awards", Text: "nav.awards", Permission: schema.PermMovement, Group: groupMovement},
	{Section: "reports", Path: "/reports", Text: "nav.reports", Permission: schema.PermReports, Group: groupReports},
	{Section: "exports", Path: "/exports", Text: "nav.exports", Permission: schema.PermExport, Group: groupReports},
	{Section: "templates", Path: "/reports/templates", Text: "nav.templates", Permission: schema.PermReportsIssue, Group: groupReports},
	{Section: "office", Path: "/reports/office", Text: "nav.office", Permission: schema.PermReportsIssue, Group: groupReports},
	{Section: "forms", Path: "/forms", Text: "nav.forms", Permission: schema.PermForms, Group: groupSystem},
	{Section: "devices", Path: "/devices", Text: "nav.devices", Permission: schema.PermDevices, Group: groupSystem},
	{Section: "users", Path: "/users", Text: "nav.users", Permission: schema.PermUsers, Group: groupSystem},
}

// open lists what the user may open.
func (v View) open() []NavItem {
	var out []NavItem
	for _, n := range sections {
		if v.Can(string(n.Permission)) {
			out = append(out, n)
		}
	}
	return out
}

// Nav lists the entries of the bar: pages of no group, and of each group one that leads to its first page under the
// group's heading.
func (v View) Nav() []NavItem {
	var out []NavItem
	for _, n := range v.open() {
		here := n.Section == v.Section && v.Section != ""
		if last := len(out) - 1; n.Group != "" && last >= 0 && out[last].Group == n.Group {
			out[last].Here = out[last].Here || here
			continue
		}
		if n.Here = here; n.Group != "" {
			n.Text = n.Group
		}
		out = append(out, n)
	}
	return out
}

// Subnav lists the pages of the group that the page stands in; none where it stands in no group or alone.
func (v View) Subnav() []NavItem {
	group := ""
	for _, n := range sections {
		if n.Section == v.Section && v.Section != "" {
			group = n.Group
		}
	}
	var out []NavItem
	for _, n := range v.open() {
		if group != "" && n.Group == group {
			n.Here = n.Section == v.Section
			out = append(out, n)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
