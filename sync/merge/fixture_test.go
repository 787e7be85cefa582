package merge

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// world reads the small language of testdata: forms and changes.
type world struct {
	forms map[uint64]*Form
	lists map[uint64][]wire.ID
	in    []Input
	byKey map[string]*Input // "A1", "A1'"
	owner []Input
}

func newWorld() *world {
	return &world{forms: map[uint64]*Form{}, lists: map[uint64][]wire.ID{}, byKey: map[string]*Input{}}
}

func (w *world) resolver() Resolver {
	return Resolver{
		Forms: func(id string, version uint64, _ [8]byte) (*Form, bool) {
			f, ok := w.forms[version]
			return f, ok && id == "ho"
		},
		Rows: func(l wire.ListRef, pos uint64) (wire.ID, bool) {
			ids := w.lists[l.Number]
			if pos >= uint64(len(ids)) {
				return wire.ID{}, false
			}
			return ids[pos], true
		},
	}
}

func name(s string) (id wire.ID) {
	copy(id[:], s)
	return id
}

func word(id wire.ID) string { return string(bytes.TrimRight(id[:], "\x00")) }

func dotWord(d wire.Dot) string { return word(d.Writer) + strconv.FormatUint(d.Seq, 10) }

// form reads lines "/path [repeat] [each]".
func (w *world) form(version uint64, text string) {
	f := &Form{Nodes: []Node{{Kind: Group}}}
	for _, line := range strings.Fields(strings.ReplaceAll(text, "\n", " ; ")) {
		last := &f.Nodes[len(f.Nodes)-1]
		switch line {
		case ";":
		case "repeat":
			last.Kind = Repeat
		case "group":
			last.Kind = Group
		case "each":
			last.Each = true
		default:
			n := Node{Path: line}
			for _, o := range f.Nodes {
				if o.Kind == Repeat && strings.HasPrefix(line, o.Path+"/") && len(o.Path) > len(n.Within) {
					n.Within = o.Path
				}
			}
			f.Nodes = append(f.Nodes, n)
		}
	}
	w.forms[version] = f
}

var changeLine = regexp.MustCompile(`^([A-Z])(\d+)('?)((?:\s+\w+=\S+)*)\s*:\s*(.*)$`)

// change reads "A2 held=revoked v=2 list=3 : set /ten=An sees A1,B1 ; add m1/nhankhau".
func (w *world) change(line string) error {
	g := changeLine.FindStringSubmatch(line)
	if g == nil {
		return fmt.Errorf("can not read %q", line)
	}
	c := &wire.Change{Header: wire.Header{V: 1, Record: name("record"), Case: name("case"), Round: name("round"), Area: name("area"), FormID: "ho",
		FormVersion: 1, User: name("user" + g[1]), At: 1000, Zone: 1440 + 420}}
	seq, _ := strconv.ParseUint(g[2], 10, 64)
	in := Input{Writer: name(g[1]), Seq: seq}
	if g[3] != "" {
		in.Branch = Branch{1, seq}
		c.Salt[0] = 1
	}
	forced := ""
	for _, opt := range strings.Fields(g[4]) {
		k, v, _ := strings.Cut(opt, "=")
		n, _ := strconv.ParseUint(v, 10, 64)
		switch k {
		case "held":
			in.Status, in.Reason = Held, v
		case "parked":
			in.Status, in.Reason = Parked, v
		case "admitted":
			in.Status = Admitted
		case "v":
			c.FormVersion = n
		case "list":
			c.Env = []wire.ListRef{{Number: n, Hash: wire.Hash{byte(n)}}}
		case "at":
			c.At = int64(n)
		case "srv":
			in.Srv = n
		case "area":
			c.Area = name(v)
		case "branch":
			in.Branch = Branch{1, n}
		case "was":
			h := w.byKey[v].C
			c.Was = &h
		case "seen":
			forced = v
		default:
			return fmt.Errorf("option %q", opt)
		}
	}
	for _, text := range strings.Split(g[5], ";") {
		if err := w.op(c, strings.TrimSpace(text)); err != nil {
			return err
		}
	}
	sum, ok := wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) {
		key := dotWord(d)
		if forced == "branch" && w.byKey[key+"'"] != nil {
			key += "'"
		}
		if x := w.byKey[key]; x != nil {
			return x.C, true
		}
		return wire.Hash{9}, true
	})
	if !ok {
		return fmt.Errorf("seen")
	}
	c.Seen16 = sum
	if forced == "wrong" {
		c.Seen16 = &[16]byte{1, 2, 3}
	}
	body, err := wire.EncodeChange(c)
	if err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	if in.C, err = wire.Digest(body); err != nil {
		return err
	}
	if in.Change, err = wire.DecodeChange(body); err != nil {
		return err
	}
	in.H = wire.Sum(in.C[:])
	w.in = append(w.in, in)
	w.byKey[g[1]+g[2]+g[3]] = &in
	return nil
}

var opText = regexp.MustCompile(`^(\w+)(?:\s+([\w#]*)(/[\w/]*))?(?:=("[^"]*"|\S*))?(?:\s+sees\s+(\S+))?$`)

func (w *world) op(c *wire.Change, text string) error {
	g := opText.FindStringSubmatch(text)
	if g == nil {
		return fmt.Errorf("can not read op %q", text)
	}
	kind, ok := wire.ParseKind(g[1])
	if !ok {
		return fmt.Errorf("kind %q", g[1])
	}
	op := wire.Op{Kind: kind, Value: wire.NullValue()}
	if g[2] != "" {
		row := wire.Row{ID: name(g[2])}
		if strings.HasPrefix(g[2], "#") {
			pos, _ := strconv.ParseUint(g[2][1:], 10, 64)
			row = wire.Row{List: c.Env[0].Number, Pos: pos}
		}
		for k, r := range c.Rows {
			if r == row {
				op.Row = uint32(k + 1)
			}
		}
		if op.Row == 0 {
			c.Rows = append(c.Rows, row)
			op.Row = uint32(len(c.Rows))
		}
	}
	if g[3] != "" && g[3] != "/" {
		form := w.forms[c.FormVersion]
		if form == nil {
			op.Node = 1 // a version that is not here
		} else {
			for k, n := range form.Nodes {
				if n.Path == g[3] {
					op.Node = uint32(k)
				}
			}
			if op.Node == 0 {
				op.Node = uint32(len(form.Nodes)) // a node that the version does not have
			}
		}
	}
	value := strings.Trim(g[4], `"`)
	switch kind {
	case wire.KindSet, wire.KindSeed:
		if value != "" {
			op.Value = wire.TextValue(value)
		}
	case wire.KindAdd:
		op.Value = wire.IDValue(name(value))
	case wire.KindMove:
		op.Value = wire.IDValue(name(value))
	case wire.KindComment:
		op.Value = wire.CommentValue(wire.Comment{Text: strings.TrimPrefix(value, "ask:"), Ask: strings.HasPrefix(value, "ask:")})
	case wire.KindReturn, wire.KindApprove, wire.KindReject:
		op.Value = wire.DecisionValue(wire.Decision{Reason: value})
	case wire.KindStep:
		op.Value = wire.StepValue(wire.Step{Names: dots(value)})
	case wire.KindFinish:
		if value != "" {
			op.Value = wire.FinishValue(wire.Finish{Frozen: []wire.Frozen{{Node: 1, Value: wire.TextValue(value)}}})
		}
	}
	op.Sees = wire.SortDots(dots(g[5]))
	if len(op.Sees) == 0 {
		op.Sees = nil
	}
	c.Ops = append(c.Ops, op)
	return nil
}

func dots(s string) (out []wire.Dot) {
	if s == "" {
		return nil
	}
	for _, x := range strings.Split(s, ",") {
		seq, _ := strconv.ParseUint(x[1:], 10, 64)
		out = append(out, wire.Dot{Writer: name(x[:1]), Seq: seq})
	}
	return out
}

// show writes a record for a person.
func show(rec *Record) string {
	var b strings.Builder
	for _, r := range rec.Registers {
		fmt.Fprintf(&b, "%s%s:%s", word(r.Row), r.Path, showVals(r.Values))
		if r.Conflict {
			b.WriteString(" CONFLICT")
		}
		if r.Each {
			b.WriteString(" each")
		}
		if r.Gone {
			b.WriteString(" gone")
		}
		if len(r.Earlier) > 0 {
			fmt.Fprintf(&b, " (before:%s)", showVals(r.Earlier))
		}
		b.WriteByte('\n')
	}
	for _, r := range rec.Rows {
		fmt.Fprintf(&b, "row %s%s", word(r.ID), r.Path)
		if !r.Parent.IsZero() {
			fmt.Fprintf(&b, " in %s", word(r.Parent))
		}
		for _, x := range []struct {
			is   bool
			word string
		}{{r.Seeded, "known"}, {r.Implied, "implied"}, {r.Gone, "gone"}, {r.Flagged, "FLAGGED"}} {
			if x.is {
				b.WriteString(" " + x.word)
			}
		}
		b.WriteByte('\n')
	}
	for _, t := range rec.Threads {
		fmt.Fprintf(&b, "thread %s%s open=%v ask=%v:", word(t.Row), t.Path, t.Open, t.Ask)
		for _, c := range t.Comments {
			fmt.Fprintf(&b, " %q(%s)", c.Text, dotWord(c.Dot))
		}
		b.WriteByte('\n')
	}
	if rec.Finish != nil {
		fmt.Fprintf(&b, "finish %s in force=%v", dotWord(rec.Finish.Dot), rec.Finished)
		for _, f := range rec.Finish.Frozen {
			s, _ := f.Value.Text()
			fmt.Fprintf(&b, " %s=%s", f.Path, s)
		}
		b.WriteByte('\n')
	}
	for _, d := range rec.Decisions {
		fmt.Fprintf(&b, "%s %s ordered=%v\n", d.Kind, dotWord(d.Dot), d.Stepped)
	}
	for _, c := range rec.Changes {
		if c.Status != Accepted {
			fmt.Fprintf(&b, "%s %s: %s\n", c.Status, dotWord(c.Dot), c.Reason)
		}
	}
	for _, f := range rec.Flags {
		if f.Kind == FlagDeleteKept {
			b.WriteString("flag: delete meets an unseen edit\n")
		}
	}
	fmt.Fprintf(&b, "state %s v%d area %s", rec.State, rec.FormVersion, word(rec.Area))
	if rec.Deleted {
		b.WriteString(" deleted")
	}
	if rec.Conflicts > 0 {
		fmt.Fprintf(&b, " conflicts=%d", rec.Conflicts)
	}
	b.WriteByte('\n')
	return b.String()
}

func showVals(vals []Val) string {
	var b strings.Builder
	for _, v := range vals {
		s, ok := v.Value.Text()
		switch {
		case v.Erased:
			s = "erased"
		case v.Value.IsNull():
			s = "empty"
		case ok:
			s = strconv.Quote(s)
		default:
			s = hex.EncodeToString(v.Value)
		}
		if v.Seed {
			s += "~"
		}
		fmt.Fprintf(&b, " %s(%s)", s, dotWord(v.Dot))
	}
	return b.String()
}

// shuffled checks that order and repetition make no difference, and gives the record.
func shuffled(t testing.TB, in []Input, r Resolver) *Record {
	t.Helper()
	rec := Merge(in, r)
	want := StateHash(rec)
	rng := rand.New(rand.NewSource(int64(len(in))))
	for range 12 {
		again := append([]Input(nil), in...)
		for range rng.Intn(3) {
			if len(in) > 0 {
				again = append(again, in[rng.Intn(len(in))])
			}
		}
		rng.Shuffle(len(again), func(i, k int) { again[i], again[k] = again[k], again[i] })
		if got := StateHash(Merge(again, r)); got != want {
			t.Fatalf("another order gives another record:\n%s\n%s", show(rec), show(Merge(again, r)))
		}
	}
	return rec
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	sort.SliceStable(out, func(i, k int) bool { return false })
	return out
}
