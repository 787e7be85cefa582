package engine

import (
	"math"
	"strconv"
	"strings"
)

// canonicalPoint is "latitude longitude altitude accuracy", each to 7 digits at most; what is missing is 0.
func canonicalPoint(s string) (string, bool) {
	parts := strings.Fields(s)
	if len(parts) < 2 || len(parts) > 4 {
		return "", false
	}
	limits := [4]float64{90, 180, 1e5, 1e7}
	b := make([]byte, 0, 32)
	for i := range limits {
		v := 0.0
		if i < len(parts) {
			if len(parts[i]) > 40 || strings.ContainsAny(parts[i], "_xXnNpP") { // no hex, Inf or NaN
				return "", false
			}
			f, err := strconv.ParseFloat(parts[i], 64)
			if err != nil || math.IsNaN(f) || math.Abs(f) > limits[i] || i == 3 && f < 0 {
				return "", false
			}
			v = math.Round(f*1e7) / 1e7
		}
		if i > 0 {
			b = append(b, ' ')
		}
		if v == 0 {
			v = 0 // no sign of zero
		}
		b = appendFixed(b, v)
	}
	return string(b), true
}

// appendFixed writes v, a multiple of 1e-7, without trailing zeros.
func appendFixed(b []byte, v float64) []byte {
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', 7, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[from:]) == "-0" {
		b = append(b[:from], '0')
	}
	return b
}

// canonicalPoints is a trace or shape: points separated by ";".
func canonicalPoints(s string) (string, bool) {
	var out []string
	for _, p := range strings.Split(s, ";") {
		if strings.TrimSpace(p) == "" {
			continue
		}
		c, ok := canonicalPoint(p)
		if !ok {
			return "", false
		}
		out = append(out, c)
	}
	return strings.Join(out, ";"), len(out) > 0
}
