package banklist

import (
	"strings"

	"github.com/sothon/sothon/schema/register/roll"
)

// The fields of a list of loans.
const (
	Contract    roll.Field = "khe_uoc"
	Borrower    roll.Field = "nguoi_vay"
	Card        roll.Field = "cccd"
	Village     roll.Field = "thon_vay"
	Group       roll.Field = "to_vay"
	Association roll.Field = "hoi"
	Program     roll.Field = "chuong_trinh"
	Amount      roll.Field = "so_tien"
	Paid        roll.Field = "ngay_vay"
	Ends        roll.Field = "ngay_den_han"
	Outstanding roll.Field = "du_no"
	InTerm      roll.Field = "trong_han" // part of the principal that is in term
	Overdue     roll.Field = "qua_han"   // part that is overdue
	Frozen      roll.Field = "khoanh"    // part that is frozen
	Status      roll.Field = "trang_thai"
	Late        roll.Field = "thang_cham_lai"
	Arrears     roll.Field = "lai_ton"
	Due         roll.Field = "goc_phai_tra"
	Repaid      roll.Field = "goc_da_tra"
	DaysPast    roll.Field = "ngay_qua_han"
	Extensions  roll.Field = "lan_gia_han"
	WrongUse    roll.Field = "sai_muc_dich"
)

// Fields lists them in the order in which a page offers them.
var Fields = []roll.Field{Contract, Borrower, Card, Village, Group, Association, Program, Amount, Paid, Ends, Outstanding, InTerm, Overdue,
	Frozen, Status, Late, Arrears, Due, Repaid, DaysPast, Extensions, WrongUse}

var synonyms = map[roll.Field][]string{
	Contract:    {"ma mon vay", "so khe uoc", "khe uoc", "so hop dong", "ma khe uoc", "so ku", "mon vay", "contract"},
	Borrower:    {"ho ten", "ho va ten", "ten khach hang", "khach hang", "nguoi vay", "ho ten nguoi vay", "ten nguoi vay", "to vien", "ho ten to vien", "ten to vien", "borrower"},
	Card:        {"cccd", "so cccd", "cmnd", "so dinh danh", "so can cuoc", "can cuoc", "cccd/cmnd", "cmnd/cccd", "so cmnd"},
	Village:     {"thon", "ten thon", "dia chi", "village"},
	Group:       {"to", "to tk&vv", "to tk vv", "to tkvv", "ten to", "to tiet kiem va vay von", "to truong", "ma to"},
	Association: {"hoi", "hoi doan the", "don vi uy thac", "hoi nhan uy thac", "doan the", "to chuc hoi"},
	Program:     {"chuong trinh", "chuong trinh vay", "chuong trinh cho vay", "ct vay", "loai vay", "chuong trinh tin dung"},
	Amount:      {"so tien vay", "so tien cho vay", "tien vay", "muc vay", "giai ngan", "so tien giai ngan"},
	Paid:        {"ngay vay", "ngay giai ngan", "ngay nhan no", "ngay phat vay"},
	Ends:        {"ngay den han", "den han", "han tra cuoi", "ngay dao han", "han cuoi", "ngay den han cuoi"},
	Outstanding: {"du no", "tong du no", "du no goc", "con no", "du no hien tai"},
	InTerm:      {"du no trong han", "trong han", "no trong han"},
	Overdue:     {"no qua han", "qua han", "du no qua han"},
	Frozen:      {"no khoanh", "khoanh", "du no khoanh"},
	Status:      {"trang thai", "tinh trang", "trang thai no", "tinh trang no", "phan loai no"},
	Late:        {"so thang cham lai", "thang cham lai", "so thang no lai", "so thang chua tra lai", "cham tra lai"},
	Arrears:     {"lai ton", "lai ton dong", "no lai", "lai chua tra", "lai phai thu"},
	Due:         {"goc phai tra", "goc den han luy ke", "goc phai tra luy ke", "phai tra goc", "goc phai tra den nay"},
	Repaid:      {"goc da tra", "da tra goc", "goc da tra luy ke", "goc da thu", "goc da tra den nay"},
	DaysPast:    {"so ngay qua han", "ngay qua han"},
	Extensions:  {"so lan gia han", "lan gia han"},
	WrongUse:    {"sai muc dich", "su dung sai", "su dung von sai muc dich", "sd sai muc dich"},
}

// fieldOf guesses what a heading means; score 0: nothing.
func fieldOf(heading string) (best roll.Field, score int) {
	h := roll.Plain(heading)
	if h == "" {
		return "", 0
	}
	for _, f := range Fields {
		for _, word := range synonyms[f] {
			word, n := roll.Plain(word), 0
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

// Reading is how a list is read. Hand says by row (1-based) which household a person chose: its number, or "-" for none.
type Reading struct {
	roll.Reading
	Hand map[int]string `json:"hand,omitempty"`
}

// Guess proposes how the file is read: the sheet and heading rows in which the most columns are understood.
func Guess(f *roll.File) Reading {
	best, most := Reading{Reading: roll.Reading{Sheet: f.Sheets[0].Name, Heading: 1, Rows: 1, Columns: map[int]roll.Field{}}}, 0
	for i := range f.Sheets {
		s := &f.Sheets[i]
		for row := 1; row <= min(len(s.Rows), 20); row++ {
			for rows := 1; rows <= 2; rows++ {
				r := roll.Reading{Sheet: s.Name, Heading: row, Rows: rows}
				r.Columns = columnsOf(r.Headings(s))
				if n := 2*len(r.Columns) - rows; len(r.Columns) > 1 && n > most {
					best, most = Reading{Reading: r}, n
				}
			}
		}
	}
	return best
}

// columnsOf guesses each column; two that claim one field: the better one has it.
func columnsOf(headings []string) map[int]roll.Field {
	out, scores := map[int]roll.Field{}, map[roll.Field]int{}
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

// Missing says what a reading lacks before the file can be read by it: sheet, loan (neither contract nor borrower), owed (no
// column tells how the loan stands), day; "" when nothing.
func (r *Reading) Missing(f *roll.File) string {
	has := func(fields ...roll.Field) bool {
		for _, x := range fields {
			if r.Column(x) >= 0 {
				return true
			}
		}
		return false
	}
	switch {
	case f.Sheet(r.Sheet) == nil || r.Heading < 1 || r.Rows < 1 || r.Rows > 2:
		return "sheet"
	case !has(Contract, Borrower, Card):
		return "loan"
	case !has(Outstanding, InTerm, Overdue, Status, Late, Arrears):
		return "owed"
	case r.Day == "":
		return "day"
	}
	return ""
}
