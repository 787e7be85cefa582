package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const ruleSetColumns = `kind, hash, code, name, valid_from, valid_to, document, certainty, sample, file, uploaded, by_, published, published_by, reason, retired, retired_by, retired_for`

func scanRuleSet(r *sql.Rows, more ...any) (schema.RuleSet, error) {
	var v schema.RuleSet
	var sample, uploaded, published, retired int64
	var kind string
	err := r.Scan(append([]any{&kind, (*hash)(&v.Hash), &v.Code, &v.Name, &v.ValidFrom, &v.ValidTo, &v.Document, &v.Certainty, &sample, &v.File, &uploaded,
		(*id)(&v.By), &published, (*id)(&v.PublishedBy), &v.Reason, &retired, (*id)(&v.RetiredBy), &v.RetiredFor}, more...)...)
	v.Kind = schema.RuleSetKind(kind)
	v.Sample, v.Uploaded, v.Published, v.Retired = sample != 0, at(uploaded), at(published), at(retired)
	return v, err
}

// PutRuleSet keeps a rule set that was loaded as a draft. The same bytes again change nothing. It does not read the
// rules: the caller has, and fills what they say of themselves.
func (s *Store) PutRuleSet(ctx context.Context, ws wire.ID, r *schema.RuleSet) (wire.Hash, error) {
	v := *r
	v.Hash = wire.Sum(v.Source)
	return v.Hash, s.write(ctx, func(t *tx) error {
		n, err := t.count(`INSERT INTO rule_set (ws, kind, hash, code, name, valid_from, valid_to, document, certainty, sample, file, source, uploaded, by_, published, published_by, reason, retired, retired_by, retired_for)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, '', 0, $15, '')
			ON CONFLICT (ws, hash) DO NOTHING`,
			ws[:], string(v.Kind), v.Hash[:], v.Code, v.Name, v.ValidFrom, v.ValidTo, v.Document, v.Certainty, flag(v.Sample), v.File, v.Source, ms(t.at), v.By[:], zeroID)
		if err != nil || n == 0 {
			return err
		}
		return t.audit(ws, v.By, "rules.upload", v.Hash.String(), "")
	})
}

// RuleSets lists the rule sets without their workbooks: by code, the newest published first, drafts before them.
func (s *Store) RuleSets(ctx context.Context, ws wire.ID) ([]schema.RuleSet, error) {
	return ruleSetsOf(ctx, pool{s}, ws)
}

func ruleSetsOf(ctx context.Context, on querier, ws wire.ID) ([]schema.RuleSet, error) {
	var out []schema.RuleSet
	return out, each(ctx, on, `SELECT `+ruleSetColumns+`
		FROM rule_set
		WHERE ws = $1
		ORDER BY code, CASE WHEN published = 0 THEN 0 ELSE 1 END, published DESC, uploaded DESC, hash
		LIMIT 1000`, args(ws[:]), func(r *sql.Rows) error {
		v, err := scanRuleSet(r)
		out = append(out, v)
		return err
	})
}

// RuleSet gives one rule set with its workbook.
func (s *Store) RuleSet(ctx context.Context, ws wire.ID, h wire.Hash) (schema.RuleSet, error) {
	var v schema.RuleSet
	found := false
	err := each(ctx, pool{s}, `SELECT `+ruleSetColumns+`, source
		FROM rule_set
		WHERE ws = $1 AND hash = $2`, args(ws[:], h[:]), func(r *sql.Rows) (err error) {
		found = true
		var source []byte
		v, err = scanRuleSet(r, &source)
		v.Source = source
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có bộ quy tắc này.", "There is no such rule set.")
	}
	return v, err
}

// RulesInForce gives by code the rule sets and tables of points by which records are classified: of each code the newest
// published, unless it is retired.
func (s *Store) RulesInForce(ctx context.Context, ws wire.ID) (map[string]schema.RuleSet, error) {
	all, err := s.RuleSets(ctx, ws)
	return inForce(all), err
}

func inForce(all []schema.RuleSet) map[string]schema.RuleSet {
	out, seen := map[string]schema.RuleSet{}, map[string]bool{}
	for _, r := range all {
		if r.Published.IsZero() || seen[r.Code] {
			continue
		}
		if seen[r.Code] = true; r.InForce() {
			out[r.Code] = r
		}
	}
	return out
}

// PublishRuleSet puts a draft in force, with why; the version of the same code before it is superseded. Records are
// classified anew by the jobs.
func (s *Store) PublishRuleSet(ctx context.Context, ws wire.ID, h wire.Hash, reason string, by wire.ID) error {
	if reason = schema.Clean(reason); reason == "" {
		return schema.Invalid("reason", "Nhờ ghi vì sao ban hành bộ quy tắc này.", "Write why this rule set is published.")
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE rule_set
			SET published = $1, published_by = $2, reason = $3
			WHERE ws = $4 AND hash = $5 AND published = 0`, ms(t.at), by[:], reason, ws[:], h[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return ruleSetGone(ctx, t, ws, h)
		}
		return t.audit(ws, by, "rules.publish", h.String(), note(reason))
	})
}

// RetireRuleSet takes a rule set out of force; its verdicts stay.
func (s *Store) RetireRuleSet(ctx context.Context, ws wire.ID, h wire.Hash, reason string, by wire.ID) error {
	if reason = schema.Clean(reason); reason == "" {
		return schema.Invalid("reason", "Nhờ ghi vì sao thôi dùng bộ quy tắc này.", "Write why this rule set is retired.")
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE rule_set
			SET retired = $1, retired_by = $2, retired_for = $3
			WHERE ws = $4 AND hash = $5 AND published > 0 AND retired = 0`, ms(t.at), by[:], reason, ws[:], h[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return ruleSetGone(ctx, t, ws, h)
		}
		return t.audit(ws, by, "rules.retire", h.String(), note(reason))
	})
}

func ruleSetGone(ctx context.Context, on querier, ws wire.ID, h wire.Hash) error {
	found, err := one(ctx, on, `SELECT 1
		FROM rule_set
		WHERE ws = $1 AND hash = $2`, args(ws[:], h[:]), new(int64))
	if err != nil {
		return err
	}
	if found {
		return schema.Conflict("hash", "Bộ quy tắc này đã ban hành hoặc đã thôi dùng rồi.", "This rule set is published or retired already.")
	}
	return schema.NotFound("Không có bộ quy tắc này.", "There is no such rule set.")
}
