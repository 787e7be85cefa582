package store

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// BenchmarkApply pushes 200 records of 60 values at once, new ones, into a store that grows. It reports records/s and
// the process's CPU time a record, signatures and the durable commit included.
func BenchmarkApply(b *testing.B) {
	url := "file:" + b.TempDir() + "/sothon.db"
	if u := os.Getenv("SOTHON_BENCH_DATABASE"); u != "" {
		url = u
	}
	c := newCommune(b, url)
	f := wideForm(60)
	v, err := c.s.PublishForm(context.Background(), c.ws, f, nil, c.admin.ID)
	ok(b, err)
	a := c.enrol(c.collector)
	hash := wire.Sum(f.Encode())
	const each = 200
	var segs []*wire.Segment
	for n := range b.N {
		for k := range each {
			h := wire.Header{Case: nameID(fmt.Sprint(n, " ", k)), Round: c.round, Area: c.areas[0], FormID: f.ID, FormVersion: v,
				FormHash: hash.Short(), At: 1_790_000_000_000, Zone: 1860}
			h.Record = wire.RecordID(h.Case, h.Round, h.FormID)
			ops := make([]wire.Op, 0, 61)
			for i := range 60 {
				ops = append(ops, set(uint32(i+1), fmt.Sprint("giá trị ", (n*7+k*3+i)%50)))
			}
			a.save(h, append(ops, finish())...)
		}
		segs = append(segs, a.segment(n*each+1, (n+1)*each))
	}
	runtime.GC()
	before := cpu()
	start := time.Now()
	b.ResetTimer()
	for _, seg := range segs {
		p := a.send(seg)
		if p.Acked != seg.Last() || len(p.Held) > 0 {
			b.Fatalf("%+v", p)
		}
	}
	b.StopTimer()
	records := float64(each * b.N)
	b.ReportMetric(records/time.Since(start).Seconds(), "records/s")
	b.ReportMetric(float64((cpu()-before).Microseconds())/records, "cpu-µs/record")
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func wideForm(n int) *forms.Form {
	f := testForm()
	f.ID, f.Nodes = "rong", f.Nodes[:1]
	for i := range n {
		f.Nodes = append(f.Nodes, forms.Node{Kind: forms.KindQuestion, Name: fmt.Sprint("q", i), Type: "string", Control: "text", Merge: "one"})
	}
	return f
}

// BenchmarkFeed reads what BenchmarkApply wrote, as another tablet of the area does.
func BenchmarkFeed(b *testing.B) {
	c := newCommune(b, "file:"+b.TempDir()+"/sothon.db")
	a := c.enrol(c.user("x.y", schema.RoleCollector, c.areas[0]))
	for n := range 10 {
		for k := range 200 {
			a.save(c.header(fmt.Sprint(n, " ", k), c.areas[0]), set(nodeHead, "Vi Văn An"), set(nodeNumber, "4"), finish())
		}
		a.push(n*200 + 1)
	}
	b.ResetTimer()
	before := cpu()
	for range b.N {
		q := FeedQuery{Workspace: c.ws, Writer: nameID("nobody"), Areas: c.areas[:1]}
		for {
			p, err := c.s.Feed(context.Background(), q)
			ok(b, err)
			q.Cursor = p.Cursor
			if !p.More {
				break
			}
		}
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(2000*b.N), "cpu-µs/record")
}
