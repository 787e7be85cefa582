package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Lists makes the scoped lists of a workspace as they should be now, from its register, and puts them into the store.
// It is given by who knows the register; a list whose bytes are the same gets no new number.
type Lists func(ctx context.Context, s *store.Store, ws wire.ID) error

// Runner works in the background until Close.
type Runner struct {
	eval  *Evaluator
	lists Lists
	after func(context.Context, []wire.ID) error
	log   *slog.Logger
	clock func() time.Time

	classes *Classifier // nil: records are not classified; guarded by lmu

	wake    chan struct{}
	stop    context.CancelFunc
	done    chan struct{}
	mu      sync.Mutex // one pass at a time
	changed bool       // the register changed; guarded by lmu
	lmu     sync.Mutex
}

// Classify makes the runner classify records by the rule sets of their rounds; nil: it does not.
func (r *Runner) Classify(c *Classifier) {
	r.lmu.Lock()
	defer r.lmu.Unlock()
	r.classes = c
}

// Start starts a runner. lists may be nil; so may after, which is told of records once their evaluation is kept.
func Start(e *Evaluator, lists Lists, after func(context.Context, []wire.ID) error, clock func() time.Time, log *slog.Logger) *Runner {
	ctx, stop := context.WithCancel(context.Background())
	r := &Runner{eval: e, lists: lists, after: after, log: log, clock: clock, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	go r.run(ctx)
	r.Wake()
	return r
}

// Wake says that there may be work: call it after a commit.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// RegisterChanged says that the scoped lists may be stale.
func (r *Runner) RegisterChanged() {
	r.lmu.Lock()
	r.changed = true
	r.lmu.Unlock()
	r.Wake()
}

// Close ends the goroutine and waits for it.
func (r *Runner) Close() {
	r.stop()
	<-r.done
}

func (r *Runner) run(ctx context.Context) {
	defer close(r.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
			if err := r.Flush(ctx); err != nil && ctx.Err() == nil {
				r.log.Error("job", "job", "evaluate", "err", err)
			}
		}
	}
}

// keptTogether is how many evaluations are handed to the store at once: it commits waiting callers together, and a
// durable commit costs more than an evaluation.
const keptTogether = 32

// maxTries is how often a record is evaluated in one pass: once more when another record of its household, evaluated
// meanwhile, changed what it shows; not for ever when it fails.
const maxTries = 2

// Flush does all the work there is now and returns when it is done.
func (r *Runner) Flush(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	tried := map[wire.ID]int{}
	known := &labels{from: r.eval}
	for {
		ids, err := r.eval.Store.Unevaluated(ctx, r.eval.Workspace, 200)
		if err != nil {
			return err
		}
		worked, keeping := false, sync.WaitGroup{}
		var kept []wire.ID
		for i, id := range ids {
			if tried[id] == maxTries {
				continue
			}
			tried[id]++
			worked = true
			kept = append(kept, id)
			state, e, err := r.evaluate(ctx, id, known)
			if err != nil {
				if ctx.Err() != nil {
					break
				}
				r.log.Error("job", "job", "evaluate", "record", id, "err", err)
				continue
			}
			keeping.Go(func() {
				if err := r.keep(ctx, id, state, e); err != nil && ctx.Err() == nil {
					r.log.Error("job", "job", "evaluate", "record", id, "err", err)
				}
			})
			if i%keptTogether == keptTogether-1 {
				keeping.Wait()
			}
		}
		keeping.Wait()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !worked {
			break
		}
		if r.after != nil {
			if err := r.after(ctx, kept); err != nil && ctx.Err() == nil {
				r.log.Error("job", "job", "after", "err", err)
			}
		}
		r.classify(ctx)
	}
	r.classify(ctx)
	r.lmu.Lock()
	changed := r.changed
	r.changed = false
	r.lmu.Unlock()
	if !changed || r.lists == nil {
		return nil
	}
	return r.lists(ctx, r.eval.Store, r.eval.Workspace)
}

// classify lets the verdicts follow what was evaluated.
func (r *Runner) classify(ctx context.Context) {
	r.lmu.Lock()
	c := r.classes
	r.lmu.Unlock()
	if c == nil {
		return
	}
	if err := c.Run(ctx); err != nil && ctx.Err() == nil {
		r.log.Error("job", "job", "classify", "err", err)
	}
}

func (r *Runner) evaluate(ctx context.Context, id wire.ID, known *labels) (wire.Hash, schema.Evaluation, error) {
	rec, row, err := r.eval.Store.Record(ctx, r.eval.Workspace, id)
	if err != nil {
		return wire.Hash{}, schema.Evaluation{}, err
	}
	o, err := r.eval.open(ctx, rec, "", known)
	if err != nil && ctx.Err() != nil {
		return wire.Hash{}, schema.Evaluation{}, err
	}
	if err != nil {
		// A record that can not be evaluated still gets a row that says so, or it would be tried for ever.
		r.log.Warn("job", "job", "evaluate", "record", id, "err", err)
		return row.StateHash, schema.Evaluation{Violations: 1, Detail: detailError(err), At: r.clock()}, nil
	}
	before, result, err := r.eval.before(ctx, rec)
	if err != nil {
		return wire.Hash{}, schema.Evaluation{}, err
	}
	return row.StateHash, Evaluation(o, before, result, r.clock()), nil
}

// keep stores an evaluation; when the record has moved on meanwhile it is dropped, and the record is still in the queue.
func (r *Runner) keep(ctx context.Context, id wire.ID, state wire.Hash, e schema.Evaluation) error {
	_, err := r.eval.Store.PutEvaluation(ctx, r.eval.Workspace, id, state, e)
	return err
}
