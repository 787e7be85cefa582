package merge

import (
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// TestMerge_Texts runs the histories of testdata: each is merged in many orders, and the record is compared.
func TestMerge_Texts(t *testing.T) {
	datadriven.Walk(t, "testdata/merge", func(t *testing.T, path string) {
		w := newWorld()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "form":
				var version int
				d.ScanArgs(t, "v", &version)
				w.form(uint64(version), d.Input)
				return "ok\n"
			case "list":
				var n int
				d.ScanArgs(t, "n", &n)
				for _, id := range strings.Fields(d.Input) {
					w.lists[uint64(n)] = append(w.lists[uint64(n)], name(id))
				}
				return "ok\n"
			case "merge", "more":
				if d.Cmd == "merge" {
					fresh := newWorld()
					fresh.forms, fresh.lists = w.forms, w.lists
					w = fresh
				}
				for _, l := range lines(d.Input) {
					if err := w.change(l); err != nil {
						d.Fatalf(t, "%v", err)
					}
				}
				return show(shuffled(t, w.in, w.resolver()))
			case "history": // of a register of the changes read last
				row, path, _ := strings.Cut(strings.TrimSpace(d.Input), "/")
				var b strings.Builder
				for _, p := range History(w.in, w.resolver(), name(row), "/"+path) {
					b.WriteString(strings.TrimSpace(showVals([]Val{p.Val})) + " " + p.Status.String())
					if p.Visible {
						b.WriteString(" visible")
					}
					b.WriteByte('\n')
				}
				return b.String()
			case "without":
				var kept []Input
				for _, in := range w.in {
					if dotWord(in.Dot()) != strings.TrimSpace(d.Input) {
						kept = append(kept, in)
					}
				}
				return show(shuffled(t, kept, w.resolver()))
			default:
				d.Fatalf(t, "unknown command %s", strconv.Quote(d.Cmd))
				return ""
			}
		})
	})
}
