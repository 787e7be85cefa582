package admin

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
)

// scoreSubjects are the scorecards that the lists of nominations rest on.
var scoreSubjects = map[schema.AwardList]emulation.Subject{schema.ListRising: emulation.SubjectRising, schema.ListHelping: emulation.SubjectHelping, schema.ListVillage: emulation.SubjectVillage,
	schema.ListOfficial: emulation.SubjectOfficial, schema.ListEnterprise: emulation.SubjectEnterprise}

// scoreOf gives the scorecard of a nominee that was settled for the council in its year; nil: there is none. Who is known
// only by name is found by that name.
func (a *Admin) scoreOf(ctx context.Context, x *schema.Award) (*schema.AwardScore, error) {
	subject := scoreSubjects[x.List]
	if subject == "" {
		return nil, nil
	}
	all, err := a.Store.Scores(ctx, a.Workspace, x.Year, string(subject))
	if err != nil {
		return nil, err
	}
	for i := range all {
		s := &all[i]
		if !x.Subject.IsZero() && s.Who == x.Subject || x.Subject.IsZero() && schema.Fold(s.Name) == schema.Fold(x.Name) {
			return &schema.AwardScore{Set: showDay(s.At.In(a.Zone).Format("2006-01-02")), Total: s.Total, Sample: s.Sample}, nil
		}
	}
	return nil, nil
}
