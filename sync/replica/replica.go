package replica

import (
	"cmp"
	"strings"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Replica is one tablet. It is not safe for concurrent use.
type Replica struct {
	random Random

	id      *Identity
	user    wire.User // who works now
	head    wire.Head // of the own log
	sync    *syncState
	grants  []wire.SignedGrant
	granted []wire.Grant // grants, opened
	changes map[string]*stored
	dots    map[wire.Dot][]*stored
	records map[wire.ID]*record
	forms   map[wire.Hash]*formVersion
	lists   map[uint64]*listVersion
	ids     map[wire.Hash]*wire.IDsItem // id columns of lists of other areas
	drafts  map[wire.ID]*draft
	pos     map[wire.ID]string
	read    map[wire.ID]map[wire.Dot]bool // by record: comments that were shown
	// newCases are households begun here that no list has.
	newCases map[wire.ID]NewCase
	blobs    map[wire.Hash]*blobState

	rulings     []merge.RulingAt
	aliases     []merge.AliasAt              // as rulings
	ruled       bool                         // rulings are up to date
	epoch       func(wire.ID) (uint64, bool) // number of the epoch of a writer that is the owner; as rulings
	newest      *wire.Epoch                  // what the newest epoch said first; nil: there is only one; as rulings
	pieces      map[string]*piece            // of the owner's logs, by key
	forked      map[wire.ID]bool             // writers that have two changes with one seq
	branches    map[*stored]merge.Branch     // of forked writers; nil = not made yet
	names       *names                       // of people and devices; nil = not made yet
	homes       *homeIndex                   // rows of the lists that hold; nil = not made yet
	session     *session
	earlierForm *session // the form that was open when the last call began
	request     *request
	report      counts
	going       bool // the last reply asked for another request: the report goes on

	db      map[string]map[string][]byte // what is stored, by store and key
	pending []Write                      // of the last call; taken to be stored at the next
}

// record is what is here of one record.
type record struct {
	id      wire.ID
	changes []*stored
	merged  *merge.Record
}

// Load makes a Replica of everything that is in its stores, in any order. Without an identity it fails with code
// "not-enrolled"; an entry that can not be read fails with code "storage" and names the entry.
func Load(entries []Write, random Random) (*Replica, error) {
	r := &Replica{random: random, db: map[string]map[string][]byte{}}
	for _, w := range entries {
		r.keep(w)
	}
	if err := r.build(); err != nil {
		return nil, err
	}
	return r, nil
}

// New makes a Replica of a fresh installation: what Enrolled gave must be stored.
func New(enrolled []Write, random Random) (*Replica, error) { return Load(enrolled, random) }

func (r *Replica) keep(w Write) {
	s := r.db[w.Store]
	if s == nil {
		s = map[string][]byte{}
		r.db[w.Store] = s
	}
	if w.Value == nil {
		delete(s, w.Key)
		return
	}
	s[w.Key] = w.Value
}

// Confirm takes the Writes of the last call to be stored. Every call that changes something does so by itself.
func (r *Replica) Confirm() {
	for _, w := range r.pending {
		r.keep(w)
	}
	r.pending, r.earlierForm = nil, r.session
}

// Abort undoes the last call: its Writes were not stored. A form that was open is open again as its journal has it.
func (r *Replica) Abort() error {
	if r.pending == nil {
		return nil
	}
	r.pending = nil
	reopen := r.earlierForm
	if err := r.build(); err != nil {
		return err
	}
	if reopen != nil {
		_, err := r.open(reopen.open, reopen.lang)
		return err
	}
	return nil
}

// out remembers the Writes of a call until they are known to be stored.
func (r *Replica) out(w []Write) []Write {
	r.pending = append(r.pending, w...)
	return w
}

// Stored gives everything that is stored, ordered: what Load takes. Values are shared, not copied.
func (r *Replica) Stored() []Write {
	var out []Write
	for store, entries := range r.db {
		for k, v := range entries {
			out = append(out, Write{store, k, v})
		}
	}
	ordered(out, func(a, b Write) int {
		if c := strings.Compare(a.Store, b.Store); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return out
}

func broken(store, key string) error {
	return fail("storage", "Không đọc được một mục đã lưu trên máy ("+store+"/"+key+"). Đừng xoá ứng dụng; mang máy lên xã.",
		"A stored entry can not be read ("+store+"/"+key+"). Do not remove the app; bring the device to the office.")
}

// build makes everything in memory from what is stored.
func (r *Replica) build() error {
	r.changes, r.dots, r.records = map[string]*stored{}, map[wire.Dot][]*stored{}, map[wire.ID]*record{}
	r.forms, r.lists, r.drafts = map[wire.Hash]*formVersion{}, map[uint64]*listVersion{}, map[wire.ID]*draft{}
	r.read, r.newCases = map[wire.ID]map[wire.Dot]bool{}, map[wire.ID]NewCase{}
	r.pos, r.blobs, r.pieces = map[wire.ID]string{}, map[wire.Hash]*blobState{}, map[string]*piece{}
	r.forked, r.branches, r.names, r.homes, r.ruled, r.rulings = map[wire.ID]bool{}, nil, nil, nil, false, nil
	r.id, r.sync, r.session, r.request, r.grants, r.granted = nil, &syncState{}, nil, nil, nil, nil
	if err := r.buildMeta(); err != nil {
		return err
	}
	if r.id == nil {
		return fail("not-enrolled", "Máy này chưa đăng ký với xã.", "This device is not enrolled.")
	}
	if r.user.ID.IsZero() {
		r.user = r.id.User
	}
	for k, v := range r.db[StoreForm] {
		f, err := decodeFormVersion(v)
		if err != nil {
			return broken(StoreForm, k)
		}
		r.forms[f.Hash] = f
	}
	r.ids = map[wire.Hash]*wire.IDsItem{}
	for k, v := range r.db[StoreList] {
		if strings.HasPrefix(k, keyIDs) {
			l, err := wire.DecodeIDsItem(v)
			if err != nil {
				return broken(StoreList, k)
			}
			r.ids[l.Hash] = l
			continue
		}
		l, err := decodeListVersion(v)
		if err != nil {
			return broken(StoreList, k)
		}
		r.lists[l.number] = l
	}
	for k, v := range r.db[StoreChange] {
		s, ok := decodeStored(k, v)
		if !ok {
			return broken(StoreChange, k)
		}
		r.index(s)
	}
	if err := r.buildHead(); err != nil {
		return err
	}
	if err := r.buildDrafts(); err != nil {
		return err
	}
	for k, v := range r.db[StoreBlobQ] {
		b, err := decodeBlobState(k, v)
		if err != nil {
			return broken(StoreBlobQ, k)
		}
		r.blobs[b.media.SHA256] = b
	}
	return nil
}

func (r *Replica) buildMeta() error {
	for k, v := range r.db[StoreMeta] {
		var err error
		switch {
		case k == keyIdentity:
			r.id, err = decodeIdentity(v)
		case k == keySync:
			r.sync, err = decodeSyncState(v)
		case k == keyGrants:
			r.grants, err = decodeGrants(v)
		case k == keyHead:
			r.head, err = decodeHead(v)
		case strings.HasPrefix(k, keyPos):
			var rec wire.ID
			if rec, err = wire.ParseID(k[len(keyPos):]); err == nil {
				r.pos[rec] = string(v)
			}
		case strings.HasPrefix(k, keyCase):
			var id wire.ID
			if id, err = wire.ParseID(k[len(keyCase):]); err == nil {
				r.newCases[id], err = decodeNewCase(v)
			}
		case strings.HasPrefix(k, keyPiece):
			r.pieces[k], err = decodePiece(v)
		case strings.HasPrefix(k, keyRead):
			var rec wire.ID
			if rec, err = wire.ParseID(k[len(keyRead):]); err == nil {
				r.read[rec], err = decodeDots(v)
			}
		}
		if err != nil {
			return broken(StoreMeta, k)
		}
	}
	r.openGrants()
	return nil
}

func (r *Replica) openGrants() {
	r.granted = nil
	for _, g := range r.grants {
		if x, err := wire.Value(g.Grant).Grant(); err == nil {
			r.granted = append(r.granted, x)
		}
	}
	r.names = nil
}

// buildHead checks that the own log is whole: seq 1…n without a gap, chained, and the head at its end.
func (r *Replica) buildHead() error {
	w := r.id.Writer()
	if r.db[StoreMeta][keyHead] == nil {
		r.head = wire.Head{H: wire.ChainStart(r.id.Pub)}
	}
	r.head.Writer = w
	h := wire.ChainStart(r.id.Pub)
	for n := uint64(1); n <= r.head.Seq; n++ {
		s := r.own(n)
		if s == nil || s.hPrev != h {
			return broken(StoreChange, w.String()+"/"+hex8(n))
		}
		h = s.h
	}
	if h != r.head.H {
		return broken(StoreMeta, keyHead)
	}
	return nil
}

// own gives the n-th change of the own log: of a forked one the branch that was made here.
func (r *Replica) own(n uint64) *stored {
	list := r.dots[wire.Dot{Writer: r.id.Writer(), Seq: n}]
	if len(list) < 2 {
		if len(list) == 1 {
			return list[0]
		}
		return nil
	}
	h := wire.ChainStart(r.id.Pub)
	if n > 1 {
		p := r.own(n - 1)
		if p == nil {
			return nil
		}
		h = p.h
	}
	var mine *stored
	for _, s := range list {
		if s.hPrev == h && (s.made || mine == nil) {
			mine = s
		}
	}
	return mine
}

// index adds a change to the maps in memory; false when it is known already.
func (r *Replica) index(s *stored) bool {
	k := s.key()
	if old, known := r.changes[k]; known {
		old.srv, old.area = s.srv, s.area
		return false
	}
	r.changes[k] = s
	if len(r.dots[s.dot]) > 0 {
		r.forked[s.dot.Writer] = true
	}
	r.dots[s.dot] = append(r.dots[s.dot], s)
	if r.forked[s.dot.Writer] {
		r.branches = nil
	}
	rec := r.records[s.record]
	if rec == nil {
		rec = &record{id: s.record}
		r.records[s.record] = rec
	}
	rec.changes = append(rec.changes, s)
	rec.merged = nil
	if s.record == r.id.Workspace {
		r.ruled = false
		for _, other := range r.records {
			other.merged = nil
		}
	}
	return true
}

// touch forgets what was made of a record.
func (r *Replica) touch(id wire.ID) {
	if rec := r.records[id]; rec != nil {
		rec.merged = nil
	}
}

// current gives the numbered lists that hold for an area, its own and the workspace's, by number.
func (r *Replica) current(area wire.ID) []answers.NumberedList {
	var out []answers.NumberedList
	for _, info := range r.sync.Lists {
		if l := r.lists[info.Number]; l != nil && l.hash == info.Hash && (info.Area == area || info.Area.IsZero()) {
			if n := l.numbered(); n.List != nil {
				out = append(out, n)
			}
		}
	}
	ordered(out, func(a, b answers.NumberedList) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

// listByRef gives a list by number and hash, whether it still holds or not.
func (r *Replica) listByRef(ref wire.ListRef) (answers.NumberedList, bool) {
	l := r.lists[ref.Number]
	if l == nil || l.hash != ref.Hash {
		return answers.NumberedList{}, false
	}
	n := l.numbered()
	return n, n.List != nil
}
