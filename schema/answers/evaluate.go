package answers

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Evaluation is what follows from a merged record under its form version: derived, never stored as truth.
type Evaluation struct {
	Values       []engine.Answer    // every relevant value, calculates included, document order
	Violations   []engine.Violation // what an interview would have refused, cleared or left out
	Frozen       []engine.Answer    // results taken from the finish op
	InstanceName string
	ValuesHash   wire.Hash // merge.ValuesHash: what an approval covers
	Provisional  bool      // a conflict is open: one sibling stood in for it
}

// Names turns ids into the texts that expressions read. Each may be nil.
type Names struct {
	User     func(wire.ID) string // username
	Property map[string]string    // property('st:…') beyond what the record itself says
}

// ReconcileEnv is the environment a record is evaluated under (docs/sync.md §1.5): time, zone, user and device of its last
// finish, or before any of the change that stands for it; lists by hash come beside it.
func ReconcileEnv(rec *merge.Record, names Names) engine.Env {
	env := engine.Env{Now: rec.Env.At, Zone: int(rec.Env.Zone) - 1440, Device: rec.Env.Writer.String(), Seed: Seed(rec.ID, rec.Env.Writer)}
	if names.User != nil {
		env.User = names.User(rec.Env.User)
	}
	env.Property = Properties(rec.Case, rec.Round, rec.Area, env, names.Property)
	return env
}

// Properties are the names that property() knows: of the record, and more of the caller's.
func Properties(caseID, round, area wire.ID, env engine.Env, more map[string]string) map[string]string {
	p := map[string]string{"st:case": idText(caseID), "st:round": idText(round), "st:area": idText(area),
		"username": env.User, "deviceid": env.Device}
	for k, v := range more {
		p[k] = v
	}
	return p
}

func idText(id wire.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.UUID()
}

// Evaluate opens a merged record in reconcile mode and reads everything that follows. lists are those of rec.Env, by
// hash. The same record, form and lists give the same result on every replica; nothing is taken away from the record.
func Evaluate(f *forms.Form, rec *merge.Record, lists []NumberedList, names Names) (Evaluation, error) {
	start := Start(f, rec, lists, ReconcileEnv(rec, names), engine.Reconcile)
	s, _, err := engine.Open(f, start)
	if err != nil {
		return Evaluation{}, err
	}
	return Evaluation{
		Values:       s.Values(),
		Violations:   s.Validate(),
		Frozen:       start.Frozen,
		InstanceName: s.InstanceName(),
		ValuesHash:   merge.ValuesHash(rec),
		Provisional:  rec.Conflicts > 0,
	}, nil
}
