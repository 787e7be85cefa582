package replica

import (
	"strings"
	"unicode"
)

// letters is the Vietnamese alphabet with the letters of other languages that names have.
const letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

// toned has each vowel with its tones in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
var toned = []string{"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ"}

// weight is where a letter stands in the alphabet, and its tone.
type weight struct{ letter, tone byte }

var weights = func() map[rune]weight {
	m := map[rune]weight{}
	n := byte(0)
	for _, l := range letters {
		m[l] = weight{letter: 64 + n}
		n++
	}
	for _, group := range toned {
		first, tone := byte(0), byte(0)
		for _, l := range group {
			if tone == 0 {
				first = m[l].letter
			}
			m[l] = weight{first, tone}
			tone++
		}
	}
	return m
}()

// collationKey gives bytes that compare as Vietnamese dictionaries order the texts: letters first (a, ă, â, b …), tones
// only where all letters are equal, small and capital letters alike, numbers by their size ("số 2" before "số 13").
func collationKey(s string) string {
	var key, tones strings.Builder
	key.Grow(len(s) + 8)
	digits := ""
	flush := func() {
		if digits != "" {
			d := strings.TrimLeft(digits, "0")
			key.WriteByte(32 + byte(min(len(d), 31)))
			key.WriteString(d)
			digits = ""
		}
	}
	for _, c := range s {
		if c >= '0' && c <= '9' {
			digits += string(c)
			continue
		}
		flush()
		c = unicode.ToLower(c)
		w, ok := weights[c]
		switch {
		case ok:
			key.WriteByte(w.letter)
		case unicode.IsLetter(c):
			key.WriteByte(127)
			key.WriteRune(c)
		default:
			key.WriteByte(16)
		}
		tones.WriteByte(1 + w.tone)
	}
	flush()
	return key.String() + "\x00" + tones.String()
}

func lastWord(name string) string {
	name = strings.TrimSpace(name)
	return name[strings.LastIndexByte(name, ' ')+1:]
}
