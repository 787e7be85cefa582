package conform

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xform"
)

// TestXForms plays testdata/xform.md: each form as it stands, and once more after it was read and written again.
func TestXForms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/xform.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "\n## ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		_, rest, _ = strings.Cut(rest, "```xml\n")
		inner, steps, _ := strings.Cut(rest, "```\n")
		model, body, _ := strings.Cut(inner, "<body>")
		form := `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>` +
			`x</h:title>` + model + `</h:head><h:body>` + strings.Replace(body, "</body>", "</h:body>", 1) + `</h:html>`
		t.Run(name, func(t *testing.T) {
			play(t, form, steps)
			read, diags := xform.Read(form)
			if read == nil {
				t.Fatal(diags)
			}
			play(t, string(xform.Write(read)), steps)
		})
	}
}

// play sends the steps of one case and compares each answer.
func play(t *testing.T, form, steps string) {
	t.Helper()
	var sent []map[string]string
	var want []any
	for _, line := range strings.Split(strings.TrimSpace(steps), "\n") {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		ref, value, _ := strings.Cut(rest, "=")
		ref, value = strings.TrimSpace(ref), strings.TrimSpace(value)
		step := map[string]string{verb: ref}
		var answer any = nil
		switch verb {
		case "set":
			step["value"] = value
		case "refuse":
			step, answer = map[string]string{"set": ref, "value": value}, "refused"
		case "expect":
			answer = value
		case "expect-count":
			answer = value
		}
		sent, want = append(sent, step), append(want, answer)
	}
	line, err := json.Marshal(map[string]any{"id": "1", "kind": "scenario", "form_xml": form, "tz": "Asia/Ho_Chi_Minh", "steps": sent})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Serve(strings.NewReader(string(line)+"\n"), &out); err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Got   []any
		Error string
	}
	if err := json.Unmarshal([]byte(out.String()), &answer); err != nil || len(answer.Got) != len(want) {
		t.Fatalf("%v: %s\n%s", err, out.String(), form)
	}
	for i, got := range answer.Got {
		if n, ok := got.(float64); ok {
			got = strconv.Itoa(int(n))
		}
		if m, ok := got.(map[string]any); ok && m["error"] != nil && want[i] == "refused" {
			continue
		}
		if got != want[i] {
			t.Errorf("step %d, %v: got %v, want %v", i+1, sent[i], got, want[i])
		}
	}
}
