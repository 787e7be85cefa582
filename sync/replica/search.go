package replica

import (
	"strings"
	"unicode"

	"github.com/sothon/sothon/sync/wire"
)

// Hit is a household that a search found; Why says by what when it is not the name: a member, the phone, the address.
type Hit struct {
	Case wire.ID
	Why  string
}

// maxHits is how many households a search gives.
const maxHits = 200

// Search finds households by name, address, phone, code or a member's name. Marks and case do not count, words may stand
// in any order; digits match anywhere in the phone.
func (r *Replica) Search(text string) []Hit {
	words := strings.Fields(fold(text))
	if len(words) == 0 {
		return nil
	}
	h := r.home()
	var byName, others []Hit
	for _, id := range h.order {
		c := h.cases[id]
		switch {
		case matches(fold(first(c.at("chu_ho"), c.at("label"))), words):
			byName = append(byName, Hit{Case: id})
		default:
			if why := h.why(id, c, words); why != "" {
				others = append(others, Hit{id, why})
			}
		}
		if len(byName)+len(others) >= maxHits {
			break
		}
	}
	return append(byName, others...)
}

func (h *homeIndex) why(id wire.ID, c caseRow, words []string) string {
	for _, m := range h.members[id] {
		if name := first(m.at("m_ten"), m.at("label")); matches(fold(name), words) {
			return name
		}
	}
	for _, column := range []string{"dien_thoai", "ma", "dia_chi", "thon"} {
		if v := c.at(column); v != "" && matches(fold(v), words) {
			return v
		}
	}
	if joined := fold(first(c.at("chu_ho"), c.at("label")) + " " + c.at("dia_chi") + " " + c.at("thon")); matches(joined, words) {
		return c.at("dia_chi")
	}
	return ""
}

// matches says that every word begins a word of the text, or, when it is a number of three digits or more, stands
// anywhere in it.
func matches(text string, words []string) bool {
	for _, w := range words {
		found := strings.HasPrefix(text, w) || strings.Contains(text, " "+w) ||
			len(w) >= 3 && strings.Trim(w, "0123456789") == "" && strings.Contains(strings.ReplaceAll(text, " ", ""), w)
		if !found {
			return false
		}
	}
	return true
}

// bases are the letters of Vietnamese by the letter they are without marks.
var bases = func() map[rune]rune {
	m := map[rune]rune{}
	for _, group := range []string{"aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ"} {
		letters := []rune(group)
		for _, l := range letters {
			m[l] = letters[0]
		}
	}
	return m
}()

// fold gives a text in small letters without marks, spaces single.
func fold(text string) string {
	var b strings.Builder
	for _, c := range text {
		c = unicode.ToLower(c)
		if base, ok := bases[c]; ok {
			c = base
		}
		switch {
		case c >= 0x300 && c <= 0x36f: // a mark on its own (NFD)
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(c)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
