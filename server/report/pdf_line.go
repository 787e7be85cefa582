package report

import "strings"

// lineHeight is that of Times New Roman: ascent, descent and gap, as a multiple of the size; ascent is above the base line.
const (
	lineHeight = 1.15
	ascent     = 0.891
)

// piece is text of one look without a break.
type piece struct {
	text      string
	face      *face
	size      float64
	underline bool
	width     float64
}

// word is what stays together on a line, with the blanks after it.
type word struct {
	pieces       []piece
	width, blank float64 // blank is the width of the blanks after it
	after        string  // the blanks
	ends         bool    // a line ends here
}

// line is a line of a paragraph as it is drawn.
type line struct {
	words  []word
	width  float64 // without the blanks at its end
	size   float64 // the largest
	height float64
	last   bool // of its paragraph, or before a line feed: not stretched
}

// words cuts the runs at blanks and line feeds.
func (p *Paragraph) words() []word {
	var out []word
	var w word
	open := false
	flush := func() {
		out, w, open = append(out, w), word{}, false
	}
	for i := range p.Runs {
		r := &p.Runs[i]
		f, size := faceOf(r), r.Size
		if size == 0 {
			size = bodySize
		}
		text := f.shown(r.Text)
		for text != "" {
			switch n := strings.IndexAny(text, " \n"); {
			case n == 0 && text[0] == '\n':
				w.ends = true
				flush()
				text = text[1:]
			case n == 0:
				k := len(text) - len(strings.TrimLeft(text, " "))
				w.after += text[:k]
				w.blank += f.measure(text[:k], size)
				open, text = true, text[k:]
			default:
				if n < 0 {
					n = len(text)
				}
				if w.after != "" {
					flush()
				}
				s := text[:n]
				x := piece{s, f, size, r.Underline, f.measure(s, size)}
				w.pieces, w.width, open, text = append(w.pieces, x), w.width+x.width, true, text[n:]
			}
		}
	}
	if open {
		flush()
	}
	return out
}

// wrap breaks the paragraph into lines of a width; there is always one.
func (p *Paragraph) wrap(room float64) []line {
	room -= p.Indent + p.Back
	size := p.size()
	var out []line
	cur := line{}
	avail := func() float64 {
		if len(out) == 0 {
			return room - p.First
		}
		return room
	}
	end := func(last bool) {
		cur.last = last
		p.finish(&cur, size)
		out, cur = append(out, cur), line{}
	}
	for _, w := range p.words() {
		lead := 0.0 // of the blanks before it
		if n := len(cur.words); n > 0 {
			lead = cur.words[n-1].blank
		}
		if len(cur.words) > 0 && cur.width+lead+w.width > avail()+0.01 {
			end(false)
			lead = 0
		}
		for len(cur.words) == 0 && w.width > avail()+0.01 {
			head, tail, ok := w.cut(avail())
			if !ok {
				break
			}
			cur.words, cur.width = []word{head}, head.width
			end(false)
			w = tail
		}
		cur.words, cur.width = append(cur.words, w), cur.width+lead+w.width
		if w.ends {
			end(true)
		}
	}
	if len(cur.words) > 0 || len(out) == 0 {
		end(true)
	}
	return out
}

// size is the size of an empty line of the paragraph.
func (p *Paragraph) size() float64 {
	for i := range p.Runs {
		if p.Runs[i].Size > 0 {
			return p.Runs[i].Size
		}
	}
	return bodySize
}

func (p *Paragraph) finish(l *line, empty float64) {
	for i := range l.words {
		for k := range l.words[i].pieces {
			l.size = max(l.size, l.words[i].pieces[k].size)
		}
	}
	if l.size == 0 {
		l.size = empty
	}
	l.height = l.size * lineHeight
	if p.Line > 0 {
		l.height *= p.Line
	}
	if p.Thin {
		l.height = 2
	}
}

// cut breaks a word that is wider than a line; false when not one letter fits.
func (w word) cut(room float64) (head, tail word, ok bool) {
	tail = w
	tail.pieces, tail.width = nil, 0
	for i, x := range w.pieces {
		if head.width+x.width <= room {
			head.pieces, head.width = append(head.pieces, x), head.width+x.width
			continue
		}
		n, wide := 0, 0.0
		for k, r := range x.text {
			step := x.face.measure(string(r), x.size)
			if head.width+wide+step > room {
				n = k
				break
			}
			wide += step
		}
		if n > 0 {
			a, b := x, x
			a.text, a.width, b.text, b.width = x.text[:n], wide, x.text[n:], x.width-wide
			head.pieces, head.width = append(head.pieces, a), head.width+wide
			x = b
		}
		tail.pieces = append([]piece{x}, w.pieces[i+1:]...)
		break
	}
	for _, x := range tail.pieces {
		tail.width += x.width
	}
	return head, tail, len(head.pieces) > 0
}
