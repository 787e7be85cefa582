package seed

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
)

// awards makes nominations of the demo on every part of their way, one handed over already.
func (f *filler) awards(ctx context.Context) error {
	have, err := f.Awards(ctx, f.c.ID, store.AwardQuery{Scope: schema.Scope{All: true}})
	if err != nil || len(have) > 0 {
		return err
	}
	var rising, helping []*Household
	for i := range f.c.Households {
		h := &f.c.Households[i]
		days, err := f.ClassDays(ctx, f.c.ID, h.ID)
		if err != nil {
			return err
		}
		was, now := false, ""
		for _, d := range days {
			was, now = was || d.Class == "HN" || d.Class == "HCN", d.Class
		}
		switch {
		case was && now != "HN" && now != "HCN" && len(rising) < 4:
			rising = append(rising, h)
		case !was && now == "KN" && len(helping) < 2:
			helping = append(helping, h)
		}
	}
	village := &schema.AwardMeeting{Day: "2026-11-12", Place: "Nhà văn hóa thôn" + sample, Chair: "Vũ Văn Khuê" + sample, Secretary: "Trần Thị Thơm" + sample, Members: 62, Present: 46, Valid: 46, Agree: 41}
	council := &schema.AwardMeeting{Day: "2026-11-16", Place: "UBND xã" + sample, Chair: "Trịnh Văn Chủ" + sample, Secretary: "Đào Thị Thẩm" + sample, Members: 9, Present: 8, Valid: 8, Agree: 8, Secret: true}
	gates := map[string]schema.AwardGate{}
	for _, g := range []string{"phap_luat", "nghia_vu", "van_hoa"} {
		gates[g] = schema.AwardGate{Met: true, By: "Trưởng thôn" + sample, Day: "2026-11-12"}
	}
	n := 0
	put := func(x schema.Award, states ...schema.AwardState) error {
		x.ID = ID("award", n)
		n++
		by := People[1].ID
		if err := f.Nominate(ctx, f.c.ID, &x, by, func([]schema.Award) error { return nil }); err != nil {
			return err
		}
		v, _, err := f.Award(ctx, f.c.ID, x.ID)
		if err != nil {
			return err
		}
		for _, s := range states {
			v.State = s
			if err := f.StepAward(ctx, f.c.ID, &v, stepInto[s], "", by, nil); err != nil {
				return err
			}
			v.Steps++
		}
		return nil
	}
	all := []schema.AwardState{schema.AwardAgreed, schema.AwardVoted, schema.AwardSubmitted, schema.AwardDecided, schema.AwardGiven}
	base := func(l schema.AwardList, h *Household, merit string) schema.Award {
		return schema.Award{Year: lastYear + 1, List: l, Subject: h.ID, Area: f.c.Areas[h.Area].ID, Name: "Hộ " + h.Head(), Form: "GK_XA",
			Body: schema.AwardBody{Merit: merit, Proposer: f.c.Areas[h.Area].Label, Proposed: "2026-11-10", Address: h.Address, From: "proposal", Gates: gates,
				Achievement: "Vay vốn nuôi gà đẻ và trồng rau màu, trả lãi, trả gốc đúng hạn." + sample + "\nGiúp các hộ cùng thôn con giống và kỹ thuật." + sample}}
	}
	for i, h := range rising {
		x := base(schema.ListRising, h, "vươn lên thoát nghèo bền vững")
		switch i {
		case 0:
			sum := int64(1_053_000)
			x.Body.Village, x.Body.Council, x.Body.Letter, x.Body.LetterOn, x.Body.Decision, x.Body.Decided, x.Body.Bonus, x.Body.Given = village, council, "05/TTr-HĐTĐKT", "2026-11-17", "790/QĐ-UBND", "2026-11-20", &sum, "2026-11-23"
			x.Body.Consent = &schema.AwardConsent{Given: true, Day: "2026-11-23", Evidence: "Phiếu xin ý kiến đã ký" + sample}
			if err := put(x, all...); err != nil {
				return err
			}
		case 1:
			x.Body.Village = village
			if err := put(x, schema.AwardAgreed); err != nil {
				return err
			}
		case 2:
			x.Body.Village, x.Body.Council = village, council
			if err := put(x, schema.AwardAgreed, schema.AwardVoted); err != nil {
				return err
			}
		default:
			x.Body.Gates = nil
			if err := put(x); err != nil {
				return err
			}
		}
	}
	for _, h := range helping {
		if err := put(base(schema.ListHelping, h, "giúp đỡ hộ nghèo, hộ mới thoát nghèo")); err != nil {
			return err
		}
	}
	v := schema.Award{Year: lastYear + 1, List: schema.ListVillage, Subject: f.c.Areas[0].ID, Area: f.c.Areas[0].ID, Name: f.c.Areas[0].Label, Form: "GK_XA",
		Body: schema.AwardBody{Merit: "thực hiện tốt phong trào Vì người nghèo", Proposer: "Ban Chỉ đạo giảm nghèo" + sample, Proposed: "2026-11-10", From: "proposal"}}
	return put(v)
}

// stepInto is the action that leads into a state.
var stepInto = map[schema.AwardState]string{schema.AwardAgreed: "village", schema.AwardVoted: "council", schema.AwardSubmitted: "submit", schema.AwardDecided: "decide", schema.AwardGiven: "give"}
