package xlsform

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// editDistance counts the letters to insert, delete or change between a and b; beyond limit it gives limit+1.
func editDistance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range x {
		diagonal := row[0]
		row[0] = i + 1
		best := row[0]
		for j, d := range y {
			cost := diagonal
			if c != d {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			best = min(best, row[j+1])
		}
		if best > limit {
			return limit + 1
		}
	}
	return row[len(y)]
}

// similar finds the candidate nearest to name: equal but for case, or few letters away; "" when none is near. Only the
// first maxSuggestions searches of a workbook look, so that thousands of unknown names cost nothing.
func (b *builder) similar(name string, candidates func(yield func(string) bool)) string {
	if b.suggested++; b.suggested > maxSuggestions || len(name) > 100 {
		return ""
	}
	limit := 1
	if len(name) >= 4 {
		limit = 2
	}
	best, lower := "", strings.ToLower(name)
	for c := range candidates {
		if len(c) > 110 || c == name {
			continue
		}
		if d := editDistance(lower, strings.ToLower(c), limit); d <= limit {
			if best == "" || d < limit+1 {
				best, limit = c, d-1
			}
			if limit < 0 {
				break
			}
		}
	}
	return best
}

// didYouMean is the mend for a name that is not there.
func didYouMean(guess, vi, en string) (string, string) {
	if guess == "" {
		return vi, en
	}
	return "Có phải là " + quote(guess) + "? " + vi, "Did you mean " + quote(guess) + "? " + en
}
