package replica

import (
	"strings"
	"unicode"

	"github.com/sothon/sothon/sync/wire"
)

// Hit is a household that a search found; Why says by what when it is not the name: a member, a number, the lane.
type Hit struct {
	Case wire.ID
	Why  string
}

// maxHits is how many households a search gives.
const maxHits = 200

// searchText is what a household is found by, folded once.
type searchText struct {
	id     wire.ID
	name   string // head of household
	people []personText
	phone  string // digits only
	code   string
	lane   string
	all    string // head, lane and village: words of all of them together
}

type personText struct{ name, folded, card string }

// index makes the texts of every household.
func (h *homeIndex) index() []searchText {
	if h.texts != nil {
		return h.texts
	}
	h.texts = make([]searchText, 0, len(h.order))
	for _, id := range h.order {
		c := h.cases[id]
		t := searchText{id: id, name: fold(first(c.at("chu_ho"), c.at("label"))), phone: digitsOf(c.at("dien_thoai")), code: fold(c.at("ma")), lane: fold(c.at("dia_chi"))}
		t.all = t.name + " " + t.lane + " " + fold(first(c.at("thon"), h.labels[c.area]))
		for _, m := range h.members[id] {
			name := first(m.at("m_ten"), m.at("label"))
			t.people = append(t.people, personText{name, fold(name), m.at("m_cccd")})
		}
		h.texts = append(h.texts, t)
	}
	return h.texts
}

// Search finds households by head, member, lane, village, household number, phone or identification number. Marks and
// case do not count, words may stand in any order; four digits or more match anywhere in a number. Those found by the
// head's name come first. An identification number is shown by its last four digits only.
func (r *Replica) Search(text string) []Hit {
	words := strings.Fields(fold(text))
	if len(words) == 0 {
		return nil
	}
	digits := ""
	if d := digitsOf(text); len(d) >= 4 && strings.Trim(strings.ReplaceAll(text, " ", ""), "0123456789.-+") == "" {
		digits = d
	}
	h := r.home()
	var byName, others []Hit
	texts := h.index()
	for i := range texts {
		t := &texts[i]
		if matches(t.name, words) {
			byName = append(byName, Hit{Case: t.id})
		} else if why, ok := t.why(h, words, digits); ok {
			others = append(others, Hit{t.id, why})
		}
		if len(byName) >= maxHits {
			break
		}
	}
	return append(byName, others[:min(len(others), maxHits-len(byName))]...)
}

func (t *searchText) why(h *homeIndex, words []string, digits string) (string, bool) {
	for _, p := range t.people {
		if matches(p.folded, words) {
			return p.name, true
		}
	}
	c := h.cases[t.id]
	if digits != "" {
		if strings.Contains(t.phone, digits) {
			return c.at("dien_thoai"), true
		}
		for _, p := range t.people {
			if strings.Contains(p.card, digits) {
				return p.name + " …" + p.card[max(0, len(p.card)-4):], true
			}
		}
	}
	switch {
	case matches(t.code, words):
		return c.at("ma"), true
	case matches(t.lane, words):
		return c.at("dia_chi"), true
	case matches(t.all, words):
		return first(c.at("dia_chi"), c.at("thon")), true
	}
	return "", false
}

// matches says that every word begins a word of the text.
func matches(text string, words []string) bool {
	if text == "" {
		return false
	}
	for _, w := range words {
		if !strings.HasPrefix(text, w) && !strings.Contains(text, " "+w) {
			return false
		}
	}
	return true
}

func digitsOf(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		return s
	}
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
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
