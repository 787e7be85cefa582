package xform_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xmldoc"
)

// TestSurface walks testdata/surface.md: every type, column, parameter, appearance and setting of XLSForm comes out in
// the XForm as its row says.
func TestSurface(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/surface.md")
	if err != nil {
		t.Fatal(err)
	}
	section, rows := "", 0
	for _, line := range strings.Split(string(text), "\n") {
		if s, ok := strings.CutPrefix(line, "## "); ok {
			section = s
		}
		if section == "" || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| type | control") || strings.HasPrefix(line, "| header = cell") {
			continue
		}
		rows++
		var cells []string
		for _, c := range strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|") {
			cells = append(cells, strings.Trim(strings.ReplaceAll(strings.TrimSpace(c), "\x00", "|"), "`"))
		}
		switch section {
		case "Types":
			got := write(t, [][2]string{{"type", cells[0]}, {"label", "A"}, {"calculation", map[bool]string{true: "1"}[strings.Contains(cells[0], "calculate") || cells[0] == "hidden"]}}, nil)
			judgeType(t, cells, got)
		case "Cells":
			if got := write(t, pairs(cells[0]), nil); !strings.Contains(got, cells[1]) {
				t.Errorf("%s: no %s in\n%s", cells[0], cells[1], got)
			}
		case "Settings":
			if got := write(t, [][2]string{{"type", "text"}, {"label", "A"}}, pairs(cells[0])); !strings.Contains(got, cells[1]) {
				t.Errorf("%s: no %s in\n%s", cells[0], cells[1], got)
			}
		}
	}
	if rows < 250 {
		t.Errorf("%d rows", rows)
	}
	t.Logf("%d rows", rows)
}

// pairs reads "header = cell; header = cell".
func pairs(s string) [][2]string {
	var out [][2]string
	for _, part := range strings.Split(s, "; ") {
		if h, c, ok := strings.Cut(part, " = "); ok && !strings.Contains(h, "=") {
			out = append(out, [2]string{h, c})
		} else {
			out[len(out)-1][1] += "; " + part
		}
	}
	return out
}

// write compiles a form with a question p before the question q, and gives its XForm, or what is wrong with it.
func write(t *testing.T, question, settings [][2]string) string {
	t.Helper()
	book := &xlsform.Workbook{Sheets: []xlsform.Sheet{{Name: "survey", Rows: [][]string{{"name"}, {"p"}, {"q"}}},
		{Name: "choices", Rows: [][]string{{"list_name", "name", "label"}, {"l", "1", "One"}, {"l", "2", "Two"}}},
		{Name: "external_choices", Rows: [][]string{{"list_name", "name", "label"}, {"x", "1", "One"}}},
		{Name: "osm", Rows: [][]string{{"list_name", "name", "label"}, {"l", "1", "One"}}},
		{Name: "settings", Rows: [][]string{{"namespaces"}, {`esri="http://esri.com/xforms" kb="http://kb"`}}}}}
	rows := book.Sheets[0].Rows
	put := func(header, p, q string) {
		rows[0], rows[1], rows[2] = append(rows[0], header), append(rows[1], p), append(rows[2], q)
	}
	label, typ := "label", "type"
	for _, c := range question {
		if strings.HasPrefix(c[0], "label::") || c[0] == "caption" {
			label = c[0]
		}
		if c[0] == "command" {
			typ = "command"
		}
	}
	for _, c := range question {
		switch c[0] {
		case typ:
			put(typ, "text", c[1])
		case label:
			put(label, "P", c[1])
		default:
			put(c[0], "", c[1])
		}
	}
	if !strings.Contains(strings.Join(rows[0], " "), label) {
		put(label, "P", "")
	}
	for _, c := range settings {
		at := -1
		for i, h := range book.Sheets[4].Rows[0] {
			if h == c[0] {
				at = i
			}
		}
		if at >= 0 {
			book.Sheets[4].Rows[1][at] = c[1]
			continue
		}
		book.Sheets[4].Rows[0] = append(book.Sheets[4].Rows[0], c[0])
		book.Sheets[4].Rows[1] = append(book.Sheets[4].Rows[1], c[1])
	}
	f, diags := xlsform.Compile(book, xlsform.Options{FileStem: "f"})
	if f == nil {
		var out strings.Builder
		for _, d := range diags {
			if d.Severity == forms.Error {
				out.WriteString(d.Cell + " " + d.Code + " " + d.Found + ": " + d.Why.En + "\n")
			}
		}
		return out.String()
	}
	return string(xform.Write(f))
}

func judgeType(t *testing.T, cells []string, got string) {
	t.Helper()
	doc, err := xmldoc.Parse(got)
	if err != nil {
		t.Errorf("%s: %s", cells[0], got)
		return
	}
	body := doc.Find(func(n *xmldoc.Node) bool { return n.QName() == "h:body" })
	control := "none"
	if n := body.Find(func(n *xmldoc.Node) bool { return n.Attr("ref") == "/data/q" && n.Local() != "setvalue" }); n != nil {
		control = n.QName()
	}
	typ := ""
	if n := doc.Find(func(n *xmldoc.Node) bool { return n.Local() == "bind" && n.Attr("nodeset") == "/data/q" }); n != nil {
		typ = n.Attr("type")
	}
	if control != cells[1] || typ != cells[2] || !strings.Contains(got, cells[3]) {
		t.Errorf("%s: control %s, type %s, want %s %s %s\n%s", cells[0], control, typ, cells[1], cells[2], cells[3], got)
	}
}
