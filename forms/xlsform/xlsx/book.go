package xlsx

import (
	"encoding/xml"
	"path"
	"strings"
)

// book is what xl/workbook.xml and its relationships say.
type book struct {
	sheets []bookSheet
	types  map[string]string // last word of a relationship's type → part
}

type bookSheet struct{ name, part string }

func (b *book) target(kind, otherwise string) string {
	if p := b.types[kind]; p != "" {
		return p
	}
	return otherwise
}

// mainPart finds the workbook part: the target of the package's officeDocument relationship.
func (r *reader) mainPart() (string, error) {
	_, types, err := r.relations("_rels/.rels", "")
	if err != nil {
		return "", err
	}
	if p := types["officeDocument"]; p != "" && r.parts[p] != nil {
		return p, nil
	}
	if r.parts["xl/workbook.xml"] != nil {
		return "xl/workbook.xml", nil
	}
	return "", refuse("not-a-workbook", "", "Tệp nén này không phải là tệp Excel .xlsx.", "This archive is no Excel workbook (.xlsx).",
		"Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp .xlsx.", "Open it in Excel or LibreOffice and save it as .xlsx.")
}

// relations reads a .rels part: targets by id, and by the last word of the type. Targets are relative to dir.
func (r *reader) relations(name, dir string) (ids, types map[string]string, err error) {
	ids, types = map[string]string{}, map[string]string{}
	t, err := r.part(name, "")
	if t == nil || err != nil {
		return ids, types, err
	}
	defer t.close()
	for {
		tok, err := t.next()
		if tok == nil || err != nil {
			return ids, types, err
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(&e, "TargetMode") == "External" {
			continue
		}
		target := attr(&e, "Target")
		if rooted, ok := strings.CutPrefix(target, "/"); ok {
			target = rooted
		} else {
			target = path.Join(dir, target)
		}
		ids[attr(&e, "Id")] = target
		kind := attr(&e, "Type")
		types[kind[strings.LastIndexByte(kind, '/')+1:]] = target
	}
}

// maxSheets bounds the sheets of a workbook.
const maxSheets = 200

func (r *reader) workbook(main string) (*book, error) {
	dir, file := path.Split(main)
	ids, types, err := r.relations(dir+"_rels/"+file+".rels", dir)
	if err != nil {
		return nil, err
	}
	t, err := r.part(main, "")
	if err != nil {
		return nil, err
	}
	defer t.close()
	b := &book{types: types}
	r.epoch = 1900
	for {
		tok, err := t.next()
		if err != nil {
			return nil, err
		}
		if tok == nil {
			break
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "workbookPr":
			if v := attr(&e, "date1904"); v == "1" || v == "true" {
				r.epoch = 1904
			}
		case "sheet":
			id := ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			if len(b.sheets) == maxSheets {
				return nil, tooLarge("", 0, maxSheets, "Số trang tính", "The number of sheets")
			}
			b.sheets = append(b.sheets, bookSheet{attr(&e, "name"), ids[id]})
		}
	}
	if len(b.sheets) == 0 {
		return nil, broken(main, nil)
	}
	return b, nil
}

// readStrings reads the shared strings: the text of each <si>, rich text joined, phonetic hints left out.
func (r *reader) readStrings(name string) error {
	t, err := r.part(name, "")
	if t == nil || err != nil {
		return err
	}
	defer t.close()
	var text strings.Builder
	inText, phonetic := false, 0
	for {
		tok, err := t.next()
		if tok == nil || err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				phonetic++
			case "t":
				inText = phonetic == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				if len(r.strings) == r.limits.Strings {
					return tooLarge("", 0, r.limits.Strings, "Số chuỗi chữ khác nhau", "The number of different texts")
				}
				r.strings = append(r.strings, unescape(text.String()))
			case "rPh":
				phonetic--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
	}
}

// unescape turns _x000D_ and the like, as Excel writes control characters, into the character.
func unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var out strings.Builder
	for i >= 0 {
		out.WriteString(s[:i])
		if c, ok := escaped(s[i:]); ok {
			out.WriteRune(c)
			s = s[i+7:]
		} else {
			out.WriteString("_x")
			s = s[i+2:]
		}
		i = strings.Index(s, "_x")
	}
	out.WriteString(s)
	return out.String()
}

func escaped(s string) (rune, bool) {
	if len(s) < 7 || s[6] != '_' {
		return 0, false
	}
	var c rune
	for _, h := range []byte(s[2:6]) {
		switch {
		case h >= '0' && h <= '9':
			c = c<<4 | rune(h-'0')
		case h >= 'A' && h <= 'F':
			c = c<<4 | rune(h-'A'+10)
		case h >= 'a' && h <= 'f':
			c = c<<4 | rune(h-'a'+10)
		default:
			return 0, false
		}
	}
	return c, c < 0xd800 || c > 0xdfff
}
