package roll

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
)

// Field is what a column holds; "" = nothing that the register keeps.
type Field string

// The fields. Those of the register go by its names; the rest are read into them.
const (
	FieldCode     Field = "ma"
	FieldHead     Field = "chu_ho"
	FieldName     Field = "m_ten"
	FieldRelation Field = "m_quanhe"
	FieldSex      Field = "m_gioitinh"
	FieldBirth    Field = "m_ngaysinh"
	FieldBornMan  Field = "ns_nam" // birth, in a column for men
	FieldBornWife Field = "ns_nu"  // birth, in a column for women
	FieldCard     Field = "m_cccd"
	FieldEthnic   Field = "m_dantoc"
	FieldPhone    Field = "dien_thoai"
	FieldLane     Field = "dia_chi"
	FieldVillage  Field = "thon"
	FieldClass    Field = "phanloai"
)

// Fields lists them in the order in which a page offers them.
var Fields = []Field{FieldCode, FieldHead, FieldName, FieldRelation, FieldSex, FieldBirth, FieldBornMan, FieldBornWife, FieldCard, FieldEthnic,
	FieldPhone, FieldLane, FieldVillage, FieldClass}

// synonyms are what headings call a field, folded; the first that a heading equals, else the longest that it contains.
var synonyms = map[Field][]string{
	FieldCode:     {"ma ho", "so ho", "ma so ho", "ho so", "so so ho khau", "shk", "ma ho gia dinh", "household code"},
	FieldHead:     {"chu ho", "ho ten chu ho", "ho va ten chu ho", "ten chu ho", "ho ten chu ho gia dinh", "head"},
	FieldName:     {"ho va ten", "ho ten", "ten thanh vien", "ho va ten thanh vien", "ten nhan khau", "ho ten nhan khau", "thanh vien", "name"},
	FieldRelation: {"quan he", "quan he voi chu ho", "qh voi chu ho", "qhch", "quan he chu ho", "relation"},
	FieldSex:      {"gioi tinh", "gioi", "nam/nu", "nam nu", "sex"},
	FieldBirth:    {"ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay", "ngay, thang, nam sinh", "birth"},
	FieldBornMan:  {"nam sinh nam", "ngay sinh nam", "sinh nam", "ngay thang nam sinh nam"},
	FieldBornWife: {"nam sinh nu", "ngay sinh nu", "ngay thang nam sinh nu"},
	FieldCard:     {"cccd", "so cccd", "so dinh danh", "so dinh danh ca nhan", "can cuoc", "so can cuoc", "cmnd", "cmnd/cccd", "cccd/cmnd", "so cmnd", "ma dinh danh", "can cuoc cong dan", "id"},
	FieldEthnic:   {"dan toc"},
	FieldPhone:    {"dien thoai", "so dien thoai", "sdt", "dt", "phone"},
	FieldLane:     {"dia chi", "xom", "ngo", "so nha", "xom/ngo", "noi o", "cho o hien nay", "address"},
	FieldVillage:  {"thon", "ten thon", "to dan pho", "khu dan cu", "ap", "ban", "village"},
	FieldClass:    {"phan loai", "loai ho", "dien ho", "ho ngheo", "doi tuong", "phan loai ho", "ket qua phan loai", "class"},
}

// Plain folds a heading: letters and digits, single spaces.
func Plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/' {
			return r
		}
		return ' '
	}, schema.Fold(s))
	return strings.Join(strings.Fields(s), " ")
}

// fieldOf guesses what a heading means; score 0: nothing.
func fieldOf(heading string) (Field, int) {
	h := Plain(heading)
	if h == "" {
		return "", 0
	}
	best, score := Field(""), 0
	for _, f := range Fields {
		for _, word := range synonyms[f] {
			n := 0
			switch {
			case h == word:
				n = 1000 + len(word)
			case len(word) >= 3 && strings.Contains(" "+h+" ", " "+word+" "):
				n = len(word)
			}
			if n > score {
				best, score = f, n
			}
		}
	}
	return best, score
}

// Shape says what a row is.
type Shape string

// The shapes.
const (
	ByHousehold Shape = "ho"
	ByPerson    Shape = "nguoi"
)

// Reading is how a sheet is read.
type Reading struct {
	Sheet   string        `json:"sheet"`
	Heading int           `json:"heading"` // 1-based row of the first heading row
	Rows    int           `json:"rows"`    // heading rows: 1 or 2
	Columns map[int]Field `json:"columns"` // by column, from 0
	Shape   Shape         `json:"shape"`
	Village string        `json:"village,omitempty"` // hex of the area, where no column names it
	Day     string        `json:"day,omitempty"`     // ISO day on which the list is right
	Doubts  bool          `json:"doubts,omitempty"`  // enter doubtful ones as new households
}

// Headings gives the headings of a reading: two rows are joined, what stands over several columns counts for each.
func (r *Reading) Headings(s *xlsform.Sheet) []string {
	var out []string
	over := ""
	rows := s.Rows[min(max(r.Heading-1, 0), len(s.Rows)):min(max(r.Heading-1, 0)+r.Rows, len(s.Rows))]
	for _, row := range rows {
		for len(out) < len(row) {
			out = append(out, "")
		}
	}
	for c := range out {
		top, below := cellAt(rows, 0, c), cellAt(rows, 1, c)
		if top != "" {
			over = top
		}
		switch {
		case r.Rows < 2:
			out[c] = top
		case below == "":
			out[c] = top
		case over == "":
			out[c] = below
		default:
			out[c] = over + " " + below
		}
	}
	return out
}

func cellAt(rows [][]string, r, c int) string {
	if r >= len(rows) || c >= len(rows[r]) {
		return ""
	}
	return rows[r][c]
}

// Signature names lists with the same headings, so that a reading is remembered for the next one.
func Signature(headings []string) string {
	parts := make([]string, len(headings))
	for i, h := range headings {
		parts[i] = Plain(h)
	}
	return strings.Join(parts, "|")
}

// Guess proposes how the file is read: the sheet and heading rows in which the most columns are understood.
func Guess(f *File) Reading {
	best, most := Reading{Sheet: f.Sheets[0].Name, Heading: 1, Rows: 1, Columns: map[int]Field{}, Shape: ByHousehold}, 0
	for i := range f.Sheets {
		s := &f.Sheets[i]
		for row := 1; row <= min(len(s.Rows), 20); row++ {
			for rows := 1; rows <= 2; rows++ {
				r := Reading{Sheet: s.Name, Heading: row, Rows: rows}
				r.Columns = columnsOf(r.Headings(s))
				// A second heading row must say more than the first alone; a row of data says nothing.
				if n := 2*len(r.Columns) - rows; len(r.Columns) > 1 && n > most {
					best, most = r, n
				}
			}
		}
	}
	best.Shape = shapeOf(&best)
	return best
}

// columnsOf guesses each column; two that claim one field: the better one has it.
func columnsOf(headings []string) map[int]Field {
	out, scores := map[int]Field{}, map[Field]int{}
	for c, h := range headings {
		f, score := fieldOf(h)
		if f == "" || score <= scores[f] {
			continue
		}
		for old, g := range out {
			if g == f {
				delete(out, old)
			}
		}
		out[c], scores[f] = f, score
	}
	return out
}

func shapeOf(r *Reading) Shape {
	has := func(f Field) bool {
		for _, g := range r.Columns {
			if g == f {
				return true
			}
		}
		return false
	}
	if has(FieldRelation) || has(FieldName) && has(FieldHead) {
		return ByPerson
	}
	return ByHousehold
}

// Column gives the column of a field, -1 when none has it.
func (r *Reading) Column(f Field) int {
	best := -1
	for c, g := range r.Columns {
		if g == f && (best < 0 || c < best) {
			best = c
		}
	}
	return best
}

// Missing says what a reading lacks before the file can be read by it: sheet, name, group (what makes rows one household),
// village; "" when nothing.
func (r *Reading) Missing(f *File) string {
	if f.Sheet(r.Sheet) == nil || r.Heading < 1 || r.Rows < 1 || r.Rows > 2 || r.Shape != ByHousehold && r.Shape != ByPerson {
		return "sheet"
	}
	if r.Column(FieldHead) < 0 && r.Column(FieldName) < 0 {
		return "name"
	}
	if r.Shape == ByPerson && r.Column(FieldName) < 0 {
		return "name"
	}
	if r.Shape == ByPerson && r.Column(FieldCode) < 0 && r.Column(FieldRelation) < 0 && r.Column(FieldHead) < 0 {
		return "group"
	}
	if r.Column(FieldVillage) < 0 && r.Village == "" {
		return "village"
	}
	for _, f := range r.Columns {
		if !slices.Contains(Fields, f) {
			return "sheet"
		}
	}
	return ""
}
