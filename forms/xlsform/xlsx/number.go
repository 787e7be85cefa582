package xlsx

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// dateKind says whether a number format shows a number as a date, a time or both.
type dateKind uint8

const (
	notDate  dateKind = 0
	hasDate  dateKind = 1
	hasClock dateKind = 2
)

// maxStyles bounds the cell styles of a workbook (Excel's own limit).
const maxStyles = 65_000

// readStyles reads which cell styles show dates.
func (r *reader) readStyles(name string) error {
	t, err := r.part(name, "")
	if t == nil || err != nil {
		return err
	}
	defer t.close()
	custom := map[int]dateKind{}
	inCells := false
	for {
		tok, err := t.next()
		if tok == nil || err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				if id, err := strconv.Atoi(attr(&e, "numFmtId")); err == nil && len(custom) < maxStyles {
					custom[id] = formatKind(attr(&e, "formatCode"))
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if !inCells || len(r.dates) >= maxStyles {
					continue
				}
				id, _ := strconv.Atoi(attr(&e, "numFmtId"))
				kind, ok := custom[id]
				if !ok {
					kind = builtinKind(id)
				}
				r.dates = append(r.dates, kind)
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
	}
}

// builtinKind knows the number formats that every workbook has (ECMA-376 Part 1 §18.8.30).
func builtinKind(id int) dateKind {
	switch {
	case id >= 14 && id <= 17 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id >= 57 && id <= 58:
		return hasDate
	case id >= 18 && id <= 21 || id >= 32 && id <= 35 || id >= 45 && id <= 47 || id >= 55 && id <= 56:
		return hasClock
	case id == 22:
		return hasDate | hasClock
	}
	return notDate
}

// formatKind looks for date letters in a format code, outside quotes, brackets and escapes.
func formatKind(code string) dateKind {
	code, _, _ = strings.Cut(code, ";")
	kind := notDate
	minutes := false
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			if n := strings.IndexByte(code[i+1:], '"'); n >= 0 {
				i += n + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return kind
			}
			if inner := strings.ToLower(code[i+1 : i+n]); inner != "" && strings.Trim(inner, "hms") == "" {
				kind |= hasClock
			}
			i += n
		case 'y', 'Y', 'd', 'D':
			kind |= hasDate
		case 'h', 'H', 's', 'S':
			kind |= hasClock
		case 'm', 'M':
			minutes = true
		case 'G':
			if strings.HasPrefix(code[i:], "General") {
				i += len("General") - 1
			}
		}
	}
	if kind == notDate && minutes {
		return hasDate
	}
	return kind
}

// number writes a number without locale: whole numbers plain, others with up to 15 digits as Excel keeps them, dates and
// times in ISO 8601. What is no number stays as it is.
func number(v string, kind dateKind, epoch int) string {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return v
	}
	if kind != notDate && f >= 0 && f < 2958466 { // the year 10000
		return date(f, kind, epoch)
	}
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// date turns a serial number into ISO 8601. Excel's 1900 has a 29 February that never was: serials before it count from
// the last day of 1899.
func date(f float64, kind dateKind, epoch int) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case epoch == 1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		start = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	days, part := math.Modf(f)
	seconds := int(math.Round(part * 86400))
	t := start.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case kind == hasClock && days == 0:
		return t.Format("15:04:05")
	case seconds == 0 && kind&hasDate != 0:
		return t.Format("2006-01-02")
	case kind == hasDate:
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02T15:04:05")
}
