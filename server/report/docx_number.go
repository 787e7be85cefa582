package report

import (
	"strconv"
	"strings"
)

// numbering is word/numbering.xml with the counters of the lists met so far.
type numbering struct {
	levels map[string][]numberLevel // by w:numId
	counts map[string][]int
}

type numberLevel struct {
	format, text string
	start        int
}

func readNumbers(b []byte) *numbering {
	out := &numbering{levels: map[string][]numberLevel{}, counts: map[string][]int{}}
	root, err := parseXML(b)
	if err != nil {
		return out
	}
	all := root.kid("w:numbering")
	shapes := map[string][]numberLevel{}
	for _, a := range all.children("w:abstractNum") {
		var levels []numberLevel
		for _, l := range a.children("w:lvl") {
			start, err := strconv.Atoi(l.kid("w:start").val())
			if err != nil {
				start = 1
			}
			levels = append(levels, numberLevel{l.kid("w:numFmt").val(), l.kid("w:lvlText").val(), start})
		}
		shapes[a.get("abstractNumId")] = levels
	}
	for _, n := range all.children("w:num") {
		out.levels[n.get("numId")] = shapes[n.kid("w:abstractNumId").val()]
	}
	return out
}

// label counts a paragraph of a list and gives what stands before it: "2. ", "- "; "" for one of no list.
func (x *numbering) label(numPr *node) string {
	id := numPr.kid("w:numId").val()
	levels := x.levels[id]
	at, _ := strconv.Atoi(numPr.kid("w:ilvl").val())
	if at < 0 || at >= len(levels) {
		return ""
	}
	if levels[at].format == "bullet" {
		return "- "
	}
	if x.counts[id] == nil {
		x.counts[id] = make([]int, len(levels))
	}
	counts := x.counts[id]
	counts[at]++
	for k := at + 1; k < len(counts); k++ {
		counts[k] = 0
	}
	s := levels[at].text
	for k := 0; k <= at; k++ {
		n := levels[k].start + max(counts[k], 1) - 1
		s = strings.ReplaceAll(s, "%"+strconv.Itoa(k+1), numeral(n, levels[k].format))
	}
	return strings.TrimSpace(s) + " "
}

// numeral writes a number of a list.
func numeral(n int, format string) string {
	switch format {
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26 {
			break
		}
		s := string(rune('a' + n - 1))
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "upperRoman", "lowerRoman":
		s := Roman(n)
		if format == "lowerRoman" {
			s = strings.ToLower(s)
		}
		return s
	case "none":
		return ""
	}
	return strconv.Itoa(n)
}

// Roman writes a number from 1 to 3999 in Roman numerals; any other as it is.
func Roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, d := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.n; n -= d.n {
			b.WriteString(d.s)
		}
	}
	return b.String()
}
