package xlsform

import "strings"

// unroll replaces each loop of the survey sheet by a group with one group in it for each choice of its list. In the rows
// of the loop %(name)s, %(label)s and the other columns of the choice stand for its cells.
func (b *builder) unroll(rows []tableRow, depth int) []tableRow {
	t := b.survey
	any := false
	for i := range rows {
		any = any || strings.Contains(foldType(t.get(&rows[i], "type")), " loop")
	}
	if !any || depth > maxDepth {
		return rows
	}
	var out []tableRow
	for i := 0; i < len(rows); i++ {
		r := &rows[i]
		q, ok := parseSection(foldType(strings.Join(strings.Fields(t.get(r, "type")), " ")))
		if !ok || q.control != "loop" || q.section != "begin" {
			out = append(out, *r)
			continue
		}
		end, level := i+1, 1
		for ; end < len(rows); end++ {
			if e, ok := parseSection(foldType(strings.Join(strings.Fields(t.get(&rows[end], "type")), " "))); ok && e.control == "loop" {
				if e.section == "begin" {
					level++
				} else if level--; level == 0 {
					break
				}
			}
		}
		if end == len(rows) {
			out = append(out, *r) // never closed: the survey says so
			continue
		}
		out = append(out, b.unrollOne(r, rows[i+1:end], &rows[end], q, depth)...)
		if len(out) > maxSurveyRows {
			b.report.error("too-large", t.place(r, "type"), itoa(len(out)), text("Vòng lặp làm biểu mẫu quá dài.", "The loop makes the form too long."),
				text("Dùng begin_repeat, hoặc bớt lựa chọn.", "Use begin_repeat, or fewer choices."))
			return out[:maxSurveyRows]
		}
		i = end
	}
	return out
}

func (b *builder) unrollOne(begin *tableRow, body []tableRow, end *tableRow, q question, depth int) []tableRow {
	t := b.survey
	_, name, _ := strings.Cut(strings.Join(strings.Fields(t.get(begin, "type")), " "), " over ")
	at := t.place(begin, "type")
	if name == "" {
		b.report.error("missing-list", at, t.get(begin, "type"), text("Vòng lặp không ghi danh sách.", "The loop names no list."),
			text("Ghi begin_loop over DANH_SACH.", "Write begin_loop over LIST."))
		return nil
	}
	l := b.use(name, at, question{})
	if l == nil {
		return nil
	}
	out := []tableRow{t.with(begin, map[string]string{"type": "begin group"})}
	c := b.choices
	for _, choice := range l.rows {
		group := tableRow{num: begin.num, cells: make([]string, len(begin.cells))}
		group = t.with(&group, map[string]string{"type": "begin group", "name": c.get(choice, "name")})
		for _, col := range t.cols {
			if col.key != "label" {
				continue
			}
			for _, from := range c.cols {
				if from.key == "label" && from.lang == col.lang && col.index < len(group.cells) {
					group.cells[col.index] = choice.cell(from.index)
				}
			}
		}
		out = append(out, group)
		pairs := []string{}
		for _, from := range c.cols {
			if from.lang == "" {
				pairs = append(pairs, "%("+from.key+")s", choice.cell(from.index))
			}
		}
		put := strings.NewReplacer(pairs...)
		inner := make([]tableRow, len(body))
		for i := range body {
			inner[i] = tableRow{num: body[i].num, cells: make([]string, len(body[i].cells))}
			for j, cell := range body[i].cells {
				inner[i].cells[j] = put.Replace(cell)
			}
		}
		out = append(out, b.unroll(inner, depth+1)...)
		out = append(out, t.with(end, map[string]string{"type": "end group"}))
	}
	return append(out, t.with(end, map[string]string{"type": "end group"}))
}

// with is a copy of a row with other cells.
func (t *table) with(r *tableRow, cells map[string]string) tableRow {
	out := tableRow{num: r.num, cells: append([]string(nil), r.cells...)}
	for key, v := range cells {
		for _, i := range t.find[key] {
			for t.cols[i].index >= len(out.cells) {
				out.cells = append(out.cells, "")
			}
			out.cells[t.cols[i].index] = v
		}
	}
	return out
}
