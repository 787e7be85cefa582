package paper

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
)

func publicFields() []string {
	return []string{"tt", "chu_ho", "nam_sinh", "thon", "khau", "phan_loai"}
}

func householdFields() []string {
	return append(publicFields(), "phan_loai_hoa", "ma", "gioi_tinh", "dan_toc", "diem_a", "diem_b", "chi_so")
}

func villageFields() []string {
	return []string{"tt", "ten", "tong_ho", "tong_khau", "ngheo", "can_ngheo"}
}

// Made is a paper in its formats.
type Made struct {
	DOCX   []byte
	Pages  *report.Pages
	Tables []*report.Table
	Title  string
	Sample bool
}

// Make fills a template with what is known: template is the Word file in force, nil for the shipped one. The same arguments
// give the same bytes.
func (p *Paper) Make(template []byte, f *Facts, s *Sign) (*Made, error) {
	if template == nil {
		var err error
		if template, err = p.Shipped(); err != nil {
			return nil, err
		}
	}
	t, problems := report.OpenTemplate(template)
	if t == nil {
		return nil, &schema.Error{Code: schema.CodeInvalid, Field: "template", Vi: problems[0].Vi, En: problems[0].En}
	}
	v := p.Values(f, s)
	docx, err := t.Fill(v)
	if err != nil {
		return nil, err
	}
	filled, problems := report.OpenTemplate(docx)
	if filled == nil {
		return nil, &schema.Error{Code: schema.CodeInternal, Vi: problems[0].Vi, En: problems[0].En}
	}
	m := &Made{DOCX: docx, Sample: v.Sample, Title: p.title(v)}
	made := s.Day
	if made.IsZero() {
		made = f.day()
	}
	if m.Pages, err = filled.Pages(m.Title, made, v.Sample); err != nil {
		return nil, err
	}
	for _, code := range p.Codes() {
		if x, ok := f.Table(code); ok {
			m.Tables = append(m.Tables, x)
		}
	}
	return m, nil
}

// PDF draws the paper.
func (m *Made) PDF() ([]byte, error) {
	var b bytes.Buffer
	err := report.WritePDF(&b, m.Pages)
	return b.Bytes(), err
}

// XLSX writes the paper's tables; nil when it has none.
func (m *Made) XLSX() ([]byte, error) {
	if len(m.Tables) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	err := report.XLSX(&b, m.Tables)
	return b.Bytes(), err
}

// title is the paper's subject with its fields filled.
func (p *Paper) title(v *report.Values) string {
	s := p.text.Type + " " + p.text.Subject
	for name, x := range v.Fields {
		s = strings.ReplaceAll(s, "{{"+name+"}}", x)
	}
	if p.Each != "" {
		return p.Title
	}
	return s
}

// Values are what the paper's fields stand for.
func (p *Paper) Values(f *Facts, s *Sign) *report.Values {
	v := &report.Values{Fields: map[string]string{}, Lists: map[string][]map[string]string{}, Tables: map[string]*report.Table{}, Sample: f.Sample && !p.Blank, Each: p.Each}
	for _, x := range fields {
		v.Fields[x.name] = x.value(f, p, s)
	}
	known := p.Known()
	for _, code := range known.Tables {
		t, _ := f.Table(code)
		v.Tables[strings.ToLower(code)] = t
	}
	for name := range known.Lists {
		v.Lists[name] = nil // a list that nobody is on stands as empty
	}
	for i := range f.Villages {
		in := func(class string) string {
			return strconv.Itoa(len(f.of(func(h *Household) bool { return h.Village == i && h.Class == class })))
		}
		x := &f.Villages[i]
		v.Lists["thon"] = append(v.Lists["thon"], map[string]string{"tt": strconv.Itoa(i + 1), "ten": x.Name, "tong_ho": orDots(x.Households), "tong_khau": orDots(x.People),
			"ngheo": in(schema.ClassPoor), "can_ngheo": in(schema.ClassNearPoor)})
	}
	if !p.Personal && !p.Public {
		return v
	}
	add := func(list string, h *Household, result string) {
		row := map[string]string{"tt": strconv.Itoa(len(v.Lists[list]) + 1), "chu_ho": h.Head, "nam_sinh": h.Birth, "thon": f.Villages[h.Village].Name, "khau": strconv.Itoa(h.People), "phan_loai": result}
		if !p.Public {
			row["phan_loai_hoa"], row["ma"], row["dan_toc"], row["chi_so"] = strings.ToUpper(result), h.Number, label(f.Ethnics, h.Ethnic), f.names(h.Lacking)
			row["gioi_tinh"], row["diem_a"], row["diem_b"] = map[string]string{"1": "Nam", "2": "Nữ"}[h.Sex], points(h.Points).Value, points(h.Low).Value
		}
		v.Lists[list] = append(v.Lists[list], row)
	}
	for i := range f.Households {
		h := &f.Households[i]
		switch {
		case h.Class == schema.ClassPoor:
			add("ho_ngheo", h, "hộ nghèo")
			add("ho", h, "hộ nghèo")
		case h.Class == schema.ClassNearPoor:
			add("ho_can_ngheo", h, "hộ cận nghèo")
			add("ho", h, "hộ cận nghèo")
		}
		if escaped(schema.ClassPoor)(h) {
			add("thoat_ngheo", h, "hộ thoát nghèo")
		}
		if escaped(schema.ClassNearPoor)(h) {
			add("thoat_can_ngheo", h, "hộ thoát cận nghèo")
		}
	}
	return v
}

// Day reads an ISO day; zero when it is none.
func Day(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}
