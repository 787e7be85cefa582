package schema

import "github.com/sothon/sothon/sync/wire"

// AwardSubject is who may be nominated.
type AwardSubject string

// The subjects.
const (
	AwardHousehold  AwardSubject = "household"
	AwardVillage    AwardSubject = "village"
	AwardOfficial   AwardSubject = "official"
	AwardEnterprise AwardSubject = "enterprise"
	AwardGroup      AwardSubject = "group" // a body, an association, a team
)

// AwardList is one of the lists of nominations. The two tracks of households are two lists and are never mixed.
type AwardList string

// The lists.
const (
	ListRising     AwardList = "rising"  // poor and near-poor households that worked their way up
	ListHelping    AwardList = "helping" // households that help others
	ListVillage    AwardList = "village"
	ListOfficial   AwardList = "official"
	ListEnterprise AwardList = "enterprise"
	ListGroup      AwardList = "group"
)

// AwardLists are the lists in the order of pages.
var AwardLists = []AwardList{ListRising, ListHelping, ListVillage, ListOfficial, ListEnterprise, ListGroup}

// Subject is who stands in a list.
func (l AwardList) Subject() AwardSubject {
	switch l {
	case ListRising, ListHelping:
		return AwardHousehold
	case ListVillage:
		return AwardVillage
	case ListOfficial:
		return AwardOfficial
	case ListEnterprise:
		return AwardEnterprise
	}
	return AwardGroup
}

// AwardState is where a nomination stands.
type AwardState string

// The states in their order; refused ends it.
const (
	AwardDraft     AwardState = "draft"     // nominated; the meeting of the village or unit comes next
	AwardAgreed    AwardState = "agreed"    // the meeting agreed; the council comes next
	AwardVoted     AwardState = "voted"     // the council agreed; the submission comes next
	AwardSubmitted AwardState = "submitted" // sent to who decides
	AwardDecided   AwardState = "decided"   // decision signed
	AwardGiven     AwardState = "given"     // certificate and sum handed over
	AwardRefused   AwardState = "refused"
)

// Award is a nomination with everything that was done with it.
type Award struct {
	ID      wire.ID
	Year    int
	Number  int // within the year, from 1
	List    AwardList
	Subject wire.ID // household, village, official (user) or enterprise (entry); zero: only by name
	Area    wire.ID // zero: the commune's
	Name    string
	Form    string // code of the ladder
	State   AwardState
	Steps   int // how many were taken: who changes it says how many were seen
	Body    AwardBody
}

// AwardBody is what a nomination holds. Days are ISO dates.
type AwardBody struct {
	Merit       string `json:"merit"` // short: what for
	Since       string `json:"since,omitempty"`
	Address     string `json:"address,omitempty"`
	Born        string `json:"born,omitempty"` // year, or what the report says of the person
	Achievement string `json:"achievement,omitempty"`
	Before      string `json:"before,omitempty"` // awards had before
	Proposer    string `json:"proposer"`         // who proposed: village, body, the household itself
	Proposed    string `json:"proposed"`
	From        string `json:"from"` // "score" or "proposal"

	Score   *AwardScore          `json:"score,omitempty"`
	Gates   map[string]AwardGate `json:"gates,omitempty"`
	Consent *AwardConsent        `json:"consent,omitempty"` // typed; the survey's is read anew each time
	Village *AwardMeeting        `json:"village,omitempty"`
	Council *AwardMeeting        `json:"council,omitempty"`

	Letter   string `json:"letter,omitempty"` // number of the submission letter
	LetterOn string `json:"letter_on,omitempty"`
	Decision string `json:"decision,omitempty"`
	Decided  string `json:"decided,omitempty"`
	Signer   string `json:"signer,omitempty"`
	Bonus    *int64 `json:"bonus,omitempty"` // dong, as decided
	Given    string `json:"given,omitempty"`
	GivenAt  string `json:"given_at,omitempty"`
	Reason   string `json:"reason,omitempty"` // of the last return or refusal
}

// AwardScore is the scorecard that a nomination rests on, as it stood then.
type AwardScore struct {
	Set    string  `json:"set"` // the day on which it was settled
	Total  float64 `json:"total"`
	Sample bool    `json:"sample,omitempty"`
}

// AwardGate is a condition that a person answered and signed.
type AwardGate struct {
	Met bool   `json:"met"`
	By  string `json:"by"`
	Day string `json:"day"`
}

// AwardConsent is consent that a person typed in with its evidence; Given false: refused or withdrawn.
type AwardConsent struct {
	Given    bool   `json:"given"`
	Day      string `json:"day"`
	Evidence string `json:"evidence"`
}

// AwardMeeting is a meeting of the village or of the council about a nomination.
type AwardMeeting struct {
	Day       string `json:"day"`
	Place     string `json:"place,omitempty"`
	Chair     string `json:"chair"`
	Secretary string `json:"secretary"`
	Members   int    `json:"members"` // who could have come: households of the village, members of the council
	Present   int    `json:"present"`
	Valid     int    `json:"valid"` // votes
	Agree     int    `json:"agree"`
	Secret    bool   `json:"secret,omitempty"`
	Notes     string `json:"notes,omitempty"`
}

// AwardStep is one thing done with a nomination.
type AwardStep struct {
	N      int
	At     int64
	By     wire.ID
	Action string
	Note   string
}
