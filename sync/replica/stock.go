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
}

// Entries gives the stored entries of such an installation: what Load takes. Nothing in them is signed, so that no server
// takes anything from it.
func (s *Stock) Entries() []Write {
	f := &formVersion{FormID: s.Form.FormID, Version: s.Form.Version, Title: s.Form.Title, Hash: wire.Sum(s.Form.Bytes), bytes: s.Form.Bytes}
	state := &syncState{Forms: []wire.FormRef{{FormID: f.FormID, Version: f.Version, Hash: f.Hash, Title: f.Title}}}
	out := []Write{{StoreForm, f.Hash.String(), encodeFormVersion(f)}}
	for _, l := range s.Lists {
		v := &listVersion{number: l.Number, hash: wire.Sum(l.Bytes), bytes: l.Bytes}
		state.Lists = append(state.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: l.Number, Hash: v.hash})
		out = append(out, Write{StoreList, strconv.FormatUint(l.Number, 10), encodeListVersion(v)})
	}
	grant := wire.SignedGrant{Grant: wire.GrantValue(s.Grant), Sig: make([]byte, 64)}
	return append(out, Write{StoreMeta, keyIdentity, encodeIdentity(&s.Identity)}, Write{StoreMeta, keySync, encodeSyncState(state)},
		Write{StoreMeta, keyGrants, encodeGrants([]wire.SignedGrant{grant})})
}
