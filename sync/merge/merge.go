package merge

import "github.com/sothon/sothon/sync/wire"

// Merge gives the record that the changes make. All inputs must be of one record; which is that of the first by dot.
func Merge(in []Input, r Resolver) *Record {
	rec := &Record{}
	for i := range in {
		rec.Changes = append(rec.Changes, ChangeInfo{Origin: Origin{Dot: in[i].Dot(), C: in[i].C, Status: in[i].Status}})
	}
	return rec
}

// StateHash is SHA-256 over all of the record that follows from the set of changes alone, in one canonical form: equal
// on every replica with equal changes and rulings (I1). Places in the owner's feed (Srv, and Area before a move) are not
// in it.
func StateHash(rec *Record) wire.Hash { return wire.Hash{} }

// ValuesHash is SHA-256 over the visible values and photo hashes in canonical form: what an approval covers.
func ValuesHash(rec *Record) wire.Hash { return wire.Hash{} }

// AtFrontier gives the inputs that a frontier covers, with the status that the rulings it covers gave them, so that
// Merge of them is the record exactly as it stood (◆D11). False when one that it names is not here.
func AtFrontier(in []Input, rulings []RulingAt, frontier []wire.Head) ([]Input, bool) { return nil, false }

// ChangedSinceApproval says that the visible values differ from those of the decision in force, when that is an
// approval.
func ChangedSinceApproval(rec *Record) bool { return false }

// RulingAt is one ruling with its place: rulings are ordered by (epoch number, seq, c) (◆D10).
type RulingAt struct {
	wire.Ruling
	Kind  wire.Kind // KindHold, KindAdmit
	Epoch uint64
	Owner wire.ID // writer of the ruling
	Seq   uint64
	C     wire.Hash // c of the change that rules
}

// ReadRulings takes the rulings out of the owner's changes; epoch gives the number of a writer's epoch, false when the
// writer is not the owner.
func ReadRulings(owner []Input, epoch func(wire.ID) (uint64, bool)) []RulingAt { return nil }

// StatusOf gives what the rulings, in their order, make of a change: the last that is about it counts. onBranch says
// whether a change lies on the branch whose chain stands at h after seq; nil compares h with that of the change itself
// where it can, and takes the writer's log to have no fork elsewhere.
func StatusOf(in *Input, rulings []RulingAt, onBranch func(in *Input, seq uint64, h wire.Hash) bool) (Status, string) {
	return Accepted, ""
}
