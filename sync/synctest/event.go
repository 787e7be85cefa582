package synctest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
)

var errNotOurs = errors.New("not the owner's signature")

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }

// kind is what an event does.
type kind int

const (
	evOpen kind = iota
	evAnswer
	evAnswerRow
	evAddRow
	evRemoveRow
	evRestoreRow
	evTabletComment
	evClose
	evFinish
	evSync
	evKill
	evArm
	evClock
	evClone
	evOfficeComment
	evReturn
	evDraw
	evApprove
	evSettle
	evOfficeEdit
	evPublish
	evRenew
	evRevoke
	evAreas
	evAdmit
	evTime
	evLate
	evCrash
	evHostile
	evMove
	evAlias
	evWipe
	evReopen
	evUsers
	evSwitch
	evBackup
	evRestore
	kinds
)

var kindNames = [...]string{"open", "answer", "answer in a row", "add row", "remove row", "restore row", "comment", "close", "finish", "sync",
	"kill", "arm the store", "set a clock", "clone", "office comments", "office returns", "draw a page", "approve the page",
	"office settles", "office answers", "publish", "renew lists", "revoke", "other areas", "admit", "time passes", "a month passes", "server crashes", "hostile",
	"move a household", "alias", "wipe", "reopen", "users of a device", "switch user", "backup", "restore"}

// weights say how often each kind is chosen.
var weights = [kinds]int{evOpen: 20, evAnswer: 34, evAnswerRow: 12, evAddRow: 5, evRemoveRow: 4, evRestoreRow: 4, evTabletComment: 4,
	evClose: 8, evFinish: 7, evSync: 24, evKill: 3, evArm: 4, evClock: 1, evClone: 2, evOfficeComment: 3, evReturn: 3, evDraw: 4, evApprove: 4,
	evSettle: 6, evOfficeEdit: 3, evPublish: 3, evRenew: 2, evRevoke: 2, evAreas: 1, evAdmit: 4, evTime: 2, evLate: 1, evCrash: 2, evHostile: 3,
	evMove: 4, evAlias: 2, evWipe: 1, evReopen: 2, evUsers: 2, evSwitch: 4, evBackup: 1, evRestore: 2}

// Event is one step of a history. All its choices follow from R.
type Event struct {
	Kind kind
	R    uint64
}

func (e Event) String() string { return fmt.Sprintf("%s %016x", kindNames[e.Kind], e.R) }

// script makes the events of a seed.
func script(seed uint64) []Event {
	r := rand.New(rand.NewPCG(seed, 0x736372697074))
	total := 0
	for _, n := range weights {
		total += n
	}
	out := make([]Event, 0, 64)
	for range 30 + r.IntN(60) {
		n := r.IntN(total)
		k := kind(0)
		for ; n >= weights[k]; k++ {
			n -= weights[k]
		}
		out = append(out, Event{k, r.Uint64()})
	}
	return out
}

// dice gives choices out of an event's number.
type dice struct{ *rand.Rand }

func (e Event) dice() dice { return dice{rand.New(rand.NewPCG(e.R, uint64(e.Kind)))} }

// house chooses a household of the tablets' areas, the first more often than others: people must meet.
func (d dice) house() *household {
	if d.one(2) {
		return &households[0]
	}
	return &households[d.IntN(len(households)-1)]
}

func (d dice) one(in int) bool { return d.IntN(in) == 0 }

// play does one event.
func (w *world) play(e Event) {
	d := e.dice()
	w.now = w.now.Add(seconds(1 + d.IntN(90)))
	if e.Kind >= evOfficeComment {
		w.playOffice(e.Kind, d)
		return
	}
	t := w.tablets[d.IntN(len(w.tablets))]
	if e.Kind >= evAnswer && e.Kind <= evFinish { // somebody at work goes on with it
		if busy := w.busy(); len(busy) > 0 {
			t = busy[d.IntN(len(busy))]
		}
		if t.house == nil {
			t.openForm(d.house())
		}
		if t.house == nil || t.r == nil {
			return
		}
	}
	t.play(e.Kind, d)
}

func (w *world) busy() (out []*tablet) {
	for _, t := range w.tablets {
		if t.house != nil {
			out = append(out, t)
		}
	}
	return out
}

func (t *tablet) play(k kind, d dice) {
	w := t.w
	switch k {
	case evOpen:
		t.openForm(d.house())
	case evAnswer, evAnswerRow, evTabletComment:
		for range 1 + d.IntN(3) {
			if t.house == nil {
				return
			}
			q := &questions[d.IntN(len(questions))]
			if d.one(3) {
				q = &questions[d.IntN(2)] // people must meet
			}
			if q.row != (k == evAnswerRow) && k != evTabletComment {
				continue
			}
			if k == evTabletComment {
				t.comment(q, "hỏi lại "+itoa(d.Uint64()%100), d.Uint64())
				return
			}
			t.answer(q, q.values[d.IntN(len(q.values))], d.Uint64())
		}
	case evAddRow:
		t.addRow()
	case evRemoveRow:
		t.removeRow(d.Uint64())
	case evRestoreRow:
		t.restoreRow(d.Uint64())
	case evClose:
		t.closeForm(false)
	case evFinish:
		t.closeForm(true)
	case evSync:
		f := faultNone
		if d.one(3) {
			f = fault(1 + d.IntN(int(faults)-1))
		}
		t.syncTablet(f, d.Uint64(), []int{1, 900, 4000, 512 << 10}[d.IntN(4)])
	case evKill:
		w.say("  %s is killed", t.name)
		t.start()
	case evArm:
		t.failIn, t.mode = 1+d.IntN(4), storeMode(1+d.IntN(3))
	case evClock:
		t.offset = int64(d.IntN(20*365)-10*365) * 86_400_000
		w.sometimes("a clock was set")
	case evClone:
		if len(w.tablets) < 4 && len(t.made) > 0 {
			w.say("  %s is copied", t.name)
			w.sometimes("a tablet was copied")
			if c := t.clone(t.name+"′", d.Uint64()); c.r != nil {
				w.tablets = append(w.tablets, c)
			}
		}
	}
}
