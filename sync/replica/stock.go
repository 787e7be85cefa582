package replica

import (
	"strconv"

	"github.com/sothon/sothon/sync/wire"
)

// Stock is what a made-up installation holds: enough to open a form of one household, nothing of anybody's. The office
// shows forms with it as a tablet would.
type Stock struct {
	Identity Identity
	Grant    wire.Grant // of Identity's writer and user
	Form     wire.FormItem
	Lists    []wire.ListItem
	Forms    []wire.FormItem // others, of earlier records
	Older    []wire.ListItem // lists that earlier changes name rows in
	Earlier  []StockChange   // of other writers, as a feed would have brought them
}

// StockChange is one change that a made-up installation has received.
type StockChange struct {
	Dot    wire.Dot
	C      wire.Hash
	Srv    uint64 // place in the feed, from 1
	Area   wire.ID
	Change *wire.Change
}

// Entries gives the stored entries of such an installation: what Load takes. Nothing in them is signed, so that no server
// takes anything from it.
func (s *Stock) Entries() []Write {
	var out []Write
	state := &syncState{}
	for i, item := range append([]wire.FormItem{s.Form}, s.Forms...) {
		f := &formVersion{FormID: item.FormID, Version: item.Version, Title: item.Title, Hash: wire.Sum(item.Bytes), bytes: item.Bytes}
		if i == 0 { // the others are kept for what was answered under them, and not offered
			state.Forms = append(state.Forms, wire.FormRef{FormID: f.FormID, Version: f.Version, Hash: f.Hash, Title: f.Title})
		}
		out = append(out, Write{StoreForm, f.Hash.String(), encodeFormVersion(f)})
	}
	for i := range s.Earlier {
		x := &s.Earlier[i]
		body, err := wire.EncodeChange(x.Change)
		if err != nil { // one that was stored can be encoded
			continue
		}
		v := &stored{dot: x.Dot, c: x.C, record: x.Change.Record, srv: x.Srv, area: x.Area, body: body}
		out = append(out, Write{StoreChange, v.key(), encodeStored(v)})
	}
	for _, l := range s.Lists {
		v := &listVersion{number: l.Number, hash: wire.Sum(l.Bytes), bytes: l.Bytes}
		state.Lists = append(state.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: l.Number, Hash: v.hash})
		out = append(out, Write{StoreList, strconv.FormatUint(l.Number, 10), encodeListVersion(v)})
	}
	for _, l := range s.Older {
		out = append(out, Write{StoreList, strconv.FormatUint(l.Number, 10), encodeListVersion(&listVersion{number: l.Number, hash: wire.Sum(l.Bytes), bytes: l.Bytes})})
	}
	grant := wire.SignedGrant{Grant: wire.GrantValue(s.Grant), Sig: make([]byte, 64)}
	return append(out, Write{StoreMeta, keyIdentity, encodeIdentity(&s.Identity)}, Write{StoreMeta, keySync, encodeSyncState(state)},
		Write{StoreMeta, keyGrants, encodeGrants([]wire.SignedGrant{grant})})
}
