package seed

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The second year of the demo: last year's result is recognised, things happen to households, this year's round is partly
// visited and reviewed. The villages of the two collectors (the first three) stay unvisited: they are theirs.
const (
	visitedFrom  = 3 // villages visited this year: from here on,
	visitedWhole = 7 // whole and reviewed up to here,
	visitedUntil = 8 // half of the last of them, and not reviewed
)

// result gives what the form computed of last year's visit.
func (f *filler) result(ctx context.Context, n int) (string, error) {
	if f.results[n] != nil {
		return *f.results[n], nil
	}
	h := &f.c.Households[n]
	at := time.Date(lastYear, 9, 5+n%60, 1+n%9, n%60, 0, 0, time.UTC)
	_, kq, err := f.visit(ctx, &f.c.Rounds[0], h, at, rand.New(rand.NewPCG(lastYear, uint64(n))))
	f.results[n] = &kq
	return kq, err
}

// rules puts the rule sets in force, with the sample of points; this year's round is judged by both standards.
func (f *filler) rules(ctx context.Context) error {
	f.ruled = true
	return LoadRules(ctx, f.Store, f.c.ID, true, People[0].ID)
}

// recognised writes the decision about last year's result into the register: a trial, since the points of A are a sample.
func (f *filler) recognised(ctx context.Context) error {
	r := schema.Recognition{ID: ID("decision", lastYear), Round: f.c.Rounds[0].ID, Number: "86/QĐ-UBND" + sample, Day: "2025-12-10",
		Signer: "Chủ tịch UBND xã" + sample, Trial: true, Note: "Kết quả rà soát năm 2025" + sample, By: People[0].ID}
	have, err := f.Recognitions(ctx, f.c.ID, r.Round)
	if err != nil || len(have) > 0 {
		return err
	}
	for n := range f.c.Households {
		h := &f.c.Households[n]
		kq, err := f.result(ctx, n)
		if err != nil {
			return err
		}
		class := kq
		switch listed := h.Class == schema.ClassPoor || h.Class == schema.ClassNearPoor; {
		case !schema.Decided(kq):
			class, kq = h.Class, ""
		case kq == schema.ClassNotPoor && listed:
			class = schema.ClassEscaped
		}
		r.Cases = append(r.Cases, schema.Recognised{Case: h.ID, Area: f.c.Areas[h.Area].ID, Class: class, Computed: kq})
	}
	if err := register.Recognise(ctx, f.Store, f.c.ID, &r, "2026-12-31"); err != nil {
		return err
	}
	return register.Refresh(ctx, f.Store, f.c.ID)
}

// events are what happened to households this year, of each kind that a movement table knows.
func (f *filler) events(ctx context.Context) error {
	listed := map[string][]int{} // by class and village
	classes, err := f.ClassesOn(ctx, f.c.ID, "2025-12-31")
	if err != nil {
		return err
	}
	for n := range f.c.Households {
		h := &f.c.Households[n]
		if h.Area >= visitedFrom && h.Area < visitedWhole {
			listed[classes[h.ID]] = append(listed[classes[h.ID]], n)
		}
	}
	poor, near, other := listed[schema.ClassPoor], listed[schema.ClassNearPoor], listed[schema.ClassNotPoor]
	splits := slices.IndexFunc(near, func(n int) bool { return len(f.c.Households[n].Members) >= 4 })
	if len(poor) < 4 || len(near) < 4 || splits < 0 || len(other) < 4 {
		return nil
	}
	parent := &f.c.Households[near[splits]]
	head := parent.Members[len(parent.Members)-1]
	child := Household{ID: ID("household", householdCount), Code: "M-401", Area: parent.Area, Address: parent.Address, Class: parent.Class, Members: []Member{head}}
	incomer := newcomer(householdCount+1, visitedFrom)
	f.later = []Household{child, incomer}
	stranger := incomer.Case(f.c)
	joins := &f.c.Households[near[(splits+1)%len(near)]]
	f.joined = map[wire.ID][]Member{f.c.Households[other[0]].ID: joins.Members}
	acts := []register.Act{
		{Case: parent.ID, Other: child.ID, Head: head.ID, Values: map[string]string{"ma": child.Code},
			Event: register.Event{Kind: register.KindSplit, Day: "2026-03-02", People: []wire.ID{head.ID}}},
		{Case: f.c.Households[poor[0]].ID, Event: register.Event{Kind: register.KindGone, Day: "2026-04-20"}},
		{Case: joins.ID, Other: f.c.Households[other[0]].ID, Event: register.Event{Kind: register.KindMerge, Day: "2026-05-11"}},
		{Case: f.c.Households[poor[1]].ID, Area: f.c.Areas[visitedFrom+1].ID, Event: register.Event{Kind: register.KindVillage, Day: "2026-06-15"}},
		{Case: stranger.ID, Area: f.c.Areas[visitedFrom].ID, Values: stranger.Values, Rows: stranger.Members, Event: register.Event{Kind: register.KindNew, Day: "2026-02-10"}},
	}
	for i, a := range acts {
		a.ID, a.Paper = ID("event", i), "Sổ hộ"+sample
		subject := a.Case
		if a.Kind == register.KindNew {
			if _, err := f.Household(ctx, f.c.ID, subject); err == nil {
				continue
			}
		} else if done, err := f.EventCases(ctx, f.c.ID, a.ID); err != nil || len(done) > 0 {
			if err != nil {
				return err
			}
			continue
		}
		if err := register.Do(ctx, f.Store, f.c.ID, People[0].ID, a, "2026-12-31"); err != nil {
			return err
		}
	}
	return register.Refresh(ctx, f.Store, f.c.ID)
}

// newcomer makes a poor household that came from elsewhere.
func newcomer(n, area int) Household {
	h := household(rand.New(rand.NewPCG(7, uint64(n))), n, Make().Groups)
	h.Area, h.Class, h.Loans = area, "HN", nil
	return h
}

// second visits this year: most households say what they said last year, some do better, a few worse.
func (f *filler) second(ctx context.Context) error {
	f.known = nil
	classes, err := f.ClassesOn(ctx, f.c.ID, "2026-08-31")
	if err != nil {
		return err
	}
	var changes []*wire.Change
	reviewed := map[wire.ID]bool{}
	for n, h := range slices.Concat(f.c.Households, f.later) {
		if _, _, err := f.Record(ctx, f.c.ID, wire.RecordID(h.ID, f.c.Rounds[1].ID, FormID)); err == nil {
			continue
		}
		row, err := f.Household(ctx, f.c.ID, h.ID)
		if err != nil {
			return err
		}
		village := slices.IndexFunc(f.c.Areas, func(a Area) bool { return a.ID == row.Area })
		if row.State != register.StateHere || village < visitedFrom || village >= visitedUntil || village == visitedUntil-1 && n%2 == 1 {
			continue
		}
		h.Area, h.Now, h.Members = village, classes[h.ID], slices.Concat(h.Members, f.joined[h.ID])
		draw := rand.New(rand.NewPCG(lastYear, uint64(n)))
		switch x := rand.New(rand.NewPCG(lastYear+1, uint64(n))).IntN(100); {
		case h.Class == "HN" && x < 30, h.Class == "HCN" && x < 18:
			h.Class = "MTN"
		case h.Class == "HN" && x < 45:
			h.Class = "HCN"
		case h.Class == "HCN" && x < 24, h.Class == "KN" && x < 3:
			h.Class = "HN"
		case h.Class == "KN" && x < 6:
			h.Class = "HCN"
		}
		at := time.Date(lastYear+1, 9, 8+n%55, 1+n%9, n%60, 0, 0, time.UTC)
		ch, _, err := f.visit(ctx, &f.c.Rounds[1], &h, at, draw)
		if err != nil {
			return err
		}
		changes = append(changes, ch)
		reviewed[h.ID] = village < visitedWhole
	}
	if _, err := f.Author(ctx, store.Authored{Workspace: f.c.ID, Changes: changes}); err != nil {
		return err
	}
	return f.approve(ctx, f.c.Rounds[1].ID, slices.Concat(f.c.Households, f.later), func(h *Household) bool { return reviewed[h.ID] }, "Đã xem, khớp với sổ"+sample)
}

// populations are the denominators of both years, as the villages would state them.
func (f *filler) populations(ctx context.Context) error {
	have, err := f.PopulationHistory(ctx, f.c.ID)
	if err != nil || len(have) > 0 {
		return err
	}
	var all []schema.Population
	for _, day := range []string{"2025-11-01", "2026-11-02"} {
		people, homes := map[int]int{}, map[int]int{}
		for n := range f.c.Households {
			homes[f.c.Households[n].Area]++
			people[f.c.Households[n].Area] += len(f.c.Households[n].Members)
		}
		for i, a := range f.c.Areas {
			all = append(all, schema.Population{Area: a.ID, Day: day, Households: 4*homes[i] + 3*i, People: 4*people[i] + 8*i, Source: "Trưởng thôn khai" + sample})
		}
	}
	return f.PutPopulations(ctx, f.c.ID, all, People[0].ID)
}

// villagesDated says since when villages have their names and which of them are rural or urban.
func (f *filler) villagesDated(ctx context.Context) error {
	have, err := f.AreaFacts(ctx, f.c.ID)
	if err != nil || len(have) > 0 {
		return err
	}
	for _, a := range f.c.Areas {
		for _, p := range a.Places {
			if err := f.PutAreaFact(ctx, f.c.ID, schema.AreaFact{Area: a.ID, Kind: schema.AreaPlace, Day: p.From, Value: p.Kind}, wire.ID{}); err != nil {
				return err
			}
		}
		for _, x := range []struct{ day, name string }{{"2021-03-15", "Xã Minh Tiến cũ" + sample}, {"2025-07-01", f.c.Name}} {
			if err := f.PutAreaFact(ctx, f.c.ID, schema.AreaFact{Area: a.ID, Kind: schema.AreaCommune, Day: x.day, Value: x.name}, wire.ID{}); err != nil {
				return err
			}
		}
	}
	return f.PutAreaFact(ctx, f.c.ID, schema.AreaFact{Area: f.c.Areas[visitedFrom].ID, Kind: schema.AreaName, Day: "2021-03-15", Value: "Thôn Hạ Cũ" + sample,
		Document: "tên trước ngày 01/7/2025" + sample}, wire.ID{})
}
