package emulation

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/sothon/sothon/forms/mdtable"
)

// Text is a text of the screens in both languages.
type Text struct{ Vi, En string }

// In gives the text in a language, Vietnamese unless it is "en".
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.Vi
}

// FieldType is what a column of a register holds.
type FieldType string

// The types of columns, and how a value is kept.
const (
	TypeText   FieldType = "text"   // one line
	TypeLong   FieldType = "long"   // several lines
	TypeDate   FieldType = "date"   // 2026-11-15
	TypeYear   FieldType = "year"   // 2026
	TypeMoney  FieldType = "money"  // whole dong
	TypeNumber FieldType = "number" // a whole number, not below 0
	TypeChoice FieldType = "choice" // a code of the list Of
	TypeEntry  FieldType = "entry"  // the id of an entry of the kind Of, in hex
	TypeHouse  FieldType = "house"  // the id of a household, in hex
)

// Choice is one answer of a list.
type Choice struct {
	Code  string
	Label Text
}

// Field is one column of a register.
type Field struct {
	Code     string
	Type     FieldType
	Required bool
	Label    Text
	Hint     Text
	Of       string // list of a choice, kind of an entry
	Choices  []Choice
}

// Kind is one register.
type Kind struct {
	Code     string
	Group    string // plan, work, help
	Label    Text   // of the register
	One      Text   // of one entry
	Title    string // field that names an entry
	Day      string // field by whose day it is listed
	Due      string // field of the day by which it should be done; "" none
	Done     string // field of the day on which it was
	Houses   Text   // what the households of an entry are; empty: it has none
	Fields   []Field
	position int
}

// Field finds a column by its code.
func (k *Kind) Field(code string) (*Field, bool) {
	for i := range k.Fields {
		if k.Fields[i].Code == code {
			return &k.Fields[i], true
		}
	}
	return nil, false
}

// Choice gives what a list calls one of its codes; the code itself when it is not known.
func (f *Field) Choice(code, lang string) string {
	for _, c := range f.Choices {
		if c.Code == code {
			return c.Label.In(lang)
		}
	}
	return code
}

//go:embed kinds.md
var kindsTable string

var kinds = sync.OnceValues(func() ([]Kind, error) { return readKinds(kindsTable) })

// Kinds lists the registers in the order of the table. The table ships with the program: a test holds that it can be read.
func Kinds() []Kind {
	all, err := kinds()
	if err != nil {
		return nil
	}
	return all
}

// KindOf finds a register by its code.
func KindOf(code string) (*Kind, bool) {
	all := Kinds()
	for i := range all {
		if all[i].Code == code {
			return &all[i], true
		}
	}
	return nil, false
}

// tables reads a text of tables: by sheet, each row by its column.
func tables(text string) map[string][]map[string]string {
	out := map[string][]map[string]string{}
	sheet := ""
	var heads []string
	for line := range strings.Lines(text) {
		cells, ok := mdtable.Row(line)
		if !ok || mdtable.IsRuler(cells) {
			continue
		}
		switch {
		case cells[0] != "":
			sheet, heads = cells[0], nil
		case heads == nil:
			heads = cells[1:]
		default:
			row := map[string]string{}
			for i, h := range heads {
				if i+1 < len(cells) {
					row[h] = cells[i+1]
				}
			}
			out[sheet] = append(out[sheet], row)
		}
	}
	return out
}

func readKinds(text string) ([]Kind, error) {
	sheets := tables(text)
	lists := map[string][]Choice{}
	for _, r := range sheets["choices"] {
		lists[r["list"]] = append(lists[r["list"]], Choice{r["code"], Text{r["label_vi"], r["label_en"]}})
	}
	var out []Kind
	place := map[string]int{}
	for i, r := range sheets["kinds"] {
		place[r["kind"]] = i
		out = append(out, Kind{Code: r["kind"], Group: r["group"], Label: Text{r["label_vi"], r["label_en"]}, One: Text{r["one_vi"], r["one_en"]},
			Title: r["title"], Day: r["day"], Due: r["due"], Done: r["done"], Houses: Text{r["houses_vi"], r["houses_en"]}, position: i})
	}
	for _, r := range sheets["fields"] {
		at, ok := place[r["kind"]]
		if !ok {
			return nil, fmt.Errorf("field %s: no kind %q", r["field"], r["kind"])
		}
		f := Field{Code: r["field"], Type: FieldType(r["type"]), Required: r["required"] == "yes", Label: Text{r["label_vi"], r["label_en"]},
			Hint: Text{r["hint_vi"], r["hint_en"]}, Of: r["of"]}
		switch f.Type {
		case TypeText, TypeLong, TypeDate, TypeYear, TypeMoney, TypeNumber, TypeHouse:
		case TypeChoice:
			if f.Choices = lists[f.Of]; len(f.Choices) == 0 {
				return nil, fmt.Errorf("field %s.%s: no list %q", r["kind"], f.Code, f.Of)
			}
		case TypeEntry:
			if _, ok := place[f.Of]; !ok {
				return nil, fmt.Errorf("field %s.%s: no kind %q", r["kind"], f.Code, f.Of)
			}
		default:
			return nil, fmt.Errorf("field %s.%s: no type %q", r["kind"], f.Code, f.Type)
		}
		out[at].Fields = append(out[at].Fields, f)
	}
	for i := range out {
		k := &out[i]
		for what, code := range map[string]string{"title": k.Title, "day": k.Day, "due": k.Due, "done": k.Done} {
			if code == "" && (what == "due" || what == "done") {
				continue
			}
			if _, ok := k.Field(code); !ok {
				return nil, fmt.Errorf("kind %s: its %s is no field: %q", k.Code, what, code)
			}
		}
	}
	return out, nil
}
