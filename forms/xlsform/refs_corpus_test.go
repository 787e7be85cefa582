package xlsform

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
)

var bindTag = regexp.MustCompile(`<(bind|repeat|setvalue) [^>]*>`)
var attribute = regexp.MustCompile(`([\w:]+)="([^"]*)"`)

// TestCorpusExpressions holds the resolved expressions of every form that both can read against the binds, repeats and
// itemsets of the reference output, white space apart.
func TestCorpusExpressions(t *testing.T) {
	dir := os.Getenv("SOTHON_CORPUS")
	if dir == "" {
		t.Skip("SOTHON_CORPUS is not set")
	}
	file, err := os.Open(filepath.Join(dir, "forms", "md-valid.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	show := os.Getenv("SOTHON_CORPUS_SHOW") != ""
	same, other, unseen := 0, 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c struct {
			ID       string `json:"id"`
			Md       string `json:"md"`
			FormName string `json:"form_name"`
			Ref      string `json:"ref_xform"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		f, _ := CompileMarkdown(c.Md, Options{FileStem: c.FormName, Root: c.FormName})
		if f == nil {
			unseen++
			continue
		}
		for kind, got := range map[string]map[string]bool{"itemset": itemsets(f), "output": outputs(f)} {
			want := map[string]bool{}
			for _, tag := range regexp.MustCompile("<"+kind+" [^>]*>").FindAllString(c.Ref, -1) {
				for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
					if m[1] == "nodeset" || m[1] == "value" {
						want[strip(unescape(m[2]))] = true
					}
				}
			}
			for x := range want {
				if got[x] {
					same++
					continue
				}
				other++
				if show {
					t.Logf("%s: %s %s is missing among %v", c.ID, kind, x, got)
				}
			}
		}
		for _, tag := range bindTag.FindAllString(c.Ref, -1) {
			a := map[string]string{}
			for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
				a[m[1]] = unescape(m[2])
			}
			for _, p := range wanted(f, tag, a) {
				if strip(p[0]) == strip(p[1]) {
					same++
					continue
				}
				other++
				if show {
					t.Logf("%s: %s\n got  %q\n want %q", c.ID, tag, p[0], p[1])
				}
			}
		}
	}
	t.Logf("expressions: %d as pyxform, %d otherwise; %d forms not compared", same, other, unseen)
}

func unescape(s string) string {
	return strings.NewReplacer("&gt;", ">", "&lt;", "<", "&quot;", `"`, "&amp;", "&", "&apos;", "'").Replace(s)
}

func itemsets(f *forms.Form) map[string]bool {
	out := map[string]bool{}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		set := n.ListPath
		if n.List != "" {
			set = "instance('" + n.List + "')/root/item"
		}
		if n.ChoiceFilter != "" {
			set += "[" + n.ChoiceFilter + "]"
		}
		if n.Param("randomize") == "true" {
			set = "randomize(" + set
			if seed := n.Param("seed"); seed != "" {
				set += "," + seed
			}
			set += ")"
		}
		out[strip(set)] = true
	}
	return out
}

func outputs(f *forms.Form) map[string]bool {
	out := map[string]bool{}
	add := func(t forms.Text) {
		for _, tpl := range t {
			for _, p := range tpl {
				out[strip(p.Expr)] = true
			}
		}
	}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		for _, t := range []forms.Text{n.Label, n.Hint, n.Guidance, n.RequiredMsg, n.ConstraintMsg} {
			add(t)
		}
	}
	for _, l := range f.Lists {
		for _, c := range l.Choices {
			add(c.Label)
		}
	}
	return out
}

func strip(s string) string { return strings.Join(strings.Fields(s), "") }

// wanted pairs our expression with that of a tag of the reference.
func wanted(f *forms.Form, tag string, a map[string]string) [][2]string {
	var out [][2]string
	path := a["nodeset"]
	if strings.HasPrefix(tag, "<setvalue") {
		path = a["ref"]
	}
	id, ok := f.NodeByPath(path)
	if !ok || strings.Contains(path, "/meta") {
		return nil
	}
	n := &f.Nodes[id]
	switch {
	case strings.HasPrefix(tag, "<bind"):
		relevant := n.Relevant
		if relevant == "" && a["relevant"] == "true()" {
			relevant = "true()"
		}
		for _, not := range []string{"required", "readonly"} {
			if a[not] == "false()" {
				a[not] = ""
			}
		}
		calc := n.Calculate
		if len(n.Trigger) > 0 {
			calc = ""
		}
		out = append(out, [2]string{relevant, a["relevant"]}, [2]string{n.Constraint, a["constraint"]}, [2]string{calc, a["calculate"]},
			[2]string{n.Required, a["required"]}, [2]string{n.ReadOnly, a["readonly"]}, [2]string{n.Type, a["type"]})
	case strings.HasPrefix(tag, "<repeat"):
		out = append(out, [2]string{n.RepeatCount, a["jr:count"]})
	case strings.HasPrefix(tag, "<setvalue") && a["event"] == "odk-instance-first-load":
		out = append(out, [2]string{n.DynDefault, a["value"]})
	}
	return out
}
