package wire

// SyncRequest is the body of POST /api/v1/sync, signed by the writer over RequestMessage(Nonce, SHA-256(body)).
type SyncRequest struct {
	Workspace ID
	Writer    ID
	HeadN     uint64 // what the writer's own log holds
	HeadH     Hash
	Cursor    []byte // as the last reply gave it, sealed; nil at first
	Nonce     []byte // of the last reply; nil when there is none
	Segments  []*Segment
	Have      Have
	Status    Status
}

// Have says which forms and lists the writer holds; what it lacks comes as feed items.
type Have struct {
	Forms []FormHave
	Lists []ListHave
}

// FormHave is one form version held.
type FormHave struct {
	FormID  string
	Version uint64
	Hash    [8]byte
}

// ListHave is one list held.
type ListHave struct {
	Number uint64
	Hash   [8]byte
}

// Status is what the office wants to know about a tablet.
type Status struct {
	App     string // version of the app
	Clock   int64  // device clock, ms UTC
	Unsent  uint64 // changes not acknowledged, those in this request included
	Blobs   uint64 // photos not sent
	FreeMiB uint64 // room left for the app; 0: not known
	Parked  uint64 // changes received that wait for something not here
	Fork    bool   // it has stopped because another copy of it exists
}

// SyncReply is the payload of the sealed reply.
type SyncReply struct {
	Acked      uint64 // stored: every change of the writer up to here is durable at the owner
	Replicated uint64 // of these also at a second place; only these may the tablet forget
	GapFrom    uint64 // not 0: send from here
	Fork       bool   // the owner has other bytes for a dot of this writer: push no more, keep all
	Revoked    bool
	Items      []FeedItem
	More       bool // ask again at once
	Cursor     []byte
	Grants     []SignedGrant // what changed since the cursor
	Forms      []FormRef     // nil: as in Have; else the whole list that holds now
	Lists      []ListInfo    // nil: as in Have; else the whole list that holds now
	Limits     Limits
	ServerTime int64 // ms UTC
	Nonce      []byte
	Held       []HeldDot // changes of this writer that the owner holds, of those just pushed
	Err        *ErrorReply
	Wipe       *SignedWipe // erase everything, when what can be sent is sent
	InForce    []ID        // nil: as told before; else the ids of the grants in force, all others have ended
	Wanted     []Hash      // photos that the writer calls sent and that are not here
}

// HeldDot tells a writer that a change of its own was stored and held.
type HeldDot struct {
	Seq    uint64
	Reason string
}

// Limits are those of this server; zero means the limit of limits.go.
type Limits struct {
	PackedBytes uint64 // largest request, compressed
	BlobBytes   uint64 // largest photo
}

// FormRef names the form version that holds.
type FormRef struct {
	FormID  string
	Version uint64
	Hash    Hash
	Title   string
}

// ListInfo names a scoped list that holds.
type ListInfo struct {
	Name   string
	Area   ID // zero: the whole workspace
	Number uint64
	Hash   Hash
}

// SignedGrant is a grant under the owner's signature over GrantMessage(Grant).
type SignedGrant struct {
	Grant []byte // GrantValue
	Sig   []byte
}

// ErrorReply tells a person what went wrong; Code is one word for programs.
type ErrorReply struct {
	Code string
	Vi   string
	En   string
}

// EnrolRequest is the body of POST /api/v1/enrol.
type EnrolRequest struct {
	Code   string // one-time code
	Pub    []byte // 65 bytes
	Proof  []byte // over EnrolMessage(Code, Pub)
	Device string // what a person calls the tablet
	App    string // version of the app
	Excuse string // why it is enrolled though its browser does not promise to keep data; "": it promised
}

// EnrolReply answers it, sealed with an empty request nonce.
type EnrolReply struct {
	Workspace     ID
	WorkspaceName string
	OwnerPub      []byte // 65 bytes
	Grant         SignedGrant
	Nonce         []byte
	Recovery      string // age recipient of the recovery key
	User          User
	ServerTime    int64 // ms UTC
}

// FeedKind is what a feed item carries. The numbers are on the wire and never change.
type FeedKind uint8

const (
	FeedChange FeedKind = 1 // Payload: a Segment
	FeedRecord FeedKind = 2 // Payload: RecordItem
	FeedLeft   FeedKind = 3 // Ref: the record, Area: where it went
	FeedRuling FeedKind = 4 // Payload: a Segment of the owner's writer
	FeedForm   FeedKind = 5 // Payload: FormItem
	FeedList   FeedKind = 6 // Payload: ListItem
	FeedGrant  FeedKind = 7 // Payload: SignedGrant
	FeedIDs    FeedKind = 8 // Payload: IDsItem
)

// FeedItem is one entry of the feed.
type FeedItem struct {
	Kind    FeedKind
	Srv     uint64 // place in the owner's feed; for changes also the order that ◆D2 needs
	Area    ID
	Ref     ID // record; zero otherwise
	Payload []byte
}

// RecordItem is ◆D13: every stored change of one record, and the ordered rulings about them, as they stood at Srv.
type RecordItem struct {
	Record  ID
	Area    ID
	Srv     uint64
	Changes []*Segment
	Rulings []*Segment
	Srvs    []DotSrv // place of each change in the owner's feed
}

// DotSrv is a change's place in the owner's feed.
type DotSrv struct {
	Dot Dot
	Srv uint64
}

// ListItem carries a scoped list.
type ListItem struct {
	Name   string
	Area   ID
	Number uint64
	Bytes  []byte // hashed as they stand
}

// IDsItem carries the id column of a list of an area that is not the receiver's: changes name rows in it by position.
type IDsItem struct {
	Number uint64
	Hash   Hash // of the whole list
	IDs    []ID
}

// FormItem carries a published form version.
type FormItem struct {
	FormID  string
	Version uint64
	Title   string
	Bytes   []byte // canonical bytes; hashed as they stand
}
