package seed

import (
	"strconv"
	"time"
)

// sayOf is what is said of one member.
func (v *visitor) sayOf(m *Member, name string, chance func(percent int) bool, one func(...string) string) string {
	age := years(m.Birth, v.day)
	switch name {
	case "m_danghoc":
		return school(age, chance)
	case "m_hocdung", "m_internet":
		return "1"
	case "m_bangcap":
		switch {
		case age < 15:
			return "2"
		case age < 18:
			return "3"
		case age > 60:
			return one("1", "2", "3")
		}
		return one("3", "3", "4", "4", "5", "7")
	case "m_dn_daotao":
		return "0"
	case "m_bhyt":
		return one("1", "1", "1", "1", "1", "0")
	case "m_bhyt_nhom":
		switch {
		case age < 6:
			return "TE"
		case age < 18:
			return "HS"
		}
		return map[string]string{"HN": "HN", "HCN": "CN"}[v.house.Class] + map[bool]string{true: "GD"}[v.house.Class == "KN" || v.house.Class == "MTN"]
	case "m_knld":
		if age > 78 {
			return "2"
		}
		return "1"
	case "m_kt", "m_benhnang", "m_ncc", "m_luonghuu", "m_sdd":
		return "0"
	case "m_btxh":
		if age >= 75 {
			return "1"
		}
		return "0"
	case "m_vieclam":
		switch {
		case age < 18:
			return "9"
		case age > 70:
			return "8"
		}
		return one("4", "4", "2", "3", "5")
	case "m_pnn_thang":
		return strconv.Itoa(v.r.IntN(13))
	case "m_thunhap":
		return v.money(1, 9)
	}
	return ""
}

// school is the code of list hoc for an age.
func school(age int, chance func(percent int) bool) string {
	switch {
	case age < 3:
		return "0"
	case age < 6:
		return "1"
	case age < 11:
		return "2"
	case age < 15:
		return "3"
	case age < 18:
		return "4"
	case age < 22 && chance(50):
		return "8"
	}
	return "0"
}

// years is the full age on a day.
func years(birth, day time.Time) int {
	age := day.Year() - birth.Year()
	if day.Month() < birth.Month() || day.Month() == birth.Month() && day.Day() < birth.Day() {
		age--
	}
	return age
}
