package report

import (
	"fmt"
	"slices"
	"strings"
)

// Known says which fields a paper offers.
type Known struct {
	Fields []string
	Lists  map[string][]string // columns by list
	Tables []string            // codes
	Each   string              // the list whose items each have pages of their own: its columns may stand anywhere
}

// Check finds the fields that the paper does not offer, braces that are not closed, tables and lists in the wrong place,
// and what the PDF will not show. Each problem says where.
func (t *Template) Check(k *Known) []Problem {
	var out []Problem
	for _, name := range t.filled() {
		b := t.part(name)
		root, err := parseXML(b)
		if err != nil {
			continue // OpenTemplate has read it
		}
		c := &checker{b: b, known: k}
		switch {
		case strings.HasPrefix(name, "word/header"):
			c.at = Problem{Where: "Đầu trang", WhereE: "Header"}
		case strings.HasPrefix(name, "word/footer"):
			c.at = Problem{Where: "Chân trang", WhereE: "Footer"}
		}
		c.walk(root, "")
		out = append(out, c.problems...)
	}
	return append(out, t.lacks()...)
}

type checker struct {
	b        []byte
	known    *Known
	at       Problem // where, for headers and footers; "" in the document
	para     int
	table    int
	row      int
	cell     int
	depth    int // tables in each other
	problems []Problem
}

func (c *checker) walk(n *node, list string) {
	switch n.name {
	case "w:tbl":
		if c.depth++; c.depth == 1 {
			c.table, c.row = c.table+1, 0
		}
		defer func() { c.depth-- }()
	case "w:tr":
		if c.depth == 1 {
			c.row, c.cell = c.row+1, 0
		}
		list = "-" // a row: any list may begin here
		n.walk(func(x *node) bool {
			if x.name == "w:p" {
				_, s := x.texts(c.b)
				all, _ := fieldsOf(s)
				for i := range all {
					if l, _ := all[i].list(); l != "" && list == "-" && c.known.Lists[l] != nil {
						list = l
					}
				}
			}
			return true
		})
	case "w:tc":
		if c.depth == 1 {
			c.cell++
		}
	case "w:p":
		if c.depth == 0 {
			c.para++
		}
		c.paragraph(n, list)
	}
	for _, k := range n.kids {
		c.walk(k, list)
	}
}

func (c *checker) add(s, vi, en string) {
	p := c.at
	if p.Where == "" {
		p.Where, p.WhereE = fmt.Sprintf("Đoạn %d", c.para), fmt.Sprintf("Paragraph %d", c.para)
		if c.depth > 0 {
			p.Where = fmt.Sprintf("Bảng %d, dòng %d, ô %d", c.table, c.row, c.cell)
			p.WhereE = fmt.Sprintf("Table %d, row %d, cell %d", c.table, c.row, c.cell)
		}
	}
	if r := []rune(strings.TrimSpace(s)); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	p.Where, p.WhereE = p.Where+" («"+strings.TrimSpace(s)+"»)", p.WhereE+" («"+strings.TrimSpace(s)+"»)"
	p.Vi, p.En = vi, en
	c.problems = append(c.problems, p)
}

func (c *checker) paragraph(n *node, list string) {
	_, s := n.texts(c.b)
	all, open := fieldsOf(s)
	if open >= 0 {
		c.add(s, "Có {{ mà không có }} trong cùng đoạn. Thêm }} sau tên trường, hoặc bỏ {{.", "There is {{ without }} in the same paragraph. Add }} after the name, or remove {{.")
	}
	for i := range all {
		x := &all[i]
		name := "{{" + x.name + "}}"
		if code, ok := x.table(); ok {
			switch {
			case !slices.ContainsFunc(c.known.Tables, func(k string) bool { return strings.EqualFold(k, code) }):
				c.unknown(s, name, "bang:", code, c.known.Tables)
			case strings.TrimSpace(s) != s[x.start:x.end]:
				c.add(s, name+" phải đứng một mình trong một đoạn: cả bảng được chèn vào đó.", name+" must stand alone in a paragraph: the whole table is put there.")
			case c.depth > 0:
				c.add(s, name+" không đặt trong ô của bảng khác.", name+" can not stand in a cell of another table.")
			}
			continue
		}
		l, column := x.list()
		switch columns := c.known.Lists[l]; {
		case l == "":
			if !slices.Contains(c.known.Fields, column) {
				c.unknown(s, name, "", column, c.known.Fields)
			}
		case columns == nil:
			var names []string
			for k := range c.known.Lists {
				names = append(names, k)
			}
			slices.Sort(names)
			c.unknown(s, name, "", l, names)
		case !slices.Contains(columns, column):
			c.unknown(s, name, l+".", column, columns)
		case list == "" && l != c.known.Each:
			c.add(s, name+" là cột của một danh sách: đặt trong một dòng của bảng, dòng ấy sẽ lặp lại cho từng hộ.", name+" is a column of a list: put it in a row of a table, which is then repeated.")
		case l != list && l != c.known.Each:
			c.add(s, "Một dòng chỉ dùng một danh sách: dòng này dùng «"+list+"» và «"+l+"».", "A row uses one list only: this one uses «"+list+"» and «"+l+"».")
		}
	}
}

func (c *checker) unknown(s, name, before, what string, known []string) {
	vi, en := "Không có trường "+name+".", "There is no field "+name+"."
	if near := nearest(what, known); near != "" {
		vi, en = vi+" Có phải {{"+before+near+"}}?", en+" Is it {{"+before+near+"}}?"
	} else {
		vi, en = vi+" Xem danh sách trường ở trang Mẫu văn bản.", en+" See the list of fields on the template page."
	}
	c.add(s, vi, en)
}

// lacks says what the PDF will not show.
func (t *Template) lacks() []Problem {
	b := t.part(mainPart)
	root, err := parseXML(b)
	if err != nil {
		return nil
	}
	found := map[string]bool{}
	root.walk(func(n *node) bool {
		switch n.name {
		case "w:drawing", "w:pict", "w:object":
			found["hình hoặc khung vẽ|pictures or drawings"] = true
		case "w:footnoteReference", "w:endnoteReference":
			found["chú thích cuối trang|footnotes"] = true
		case "m:oMath":
			found["công thức|formulas"] = true
		}
		return true
	})
	var out []Problem
	for what := range found {
		vi, en, _ := strings.Cut(what, "|")
		out = append(out, Problem{Where: "Bản PDF", WhereE: "PDF", Vi: "Bản PDF không có " + vi + " của tệp này; bản Word vẫn đủ.",
			En: "The PDF will lack the " + en + " of this file; the Word file has them.", Warns: true})
	}
	slices.SortFunc(out, func(a, b Problem) int { return strings.Compare(a.Vi, b.Vi) })
	return out
}
