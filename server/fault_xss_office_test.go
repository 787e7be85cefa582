package server

import (
	"bytes"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/sync/wire"
)

// registers fills the rooms of the programme with hostile texts: loans and the bank's list, the registers of the movement,
// the fund, typed figures, awards, numbered papers.
func (h *hostile) registers() {
	ctx, s, by := h.t.Context(), h.srv.Store, h.users["quantri"].ID
	east := h.areas[0]
	h.ok(seed.LoadRules(ctx, s, h.ws, true, by))
	rules, err := s.RulesInForce(ctx, h.ws)
	h.ok(err)
	h.ids["rules"] = []string{rules[seed.RuleSet07].Hash.String()}
	paper := []byte("%PDF <hx7>")
	h.ok(h.srv.blobs.Put(wire.Sum(paper), uint64(len(paper)), bytes.NewReader(paper)))
	h.add("subject", east)
	for i, x := range h.texts {
		if i%9 != 0 {
			continue
		}
		quoted := `"` + strings.ReplaceAll(x, `"`, `""`) + `"`
		file := schema.EntryFile{Hash: wire.Sum(paper), Name: x, Mime: "application/pdf", Size: uint64(len(paper))}
		bank := schema.Intake{ID: numbered("bank", i), Kind: schema.IntakeLoans, Name: x, User: by, Reading: `{"sheet":"CSV","heading":1,"rows":1,"columns":{"0":"khe_uoc","1":"nguoi_vay","2":"du_no"},"day":"2026-10-31"}`,
			File: []byte("Mã món vay,Người vay,Dư nợ\n" + quoted + "," + quoted + ",5\n")}
		h.ok(s.StageIntake(ctx, h.ws, &bank))
		h.add("bank", bank.ID)
		loan := numbered("loan", i)
		h.ok(s.PutLoansSaid(ctx, h.ws, numbered("loans of", i), numbered("case", i), []schema.LoanSaid{{Row: loan, Survey: credit.Survey{Day: "2026-10-01", Borrower: x, Contract: x}}}))
		h.add("loan", loan)
		e := schema.Entry{ID: numbered("entry", i), Kind: "hop_dan", Area: east, Year: 2026, Title: x, Day: "2026-10-01", Values: map[string]string{"ten": x, "ngay": "2026-10-01"}, Files: []schema.EntryFile{file}}
		h.ok(s.PutEntry(ctx, h.ws, &e, 0, x, by))
		h.add("entry", e.ID)
		l := schema.FundLine{ID: numbered("line", i), Side: schema.FundIn, Asset: schema.FundCash, Amount: 1, Day: "2026-10-01", Area: east, Giver: "household", Name: x, Public: true}
		h.ok(s.AddFundLine(ctx, h.ws, &l, by))
		h.add("line", l.ID)
		h.ok(s.PutTypedFact(ctx, h.ws, &schema.TypedFact{Year: 2026, Subject: "thon", Who: east, Code: "no_qua_han", Value: "1", Note: x, File: &file}, by))
		a := schema.Award{ID: numbered("award", i), Year: 2026, List: schema.ListRising, Subject: numbered("case", i), Area: east, Name: x, Form: "GK_XA",
			Body: schema.AwardBody{Merit: x, Proposer: x, Proposed: "2026-11-10"}}
		h.ok(s.Nominate(ctx, h.ws, &a, by, func([]schema.Award) error { return nil }))
		h.add("award", a.ID)
		r := schema.Report{ID: numbered("report", i), Paper: "niem-yet", Year: 2026, Number: 1 + i, Symbol: "TB-UBND", Day: "2026-10-01", Asof: "2026-10-01", Title: x, Area: east,
			Units: schema.UnitsNew, Signer: x, Files: []schema.ReportFile{{Kind: "pdf", Bytes: paper}}}
		h.ok(s.IssueReport(ctx, h.ws, &r, by))
		h.add("report", r.ID)
	}
}
