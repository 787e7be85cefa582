package server

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/server/admin"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/server/report"
)

// Route is one line of the table. Limit is the largest body in bytes (0: a small form). Record says that :id is a record
// whose area the user must have.
type Route struct {
	Method     string
	Path       string
	Permission schema.Permission
	Limit      int64
	Record     bool
	Handler    gin.HandlerFunc
}

// smallForm is the largest body of a page's ordinary form; drained is how much of one beyond its limit is read and thrown
// away, so that the person sees why it was refused.
const (
	smallForm = 1 << 20
	drained   = 64 << 20
)

// Routes is the table of every route with its permission. Nothing else answers.
func (s *Server) Routes() []Route {
	a, d := s.admin, s.api
	return []Route{
		{Method: "GET", Path: "/healthz", Permission: schema.PermPublic, Handler: d.Health},
		{Method: "POST", Path: "/api/v1/enrol", Permission: schema.PermPublic, Limit: api.MaxEnrol, Handler: d.Enrol},
		{Method: "POST", Path: "/api/v1/sync", Permission: schema.PermDevice, Limit: api.MaxPacked + 1, Handler: d.Sync},
		{Method: "POST", Path: "/api/v1/wiped", Permission: schema.PermDevice, Limit: api.MaxReceipt, Handler: d.Wiped},
		{Method: "POST", Path: "/api/v1/pin", Permission: schema.PermDevice, Limit: api.MaxPinRequest, Handler: d.AskPin},
		{Method: "POST", Path: "/api/v1/standing", Permission: schema.PermDevice, Limit: api.MaxStanding, Handler: d.Standing},
		{Method: "HEAD", Path: "/api/v1/blobs/:sha256", Permission: schema.PermDevice, Handler: d.Blob},
		{Method: "GET", Path: "/api/v1/blobs/:sha256", Permission: schema.PermDevice, Handler: d.Blob},
		{Method: "PATCH", Path: "/api/v1/blobs/:sha256", Permission: schema.PermDevice, Limit: api.MaxPart + 1, Handler: d.Blob},
		{Method: "PUT", Path: "/api/v1/blobs/:sha256", Permission: schema.PermDevice, Limit: api.MaxPart + 1, Handler: d.Blob},

		{Method: "GET", Path: "/app", Permission: schema.PermPublic, Handler: s.app},
		{Method: "HEAD", Path: "/app/*file", Permission: schema.PermPublic, Handler: s.app},
		{Method: "GET", Path: "/app/*file", Permission: schema.PermPublic, Handler: s.app},
		{Method: "GET", Path: "/static/:file", Permission: schema.PermPublic, Handler: s.static},
		{Method: "GET", Path: "/static/fonts/:file", Permission: schema.PermPublic, Handler: s.font},
		{Method: "GET", Path: "/favicon.ico", Permission: schema.PermPublic, Handler: s.favicon},
		{Method: "GET", Path: "/install", Permission: schema.PermPublic, Handler: a.InstallPage},
		{Method: "GET", Path: "/install/ca.crt", Permission: schema.PermPublic, Handler: a.InstallCA},
		{Method: "GET", Path: "/login", Permission: schema.PermPublic, Handler: a.LoginPage},
		{Method: "POST", Path: "/login", Permission: schema.PermPublic, Handler: a.Login},

		{Method: "GET", Path: "/invite/:token", Permission: schema.PermPublic, Handler: a.InvitePage},
		{Method: "POST", Path: "/invite/:token", Permission: schema.PermPublic, Handler: a.AcceptInvite},

		{Method: "GET", Path: "/me", Permission: schema.PermSelf, Handler: a.Me},
		{Method: "POST", Path: "/me/password", Permission: schema.PermSelf, Handler: a.ChangePassword},
		{Method: "POST", Path: "/logout", Permission: schema.PermSelf, Handler: a.Logout},
		{Method: "GET", Path: "/", Permission: schema.PermSelf, Handler: a.Home},

		{Method: "GET", Path: "/overview", Permission: schema.PermProgress, Handler: a.Overview},

		{Method: "GET", Path: "/inbox", Permission: schema.PermRecords, Handler: a.Inbox},
		{Method: "GET", Path: "/inbox/mark", Permission: schema.PermRecords, Handler: a.InboxMark},
		{Method: "GET", Path: "/inbox/preview", Permission: schema.PermReview, Handler: a.BulkPreview},
		{Method: "POST", Path: "/inbox/bulk", Permission: schema.PermReview, Limit: 8 << 20, Handler: a.Bulk},
		{Method: "POST", Path: "/inbox/undo", Permission: schema.PermReview, Limit: 1 << 20, Handler: a.Undo},
		{Method: "POST", Path: "/inbox/views", Permission: schema.PermReview, Handler: a.SaveView},
		{Method: "POST", Path: "/inbox/views/:view/delete", Permission: schema.PermReview, Handler: a.DeleteView},
		{Method: "GET", Path: "/records/:id", Permission: schema.PermRecords, Record: true, Handler: a.Record},
		{Method: "GET", Path: "/records/:id/mark", Permission: schema.PermRecords, Record: true, Handler: a.RecordMark},
		{Method: "POST", Path: "/records/:id/comment", Permission: schema.PermReview, Record: true, Handler: a.Comment},
		{Method: "POST", Path: "/records/:id/settle", Permission: schema.PermSettle, Record: true, Handler: a.Settle},
		{Method: "POST", Path: "/records/:id/return", Permission: schema.PermReview, Record: true, Handler: a.Return},
		{Method: "POST", Path: "/records/:id/approve", Permission: schema.PermReview, Record: true, Handler: a.Approve},
		{Method: "POST", Path: "/records/:id/reject", Permission: schema.PermReview, Record: true, Handler: a.Reject},
		{Method: "POST", Path: "/records/:id/keep", Permission: schema.PermReview, Record: true, Handler: a.Keep},
		{Method: "POST", Path: "/records/:id/row", Permission: schema.PermSettle, Record: true, Handler: a.RowDecision},
		{Method: "POST", Path: "/records/:id/resolve", Permission: schema.PermReview, Record: true, Handler: a.Resolve},
		{Method: "POST", Path: "/records/:id/twins", Permission: schema.PermReview, Record: true, Handler: a.NotTwins},
		{Method: "POST", Path: "/records/:id/hold", Permission: schema.PermReview, Record: true, Handler: a.Hold},
		{Method: "POST", Path: "/records/:id/copy", Permission: schema.PermSettle, Record: true, Handler: a.CopyAnswer},
		{Method: "POST", Path: "/records/:id/admit", Permission: schema.PermReview, Record: true, Handler: a.Admit},
		{Method: "GET", Path: "/blobs/:hash", Permission: schema.PermRecords, Handler: a.Photo},

		{Method: "GET", Path: "/households", Permission: schema.PermRecords, Handler: a.Households},
		{Method: "GET", Path: "/households/new", Permission: schema.PermRegister, Handler: a.NewHousehold},
		{Method: "POST", Path: "/households/new", Permission: schema.PermRegister, Handler: a.SaveNewHousehold},
		{Method: "GET", Path: "/households/labels", Permission: schema.PermRecords, Handler: a.HouseholdLabels},
		{Method: "GET", Path: "/households/import", Permission: schema.PermRegister, Handler: a.Imports},
		{Method: "POST", Path: "/households/import", Permission: schema.PermRegister, Limit: admin.MaxRoll + smallForm, Handler: a.UploadRoll},
		{Method: "GET", Path: "/households/import/:intake", Permission: schema.PermRegister, Handler: a.Roll},
		{Method: "POST", Path: "/households/import/:intake", Permission: schema.PermRegister, Handler: a.ReadRoll},
		{Method: "GET", Path: "/households/import/:intake/check", Permission: schema.PermRegister, Handler: a.CheckRoll},
		{Method: "GET", Path: "/households/import/:intake/marks", Permission: schema.PermRegister, Handler: a.MarkedRoll},
		{Method: "POST", Path: "/households/import/:intake/enter", Permission: schema.PermRegister, Handler: a.EnterRoll},
		{Method: "POST", Path: "/households/import/:intake/undo", Permission: schema.PermRegister, Handler: a.UndoRoll},
		{Method: "GET", Path: "/households/:case", Permission: schema.PermRecords, Handler: a.Household},
		{Method: "POST", Path: "/households/:case/card", Permission: schema.PermRecords, Handler: a.HouseholdCard},
		{Method: "GET", Path: "/households/:case/event", Permission: schema.PermRegister, Handler: a.HouseholdEvent},
		{Method: "POST", Path: "/households/:case/event", Permission: schema.PermRegister, Handler: a.SaveHouseholdEvent},
		{Method: "POST", Path: "/households/:case/alias", Permission: schema.PermRegister, Handler: a.AliasHousehold},
		{Method: "POST", Path: "/households/:case/undo", Permission: schema.PermRegister, Handler: a.UndoHouseholdEvent},
		{Method: "GET", Path: "/people/:person", Permission: schema.PermRecords, Handler: a.Person},

		{Method: "GET", Path: "/reports", Permission: schema.PermReports, Handler: a.Reports},
		{Method: "GET", Path: "/reports/view/:paper", Permission: schema.PermReports, Handler: a.ReportPage},
		{Method: "POST", Path: "/reports/view/:paper", Permission: schema.PermReportsIssue, Handler: a.IssueReport},
		{Method: "GET", Path: "/reports/file/:paper", Permission: schema.PermReports, Handler: a.ReportFile},
		{Method: "GET", Path: "/reports/figure", Permission: schema.PermReports, Handler: a.ReportFigure},
		{Method: "GET", Path: "/reports/issued/:report", Permission: schema.PermReports, Handler: a.IssuedReport},
		{Method: "GET", Path: "/reports/issued/:report/:kind", Permission: schema.PermReports, Handler: a.IssuedFile},
		{Method: "POST", Path: "/reports/issued/:report/cancel", Permission: schema.PermReportsIssue, Handler: a.CancelReport},
		{Method: "GET", Path: "/reports/templates", Permission: schema.PermReportsIssue, Handler: a.Templates},
		{Method: "GET", Path: "/reports/templates/:paper", Permission: schema.PermReportsIssue, Handler: a.TemplateFile},
		{Method: "POST", Path: "/reports/templates/:paper", Permission: schema.PermReportsIssue, Limit: report.MaxTemplate + smallForm, Handler: a.PutTemplate},
		{Method: "POST", Path: "/reports/templates/:paper/withdraw", Permission: schema.PermReportsIssue, Handler: a.WithdrawTemplate},
		{Method: "GET", Path: "/reports/office", Permission: schema.PermReportsIssue, Handler: a.OfficePage},
		{Method: "POST", Path: "/reports/office", Permission: schema.PermReportsIssue, Handler: a.PutOffice},
		{Method: "POST", Path: "/reports/signers", Permission: schema.PermReportsIssue, Handler: a.PutSigner},

		{Method: "GET", Path: "/loans", Permission: schema.PermLoans, Handler: a.Loans},
		{Method: "GET", Path: "/loans/export", Permission: schema.PermLoans, Handler: a.ExportLoans},
		{Method: "GET", Path: "/loans/programmes", Permission: schema.PermLoans, Handler: a.LawPage(credit.Sheet)},
		{Method: "POST", Path: "/loans/programmes", Permission: schema.PermForms, Limit: admin.MaxLaw + smallForm, Handler: a.PutLaw(credit.Sheet)},
		{Method: "GET", Path: "/loans/programmes/table", Permission: schema.PermLoans, Handler: a.LawSheet(credit.Sheet)},
		{Method: "GET", Path: "/loans/import", Permission: schema.PermLoans, Handler: a.LoanImports},
		{Method: "POST", Path: "/loans/import", Permission: schema.PermLoans, Limit: admin.MaxRoll + smallForm, Handler: a.UploadLoans},
		{Method: "GET", Path: "/loans/import/:intake", Permission: schema.PermLoans, Handler: a.LoanReading},
		{Method: "POST", Path: "/loans/import/:intake", Permission: schema.PermLoans, Handler: a.SaveLoanReading},
		{Method: "GET", Path: "/loans/import/:intake/check", Permission: schema.PermLoans, Handler: a.CheckLoans},
		{Method: "POST", Path: "/loans/import/:intake/hand", Permission: schema.PermLoans, Handler: a.MatchLoan},
		{Method: "GET", Path: "/loans/import/:intake/marks", Permission: schema.PermLoans, Handler: a.MarkedLoans},
		{Method: "POST", Path: "/loans/import/:intake/enter", Permission: schema.PermLoans, Handler: a.EnterLoans},
		{Method: "POST", Path: "/loans/import/:intake/undo", Permission: schema.PermLoans, Handler: a.UndoLoans},
		{Method: "GET", Path: "/loans/:loan", Permission: schema.PermLoans, Handler: a.Loan},

		{Method: "GET", Path: "/awards", Permission: schema.PermMovement, Handler: a.Awards},
		{Method: "GET", Path: "/awards/register", Permission: schema.PermMovement, Handler: a.AwardRegister},
		{Method: "GET", Path: "/awards/register/export", Permission: schema.PermMovement, Handler: a.ExportAwards},
		{Method: "GET", Path: "/awards/new", Permission: schema.PermMovementWrite, Handler: a.NewAward},
		{Method: "POST", Path: "/awards/new", Permission: schema.PermMovementWrite, Handler: a.Nominate},
		{Method: "GET", Path: "/awards/law/ladder", Permission: schema.PermMovement, Handler: a.LawPage(emulation.LadderSheet)},
		{Method: "POST", Path: "/awards/law/ladder", Permission: schema.PermForms, Limit: admin.MaxLaw + smallForm, Handler: a.PutLaw(emulation.LadderSheet)},
		{Method: "GET", Path: "/awards/law/ladder/table", Permission: schema.PermMovement, Handler: a.LawSheet(emulation.LadderSheet)},
		{Method: "GET", Path: "/awards/law/sums", Permission: schema.PermMovement, Handler: a.LawPage(emulation.SumSheet)},
		{Method: "POST", Path: "/awards/law/sums", Permission: schema.PermForms, Limit: admin.MaxLaw + smallForm, Handler: a.PutLaw(emulation.SumSheet)},
		{Method: "GET", Path: "/awards/law/sums/table", Permission: schema.PermMovement, Handler: a.LawSheet(emulation.SumSheet)},
		{Method: "GET", Path: "/awards/law/meetings", Permission: schema.PermMovement, Handler: a.LawPage(emulation.VoteSheet)},
		{Method: "POST", Path: "/awards/law/meetings", Permission: schema.PermForms, Limit: admin.MaxLaw + smallForm, Handler: a.PutLaw(emulation.VoteSheet)},
		{Method: "GET", Path: "/awards/law/meetings/table", Permission: schema.PermMovement, Handler: a.LawSheet(emulation.VoteSheet)},
		{Method: "GET", Path: "/awards/law/conditions", Permission: schema.PermMovement, Handler: a.LawPage(emulation.GateSheet)},
		{Method: "POST", Path: "/awards/law/conditions", Permission: schema.PermForms, Limit: admin.MaxLaw + smallForm, Handler: a.PutLaw(emulation.GateSheet)},
		{Method: "GET", Path: "/awards/law/conditions/table", Permission: schema.PermMovement, Handler: a.LawSheet(emulation.GateSheet)},
		{Method: "GET", Path: "/awards/:award", Permission: schema.PermMovement, Handler: a.Award},
		{Method: "POST", Path: "/awards/:award/step", Permission: schema.PermMovementWrite, Handler: a.StepAward},
		{Method: "GET", Path: "/awards/:award/papers/:paper", Permission: schema.PermMovement, Handler: a.AwardPaper},

		{Method: "GET", Path: "/exports", Permission: schema.PermExport, Handler: a.Exports},
		{Method: "GET", Path: "/exports/:file", Permission: schema.PermExport, Handler: a.Export},

		{Method: "GET", Path: "/rounds", Permission: schema.PermProgress, Handler: a.Rounds},
		{Method: "GET", Path: "/rounds/:round", Permission: schema.PermProgress, Handler: a.RoundProgress},
		{Method: "GET", Path: "/rounds/:round/households", Permission: schema.PermProgress, Handler: a.RoundHouseholds},
		{Method: "GET", Path: "/rounds/:round/edit", Permission: schema.PermRounds, Handler: a.RoundEdit},
		{Method: "POST", Path: "/rounds/:round", Permission: schema.PermRounds, Handler: a.SaveRound},
		{Method: "POST", Path: "/rounds/:round/close", Permission: schema.PermRounds, Handler: a.CloseRound},
		{Method: "POST", Path: "/rounds/:round/open", Permission: schema.PermRounds, Handler: a.OpenRound},
		{Method: "POST", Path: "/rounds/:round/assign", Permission: schema.PermRounds, Handler: a.Assign},
		{Method: "POST", Path: "/rounds/:round/remind", Permission: schema.PermRounds, Handler: a.Remind},

		{Method: "GET", Path: "/movement", Permission: schema.PermMovement, Handler: a.Movement},
		{Method: "GET", Path: "/movement/pledges", Permission: schema.PermMovement, Handler: a.Pledges},
		{Method: "GET", Path: "/movement/help", Permission: schema.PermMovement, Handler: a.Help},
		{Method: "POST", Path: "/movement/bao_cao/calendar", Permission: schema.PermMovementWrite, Handler: a.MakeCalendar},
		{Method: "GET", Path: "/movement/:kind", Permission: schema.PermMovement, Handler: a.Entries},
		{Method: "GET", Path: "/movement/:kind/export", Permission: schema.PermMovement, Handler: a.ExportEntries},
		{Method: "GET", Path: "/movement/:kind/new", Permission: schema.PermMovementWrite, Handler: a.NewEntry},
		{Method: "POST", Path: "/movement/:kind/new", Permission: schema.PermMovementWrite, Handler: a.SaveNewEntry},
		{Method: "GET", Path: "/movement/:kind/:entry", Permission: schema.PermMovement, Handler: a.Entry},
		{Method: "POST", Path: "/movement/:kind/:entry", Permission: schema.PermMovementWrite, Handler: a.SaveEntry},
		{Method: "POST", Path: "/movement/:kind/:entry/remove", Permission: schema.PermMovementWrite, Handler: a.RemoveEntry},
		{Method: "POST", Path: "/movement/:kind/:entry/files", Permission: schema.PermMovementWrite, Limit: admin.MaxEvidenceForm, Handler: a.AttachFile},
		{Method: "POST", Path: "/movement/:kind/:entry/detach", Permission: schema.PermMovementWrite, Handler: a.DetachFile},
		{Method: "GET", Path: "/movement/:kind/:entry/files/:evidence", Permission: schema.PermMovement, Handler: a.EntryFile},

		{Method: "GET", Path: "/fund", Permission: schema.PermFund, Handler: a.Fund},
		{Method: "GET", Path: "/fund/public", Permission: schema.PermFund, Handler: a.FundPublic},
		{Method: "GET", Path: "/fund/export", Permission: schema.PermFund, Handler: a.ExportFund},
		{Method: "GET", Path: "/fund/new", Permission: schema.PermFundWrite, Handler: a.NewFundLine},
		{Method: "POST", Path: "/fund/new", Permission: schema.PermFundWrite, Handler: a.SaveFundLine},
		{Method: "GET", Path: "/fund/:line", Permission: schema.PermFund, Handler: a.FundLine},
		{Method: "POST", Path: "/fund/:line/reverse", Permission: schema.PermFundWrite, Handler: a.ReverseFundLine},

		{Method: "GET", Path: "/scores", Permission: schema.PermMovement, Handler: a.Scores},
		{Method: "GET", Path: "/scores/export", Permission: schema.PermMovement, Handler: a.ExportScores},
		{Method: "POST", Path: "/scores/settle", Permission: schema.PermMovementWrite, Handler: a.SettleScores},
		{Method: "GET", Path: "/scores/criteria", Permission: schema.PermMovement, Handler: a.Criteria},
		{Method: "POST", Path: "/scores/criteria", Permission: schema.PermMovementWrite, Limit: admin.MaxWorkbook + smallForm, Handler: a.UploadCriteria},
		{Method: "GET", Path: "/scores/criteria/file", Permission: schema.PermMovement, Handler: a.CriteriaFile},
		{Method: "GET", Path: "/scores/:track/:subject", Permission: schema.PermMovement, Handler: a.ScoreCard},
		{Method: "POST", Path: "/scores/:track/:subject/facts", Permission: schema.PermMovementWrite, Limit: admin.MaxEvidenceForm, Handler: a.TypeFact},
		{Method: "GET", Path: "/scores/:track/:subject/facts/:evidence", Permission: schema.PermMovement, Handler: a.FactFile},

		{Method: "GET", Path: "/movements", Permission: schema.PermRecords, Handler: a.Movements},
		{Method: "GET", Path: "/movements/table/:file", Permission: schema.PermExport, Handler: a.Movements},
		{Method: "GET", Path: "/movements/households", Permission: schema.PermRecords, Handler: a.MovementHouseholds},
		{Method: "GET", Path: "/movements/households/:file", Permission: schema.PermExport, Handler: a.MovementHouseholds},
		{Method: "GET", Path: "/recognise", Permission: schema.PermRecords, Handler: a.Recognise},
		{Method: "POST", Path: "/recognise", Permission: schema.PermClasses, Handler: a.SaveRecognition},
		{Method: "GET", Path: "/classes/:list", Permission: schema.PermRecords, Handler: a.ClassList},
		{Method: "GET", Path: "/classes/:list/:file", Permission: schema.PermExport, Handler: a.ClassList},
		{Method: "GET", Path: "/rules", Permission: schema.PermRecords, Handler: a.RuleSets},
		{Method: "POST", Path: "/rules", Permission: schema.PermClasses, Limit: admin.MaxWorkbook + smallForm, Handler: a.UploadRules},
		{Method: "GET", Path: "/rules/:rules", Permission: schema.PermRecords, Handler: a.RuleSet},
		{Method: "GET", Path: "/rules/:rules/source", Permission: schema.PermRecords, Handler: a.RuleSource},
		{Method: "POST", Path: "/rules/:rules/publish", Permission: schema.PermClasses, Handler: a.PublishRules},
		{Method: "POST", Path: "/rules/:rules/retire", Permission: schema.PermClasses, Handler: a.RetireRules},
		{Method: "GET", Path: "/areas", Permission: schema.PermRecords, Handler: a.Areas},
		{Method: "POST", Path: "/areas", Permission: schema.PermClasses, Handler: a.SaveArea},
		{Method: "POST", Path: "/areas/link", Permission: schema.PermClasses, Handler: a.SaveAreaLink},
		{Method: "POST", Path: "/areas/population", Permission: schema.PermClasses, Handler: a.SavePopulations},

		{Method: "GET", Path: "/forms", Permission: schema.PermForms, Handler: a.Forms},
		{Method: "POST", Path: "/forms", Permission: schema.PermForms, Limit: admin.MaxWorkbook + smallForm, Handler: a.Upload},
		{Method: "GET", Path: "/forms/:hash", Permission: schema.PermForms, Handler: a.Draft},
		{Method: "POST", Path: "/forms/:hash/publish", Permission: schema.PermForms, Handler: a.Publish},
		{Method: "POST", Path: "/forms/:hash/retire", Permission: schema.PermForms, Handler: a.RetireForm},
		{Method: "POST", Path: "/forms/:hash/unretire", Permission: schema.PermForms, Handler: a.UnretireForm},
		{Method: "GET", Path: "/forms/:hash/source", Permission: schema.PermForms, Handler: a.FormSource},
		{Method: "GET", Path: "/forms/:hash/preview", Permission: schema.PermForms, Handler: a.FormPreview},
		{Method: "GET", Path: "/forms/:hash/preview/data", Permission: schema.PermForms, Handler: a.PreviewData},
		{Method: "GET", Path: "/forms/:hash/diff", Permission: schema.PermForms, Handler: a.FormDiff},

		{Method: "GET", Path: "/devices", Permission: schema.PermDevices, Handler: a.Devices},
		{Method: "POST", Path: "/devices/code", Permission: schema.PermDevices, Handler: a.CreateCode},
		{Method: "POST", Path: "/devices/phone", Permission: schema.PermDevices, Handler: a.SetPhone},
		{Method: "GET", Path: "/devices/:writer", Permission: schema.PermDevices, Handler: a.DevicePage},
		{Method: "POST", Path: "/devices/:writer/wipe/cancel", Permission: schema.PermDevices, Handler: a.CancelWipe},
		{Method: "POST", Path: "/devices/:writer/revoke", Permission: schema.PermDevices, Handler: a.Revoke},
		{Method: "GET", Path: "/devices/:writer/pin", Permission: schema.PermDevices, Handler: a.PinPage},
		{Method: "POST", Path: "/devices/:writer/pin", Permission: schema.PermDevices, Handler: a.AnswerPin},
		{Method: "POST", Path: "/devices/:writer/users", Permission: schema.PermDevices, Handler: a.ShareDevice},
		{Method: "POST", Path: "/devices/:writer/wipe", Permission: schema.PermDevices, Handler: a.WipeDevice},

		{Method: "GET", Path: "/users", Permission: schema.PermUsers, Handler: a.Users},
		{Method: "POST", Path: "/users", Permission: schema.PermUsers, Handler: a.SaveUser},
		{Method: "POST", Path: "/users/:user/invite", Permission: schema.PermUsers, Handler: a.Invite},
		{Method: "POST", Path: "/users/:user/lock", Permission: schema.PermUsers, Handler: a.LockUser},
		{Method: "POST", Path: "/users/:user/unlock", Permission: schema.PermUsers, Handler: a.UnlockUser},
		{Method: "POST", Path: "/users/:user/signout", Permission: schema.PermUsers, Handler: a.SignOutUser},
		{Method: "GET", Path: "/audit", Permission: schema.PermAudit, Handler: a.Audit},
	}
}

// sessionless says that a path never needs to know who is signed in: devices, the app, static files.
func sessionless(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/app/") || strings.HasPrefix(path, "/static/") ||
		path == "/app" || path == "/healthz" || path == "/favicon.ico" || path == "/install/ca.crt"
}

// chain is what a request of a route passes: its body cap, its permission, the scope of its record, its handler.
func (s *Server) chain(r Route) []gin.HandlerFunc {
	limit := r.Limit
	if limit == 0 {
		limit = smallForm
	}
	out := []gin.HandlerFunc{func(c *gin.Context) {
		if c.Request.ContentLength > limit && r.Permission != schema.PermDevice && r.Path != "/api/v1/enrol" {
			if admin.UserOf(c) != nil { // most browsers show the answer only when they could send all
				_, _ = io.CopyN(io.Discard, c.Request.Body, drained)
			}
			s.admin.Fail(c, errBody)
			return
		}
		if c.Request.ContentLength > limit { // said in words by the handler; what is left of the body is not waited for
			c.Header("Connection", "close")
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		withoutNUL(c.Request)
	}, s.permit(r.Permission)}
	if r.Record {
		out = append(out, s.admin.ScopeRecord)
	}
	return append(out, r.Handler)
}

// withoutNUL drops NUL from an address and from a form that was filled in: no text of a page holds one, and PostgreSQL takes
// none. A form that can not be read is the handler's to refuse.
func withoutNUL(r *http.Request) {
	r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, "%00", "")
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || r.ParseForm() != nil {
		return
	}
	for _, values := range []url.Values{r.Form, r.PostForm} {
		for _, list := range values {
			for i := range list {
				list[i] = schema.WithoutNUL(list[i])
			}
		}
	}
}

var errBody = &schema.Error{Code: schema.CodeTooLarge, Vi: "Nội dung gửi lên lớn quá.", En: "What was sent is too large."}
