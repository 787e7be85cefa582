package xform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// texts collects the translations: text ids in order, each with its values per language.
type texts struct {
	langs []string
	ids   []string
	by    map[string]*entry
}

type entry struct {
	values [][]*element // by language
	media  bool
}

func newTexts(f *forms.Form) *texts {
	t := &texts{langs: f.Languages, by: map[string]*entry{}}
	if len(t.langs) == 0 {
		t.langs = []string{""}
	}
	return t
}

func (t *texts) entry(id string) *entry {
	e := t.by[id]
	if e == nil {
		e = &entry{values: make([][]*element, len(t.langs))}
		t.by[id] = e
		t.ids = append(t.ids, id)
	}
	return e
}

// translated tells whether a text needs an entry of its own: it differs between languages.
func (t *texts) translated(x forms.Text) bool {
	if len(t.langs) == 1 {
		return t.langs[0] != "" && t.langs[0] != "default" && x != nil
	}
	if x == nil {
		return false
	}
	if t.langs[0] == "default" || t.langs[0] == "" {
		only := true
		for _, tpl := range x[1:] {
			only = only && len(tpl) == 0
		}
		if only {
			return false
		}
	}
	for _, tpl := range x[1:] {
		if !same(tpl, x[0]) {
			return true
		}
	}
	return false
}

func same(a, b forms.Template) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// plain is the text of a form without translations.
func plain(x forms.Text) forms.Template {
	for _, t := range x {
		if len(t) > 0 {
			return t
		}
	}
	return nil
}

// fill puts a template into an element, expressions as outputs.
func fill(e *element, t forms.Template) *element {
	for _, p := range t {
		if p.Expr == "" {
			e.say(p.Lit)
			continue
		}
		value := p.Expr
		if !strings.Contains(value, "(") || strings.HasPrefix(value, "instance('__last-saved')") || strings.HasPrefix(value, "current()/") {
			value = " " + value + " "
		}
		e.add(el("output", "value", value))
	}
	return e
}

// put adds the values of a text; form "" is the text itself.
func (t *texts) put(id, form string, x forms.Text) {
	if x == nil {
		return
	}
	e := t.entry(id)
	for i := range t.langs {
		if i < len(x) && len(x[i]) > 0 {
			v := el("value")
			v.given("form", form)
			e.values[i] = append(e.values[i], fill(v, x[i]))
		}
	}
}

// mediaFolder is where a kind of media lies.
func mediaFolder(kind string) string {
	switch kind {
	case "image", "big-image":
		return "jr://images/"
	}
	return "jr://" + kind + "/"
}

func (t *texts) putMedia(id string, media []forms.Media) {
	for _, m := range media {
		e := t.entry(id)
		for i := range t.langs {
			if i < len(m.File) && m.File[i] != "" && m.File[i] != "-" {
				file := m.File[i]
				if !strings.HasPrefix(file, "jr://") {
					file = mediaFolder(m.Kind) + file
				}
				e.values[i] = append(e.values[i], el("value", "form", m.Kind).say(file))
			}
		}
	}
}

// itext is the element of all translations; nil when nothing is translated.
func (t *texts) itext(defaultLang string) *element {
	if len(t.ids) == 0 {
		return nil
	}
	out := el("itext")
	for i, lang := range t.langs {
		if lang == "" {
			lang = "default"
		}
		tr := el("translation", "lang", lang)
		if i == 0 && (lang == "default" || defaultLang == lang) {
			tr.attr("default", "true()")
		}
		for _, id := range t.ids {
			values := t.by[id].values[i]
			text := false
			for _, v := range values {
				text = text || len(v.attrs) == 0
			}
			if !text && t.spoken(id) {
				values = append(values, el("value").say("-"))
			}
			if len(values) > 0 {
				tr.add(el("text", "id", id).add(values...))
			}
		}
		out.add(tr)
	}
	return out
}

// spoken tells whether a text has words in any language, and not only media.
func (t *texts) spoken(id string) bool {
	for _, values := range t.by[id].values {
		for _, v := range values {
			if len(v.attrs) == 0 {
				return true
			}
		}
	}
	return false
}

// label makes <label> or <hint> of a node: the text itself, or a reference to its translations.
func (w *writer) label(name string, node int, x forms.Text, media []forms.Media, guidance forms.Text) *element {
	if x == nil && media == nil && guidance == nil {
		return nil
	}
	if media == nil && guidance == nil && (w.x.Bare[forms.Place{Node: node, Key: name}] || !w.texts.translated(x)) {
		return fill(el(name), plain(x))
	}
	id := w.f.XPathOf(node) + ":" + name
	w.texts.put(id, "", x)
	w.texts.put(id, "guidance", guidance)
	w.texts.putMedia(id, media)
	return el(name, "ref", "jr:itext('"+id+"')")
}

// message is the text of a bind attribute, or a reference to its translations.
func (w *writer) message(name string, node int, x forms.Text) string {
	if x == nil {
		return ""
	}
	s, literal := plain(x).Literal()
	if literal && (w.x.Bare[forms.Place{Node: node, Key: name}] || !w.texts.translated(x)) {
		return s
	}
	id := w.f.XPathOf(node) + ":" + name
	w.texts.put(id, "", x)
	return "jr:itext('" + id + "')"
}
