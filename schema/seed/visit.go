package seed

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// visit answers the household form for one invented household as a collector would, question by question through the
// real engine, until it can be finished, and gives the change. It fails when the form does not let it finish: the demo
// is also a proof that the shipped form can be filled.
func visit(f *forms.Form, h *Household, n int, header wire.Header, lists []answers.NumberedList, env engine.Env) (*wire.Change, error) {
	s, patch, err := engine.Open(f, answers.Start(f, nil, lists, env, engine.Interview))
	if err != nil {
		return nil, err
	}
	v := &visitor{form: f, house: h, r: rand.New(rand.NewPCG(2025, uint64(n))), day: time.UnixMilli(env.Now).UTC(), state: map[engine.Ref]engine.NodeState{}}
	v.read(patch)
	var journal []answers.Entry
	for step := 0; ; step++ {
		ref, value, ok := v.next(s.Rows())
		if !ok {
			break
		}
		if patch, err = s.Set(ref, value); err != nil {
			return nil, fmt.Errorf("%s %s = %q: %w", h.Code, f.PathOf(ref.Node), value, err)
		}
		if step > 5000 {
			return nil, fmt.Errorf("%s: the form does not come to an end", h.Code)
		}
		v.read(patch)
		journal = append(journal, answers.Entry{Action: answers.Set, Ref: ref, Value: value, At: env.Now, Zone: env.Zone})
	}
	out := s.Finish()
	if len(out.Problems) > 0 {
		p := out.Problems[0]
		return nil, fmt.Errorf("%s: %s (%s): %s %q", h.Code, f.PathOf(p.Ref.Node), p.Kind, p.Message, p.Value)
	}
	header.Env = answers.EnvOf(lists)
	return answers.Change(answers.Draft{
		Form: f, Header: header, Entries: journal, Rows: s.Rows(), Seeds: s.Seeds(), SeedRows: s.SeedRows(),
		Finish: &answers.Closing{Outcome: out}, Position: answers.PositionIn(lists),
	})
}

// visitor knows what the screen shows and what the household would say.
type visitor struct {
	form  *forms.Form
	house *Household
	r     *rand.Rand
	day   time.Time
	state map[engine.Ref]engine.NodeState
}

func (v *visitor) read(p engine.Patch) {
	for _, n := range p.Nodes {
		v.state[n.Ref] = n
	}
}

// next gives the first question on the way that has no answer and to which the household has one.
func (v *visitor) next(rows []engine.Row) (engine.Ref, string, bool) {
	for node := range v.form.Nodes {
		if v.form.Nodes[node].Kind != forms.KindQuestion {
			continue
		}
		refs := []engine.Ref{{Node: node}}
		if repeat := v.form.RepeatOf(node); repeat >= 0 {
			refs = refs[:0]
			for _, r := range rows {
				if r.Node == repeat {
					refs = append(refs, engine.Ref{Row: r.ID, Node: node})
				}
			}
		}
		for _, ref := range refs {
			if st, shown := v.state[ref]; shown && st.Relevant && st.Value == "" && !st.ReadOnly {
				if a := v.say(v.form.Nodes[node].Name, ref.Row); a != "" {
					return ref, a, true
				}
			}
		}
	}
	return engine.Ref{}, "", false
}

// say is what the household answers; "" = nothing (only questions that may stay open).
func (v *visitor) say(name string, row engine.RowID) string {
	chance := func(percent int) bool { return v.r.IntN(100) < percent }
	one := func(codes ...string) string { return codes[v.r.IntN(len(codes))] }
	switch name {
	case "lydo_tham":
		if code := map[string]string{"HN": "1", "HCN": "2", "MTN": "5"}[v.house.Class]; code != "" {
			return code
		}
		return one("6", "7")
	case "ketqua_tham", "da_thongbao", "xacnhan_nk", "nha_sohuu", "tincay", "ho_xacnhan":
		return "1"
	case "dongy_guong", "dongy_chiase", "nuoc_may_co":
		return one("1", "1", "0")
	case "khong_knld", "biendong", "nha_nhucau", "vay_khac", "vay_nhucau", "nhatieu_chung":
		return "0"
	case "co_vay":
		return "0"
	case "to_tkvv":
		return v.house.Loans[0].Group
	case "dientich":
		return strconv.Itoa(28 + 4*v.r.IntN(23))
	case "vl_cot", "vl_tuong":
		return one("1", "2", "2", "2", "3")
	case "vl_mai":
		return one("1", "2", "2", "3")
	case "nha_tinhtrang":
		return one("1", "2", "2", "3")
	case "nha_nam":
		return strconv.Itoa(1980 + v.r.IntN(44))
	case "nuoc_an":
		return one("1", "1", "3", "6", "8")
	case "nhatieu":
		return one("1", "1", "2", "5")
	case "racthai":
		return one("1", "1", "2", "3")
	case "nuocthai":
		return one("1", "2", "3")
	case "tn_nongnghiep":
		return v.money(10, 60)
	case "tn_kinhdoanh":
		return one("0", "0", v.money(5, 50))
	case "tn_luong":
		return v.money(0, 150)
	case "tn_trocap":
		return one("0", v.money(2, 18))
	case "tn_sosanh":
		return one("1", "2", "2", "3")
	case "lydo_khongvay":
		return one("1", "2", "3")
	case "v_md_thucte":
		return v.loan(row).Purpose
	case "v_dung", "v_no", "v_con_taisan":
		return "1"
	case "v_lai_cham":
		return one("0", "0", "0", "0", "2")
	case "v_tn_them":
		return v.money(0, 3)
	case "v_hieuqua":
		return one("1", "2", "2", "3")
	}
	if m := v.member(row); m != nil {
		return v.sayOf(m, name, chance, one)
	}
	return ""
}

func (v *visitor) money(lowMillion, highMillion int) string {
	return strconv.Itoa((lowMillion*10 + v.r.IntN((highMillion-lowMillion)*10+1)) * 100_000)
}

func (v *visitor) member(row engine.RowID) *Member {
	for i := range v.house.Members {
		if m := &v.house.Members[i]; engine.RowID(m.ID) == row {
			return m
		}
	}
	return nil
}

func (v *visitor) loan(row engine.RowID) Loan {
	for _, l := range v.house.Loans {
		if engine.RowID(l.ID) == row {
			return l
		}
	}
	return Loan{Purpose: "9"}
}
