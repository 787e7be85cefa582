package replica

import (
	"strings"

	"github.com/sothon/sothon/sync/wire"
)

// Alike is a household that may be the one a collector did not find, and by what: "name", "near" (a name with a letter or
// two other), "phone", "member".
type Alike struct {
	Case wire.ID
	Kind string
	Why  string
}

const maxAlike = 5

// LookAlikes finds households that a new one may be: the same or nearly the same head, the same telephone, or a member of
// that name; the likeliest first. It only warns: two people of one name are common.
func (r *Replica) LookAlikes(name, phone string) []Alike {
	head, number := fold(name), digitsOf(phone)
	if head == "" {
		return nil
	}
	h := r.home()
	found := map[string][]Alike{}
	texts := h.index()
	for i := range texts {
		t := &texts[i]
		c := h.cases[t.id]
		add := func(kind, why string) { found[kind] = append(found[kind], Alike{t.id, kind, why}) }
		switch {
		case t.name == head:
			add("name", c.at("chu_ho"))
		case len(number) >= 9 && t.phone == number:
			add("phone", c.at("dien_thoai"))
		case nearly(t.name, head):
			add("near", c.at("chu_ho"))
		default:
			for _, p := range t.people {
				if p.folded == head {
					add("member", p.name)
					break
				}
			}
		}
	}
	var out []Alike
	for _, kind := range []string{"name", "phone", "member", "near"} {
		out = append(out, found[kind]...)
	}
	return out[:min(len(out), maxAlike)]
}

// nearly says that two folded names are as many words, the given names begin alike, and at most one letter in twelve, and
// one more, is another: a name as somebody else heard it.
func nearly(a, b string) bool {
	aw, bw := strings.Fields(a), strings.Fields(b)
	if len(aw) != len(bw) || len(aw) < 2 || aw[len(aw)-1][0] != bw[len(bw)-1][0] {
		return false
	}
	return distance(a, b, 1+len(a)/12) >= 0
}

// distance is the number of letters to change, add or drop to make b of a; -1 when it is more than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return -1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal, least := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			d := diagonal
			if a[i-1] != b[j-1] {
				d = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], d
			least = min(least, d)
		}
		if least > limit {
			return -1
		}
	}
	if row[len(b)] > limit {
		return -1
	}
	return row[len(b)]
}
