package xlsform

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

// useContext says where an expression stands: what ${…} is relative to.
type useContext struct {
	node    int  // the node it belongs to; 0 = none: every path is absolute
	current bool // relative paths begin at current(): choice_filter
	rows    int  // a repeat whose own questions read as ./name: choice_filter of a select from a repeat; 0 = none
	choice  bool // the label of a choice
	below   int  // levels below node: meta/entity/label
	feeds   bool // the expression decides a value, relevance, count or choices: it makes an edge of the dependency graph
}

// straight makes typographic quotes plain, rune by rune.
var straight = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'", "‚", "'")

// span ties a piece of the resolved expression to its source.
type span struct{ out, src int } // byte offsets; from here to the next span both run in step, or it is a reference

// expression resolves and checks one XPath of the workbook; "" when there is none or it is wrong, which is reported.
func (b *builder) expression(src string, at place, ctx useContext) string {
	if src == "" {
		return ""
	}
	if b.expressed += len(src); b.expressed > maxExpressed {
		if b.expressed-len(src) <= maxExpressed { // said once
			b.report.error("too-large", at, "", text("Các công thức cộng lại quá dài: hơn "+itoa(maxExpressed)+" byte.", "The expressions together are too long: more than "+itoa(maxExpressed)+" bytes."),
				text("Tính phần lặp lại một lần ở một dòng calculate rồi dùng tên của dòng đó.", "Compute what repeats once in a calculate row and use that row's name."))
		}
		return ""
	}
	src = straight.Replace(src)
	out, spans, ok := b.resolve(src, at, ctx)
	if !ok {
		return ""
	}
	e, err := xpath.Parse(out)
	if err != nil {
		b.badExpression(src, out, spans, at, err)
		return ""
	}
	if !b.checkCalls(e, src, spans, at) {
		return ""
	}
	b.checkInstances(lex(src), at)
	return out
}

// badExpression reports a syntax error at its place in the cell.
func (b *builder) badExpression(src, out string, spans []span, at place, err error) {
	why := text("Không đọc được công thức: "+err.Error(), "The expression can not be read: "+err.Error())
	var syntax *xpath.SyntaxError
	if errors.As(err, &syntax) {
		p := itoa(sourceRune(src, out, spans, syntax.Pos) + 1)
		foundVi, foundEn := "", ""
		if syntax.Found != "" {
			foundVi, foundEn = " (gặp "+quote(syntax.Found)+")", " (found "+quote(syntax.Found)+")"
		}
		why = text("Không đọc được công thức ở ký tự "+p+foundVi+": "+sentence(syntax.Why), "The expression can not be read at character "+p+foundEn+": "+sentence(syntax.En))
	}
	b.report.error("bad-expression", at, src, why,
		text("Sửa công thức; chú ý dấu ngoặc, dấu nháy và dấu phẩy.", "Mend the expression; look at brackets, quotes and commas."))
}

// sourceRune maps a rune offset of the resolved expression back to a rune offset of the cell.
func sourceRune(src, out string, spans []span, pos int) int {
	at := 0 // byte offset in out
	for range pos {
		if at >= len(out) {
			break
		}
		_, n := utf8.DecodeRuneInString(out[at:])
		at += n
	}
	back := 0
	for i, s := range spans {
		if s.out > at {
			break
		}
		back = s.src + at - s.out
		if i+1 < len(spans) {
			back = min(back, spans[i+1].src)
		}
	}
	return utf8.RuneCountInString(src[:min(max(back, 0), len(src))])
}

// checkInstances finds the lists that an expression reads from outside: instance('x') must be a list or a file, and
// pulldata('x', …) declares x.csv.
func (b *builder) checkInstances(tokens []token, at place) {
	for i, t := range tokens {
		if t.kind != tokCall || t.text != "instance" && t.text != "pulldata" {
			continue
		}
		j := i + 1
		for j < len(tokens) && tokens[j].kind == tokSpace {
			j++
		}
		if j >= len(tokens) || tokens[j].kind != tokLiteral || len(tokens[j].text) < 3 {
			continue
		}
		id := strings.Trim(tokens[j].text, `"'`)
		if b.form.External(id) != nil || b.listByID[id] != nil {
			if l := b.listByID[id]; l != nil && l.used == 0 {
				b.use(id, at, question{})
			}
			continue
		}
		if t.text == "pulldata" {
			stem := id
			if s, ok := fileStem(id); ok {
				stem = s
			}
			b.declareExternal(forms.External{ID: stem, File: stem + ".csv"}, at)
			continue
		}
		guess := b.similar(id, func(yield func(string) bool) {
			for _, l := range b.lists {
				if !yield(l.Name) {
					return
				}
			}
			for _, e := range b.form.Externals {
				if !yield(e.ID) {
					return
				}
			}
		})
		vi, en := didYouMean(guess, "Nếu là danh sách từ tệp thì thêm một hàng kiểu csv-external tên "+id+".", "For a list from a file add a row of type csv-external named "+id+".")
		b.report.error("unknown-instance", at, id, text("Không có danh sách "+quote(id)+" để lấy bằng instance().", "There is no list "+quote(id)+" for instance()."), text(vi, en))
	}
}

// templates reads the texts of a row, with ${…} and instance(…) paths within them as expressions.
func (b *builder) templates(raw rawText, ctx useContext) forms.Text {
	if raw == nil {
		return nil
	}
	t := make(forms.Text, len(raw))
	for i, c := range raw {
		if i > 0 && c == raw[0] {
			t[i] = t[0] // one column serves all languages: report once
			continue
		}
		t[i] = b.template(c, ctx)
	}
	return t
}

// maxAttempts bounds the instance(…) paths looked for in one text.
const maxAttempts = 100

func (b *builder) template(c rawCell, ctx useContext) forms.Template {
	s := c.text
	if !strings.Contains(s, "${") && !strings.Contains(s, "instance(") {
		if s == "" {
			return nil
		}
		return forms.Template{{Lit: s}}
	}
	var out forms.Template
	lit, attempts := 0, 0
	flush := func(to int) {
		if to > lit {
			out = append(out, forms.Part{Lit: s[lit:to]})
		}
	}
	for i := 0; i < len(s); {
		end := i
		switch {
		case strings.HasPrefix(s[i:], "${"):
			t := lexReference(s, i)
			end = t.end
		case attempts < maxAttempts && strings.HasPrefix(s[i:], "instance(") && (i == 0 || strings.IndexByte(" \n([>:,\"'", s[i-1]) >= 0):
			end = instanceEnd(s, i)
			attempts++
		}
		if end == i {
			i++
			continue
		}
		flush(i)
		if x := strings.TrimSpace(b.expression(s[i:end], c.at, ctx)); x != "" {
			out = append(out, forms.Part{Expr: x})
		}
		lit, i = end, end
	}
	flush(len(s))
	return out
}

// instanceEnd is the end of the path instance('x')/root/item[…]/label that begins at i; i itself when it is none.
func instanceEnd(s string, i int) int {
	start, depth := i, 0
	for i < len(s) {
		c := s[i]
		switch {
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
			if depth < 0 {
				return i
			}
			if depth == 0 && i+1 < len(s) && s[i+1] != '/' && s[i+1] != '[' {
				return i + 1
			}
		case depth == 0 && (c == ' ' || c == '\n' || c == ',' || c == '.' && (i+1 == len(s) || s[i+1] == ' ')):
			return i
		case c == '"' || c == '\'':
			if n := strings.IndexByte(s[i+1:], c); n >= 0 && depth > 0 {
				i += n + 1
			}
		}
		i++
	}
	if depth > 0 {
		return start
	}
	return i
}
