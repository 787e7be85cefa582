package seed

import (
	"strconv"
	"time"
)

// sayOf is what is said of one member.
func (v *visitor) sayOf(m *Member, name string) string {
	age := years(m.Birth, v.day)
	switch name {
	case "m_danghoc":
		return school(age, v.chance)
	case "m_hocdung":
		return v.one("1", "1", "1", "1", "1", "1", "1", "1", "1", "0")
	case "m_internet":
		if age > 70 {
			return v.one("0", "0", "1")
		}
		return "1"
	case "m_bangcap":
		return v.degree(age)
	case "m_dn_daotao":
		return v.one("0", "0", "0", "1")
	case "m_pnn_thang":
		if v.means() < 2 {
			return v.one("0", "0", "0", "1", "2", "6")
		}
		return strconv.Itoa(v.r.IntN(13))
	case "m_thunhap":
		return v.money(1, 9)
	case "m_vieclam":
		return v.work(age)
	case "m_knld":
		if age > 78 || m.Disabled != "0" && v.chance(60) {
			return "2"
		}
		return "1"
	}
	return v.health(m, age, name)
}

func (v *visitor) degree(age int) string {
	switch {
	case age < 15:
		return "2"
	case age < 18:
		return "3"
	case age > 60 || v.means() < 2 && v.chance(80):
		return v.one("1", "2", "3")
	}
	return v.one("3", "3", "4", "4", "5", "7")
}

func (v *visitor) work(age int) string {
	switch {
	case age < 18:
		return "9"
	case age > 70:
		return "8"
	case v.means() == 0:
		return v.one("4", "4", "3", "3", "7")
	case v.means() == 1:
		return v.one("4", "4", "4", "3", "2", "6")
	}
	return v.one("4", "4", "2", "2", "3", "5", "1")
}

func (v *visitor) health(m *Member, age int, name string) string {
	switch name {
	case "m_bhyt":
		if v.means() < 2 {
			return v.one("1", "1", "1", "1", "1", "1", "1", "1", "1", "0")
		}
		return v.one("1", "1", "1", "1", "0")
	case "m_bhyt_nhom":
		switch {
		case age < 6:
			return "TE"
		case age < 18:
			return "HS"
		}
		return []string{"HN", "CN", "GD", "GD"}[v.means()]
	case "m_kt":
		return m.Disabled
	case "m_kt_mucdo":
		return v.one("1", "2", "2", "3", "9")
	case "m_btxh":
		switch {
		case m.Disabled != "0":
			return "2"
		case age >= 75:
			return "1"
		}
		return "0"
	case "m_benhnang":
		return yes(v.chance(5))
	case "m_ncc":
		if age > 65 && v.chance(8) {
			return v.one("1", "3", "5")
		}
		return "0"
	case "m_luonghuu":
		return yes(age >= 60 && v.means() > 1 && v.chance(20))
	case "m_sdd":
		return v.one("0", "0", "0", "0", "0", "0", "0", "0", "1", "2", "9")
	}
	return ""
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
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
