package schema

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// Role is what a user is in a workspace.
type Role string

// The roles. A supervisor sees what a reviewer sees and changes nothing.
const (
	RoleAdmin      Role = "admin"
	RoleReviewer   Role = "reviewer"
	RoleSupervisor Role = "supervisor"
	RoleCollector  Role = "collector"
)

// Roles lists every role, the strongest first.
var Roles = []Role{RoleAdmin, RoleReviewer, RoleSupervisor, RoleCollector}

// Valid says that r is a role.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Permission is one thing that a route, a page or a change needs.
type Permission string

// The permissions.
const (
	PermPublic   Permission = "public"   // nobody need be known
	PermSelf     Permission = "self"     // any signed-in user, about itself
	PermDevice   Permission = "device"   // an enrolled device, by its signature
	PermRecords  Permission = "records"  // see records, households, lists and photos of one's areas
	PermAnswer   Permission = "answer"   // answer and comment
	PermSettle   Permission = "settle"   // settle a conflict
	PermReview   Permission = "review"   // return, approve, reject, admit
	PermRegister Permission = "register" // change the register: import, move, split, death, alias
	PermProgress Permission = "progress" // see the overview, rounds and how far they are
	PermRounds   Permission = "rounds"   // make and change rounds and assignments
	PermExport   Permission = "export"   // tables of records
	PermForms    Permission = "forms"    // upload, publish and retire forms
	PermDevices  Permission = "devices"  // enrol, revoke and wipe devices
	PermUsers    Permission = "users"    // make and change users
	PermAudit    Permission = "audit"    // read the audit log
	PermClasses  Permission = "classes"  // load and publish rule sets, recognise results, enter denominators, date villages

	PermMovement      Permission = "movement"       // see the registers and scorecards of the movement
	PermMovementWrite Permission = "movement_write" // write in them, sign typed facts, settle scorecards
	PermFund          Permission = "fund"           // see the ledger of the fund "Vì người nghèo"
	PermFundWrite     Permission = "fund_write"     // write in it

	PermLoans Permission = "loans" // see loans of one's areas, enter the bank's list: financial data of people

	PermReports      Permission = "reports"       // see papers and their tables, of one's areas
	PermReportsIssue Permission = "reports_issue" // number papers, name signers, change templates
)

var rolePermissions = map[Role][]Permission{
	RoleCollector:  {PermPublic, PermSelf, PermAnswer},
	RoleSupervisor: {PermPublic, PermSelf, PermRecords, PermProgress, PermMovement, PermFund, PermReports},
	RoleReviewer: {PermPublic, PermSelf, PermAnswer, PermRecords, PermSettle, PermReview, PermRegister, PermProgress,
		PermExport,
		PermMovement, PermMovementWrite, PermFund, PermFundWrite, PermLoans, PermReports},
	RoleAdmin: {PermPublic, PermSelf, PermAnswer, PermRecords, PermSettle, PermReview, PermRegister, PermProgress, PermRounds,
		PermExport, PermForms, PermDevices, PermUsers, PermAudit, PermClasses,
		PermMovement, PermMovementWrite, PermFund, PermFundWrite, PermLoans, PermReports, PermReportsIssue},
}

// Can says that a role holds a permission, in the areas that the user has. An unknown role holds only PermPublic;
// PermDevice is held by devices, never by a role.
func Can(r Role, p Permission) bool {
	return p == PermPublic || slices.Contains(rolePermissions[r], p)
}

// Scope is where a user or a device may act: every area of the workspace, or those listed.
type Scope struct {
	All   bool
	Areas []wire.ID
}

// Covers says that an area is in the scope. The zero area (things of the whole workspace) needs All.
func (s Scope) Covers(area wire.ID) bool {
	return s.All || !area.IsZero() && slices.Contains(s.Areas, area)
}

// Authorize is the one answer to "may this user do this to a thing of this area": pure, deny by default.
func Authorize(u *User, p Permission, area wire.ID) bool {
	return u != nil && u.Active && Can(u.Role, p) && u.Scope().Covers(area)
}

// AllowsKind says that a grant with this role lets its users make such ops. OwnerOnly kinds are allowed to no role: they
// are made by the server itself. docs/sync.md §1.2.
func AllowsKind(r Role, k wire.Kind) bool {
	switch k {
	case wire.KindSeed, wire.KindSet, wire.KindClear, wire.KindAdd, wire.KindRemove, wire.KindComment, wire.KindUncomment,
		wire.KindFinish, wire.KindReopen:
		return Can(r, PermAnswer)
	case wire.KindReturn, wire.KindApprove, wire.KindReject, wire.KindDelete, wire.KindUndelete:
		return Can(r, PermReview)
	case wire.KindAlias, wire.KindUnalias, wire.KindMove, wire.KindAssign:
		return r == RoleAdmin
	}
	return false
}
