package formtest

import (
	"strings"

	"github.com/sothon/sothon/forms/mdtable"
)

// maxLines bounds a scenario file, and the steps of all its scenarios when those they use are written out.
const maxLines = 100_000

// shape says what follows a verb.
type shape uint8

const (
	bare      shape = iota
	withPath        // PATH
	withValue       // PATH = VALUE
	yesNo           // PATH, or PATH = yes|no
	onlyValue       // = VALUE, no path
	words           // anything, kept as Path
)

var verbs = map[string]shape{
	"set": withValue, "refuse": withValue, "clear": withPath, "add": withPath, "remove": withPath, "restore": bare,
	"lang": words, "now": words, "expect": withValue, "expect-stored": withValue, "expect-seed": yesNo,
	"expect-relevant": yesNo, "expect-required": yesNo, "expect-readonly": yesNo, "expect-count": withValue,
	"expect-choices": withValue, "expect-label": withValue, "expect-hint": withValue, "expect-name": onlyValue,
	"expect-problem": withValue, "expect-problems": onlyValue, "finish": words, "expect-clears": words, "expect-removes": words,
	"reopen": words,
}

// Parse reads a scenario file. The errors are all mistakes of the file, each with its line; the File is nil when there
// are any.
func Parse(text string) (*File, []*Error) {
	p := &parser{file: &File{}, blocks: map[string][]Step{}}
	n := 0
	for line := range strings.Lines(text) {
		if n++; n > maxLines {
			p.fail(n, "tệp quá dài", "the file is too long")
			break
		}
		p.line(n, strings.TrimRight(line, "\r\n"))
	}
	if p.file.Workbook == "" && p.file.Form == "" {
		p.fail(1, "tệp không có biểu mẫu: thêm dòng «form: tên_tệp.xlsx» hoặc các bảng survey, choices", "there is no form: add a line form: name.xlsx or the tables survey and choices")
	}
	if p.errors != nil {
		return nil, p.errors
	}
	return p.file, nil
}

type parser struct {
	file   *File
	errors []*Error
	list   *List             // the table being read, nil = tables belong to the form
	blocks map[string][]Step // steps with a name, for use
	block  string            // the name of those being read, "" = none
	total  int               // steps taken over by use so far
}

func (p *parser) fail(line int, vi, en string) {
	if len(p.errors) < 100 {
		p.errors = append(p.errors, &Error{line, vi, en})
	}
}

func (p *parser) scenario() *Scenario {
	if n := len(p.file.Scenarios); n > 0 {
		return &p.file.Scenarios[n-1]
	}
	return nil
}

func (p *parser) line(n int, raw string) {
	s := strings.TrimSpace(raw)
	if cells, ok := mdtable.Row(s); ok {
		p.table(n, raw, cells)
		return
	}
	if p.file.Form != "" && p.scenario() == nil {
		p.file.Form += "\n" // keeps the lines of the tables countable
	}
	rest, isTitle := strings.CutPrefix(s, "## ")
	switch {
	case isTitle:
		p.list, p.block = nil, ""
		p.file.Scenarios = append(p.file.Scenarios, Scenario{Title: strings.TrimSpace(rest), Line: n})
	case s == "" || s[0] == '#' || s[0] == '>' || strings.HasPrefix(s, "```") || strings.HasPrefix(s, "<!--"):
	default:
		if item, ok := strings.CutPrefix(s, "- "); ok {
			s = strings.TrimSpace(item)
		}
		p.command(n, s)
	}
}

func (p *parser) table(n int, raw string, cells []string) {
	switch {
	case p.list != nil:
		if mdtable.IsRuler(cells) {
			return
		}
		if p.list.Columns == nil {
			p.list.Columns = cells
			return
		}
		if len(cells) > len(p.list.Columns) {
			p.fail(n, "hàng có nhiều ô hơn số cột của danh sách «"+p.list.ID+"»", "the row has more cells than the list "+p.list.ID+" has columns")
			return
		}
		row := make([]string, len(p.list.Columns))
		copy(row, cells)
		p.list.Rows = append(p.list.Rows, row)
	case p.scenario() != nil:
		p.fail(n, "bảng phải đứng trước kịch bản đầu tiên, hoặc sau một dòng «list TÊN»", "tables stand before the first scenario, or after a line list NAME")
	default:
		if p.file.Form == "" {
			p.file.FormLine = n
		}
		p.file.Form += raw + "\n"
	}
}

func (p *parser) command(n int, s string) {
	verb, rest, _ := strings.Cut(s, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "form:":
		if p.file.Workbook = rest; rest == "" || p.scenario() != nil {
			p.fail(n, "dòng form: đứng trước mọi kịch bản và ghi tên tệp", "the line form: stands before all scenarios and names a file")
		}
		return
	case "list":
		if rest == "" || strings.Contains(rest, " ") || p.scenario() != nil {
			p.fail(n, "ghi «list TÊN» trước mọi kịch bản", "write list NAME before all scenarios")
		}
		p.block = ""
		p.file.Lists = append(p.file.Lists, List{ID: rest, Line: n})
		p.list = &p.file.Lists[len(p.file.Lists)-1]
		return
	case "steps":
		if _, twice := p.blocks[rest]; rest == "" || strings.ContainsAny(rest, " \t") || p.scenario() != nil || twice {
			p.fail(n, "ghi «steps TÊN» trước mọi kịch bản, mỗi tên một lần", "write steps NAME before all scenarios, a name once")
			return
		}
		p.list, p.block = nil, rest
		p.blocks[rest] = []Step{}
		return
	case "use":
		p.use(n, rest)
		return
	case "without", "cell":
		p.cell(n, verb, rest)
		return
	case "env":
		name, value, ok := strings.Cut(rest, "=")
		if !ok {
			p.fail(n, "ghi «env tên = giá trị»", "write env name = value")
			return
		}
		set := Setting{strings.TrimSpace(name), p.value(n, value), n}
		p.list = nil
		if sc := p.scenario(); sc == nil {
			p.block = ""
			p.file.Env = append(p.file.Env, set)
		} else if len(sc.Steps) > 0 {
			p.fail(n, "env đứng trước bước đầu của kịch bản", "env stands before the first step of a scenario")
		} else {
			sc.Env = append(sc.Env, set)
		}
		return
	}
	kind, known := verbs[verb]
	sc := p.scenario()
	switch {
	case !known:
		p.fail(n, "không có lệnh «"+verb+"»", "there is no command "+verb)
	case sc == nil && p.block != "":
		if step, ok := p.step(n, verb, kind, rest); ok {
			p.blocks[p.block] = append(p.blocks[p.block], step)
		}
	case sc == nil:
		p.fail(n, "bước này đứng trước kịch bản đầu tiên; thêm dòng «## tên kịch bản»", "this step stands before the first scenario; add a line ## title")
	default:
		if step, ok := p.step(n, verb, kind, rest); ok {
			sc.Steps = append(sc.Steps, step)
		}
	}
}

func (p *parser) step(n int, verb string, kind shape, rest string) (Step, bool) {
	st := Step{Line: n, Verb: verb}
	if kind == words {
		st.Path = rest
		return st, true
	}
	path, value, given := strings.Cut(rest, "=")
	st.Path, st.Given = strings.TrimSpace(path), given
	if given {
		st.Value = p.value(n, value)
	}
	bad := false
	switch kind {
	case bare:
		bad = rest != ""
	case withPath:
		bad = given || st.Path == ""
	case withValue:
		bad = !given || st.Path == ""
	case onlyValue:
		bad = !given || st.Path != ""
	case yesNo:
		if !given {
			st.Value = "yes"
		}
		bad = st.Path == "" || st.Value != "yes" && st.Value != "no"
	}
	if bad || strings.ContainsAny(st.Path, " \t") {
		how := map[shape]string{bare: verb, withPath: verb + " PATH", withValue: verb + " PATH = VALUE", onlyValue: verb + " = VALUE", yesNo: verb + " PATH [= yes|no]"}[kind]
		p.fail(n, "cách ghi: "+how, "write: "+how)
		return st, false
	}
	return st, true
}

// value reads the text after "=": trimmed, or in double quotes.
func (p *parser) value(n int, s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	var b strings.Builder
	body := s[1 : len(s)-1]
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		if i++; i == len(body) {
			p.fail(n, "dấu \\ ở cuối chữ trong nháy", "a \\ at the end of a quoted text")
			break
		}
		switch body[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		default:
			b.WriteByte(body[i])
		}
	}
	return b.String()
}
