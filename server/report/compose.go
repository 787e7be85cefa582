package report

import (
	"strings"
	"time"
)

// The two lines that head every paper (NĐ 30/2020, Phụ lục I, II.1).
const (
	nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto  = "Độc lập - Tự do - Hạnh phúc"
)

// indent is that of the first line of a paragraph: 1.27 cm.
const indent = 36

// Compose lays papers out one after another; each begins on a page of its own, numbered from 1.
func Compose(docs ...*Document) *Pages {
	p := &Pages{}
	for _, d := range docs {
		if p.Title == "" {
			p.Title = strings.TrimSpace(d.Type + " " + d.Subject)
		}
		if d.Date.After(p.Made) {
			p.Made = d.Date
		}
		p.Sample = p.Sample || d.anySample()
		p.Sections = append(p.Sections, d.sections()...)
	}
	if p.Made.IsZero() {
		p.Made = time.Date(2020, 3, 5, 0, 0, 0, 0, time.UTC) // no date is known: the decree's
	}
	return p
}

func (d *Document) sections() []Section {
	first := Section{Landscape: d.Landscape, Restart: true}
	room := first.room()
	if !d.Plain {
		first.Blocks = append(first.Blocks, d.head(room))
	}
	first.Blocks = append(first.Blocks, d.title(room)...)
	body := bodyBlocks(d.ended(), room)
	end := d.close(room)
	if n := len(body) - 1; n >= 0 && len(end) > 0 { // a signature never stands alone on a page
		if p, ok := body[n].(*Paragraph); ok {
			p.KeepNext = true
		}
	}
	first.Blocks = append(append(first.Blocks, body...), end...)
	out := []Section{first}
	for i := range d.Appendices {
		out = append(out, d.appendix(&d.Appendices[i]))
	}
	return out
}

// head is the block of agency, nation, number, place and date.
func (d *Document) head(room float64) *Grid {
	right := min(0.62*room, 290.0)
	g := &Grid{Widths: []float64{room - right, right}}
	var l, r []*Paragraph
	if d.Superior != "" {
		l = append(l, centered(d.Superior, 13, false, false))
	}
	for _, s := range d.Agency {
		l = append(l, centered(s, 13, true, false))
	}
	if len(l) > 0 {
		l = append(l, rule(g.Widths[0], 0.4*g.Widths[0]))
	}
	r = append(r, centered(nation, 13, true, false), centered(motto, 14, true, false),
		rule(right, faces[1].measure(motto, 14)))
	g.Rows = []Row{{Cells: []GridCell{{Paras: l}, {Paras: r}}, Whole: true}}
	var number, when []*Paragraph
	if d.Symbol != "" {
		n := d.Number
		if n == "" {
			n = "      "
		}
		number = append(number, centered("Số: "+n+"/"+d.Symbol, 13, false, false))
	}
	if d.Place != "" {
		when = append(when, centered(d.Place+", "+d.when(), 14, false, true))
	}
	if len(number)+len(when) > 0 {
		for _, p := range append(append([]*Paragraph{}, number...), when...) {
			p.Before = 6
		}
		g.Rows = append(g.Rows, Row{Cells: []GridCell{{Paras: number}, {Paras: when}}, Whole: true})
	}
	return g
}

func (d *Document) title(room float64) []Block {
	var out []Block
	if d.Type != "" {
		p := centered(d.Type, bodySize, true, false)
		p.Before, p.KeepNext = 14, true
		out = append(out, p)
	}
	if d.Subject != "" {
		p := centered(d.Subject, bodySize, true, false)
		p.KeepNext = true
		out = append(out, p)
	}
	if d.Type != "" {
		out = append(out, rule(room, 0.36*room))
	}
	if d.Asof != "" || d.Note != "" {
		s := d.Note
		if d.Asof != "" {
			s = strings.TrimSuffix("Số liệu đến ngày "+Day.Show(d.Asof)+"; "+d.Note, "; ")
		}
		p := centered("("+s+")", 13, false, true)
		p.Before = 3
		out = append(out, p)
	}
	if d.Power != "" {
		p := centered(d.Power, bodySize, true, false)
		p.Before, p.After = 10, 4
		out = append(out, p)
	}
	for i, g := range d.Grounds {
		end := ";"
		if i == len(d.Grounds)-1 {
			end = "."
		}
		p := para(Run{Text: strings.TrimRight(g, ";. ") + end, Italic: true})
		out = append(out, p)
	}
	if d.Resolve != "" {
		p := centered(d.Resolve, bodySize, true, false)
		p.Before, p.After, p.KeepNext = 10, 4, true
		out = append(out, p)
	}
	return out
}

// ended is the body with "./." after its last words.
func (d *Document) ended() []Part {
	n := len(d.Body)
	if d.NoEnd || n == 0 {
		return d.Body
	}
	t, ok := d.Body[n-1].(Text)
	if !ok || len(t.Runs) == 0 {
		return d.Body
	}
	runs := append([]Run(nil), t.Runs...)
	last := &runs[len(runs)-1]
	last.Text = strings.TrimRight(last.Text, "./ ") + "./."
	t.Runs = runs
	return append(append([]Part(nil), d.Body[:n-1]...), t)
}

// close is the signature block with the recipients.
func (d *Document) close(room float64) []Block {
	if len(d.Signers) == 0 && len(d.Recipients) == 0 {
		return nil
	}
	gap := &Paragraph{Before: 6, KeepNext: true, Thin: true}
	if len(d.Signers) > 1 {
		g := &Grid{}
		row := Row{Whole: true}
		for i := range d.Signers {
			g.Widths = append(g.Widths, room/float64(len(d.Signers)))
			row.Cells = append(row.Cells, GridCell{Paras: d.Signers[i].lines(13)})
		}
		g.Rows = []Row{row}
		return []Block{gap, g}
	}
	g := &Grid{Widths: []float64{0.46 * room, 0.54 * room}}
	var l, r []*Paragraph
	if len(d.Recipients) > 0 {
		l = append(l, &Paragraph{Runs: []Run{{Text: "Nơi nhận:", Bold: true, Italic: true, Size: 12}}})
		for i, s := range d.Recipients {
			end := ";"
			if i == len(d.Recipients)-1 {
				end = "."
			}
			s = "- " + strings.TrimRight(strings.TrimPrefix(s, "- "), ";. ") + end
			l = append(l, &Paragraph{Runs: []Run{{Text: s, Size: listSize}}})
		}
	}
	if len(d.Signers) == 1 {
		r = d.Signers[0].lines(bodySize)
	}
	g.Rows = []Row{{Cells: []GridCell{{Paras: l}, {Paras: r}}, Whole: true}}
	return []Block{gap, g}
}

// lines is a signature block: power, room to sign, name.
func (s *Signature) lines(size float64) []*Paragraph {
	var out []*Paragraph
	for _, p := range s.Power {
		out = append(out, centered(p, size, true, false))
	}
	if s.Hint != "" {
		out = append(out, centered(s.Hint, 12, false, true))
	}
	for range 4 {
		out = append(out, &Paragraph{Align: Center, Runs: []Run{{Text: " ", Size: size}}})
	}
	return append(out, centered(s.Name, size, true, false))
}

// appendix lays out an annex with the paper that it belongs to.
func (d *Document) appendix(a *Appendix) Section {
	s := Section{Landscape: a.Landscape, Restart: true}
	room := s.room()
	for _, line := range []struct {
		text         string
		bold, italic bool
	}{{a.Label, true, false}, {a.Title, true, false}, {d.belongs(), false, true}} {
		if line.text != "" {
			s.Blocks = append(s.Blocks, centered(line.text, bodySize, line.bold, line.italic))
		}
	}
	line := rule(room, 0.3*room)
	line.Before = 3
	s.Blocks = append(s.Blocks, line)
	s.Blocks = append(s.Blocks, bodyBlocks(a.Body, room)...)
	return s
}

// belongs names the paper of an annex.
func (d *Document) belongs() string {
	if d.Type == "" || d.Symbol == "" {
		return ""
	}
	n := d.Number
	if n == "" {
		n = "      "
	}
	s := "(Kèm theo " + sentence(d.Type) + " số " + n + "/" + d.Symbol + " " + d.when()
	if d.Of != "" {
		s += " của " + d.Of
	} else if len(d.Agency) > 0 {
		of := strings.Join(d.Agency, " ")
		if d.Power != "" { // a decision is its signer's
			of = d.Power
		}
		s += " của " + proper(of)
	}
	return s + ")"
}

func (d *Document) when() string {
	if d.When != "" {
		return d.When
	}
	return LongDay(d.Date)
}

// sentence writes words in capitals as within a sentence, with a capital first: "BÁO CÁO" → "Báo cáo".
func sentence(s string) string {
	r := []rune(strings.ToLower(s))
	if len(r) > 0 {
		r[0] = []rune(strings.ToUpper(string(r[0])))[0]
	}
	return string(r)
}

// proper writes the name of an agency as within a sentence: "ỦY BAN NHÂN DÂN XÃ TIÊN TIẾN" → "Ủy ban nhân dân xã Tiên Tiến".
func proper(s string) string {
	low := strings.ToLower(s)
	for _, unit := range []string{" xã ", " phường ", " tỉnh ", " thành phố ", " huyện ", " đặc khu "} {
		if i := strings.Index(low, unit); i >= 0 {
			return sentence(low[:i]) + unit + titled(low[i+len(unit):])
		}
	}
	return sentence(s)
}

func titled(s string) string {
	words := strings.Fields(s)
	for i := range words {
		words[i] = sentence(words[i])
	}
	return strings.Join(words, " ")
}
