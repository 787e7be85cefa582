package xlsform

import (
	"math/big"
	"strings"
)

// exact is a decimal number without rounding: 0.1 three times is 0.3, which decides whether a step divides a range.
type exact struct {
	r      *big.Rat
	places int // digits after the point as written, trailing zeros excepted
}

func wholeNumber(n int64) exact { return exact{r: big.NewRat(n, 1)} }

// parseNumber reads a plain decimal such as -3 or 0.25.
func parseNumber(s string) (exact, bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || len(s) > 40 || digits == "" || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || digits == "." {
		return exact{}, false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return exact{}, false
	}
	places := 0
	if _, frac, found := strings.Cut(digits, "."); found {
		places = len(strings.TrimRight(frac, "0"))
	}
	return exact{r, places}, true
}

func (a exact) less(b exact) bool   { return a.r.Cmp(b.r) < 0 }
func (a exact) zero() bool          { return a.r.Sign() == 0 }
func (a exact) minus(b exact) exact { return exact{r: new(big.Rat).Sub(a.r, b.r)} }
func (a exact) abs() exact          { return exact{r: new(big.Rat).Abs(a.r)} }

// multipleOf tells whether a is a whole number of b; b is not zero.
func (a exact) multipleOf(b exact) bool { return new(big.Rat).Quo(a.r, b.r).IsInt() }
