package emulation

import (
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
)

// longest is the longest text of a column, in bytes: one line, several lines.
const (
	longest     = 600
	longestLong = 8000
)

// Read turns what was typed into the values of a register's columns: days as 2026-11-15, sums without dots. get gives what
// was typed in a column; for TypeEntry and TypeHouse the id in hex, which the caller has looked up. Every mistake is told,
// each with its Field.
func (k *Kind) Read(get func(code string) string) (map[string]string, []*schema.Error) {
	values := map[string]string{}
	var wrong []*schema.Error
	for i := range k.Fields {
		f := &k.Fields[i]
		s := schema.Clean(get(f.Code))
		if s == "" {
			if f.Required {
				wrong = append(wrong, schema.Invalid(f.Code, "“"+f.Label.Vi+"”: chưa điền. Ô này bắt buộc.", "“"+f.Label.En+"”: not filled in. It is required."))
			}
			continue
		}
		v, why := f.read(s)
		if why != nil {
			wrong = append(wrong, schema.Invalid(f.Code, "“"+f.Label.Vi+"”: "+why.Vi, "“"+f.Label.En+"”: "+why.En))
			continue
		}
		values[f.Code] = v
	}
	return values, wrong
}

// read gives a value as it is kept, or why it can not be.
func (f *Field) read(s string) (string, *Text) {
	switch f.Type {
	case TypeDate:
		if d, ok := Day(s); ok {
			return d, nil
		}
		return "", &Text{"“" + s + "” không phải ngày. Ghi như 15/11/2026.", "“" + s + "” is no date. Write it as 15/11/2026."}
	case TypeYear:
		if n, err := strconv.Atoi(s); err == nil && n >= 2000 && n <= 2100 {
			return strconv.Itoa(n), nil
		}
		return "", &Text{"năm phải từ 2000 đến 2100.", "the year must be between 2000 and 2100."}
	case TypeMoney, TypeNumber:
		if n, ok := Whole(s); ok {
			return strconv.FormatInt(n, 10), nil
		}
		return "", &Text{"“" + s + "” không phải số. Ghi như 1.500.000.", "“" + s + "” is no whole number. Write it as 1.500.000."}
	case TypeChoice:
		for _, c := range f.Choices {
			if c.Code == s {
				return s, nil
			}
		}
		return "", &Text{"chọn một trong các mục có sẵn.", "choose one of the items offered."}
	case TypeText:
		if len(s) > longest || strings.ContainsAny(s, "\r\n") {
			return "", &Text{"ghi trên một dòng, tối đa 600 byte.", "write one line of at most 600 bytes."}
		}
	default:
		if len(s) > longestLong {
			return "", &Text{"dài quá 8.000 byte.", "it is longer than 8,000 bytes."}
		}
	}
	return s, nil
}

// Day reads a day as people write it (15/11/2026, 5/1/2026) or ISO; it gives ISO.
func Day(s string) (string, bool) {
	for _, layout := range []string{"2/1/2006", time.DateOnly, "2.1.2006", "2-1-2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// most is the largest number that a column takes: a million billion.
const most = 1_000_000_000_000_000

// Whole reads a whole number, not below 0, with or without dots or spaces between groups of three: 1500000, 1.500.000.
func Whole(s string) (int64, bool) {
	s = strings.TrimSuffix(strings.TrimSpace(s), "đ")
	s = strings.TrimSpace(s)
	sep := ""
	for _, c := range []string{".", " ", "\u00a0", ","} {
		if strings.Contains(s, c) {
			if sep != "" {
				return 0, false
			}
			sep = c
		}
	}
	if sep != "" {
		groups := strings.Split(s, sep)
		for i, g := range groups {
			if i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3) {
				return 0, false
			}
		}
		s = strings.Join(groups, "")
	}
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n <= most
}

// Fill gives an entry what lists need of its values: its title (unless the caller has named it: a household's column holds
// an id), its day and its days of due and done.
func (k *Kind) Fill(e *schema.Entry) {
	if f, ok := k.Field(k.Title); ok && f.Type != TypeHouse {
		e.Title = clip(e.Values[k.Title], 200)
	}
	e.Day = e.Values[k.Day]
	e.Due, e.Done = "", ""
	if k.Due != "" {
		e.Due, e.Done = e.Values[k.Due], e.Values[k.Done]
	}
	if e.Day == "" {
		e.Day = e.Due
	}
}

// clip cuts a text to at most n bytes between letters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.TrimSpace(strings.ToValidUTF8(s[:n], ""))
}

// Soon is how many days before its day a thing is shown among what is due.
const Soon = 14

// Standing says where an entry stands in time.
type Standing struct {
	Word string // "" nothing is due; waiting, soon, late (not done), done, done_late
	Days int    // until the day, or after it
}

// StandingOn says on a day (ISO) where an entry with these days stands.
func StandingOn(today, due, done string) Standing {
	if due == "" {
		if done != "" {
			return Standing{Word: "done"}
		}
		return Standing{}
	}
	if done != "" {
		if n := daysBetween(due, done); n > 0 {
			return Standing{"done_late", n}
		}
		return Standing{Word: "done"}
	}
	switch n := daysBetween(today, due); {
	case n < 0:
		return Standing{"late", -n}
	case n <= Soon:
		return Standing{"soon", n}
	default:
		return Standing{"waiting", n}
	}
}

// daysBetween counts the days from one ISO day to another; 0 when either is none.
func daysBetween(from, to string) int {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}
