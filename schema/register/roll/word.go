package roll

import (
	"strings"
	"unicode"

	"github.com/sothon/sothon/schema"
)

// relationWords are what lists call the relation to the head, folded; longer ones first where one holds the other.
var relationWords = []struct{ word, code string }{
	{"chu ho", "01"}, {"ch", "01"}, {"bo vo", "05"}, {"me vo", "05"}, {"bo chong", "05"}, {"me chong", "05"}, {"con nuoi", "07"}, {"con dau", "08"}, {"con re", "08"},
	{"vo", "02"}, {"chong", "03"}, {"bo", "04"}, {"me", "04"}, {"cha", "04"}, {"con", "06"}, {"chau", "09"}, {"ong", "10"}, {"ba", "10"},
	{"anh", "11"}, {"chi", "11"}, {"em", "11"}, {"khac", "12"},
}

// relation reads a relation to the head; "" and false when it is not understood.
func relation(text string) (string, bool) {
	t := Plain(text)
	if n := strings.TrimLeft(t, "0"); len(n) <= 2 && n != "" && strings.Trim(n, "0123456789") == "" {
		if len(n) == 1 {
			return "0" + n, true
		}
		return n, n <= "12"
	}
	for _, r := range relationWords {
		if t == r.word || strings.HasPrefix(t, r.word+" ") || strings.HasPrefix(t, r.word+"/") {
			return r.code, true
		}
	}
	return "", false
}

func sex(text string) (string, bool) {
	switch Plain(text) {
	case "nam", "1", "m", "trai":
		return "1", true
	case "nu", "2", "f", "gai", "0":
		return "2", true
	}
	return "", false
}

func class(text string) (string, bool) {
	t := Plain(text)
	switch {
	case t == "hn" || t == "ngheo" || t == "ho ngheo":
		return "HN", true
	case t == "hcn" || t == "cn" || strings.Contains(t, "can ngheo"):
		return "HCN", true
	case t == "mtn" || strings.Contains(t, "thoat ngheo"):
		return "MTN", true
	case t == "kn" || t == "khong" || strings.Contains(t, "khong ngheo") || t == "trung binh" || t == "kha" || t == "binh thuong" || t == "giau" || t == "kha gia":
		return "KN", true
	}
	return "", false
}

// Card reads an identification number: 12 digits, with the leading zero that a number cell loses put back.
func Card(text string) (string, bool) {
	t := strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '\'' || r == '-' || r == '’' {
			return -1
		}
		return r
	}, text)
	if strings.Trim(t, "0123456789") != "" {
		return "", false
	}
	if len(t) == 11 {
		t = "0" + t
	}
	return t, len(t) == 12
}

func phone(text string) (string, bool) {
	t := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		if strings.ContainsRune(" .-()+'", r) {
			return -1
		}
		return 'x'
	}, text)
	if strings.HasPrefix(t, "84") && len(t) == 11 {
		t = "0" + t[2:]
	}
	if len(t) == 9 {
		t = "0" + t
	}
	return t, len(t) >= 10 && len(t) <= 11 && t[0] == '0' && !strings.Contains(t, "x")
}

// village gives a folded name of a village without the word for it.
func village(text string) string {
	t := Plain(text)
	for _, w := range []string{"thon ", "xom ", "khu ", "ap ", "ban ", "to dan pho ", "tdp "} {
		t = strings.TrimPrefix(t, w)
	}
	return t
}

// oldLetters says that a text was typed with an old font instead of Unicode: "TCVN3" or "VNI"; "" when not.
func oldLetters(text string) string {
	tcvn, vni := 0, 0
	runes := []rune(text)
	for i, r := range runes {
		before := rune(' ')
		if i > 0 {
			before = runes[i-1]
		}
		switch {
		// In Unicode no accented vowel follows a or e; VNI writes the mark as a letter of its own behind the vowel.
		case strings.ContainsRune("aAeE", before) && strings.ContainsRune("øùûõïâêåéèúüëàáäãæØÙÛÕÏÂÊÅÉÈÚÜËÀÁÄÃÆ", r),
			strings.ContainsRune("oOuUyYöÖôÔ", before) && strings.ContainsRune("øûïåëüäæØÛÏÅËÜÄÆ", r):
			vni++
		case strings.ContainsRune("¨©ª«¬®µ¶·¸¹»¼½¾¡¢£¤¥¦§ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñö÷øûüþ", r) &&
			(unicode.IsLetter(before) || i+1 < len(runes) && unicode.IsLetter(runes[i+1])):
			tcvn++
		}
	}
	switch {
	case tcvn == 0 && vni == 0:
		return ""
	case vni >= tcvn:
		return "VNI"
	}
	return "TCVN3 (ABC)"
}

func key(name string) string { return Plain(schema.Fold(name)) }
