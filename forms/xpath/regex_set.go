package xpath

import "unicode"

// runeSet is a set of characters: ranges, classes of Unicode, and further sets, perhaps turned round.
type runeSet struct {
	negate bool
	fold   bool
	ranges [][2]rune
	tables []*unicode.RangeTable
	sets   []*runeSet
}

func (s *runeSet) has(r rune) bool {
	if s.holds(r) {
		return !s.negate
	}
	if s.fold {
		if s.holds(unicode.ToLower(r)) || s.holds(unicode.ToUpper(r)) {
			return !s.negate
		}
	}
	return s.negate
}

func (s *runeSet) holds(r rune) bool {
	for _, x := range s.ranges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	for _, t := range s.tables {
		if unicode.Is(t, r) {
			return true
		}
	}
	for _, in := range s.sets {
		if in.has(r) {
			return true
		}
	}
	return false
}

var (
	digitRunes = &runeSet{ranges: [][2]rune{{'0', '9'}}}
	wordRunes  = &runeSet{ranges: [][2]rune{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}}}
	spaceRunes = &runeSet{ranges: [][2]rune{{'\t', '\r'}, {' ', ' '}}}
	anyRunes   = &runeSet{negate: true, ranges: [][2]rune{{'\n', '\n'}, {'\r', '\r'}}}
	allRunes   = &runeSet{negate: true}
)

// escapedSet is the class of \d, \D, \w, \W, \s and \S, nil for other letters.
func escapedSet(c rune) *runeSet {
	var s *runeSet
	switch c {
	case 'd', 'D':
		s = digitRunes
	case 'w', 'W':
		s = wordRunes
	case 's', 'S':
		s = spaceRunes
	default:
		return nil
	}
	if c < 'a' {
		return &runeSet{negate: true, sets: []*runeSet{s}}
	}
	return s
}

// unicodeSet is the class of \p{name}, nil when it is not known here: general categories and a few scripts and POSIX
// names of Java.
func unicodeSet(name string) *runeSet {
	if len(name) > 2 && name[:2] == "Is" {
		name = name[2:]
	}
	switch name {
	case "L", "Letter", "Alphabetic", "L&":
		return &runeSet{tables: []*unicode.RangeTable{unicode.L}}
	case "Lu", "Uppercase", "Uppercase_Letter":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Lu}}
	case "Ll", "Lowercase", "Lowercase_Letter":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Ll}}
	case "M", "Mark":
		return &runeSet{tables: []*unicode.RangeTable{unicode.M}}
	case "Mn":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Mn}}
	case "N", "Number":
		return &runeSet{tables: []*unicode.RangeTable{unicode.N}}
	case "Nd", "Digit":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Nd}}
	case "P", "Punctuation":
		return &runeSet{tables: []*unicode.RangeTable{unicode.P}}
	case "S", "Symbol":
		return &runeSet{tables: []*unicode.RangeTable{unicode.S}}
	case "Z", "Separator", "Zs":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Z}}
	case "Latin":
		return &runeSet{tables: []*unicode.RangeTable{unicode.Latin}}
	case "Alpha":
		return &runeSet{ranges: [][2]rune{{'a', 'z'}, {'A', 'Z'}}}
	case "Upper":
		return &runeSet{ranges: [][2]rune{{'A', 'Z'}}}
	case "Lower":
		return &runeSet{ranges: [][2]rune{{'a', 'z'}}}
	case "Alnum":
		return &runeSet{ranges: [][2]rune{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}}}
	case "Punct":
		return &runeSet{ranges: [][2]rune{{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}}
	case "Space":
		return spaceRunes
	case "ASCII":
		return &runeSet{ranges: [][2]rune{{0, 0x7f}}}
	}
	return nil
}
