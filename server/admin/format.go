package admin

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
)

// shown is an answer as people read it.
type shown struct {
	Text  string
	Photo string // hash of a picture, "" for anything else
	File  string // hash of another file
	Odd   string // what is wrong with a picture, "" nothing
}

// show turns canonical text into what people read: labels of choices, dates as 14/10/2025, grouped digits.
func show(f *forms.Form, node int, text, lang string, choices []engine.Choice) shown {
	n := &f.Nodes[node]
	if text == "" {
		return shown{}
	}
	switch {
	case n.Type == "binary":
		m, ok := answers.ParseMedia(text)
		if !ok {
			return shown{Text: text}
		}
		if strings.HasPrefix(m.Mime, "image/") {
			return shown{Photo: m.SHA256.String()}
		}
		return shown{File: m.SHA256.String()}
	case n.Control == "select_one" || n.Control == "select_multiple" || n.Control == "rank" || n.List != "":
		values := []string{text}
		if n.Control != "select_one" {
			values = strings.Fields(text)
		}
		for i, v := range values {
			values[i] = choiceLabel(f, node, v, lang, choices)
		}
		return shown{Text: strings.Join(values, "; ")}
	case n.Type == "date" && len(text) == 10:
		return shown{Text: showDate(text, strings.Fields(n.Appearance))}
	case n.Type == "time" && len(text) >= 5:
		return shown{Text: text[:5]}
	case n.Type == "dateTime" && len(text) >= 16:
		return shown{Text: text[11:16] + ", " + showDate(text[:10], nil)}
	case (n.Type == "int" || n.Type == "decimal") && (strings.Contains(n.Appearance, "thousands") || len(text) > 5):
		return shown{Text: groupDigits(text)}
	case n.Type == "geopoint":
		p := strings.Fields(text)
		if len(p) >= 2 {
			return shown{Text: p[0] + ", " + p[1]}
		}
	case n.Control == "acknowledge" && text == "OK":
		return shown{Text: "✓"}
	}
	return shown{Text: text}
}

// showDate writes 2026-10-14 as 14/10/2026; of a question that asks for the month or the year only as much as was asked.
func showDate(day string, appearance []string) string {
	for _, word := range appearance {
		switch word {
		case "year":
			return day[:4]
		case "month-year":
			return day[5:7] + "/" + day[:4]
		}
	}
	return day[8:10] + "/" + day[5:7] + "/" + day[:4]
}

func choiceLabel(f *forms.Form, node int, value, lang string, choices []engine.Choice) string {
	for _, c := range choices {
		if c.Value == value && c.Label != "" {
			return c.Label
		}
	}
	return f.ChoiceLabel(node, value, lang)
}

// groupDigits writes 1500000 as 1.500.000, and a decimal point as a comma.
func groupDigits(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, has := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	if has {
		b.WriteString("," + frac)
	}
	return sign + b.String()
}
