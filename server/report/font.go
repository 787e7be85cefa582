package report

import (
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one cut of Liberation Serif, whose widths are those of Times New Roman.
type face struct {
	style string // as the PDF library names it: "", B, I, BI
	ttf   []byte
	once  sync.Once
	wide  []uint16 // advance of each character in 1/1000 of the size; 0 = the font has none
}

var faces = [4]*face{{style: "", ttf: liberationserifregular.TTF}, {style: "B", ttf: liberationserifbold.TTF},
	{style: "I", ttf: liberationserifitalic.TTF}, {style: "BI", ttf: liberationserifbolditalic.TTF}}

func faceOf(r *Run) *face {
	n := 0
	if r.Bold {
		n |= 1
	}
	if r.Italic {
		n |= 2
	}
	return faces[n]
}

// widths reads the widths of the characters of the basic plane once.
func (f *face) widths() []uint16 {
	f.once.Do(func() {
		f.wide = make([]uint16, 1<<16)
		parsed, err := sfnt.Parse(f.ttf)
		if err != nil {
			return // the fonts are compiled in and tested: not reached
		}
		var b sfnt.Buffer
		for r := rune(' '); r < 0xFFFE; r++ {
			g, err := parsed.GlyphIndex(&b, r)
			if err != nil || g == 0 {
				continue
			}
			if a, err := parsed.GlyphAdvance(&b, g, fixed.I(1000), font.HintingNone); err == nil {
				f.wide[r] = uint16(a.Round())
			}
		}
	})
	return f.wide
}

// measure gives the width of a text that shown has prepared.
func (f *face) measure(s string, size float64) float64 {
	wide, n := f.widths(), 0
	for _, r := range s {
		if r < 1<<16 {
			n += int(wide[r])
		}
	}
	return float64(n) * size / 1000
}

// shown gives a text as the font can show it: composed, without control characters, a character that it lacks as □.
func (f *face) shown(s string) string {
	wide := f.widths()
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return '□'
		case r >= 1<<16 || wide[r] == 0:
			return '□'
		}
		return r
	}, norm.NFC.String(s))
}
