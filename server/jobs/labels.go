package jobs

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// labels are the words around a record that forms ask for: the login of its user, the labels of its area and round. One
// set serves one pass over many records, so that a push of two hundred does not ask for the same village each time; the
// next pass sees what was renamed meanwhile.
type labels struct {
	from   *Evaluator
	logins map[wire.ID]string
	areas  map[wire.ID]string // nil: not asked yet
	rounds map[wire.ID]string
}

func (l *labels) names(ctx context.Context, rec *merge.Record) (answers.Names, error) {
	s, ws := l.from.Store, l.from.Workspace
	if l.areas == nil {
		areas, err := s.Areas(ctx, ws)
		if err != nil {
			return answers.Names{}, err
		}
		l.areas, l.logins, l.rounds = map[wire.ID]string{}, map[wire.ID]string{}, map[wire.ID]string{}
		for _, a := range areas {
			l.areas[a.ID] = a.Label
		}
	}
	user := rec.Env.User
	login, ok := l.logins[user]
	if !ok {
		u, err := s.User(ctx, ws, user)
		if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
			return answers.Names{}, err
		}
		login = u.Login
		l.logins[user] = login
	}
	round, ok := l.rounds[rec.Round]
	if !ok {
		r, err := s.Round(ctx, ws, rec.Round)
		if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
			return answers.Names{}, err
		}
		round = r.Label
		l.rounds[rec.Round] = round
	}
	n := answers.Names{Property: map[string]string{"st:round_label": round}}
	if label, ok := l.areas[rec.Area]; ok {
		n.Property["st:area_label"] = label
	}
	n.User = func(id wire.ID) string {
		if id == user {
			return login
		}
		return ""
	}
	return n, nil
}
