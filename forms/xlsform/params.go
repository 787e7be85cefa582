package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// accepted are the parameters of each control; controls that are not here take none.
var accepted = map[string]string{
	"text": "rows", "image": "app max-pixels", "audio": "quality", "background-audio": "quality",
	"geopoint": "allow-mock-accuracy capture-accuracy reference-geometry warning-accuracy",
	"geotrace": "allow-mock-accuracy incremental reference-geometry", "geoshape": "allow-mock-accuracy incremental reference-geometry",
	"range":      "end placeholder start step tick_interval tick_labelset",
	"select_one": "randomize seed", "select_multiple": "randomize seed", "rank": "randomize seed",
	"select_one_from_file": "label randomize seed value", "select_multiple_from_file": "label randomize seed value",
	"audit": "identify-user location-max-age location-min-interval location-priority track-changes track-changes-reasons",
}

// parameters reads k=v pairs and checks them for the type of the row.
func (b *builder) parameters(id int, it *item) {
	t := b.survey
	n := &b.form.Nodes[id]
	src, at := t.get(it.r, "parameters"), t.place(it.r, "parameters")
	params, ok := splitParameters(src)
	if !ok {
		b.report.error("bad-parameters", at, src, text("Tham số phải có dạng tên=giá_trị, cách nhau bằng dấu cách.", "Parameters are written name=value with spaces between them."),
			text("Ví dụ: start=0 end=10 step=1.", "For example start=0 end=10 step=1."))
		return
	}
	allowed := strings.Fields(accepted[it.q.control])
	var rejected []string
	for _, p := range params {
		if !contains(allowed, p.Key) {
			rejected = append(rejected, p.Key)
		}
	}
	if rejected != nil && len(allowed) == 0 {
		b.report.warn("ignored-parameter", at, src, text("Kiểu "+quote(it.q.control)+" không có tham số nào.", "The type "+quote(it.q.control)+" has no parameters."),
			text("Xóa ô này.", "Delete this cell."))
		return
	}
	if rejected != nil {
		list := strings.Join(allowed, ", ")
		b.report.error("unknown-parameter", at, strings.Join(rejected, ", "), text("Kiểu "+quote(it.q.control)+" không có tham số "+quoteAll(rejected)+".",
			"The type "+quote(it.q.control)+" has no parameter "+quoteAll(rejected)+"."), text("Các tham số có: "+list+".", "There are: "+list+"."))
		return
	}
	for i, p := range params {
		switch p.Key { // truth values may be written as in other columns
		case "randomize", "incremental", "allow-mock-accuracy", "track-changes", "identify-user":
			if c, ok := constants[strings.ToLower(p.Value)]; ok {
				params[i].Value = strings.TrimSuffix(c, "()")
			}
		}
	}
	if rows := t.get(it.r, "rows"); rows != "" && it.q.control == "text" {
		params = append(params, forms.Param{Key: "rows", Value: rows})
	}
	n.Params = params
	b.checkParameters(id, it, at)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// splitParameters cuts at spaces, commas and semicolons; keys become lower case. The same key twice keeps the last.
func splitParameters(s string) ([]forms.Param, bool) {
	var out []forms.Param
	s = strings.ReplaceAll(strings.ReplaceAll(s, " =", "="), "= ", "=")
	for _, part := range splitOutside(s) {
		key, value, ok := strings.Cut(part, "=")
		if !ok || key == "" || value == "" || strings.Contains(value, "=") && !strings.ContainsAny(value, "$(") {
			return nil, false
		}
		p := forms.Param{Key: strings.ToLower(key), Value: value}
		for i := range out {
			if out[i].Key == p.Key {
				out = append(out[:i], out[i+1:]...)
				break
			}
		}
		out = append(out, p)
	}
	return out, true
}

// splitOutside cuts at separators that stand outside ${…}, brackets and quotes.
func splitOutside(s string) []string {
	var out []string
	depth, start := 0, 0
	var quote byte
	for i := 0; i <= len(s); i++ {
		if i < len(s) {
			c := s[i]
			switch {
			case quote != 0:
				if c == quote {
					quote = 0
				}
				continue
			case c == '\'' || c == '"':
				quote = c
				continue
			case c == '{' || c == '(':
				depth++
			case c == '}' || c == ')':
				depth--
			}
			if depth > 0 || strings.IndexByte(" ,;\n\t", c) < 0 {
				continue
			}
		}
		if i > start {
			out = append(out, s[start:i])
		}
		start = i + 1
	}
	return out
}

func (n *nodeParams) has(key string) bool { _, ok := n.values[key]; return ok }

// nodeParams is the parameters of one row while they are checked.
type nodeParams struct {
	values map[string]string
	at     place
	b      *builder
}

func (b *builder) checkParameters(id int, it *item, at place) {
	n := &b.form.Nodes[id]
	p := &nodeParams{map[string]string{}, at, b}
	for _, x := range n.Params {
		p.values[x.Key] = x.Value
	}
	switch it.q.control {
	case "range":
		b.checkRange(n, p, b.survey.get(it.r, "appearance"))
	case "text":
		p.whole("rows", 1)
	case "image":
		p.whole("max-pixels", 1)
		if v, ok := p.values["app"]; ok && !isPackage(v) && asksApp(b.survey.get(it.r, "appearance")) {
			p.bad("bad-app", "app", v, "tên gói ứng dụng Android, ví dụ org.opendatakit.xyz", "the name of an Android package such as org.opendatakit.xyz")
		}
	case "audio":
		p.oneOf("bad-quality", "quality", "voice-only", "low", "normal", "external")
	case "background-audio":
		p.oneOf("bad-quality", "quality", "voice-only", "low", "normal")
	case "geopoint", "geotrace", "geoshape":
		p.number("bad-capture-accuracy", "capture-accuracy")
		p.number("bad-warning-accuracy", "warning-accuracy")
		p.oneOf("bad-allow-mock-accuracy", "allow-mock-accuracy", "true", "false")
		p.oneOf("bad-incremental", "incremental", "true")
		b.referenceGeometry(id, p)
	case "audit":
		b.checkAudit(p)
	default:
		b.checkSelect(id, it, p)
	}
}

// bad reports a value; want completes "must be …".
func (p *nodeParams) bad(code, key, found, wantVi, wantEn string) {
	p.b.report.error(code, p.at, key+"="+found, text("Tham số "+quote(key)+" phải là "+wantVi+".", "The parameter "+quote(key)+" must be "+wantEn+"."),
		text("Sửa hoặc xóa tham số này.", "Mend the parameter or delete it."))
}

func (p *nodeParams) oneOf(code, key string, allowed ...string) {
	if v, ok := p.values[key]; ok && !contains(allowed, v) {
		list := strings.Join(allowed, ", ")
		p.bad(code, key, v, "một trong: "+list, "one of: "+list)
	}
}

func (p *nodeParams) number(code, key string) {
	if v, ok := p.values[key]; ok {
		if _, good := parseNumber(v); !good {
			p.bad(code, key, v, "một số", "a number")
		}
	}
}

func (p *nodeParams) whole(key string, least int) bool {
	v, ok := p.values[key]
	if !ok {
		return true
	}
	n, good := parseNumber(v)
	if !good || n.places > 0 || n.less(wholeNumber(int64(least))) {
		p.bad("bad-parameter", key, v, "số nguyên từ "+itoa(least)+" trở lên", "a whole number of "+itoa(least)+" or more")
		return false
	}
	return true
}

// asksApp tells whether an image with this appearance is taken by another application.
func asksApp(appearance string) bool { return appearance == "" || appearance == "annotate" }

func isPackage(s string) bool {
	parts := strings.Split(s, ".")
	for _, part := range parts {
		for i, r := range part {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return len(parts) >= 2
}

// checkSelect checks and resolves the parameters of selects and ranks.
func (b *builder) checkSelect(id int, it *item, p *nodeParams) {
	n := &b.form.Nodes[id]
	p.oneOf("bad-randomize", "randomize", "true", "false")
	if v, ok := p.values["seed"]; ok {
		if p.values["randomize"] != "true" {
			p.bad("seed-alone", "seed", v, "dùng cùng randomize=true", "used together with randomize=true")
		}
		if _, num := parseNumber(v); !num {
			if _, ref := wholeReference(v); !ref {
				p.bad("bad-seed", "seed", v, "một số hoặc ${tên_câu_hỏi}", "a number or ${name_of_question}")
			} else {
				resolved := strings.TrimSpace(b.expression(v, p.at, useContext{node: id}))
				for i := range n.Params {
					if n.Params[i].Key == "seed" {
						n.Params[i].Value = resolved
					}
				}
			}
		}
	}
	for _, key := range []string{"value", "label"} {
		v, ok := p.values[key]
		if !ok {
			continue
		}
		if !isName(v) {
			p.bad("bad-parameter", key, v, "tên một cột của tệp", "the name of a column of the file")
		}
		if key == "value" {
			n.ListValue = v
		} else {
			n.ListLabel = v
		}
	}
}

// referenceGeometry must be a list of places: a choice list, a declared file or a repeat.
func (b *builder) referenceGeometry(id int, p *nodeParams) {
	v, ok := p.values["reference-geometry"]
	if !ok {
		return
	}
	if name, ref := wholeReference(v); ref {
		if n := b.findName(name, p.at); n >= 0 && b.form.Nodes[n].Kind == forms.KindRepeat {
			b.nodeset(id, b.path(id, n, false), n)
			return
		}
	} else if l := b.listByID[v]; l != nil && !b.outside[v] {
		b.use(v, p.at, question{})
		b.nodeset(id, "instance('"+v+"')/root/item", 0)
		return
	} else if _, declared := b.externals[v]; declared && v != lastSaved {
		b.nodeset(id, "instance('"+v+"')/root/item", 0)
		return
	}
	p.bad("bad-reference-geometry", "reference-geometry", v, "tên danh sách, tệp đã khai báo hoặc ${nhóm_lặp}", "the name of a list, a declared file or ${a_repeat}")
}

// nodeset keeps the items that reference-geometry shows, filtered by choice_filter.
func (b *builder) nodeset(id int, items string, repeat int) {
	it := b.rows[id]
	filter := b.expression(b.survey.get(it.r, "choice_filter"), b.survey.place(it.r, "choice_filter"), useContext{node: id, current: true, rows: repeat})
	if filter != "" {
		items += "[" + filter + "]"
	}
	b.form.NeedExtras().Nodeset[id] = items
}

// checkAudit: the three location parameters come together.
func (b *builder) checkAudit(p *nodeParams) {
	p.oneOf("bad-audit", "track-changes", "true", "false")
	p.oneOf("bad-audit", "identify-user", "true", "false")
	p.oneOf("bad-audit", "track-changes-reasons", "on-form-edit")
	p.oneOf("bad-audit", "location-priority", "no-power", "low-power", "balanced", "high-accuracy")
	keys := []string{"location-priority", "location-min-interval", "location-max-age"}
	given := 0
	for _, k := range keys {
		if p.has(k) {
			given++
		}
	}
	good := p.whole("location-min-interval", 0)
	good = p.whole("location-max-age", 0) && good
	switch {
	case given == 0:
	case given < 3:
		b.report.error("bad-audit", p.at, "", text("Ghi vị trí trong audit cần đủ ba tham số: "+strings.Join(keys, ", ")+".", "Locations in the audit need all three parameters: "+strings.Join(keys, ", ")+"."),
			text("Thêm tham số còn thiếu hoặc bỏ cả ba.", "Add what is missing or take out all three."))
	case good:
		least, _ := parseNumber(p.values["location-min-interval"])
		age, _ := parseNumber(p.values["location-max-age"])
		if age.less(least) {
			p.bad("bad-audit", "location-max-age", p.values["location-max-age"], "không nhỏ hơn location-min-interval", "no less than location-min-interval")
		}
	}
}
