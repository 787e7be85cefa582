package merge

import (
	"github.com/sothon/sothon/sync/wire"
)

// threads fills Record.Threads: comments of one register that name each other are one thread.
func (m *merger) threads(rec *Record) {
	for i := 0; i < len(m.comments); {
		k := i + 1
		for k < len(m.comments) && m.comments[k].row == m.comments[i].row && m.comments[k].path == m.comments[i].path {
			k++
		}
		m.threadsOf(rec, m.comments[i:k])
		i = k
	}
}

func (m *merger) threadsOf(rec *Record, group []entry) {
	root := make([]int, len(group)) // union-find: replies belong to what they reply to
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	closed := make([]bool, len(group))
	for i := range group {
		e := &group[i]
		op := m.op(e)
		for _, d := range op.Sees {
			at := m.resolve(e.at, d)
			for k := firstOf(group, at); at >= 0 && k < len(group) && group[k].at == at; k++ {
				switch {
				case op.Kind == wire.KindComment: // links pass through held and parked ones
					a, b := find(i), find(k)
					root[max(a, b)] = min(a, b)
				case m.accepted(e):
					closed[k] = true
				}
			}
		}
	}
	first := len(rec.Threads)
	place := map[int]int{}
	for i := range group {
		e := &group[i]
		op := m.op(e)
		if !m.accepted(e) || op.Kind != wire.KindComment {
			continue
		}
		at, ok := place[find(i)]
		if !ok {
			at = len(rec.Threads)
			place[find(i)] = at
			rec.Threads = append(rec.Threads, Thread{Row: e.row, Path: e.path})
		}
		t := &rec.Threads[at]
		view := CommentView{Origin: m.origin(e.at), ReplyTo: op.Sees, Closed: closed[i], Erased: m.changes[e.at].Change.Erased != nil}
		if c, err := op.Value.Comment(); err == nil {
			view.Text, view.Ask = c.Text, c.Ask
		}
		if !view.Closed {
			t.Open, t.Ask = true, t.Ask || view.Ask
		}
		t.Comments = append(t.Comments, view)
	}
	for i := first; i < len(rec.Threads); i++ {
		order(rec.Threads[i].Comments)
	}
}

// order puts a reply behind what it replies to, else by dot.
func order(list []CommentView) {
	depth := map[wire.Dot]int{}
	for range list { // replies are few: as many rounds as the longest chain, at most
		changed := false
		for i := range list {
			d := 0
			for _, r := range list[i].ReplyTo {
				if n, ok := depth[r]; ok && n+1 > d && n < len(list) {
					d = n + 1
				}
			}
			if old, ok := depth[list[i].Dot]; !ok || old != d {
				depth[list[i].Dot], changed = d, true
			}
		}
		if !changed {
			break
		}
	}
	wire.Sort(list, func(a, b CommentView) int {
		if x, y := depth[a.Dot], depth[b.Dot]; x != y {
			return x - y
		}
		if c := a.Dot.Compare(b.Dot); c != 0 {
			return c
		}
		return a.C.Compare(b.C)
	})
}
