package xpath

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
)

// TestData runs the files of testdata/eval. Commands:
//
//	doc                      the input becomes the document; its root is that of the primary instance
//	eval [at=path] [plain] [lang=x] [now=RFC3339] [zone=minutes]
//	                         each line of the input is an expression; the answer is its kind and value, or its error
//	check                    each line is an expression; the answer is what Parse or Check finds
func TestData(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, filepath.Join("testdata", "eval"), func(t *testing.T, file string) {
		doc := parseXML(t, "<data/>")
		datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
			var out strings.Builder
			switch d.Cmd {
			case "doc":
				doc = parseXML(t, d.Input)
				return "ok\n"
			case "eval":
				h := &testHost{doc: doc, root: doc, zone: 420, now: time.Date(2026, 11, 23, 20, 5, 6, 7e6, time.UTC).UnixMilli()}
				at := "/*"
				d.MaybeScanArgs(t, "at", &at)
				d.MaybeScanArgs(t, "lang", &h.lang)
				d.MaybeScanArgs(t, "zone", &h.zone)
				if d.HasArg("now") {
					var text string
					d.ScanArgs(t, "now", &text)
					now, err := time.Parse(time.RFC3339, text)
					if err != nil {
						t.Fatal(err)
					}
					h.now = now.UnixMilli()
				}
				c := Context{Node: findNode(t, doc, h, at), Host: h, Plain: d.HasArg("plain")}
				for _, line := range strings.Split(strings.TrimSpace(d.Input), "\n") {
					out.WriteString(evalLine(line, c))
				}
			case "check":
				for _, line := range strings.Split(d.Input, "\n") {
					out.WriteString(checkLine(line))
				}
			default:
				d.Fatalf(t, "no command %s", d.Cmd)
			}
			return out.String()
		})
	})
}

func evalLine(line string, c Context) string {
	e, err := Parse(line)
	if err != nil {
		return err.Error() + "\n"
	}
	v, err := e.Eval(&c)
	switch {
	case err != nil:
		return "error: " + err.Error() + "\n"
	case v.IsNodeset():
		out := "nodes:"
		for _, n := range v.Nodes() {
			out += " " + strconv.Quote(n.Value())
		}
		return out + "\n"
	case v.IsDate():
		return "date " + v.Str() + " = " + FormatNumber(v.Num()) + "\n"
	case v.IsNumber():
		return "number " + v.Str() + "\n"
	case v.IsBool():
		return v.Str() + "\n"
	}
	return strconv.Quote(v.Str()) + "\n"
}

func checkLine(line string) string {
	e, err := Parse(line)
	if err != nil {
		var s *SyntaxError
		if !errors.As(err, &s) {
			return "not a SyntaxError: " + err.Error() + "\n"
		}
		return strconv.Itoa(s.Pos) + " " + strconv.Quote(s.Found) + " " + s.En + "\n"
	}
	out := ""
	for _, s := range e.Check(func(fn string) bool { return fn == "ours" }) {
		out += strconv.Itoa(s.Pos) + " " + strconv.Quote(s.Found) + " " + s.En + "\n"
	}
	if out == "" {
		return "ok\n"
	}
	return out
}
