package paper

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// missing says that the register of a table is empty or not kept at all; only then has the table no rows.
func missing(t *report.Table, kept bool) {
	if len(t.Rows) == 0 {
		if t.Missing = noFigures; kept {
			t.Missing = "Không phát sinh trong năm"
		}
	}
}

// credits is B5: by programme, association and village.
func credits(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "ct", Label: "Chương trình"}, {Key: "hoi", Label: "Hội nhận ủy thác"}, {Key: "thon", Label: "Thôn"},
		count("ho", "", "Số hộ vay"), {Key: "du_no", Label: "Dư nợ (đồng)", Kind: report.Money}, {Key: "qua_han", Label: "Nợ quá hạn (đồng)", Kind: report.Money}, count("sai", "", "Số hộ dùng vốn sai mục đích")}
	type key struct {
		program, association string
		village              int
	}
	sums := map[key]*[2]int64{}
	houses, wrong := map[key]map[wire.ID]bool{}, map[key]map[wire.ID]bool{}
	var order []key
	var all [2]int64
	everyone, everyWrong := map[wire.ID]bool{}, map[wire.ID]bool{}
	for i := range f.Loans {
		l := &f.Loans[i]
		k := key{l.Program, l.Association, l.Village}
		if sums[k] == nil {
			sums[k], houses[k], wrong[k] = &[2]int64{}, map[wire.ID]bool{}, map[wire.ID]bool{}
			order = append(order, k)
		}
		sums[k][0], sums[k][1] = sums[k][0]+l.Outstanding, sums[k][1]+l.Overdue
		all[0], all[1] = all[0]+l.Outstanding, all[1]+l.Overdue
		houses[k][l.Case], everyone[l.Case] = true, true
		if l.WrongUse {
			wrong[k][l.Case], everyWrong[l.Case] = true, true
		}
	}
	slices.SortFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.program, b.program), cmp.Compare(a.association, b.association), a.village-b.village)
	})
	for _, k := range order {
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(k.program), words(k.association), words(f.Villages[k.village].Name),
			counted(sorted(houses[k])), number(sums[k][0]), number(sums[k][1]), counted(sorted(wrong[k]))}})
	}
	if missing(t, f.Kept["loans"]); t.Missing == "" {
		t.Rows = append(t.Rows, report.Line{Total: true, Cells: []report.Cell{{}, words("Cộng"), {}, {}, counted(sorted(everyone)), number(all[0]), number(all[1]), counted(sorted(everyWrong))}})
		t.Notes = append(t.Notes, "Một hộ vay nhiều chương trình đếm một lần ở dòng cộng.")
	}
}

func sorted(set map[wire.ID]bool) []wire.ID {
	out := make([]wire.ID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b wire.ID) int { return a.Compare(b) })
	return out
}

// registrations is B6.
func registrations(f *Facts, t *report.Table) {
	t.Unit = "Đơn vị tính: hộ"
	t.Columns = append(villageColumns(), count("dk", "", "Đăng ký trong năm"), count("hn", "Trong đó", "Hộ nghèo đầu kỳ"), count("hcn", "Trong đó", "Hộ cận nghèo đầu kỳ"), count("thoat", "Kết quả", "Đã thoát"),
		count("chua", "Kết quả", "Chưa thoát"))
	if len(f.Registrations) == 0 {
		missing(t, f.Kept["dang_ky"])
		return
	}
	signed := map[wire.ID]bool{}
	for _, r := range f.Registrations {
		signed[r.Case] = true
	}
	place := map[wire.ID]*Household{}
	for i := range f.Households {
		place[f.Households[i].Case] = &f.Households[i]
	}
	f.byVillage(t, func(v int) []report.Cell {
		pick := func(yes func(*Household) bool) report.Cell {
			return counted(f.of(func(h *Household) bool { return h.in(v) && signed[h.Case] && yes(h) }))
		}
		out := func(h *Household) bool {
			return (h.Before == schema.ClassPoor || h.Before == schema.ClassNearPoor) && (h.Class == schema.ClassNotPoor || h.Class == schema.ClassEscaped)
		}
		return []report.Cell{pick(func(*Household) bool { return true }), pick(func(h *Household) bool { return h.Before == schema.ClassPoor }), pick(func(h *Household) bool { return h.Before == schema.ClassNearPoor }),
			pick(out), pick(func(h *Household) bool { return !out(h) })}
	})
	others := 0
	for id := range signed {
		if place[id] == nil {
			others++
		}
	}
	if others > 0 {
		t.Notes = append(t.Notes, "Ngoài ra có "+strconv.Itoa(others)+" hộ đăng ký không thuộc danh sách nghèo, cận nghèo của kỳ.")
	}
}

var givers = []Choice{{"official", "Cán bộ, công chức, viên chức"}, {"household", "Hộ gia đình"}, {"enterprise", "Doanh nghiệp"}, {"cooperative", "Hợp tác xã"}, {"body", "Cơ quan, tổ chức"}, {"away", "Người xa quê"}, {"other", "Khác"}}

// fund is B7: what came in by givers, what went out by purposes; what was taken back counts itself away.
func fund(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "nd", Label: "Nội dung"}, {Key: "tien", Label: "Tiền (đồng)", Kind: report.Money},
		{Key: "vat", Label: "Hiện vật quy đổi (đồng)", Kind: report.Money}, {Key: "cong", Label: "Ngày công", Kind: report.Number}, count("ho", "", "Số hộ được hưởng")}
	if len(f.Fund) == 0 {
		missing(t, f.Kept["fund"])
		return
	}
	side := func(side schema.FundSide, title string, keys []Choice, key func(*schema.FundLine) string) {
		total := report.Line{Total: true}
		sums, cases := f.fundSums(func(l *schema.FundLine) bool { return l.Side == side })
		total.Cells = append([]report.Cell{{}, words(title)}, fundCells(sums, cases)...)
		t.Rows = append(t.Rows, total)
		n := 0
		for _, k := range keys {
			sums, cases := f.fundSums(func(l *schema.FundLine) bool { return l.Side == side && key(l) == k.Code })
			if sums == [3]int64{} && len(cases) == 0 {
				continue
			}
			n++
			t.Rows = append(t.Rows, report.Line{Cells: append([]report.Cell{number(int64(n)), words(k.Label)}, fundCells(sums, cases)...)})
		}
	}
	side(schema.FundIn, "I. Thu trong năm", givers, func(l *schema.FundLine) string { return l.Giver })
	var purposes []Choice
	for i := range f.Fund {
		if p := f.Fund[i].Purpose; f.Fund[i].Side == schema.FundOut && !slices.Contains(purposes, Choice{p, p}) {
			purposes = append(purposes, Choice{p, p})
		}
	}
	slices.SortFunc(purposes, func(a, b Choice) int { return cmp.Compare(a.Code, b.Code) })
	side(schema.FundOut, "II. Chi trong năm", purposes, func(l *schema.FundLine) string { return l.Purpose })
}

func (f *Facts) fundSums(yes func(*schema.FundLine) bool) (sums [3]int64, cases []wire.ID) {
	helped := map[wire.ID]int64{}
	for i := range f.Fund {
		l := &f.Fund[i]
		if !yes(l) {
			continue
		}
		sums[slices.Index(schema.FundAssets, l.Asset)] += l.Amount
		if l.Side == schema.FundOut && !l.Case.IsZero() {
			helped[l.Case] += l.Amount
		}
	}
	set := map[wire.ID]bool{}
	for id, n := range helped {
		if n > 0 {
			set[id] = true
		}
	}
	return sums, sorted(set)
}

func fundCells(sums [3]int64, cases []wire.ID) []report.Cell {
	days := strconv.FormatInt(sums[2]/10, 10)
	if sums[2]%10 != 0 {
		days += "." + strconv.FormatInt(max(sums[2]%10, -(sums[2]%10)), 10)
	}
	out := []report.Cell{number(sums[0]), number(sums[1]), {Value: days}}
	if cases == nil || len(cases) == 0 {
		return append(out, report.Cell{})
	}
	return append(out, counted(cases))
}

// links is B8.
func links(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "dn", Label: "Doanh nghiệp, hợp tác xã"}, {Key: "nd", Label: "Nội dung liên kết"}, count("ho", "", "Số hộ nghèo, cận nghèo, mới thoát nghèo tham gia"),
		count("ld", "", "Lao động"), {Key: "gt", Label: "Giá trị bao tiêu (đồng)", Kind: report.Money}}
	for _, l := range f.Links {
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(l.Enterprise), words(l.What), counted(l.Cases), number(l.Workers), number(l.Value)}})
	}
	missing(t, f.Kept["lien_ket"])
}

// models is B9.
func models(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "ten", Label: "Mô hình, sáng kiến"}, {Key: "loai", Label: "Loại"}, count("ho", "", "Số hộ tham gia"), {Key: "lai", Label: "Lãi một năm (đồng)", Kind: report.Money},
		{Key: "cn", Label: "Quyết định công nhận"}}
	for _, m := range f.Models {
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(m.Name), words(m.Kind), counted(m.Cases), number(m.Profit), words(m.Recognised)}})
	}
	missing(t, f.Kept["mo_hinh"])
}

// awards is B10: by form and kind of subject.
func awards(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "ht", Label: "Hình thức"}, {Key: "dt", Label: "Đối tượng"}, count("dn", "", "Đề nghị"), count("dt_", "", "Đã tặng")}
	type key struct{ form, subject string }
	sums := map[key]*[2]int64{}
	var order []key
	for _, a := range f.Awards {
		k := key{a.Form, a.Subject}
		if sums[k] == nil {
			sums[k] = &[2]int64{}
			order = append(order, k)
		}
		sums[k][0]++
		sums[k][1] += one(a.Given)
	}
	slices.SortFunc(order, func(a, b key) int { return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.subject, b.subject)) })
	for _, k := range order {
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(k.form), words(k.subject), number(sums[k][0]), number(sums[k][1])}})
	}
	missing(t, f.Kept["awards"])
}

// news is B11.
func news(f *Facts, t *report.Table) {
	t.Columns = []report.Column{{Key: "tt", Label: "TT", Kind: report.Count}, {Key: "loai", Label: "Hình thức tuyên truyền"}, count("luot", "", "Số tin, bài, lượt phát")}
	sums := map[string]int64{}
	for _, n := range f.News {
		sums[n.Kind] += n.Times
	}
	var order []string
	for k := range sums {
		order = append(order, k)
	}
	slices.Sort(order)
	var all int64
	for _, k := range order {
		all += sums[k]
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{number(int64(len(t.Rows) + 1)), words(k), number(sums[k])}})
	}
	if missing(t, f.Kept["truyen_thong"]); t.Missing == "" {
		t.Rows = append(t.Rows, report.Line{Total: true, Cells: []report.Cell{{}, words("Cộng"), number(all)}})
	}
}

// average is national table 1: no rule set has the points of the average living standard yet.
func average(f *Facts, t *report.Table) {
	t.Columns = append(villageColumns(), count("ho", "", "Số hộ nông, lâm, ngư, diêm nghiệp có mức sống trung bình"))
	t.Missing = "Chưa hỗ trợ: chưa có bảng điểm mức sống trung bình"
}

// builders are all tables, in the order of the papers.
var builders = []builder{
	{"B1a", "Diễn biến hộ nghèo theo thôn", true, false, movement(schema.ClassPoor)},
	{"B1b", "Diễn biến hộ cận nghèo theo thôn", true, false, movement(schema.ClassNearPoor)},
	{"B2a", "Các chỉ số thiếu hụt của hộ nghèo theo thôn", true, false, lacking(schema.ClassPoor, false)},
	{"B2b", "Các chỉ số thiếu hụt của hộ cận nghèo theo thôn", true, false, lacking(schema.ClassNearPoor, false)},
	{"B3", "Nguyên nhân nghèo, cận nghèo", true, false, causes},
	{"B4", "Hộ nghèo, hộ cận nghèo theo nhóm đối tượng", true, false, groups},
	{"B5", "Tín dụng chính sách xã hội", false, false, credits},
	{"B6", "Hộ đăng ký thoát nghèo và kết quả", true, false, registrations},
	{"B7", "Thu, chi Quỹ “Vì người nghèo” và hỗ trợ", false, false, fund},
	{"B8", "Doanh nghiệp, hợp tác xã liên kết", false, false, links},
	{"B9", "Mô hình, sáng kiến", false, false, models},
	{"B10", "Khen thưởng", false, false, awards},
	{"B11", "Tuyên truyền", false, false, news},
	{"01", "Tổng hợp kết quả rà soát hộ nông, lâm, ngư, diêm nghiệp có mức sống trung bình", true, false, average},
	{"02", "Tổng hợp diễn biến hộ nghèo", true, false, movement(schema.ClassPoor)},
	{"03", "Tổng hợp diễn biến hộ cận nghèo", true, false, movement(schema.ClassNearPoor)},
	{"04", "Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo (số hộ)", true, false, lacking(schema.ClassPoor, false)},
	{"05", "Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo (tỷ lệ)", true, false, lacking(schema.ClassPoor, true)},
	{"06", "Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo (số hộ)", true, false, lacking(schema.ClassNearPoor, false)},
	{"07", "Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo (tỷ lệ)", true, false, lacking(schema.ClassNearPoor, true)},
	{"08", "Phân tích hộ nghèo, hộ cận nghèo theo nhóm đối tượng", true, false, groups},
	{"09", "Phân tích hộ nghèo, hộ cận nghèo theo dân tộc", true, false, ethnics},
	{"10", "Phân tích hộ nghèo, hộ cận nghèo theo nguyên nhân nghèo", true, false, causesByVillage},
	{"11", "Chỉ tiêu thiếu hụt của trẻ em thuộc hộ nghèo, hộ cận nghèo", true, false, children},
	{"12", "Tổng hợp kết quả rà soát hộ nghèo", true, false, result(schema.ClassPoor)},
	{"13", "Tổng hợp kết quả rà soát hộ cận nghèo", true, false, result(schema.ClassNearPoor)},
	{"14", "Danh sách chi tiết hộ cận nghèo", true, true, list(schema.ClassNearPoor)},
	{"15", "Danh sách chi tiết hộ nghèo", true, true, list(schema.ClassPoor)},
	{"DS1", "Danh sách hộ nghèo", true, true, posted("Hộ nghèo", is(schema.ClassPoor))},
	{"DS2", "Danh sách hộ cận nghèo", true, true, posted("Hộ cận nghèo", is(schema.ClassNearPoor))},
	{"DS3", "Danh sách hộ thoát nghèo", true, true, posted("Thoát nghèo", escaped(schema.ClassPoor))},
	{"DS4", "Danh sách hộ thoát cận nghèo", true, true, posted("Thoát cận nghèo", escaped(schema.ClassNearPoor))},
}
