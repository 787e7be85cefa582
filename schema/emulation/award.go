package emulation

import (
	"strings"

	"github.com/sothon/sothon/schema"
)

// AwardAction is what may be done with a nomination.
type AwardAction string

// The actions.
const (
	DoEdit    AwardAction = "edit"    // mend what was written
	DoGates   AwardAction = "gates"   // answer the conditions
	DoConsent AwardAction = "consent" // consent to be shown as an example, or its withdrawal
	DoVillage AwardAction = "village" // minutes of the meeting
	DoCouncil AwardAction = "council" // minutes of the council
	DoSubmit  AwardAction = "submit"
	DoDecide  AwardAction = "decide"
	DoGive    AwardAction = "give"
	DoReturn  AwardAction = "return" // one goes back to the beginning, with the reason
	DoRefuse  AwardAction = "refuse"
)

// awardMoves are the states from which an action is allowed, and where it leads ("" = stays).
var awardMoves = map[AwardAction]map[schema.AwardState]schema.AwardState{
	DoEdit:    {schema.AwardDraft: "", schema.AwardAgreed: "", schema.AwardVoted: ""},
	DoGates:   {schema.AwardDraft: "", schema.AwardAgreed: "", schema.AwardVoted: ""},
	DoConsent: {schema.AwardDraft: "", schema.AwardAgreed: "", schema.AwardVoted: "", schema.AwardSubmitted: "", schema.AwardDecided: "", schema.AwardGiven: ""},
	DoVillage: {schema.AwardDraft: schema.AwardAgreed},
	DoCouncil: {schema.AwardAgreed: schema.AwardVoted},
	DoSubmit:  {schema.AwardVoted: schema.AwardSubmitted},
	DoDecide:  {schema.AwardSubmitted: schema.AwardDecided},
	DoGive:    {schema.AwardDecided: schema.AwardGiven},
	DoReturn:  {schema.AwardAgreed: schema.AwardDraft, schema.AwardVoted: schema.AwardDraft, schema.AwardSubmitted: schema.AwardDraft},
	DoRefuse:  {schema.AwardDraft: schema.AwardRefused, schema.AwardAgreed: schema.AwardRefused, schema.AwardVoted: schema.AwardRefused, schema.AwardSubmitted: schema.AwardRefused},
}

// MayAward says whether an action is allowed in a state.
func MayAward(s schema.AwardState, a AwardAction) bool {
	_, ok := awardMoves[a][s]
	return ok
}

// AwardRules are the tables of law that awards go by, in force on any day.
type AwardRules struct {
	Ladder []AwardForm
	Sums   []AwardSum
	Votes  []VoteRule
	Gates  []AwardGateRule
}

// Advance checks an action against the rules and gives the state that follows. The nomination holds already what the action
// brings (minutes, numbers, reason). open are conditions that are not met: with one nobody goes to the council.
func (r *AwardRules) Advance(a *schema.Award, do AwardAction, open []string) (schema.AwardState, error) {
	to, ok := awardMoves[do][a.State]
	if !ok {
		return a.State, schema.Conflict("state", "Hồ sơ không còn ở bước này. Tải lại trang.", "The nomination is not at this step any more. Reload.")
	}
	if to == "" {
		to = a.State
	}
	b := &a.Body
	switch do {
	case DoVillage:
		return to, r.passed("village", a, b.Village)
	case DoCouncil:
		if len(open) > 0 {
			return a.State, schema.Invalid("gates", "Chưa trình Hội đồng được: "+strings.Join(open, "; ")+".", "Not ready for the council: "+strings.Join(open, "; ")+".")
		}
		if b.Council != nil && b.Village != nil && b.Council.Day < b.Village.Day {
			return a.State, schema.Invalid("day", "Hội đồng họp trước cuộc họp thôn.", "The council met before the village meeting.")
		}
		return to, r.passed("council", a, b.Council)
	case DoSubmit:
		if b.Letter == "" || b.LetterOn == "" {
			return a.State, schema.Invalid("letter", "Ghi số và ngày của tờ trình.", "Write the number and day of the submission letter.")
		}
	case DoDecide:
		if b.Decision == "" || b.Decided == "" {
			return a.State, schema.Invalid("decision", "Ghi số và ngày của quyết định.", "Write the number and day of the decision.")
		}
		if b.Decided < b.LetterOn {
			return a.State, schema.Invalid("decided", "Quyết định ký trước tờ trình.", "The decision is older than the submission letter.")
		}
		if _, ok := r.Form(a.Form, b.Decided); !ok {
			return a.State, schema.Invalid("form", "Hình thức khen này không có hiệu lực tại ngày quyết định.", "This award does not exist on the day of the decision.")
		}
	case DoGive:
		if b.Given == "" || b.Given < b.Decided {
			return a.State, schema.Invalid("given", "Ghi ngày trao, không trước ngày quyết định.", "Write the day it was handed over, not before the decision.")
		}
	case DoReturn, DoRefuse:
		if strings.TrimSpace(b.Reason) == "" {
			return a.State, schema.Invalid("reason", "Nhờ ghi lý do.", "Write the reason.")
		}
	case DoConsent:
		if c := b.Consent; c == nil || c.Evidence == "" || c.Day == "" {
			return a.State, schema.Invalid("evidence", "Ghi ngày và văn bản đồng ý: ai ký, lưu ở đâu.", "Write the day and the evidence of the consent: who signed, where it is kept.")
		}
	}
	return to, nil
}

// passed says that a meeting was held by the rules and agreed.
func (r *AwardRules) passed(body string, a *schema.Award, m *schema.AwardMeeting) error {
	if m == nil || m.Day == "" || m.Chair == "" || m.Secretary == "" {
		return schema.Invalid("meeting", "Biên bản cần ngày họp, chủ trì và thư ký.", "Minutes need the day, who chaired and who wrote.")
	}
	rule, ok := r.Vote(body, m.Day)
	if !ok {
		return schema.Invalid("meeting", "Bảng quy định họp xét không có dòng cho ngày này.", "The table of meetings has no row for this day.")
	}
	form, _ := r.Form(a.Form, m.Day)
	out := rule.Count(m, form.Share, form.Secret && body == "council")
	switch {
	case !out.Sound:
		return schema.Invalid("votes", "Số phiếu không khớp: đồng ý ≤ hợp lệ ≤ có mặt ≤ được mời.", "The counts do not fit: agree ≤ valid ≤ present ≤ invited.")
	case !out.Quorum:
		return schema.Invalid("present", "Chưa đủ người dự để họp xét.", "Not enough were present.")
	case !out.Secret:
		return schema.Invalid("secret", "Hình thức khen này phải bỏ phiếu kín.", "This award needs a secret ballot.")
	case !out.Agreed:
		return schema.Invalid("agree", "Chưa đủ tỷ lệ đồng ý. Ghi lý do và trả lại hoặc không xét.", "Not enough agreed. Return or refuse it with the reason.")
	}
	return nil
}

// SameMerit says that two nominations of a year are for the same thing: one subject, one list, the same words.
func SameMerit(a, b *schema.Award) bool {
	if a.ID == b.ID || a.Year != b.Year || a.List != b.List {
		return false
	}
	same := a.Subject == b.Subject && !a.Subject.IsZero() || a.Subject.IsZero() && b.Subject.IsZero() && schema.Fold(a.Name) == schema.Fold(b.Name)
	return same && (schema.Fold(a.Body.Merit) == schema.Fold(b.Body.Merit) || a.List == schema.ListRising || a.List == schema.ListHelping)
}

// MayPublish says whether the name may be shown as an example: only with consent. said is the survey's answer ("1", "0", ""
// not asked) with its day; what was typed later counts.
func MayPublish(said, saidDay string, typed *schema.AwardConsent) bool {
	if typed != nil && (said == "" || typed.Day >= saidDay) {
		return typed.Given
	}
	return said == "1"
}
