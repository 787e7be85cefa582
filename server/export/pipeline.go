package export

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

// ahead is how many records each worker may be ahead of the writer.
const ahead = 16

// each makes the rows of every record, several at a time, and hands them to emit in the order of the export. Only a few
// records are in memory at once. It stops at the first error, or when ctx ends.
func (s *Set) each(ctx context.Context, emit func(output) error) error {
	type slot struct {
		item item
		out  output
		err  error
		done chan struct{}
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), 4)
	work, order := make(chan *slot), make(chan *slot, ahead*workers)
	for range workers {
		group.Go(func() {
			for x := range work {
				x.out, x.err = s.guarded(ctx, x.item)
				close(x.done)
			}
		})
	}
	group.Go(func() {
		defer close(order)
		defer close(work)
		for _, it := range s.items {
			x := &slot{item: it, done: make(chan struct{})}
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
		if x.out == nil {
			continue
		}
		if err := emit(x.out); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// guarded is record for a goroutine of its own, where a panic would end the whole server.
func (s *Set) guarded(ctx context.Context, it item) (out output, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = located(fmt.Errorf("panic: %v", r), it.record, "")
		}
	}()
	return s.record(ctx, it)
}
