package xform_test

import (
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xform"
)

// TestLoadEvents: odk-instance-first-load runs for a new record only, odk-instance-load at every opening, also over an
// answer; and both are written out as they were read (ODK XForms, Events).
func TestLoadEvents(t *testing.T) {
	t.Parallel()
	text := `<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><model>
<instance><data id="d"><n/><first/><each/><both/></data></instance>
<bind nodeset="/data/n" type="int"/>
<setvalue event="odk-instance-first-load" ref="/data/first" value="concat('f', /data/n)"/>
<setvalue event="odk-instance-load" ref="/data/each" value="concat('e', /data/n)"/>
<setvalue event="odk-instance-first-load odk-instance-load" ref="/data/both" value="concat('b', /data/n)"/>
</model></h:head><h:body><input ref="/data/n"/><input ref="/data/first"/><input ref="/data/each"/><input ref="/data/both"/></h:body></h:html>`
	read := func(text string) *forms.Form {
		f, diags := xform.Read(text)
		if f == nil {
			t.Fatalf("%+v", diags)
		}
		return f
	}
	f := read(text)
	for _, form := range []*forms.Form{f, read(string(xform.Write(f)))} {
		at := func(name string) engine.Ref {
			n, _ := form.NodeByPath("/data/" + name)
			return engine.Ref{Node: n}
		}
		values := func(s *engine.Session) string {
			var out []string
			for _, name := range []string{"first", "each", "both"} {
				st, _ := s.State(at(name))
				out = append(out, st.Value)
			}
			return strings.Join(out, " ")
		}
		s, _, err := engine.Open(form, engine.Start{New: true})
		if err != nil || values(s) != "f e b" {
			t.Fatalf("new: %s, %v", values(s), err)
		}
		for name, v := range map[string]string{"n": "7", "each": "mine", "first": "mine"} {
			if _, err := s.Set(at(name), v); err != nil {
				t.Fatal(err)
			}
		}
		again, _, err := engine.Open(form, engine.Start{Answers: s.Answers()})
		if err != nil || values(again) != "mine e7 b7" {
			t.Fatalf("again: %s, %v", values(again), err)
		}
		kept, _, err := engine.Open(form, engine.Start{Mode: engine.Reconcile, Answers: s.Answers()})
		if err != nil || values(kept) != "mine mine b" {
			t.Fatalf("looked at: %s, %v", values(kept), err)
		}
	}
}
