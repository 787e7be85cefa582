package paper

import (
	"bytes"
	"strings"

	"github.com/sothon/sothon/server/report"
)

// Paper is a kind of paper.
type Paper struct {
	Code     string
	Title    string // for lists
	Kind     string // of the symbol: BC, TB, QĐ, BB; "" no number
	Decides  bool   // its power is the chairman's, not the committee's
	Personal bool   // names people
	Public   bool   // for posting: the least personal data
	Village  bool   // of one village
	Whole    bool   // of the whole commune only
	Blank    bool   // a form to be filled by hand: it has no figures
	Each     string // the list whose items each have a page of their own; "" none

	text *report.Document
}

// Papers lists every kind, in the order of pages.
var Papers = load()

// order of the pages; the texts are in texts/.
var order = []string{"bao-cao-nam", "bieu-tong-hop", "niem-yet", "bien-ban-hop-thon", "quyet-dinh", "giay-chung-nhan", "giay-de-nghi"}

func load() []*Paper {
	var out []*Paper
	for _, code := range order {
		b, err := texts.ReadFile("texts/" + code + ".txt")
		if err != nil {
			panic(err) // the texts are compiled in and tested: not reached
		}
		d, meta, err := readText(string(b))
		if err != nil {
			panic(code + ": " + err.Error())
		}
		p := &Paper{Code: code, Title: meta["ten"], Kind: meta["ky_hieu"], Decides: meta["tham_quyen"] == "chu_tich", Village: meta["cap"] == "thon", Whole: meta["cap"] == "xa", Each: meta["moi"],
			Personal: meta["ca_nhan"] != "", Public: meta["cong_khai"] != "", Blank: meta["khong_so_lieu"] != "", text: d}
		out = append(out, p)
	}
	return out
}

// ByCode finds a kind of paper, nil for none.
func ByCode(code string) *Paper {
	for _, p := range Papers {
		if p.Code == code {
			return p
		}
	}
	return nil
}

// Shipped is the paper's template as the program ships it: a Word file.
func (p *Paper) Shipped() ([]byte, error) {
	var b bytes.Buffer
	err := report.DOCX(&b, p.text)
	return b.Bytes(), err
}

// Codes lists the tables that the paper's own text names.
func (p *Paper) Codes() []string {
	var out []string
	add := func(parts []report.Part) {
		for _, x := range parts {
			if t, ok := x.(report.Text); ok && len(t.Runs) == 1 {
				if code, found := strings.CutPrefix(t.Runs[0].Text, "{{bang:"); found {
					out = append(out, strings.TrimSuffix(code, "}}"))
				}
			}
		}
	}
	add(p.text.Body)
	for _, a := range p.text.Appendices {
		add(a.Body)
	}
	return out
}

// Known says which fields, lists and tables a template of the paper may use. A paper for the public offers no table and no
// column that shows more of people than the law asks.
func (p *Paper) Known() *report.Known {
	k := &report.Known{Fields: fieldNames(), Lists: map[string][]string{"thon": villageFields()}, Each: p.Each}
	if p.Personal || p.Public {
		columns := publicFields()
		if !p.Public {
			columns = householdFields()
		}
		for _, l := range []string{"ho_ngheo", "ho_can_ngheo", "thoat_ngheo", "thoat_can_ngheo", "ho"} {
			k.Lists[l] = columns
		}
	}
	for i := range builders {
		if b := &builders[i]; !b.personal || p.Personal && !p.Public || (p.Personal || p.Public) && strings.HasPrefix(b.code, "DS") {
			k.Tables = append(k.Tables, b.code)
		}
	}
	return k
}
