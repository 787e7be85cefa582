package seed

import (
	"fmt"
	"strconv"
	"strings"
)

// sayOfVisit answers the groups about the visit itself and who lives there.
func (v *visitor) sayOfVisit(name string) string {
	switch name {
	case "lydo_tham":
		switch v.listed() {
		case 0:
			return v.one("1", "1", "1", "1", "4")
		case 1:
			return v.one("2", "2", "2", "2", "4")
		case 2:
			return "5"
		}
		return v.one("6", "6", "6", "6", "6", "3", "3", "3", "7")
	case "ketqua_tham", "da_thongbao", "xacnhan_nk", "ho_xacnhan":
		return "1"
	case "tincay":
		return v.one("1", "1", "1", "2", "3")
	case "dongy_guong", "dongy_chiase":
		return v.one("1", "1", "0")
	case "gps":
		if v.chance(20) {
			return ""
		}
		a := v.house.Area
		return fmt.Sprintf("%.5f %.5f 3 %d", 20.70+0.012*float64(a/3)+0.006*v.r.Float64(), 106.15+0.014*float64(a%3)+0.007*v.r.Float64(), 4+v.r.IntN(12))
	case "khong_knld":
		for _, m := range v.house.Members {
			if age := years(m.Birth, v.day); age >= 15 && age <= 78 {
				return "0"
			}
		}
		return "1"
	case "biendong":
		if v.chance(4) {
			return v.one("1", "3", "4")
		}
		return "0"
	case "bd_noi_cu":
		return "Xã bên" + sample
	case "bd_phanloai_cu":
		return v.house.Class
	case "dientich":
		return strconv.Itoa(max(12, len(v.house.Members)*(6+3*v.means()+v.r.IntN(14))))
	}
	return ""
}

// sayOfHome answers the groups about assets, the house, water and information.
func (v *visitor) sayOfHome(name string) string {
	poor := v.means() == 0
	switch name {
	case "taisan":
		return v.assets()
	case "so_xemay":
		return strconv.Itoa(1 + v.r.IntN(1+v.means()))
	case "dien_kwh":
		return strconv.Itoa([]int{15, 20, 60, 90}[v.means()] + v.r.IntN(50))
	case "dien_hoadon":
		return v.one("1", "1", "0")
	case "chothue":
		return yes(v.means() == 3 && v.chance(8))
	case "phieua_ketluan":
		if v.value("a_dem_th") < v.value("a_nguong") {
			return "1"
		}
		return v.one("2", "2", "3")
	case "phieua_lydo":
		return "Nhà có người ốm dài ngày, thu nhập giảm" + sample
	case "nha_sohuu":
		return v.one("1", "1", "1", "1", "1", "1", "1", "2", "3")
	case "vl_cot", "vl_tuong":
		if poor {
			return v.one("2", "2", "3", "4")
		}
		return v.one("1", "2", "2", "2", "3")
	case "vl_mai":
		if poor {
			return v.one("2", "2", "3", "4")
		}
		return v.one("1", "2", "2", "3")
	case "nha_tinhtrang":
		if poor {
			return v.one("2", "3", "3", "4")
		}
		return v.one("1", "2", "2", "3")
	case "nha_nam":
		return strconv.Itoa(1980 + v.r.IntN(44))
	case "nha_nhucau":
		if poor {
			return v.one("0", "0", "1", "2")
		}
		return v.one("0", "0", "0", "0", "0", "2")
	case "nuoc_an":
		if poor {
			return v.one("1", "3", "6", "8", "9")
		}
		return v.one("1", "1", "1", "3", "6", "8")
	case "nuoc_may_co":
		return v.one("1", "1", "0")
	case "nuoc_vandede":
		if v.chance(15) {
			return v.one("Nước có mùi tanh", "Thiếu nước mùa khô", "Nước đục sau mưa") + sample
		}
		return ""
	case "nhatieu":
		if poor {
			return v.one("1", "2", "5", "6", "7")
		}
		return v.one("1", "1", "1", "2", "5")
	case "nhatieu_khac":
		return "Nhà tiêu một ngăn" + sample
	case "nhatieu_chung":
		return yes(v.chance(5))
	case "racthai":
		return v.one("1", "1", "2", "3")
	case "nuocthai":
		return v.one("1", "2", "3")
	case "phuongtien":
		if poor && v.chance(10) {
			return "khong"
		}
		return v.one("smartphone tivi", "dienthoai smartphone tivi", "laptop smartphone tivi")
	case "wifi":
		return yes(v.chance(30 + 15*v.means()))
	case "tin_nguon":
		return v.one("hopthon loa", "loa", "hopthon zalo", "to_tkvv", "chuabiet")
	}
	return ""
}

// assets draws what the household owns: more the better off it is.
func (v *visitor) assets() string {
	var own []string
	for _, a := range []struct {
		code  string
		from  int // means from which it is common
		share int
	}{{"tivi", 0, 85}, {"xemay", 1, 75}, {"tulanh", 2, 80}, {"maygiat", 2, 60}, {"binhnonglanh", 2, 60}, {"dieuhoa", 3, 60}, {"lovisong", 3, 30}, {"maytinh", 3, 35}, {"oto", 3, 10}, {"maynongnghiep", 2, 10}} {
		share := a.share
		if v.means() < a.from {
			share /= 5
		}
		if v.chance(share) {
			own = append(own, a.code)
		}
	}
	if own == nil {
		return "khong"
	}
	return strings.Join(own, " ")
}
