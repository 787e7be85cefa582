package poverty

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// numerals are the figures written in an expression outside of quotes and names.
func numerals(src string) (out []float64) {
	quote, word := byte(0), false
	for i := 0; i < len(src); i++ {
		ch := src[i]
		letter := ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= 0x80
		digit := ch >= '0' && ch <= '9'
		switch {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '\'' || ch == '"':
			quote = ch
		case digit && !word:
			j := i
			for j < len(src) && (src[j] >= '0' && src[j] <= '9' || src[j] == '.') {
				j++
			}
			if f, err := strconv.ParseFloat(src[i:j], 64); err == nil {
				out = append(out, f)
			}
			i = j - 1
		}
		word = letter || digit && word
	}
	return out
}

// breakpoints lists the ages in months and the figures at which any expression may turn: those written in the workbook
// and their neighbours.
func (p *plan) breakpoints(rs *RuleSet, literals []float64) {
	figures := slices.Clone(literals)
	for _, x := range rs.Parameters {
		if f, err := strconv.ParseFloat(x.Value, 64); err == nil {
			figures = append(figures, f)
		}
	}
	slices.Sort(figures)
	p.figures = slices.Compact(figures)
	out := []int{0, maxAge * 12}
	for _, f := range p.figures {
		k := int(f)
		if f != float64(k) || k < 0 {
			continue
		}
		if k <= maxAge {
			out = append(out, 12*k-1, 12*k, 12*k+11, 12*k+12)
		}
		if k <= maxAge*12 {
			out = append(out, k-1, k, k+1)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	p.months = slices.DeleteFunc(out, func(m int) bool { return m < 0 || m > maxAge*12+12 })
}

// maxAge is the oldest age tried for a person whose birth is not known.
const maxAge = 130

// domain lists what a missing answer could be.
func (q *question) domain(p *plan) {
	for _, c := range sortedCodes(q.codes) {
		if c.Unknown {
			continue
		}
		q.values = append(q.values, c.Code)
		if c.Passes == "" {
			q.marks = append(q.marks, "0", "1")
		} else {
			q.marks = append(q.marks, c.Passes)
		}
	}
	slices.Sort(q.marks)
	q.marks = slices.Compact(q.marks)
	if q.Kind == KindCodes {
		q.values = several(q.values)
	}
	if q.Kind != KindNumber || q.Min > q.Max {
		return
	}
	add := func(f float64) {
		if f >= q.Min && f <= q.Max {
			q.values = append(q.values, xpath.FormatNumber(f))
		}
	}
	if q.Max-q.Min <= 24 && q.Min == float64(int(q.Min)) {
		for f := q.Min; f <= q.Max; f++ {
			add(f)
		}
		return
	}
	add(q.Min)
	add(q.Max)
	for _, f := range p.figures {
		add(f - 1)
		add(f)
		add(f + 1)
	}
	slices.Sort(q.values)
	q.values = slices.Compact(q.values)
}

// several lists the choices of codes tried where more than one may be chosen: all of them for a short list, else one, all,
// and all but one.
func several(codes []string) []string {
	out := slices.Clone(codes)
	if len(codes) <= 8 {
		for set := 1; set < 1<<len(codes); set++ {
			var chosen []string
			for i, c := range codes {
				if set&(1<<i) != 0 {
					chosen = append(chosen, c)
				}
			}
			if len(chosen) > 1 {
				out = append(out, strings.Join(chosen, " "))
			}
		}
		return out
	}
	out = append(out, strings.Join(codes, " "))
	for i := range codes {
		out = append(out, strings.Join(slices.Concat(codes[:i], codes[i+1:]), " "))
	}
	return out
}

func sortedCodes(m map[string]*Code) []*Code {
	out := make([]*Code, 0, len(m))
	for _, c := range m {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Code) int { return strings.Compare(a.Code, b.Code) })
	return out
}
