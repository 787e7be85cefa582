package store

import (
	"context"
	"strings"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// The caches hold what never changes under its key: published forms, id columns of lists, public keys of devices.

type formKey struct {
	ws      wire.ID
	formID  string
	version uint64
	hash    [8]byte
}

type formEntry struct {
	form  *forms.Form
	merge *merge.Form
	hash  wire.Hash
}

type formCache struct {
	mu sync.Mutex
	m  map[formKey]*formEntry
}

// form finds a published version by what a change names of it; nil when there is none.
func (s *Store) form(ctx context.Context, on querier, k formKey) (*formEntry, error) {
	s.forms.mu.Lock()
	e := s.forms.m[k]
	s.forms.mu.Unlock()
	if e != nil {
		return e, nil
	}
	var h wire.Hash
	var b []byte
	found, err := one(ctx, on, `SELECT hash, bytes
		FROM form
		WHERE ws = $1 AND form_id = $2 AND version = $3`, args(k.ws[:], k.formID, int64(k.version)), (*hash)(&h), &b)
	if err != nil || !found || k.version == 0 || h.Short() != k.hash {
		return nil, err
	}
	f, err := forms.Decode(b)
	if err != nil {
		return nil, &schema.Error{Code: schema.CodeInternal, Vi: "Biểu mẫu lưu trong dữ liệu không đọc được.", En: "A stored form can not be read.", Err: err}
	}
	e = &formEntry{form: f, merge: mergeForm(f), hash: h}
	s.forms.mu.Lock()
	if s.forms.m == nil {
		s.forms.m = map[formKey]*formEntry{}
	}
	s.forms.m[k] = e
	s.forms.mu.Unlock()
	return e, nil
}

// mergeForm is a form version as merge needs it.
func mergeForm(f *forms.Form) *merge.Form {
	out := &merge.Form{Nodes: make([]merge.Node, len(f.Nodes))}
	for i := range f.Nodes {
		n, o := &f.Nodes[i], &out.Nodes[i]
		o.Path = registerPath(f, i)
		switch n.Kind {
		case forms.KindRepeat:
			o.Kind = merge.Repeat
		case forms.KindRoot, forms.KindGroup:
			o.Kind = merge.Group
		}
		if r := f.RepeatOf(i); r > 0 {
			o.Within = registerPath(f, r)
		}
		o.Each = n.Merge == "each"
	}
	return out
}

// registerPath is answers.Path: the path that all versions share.
func registerPath(f *forms.Form, i int) string {
	if i <= 0 {
		return ""
	}
	if was := strings.Trim(f.Nodes[i].Was, "/"); was != "" {
		return "/" + was
	}
	return registerPath(f, f.Nodes[i].Parent) + "/" + f.Nodes[i].Name
}

type listKey struct {
	ws   wire.ID
	hash wire.Hash
}

type listCache struct {
	mu sync.Mutex
	m  map[listKey][]wire.ID
}

// maxCachedLists bounds the memory of the list cache: 16 bytes a row.
const maxCachedLists = 1024

// listIDs gives the id column of a list by its hash; nil, false when there never was such a list.
func (s *Store) listIDs(ctx context.Context, on querier, ws wire.ID, h wire.Hash) ([]wire.ID, bool, error) {
	k := listKey{ws, h}
	s.lists.mu.Lock()
	ids, ok := s.lists.m[k]
	s.lists.mu.Unlock()
	if ok {
		return ids, true, nil
	}
	var b []byte
	found, err := one(ctx, on, `SELECT ids
		FROM list_ids
		WHERE ws = $1 AND hash = $2`, args(ws[:], h[:]), &b)
	if err != nil || !found {
		return nil, false, err
	}
	ids = unpackIDs(b)
	s.lists.mu.Lock()
	if s.lists.m == nil || len(s.lists.m) >= maxCachedLists {
		s.lists.m = map[listKey][]wire.ID{}
	}
	s.lists.m[k] = ids
	s.lists.mu.Unlock()
	return ids, true, nil
}

// resolver finds for merge what changes refer to. Its functions have no way to give an error: the first one is kept in
// fail, and who merged must look at it.
type resolver struct {
	merge.Resolver
	fail error
}

func (s *Store) resolver(ctx context.Context, on querier, ws wire.ID) *resolver {
	r := &resolver{}
	r.Forms = func(formID string, version uint64, hash8 [8]byte) (*merge.Form, bool) {
		e, err := s.form(ctx, on, formKey{ws, formID, version, hash8})
		r.keep(err)
		if e == nil {
			return nil, false
		}
		return e.merge, true
	}
	r.Rows = func(list wire.ListRef, pos uint64) (wire.ID, bool) {
		ids, ok, err := s.listIDs(ctx, on, ws, list.Hash)
		r.keep(err)
		if !ok || pos >= uint64(len(ids)) || ids[pos].IsZero() {
			return wire.ID{}, false
		}
		return ids[pos], true
	}
	r.Epoch = s.epoch
	return r
}

func (r *resolver) keep(err error) {
	if r.fail == nil {
		r.fail = err
	}
}

type keyCache struct {
	mu sync.Mutex
	m  map[[32]byte][]byte
}

// pubOf gives the public key of a writer; nil when it never enrolled here.
func (s *Store) pubOf(ctx context.Context, on querier, ws, writer wire.ID) ([]byte, error) {
	k := pair(ws, writer)
	s.keys.mu.Lock()
	pub := s.keys.m[k]
	s.keys.mu.Unlock()
	if pub != nil {
		return pub, nil
	}
	found, err := one(ctx, on, `SELECT pub
		FROM device
		WHERE ws = $1 AND writer = $2`, args(ws[:], writer[:]), &pub)
	if err != nil || !found {
		return nil, err
	}
	s.keys.mu.Lock()
	if s.keys.m == nil {
		s.keys.m = map[[32]byte][]byte{}
	}
	s.keys.m[k] = pub
	s.keys.mu.Unlock()
	return pub, nil
}
