package jobs

import (
	"context"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Evaluator opens records in the form engine. It keeps lists by number and hash: they never change.
type Evaluator struct {
	Store     *store.Store
	Workspace wire.ID

	mu       sync.Mutex
	lists    map[wire.ListRef]answers.NumberedList
	programs map[*forms.Form]*engine.Program
}

// keepLists bounds the lists that are kept decoded, keepPrograms the form versions kept compiled.
const (
	keepLists    = 256
	keepPrograms = 64
)

// NewEvaluator makes one.
func NewEvaluator(s *store.Store, ws wire.ID) *Evaluator {
	return &Evaluator{Store: s, Workspace: ws, lists: map[wire.ListRef]answers.NumberedList{},
		programs: map[*forms.Form]*engine.Program{}}
}

// Opened is a record in the engine.
type Opened struct {
	Form    *forms.Form
	Version schema.FormVersion
	Record  *merge.Record
	Session *engine.Session
}

// Form finds the form version of a record.
func (e *Evaluator) Form(ctx context.Context, rec *merge.Record) (*forms.Form, schema.FormVersion, error) {
	return e.Version(ctx, rec.FormID, rec.FormVersion, rec.FormHash)
}

// Version finds a published version of a form.
func (e *Evaluator) Version(ctx context.Context, formID string, version uint64, hash [8]byte) (*forms.Form, schema.FormVersion, error) {
	f, err := e.Store.CompiledForm(ctx, e.Workspace, formID, version, hash)
	if err != nil {
		return nil, schema.FormVersion{}, err
	}
	if f == nil {
		return nil, schema.FormVersion{}, schema.NotFound("Không có bản biểu mẫu của phiếu này trên máy chủ.",
			"The form version of this record is not on the server.")
	}
	return f, schema.FormVersion{FormID: formID, Version: version, Title: schema.Clean(f.Title.In(0).Plain())}, nil
}

// Lists gives lists by number and hash; one that is not here is left out, as on every replica that lacks it.
func (e *Evaluator) Lists(ctx context.Context, refs []wire.ListRef) ([]answers.NumberedList, error) {
	var out []answers.NumberedList
	for _, ref := range refs {
		e.mu.Lock()
		l, ok := e.lists[ref]
		e.mu.Unlock()
		if !ok {
			stored, err := e.Store.List(ctx, e.Workspace, ref.Number)
			if schema.CodeOf(err) == schema.CodeNotFound || err == nil && stored.Hash != ref.Hash {
				continue
			}
			if err != nil {
				return nil, err
			}
			list, err := answers.DecodeList(stored.Bytes)
			if err != nil {
				return nil, err
			}
			l = answers.NumberedList{Number: ref.Number, Hash: ref.Hash, List: list}
			e.mu.Lock()
			if len(e.lists) >= keepLists {
				clear(e.lists)
			}
			e.lists[ref] = l
			e.mu.Unlock()
		}
		out = append(out, l)
	}
	return out, nil
}

// program compiles a form version once: the store gives the same pointer for the same version.
func (e *Evaluator) program(f *forms.Form) (*engine.Program, error) {
	e.mu.Lock()
	p := e.programs[f]
	e.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := engine.Compile(f)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	if len(e.programs) >= keepPrograms {
		clear(e.programs)
	}
	e.programs[f] = p
	e.mu.Unlock()
	return p, nil
}

// Open evaluates a merged record in reconcile mode, with labels in a language ("" = the form's default).
func (e *Evaluator) Open(ctx context.Context, rec *merge.Record, lang string) (*Opened, error) {
	return e.open(ctx, rec, lang, &labels{from: e})
}

// Values evaluates a merged record and gives its form and every relevant value, calculates included, in document order.
func (e *Evaluator) Values(ctx context.Context, rec *merge.Record) (*forms.Form, []engine.Answer, error) {
	o, err := e.Open(ctx, rec, "")
	if err != nil {
		return nil, nil, err
	}
	return o.Form, o.Session.Values(), nil
}

func (e *Evaluator) open(ctx context.Context, rec *merge.Record, lang string, known *labels) (*Opened, error) {
	f, v, err := e.Form(ctx, rec)
	if err != nil {
		return nil, err
	}
	lists, err := e.Lists(ctx, rec.Env.Lists)
	if err != nil {
		return nil, err
	}
	names, err := known.names(ctx, rec)
	if err != nil {
		return nil, err
	}
	env := answers.ReconcileEnv(rec, names)
	env.Lang = lang
	p, err := e.program(f)
	if err != nil {
		return nil, err
	}
	s, _, err := p.Open(answers.Start(f, rec, lists, env, engine.Reconcile))
	if err != nil {
		return nil, err
	}
	return &Opened{Form: f, Version: v, Record: rec, Session: s}, nil
}
