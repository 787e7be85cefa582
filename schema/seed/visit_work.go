package seed

import "strconv"

// sayOfWork answers the groups about land, livestock, income and whether there are loans.
func (v *visitor) sayOfWork(name string) string {
	switch name {
	case "donvi_dat":
		return "sao"
	case "dat_hangnam":
		return v.one("0", "2", "3", "4.5", "6")
	case "dat_launam":
		return v.one("0", "0", "1", "2.5")
	case "dat_ao":
		return v.one("0", "0", "0", "1")
	case "dat_thue":
		return "0"
	case "cn_traubo":
		return v.one("0", "0", "0", "1", "2")
	case "cn_lon":
		return v.one("0", "0", "2", "5", "12")
	case "cn_giacam":
		return v.one("0", "15", "30", "80")
	case "dat_thieu":
		return yes(v.chance(20))
	case "lienket":
		return v.one("0", "0", "0", "0", "1")
	case "lienket_ten":
		return "HTX nông nghiệp" + sample
	case "tn_nongnghiep":
		return v.money(5, 15+20*v.means())
	case "tn_kinhdoanh":
		return v.one("0", "0", v.money(5, 20+15*v.means()))
	case "tn_luong":
		return v.money(0, 40+40*v.means())
	case "tn_trocap":
		return v.one("0", v.money(2, 18))
	case "tn_sosanh":
		return v.one("1", "2", "2", "3")
	case "co_vay":
		return "0"
	case "to_tkvv":
		if len(v.house.Loans) == 0 { // the loans came with a household that joined this one
			return "TO" + strconv.Itoa(10*(v.house.Area+1))
		}
		return v.house.Loans[0].Group
	case "lydo_khongvay":
		return v.one("1", "2", "3")
	case "vay_khac":
		return yes(v.chance(8))
	case "vay_nhucau":
		return v.one("0", "0", "0", "50000000", "100000000")
	case "vay_nhucau_md":
		return v.one("1", "2", "4")
	}
	return ""
}

// sayOfLoan is what is said and seen of one loan: in order for most, past its day overdue.
func (v *visitor) sayOfLoan(l Loan, name string) string {
	late := l.Due.Before(v.day) && l.Left > 0
	switch name {
	case "v_md_thucte":
		if v.chance(8) {
			return "9"
		}
		return l.Purpose
	case "v_dung":
		return v.one("1", "1", "1", "1", "1", "1", "1", "2", "3", "9")
	case "v_lai_cham":
		if late {
			return strconv.Itoa(2 + v.r.IntN(6))
		}
		return v.one("0", "0", "0", "0", "0", "1")
	case "v_no":
		if late {
			return v.one("3", "3", "2")
		}
		return v.one("1", "1", "1", "1", "1", "1", "6", "2")
	case "v_con_taisan":
		return v.one("1", "1", "1", "0")
	case "v_tn_them":
		return v.money(0, 3)
	case "v_hieuqua":
		return v.one("1", "2", "2", "3", "4")
	}
	return ""
}

// sayOfNeeds answers the groups about causes, help, leaving poverty and contributions.
func (v *visitor) sayOfNeeds(name string) string {
	switch name {
	case "nguyennhan":
		if v.means() == 3 {
			return v.one("8", "2", "7")
		}
		return v.one("2", "2 6", "7", "3 7", "1 2", "5 6")
	case "hotro_nhan":
		if v.means() > 1 {
			return v.one("khong", "khong", "tindung", "tet")
		}
		return v.one("tet yte", "tet tiendien yte", "tindung yte", "quyvnn tet")
	case "hotro_vnn":
		return v.one("500000", "1000000", "5000000")
	case "nhucau":
		return v.one("von", "giong von", "vieclam", "hocnghe", "yte", "nhao", "kythuat von")
	case "nghe_muonhoc":
		return v.one("channuoi", "may", "banhang_online")
	case "hailong":
		return v.one("1", "1", "1", "1", "0")
	case "kiennghi":
		if v.chance(10) {
			return v.one("Xin sửa đường ngõ", "Xin học nghề cho con", "Xin vay thêm vốn nuôi gà") + sample
		}
		return ""
	case "dk_thoat":
		return v.one("1", "0")
	case "dk_nam":
		return v.one("0", "1", "1", "2")
	case "dk_cach":
		return v.one("channuoi", "congty", "channuoi trongtrot", "buonban vayvon")
	case "dk_cuthe":
		return v.one("Nuôi thêm gà đẻ", "Con đi làm công ty", "Trồng thêm rau màu") + sample
	case "dk_lydo":
		return v.one("1", "2", "3", "4")
	case "thoat_danhgia":
		return v.one("1", "2", "2", "3", "4")
	case "dg_co":
		return yes(v.means() == 3 && v.chance(25))
	case "dg_hinhthuc":
		return v.one("tien", "hienvat", "ngaycong", "quyvnn tien", "giong kythuat")
	case "dg_giatri":
		return v.one("200000", "500000", "1000000", "3000000")
	case "dg_soho":
		return v.one("1", "1", "2", "3")
	case "dg_ho":
		return "Hộ cùng thôn" + sample
	case "sk_co":
		return yes(v.means() > 1 && v.chance(10))
	case "sk_mota":
		return "Nuôi gà thả vườn 300 con, vốn 40 triệu, lãi 30 triệu một năm, 2 lao động" + sample
	case "sk_lai":
		return "30000000"
	case "denghi_kt":
		return v.one("0", "0", "1")
	}
	return ""
}
