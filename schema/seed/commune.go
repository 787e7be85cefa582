package seed

import (
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Commune is the whole demo as plain values.
type Commune struct {
	ID         wire.ID
	Name       string
	Areas      []Area
	Rounds     [2]Round // last year's, closed; this year's, open
	Groups     []Group  // savings and credit groups
	Households []Household
}

// Area is a village.
type Area struct {
	ID     wire.ID
	Label  string
	Places []Place
}

// Place says whether a village is rural (nt) or urban (tt) from a day on and until another, which no longer belongs to
// it; days are ISO dates, Until "" = to this day.
type Place struct{ Kind, From, Until string }

// Round is a survey campaign.
type Round struct {
	ID           wire.ID
	Label        string
	Starts, Ends time.Time
}

// Group is a savings and credit group of the bank, with the association that answers for it.
type Group struct{ Code, Label, Association string }

// Household is one case with its people and loans.
type Household struct {
	ID      wire.ID
	Code    string // "Đ-017": what people write on papers
	Area    int    // index in Commune.Areas
	Phone   string
	Address string
	Class   string   // phanloai: HN, HCN, MTN, KN; how well off it is
	Now     string   // class by which it is visited; "" = Class
	Members []Member // Members[0] is the head
	Loans   []Loan
}

// Head is the name of the head of the household.
func (h *Household) Head() string { return h.Members[0].Name }

// Member is one person.
type Member struct {
	ID       wire.ID
	Name     string
	Relation string // code of list quanhe
	Sex      string // 1 man, 2 woman
	Birth    time.Time
	Card     string // twelve digits; "" = none known
	Resides  string // code of list cutru
	Known    string // code of list ns_dochinhxac: how exactly the birth is known; "" = to the day
	Ethnic   string // code of list dantoc
	Disabled string // code of list kt_dang; "0" = no
}

// Loan is one loan of the Bank for Social Policies, as its list gives it.
type Loan struct {
	ID                wire.ID
	Program, Contract string
	Borrower          string
	Amount, Left      int // dong
	Paid, Due         time.Time
	Purpose           string // code of list mucdichvay
	Group             string
}

// The size of the demo.
const (
	householdCount = 400
	lastYear       = 2025
)

// ID gives the fixed id of the n-th thing of a kind in the demo commune.
func ID(kind string, n int) wire.ID {
	h := wire.Sum([]byte("sothon.demo."+kind+"."), []byte(strconv.Itoa(n)))
	id := wire.ID(h[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id
}

// Make gives the demo commune, the same at every call.
func Make() *Commune {
	r := rand.New(rand.NewPCG(103, 2022)) // plan 103/KH-UBND of 2022
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	c := &Commune{ID: ID("workspace", 0), Name: "Xã Minh Tiến" + sample}
	for i, v := range villages {
		a := Area{ID: ID("area", i), Label: v + sample, Places: []Place{{Kind: "nt", From: "2021-03-15"}}}
		if i == 4 { // the village around the market became a part of the town
			a.Places = []Place{{"nt", "2021-03-15", "2025-07-01"}, {"tt", "2025-07-01", ""}}
		}
		c.Areas = append(c.Areas, a)
	}
	c.Rounds = [2]Round{
		{ID: ID("round", lastYear), Label: "Rà soát năm 2025", Starts: day(2025, 9, 1), Ends: day(2025, 11, 15)},
		{ID: ID("round", lastYear+1), Label: "Rà soát năm 2026", Starts: day(2026, 9, 1), Ends: day(2026, 12, 31)},
	}
	for i, v := range villages {
		for j, a := range []string{"Hội Phụ nữ", "Hội Nông dân"} {
			c.Groups = append(c.Groups, Group{Code: "TO" + strconv.Itoa(10*(i+1)+j), Label: "Tổ " + strconv.Itoa(j+1) + " " + v + sample, Association: a})
		}
	}
	for n := range householdCount {
		c.Households = append(c.Households, household(r, n, c.Groups))
	}
	return c
}
