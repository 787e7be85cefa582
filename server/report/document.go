package report

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Document is what stands in one paper. Empty parts leave no trace on the page, except Number: a paper without one shows
// room for it.
type Document struct {
	Superior   string   // agency above, small capitals: "ỦY BAN MTTQ VIỆT NAM TỈNH …"; "" none
	Agency     []string // issuing agency, a line each: "ỦY BAN NHÂN DÂN", "XÃ TIÊN TIẾN"
	Number     string   // "15"; "" not given yet
	Symbol     string   // "BC-UBND"; "" shows no number line (minutes, certificates)
	Place      string   // "Tiên Tiến"
	Date       time.Time
	When       string // in place of Date, as it is to be written
	Of         string // whose paper it is, in its annexes; "" = by Agency or Power
	Type       string // "BÁO CÁO"; for a decision the signer's power stands in Power
	Subject    string // what it is about
	Power      string // "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TIÊN TIẾN", above the grounds of a decision
	Grounds    []string
	Resolve    string // "QUYẾT ĐỊNH:" after the grounds
	Body       []Part
	NoEnd      bool // without "./." after the last words
	Recipients []string
	Signers    []Signature // one: at the right beside the recipients; several: side by side
	Appendices []Appendix
	Landscape  bool
	Plain      bool   // without the header block (a list inside another paper)
	Asof       string // ISO day the figures are of; shown under the title. "" none
	Note       string // a line beside Asof: "theo đơn vị cũ"
	Sample     bool   // rests on sample rules: MẪU everywhere
}

// Signature is a signature block.
type Signature struct {
	Power []string // lines in capitals: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"
	Name  string
	Hint  string // "(Ký, ghi rõ họ tên)"
}

// Appendix is an annex on pages of its own, numbered from 1.
type Appendix struct {
	Label     string // "Phụ lục I"
	Title     string
	Landscape bool
	Body      []Part
}

// Part is a piece of a body: Heading, Text, *Table or Gap.
type Part interface{ part() }

// Heading is a title within a body: level 1 "I. …" bold capitals as written, level 2 "1. …" bold, level 3 italic bold.
type Heading struct {
	Level int
	Text  string
}

// Text is a paragraph.
type Text struct {
	Runs   []Run
	Center bool
	Flush  bool // without the first-line indent
}

// Gap is empty room for handwriting: dotted lines.
type Gap struct{ Lines int }

func (Heading) part() {}
func (Text) part()    {}
func (*Table) part()  {}
func (Gap) part()     {}

// P is a paragraph of plain words.
func P(s string) Text { return Text{Runs: []Run{{Text: s}}} }

// Kind says how the values of a column are written.
type Kind int

// The kinds of columns. Values are canonical texts: Count "1234", Money "1500000" (đồng), Share "12.5" (percent), Day ISO.
const (
	Words  Kind = iota
	Count       // whole number, grouped: 1.234
	Money       // đồng, grouped: 1.500.000
	Share       // percent with two decimals: 12,50
	Day         // 14/10/2025
	Number      // a decimal as it is, with a comma
)

// Column heads a column of a table.
type Column struct {
	Key   string // names it in templates
	Group string // heading over neighbouring columns with the same Group; "" none
	Label string
	Kind  Kind
	Width float64 // share of the page's width; 0 = by Kind
}

// Cell is one value and the list of households behind it.
type Cell struct {
	Value string    // canonical, see Kind; "" empty
	Link  string    // path with filter on the office's pages; "" none
	Cases []wire.ID // the households that a figure counts, in the order of their numbers; nil: none are named
}

// Line is a row of a table.
type Line struct {
	Cells []Cell
	Total bool // a sum: bold
}

// Table is a table of figures or a list.
type Table struct {
	Code    string // "B1"
	Heading string // title line in place of "Bảng B1. …"
	Title   string
	Unit    string // "Đơn vị tính: hộ"
	Columns []Column
	Rows    []Line
	Asof    string   // ISO day
	Sample  bool     // from sample rules
	Missing string   // why there are no figures: "chưa có số liệu"; "" they stand
	Notes   []string // under the table
	Bare    bool     // without its title line (inside a paper that names it)
}

// SampleWords is what stands on every page of a paper that rests on sample rules.
const SampleWords = "MẪU – số liệu tính theo bảng điểm mẫu, không có giá trị chính thức"

// anySample says that the paper or a table in it rests on sample rules.
func (d *Document) anySample() bool {
	if d.Sample {
		return true
	}
	in := func(parts []Part) bool {
		for _, p := range parts {
			if t, ok := p.(*Table); ok && t.Sample {
				return true
			}
		}
		return false
	}
	for _, a := range d.Appendices {
		if in(a.Body) {
			return true
		}
	}
	return in(d.Body)
}
