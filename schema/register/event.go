package register

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Kind says what happened to a household; the code stands in sk_loai and never changes.
type Kind string

// The kinds of events.
const (
	KindNew      Kind = "moi"          // a household enters the register
	KindCorrect  Kind = "sua"          // data mended, with a reason
	KindJoin     Kind = "nguoi_den"    // a person is born or arrives
	KindDeath    Kind = "mat"          // a person died
	KindLeave    Kind = "nguoi_di"     // a person left the commune
	KindTransfer Kind = "nguoi_chuyen" // a person moved to another household
	KindHead     Kind = "chu_ho"       // another head
	KindSplit    Kind = "tach"         // members became a household of their own
	KindMerge    Kind = "nhap"         // a household joined another
	KindVillage  Kind = "chuyen_thon"  // a household moved to another village
	KindGone     Kind = "di"           // a household left the commune
	KindDissolve Kind = "giai_the"     // a household is no more
	KindReturn   Kind = "ve"           // a household that left or was dissolved is here again
	KindClass    Kind = "phan_loai"    // a decision about its class
	KindApproval Kind = "phieu"        // the register follows an approved record
	KindImport   Kind = "nhap_excel"   // from the commune's list
	KindUndo     Kind = "huy"          // reverses an event
)

// Kinds lists them in the order in which a page offers them.
var Kinds = []Kind{KindCorrect, KindJoin, KindDeath, KindLeave, KindTransfer, KindHead, KindSplit, KindMerge, KindVillage, KindGone,
	KindDissolve, KindReturn, KindClass}

// States of a household in trang_thai; empty: it lives here.
const (
	StateHere      = ""
	StateLeft      = "di"
	StateDissolved = "tan"
	StateMerged    = "nhap"
)

// Event is one thing that happened, as its row in a case's record says. The same id stands in every case that it changed.
type Event struct {
	ID     wire.ID
	Kind   Kind
	Day    string // ISO date when it happened
	Paper  string // number of the paper
	Reason string
	People []wire.ID // who it is about
	Cases  []wire.ID // the other households in it
	Source string    // record approved, or file and row
	Undoes wire.ID
	Dot    wire.Dot // the change that wrote it
	User   wire.ID  // who did it
	At     int64    // when it was written, ms UTC
}

// Event writes the event's row.
func (e *Edit) Event(v Event) {
	ids := func(list []wire.ID) string {
		parts := make([]string, len(list))
		for i := range list {
			parts[i] = list[i].UUID()
		}
		return strings.Join(parts, " ")
	}
	undoes := ""
	if !v.Undoes.IsZero() {
		undoes = v.Undoes.UUID()
	}
	e.Add(Events, v.ID, map[string]string{"sk_loai": string(v.Kind), "sk_ngay": v.Day, "sk_so": v.Paper, "sk_lydo": v.Reason,
		"sk_nguoi": ids(v.People), "sk_ho": ids(v.Cases), "sk_nguon": v.Source, "sk_huy": undoes})
}

// EventsOf reads the events of a case, oldest first by their day, then as they were written.
func EventsOf(rec *merge.Record) []Event {
	var out []Event
	at := map[wire.ID]int{}
	for i := range rec.Rows {
		r := &rec.Rows[i]
		if strings.TrimPrefix(r.Path, "/") == Events && !r.Gone {
			at[r.ID] = len(out)
			out = append(out, Event{ID: r.ID, Dot: r.Origin.Dot, User: r.Origin.User, At: r.Origin.At})
		}
	}
	for i := range rec.Registers {
		g := &rec.Registers[i]
		n, ok := at[g.Row]
		if !ok || g.Row.IsZero() {
			continue
		}
		text, _ := g.Values[0].Value.Text()
		v := &out[n]
		switch g.Path[strings.LastIndexByte(g.Path, '/')+1:] {
		case "sk_loai":
			v.Kind = Kind(text)
		case "sk_ngay":
			v.Day = text
		case "sk_so":
			v.Paper = text
		case "sk_lydo":
			v.Reason = text
		case "sk_nguoi":
			v.People = parseIDs(text)
		case "sk_ho":
			v.Cases = parseIDs(text)
		case "sk_nguon":
			v.Source = text
		case "sk_huy":
			if x, err := wire.ParseID(text); err == nil {
				v.Undoes = x
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Dot.Seq, b.Dot.Seq))
	})
	return out
}

func parseIDs(text string) []wire.ID {
	var out []wire.ID
	for _, p := range strings.Fields(text) {
		if x, err := wire.ParseID(p); err == nil {
			out = append(out, x)
		}
	}
	return out
}
