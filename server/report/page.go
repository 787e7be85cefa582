package report

import "time"

// Pages is a paper laid out as blocks: what DOCX writes, ReadDOCX reads and PDF draws.
type Pages struct {
	Title    string
	Made     time.Time // the paper's date: the only time in the files
	Sample   bool
	Sections []Section
}

// Section is a run of pages of one shape.
type Section struct {
	Landscape bool
	Restart   bool        // page numbers begin at 1 again; the first page shows none
	Margins   *[4]float64 // top, right, bottom, left; nil = the decree's
	Blocks    []Block
}

// Block is a *Paragraph or a *Grid.
type Block interface{ block() }

// Align is how lines stand.
type Align int

// The alignments.
const (
	Left Align = iota
	Center
	Right
	Justify
)

// Run is text of one look.
type Run struct {
	Text                    string // a line feed begins a new line
	Bold, Italic, Underline bool
	Size                    float64 // 0 = the body's
}

// Paragraph is lines of runs.
type Paragraph struct {
	Runs                 []Run
	Align                Align
	Indent, Back, First  float64 // left, right, and of the first line (may be negative)
	Before, After        float64
	Line                 float64 // line spacing as a multiple; 0 = 1
	Rule                 bool    // a thin line under it, between Indent and Back
	KeepNext, PageBefore bool
	Thin                 bool // an empty paragraph of 2 points: it only carries its rule
	Dots                 bool // a dotted line for handwriting
}

// Grid is a table.
type Grid struct {
	Widths  []float64
	Rows    []Row
	Borders bool
	Head    int // rows at the top that are repeated on each page
}

// Row is a row of a grid.
type Row struct {
	Cells []GridCell
	Whole bool // does not break over pages
}

// Join says how a cell goes down over rows.
type Join int

// The joins.
const (
	Alone Join = iota
	Begins
	Goes // on from the cell above; its paragraphs are not shown
)

// GridCell is a cell.
type GridCell struct {
	Span   int // columns; 0 = 1
	Join   Join
	Middle bool // text in the middle of the height
	Paras  []*Paragraph
}

func (*Paragraph) block() {}
func (*Grid) block()      {}

// Measures of a page: A4, margins top and bottom 20 mm, left 30 mm, right 15 mm (NĐ 30/2020, Phụ lục I, I.3).
const (
	mm         = 72 / 25.4
	pageShort  = 210 * mm
	pageLong   = 297 * mm
	topMargin  = 20 * mm
	leftMargin = 30 * mm
	backMargin = 15 * mm
	bodySize   = 14
	headSize   = 13
	listSize   = 11
)

// size gives width and height of the section's pages.
func (s *Section) size() (w, h float64) {
	if s.Landscape {
		return pageLong, pageShort
	}
	return pageShort, pageLong
}

// margins gives the margins: a landscape page turns the binding edge to its top.
func (s *Section) margins() (top, right, bottom, left float64) {
	if m := s.Margins; m != nil {
		return m[0], m[1], m[2], m[3]
	}
	if s.Landscape {
		return leftMargin, topMargin, backMargin, topMargin
	}
	return topMargin, backMargin, topMargin, leftMargin
}

// room is the width of the text.
func (s *Section) room() float64 {
	w, _ := s.size()
	_, right, _, left := s.margins()
	return w - left - right
}
