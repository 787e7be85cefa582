package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// outer keeps what only an XForm shows: attributes of the columns bind::…, body::… and instance::…, and the settings.
func (b *builder) outer(id int, it *item) {
	t := b.survey
	for _, c := range t.cols {
		value := it.r.cell(c.index)
		if value == "" || c.lang != "" {
			continue
		}
		at, name := "", ""
		head, rest, nested := strings.Cut(c.key, "::")
		switch {
		case c.key == "autoplay" || c.key == "intent":
			at, name = "body", c.key
		case c.key == "accuracythreshold":
			at, name = "body", "accuracyThreshold"
		case nested && strings.HasPrefix(rest, "st:"), c.key == "bind::type", strings.HasPrefix(c.key, "bind::jr:preload"):
			continue
		case nested && (head == "bind" || head == "instance"):
			at, name = head, headerTail(c.header)
		case nested && (head == "body" || head == "control"):
			at, name = "body", headerTail(c.header)
		default:
			continue
		}
		if !isAttributeName(name) {
			continue
		}
		if strings.Contains(value, "${") {
			var ok bool
			if value, _, ok = b.resolve(value, t.placeCol(it.r.num, &c), useContext{node: id}); !ok {
				continue
			}
		}
		if at == "instance" {
			b.form.Nodes[id].Attrs = append(b.form.Nodes[id].Attrs, forms.Param{Key: name, Value: value})
			continue
		}
		x := b.form.NeedExtras()
		x.Attrs = append(x.Attrs, forms.Attr{Node: id, At: at, Name: name, Value: value})
	}
	if raw := b.readText(t, it.r, "no_app_error_string"); raw != nil {
		b.form.NeedExtras().Messages[id] = b.templates(raw, useContext{node: id})
	}
}

// headerTail is what stands after the first colons of a header, as written.
func headerTail(h string) string {
	if _, rest, ok := strings.Cut(h, "::"); ok {
		return strings.TrimSpace(rest)
	}
	_, rest, _ := strings.Cut(h, ":")
	return strings.TrimSpace(rest)
}

// isAttributeName takes a name with or without a prefix.
func isAttributeName(s string) bool {
	prefix, local, ok := strings.Cut(s, ":")
	if !ok {
		return isName(s)
	}
	return isName(prefix) && isName(local)
}

// keepSettings remembers the settings for the XForm.
func (b *builder) keepSettings() {
	if b.settings == nil {
		return
	}
	t := b.settings
	r := &t.rows[0]
	for _, c := range t.cols {
		key := c.key
		if v := r.cell(c.index); v != "" && c.lang == "" && key != "form_title" && key != "form_id" && key != "version" {
			if strings.HasPrefix(normalHead(key), "attribute::") {
				if key = "attribute::" + headerTail(c.header); !isAttributeName(headerTail(c.header)) {
					continue
				}
			}
			x := b.form.NeedExtras()
			x.Settings = append(x.Settings, forms.Param{Key: key, Value: v})
		}
	}
}

// readTags reads the sheet osm.
func (b *builder) readTags(t *table) {
	if t == nil {
		return
	}
	for i := range t.rows {
		r := &t.rows[i]
		if list := t.get(r, "list_name"); list != "" && t.get(r, "name") != "" {
			x := b.form.NeedExtras()
			x.Tags[list] = append(x.Tags[list], forms.Tag{Key: t.get(r, "name"), Label: b.readText(t, r, "label").literal()})
		}
	}
}

// readOutside reads the sheet external_choices: lists of their own, which an XForm keeps in itemsets.csv.
func (b *builder) readOutside(t *table) {
	if t == nil {
		return
	}
	b.outside = map[string]bool{}
	inside := b.choices
	known := len(b.lists)
	b.choices = t
	b.readChoiceRows()
	b.choices = inside
	for _, l := range b.lists[known:] {
		l.from = t
		b.outside[l.Name] = true
		b.form.NeedExtras().Outside[l.Name] = true
	}
}
