package paper

import (
	"context"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// most is how many lines of a register are read: the most that the store gives at once.
const most = 10_000

// registers reads what the registers of the movement, the fund and the bank say of the year until the day.
func (s *Source) registers(ctx context.Context, f *Facts, q Query) error {
	for _, k := range []string{"van_ban", "hoat_dong", "truyen_thong", "mo_hinh", "dang_ky", "lien_ket", "fund", "loans"} {
		f.Kept[k] = true
	}
	firms := map[wire.ID]string{}
	all, _, err := s.Store.Entries(ctx, s.Workspace, store.EntryQuery{Scope: q.Scope, Kind: "doanh_nghiep", Limit: most})
	if err != nil {
		return err
	}
	for i := range all {
		firms[all[i].ID] = all[i].Title
	}
	lines, _, err := s.Store.Entries(ctx, s.Workspace, store.EntryQuery{Scope: q.Scope, Area: q.Area, Year: f.Year, Limit: most})
	if err != nil {
		return err
	}
	slices.SortFunc(lines, func(a, b schema.Entry) int { return a.ID.Compare(b.ID) })
	slices.SortStableFunc(lines, func(a, b schema.Entry) int { return -cmpText(a.Day, b.Day) })
	for i := range lines {
		if e := &lines[i]; e.Day <= q.Asof {
			s.entry(f, e, firms)
		}
	}
	slices.SortStableFunc(f.Meetings, func(a, b Meeting) int { return -cmpText(a.Day, b.Day) })
	if f.Fund, _, err = s.Store.FundEntries(ctx, s.Workspace, store.FundQuery{Scope: q.Scope, Area: q.Area, From: strconv.Itoa(f.Year) + "-01-01", Till: q.Asof, Limit: most}); err != nil {
		return err
	}
	if err := s.awards(ctx, f, q); err != nil {
		return err
	}
	scope := q.Scope
	if !q.Area.IsZero() {
		scope = schema.Scope{Areas: []wire.ID{q.Area}}
	}
	return s.Store.Loans(ctx, s.Workspace, store.LoanQuery{Scope: scope, Day: q.Asof}, func(l *schema.Loan) error {
		v := f.village(l.Area.String())
		owed, _ := l.Outstanding()
		if v < 0 || owed == nil || *owed <= 0 {
			return nil
		}
		x := Loan{Case: l.Case, Village: v, Program: s.Programmes.Name(l.Program(), q.Asof), Outstanding: *owed, WrongUse: credit.Judge(&l.Loan).Purpose.Result == credit.False}
		if l.Bank != nil {
			x.Association = l.Bank.Association
		}
		if l.Overdue() {
			x.Overdue = *owed
		}
		f.Loans = append(f.Loans, x)
		return nil
	})
}

// awards counts the nominations of the year until the day; given are those that are decided.
func (s *Source) awards(ctx context.Context, f *Facts, q Query) error {
	if s.AwardName == nil || s.ListName == nil {
		return nil
	}
	f.Kept["awards"] = true
	all, err := s.Store.Awards(ctx, s.Workspace, store.AwardQuery{Scope: q.Scope, Year: f.Year})
	for _, x := range all {
		if x.State == schema.AwardRefused || x.Body.Proposed > q.Asof || !q.Area.IsZero() && x.Area != q.Area {
			continue
		}
		f.Awards = append(f.Awards, Award{Form: s.AwardName(x.Form, q.Asof), Subject: s.ListName(x.List), Given: x.Body.Decided != "" && x.Body.Decided <= q.Asof})
	}
	return err
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// entry counts a line of a register.
func (s *Source) entry(f *Facts, e *schema.Entry, firms map[wire.ID]string) {
	number := func(field string) int64 {
		n, _ := strconv.ParseInt(e.Values[field], 10, 64)
		return n
	}
	ref := func(field string) wire.ID {
		id, _ := wire.ParseID(e.Values[field])
		return id
	}
	switch e.Kind {
	case "van_ban":
		if e.Done != "" && e.Done <= f.Asof {
			f.Documents++
		}
	case "hoat_dong":
		f.Activities++
		f.Attendance += number("nguoi_du")
	case "truyen_thong":
		f.News = append(f.News, News{Kind: choice(e.Kind, "loai", e.Values["loai"]), Times: number("so_luot")})
	case "mo_hinh":
		cases := slices.Clone(e.Households)
		if owner := ref("chu_ho"); !owner.IsZero() && !slices.Contains(cases, owner) {
			cases = append([]wire.ID{owner}, cases...)
		}
		f.Models = append(f.Models, Model{Name: e.Title, Kind: choice(e.Kind, "loai", e.Values["loai"]), Recognised: e.Values["cong_nhan"], Cases: orEmpty(cases), Profit: number("lai")})
	case "lien_ket":
		f.Links = append(f.Links, Link{Enterprise: firms[ref("doanh_nghiep")], What: e.Title, Cases: orEmpty(e.Households), Workers: number("lao_dong"), Value: number("gia_tri")})
	case "dang_ky":
		f.Registrations = append(f.Registrations, Registration{Case: ref("ho"), Day: e.Day, Target: e.Values["nam_thoat"]})
	case "hop_dan":
		f.Meetings = append(f.Meetings, Meeting{Village: f.village(e.Area.String()), Day: e.Day, About: e.Title, Minutes: e.Values["bien_ban"], Invited: number("trieu_tap"), Present: number("co_mat"), InFavour: number("nhat_tri")})
	}
}

func orEmpty(cases []wire.ID) []wire.ID {
	if cases == nil {
		return []wire.ID{}
	}
	return cases
}

// choice is the word of a choice of a register's column.
func choice(kind, field, code string) string {
	k, ok := emulation.KindOf(kind)
	if !ok {
		return code
	}
	f, ok := k.Field(field)
	if !ok {
		return code
	}
	return f.Choice(code, "vi")
}
