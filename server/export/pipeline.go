package export

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// together is how many records are read at once, ahead how many such parts each worker may be ahead of the writer.
const (
	together = 64
	ahead    = 2
)

// pass is one way through the records.
type pass struct {
	only  int  // the table whose rows are wanted, or everyTable
	again bool // not the first: what the first wrote must still stand
}

const everyTable = -1

// part is a run of records on its way.
type part struct {
	pass
	items []item
	out   []output // nil where a record has nothing to write any more
	err   error
	done  chan struct{}
}

// each makes the rows of every record, several parts at a time, and hands them to emit in the order of the export. Only a
// few parts are in memory at once. It stops at the first error, or when ctx ends.
func (s *Set) each(ctx context.Context, p pass, emit func(*item, output) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), 4)
	work, order := make(chan *part), make(chan *part, ahead*workers)
	for range workers {
		group.Go(func() {
			for x := range work {
				x.err = s.guarded(ctx, x)
				close(x.done)
			}
		})
	}
	group.Go(func() {
		defer close(order)
		defer close(work)
		for from := 0; from < len(s.items); from += together {
			x := &part{pass: p, items: s.items[from:min(from+together, len(s.items))], done: make(chan struct{})}
			select {
			case order <- x:
			case <-ctx.Done():
				return
			}
			work <- x
		}
	})
	for x := range order {
		<-x.done
		if x.err != nil {
			return x.err
		}
		for i := range x.out {
			if x.out[i] == nil {
				continue
			}
			if err := emit(&x.items[i], x.out[i]); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// guarded is rows for a goroutine of its own, where a panic would end the whole server.
func (s *Set) guarded(ctx context.Context, x *part) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = located(fmt.Errorf("panic: %v", r), x.items[0].record, "")
		}
	}()
	return s.rows(ctx, x)
}

// rows fills a part from what is kept packed; a record whose packed rows are not there, or of another approval or state,
// is opened in the engine, and its rows are kept for the next time.
func (s *Set) rows(ctx context.Context, x *part) error {
	ids := make([]wire.ID, len(x.items))
	at := make(map[wire.ID]int, len(x.items))
	for i := range x.items {
		ids[i], at[x.items[i].record] = x.items[i].record, i
	}
	x.out = make([]output, len(x.items))
	var failed error
	err := s.eval.Store.EachTabulated(ctx, s.eval.Workspace, !s.q.Every, ids, func(t store.Tabulated) {
		i := at[t.Record]
		if !bytes.Equal(t.Basis, x.items[i].basis()) {
			return
		}
		out, err := s.unpack(ctx, &x.items[i], string(t.Data), x.only)
		if err == nil {
			x.out[i] = out
		} else if err != errPacked { // packed rows that can not be read are made again
			failed = err
		}
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	var made []store.Tabulated
	for i := range x.items {
		if x.out[i] != nil {
			continue
		}
		it, of := &x.items[i], x.items[i].of
		data, err := s.pack(ctx, it)
		if err != nil {
			return err
		}
		if x.again && (data == nil || it.of != of) {
			return errDecidedAgain
		}
		if data == nil {
			continue
		}
		if x.out[i], err = s.unpack(ctx, it, string(data), x.only); err != nil {
			return located(err, it.record, "")
		}
		made = append(made, store.Tabulated{Record: it.record, Approved: !s.q.Every, Basis: it.basis(), Data: data})
	}
	if len(made) == 0 {
		return nil
	}
	return s.eval.Store.PutTabulated(ctx, s.eval.Workspace, made)
}
