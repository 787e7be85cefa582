package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Show writes a canonical value as the kind of its column is written; what does not fit stands as it is.
func (k Kind) Show(v string) string {
	if v == "" {
		return ""
	}
	switch k {
	case Count, Money:
		if _, err := strconv.ParseInt(v, 10, 64); err == nil {
			return grouped(v)
		}
	case Share:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return strings.Replace(strconv.FormatFloat(f, 'f', 2, 64), ".", ",", 1)
		}
	case Number:
		if _, err := strconv.ParseFloat(v, 64); err == nil {
			whole, part, dot := strings.Cut(v, ".")
			if whole = grouped(whole); dot {
				whole += "," + part
			}
			return whole
		}
	case Day:
		if t, err := time.Parse("2006-01-02", v); err == nil {
			return t.Format("02/01/2006")
		}
	}
	return v
}

// figure says that values of the kind stand at the right of their cell.
func (k Kind) figure() bool { return k == Count || k == Money || k == Share || k == Number }

// grouped puts a point between groups of three digits.
func grouped(v string) string {
	sign := ""
	if strings.HasPrefix(v, "-") {
		sign, v = "-", v[1:]
	}
	for i := len(v) - 3; i > 0; i -= 3 {
		v = v[:i] + "." + v[i:]
	}
	return sign + v
}

// LongDay writes a date as papers do: "ngày 05 tháng 11 năm 2026", the month with a zero only for January and February
// (NĐ 30/2020, Phụ lục I, II.4).
func LongDay(t time.Time) string {
	if t.IsZero() {
		return "ngày      tháng      năm"
	}
	month := strconv.Itoa(int(t.Month()))
	if t.Month() < 3 {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// Percent is the canonical share of a part in a whole, rounded half up at two decimals; "" when there is no whole.
func Percent(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	n := (part*20000 + whole) / (2 * whole) // hundredths of a percent
	if part < 0 {
		n = -((-part*20000 + whole) / (2 * whole))
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}
