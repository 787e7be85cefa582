package replica

import (
	"slices"
	"strings"
	"testing"
)

// The orders are those of a Vietnamese dictionary: letters before tones, numbers by size.
func TestCollationKey(t *testing.T) {
	for _, order := range [][]string{
		{"", "an", "ăn", "ân", "ba", "da", "đa", "em", "êm", "nga", "o", "ô", "ơ", "u", "ư", "y"},
		{"ma", "mà", "mả", "mã", "má", "mạ", "mạc", "mai"},
		{"Hà Văn An", "HÀ VĂN BA", "Hạ Văn Ba", "Hà Văn Căn", "Hà Vân An"},
		{"Số nhà 2", "Số nhà 007", "Số nhà 13", "số nhà 101", "Số nhà A"},
		{"Ngõ 3 Xóm Đình", "Ngõ 10 Xóm Chúc", "Xóm Chúc"},
		{"Zi", "Ñ"},
	} {
		for i := range order[1:] {
			if a, b := order[i], order[i+1]; strings.Compare(collationKey(a), collationKey(b)) >= 0 {
				t.Errorf("%q does not stand before %q", a, b)
			}
		}
	}
	if collationKey("HƯỜNG") != collationKey("hường") {
		t.Error("capital letters count")
	}
}

// By the last word, which is what people are called by, then by the whole name.
func TestByName(t *testing.T) {
	h := &homeIndex{listed: []Summary{{Name: "Vũ Thị Yến"}, {Name: "Trần Văn An"}, {Name: "Đoàn Đình Ân"}, {Name: "Lê Văn An"}}}
	h.arrangeNames()
	if want := []int{3, 1, 2, 0}; !slices.Equal(h.byName, want) {
		t.Errorf("%v, not %v", h.byName, want)
	}
}
