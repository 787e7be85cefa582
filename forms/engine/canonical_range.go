package engine

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
)

// inRange is a number of a range question with as many digits after the point as its step has; false when it lies outside
// its bounds. A bound that is no number bounds nothing.
func inRange(n *forms.Node, text string) (string, bool) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", false
	}
	if from, err := strconv.ParseFloat(n.Param("start"), 64); err == nil && v < from {
		return "", false
	}
	if to, err := strconv.ParseFloat(n.Param("end"), 64); err == nil && v > to {
		return "", false
	}
	_, step, _ := strings.Cut(n.Param("step"), ".")
	whole, frac, _ := strings.Cut(text, ".")
	if n.Type == "decimal" && digits(step) && len(frac) < len(step) {
		text = whole + "." + frac + strings.Repeat("0", len(step)-len(frac))
	}
	return text, true
}

func rangeWords(n *forms.Node) (vi, en string) {
	from, to := n.Param("start"), n.Param("end")
	return "cần một số từ " + from + " đến " + to, "a number from " + from + " to " + to + " is expected"
}
