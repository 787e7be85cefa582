package seed

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// movement fills the registers of the movement, the fund and some typed figures for both years, so that lists, scorecards
// and reports show something. Everything is invented.
func (f *filler) movement(ctx context.Context) error {
	if _, n, err := f.Entries(ctx, f.c.ID, allEntries); err != nil || n > 0 {
		return err
	}
	b := &booker{filler: f}
	var err error
	for i := range b.classes {
		if b.classes[i], err = f.ClassesOn(ctx, f.c.ID, strconv.Itoa(lastYear-1+i)+"-12-31"); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{b.people, b.plans, b.reports, b.work, b.links, b.helping, b.money, b.typed} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// booker writes demo entries one after another.
type booker struct {
	*filler
	n       int
	line    int
	classes [3]map[wire.ID]string // at the end of 2024, 2025, 2026
}

// put writes an entry of a register; values come as pairs of column and value. area -1 is the commune.
func (b *booker) put(ctx context.Context, kind string, year, area int, houses []wire.ID, values ...string) (wire.ID, error) {
	k, ok := emulation.KindOf(kind)
	if !ok {
		return wire.ID{}, fmt.Errorf("no register %q", kind)
	}
	e := schema.Entry{ID: ID("entry", b.n), Kind: kind, Year: year, Values: map[string]string{}, Households: houses}
	b.n++
	if area >= 0 {
		e.Area = b.c.Areas[area].ID
	}
	typed := map[string]string{}
	for i := 0; i+1 < len(values); i += 2 {
		typed[values[i]] = values[i+1]
	}
	var wrong []*schema.Error
	if e.Values, wrong = k.Read(func(code string) string { return typed[code] }); len(wrong) > 0 {
		return e.ID, fmt.Errorf("%s: %w", kind, wrong[0])
	}
	k.Fill(&e)
	if f, _ := k.Field(k.Title); f.Type == emulation.TypeHouse {
		for i := range b.c.Households {
			if h := &b.c.Households[i]; h.ID.String() == e.Values[k.Title] {
				e.Title = h.Code + " " + h.Head()
			}
		}
	}
	return e.ID, b.PutEntry(ctx, b.c.ID, &e, 0, "", People[0].ID)
}

// poor lists households of an area (-1: all) that were poor or near-poor at the start of a year.
func (b *booker) poor(area, year int) []wire.ID {
	var out []wire.ID
	for i := range b.c.Households {
		h := &b.c.Households[i]
		class := b.classes[year-lastYear][h.ID]
		if (area < 0 || h.Area == area) && (class == schema.ClassPoor || class == schema.ClassNearPoor) {
			out = append(out, h.ID)
		}
	}
	return out
}

// better lists households of an area that were not poor at the start of a year.
func (b *booker) better(area, year int) []wire.ID {
	var out []wire.ID
	for i := range b.c.Households {
		if h := &b.c.Households[i]; h.Area == area && b.classes[year-lastYear][h.ID] == schema.ClassNotPoor {
			out = append(out, h.ID)
		}
	}
	return out
}

func some(ids []wire.ID, n int) []wire.ID { return ids[:min(n, len(ids))] }

func day(year int, rest string) string { return strconv.Itoa(year) + "-" + rest }

func (b *booker) people(ctx context.Context) error {
	if _, err := b.put(ctx, "phong_trao", 2022, -1, nil, "ten", "Vì người nghèo – Không để ai bị bỏ lại phía sau", "giai_doan", "2022–2025", "tu", "2022-08-12", "den", "2025-12-31",
		"can_cu", "Quyết định 666/QĐ-TTg ngày 02/6/2022; Kế hoạch 103/KH-UBND ngày 12/8/2022 của huyện", "bo_tieu_chi", "vnn_mau"); err != nil {
		return err
	}
	if _, err := b.put(ctx, "phong_trao", 2026, -1, nil, "ten", "Vì người nghèo"+sample, "giai_doan", "2026–2030 (chờ văn bản)", "tu", "2026-01-01", "can_cu", "Chưa có kế hoạch của cấp trên; xã tiếp tục làm"+sample, "bo_tieu_chi", "vnn_mau"); err != nil {
		return err
	}
	for _, o := range [][]string{{"Đào Thị Thẩm" + sample, "Công chức Văn hoá – Xã hội", "thamdinh"}, {"Quách Đình Hưởng" + sample, "Chuyên viên Văn phòng HĐND và UBND", "quantri"}, {"Nguyễn Văn Khuê" + sample, "Trưởng thôn, rà soát viên", "khue"}} {
		if _, err := b.put(ctx, "can_bo", lastYear, -1, nil, "ten", o[0], "chuc_vu", o[1], "don_vi", "UBND xã", "tai_khoan", o[2], "tu", "2022-09-01"); err != nil {
			return err
		}
	}
	return nil
}

// officialID is the i-th official of people: entries are numbered from the first.
func officialID(i int) string { return ID("entry", 2+i).String() }

func (b *booker) plans(ctx context.Context) error {
	for year := lastYear; year <= lastYear+1; year++ {
		y := strconv.Itoa(year)
		plan, err := b.put(ctx, "van_ban", year, -1, nil, "loai", "kehoach", "ten", "Kế hoạch thực hiện phong trào năm "+y, "so", "12/KH-UBND"+sample, "han", day(year, "03-01"), "ngay_ky", day(year, "02-18"), "nguoi_ky", "Chủ tịch UBND xã", "can_bo", officialID(0))
		if err != nil {
			return err
		}
		for i, d := range []struct{ kind, name, due, done string }{{"congvan", "Hướng dẫn thôn đăng ký thoát nghèo", "04-10", "04-08"}, {"quyetdinh", "Kiện toàn Ban chỉ đạo giảm nghèo", "03-20", "03-25"}, {"baocao", "Báo cáo sáu tháng", "06-15", "06-12"}, {"totrinh", "Tờ trình xin hỗ trợ nhà ở", "08-30", "08-20"}} {
			if _, err := b.put(ctx, "van_ban", year, -1, nil, "loai", d.kind, "ten", d.name+" năm "+y, "so", strconv.Itoa(30+i)+"/UBND"+sample, "han", day(year, d.due), "ngay_ky", day(year, d.done), "can_bo", officialID(i%2)); err != nil {
				return err
			}
		}
		for i, d := range []struct{ name, who, due, done string }{{"Phát động phong trào, ký giao ước", "Văn phòng", "03-31", "03-20"}, {"Tập huấn chăn nuôi cho hộ nghèo", "Hội Nông dân", "05-30", "05-22"}, {"Rà soát nhà ở dột nát", "Phòng Kinh tế", "06-30", "07-09"},
			{"Tháng cao điểm Vì người nghèo", "Mặt trận Tổ quốc", "11-18", "11-18"}, {"Rà soát hộ nghèo, cận nghèo", "Ban chỉ đạo giảm nghèo", "12-10", ""}, {"Tổng kết phong trào năm", "Văn hoá – Xã hội", "12-20", ""}} {
			done := ""
			if d.done != "" {
				done = day(year, d.done)
			} else if year == lastYear {
				done = day(year, d.due)
			}
			if _, err := b.put(ctx, "nhiem_vu", year, -1, nil, "ten", d.name, "van_ban", plan.String(), "phu_trach", d.who, "can_bo", officialID(i%2), "han", day(year, d.due), "xong", done); err != nil {
				return err
			}
		}
		spent := []string{"120000000", "45000000"}
		if year > lastYear {
			spent = []string{"96000000", "18000000"}
		}
		for i, d := range []struct{ name, from, given string }{{"Hỗ trợ đa dạng sinh kế", "trunguong", "120000000"}, {"Hỗ trợ sửa nhà", "tinh", "60000000"}} {
			settled := []string{"", ""}
			if year == lastYear {
				settled = []string{day(year+1, "01-20"), spent[i]}
			}
			if _, err := b.put(ctx, "kinh_phi", year, -1, some(b.poor(-1, year), 14-6*i), "ten", d.name+" năm "+y, "nguon", d.from, "giao", d.given, "ngay_giao", day(year, "02-25"), "giai_ngan", spent[i], "ngay_giai_ngan", day(year, "10-30"),
				"quyet_toan", settled[1], "ngay_quyet_toan", settled[0], "han_quyet_toan", day(year+1, "01-31")); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *booker) reports(ctx context.Context) error {
	mark := Criteria().Marks[emulation.MarkReports]
	for year := lastYear; year <= lastYear+1; year++ {
		due := mark.On(year)
		for i, r := range Criteria().Reports {
			if r.Body != "thon" {
				sent := day(year, "11-"+strconv.Itoa(9+2*i)) // the last bodies are late
				if year > lastYear && i > 3 {
					sent = ""
				}
				if _, err := b.put(ctx, "bao_cao", year, -1, nil, "ten", r.Name, "don_vi", r.Body, "loai", "dinhky", "han", due, "gui", sent); err != nil {
					return err
				}
				continue
			}
			for a := range b.c.Areas {
				sent := day(year, "11-"+strconv.Itoa(10+a))
				if year > lastYear && a > 6 {
					sent = ""
				}
				if _, err := b.put(ctx, "bao_cao", year, a, nil, "ten", r.Name, "loai", "dinhky", "han", due, "gui", sent); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *booker) work(ctx context.Context) error {
	for year := lastYear; year <= lastYear+1; year++ {
		for i, d := range []struct{ name, kind, on, who string }{{"Tập huấn nuôi gà thả vườn an toàn", "taphuan", "05-22", "Trạm khuyến nông"}, {"Kỹ thuật trồng rau vụ đông", "taphuan", "08-14", "Hội Nông dân"}, {"Gương vượt nghèo chia sẻ cách làm", "chiase", "10-17", "Hộ thoát nghèo"}, {"Phát động Tháng cao điểm Vì người nghèo", "raquan", "10-17", "Mặt trận Tổ quốc xã"}} {
			if _, err := b.put(ctx, "hoat_dong", year, -1, some(b.poor(-1, year), 18-3*i), "ten", d.name, "loai", d.kind, "ngay", day(year, d.on), "nguoi_du", strconv.Itoa(60-7*i), "huong_dan", d.who+sample); err != nil {
				return err
			}
		}
		for a := range b.c.Areas {
			for i, d := range []struct{ name, on string }{{"Họp thôn bình xét hộ nghèo, hộ cận nghèo", "10-28"}, {"Họp thôn đăng ký thoát nghèo", "04-05"}} {
				minutes := "0" + strconv.Itoa(i+1) + "/BB" + sample
				if a == 7 && i == 1 {
					minutes = "" // one village has lost them
				}
				if _, err := b.put(ctx, "hop_dan", year, a, nil, "ten", d.name, "ngay", day(year, d.on), "bien_ban", minutes, "trieu_tap", "44", "co_mat", strconv.Itoa(30+a), "nhat_tri", strconv.Itoa(22+a)); err != nil {
					return err
				}
			}
			if a%2 == 0 {
				if _, err := b.put(ctx, "hoat_dong", year, a, some(b.poor(a, year), 4), "ten", "Chia sẻ cách làm tại thôn", "loai", "chiase", "ngay", day(year, "07-0"+strconv.Itoa(a+1)), "nguoi_du", "25"); err != nil {
					return err
				}
			}
		}
		for i, d := range []struct{ name, kind, n string }{{"Chuyên mục Vì người nghèo trên loa xã", "phatthanh", "24"}, {"Bài về hộ vượt nghèo", "bai", "3"}, {"Tin Tháng cao điểm", "tin", "9"}, {"Trang mạng của xã", "mang", "12"}} {
			if _, err := b.put(ctx, "truyen_thong", year, -1, nil, "ten", d.name, "loai", d.kind, "ngay", day(year, "1"+strconv.Itoa(i%2)+"-1"+strconv.Itoa(i)), "so_luot", d.n, "noi", "Đài truyền thanh xã"+sample); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *booker) links(ctx context.Context) error {
	var firms []wire.ID
	for _, d := range [][]string{{"HTX nông nghiệp Minh Tiến" + sample, "htx"}, {"Công ty may Phù Cừ" + sample, "dn"}, {"Tổ hợp tác rau sạch" + sample, "tht"}} {
		id, err := b.put(ctx, "doanh_nghiep", lastYear, -1, nil, "ten", d[0], "loai", d[1], "dia_chi", "Xã Minh Tiến"+sample, "tu", "2023-01-10")
		if err != nil {
			return err
		}
		firms = append(firms, id)
	}
	for year := lastYear; year <= lastYear+1; year++ {
		for i, d := range []struct{ name, amount, value, workers, pay string }{{"Bao tiêu gà thả vườn", "12 tấn gà", "420000000", "", ""}, {"Nhận lao động hộ nghèo, cận nghèo", "", "", "4", "6200000"}, {"Bao tiêu rau vụ đông", "30 tấn rau", "150000000", "", ""}} {
			if _, err := b.put(ctx, "lien_ket", year, -1, some(b.poor(-1, year), 9-2*i), "ten", d.name, "doanh_nghiep", firms[i].String(), "so_hd", strconv.Itoa(year)+"/HĐ-0"+strconv.Itoa(i+1)+sample, "ngay", day(year, "03-10"), "den", day(year, "12-31"),
				"san_luong", d.amount, "gia_tri", d.value, "lao_dong", d.workers, "thu_nhap", d.pay); err != nil {
				return err
			}
		}
		owner := b.poor(4, year)
		if len(owner) == 0 {
			owner = b.poor(-1, year)
		}
		for i, d := range []struct{ name, kind, who, firm, seen string }{{"Nuôi gà thả vườn luân chuyển con giống", "mohinh", "", firms[0].String(), "15/QĐ-UBND"}, {"Bảng theo dõi hộ nghèo theo thôn", "sangkien", officialID(0), "", "88/QĐ-UBND"}, {"Ngân hàng cây giống rau của thôn", "giaiphap", "", "", ""}} {
			values := []string{"ten", d.name + " " + strconv.Itoa(year) + sample, "loai", d.kind, "ngay", day(year, "04-1"+strconv.Itoa(i)), "can_bo", d.who, "doanh_nghiep", d.firm, "cong_nhan", d.seen, "lai", "28000000", "mo_ta", "Hộ khá giao con giống, hộ nghèo nuôi rồi trả lại con giống cho hộ sau."}
			if i == 0 {
				values = append(values, "chu_ho", owner[0].String(), "cap", "xa")
			}
			if _, err := b.put(ctx, "mo_hinh", year, -1, some(b.poor(-1, year), 8-2*i), values...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *booker) helping(ctx context.Context) error {
	for year := lastYear; year <= lastYear+1; year++ {
		for a := range b.c.Areas {
			poor, better := b.poor(a, year), b.better(a, year)
			for i, h := range some(poor, 3) {
				if _, err := b.put(ctx, "dang_ky", year, a, nil, "ho", h.String(), "ngay", day(year, "04-0"+strconv.Itoa(5+i)), "nam_thoat", strconv.Itoa(year+i%2), "lo_trinh", "Nuôi thêm gà, con đi làm công ty, trả nợ vốn vay đúng hạn"+sample, "xac_nhan", "1"); err != nil {
					return err
				}
			}
			for i, h := range some(poor, 2) {
				if i >= len(better) {
					break
				}
				how := []string{"hienvat", "ngaycong", "giong"}[(a+i)%3]
				if _, err := b.put(ctx, "giup_do", year, a, nil, "ben_nhan", h.String(), "ben_giup", better[i].String(), "ngay", day(year, "09-1"+strconv.Itoa(i)), "hinh_thuc", how, "gia_tri", strconv.Itoa(500000*(i+1)), "ngay_cong", "3", "mo_ta", "Giúp sửa chuồng, cho con giống"+sample, "xac_nhan", "1"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// money is the fund of both years: receipts of every kind of giver, uses with minutes, one line taken back.
func (b *booker) money(ctx context.Context) error {
	firms, _, err := b.Entries(ctx, b.c.ID, entriesOf("doanh_nghiep"))
	if err != nil {
		return err
	}
	for year := lastYear; year <= lastYear+1; year++ {
		for i, g := range []struct {
			giver, name string
			amount      int64
			on          string
			public      bool
		}{{"official", "Cán bộ, công chức xã" + sample, 18_600_000, "10-20", true}, {"enterprise", "", 30_000_000, "10-17", true}, {"away", "Bà Nguyễn Thị Hảo" + sample, 5_000_000, "10-25", true}, {"other", "", 2_000_000, "11-02", false}, {"body", "Trường Tiểu học xã" + sample, 4_200_000, "11-08", true}} {
			l := schema.FundLine{Side: schema.FundIn, Asset: schema.FundCash, Amount: g.amount + int64(year-lastYear)*1_000_000, Day: day(year, g.on), Giver: g.giver, Name: g.name, Public: g.public}
			if g.giver == "enterprise" {
				l.Entry, l.Name = firms[i%len(firms)].ID, firms[i%len(firms)].Title
			}
			if _, err := b.fund(ctx, l); err != nil {
				return err
			}
		}
		for a := range b.c.Areas {
			area := b.c.Areas[a].ID
			if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundIn, Asset: schema.FundCash, Amount: int64(3_000_000 + 450_000*a), Day: day(year, "10-18"), Area: area, Giver: "household", Name: "Nhân dân thôn " + b.c.Areas[a].Label, Public: true}); err != nil {
				return err
			}
			if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundIn, Asset: schema.FundLabour, Amount: int64(10 * (8 + a)), Day: day(year, "10-19"), Area: area, Giver: "household", Name: "Nhân dân thôn " + b.c.Areas[a].Label, Public: true, Purpose: "Làm nhà Đại đoàn kết"}); err != nil {
				return err
			}
			if better := b.better(a, year); len(better) > 0 {
				if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundIn, Asset: schema.FundCash, Amount: 500_000, Day: day(year, "11-01"), Area: area, Giver: "household", Case: better[0], Public: a%2 == 0}); err != nil {
					return err
				}
			}
		}
		if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundIn, Asset: schema.FundGoods, Amount: 6_000_000, Goods: "400 kg gạo", Day: day(year, "10-22"), Giver: "cooperative", Entry: firms[0].ID, Name: firms[0].Title, Public: true}); err != nil {
			return err
		}
		if err := b.uses(ctx, year); err != nil {
			return err
		}
	}
	return nil
}

func (b *booker) uses(ctx context.Context, year int) error {
	minutes := "Biên bản họp Ban Vận động Quỹ ngày 05/11/" + strconv.Itoa(year) + sample
	poor := b.poor(-1, year)
	areaOf := func(h wire.ID) wire.ID {
		i := slices.IndexFunc(b.c.Households, func(x Household) bool { return x.ID == h })
		return b.c.Areas[b.c.Households[i].Area].ID
	}
	for i, h := range some(poor, 6) {
		l := schema.FundLine{Side: schema.FundOut, Asset: schema.FundCash, Amount: int64(1_000_000 * (1 + i%3)), Day: day(year, "11-10"), Case: h, Area: areaOf(h), Purpose: []string{"Khám chữa bệnh", "Học bổng cho con", "Hỗ trợ sinh kế"}[i%3], Minutes: minutes}
		if i == 0 {
			l.Amount, l.Purpose = 20_000_000, "Nhà Đại đoàn kết"
		}
		if _, err := b.fund(ctx, l); err != nil {
			return err
		}
	}
	if len(poor) > 0 {
		if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundOut, Asset: schema.FundLabour, Amount: 600, Day: day(year, "11-12"), Case: poor[0], Area: areaOf(poor[0]), Purpose: "Làm nhà Đại đoàn kết", Minutes: minutes}); err != nil {
			return err
		}
	}
	if _, err := b.fund(ctx, schema.FundLine{Side: schema.FundOut, Asset: schema.FundGoods, Amount: 4_500_000, Goods: "300 kg gạo cho 30 hộ", Day: day(year, "11-15"), Name: "Các thôn", Purpose: "Quà Tháng cao điểm", Minutes: minutes}); err != nil {
		return err
	}
	if len(poor) == 0 {
		return nil
	}
	wrong, err := b.fund(ctx, schema.FundLine{Side: schema.FundOut, Asset: schema.FundCash, Amount: 3_000_000, Day: day(year, "11-16"), Case: poor[0], Area: areaOf(poor[0]), Purpose: "Hỗ trợ sinh kế", Minutes: minutes})
	if err != nil {
		return err
	}
	_, err = b.ReverseFundLine(ctx, b.c.ID, wrong, day(year, "11-17"), "Ghi nhầm hộ"+sample, People[0].ID)
	return err
}

func (b *booker) fund(ctx context.Context, l schema.FundLine) (wire.ID, error) {
	l.ID = ID("fund", b.line)
	b.line++
	return l.ID, b.AddFundLine(ctx, b.c.ID, &l, People[0].ID)
}

// typed signs the figures that nobody can count: the target of the year, ratings of officials.
func (b *booker) typed(ctx context.Context) error {
	for year := lastYear; year <= lastYear+1; year++ {
		facts := []schema.TypedFact{{Subject: string(emulation.SubjectCommune), Code: "chi_tieu_giam", Value: "0.5", Note: "Kế hoạch giảm nghèo năm " + strconv.Itoa(year) + sample}}
		if year == lastYear {
			for i := range 3 {
				facts = append(facts, schema.TypedFact{Subject: string(emulation.SubjectOfficial), Who: ID("entry", 2+i), Code: "xep_loai", Value: "2", Note: "Thông báo xếp loại năm " + strconv.Itoa(year) + sample})
			}
		}
		for i := range facts {
			facts[i].Year = year
			if err := b.PutTypedFact(ctx, b.c.ID, &facts[i], People[0].ID); err != nil {
				return err
			}
		}
	}
	return nil
}

var allEntries = store.EntryQuery{Scope: schema.Scope{All: true}, Limit: 1}

func entriesOf(kind string) store.EntryQuery {
	return store.EntryQuery{Scope: schema.Scope{All: true}, Kind: kind}
}
