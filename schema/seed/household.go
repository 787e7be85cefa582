package seed

import (
	"fmt"
	"math/rand/v2"
	"time"
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// household makes the n-th household: one to seven people around a head, most of them a couple with children, some with
// grandparents; loans for about a third, as the bank's list would have them.
func household(r *rand.Rand, n int, groups []Group) Household {
	area := n % len(villages)
	h := Household{
		ID: ID("household", n), Area: area,
		Code:    fmt.Sprintf("M-%03d", n+1),
		Address: pick(r, lanes) + ", số nhà " + fmt.Sprint(1+r.IntN(90)),
		Phone:   fmt.Sprintf("09%08d", r.IntN(100_000_000)),
	}
	if r.IntN(6) == 0 {
		h.Phone = ""
	}
	switch x := r.IntN(100); {
	case x < 12:
		h.Class = "HN"
	case x < 27:
		h.Class = "HCN"
	case x < 35:
		h.Class = "MTN"
	default:
		h.Class = "KN"
	}
	people(r, n, &h)
	loans(r, n, &h, groups)
	fates(n, &h)
	return h
}

// fates gives some people what makes a commune: a disability, a birth of which only the year is known, another ethnic
// group, a move. It draws from a source of its own, so that names and numbers do not hang on it.
func fates(n int, h *Household) {
	r := rand.New(rand.NewPCG(77, uint64(n)))
	for i := range h.Members {
		m := &h.Members[i]
		age := lastYear - m.Birth.Year()
		m.Disabled, m.Ethnic = "0", "01"
		if r.IntN(22) == 0 {
			m.Disabled = pick(r, []string{"1", "1", "2", "3", "4", "5", "6"})
		}
		if i > 0 && r.IntN(60) == 0 {
			m.Ethnic = pick(r, []string{"02", "06", "07"})
		}
		if age > 70 && r.IntN(3) == 0 {
			m.Known, m.Birth = "3", time.Date(m.Birth.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		switch x := r.IntN(100); {
		case i == 0:
		case m.Relation == "06" && age >= 18 && age < 23 && x < 50:
			m.Resides = "7"
		case x < 2:
			m.Resides = "5"
		case x < 4:
			m.Resides = "2"
		case x < 5:
			m.Resides = "4"
		}
	}
}

func people(r *rand.Rand, n int, h *Household) {
	family := pick(r, families)
	headBirth := birth(r, 1945+r.IntN(55))
	sex := "1"
	if r.IntN(5) == 0 {
		sex = "2"
	}
	add := func(family, relation, sex string, born time.Time) {
		m := Member{ID: ID("member", n*16+len(h.Members)), Relation: relation, Sex: sex, Birth: born, Resides: "1"}
		if sex == "1" {
			m.Name = family + " " + pick(r, middleMale) + " " + pick(r, givenMale)
		} else {
			m.Name = family + " " + pick(r, middleWoman) + " " + pick(r, givenWoman)
		}
		if age := lastYear - born.Year(); age >= 14 && r.IntN(10) > 0 {
			m.Card = card(r, sex, born)
		}
		if r.IntN(14) == 0 && relation != "01" {
			m.Resides = "3"
		}
		h.Members = append(h.Members, m)
	}
	add(family, "01", sex, headBirth)
	if r.IntN(8) > 0 {
		if sex == "1" {
			add(pick(r, families), "02", "2", birth(r, headBirth.Year()+r.IntN(6)-1))
		} else {
			add(pick(r, families), "03", "1", birth(r, headBirth.Year()-r.IntN(5)))
		}
	}
	childFamily := family
	if sex == "2" && len(h.Members) > 1 {
		childFamily = firstWord(h.Members[1].Name)
	}
	for range [...]int{0, 1, 1, 2, 2, 2, 3}[r.IntN(7)] {
		y := headBirth.Year() + 22 + r.IntN(16)
		if y >= lastYear {
			y = lastYear - 1 - r.IntN(8)
		}
		s := "1"
		if r.IntN(2) == 0 {
			s = "2"
		}
		add(childFamily, "06", s, birth(r, y))
	}
	if lastYear-headBirth.Year() < 55 && r.IntN(4) == 0 {
		add(family, "04", "2", birth(r, headBirth.Year()-21-r.IntN(10)))
	}
}

func firstWord(s string) string {
	for i, c := range s {
		if c == ' ' {
			return s[:i]
		}
	}
	return s
}

func birth(r *rand.Rand, year int) time.Time {
	return time.Date(year, time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
}

// card makes a number of the form of the personal identification number: province 999 does not exist, so that no number
// is anybody's; then century and sex, year of birth, six digits.
func card(r *rand.Rand, sex string, born time.Time) string {
	century := 0
	if born.Year() >= 2000 {
		century = 2
	}
	if sex == "2" {
		century++
	}
	return fmt.Sprintf("999%d%02d%06d", century, born.Year()%100, r.IntN(1_000_000))
}

func loans(r *rand.Rand, n int, h *Household, groups []Group) {
	want := 0
	switch {
	case h.Class != "KN" && r.IntN(3) > 0:
		want = 1 + r.IntN(4)/3
	case r.IntN(5) == 0:
		want = 1
	}
	program := map[string]string{"HN": "HN", "HCN": "CN", "MTN": "MTN", "KN": "NS"}[h.Class]
	for i := range want {
		l := Loan{ID: ID("loan", n*4+i), Program: program, Contract: fmt.Sprintf("66000%07d", n*10+i), Borrower: h.Head()}
		if i > 0 {
			l.Program = "NS"
		}
		l.Amount = (10 + 5*r.IntN(17)) * 1_000_000
		if l.Program == "NS" {
			l.Amount = 25_000_000
		}
		l.Left = l.Amount / 10 * (1 + r.IntN(10))
		l.Paid = time.Date(2022+r.IntN(3), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		if l.Program == "NS" && l.Paid.Before(time.Date(2024, 9, 2, 0, 0, 0, 0, time.UTC)) { // before the limit was raised
			l.Amount, l.Left = l.Amount/5*4, l.Left/5*4
		}
		l.Due = l.Paid.AddDate(3+r.IntN(3), 0, 0)
		l.Purpose = pick(r, []string{"1", "1", "2", "3", "4"})
		if l.Program == "NS" {
			l.Purpose = "5"
		}
		l.Group = groups[h.Area*2+r.IntN(2)].Code
		h.Loans = append(h.Loans, l)
	}
}
