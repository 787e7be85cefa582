package formtest

import (
	"slices"
	"strings"
)

// use takes over the steps of a name; they keep the lines where they stand.
func (p *parser) use(n int, name string) {
	steps, known := p.blocks[name]
	sc := p.scenario()
	p.total += len(steps)
	switch {
	case !known || name == p.block && sc == nil:
		p.fail(n, "không có «steps "+name+"» ở trên", "there are no steps "+name+" above")
	case p.total > maxLines:
		p.fail(n, "quá nhiều bước", "too many steps")
	case sc != nil:
		sc.Steps = append(sc.Steps, steps...)
	case p.block != "":
		p.blocks[p.block] = append(p.blocks[p.block], steps...)
	default:
		p.fail(n, "use đứng trong kịch bản hoặc sau «steps TÊN»", "use stands in a scenario or after steps NAME")
	}
}

// cell reads "without LIST" and "cell LIST ROW COLUMN = VALUE".
func (p *parser) cell(n int, verb, rest string) {
	place, value, given := strings.Cut(rest, "=")
	words := strings.Fields(place)
	sc := p.scenario()
	switch {
	case sc == nil || len(sc.Steps) > 0:
		p.fail(n, verb+" đứng trước bước đầu của kịch bản", verb+" stands before the first step of a scenario")
	case verb == "without" && !given && len(words) == 1 && p.hasCell(words[0], "", ""):
		sc.Cells = append(sc.Cells, Cell{List: words[0], Line: n})
	case verb == "cell" && given && len(words) == 3 && p.hasCell(words[0], words[1], words[2]):
		sc.Cells = append(sc.Cells, Cell{words[0], words[1], words[2], p.value(n, value), n})
	default:
		p.fail(n, "ghi «without DANH_SÁCH» hoặc «cell DANH_SÁCH HÀNG CỘT = GIÁ TRỊ», tên có ở trên", "write without LIST or cell LIST ROW COLUMN = VALUE, of names that stand above")
	}
}

// hasCell tells whether a list has the row (by its first column) and the column; "" asks for neither.
func (p *parser) hasCell(list, row, column string) bool {
	for _, l := range p.file.Lists {
		if l.ID == list {
			return row == "" || slices.Contains(l.Columns, column) && slices.ContainsFunc(l.Rows, func(r []string) bool { return len(r) > 0 && r[0] == row })
		}
	}
	return false
}
