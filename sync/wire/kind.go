package wire

// Kind is what an op does (docs/sync.md §1.2). The numbers are on the wire and never change.
type Kind uint8

const (
	KindSeed      Kind = 1  // a value or row from pre-fill, defaults, first-load actions
	KindSet       Kind = 2  // an answer
	KindClear     Kind = 3  // the answer "empty"
	KindAdd       Kind = 4  // a row; the value is the row above it (16 bytes) or null
	KindRemove    Kind = 5  // a row is removed; sees is a frontier
	KindFinish    Kind = 6  // the visit is complete; the value is Finish
	KindReopen    Kind = 7  // the visit is not complete
	KindComment   Kind = 8  // the value is Comment; a reply names what it replies to
	KindUncomment Kind = 9  // closes the comments that it names
	KindReturn    Kind = 10 // review decisions; the value is Decision, sees is a frontier
	KindApprove   Kind = 11
	KindReject    Kind = 12
	KindStep      Kind = 13 // the owner's order of decisions; the value is Step
	KindEpoch     Kind = 14 // the value is Epoch
	KindGrant     Kind = 15 // the value is Grant
	KindWithdraw  Kind = 16 // the value is Withdraw
	KindAlias     Kind = 17 // two ids are one; the value is Alias
	KindUnalias   Kind = 18 // ends the aliases that it names; the value is theirs
	KindMove      Kind = 19 // the record's area is the value (16 bytes)
	KindAssign    Kind = 20 // reserved
	KindDelete    Kind = 21 // the record is deleted; sees is a frontier
	KindUndelete  Kind = 22 // names the deletes that it undoes
	KindHold      Kind = 23 // the value is Ruling
	KindAdmit     Kind = 24 // the value is Ruling
	KindErase     Kind = 25 // reserved: the value is Erase
)

const lastKind = KindErase

var kindNames = [...]string{"", "seed", "set", "clear", "add", "remove", "finish", "reopen", "comment", "uncomment",
	"return", "approve", "reject", "step", "epoch", "grant", "withdraw", "alias", "unalias", "move", "assign",
	"delete", "undelete", "hold", "admit", "erase"}

// String gives the word of docs/sync.md §1.2.
func (k Kind) String() string {
	if k == 0 || k > lastKind {
		return "unknown"
	}
	return kindNames[k]
}

// ParseKind reads a word of docs/sync.md §1.2.
func ParseKind(s string) (Kind, bool) {
	for k := KindSeed; k <= lastKind; k++ {
		if kindNames[k] == s {
			return k, true
		}
	}
	return 0, false
}

// Family says which ops concern each other: a dot in sees names the op of the same family on the same register. A
// change has at most one op of a family on one register.
type Family uint8

const (
	FamilyValue    Family = 1 // seed, set, clear (and the seed of a row, on the repeat's own register)
	FamilyRow      Family = 2 // add, remove
	FamilyFinish   Family = 3 // finish, reopen
	FamilyComment  Family = 4 // comment, uncomment
	FamilyDecision Family = 5 // return, approve, reject
	FamilyOther    Family = 6 // step, rulings, grants: no limit
	FamilyDelete   Family = 7 // delete, undelete
	FamilyMove     Family = 8
)

// Family gives the op's family.
func (k Kind) Family() Family {
	switch k {
	case KindSeed, KindSet, KindClear:
		return FamilyValue
	case KindAdd, KindRemove:
		return FamilyRow
	case KindFinish, KindReopen:
		return FamilyFinish
	case KindComment, KindUncomment:
		return FamilyComment
	case KindReturn, KindApprove, KindReject:
		return FamilyDecision
	case KindDelete, KindUndelete:
		return FamilyDelete
	case KindMove:
		return FamilyMove
	}
	return FamilyOther
}

// NamesFrontier says that the op's sees is a frontier: (writer, n) names every change of that writer on this record up
// to n, and n is a change on this record.
func (k Kind) NamesFrontier() bool {
	switch k {
	case KindRemove, KindReturn, KindApprove, KindReject, KindDelete:
		return true
	}
	return false
}

// OwnerOnly says that only the owner of the workspace makes such ops; elsewhere they mean nothing.
func (k Kind) OwnerOnly() bool {
	switch k {
	case KindStep, KindEpoch, KindGrant, KindWithdraw, KindHold, KindAdmit, KindErase:
		return true
	}
	return false
}
