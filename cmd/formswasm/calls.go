//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/minijson"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// app is what lives between calls.
type app struct {
	random replica.Random
	r      *replica.Replica
	device string // as named in the enrolment request
}

// call is one call: its arguments, and its answer while it is made. w is inside the answer's object.
type call struct {
	app  *app
	in   minijson.Value
	bins [][]byte
	w    minijson.Writer
	out  [][]byte
}

// handlers by name. Those after "load" need a loaded replica.
var enrolling = map[string]func(*app, *call) error{
	"enrol.message": (*app).enrolMessage,
	"enrol.request": (*app).enrolRequest,
	"enrol.reply":   (*app).enrolReply,
	"load":          (*app).load,
	"unload":        (*app).unload,
	"sync.unseal":   (*app).syncUnseal,
}

var loaded = map[string]func(*app, *call) error{
	"home":              (*app).home,
	"warm":              (*app).warm,
	"household":         (*app).household,
	"search":            (*app).search,
	"case.alike":        (*app).caseAlike,
	"case.new":          (*app).caseNew,
	"form":              (*app).form,
	"record.open":       (*app).recordOpen,
	"record.set":        (*app).recordSet,
	"record.addRow":     (*app).recordAddRow,
	"record.removeRow":  (*app).recordRemoveRow,
	"record.restoreRow": (*app).recordRestoreRow,
	"record.comment":    (*app).recordComment,
	"record.asBefore":   (*app).recordAsBefore,
	"record.takeBack":   (*app).recordTakeBack,
	"record.resolve":    (*app).recordResolve,
	"record.read":       (*app).recordRead,
	"record.news":       (*app).recordNews,
	"record.refresh":    (*app).recordRefresh,
	"record.newer":      (*app).recordNewer,
	"record.move":       (*app).recordMove,
	"record.position":   (*app).recordPosition,
	"record.problems":   (*app).recordProblems,
	"record.finish":     (*app).recordFinish,
	"record.close":      (*app).recordClose,
	"sync.begin":        (*app).syncBegin,
	"sync.body":         (*app).syncBody,
	"sync.error":        (*app).syncError,
	"sync.receive":      (*app).syncReceive,
	"sync.report":       (*app).syncReport,
	"wipe.receipt":      (*app).wipeReceipt,
	"users":             (*app).listUsers,
	"user.set":          (*app).setUser,
	"blob.queue":        (*app).blobQueue,
	"blob.message":      (*app).blobMessage,
	"blob.part":         (*app).blobPart,
	"blob.sent":         (*app).blobSent,
	"store.failed":      (*app).storeFailed,
}

// run does a call; on an error the answer made so far is thrown away.
func (a *app) run(name string, c *call) error {
	c.w.BeginObject()
	if f := enrolling[name]; f != nil {
		return f(a, c)
	}
	f := loaded[name]
	if f == nil {
		return &replica.Error{Code: "call", Vi: "Không có lệnh này.", En: "Unknown call: " + name}
	}
	if a.r == nil {
		return &replica.Error{Code: "locked", Vi: "Máy đang khoá. Nhập mã PIN.", En: "Locked: load first."}
	}
	return f(a, c)
}

func (c *call) str(key string) string { return c.in.Get(key).Str() }

func (c *call) bin(i int) []byte {
	if i < len(c.bins) {
		return c.bins[i]
	}
	return nil
}

// moment reads at and zone.
func (c *call) moment() (at int64, zone int) {
	return c.in.Get("at").Int(), int(c.in.Get("zone").Int())
}

func bad(what string) error {
	return &replica.Error{Code: "call", Vi: "Lời gọi không đúng dạng.", En: "Malformed call: " + what}
}

func (c *call) id(key string) (wire.ID, error) {
	id, err := wire.ParseID(c.str(key))
	if err != nil {
		return id, bad(key + " is no id")
	}
	return id, nil
}

// writes gives what must be stored.
func (c *call) writes(list []replica.Write) {
	c.w.Key("writes").BeginArray()
	for _, x := range list {
		b := int64(-1)
		if x.Value != nil {
			b = int64(len(c.out))
			c.out = append(c.out, x.Value)
		}
		c.w.BeginObject().Key("s").Str(x.Store).Key("k").Str(x.Key).Key("b").Int(b).EndObject()
	}
	c.w.EndArray()
}

// refText is a place on the other side: the node number, or the row's hex, ":" and the node number.
func refText(ref engine.Ref) string {
	n := strconv.Itoa(ref.Node)
	if ref.Row == (engine.RowID{}) {
		return n
	}
	return wire.ID(ref.Row).String() + ":" + n
}

func parseRef(s string) (engine.Ref, error) {
	var ref engine.Ref
	if row, rest, ok := strings.Cut(s, ":"); ok {
		id, err := wire.ParseID(row)
		if err != nil {
			return ref, bad("ref")
		}
		ref.Row, s = engine.RowID(id), rest
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return ref, bad("ref")
	}
	ref.Node = n
	return ref, nil
}

func rowText(id engine.RowID) string {
	if id == (engine.RowID{}) {
		return ""
	}
	return wire.ID(id).String()
}

func parseRow(s string) (engine.RowID, error) {
	if s == "" {
		return engine.RowID{}, nil
	}
	id, err := wire.ParseID(s)
	if err != nil {
		return engine.RowID{}, bad("row")
	}
	return engine.RowID(id), nil
}

// hexText writes bytes as lower-case hex. (encoding/hex would bring fmt and reflect into the program.)
func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, x := range b {
		out = append(out, digits[x>>4], digits[x&15])
	}
	return string(out)
}
