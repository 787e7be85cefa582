package wire

// Comment is the value of a comment op. Its id is (dot, register); a reply names in sees what it replies to.
type Comment struct {
	Text string
	Ask  bool // the reviewer asks for this question to be mended
}

// Decision is the value of return, approve and reject. The op's sees names the accepted changes of the record
// (merge.Record.Shown); Frontier names all that were here, so that the record can be rebuilt as it stood.
type Decision struct {
	Reason      string
	Despite     string // why it was approved with an open conflict, a held change …; "" when there was none
	FormVersion uint64
	FormHash    [8]byte
	Env         []ListRef
	Values      Hash   // merge.ValuesHash of what the page showed
	Frontier    []Head // sorted by writer: the writers of the record, and every owner's epoch whose rulings were applied
}

// Step is the value of a step op: the decisions that the owner took, in its order.
type Step struct {
	Names []Dot
}

// Finish is the value of a finish op: results that read the clock, chance or the device, frozen.
type Finish struct {
	Frozen []Frozen
}

// Frozen is one calculated value as it stood at finish.
type Frozen struct {
	Row   uint32 // as Op.Row
	Node  uint32
	Value Value
}

// Ruling is the value of hold and admit: the changes From…To of a writer, on the branch whose chain stands at HTo
// after To. The zero HTo means any branch.
type Ruling struct {
	Writer ID
	From   uint64
	To     uint64
	HTo    Hash
	Reason string // a code: "revoked", "no_grant", "fork", "record_id", "value", "person" …
	Note   string // what a person wrote
}

// Erase is the value of an erase op.
type Erase struct {
	Dot Dot
	C   Hash
}

// Epoch is the value of an epoch op: the owner begins again with a new writer.
type Epoch struct {
	Number uint64
	Heads  []Head // what the owner has of earlier epochs
	Srv    uint64 // where its feed begins
}

// Withdraw is the value of a withdraw op: a grant ends.
type Withdraw struct {
	Grant  ID
	Reason string
}

// Grant is what the owner allows one writer.
type Grant struct {
	ID       ID
	Writer   ID
	Pub      []byte // the writer's public key, 65 bytes
	Role     string
	Areas    []ID
	Users    []User
	From     uint64 // ms UTC, by the owner's clock
	To       uint64 // ms UTC; 0: no end
	Recovery string // age recipient of the commune's recovery key
	Device   string // name of the device
}

// User is a person who may work under a grant.
type User struct {
	ID   ID
	Name string
	Kin  string // how the screen addresses the person: "bác", "chị", "em"
	Role string
}

// CommentValue encodes [text, ask].
func CommentValue(c Comment) Value {
	var e Encoder
	e.Array(2)
	e.Text(c.Text)
	e.Bool(c.Ask)
	return e.B
}

// Comment reads the value of a comment op.
func (v Value) Comment() (Comment, error) {
	d := NewDecoder(v)
	d.Places(2)
	c := Comment{Text: d.Text(MaxTextBytes), Ask: d.Bool()}
	return whole(d, c)
}

// DecisionValue encodes [reason, despite, version, hash8, env, values, frontier].
func DecisionValue(x Decision) Value {
	var e Encoder
	e.Array(7)
	e.Text(x.Reason)
	e.Text(x.Despite)
	e.Uint(x.FormVersion)
	e.Bytes(x.FormHash[:])
	encodeEnv(&e, x.Env)
	e.Hash(x.Values)
	encodeHeads(&e, x.Frontier)
	return e.B
}

// Decision reads the value of return, approve and reject.
func (v Value) Decision() (Decision, error) {
	d := NewDecoder(v)
	d.Places(7)
	x := Decision{Reason: d.Text(MaxTextBytes), Despite: d.Text(MaxTextBytes), FormVersion: d.Uint()}
	d.fixed(x.FormHash[:])
	x.Env = decodeEnv(d)
	x.Values = d.Hash()
	x.Frontier = decodeHeads(d)
	return whole(d, x)
}

// StepValue encodes [[writer, seq]…].
func StepValue(s Step) Value {
	var e Encoder
	e.Array(len(s.Names))
	for _, n := range s.Names {
		encodeDot(&e, n)
	}
	return e.B
}

// Step reads the value of a step op.
func (v Value) Step() (Step, error) {
	d := NewDecoder(v)
	var s Step
	for n := d.Array(maxFrontier); n > 0 && d.err == nil; n-- {
		s.Names = append(s.Names, decodeDot(d))
	}
	return whole(d, s)
}

// FinishValue encodes [[row, node, value]…].
func FinishValue(f Finish) Value {
	var e Encoder
	e.Array(len(f.Frozen))
	for _, x := range f.Frozen {
		e.Array(3)
		e.Uint(uint64(x.Row))
		e.Uint(uint64(x.Node))
		encodeValue(&e, x.Value)
	}
	return e.B
}

// Finish reads the value of a finish op.
func (v Value) Finish() (Finish, error) {
	d := NewDecoder(v)
	var f Finish
	for n := d.Array(MaxOps); n > 0 && d.err == nil; n-- {
		d.Places(3)
		f.Frozen = append(f.Frozen, Frozen{Row: uint32(d.UintMax(maxRows)), Node: uint32(d.UintMax(maxNode)), Value: d.Raw()})
	}
	return whole(d, f)
}

// RulingValue encodes [writer, from, to, hTo, reason, note].
func RulingValue(r Ruling) Value {
	var e Encoder
	e.Array(6)
	e.ID(r.Writer)
	e.Uint(r.From)
	e.Uint(r.To)
	e.Hash(r.HTo)
	e.Text(r.Reason)
	e.Text(r.Note)
	return e.B
}

// Ruling reads the value of hold and admit.
func (v Value) Ruling() (Ruling, error) {
	d := NewDecoder(v)
	d.Places(6)
	r := Ruling{Writer: d.ID(), From: d.Uint(), To: d.Uint(), HTo: d.Hash(), Reason: d.Text(maxSmall), Note: d.Text(MaxTextBytes)}
	if d.err == nil && (r.From == 0 || r.To < r.From) {
		d.Fail("range of a ruling")
	}
	return whole(d, r)
}

// EraseValue encodes [[writer, seq], c].
func EraseValue(x Erase) Value {
	var e Encoder
	e.Array(2)
	encodeDot(&e, x.Dot)
	e.Hash(x.C)
	return e.B
}

// Erase reads the value of an erase op.
func (v Value) Erase() (Erase, error) {
	d := NewDecoder(v)
	d.Places(2)
	return whole(d, Erase{Dot: decodeDot(d), C: d.Hash()})
}

// EpochValue encodes [number, heads, srv].
func EpochValue(x Epoch) Value {
	var e Encoder
	e.Array(3)
	e.Uint(x.Number)
	encodeHeads(&e, x.Heads)
	e.Uint(x.Srv)
	return e.B
}

// Epoch reads the value of an epoch op.
func (v Value) Epoch() (Epoch, error) {
	d := NewDecoder(v)
	d.Places(3)
	return whole(d, Epoch{Number: d.Uint(), Heads: decodeHeads(d), Srv: d.Uint()})
}

// WithdrawValue encodes [grant, reason].
func WithdrawValue(x Withdraw) Value {
	var e Encoder
	e.Array(2)
	e.ID(x.Grant)
	e.Text(x.Reason)
	return e.B
}

// Withdraw reads the value of a withdraw op.
func (v Value) Withdraw() (Withdraw, error) {
	d := NewDecoder(v)
	d.Places(2)
	return whole(d, Withdraw{Grant: d.ID(), Reason: d.Text(maxSmall)})
}

// GrantValue encodes [id, writer, pub, role, areas, users, from, to, recovery, device].
func GrantValue(g Grant) Value {
	var e Encoder
	e.Array(10)
	e.ID(g.ID)
	e.ID(g.Writer)
	e.Bytes(g.Pub)
	e.Text(g.Role)
	e.Array(len(g.Areas))
	for _, a := range g.Areas {
		e.ID(a)
	}
	e.Array(len(g.Users))
	for _, u := range g.Users {
		encodeUser(&e, u)
	}
	e.Uint(g.From)
	e.Uint(g.To)
	e.Text(g.Recovery)
	e.Text(g.Device)
	return e.B
}

// Grant reads the value of a grant op, or a grant that travels by itself.
func (v Value) Grant() (Grant, error) {
	d := NewDecoder(v)
	d.Places(10)
	g := Grant{ID: d.ID(), Writer: d.ID(), Pub: d.Bytes(PublicKeySize), Role: d.Text(maxSmall)}
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		g.Areas = append(g.Areas, d.ID())
	}
	for n := d.Array(maxSmall); n > 0 && d.err == nil; n-- {
		g.Users = append(g.Users, decodeUser(d))
	}
	g.From, g.To = d.Uint(), d.Uint()
	g.Recovery, g.Device = d.Text(maxSmall), d.Text(maxSmall)
	return whole(d, g)
}

func encodeUser(e *Encoder, u User) {
	e.Array(4)
	e.ID(u.ID)
	e.Text(u.Name)
	e.Text(u.Kin)
	e.Text(u.Role)
}

func decodeUser(d *Decoder) User {
	d.Places(4)
	return User{ID: d.ID(), Name: d.Text(maxSmall), Kin: d.Text(maxSmall), Role: d.Text(maxSmall)}
}

func whole[T any](d *Decoder, x T) (T, error) {
	if err := d.Done(); err != nil {
		var zero T
		return zero, err
	}
	return x, nil
}
