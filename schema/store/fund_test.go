package store

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

var everywhere = schema.Scope{All: true}

func (c *commune) fund(l schema.FundLine) (schema.FundLine, error) {
	c.t.Helper()
	if l.ID.IsZero() {
		l.ID = nameID(l.Name + l.Purpose + l.Day + string(l.Asset))
	}
	err := c.s.AddFundLine(context.Background(), c.ws, &l, c.admin.ID)
	return l, err
}

func TestFund_ReceiptsUsesReversals(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		in, err := c.fund(schema.FundLine{Side: schema.FundIn, Asset: schema.FundCash, Amount: 5_000_000, Day: "2026-10-20", Giver: "enterprise", Name: "HTX Mẫu", Public: true})
		ok(t, err)
		equal(t, "number", in.Number, "PT-2026/001")
		_, err = c.fund(schema.FundLine{Side: schema.FundOut, Asset: schema.FundCash, Amount: 5_000_001, Day: "2026-11-02", Purpose: "nhà", Minutes: "BB 1"})
		code(t, err, schema.CodeConflict)
		_, err = c.fund(schema.FundLine{Side: schema.FundOut, Asset: schema.FundCash, Amount: 1_000_000, Day: "2026-10-19", Purpose: "nhà", Minutes: "BB 1"})
		code(t, err, schema.CodeConflict) // before the money came
		_, err = c.fund(schema.FundLine{Side: schema.FundOut, Asset: schema.FundGoods, Amount: 1, Goods: "gạo", Day: "2026-11-02", Purpose: "Tết", Minutes: "BB 1"})
		code(t, err, schema.CodeConflict) // cash is no goods
		out, err := c.fund(schema.FundLine{Side: schema.FundOut, Asset: schema.FundCash, Amount: 4_000_000, Day: "2026-11-02", Purpose: "nhà", Minutes: "BB 1", Case: nameID("h1")})
		ok(t, err)
		equal(t, "number of a use", out.Number, "PC-2026/001")
		_, err = c.s.ReverseFundLine(ctx, c.ws, in.ID, "2026-11-03", "nhầm", c.admin.ID)
		code(t, err, schema.CodeConflict) // what it brought is used
		back, err := c.s.ReverseFundLine(ctx, c.ws, out.ID, "2026-11-03", "ghi nhầm hộ", c.admin.ID)
		ok(t, err)
		equal(t, "taken back", back.Amount, int64(-4_000_000))
		_, err = c.s.ReverseFundLine(ctx, c.ws, out.ID, "2026-11-03", "lần nữa", c.admin.ID)
		code(t, err, schema.CodeConflict)
		_, err = c.s.ReverseFundLine(ctx, c.ws, back.ID, "2026-11-03", "đảo của đảo", c.admin.ID)
		code(t, err, schema.CodeConflict)
		_, err = c.s.ReverseFundLine(ctx, c.ws, in.ID, "2026-11-04", "", c.admin.ID)
		code(t, err, schema.CodeInvalid)
		was, err := c.s.FundLine(ctx, c.ws, out.ID)
		ok(t, err)
		equal(t, "points at what took it back", was.Reversed, back.ID)
		b, err := c.s.FundBalance(ctx, c.ws, FundQuery{Scope: everywhere})
		ok(t, err)
		equal(t, "left", b.Left(schema.FundCash), int64(5_000_000))
		for name, l := range map[string]schema.FundLine{
			"nothing":       {Side: schema.FundIn, Asset: schema.FundCash, Day: "2026-10-20"},
			"below 0":       {Side: schema.FundIn, Asset: schema.FundCash, Amount: -5, Day: "2026-10-20"},
			"no side":       {Asset: schema.FundCash, Amount: 5, Day: "2026-10-20"},
			"no day":        {Side: schema.FundIn, Asset: schema.FundCash, Amount: 5, Day: "20/10/2026"},
			"no goods":      {Side: schema.FundIn, Asset: schema.FundGoods, Amount: 5, Day: "2026-10-20"},
			"no minutes":    {Side: schema.FundOut, Asset: schema.FundCash, Amount: 5, Day: "2026-10-20", Purpose: "Tết"},
			"reverse by it": {Side: schema.FundIn, Asset: schema.FundCash, Amount: -5, Day: "2026-10-20", Reverses: in.ID},
		} {
			l.ID = nameID(name)
			if err := c.s.AddFundLine(ctx, c.ws, &l, c.admin.ID); schema.CodeOf(err) != schema.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		rows, bad, err := c.s.VerifyAudit(ctx, c.ws)
		ok(t, err)
		if bad != 0 || rows < 4 {
			t.Errorf("audit: %d rows, bad %d", rows, bad)
		}
	})
}

// What the pages promise the database holds by itself: no line is changed, taken out, or reversed twice or in part.
func TestFund_SQLRefusesChanges(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		in, err := c.fund(schema.FundLine{Side: schema.FundIn, Asset: schema.FundCash, Amount: 100, Day: "2026-10-20", Name: "A"})
		ok(t, err)
		e := schema.Entry{ID: nameID("e"), Kind: "van_ban", Year: 2026, Title: "KH", Values: map[string]string{"ten": "KH"}}
		ok(t, c.s.PutEntry(ctx, c.ws, &e, 0, "", c.admin.ID))
		insert := `INSERT INTO fund_line SELECT ws, n + 1, entry, number, side, asset, -amount, goods, day, area, giver, name, case_, entry, public, purpose, minutes, line, reason, account, at FROM fund_line WHERE n = 1`
		raw := func(q string) error { return c.s.write(ctx, func(t *tx) error { return t.raw(q) }) }
		ok(t, c.s.PutCriteria(ctx, c.ws, &schema.CriteriaSet{Year: 2026, Name: "x", Source: []byte{1}, Reason: "thử"}, c.admin.ID))
		ok(t, c.s.PutTypedFact(ctx, c.ws, &schema.TypedFact{Year: 2026, Subject: "thon", Who: c.areas[0], Code: "du_no", Value: "1", Note: "sao kê"}, c.admin.ID))
		ok(t, c.s.SettleScores(ctx, c.ws, []schema.SettledScore{{Year: 2026, Subject: "thon", Who: c.areas[0], Name: "Thôn", Total: 14.2, Body: []byte("{}")}}, "", c.admin.ID))
		for _, table := range []string{"criteria", "typed_fact", "scorecard"} {
			for _, q := range []string{"UPDATE " + table + " SET n = 9", "DELETE FROM " + table} {
				if err := raw(q); err == nil || !strings.Contains(err.Error(), "never changed") {
					t.Errorf("%s: %v", q, err)
				}
			}
		}
		for _, q := range []string{"UPDATE fund_line SET amount = 1", "DELETE FROM fund_line", "UPDATE entry_version SET reason = 'x'", "DELETE FROM entry_version",
			strings.Replace(insert, "-amount", "-amount / 2", 1), strings.Replace(insert, "-amount", "amount", 1), strings.Replace(insert, "-amount", "0", 1),
			strings.Replace(insert, "minutes, line,", "minutes, area,", 1)} {
			if err := raw(q); err == nil || !strings.Contains(err.Error(), "never changed") && !strings.Contains(err.Error(), "wholly and once") {
				t.Errorf("%s: %v", q, err)
			}
		}
		if err := raw(insert); err != nil {
			t.Errorf("the test's own insert: %v", err)
		}
		if err := raw(strings.NewReplacer("n + 1, entry", "n + 2, case_").Replace(insert)); err == nil {
			t.Error("reversed twice")
		}
		got, err := c.s.FundLine(ctx, c.ws, in.ID)
		ok(t, err)
		equal(t, "amount", got.Amount, int64(100))
	})
}

// After any sequence of receipts, uses and reversals, good or refused, the ledger balances: for each asset the store's sum
// is that of an independent count of the lines, nothing is below 0 on any day, a line taken back counts for nothing, and
// opening and what moved in a span of days is the closing.
func TestFund_AlwaysBalances(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			ws := nameID("ws" + url + string(rune('a'+n%26)) + strings.Repeat("x", n))
			ok(t, c.s.CreateWorkspace(ctx, &schema.Workspace{ID: ws, Name: "Quỹ"}))
			days := []string{"2026-01-05", "2026-05-01", "2026-10-17", "2026-11-18", "2026-12-31"}
			var lines []schema.FundLine
			for i := range rapid.IntRange(1, 12).Draw(r, "steps") {
				if len(lines) > 0 && rapid.IntRange(0, 3).Draw(r, "what") == 0 {
					l := rapid.SampledFrom(lines).Draw(r, "line")
					if v, err := c.s.ReverseFundLine(ctx, ws, l.ID, rapid.SampledFrom(days).Draw(r, "day"), "nhầm", c.admin.ID); err == nil {
						lines = append(lines, v)
					} else if schema.CodeOf(err) != schema.CodeConflict {
						t.Fatal(err)
					}
					continue
				}
				l := schema.FundLine{ID: nameID("l" + string(ws[:]) + string(rune(i))), Day: rapid.SampledFrom(days).Draw(r, "day"), Amount: rapid.Int64Range(1, 9).Draw(r, "amount"),
					Asset: rapid.SampledFrom(schema.FundAssets).Draw(r, "asset"), Side: schema.FundIn, Goods: "gạo"}
				if rapid.Bool().Draw(r, "out") {
					l.Side, l.Purpose, l.Minutes = schema.FundOut, "Tết", "BB"
				}
				if err := c.s.AddFundLine(ctx, ws, &l, c.admin.ID); err == nil {
					lines = append(lines, l)
				} else if schema.CodeOf(err) != schema.CodeConflict || l.Side == schema.FundIn {
					t.Fatal(err)
				}
			}
			all, err := c.s.FundBalance(ctx, ws, FundQuery{Scope: everywhere})
			ok(t, err)
			cut := rapid.SampledFrom(days).Draw(r, "cut")
			before, err := c.s.FundBalance(ctx, ws, FundQuery{Scope: everywhere, Till: cut})
			ok(t, err)
			stored, count, err := c.s.FundEntries(ctx, ws, FundQuery{Scope: everywhere})
			ok(t, err)
			if count != len(lines) || len(stored) != count {
				t.Fatalf("%d lines, %d counted, %d accepted", len(stored), count, len(lines))
			}
			for _, a := range schema.FundAssets {
				for _, day := range days {
					sum, live, opening, moved := int64(0), int64(0), int64(0), int64(0)
					for _, l := range stored {
						if l.Asset != a {
							continue
						}
						x := l.Amount
						if l.Side == schema.FundOut {
							x = -x
						}
						if l.Day <= day {
							sum += x
						}
						if l.Reverses.IsZero() && l.Reversed.IsZero() {
							live += x
						}
						if l.Day <= cut {
							opening += x
						} else {
							moved += x
						}
					}
					if sum < 0 {
						t.Fatalf("%s: %d on %s", a, sum, day)
					}
					if all.Left(a) != live || before.Left(a) != opening || all.Left(a) != opening+moved {
						t.Fatalf("%s: left %d, counted %d; opening %d counted %d, moved %d", a, all.Left(a), live, before.Left(a), opening, moved)
					}
				}
			}
		})
	})
}

func TestEntries_VersionsScopeAndDue(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		put := func(name string, area wire.ID, due, done string, houses ...wire.ID) schema.Entry {
			e := schema.Entry{ID: nameID(name), Kind: "bao_cao", Area: area, Year: 2026, Title: name, Day: due, Due: due, Done: done, Values: map[string]string{"ten": name, "han": due}, Households: houses}
			ok(t, c.s.PutEntry(ctx, c.ws, &e, 0, "", c.admin.ID))
			return e
		}
		a := put("Báo cáo thôn Đông", c.areas[0], "2026-11-15", "", nameID("h2"), nameID("h1"), nameID("h1"))
		put("Báo cáo thôn Đoài", c.areas[1], "2026-11-15", "2026-11-14")
		put("Báo cáo xã", wire.ID{}, "2026-12-20", "")
		count := func(q EntryQuery) int {
			q.Kind, q.Year = "bao_cao", 2026
			list, n, err := c.s.Entries(ctx, c.ws, q)
			ok(t, err)
			equal(t, "listed", len(list), n)
			return n
		}
		equal(t, "all", count(EntryQuery{Scope: everywhere}), 3)
		equal(t, "a village", count(EntryQuery{Scope: schema.Scope{Areas: c.areas[:1]}}), 1)
		equal(t, "not one's own", count(EntryQuery{Scope: schema.Scope{Areas: c.areas[:1]}, Area: c.areas[1]}), 0)
		equal(t, "nobody", count(EntryQuery{}), 0)
		equal(t, "open", count(EntryQuery{Scope: everywhere, Open: true}), 2)
		equal(t, "due", count(EntryQuery{Scope: everywhere, Open: true, DueTill: "2026-11-30"}), 1)
		equal(t, "by words", count(EntryQuery{Scope: everywhere, Text: "dong thon"}), 1)
		equal(t, "of the commune", count(EntryQuery{Scope: everywhere, Commune: true}), 1)
		equal(t, "by household", count(EntryQuery{Scope: everywhere, Case: nameID("h1")}), 1)
		all, late, err := c.s.EntryCounts(ctx, c.ws, everywhere, 2026, "2026-11-16")
		ok(t, err)
		if all["bao_cao"] != 3 || late["bao_cao"] != 1 {
			t.Errorf("%v %v", all, late)
		}

		a.Done, a.Values["gui"] = "2026-11-17", "2026-11-17"
		code(t, c.s.PutEntry(ctx, c.ws, &a, 1, "", c.admin.ID), schema.CodeInvalid)
		ok(t, c.s.PutEntry(ctx, c.ws, &a, 1, "đã gửi", c.admin.ID))
		code(t, c.s.PutEntry(ctx, c.ws, &a, 1, "người khác", c.reviewer.ID), schema.CodeConflict)
		code(t, c.s.PutEntry(ctx, c.ws, &a, 0, "", c.reviewer.ID), schema.CodeConflict)
		a.Files = append(a.Files, schema.EntryFile{Hash: wire.Sum([]byte("tệp")), Name: "bien-ban.pdf", Mime: "application/pdf", Size: 3})
		a.Removed = true
		ok(t, c.s.PutEntry(ctx, c.ws, &a, 2, "nhập trùng", c.admin.ID))
		equal(t, "taken out", count(EntryQuery{Scope: everywhere}), 2)
		equal(t, "those taken out", count(EntryQuery{Scope: everywhere, Removed: true}), 1)
		was, err := c.s.EntryVersions(ctx, c.ws, a.ID)
		ok(t, err)
		if len(was) != 3 || !was[0].Removed || was[1].Values["gui"] != "2026-11-17" || was[2].Values["gui"] != "" || was[0].Reason != "nhập trùng" || len(was[2].Households) != 2 {
			t.Errorf("%+v", was)
		}
		stored := 0
		ok(t, c.s.StoredBlobs(ctx, func(h wire.Hash, size uint64) error { stored++; return nil }))
		equal(t, "files that backups check", stored, 1)
	})
}
