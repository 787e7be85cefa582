package export

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/answers"
)

// kind says how the cells of a column are written.
type kind uint8

const (
	asText   kind = iota // as it stands: codes keep their zeros
	asNumber             // integers and decimals
	asDate               // 2025-09-14
	computed             // a calculate: a number when it is a plain one, else text
	asPlace              // a position: "lat lon altitude accuracy"
)

// table is the form itself or one repeat.
type table struct {
	name  string
	heads []string
	paths []string // path of each column's question; "" for those that say which record and row it is
	kinds []kind
}

// The columns that stand before the questions: name, Vietnamese, English.
var (
	formHeads = [][3]string{{"phieu", "Mã phiếu", "Record"}, {"ho", "Mã hệ thống của hộ", "Case"}, {"ma_ho", "Mã hộ", "Household code"},
		{"thon", "Thôn", "Village"}, {"dot", "Đợt", "Round"}, {"nguoi_ghi", "Người ghi", "Collector"}, {"trang_thai", "Trạng thái", "State"},
		{"ngay_duyet", "Ngày duyệt", "Approved on"}, {"nguoi_duyet", "Người duyệt", "Approved by"}}
	rowHeads = [][3]string{{"phieu", "Mã phiếu", "Record"}, {"dong", "Mã dòng", "Row"}, {"stt", "Số thứ tự", "Number"},
		{"dong_tren", "Thuộc dòng", "Row above"}}
)

// place is where the value of a node goes.
type place struct{ table, column int }

var nowhere = place{-1, -1}

// columns lays out the tables from form versions, the newest first: its own questions and computed values, then each
// repeat's, in document order; behind them those that only an older version has.
func (s *Set) columns(versions []*forms.Form, keys []versionKey) {
	s.versions = map[versionKey]*version{}
	byPath := map[string]place{}
	for i, f := range versions {
		at := make([]place, len(f.Nodes))
		for n := range f.Nodes {
			at[n] = s.put(f, n, byPath)
		}
		s.versions[keys[i]] = newVersion(f, at, !s.q.Codes, s.q.Lang)
	}
	for i := range s.tables {
		if !s.q.Titles {
			s.tables[i].tell()
		}
	}
}

// sampleMark stands in the label of what is worked out from a table that is not official.
const sampleMark = "MẪU"

// put finds or makes the place of a node: of a repeat its table, of an answer its column.
func (s *Set) put(f *forms.Form, n int, byPath map[string]place) place {
	node := &f.Nodes[n]
	if node.Kind != forms.KindRoot && node.Kind != forms.KindRepeat && !holdsValue(node) {
		return nowhere
	}
	path := answers.Path(f, n) // one for a question in all versions, renamed or not
	if at, ok := byPath[path]; ok {
		return at
	}
	var at place
	switch node.Kind {
	case forms.KindRoot:
		heads := formHeads
		if !s.q.Every {
			heads = slices.DeleteFunc(slices.Clone(heads), func(h [3]string) bool { return h[0] == "trang_thai" })
		}
		at = place{s.add(f.ID, heads), 0}
	case forms.KindRepeat:
		at = place{s.add(s.free(node.Name, f.PathOf(n)), rowHeads), 0}
	default:
		at.table = 0
		if r := f.RepeatOf(n); r > 0 {
			at.table = s.put(f, r, byPath).table
		}
		head := node.Name
		if strings.Contains(f.Label(n, ""), sampleMark) { // a figure of a sample table says so wherever it shows
			head += " (" + sampleMark + ")"
		}
		if s.q.Titles {
			head = strings.Join(strings.Fields(f.Label(n, s.q.Lang)), " ")
		}
		at.column = s.tables[at.table].add(f.PathOf(n), head, kindOf(node))
	}
	byPath[path] = at
	return at
}

// holdsValue says that a node has a column: what a person answers, and what the form computes.
func holdsValue(n *forms.Node) bool { return n.Kind == forms.KindQuestion || n.Kind == forms.KindValue }

func kindOf(n *forms.Node) kind {
	switch {
	case n.List != "" || n.ListPath != "":
		return asText
	case n.Type == "int" || n.Type == "decimal":
		return asNumber
	case n.Type == "date":
		return asDate
	case n.Type == "geopoint" || n.Type == "geotrace" || n.Type == "geoshape":
		return asPlace
	case n.Kind == forms.KindValue && n.Calculate != "" && (n.Type == "" || n.Type == "string"):
		return computed
	}
	return asText
}

// add makes a table with its first columns.
func (s *Set) add(name string, first [][3]string) int {
	t := table{name: name}
	for _, h := range first {
		k := asText
		switch h[0] {
		case "stt":
			k = asNumber
		case "ngay_duyet":
			k = asDate
		}
		text := h[0]
		if s.q.Titles {
			text = h[1]
			if s.q.Lang == "en" {
				text = h[2]
			}
		}
		t.add("", text, k)
	}
	s.tables = append(s.tables, t)
	return len(s.tables) - 1
}

func (t *table) add(path, head string, k kind) int {
	t.heads, t.paths, t.kinds = append(t.heads, head), append(t.paths, path), append(t.kinds, k)
	return len(t.heads) - 1
}

// free gives a repeat's table its name: that of the repeat, or its path when another table has it.
func (s *Set) free(name, path string) string {
	for i := range s.tables {
		if strings.EqualFold(s.tables[i].name, name) {
			return dashed(path)
		}
	}
	return name
}

// dashed writes a path as a name: "g3-tv-m_ten".
func dashed(path string) string { return strings.ReplaceAll(path, "/", "-") }

// tell makes headings by name differ: where two columns share a name, the question's path stands.
func (t *table) tell() {
	count := map[string]int{}
	for _, h := range t.heads {
		count[h]++
	}
	for i, path := range t.paths {
		if path != "" && count[t.heads[i]] > 1 {
			t.heads[i] = dashed(path)
		}
	}
}
