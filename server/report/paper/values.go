package paper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/server/report"
)

// Sign is what an official says of a paper: its number, day and signer. A draft has none of them.
type Sign struct {
	Number int       // 0: a draft
	Day    time.Time // zero: room to write it
	Signer *schema.Signer
}

// dots stand for a figure that is not known: somebody writes it by hand.
const dots = "……"

// values are the fields that every paper may use, with what they stand for.
var fields = []struct {
	name, says string
	value      func(*Facts, *Paper, *Sign) string
}{
	{"so", "Số của văn bản", func(f *Facts, _ *Paper, s *Sign) string {
		if s.Number == 0 {
			return "      "
		}
		return fmt.Sprintf("%02d", s.Number)
	}},
	{"ky_hieu", "Ký hiệu", func(f *Facts, p *Paper, _ *Sign) string { return p.Symbol(&f.Office) }},
	{"ngay_ky", "Ngày ký, bằng lời", func(_ *Facts, _ *Paper, s *Sign) string { return report.LongDay(s.Day) }},
	{"dia_danh", "Địa danh trước ngày ký", func(f *Facts, _ *Paper, _ *Sign) string { return f.Office.Place }},
	{"co_quan", "Tên cơ quan, hai dòng, chữ hoa", func(f *Facts, _ *Paper, _ *Sign) string { return strings.Join(f.Office.Agency, "\n") }},
	{"ten_co_quan", "Tên cơ quan trong câu", func(f *Facts, _ *Paper, _ *Sign) string { return "Ủy ban nhân dân " + f.Office.Commune }},
	{"ban_hanh", "Người hoặc cơ quan ban hành, trong câu", func(f *Facts, p *Paper, _ *Sign) string {
		if p.Decides {
			return "Chủ tịch Ủy ban nhân dân " + f.Office.Commune
		}
		return "Ủy ban nhân dân " + f.Office.Commune
	}},
	{"ten_xa", "Tên xã trong câu", func(f *Facts, _ *Paper, _ *Sign) string { return f.Office.Commune }},
	{"tinh", "Tên tỉnh trong câu, sau dấu phẩy", func(f *Facts, _ *Paper, _ *Sign) string {
		if f.Office.Province == "" {
			return ""
		}
		return ", " + f.Office.Province
	}},
	{"nam", "Năm", func(f *Facts, _ *Paper, _ *Sign) string { return strconv.Itoa(f.Year) }},
	{"dot", "Tên đợt rà soát", func(f *Facts, _ *Paper, _ *Sign) string { return f.Round }},
	{"so_lieu_den", "Ngày của số liệu", func(f *Facts, _ *Paper, _ *Sign) string { return report.Day.Show(f.Asof) }},
	{"tam_tinh", "Số hộ chưa rà soát, khi còn", func(f *Facts, _ *Paper, _ *Sign) string {
		if n := f.pending(); n > 0 {
			return "; tạm tính: còn " + report.Count.Show(strconv.Itoa(n)) + " hộ của danh sách chưa rà soát"
		}
		return ""
	}},
	{"don_vi", "Theo đơn vị cũ hay mới", func(f *Facts, _ *Paper, _ *Sign) string {
		if f.Units == schema.UnitsOld {
			return "theo đơn vị cũ"
		}
		return "theo đơn vị mới"
	}},
	{"bo_quy_tac", "Bộ quy tắc phân loại", func(f *Facts, _ *Paper, _ *Sign) string { return f.Rules }},
	{"quyen", "Chủ tịch UBND xã, chữ hoa", func(f *Facts, _ *Paper, _ *Sign) string {
		return strings.ToUpper("Chủ tịch Ủy ban nhân dân " + f.Office.Commune)
	}},
	{"quyen_han", "Quyền hạn, chức vụ của người ký", func(_ *Facts, p *Paper, s *Sign) string {
		if s.Signer == nil {
			if p.Decides {
				return "CHỦ TỊCH"
			}
			return "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
		}
		power := s.Signer.Power
		if p.Decides && len(power) > 1 && strings.HasPrefix(power[0], "TM.") { // the chairman decides in his own right
			power = power[1:]
		}
		return strings.Join(power, "\n")
	}},
	{"nguoi_ky", "Họ tên người ký", func(_ *Facts, _ *Paper, s *Sign) string {
		if s.Signer == nil {
			return ""
		}
		return s.Signer.Name
	}},
	{"noi_nhan", "Các dòng nơi nhận", func(f *Facts, _ *Paper, _ *Sign) string {
		return strings.Join(append(slices.Clone(f.Office.Recipients), f.Office.Archive), ";\n- ")
	}},
	{"trong", "Để trống", func(*Facts, *Paper, *Sign) string { return "" }},
	{"thon", "Tên thôn (văn bản của một thôn)", func(f *Facts, _ *Paper, _ *Sign) string { return f.oneVillage() }},
	{"cua_thon", "“ của thôn …” khi là văn bản của một thôn", func(f *Facts, _ *Paper, _ *Sign) string {
		if len(f.Villages) == 1 {
			return " của " + f.oneVillage()
		}
		return ""
	}},
	{"tong_ho", "Tổng số hộ dân", func(f *Facts, _ *Paper, _ *Sign) string { return orDots(f.households(-1)) }},
	{"tong_khau", "Tổng số khẩu", func(f *Facts, _ *Paper, _ *Sign) string { return orDots(f.inhabitants(-1)) }},
	{"ngheo_dau", "Hộ nghèo đầu kỳ", opening(schema.ClassPoor)},
	{"ngheo_thoat", "Hộ thoát nghèo trong kỳ", movedIn(schema.ClassPoor, false, poverty.OutEscaped)},
	{"ngheo_phat_sinh", "Hộ nghèo phát sinh mới", movedIn(schema.ClassPoor, true, poverty.InNew)},
	{"ngheo_tai", "Hộ tái nghèo", movedIn(schema.ClassPoor, true, poverty.InAgain)},
	{"ngheo_cuoi", "Hộ nghèo cuối kỳ", houses(is(schema.ClassPoor))},
	{"ngheo_khau", "Khẩu của hộ nghèo", persons(is(schema.ClassPoor))},
	{"ngheo_ty_le", "Tỷ lệ hộ nghèo (%)", rate(schema.ClassPoor)},
	{"can_dau", "Hộ cận nghèo đầu kỳ", opening(schema.ClassNearPoor)},
	{"can_thoat", "Hộ thoát cận nghèo trong kỳ", movedIn(schema.ClassNearPoor, false, poverty.OutEscaped)},
	{"can_phat_sinh", "Hộ cận nghèo phát sinh mới", movedIn(schema.ClassNearPoor, true, poverty.InNew)},
	{"can_cuoi", "Hộ cận nghèo cuối kỳ", houses(is(schema.ClassNearPoor))},
	{"can_khau", "Khẩu của hộ cận nghèo", persons(is(schema.ClassNearPoor))},
	{"can_ty_le", "Tỷ lệ hộ cận nghèo (%)", rate(schema.ClassNearPoor)},
	{"thoat_ngheo_ho", "Hộ thoát nghèo, theo danh sách", houses(escaped(schema.ClassPoor))},
	{"thoat_ngheo_khau", "Khẩu của hộ thoát nghèo", persons(escaped(schema.ClassPoor))},
	{"thoat_can_ho", "Hộ thoát cận nghèo, theo danh sách", houses(escaped(schema.ClassNearPoor))},
	{"thoat_can_khau", "Khẩu của hộ thoát cận nghèo", persons(escaped(schema.ClassNearPoor))},
	{"khong_ld", "Hộ nghèo không có khả năng lao động", houses(func(h *Household) bool { return h.Class == schema.ClassPoor && h.NoLabour })},
	{"chua_btxh", "… chưa hưởng trợ cấp xã hội", houses(func(h *Household) bool { return h.Class == schema.ClassPoor && h.NoLabour && !h.Allowance })},
	{"so_van_ban", "Văn bản đã ban hành", kept("van_ban", func(f *Facts) int64 { return int64(f.Documents) })},
	{"so_hoat_dong", "Hội nghị, tập huấn, hoạt động", kept("hoat_dong", func(f *Facts) int64 { return int64(f.Activities) })},
	{"luot_nguoi", "Lượt người dự", kept("hoat_dong", func(f *Facts) int64 { return f.Attendance })},
	{"luot_tuyen_truyen", "Tin, bài, lượt phát", kept("truyen_thong", func(f *Facts) int64 {
		var n int64
		for _, x := range f.News {
			n += x.Times
		}
		return n
	})},
	{"du_no", "Dư nợ tín dụng chính sách (đồng)", kept("loans", func(f *Facts) int64 { return f.loans(func(l *Loan) int64 { return l.Outstanding }) })},
	{"no_qua_han", "Nợ quá hạn (đồng)", kept("loans", func(f *Facts) int64 { return f.loans(func(l *Loan) int64 { return l.Overdue }) })},
	{"ho_vay", "Số hộ vay", kept("loans", func(f *Facts) int64 { return f.borrowers() })},
	{"so_mo_hinh", "Mô hình, sáng kiến", kept("mo_hinh", func(f *Facts) int64 { return int64(len(f.Models)) })},
	{"so_lien_ket", "Liên kết", kept("lien_ket", func(f *Facts) int64 { return int64(len(f.Links)) })},
	{"so_dang_ky", "Hộ đăng ký thoát nghèo", kept("dang_ky", func(f *Facts) int64 { return f.registered() })},
	{"quy_thu", "Quỹ: thu tiền mặt (đồng)", kept("fund", func(f *Facts) int64 { return f.fundOf(schema.FundIn, schema.FundCash) })},
	{"quy_vat", "Quỹ: hiện vật quy đổi (đồng)", kept("fund", func(f *Facts) int64 { return f.fundOf(schema.FundIn, schema.FundGoods) })},
	{"quy_cong", "Quỹ: ngày công", kept("fund", func(f *Facts) int64 { return f.fundOf(schema.FundIn, schema.FundLabour) / 10 })},
	{"quy_chi", "Quỹ: chi tiền mặt (đồng)", kept("fund", func(f *Facts) int64 { return f.fundOf(schema.FundOut, schema.FundCash) })},
	{"khen_de_nghi", "Đề nghị khen thưởng", kept("awards", func(f *Facts) int64 { return int64(len(f.Awards)) })},
	{"khen_da_tang", "Đã tặng", kept("awards", func(f *Facts) int64 {
		var n int64
		for _, a := range f.Awards {
			n += one(a.Given)
		}
		return n
	})},
	{"hop_ngay", "Ngày họp thôn", meeting(func(m *Meeting) string { return report.Day.Show(m.Day) })},
	{"hop_moi", "Số hộ được mời họp", meeting(func(m *Meeting) string { return report.Count.Show(strconv.FormatInt(m.Invited, 10)) })},
	{"hop_co_mat", "Số hộ có mặt", meeting(func(m *Meeting) string { return report.Count.Show(strconv.FormatInt(m.Present, 10)) })},
	{"hop_nhat_tri", "Số hộ nhất trí", meeting(func(m *Meeting) string { return report.Count.Show(strconv.FormatInt(m.InFavour, 10)) })},
	{"hop_ty_le", "Tỷ lệ nhất trí (%)", meeting(func(m *Meeting) string { return report.Share.Show(report.Percent(m.InFavour, m.Present)) })},
	{"hop_ket_luan", "Đủ 50 % nhất trí hay phải họp lại", meeting(func(m *Meeting) string {
		if m.Half() {
			return "Đủ ít nhất 50 % số người có mặt nhất trí: kết quả rà soát được thông qua."
		}
		return "Chưa đủ 50 % số người có mặt nhất trí: phải rà soát lại và họp lại."
	})},
}

// Field names a field and says what it stands for.
type Field struct{ Name, Says string }

// Fields lists the fields of every paper.
func Fields() []Field {
	var out []Field
	for _, f := range fields {
		out = append(out, Field{f.name, f.says})
	}
	return out
}

func fieldNames() []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.name)
	}
	return out
}

// Symbol is what stands after the number: "BC-UBND".
func (p *Paper) Symbol(o *schema.Office) string {
	if p.Kind == "" {
		return ""
	}
	return p.Kind + "-" + o.Short
}

func orDots(n int) string {
	if n <= 0 {
		return dots
	}
	return report.Count.Show(strconv.Itoa(n))
}

type fieldFunc = func(*Facts, *Paper, *Sign) string

func opening(class string) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		if f.Balance == nil {
			return dots
		}
		return report.Count.Show(strconv.Itoa(f.cell(f.only(), class).Open))
	}
}

// only is the one village that the facts are of, -1 when they are of several.
func (f *Facts) only() int {
	if len(f.Villages) == 1 {
		return 0
	}
	return -1
}

func movedIn(class string, in bool, code poverty.MoveCode) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		if f.Balance == nil {
			return dots
		}
		return report.Count.Show(strconv.Itoa(len(f.moved(f.only(), class, in, code))))
	}
}

func houses(yes func(*Household) bool) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string { return report.Count.Show(strconv.Itoa(len(f.of(yes)))) }
}

func persons(yes func(*Household) bool) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		return report.Count.Show(strconv.FormatInt(f.people(yes), 10))
	}
}

func rate(class string) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		if s := f.rate(f.only(), class).Value; s != "" {
			return report.Share.Show(s)
		}
		return dots
	}
}

func kept(register string, n func(*Facts) int64) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		if !f.Kept[register] {
			return dots
		}
		return report.Count.Show(strconv.FormatInt(n(f), 10))
	}
}

func meeting(say func(*Meeting) string) fieldFunc {
	return func(f *Facts, _ *Paper, _ *Sign) string {
		if len(f.Villages) != 1 || len(f.Meetings) == 0 {
			return dots
		}
		return say(&f.Meetings[0])
	}
}

func (f *Facts) oneVillage() string {
	if len(f.Villages) != 1 {
		return dots
	}
	if name := f.Villages[0].Name; strings.HasPrefix(strings.ToLower(name), "thôn") {
		return "thôn" + name[len("thôn"):]
	} else {
		return "thôn " + name
	}
}

func (f *Facts) loans(n func(*Loan) int64) (sum int64) {
	for i := range f.Loans {
		sum += n(&f.Loans[i])
	}
	return sum
}

func (f *Facts) borrowers() int64 {
	seen := map[string]bool{}
	for i := range f.Loans {
		seen[f.Loans[i].Case.String()] = true
	}
	return int64(len(seen))
}

func (f *Facts) registered() int64 {
	seen := map[string]bool{}
	for i := range f.Registrations {
		seen[f.Registrations[i].Case.String()] = true
	}
	return int64(len(seen))
}

func (f *Facts) fundOf(side schema.FundSide, asset schema.FundAsset) (sum int64) {
	for i := range f.Fund {
		if l := &f.Fund[i]; l.Side == side && l.Asset == asset {
			sum += l.Amount
		}
	}
	return sum
}
