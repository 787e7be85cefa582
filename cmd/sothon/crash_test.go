package main

import (
	"fmt"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

const kills = 30

// TestKilledServerKeepsWhatItAcknowledged: the server is killed again and again while a tablet pushes. After each start it
// still has every change that it had acknowledged, and the tablet goes on where the server stands.
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	dir, printed := demo(t)
	code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(printed)
	p := start(t, "", "serve", "--data", dir)
	addr := p.base[len("http://"):]
	b := newTablet(t, p.base, code)
	var log []*wire.Segment // log[i] is the change with number i+1
	acked := uint64(0)
	for k := range kills {
		var sent atomic.Int32
		var wait sync.WaitGroup
		wait.Add(1)
		go func() {
			defer wait.Done()
			for ; sent.Load() < int32(3+k) || k%2 == 0; sent.Add(1) { // even rounds are killed between or within requests, at any moment
				s, keep := b.segment(len(log), fmt.Sprintf("lần %d câu %d", k, len(log)))
				keep()
				log = append(log, s)
				rep, err := b.push([]*wire.Segment{s})
				if err != nil {
					return // killed
				}
				if rep.Acked < b.seq || rep.Fork || rep.GapFrom != 0 || len(rep.Held) > 0 {
					t.Errorf("push of %d: %+v", b.seq, rep)
					return
				}
				acked = rep.Acked
			}
		}()
		for sent.Load() < int32(2+k%3) {
			time.Sleep(time.Millisecond)
			if t.Failed() {
				break
			}
		}
		p.kill()
		wait.Wait()
		p = start(t, addr, "serve", "--data", dir)
		rep, err := b.push(nil)
		if err != nil {
			t.Fatal(err)
		}
		if rep.Acked < acked {
			t.Fatalf("kill %d: change %d was acknowledged, the server has %d", k, acked, rep.Acked)
		}
		if rep.Acked < b.seq { // what no answer came for is sent again
			if rep, err = b.push(log[rep.Acked:]); err != nil || rep.Acked != b.seq || rep.Fork {
				t.Fatalf("kill %d: again: %v %+v", k, err, rep)
			}
		}
		acked = rep.Acked
	}
	// the same bytes are no fork, and are acknowledged as before
	if rep, err := b.push(log); err != nil || rep.Fork || rep.Acked != b.seq || len(log) < 2*kills {
		t.Errorf("all %d again: %v %+v", len(log), err, rep)
	}
	p.stop()
}
