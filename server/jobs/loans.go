package jobs

import (
	"context"
	"errors"
	"path"
	"strconv"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// KeepLoans keeps what records say of their household's loans: the household's column of each loan. A record that was
// deleted or not admitted says nothing.
func KeepLoans(ctx context.Context, e *Evaluator, records []wire.ID) error {
	var failed error
	for _, id := range records {
		if err := keepLoans(ctx, e, id); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func keepLoans(ctx context.Context, e *Evaluator, id wire.ID) error {
	rec, row, err := e.Store.Record(ctx, e.Workspace, id)
	if schema.CodeOf(err) == schema.CodeNotFound {
		return nil
	}
	if err != nil || rec.FormID == register.FormID {
		return err
	}
	var said []schema.LoanSaid
	if row.State != schema.StateRejected && !row.Deleted && hasLoans(rec) {
		o, err := e.Open(ctx, rec, "")
		if err != nil {
			return err
		}
		said = Loans(o)
	}
	return e.Store.PutLoansSaid(ctx, e.Workspace, id, rec.Case, said)
}

// hasLoans says that a record has a row of the repeat of loans: only then is it worth opening.
func hasLoans(rec *merge.Record) bool {
	for i := range rec.Rows {
		if !rec.Rows[i].Gone && path.Base(rec.Rows[i].Path) == register.Loans {
			return true
		}
	}
	return false
}

// Loans reads what an opened record says of its loans, in the order of the record.
func Loans(o *Opened) []schema.LoanSaid {
	var out []schema.LoanSaid
	at := map[wire.ID]int{}
	day, group := time.UnixMilli(o.Record.Env.At).UTC().Format(time.DateOnly), ""
	for _, a := range o.Session.Values() {
		n := &o.Form.Nodes[a.Ref.Node]
		row := wire.ID(a.Ref.Row)
		if row.IsZero() {
			switch {
			case n.Name == "ngay_tham" && len(a.Value) == len(time.DateOnly):
				day = a.Value
			case n.Name == "to_tkvv":
				group = a.Value
			}
			continue
		}
		if !inRepeat(o.Form, a.Ref.Node, register.Loans) {
			continue
		}
		i, known := at[row]
		if !known {
			i = len(out)
			at[row] = i
			out = append(out, schema.LoanSaid{Row: row})
		}
		say(&out[i].Survey, n.Name, a.Value)
	}
	for i := range out {
		out[i].Survey.Day, out[i].Survey.Group = day, group
	}
	return out
}

func inRepeat(f *forms.Form, node int, name string) bool {
	for n := f.Nodes[node].Parent; n > 0; n = f.Nodes[n].Parent {
		if f.Nodes[n].Kind == forms.KindRepeat {
			return f.Nodes[n].Name == name
		}
	}
	return false
}

// say puts one answer where it belongs; an answer that is no number where one should be is not known.
func say(s *credit.Survey, name, v string) {
	number := func(into **int64) {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n >= 0 {
			*into = &n
		}
	}
	switch name {
	case "v_ct":
		s.Program = v
	case "v_ma":
		s.Contract = v
	case "v_nguoi":
		s.Borrower = v
	case "v_sotien":
		number(&s.Amount)
	case "v_ngay":
		s.Paid = v
	case "v_denhan":
		s.Due = v
	case "v_duno":
		number(&s.Outstanding)
	case "v_md_dangky":
		s.Declared = v
	case "v_md_thucte":
		s.Actual = v
	case "v_dung":
		s.Use = v
	case "v_lai_cham":
		number(&s.Late)
	case "v_no":
		s.State = credit.SurveyState(v)
	case "v_tn_them":
		number(&s.Added)
	case "v_con_taisan":
		s.Kept = credit.YesNo(v)
	case "v_hieuqua":
		s.Effect = v
	}
}
