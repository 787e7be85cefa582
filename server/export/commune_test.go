package export

import (
	"bytes"
	"context"
	"strconv"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/sync/wire"
)

func TestExport_ACommune(t *testing.T) {
	w, c := commune(t)
	record := func(n int) wire.ID {
		return wire.RecordID(c.Households[n].ID, c.Rounds[0].ID, seed.FormID)
	}
	tables, stats := w.csv(w.q)

	t.Run("every household, member and loan is there", func(t *testing.T) {
		ho, tv, vay := tables[seed.FormID], tables["tv"], tables["r_vay"]
		members, loans, short := 0, 0, 0
		for i := range c.Households {
			h := &c.Households[i]
			r := ho.row(t, "ma_ho", h.Code)
			equal(t, "head", r["chu_ho"], h.Head())
			equal(t, "record", r["phieu"], record(i).UUID())
			equal(t, "case", r["ho"], h.ID.UUID())
			equal(t, "village", r["thon"], c.Areas[h.Area].Label)
			equal(t, "round", r["dot"], c.Rounds[0].Label)
			equal(t, "approved by", r["nguoi_duyet"], seed.People[1].Name)
			if r["lydo_tham"] == "7" { // the form asks such a household for nobody by name
				equal(t, "people outside the flow", r["so_nk"], "")
				short++
				continue
			}
			equal(t, "people", r["so_nk"] != "", true)
			for n, m := range h.Members {
				x := tv.row(t, "dong", m.ID.UUID())
				equal(t, "name", x["m_ten"], m.Name)
				equal(t, "household of "+m.Name, x["phieu"], r["phieu"])
				equal(t, "number", x["stt"], strconv.Itoa(n+1))
				equal(t, "relation keeps its zero", x["m_quanhe"], m.Relation)
			}
			members += len(h.Members)
		}
		for i := range c.Households {
			for _, l := range c.Households[i].Loans {
				equal(t, "household of a loan", vay.row(t, "dong", l.ID.UUID())["phieu"], record(i).UUID())
				loans++
			}
		}
		equal(t, "both kinds of household", short > 0 && short < 400, true)
		equal(t, "households", len(ho.rows), 400)
		equal(t, "members", len(tv.rows), members)
		equal(t, "loans", len(vay.rows), loans)
		equal(t, "stats", stats, Stats{400, 400 + members + loans})
		equal(t, "first village first", ho.rows[0]["thon"], c.Areas[0].Label)
	})

	t.Run("the workbook says the same", func(t *testing.T) {
		f := w.book(w.q)
		for name, want := range tables {
			all, err := f.GetRows(name)
			ok(t, err)
			got := read(all)
			equal(t, name, len(got.rows), len(want.rows))
			for i := range want.rows {
				for k, v := range want.rows[i] {
					if len(v) < 16 || !plainNumber(v) { // more digits are kept, and not shown
						equal(t, name+" "+k, got.rows[i][k], v)
					}
				}
			}
			widest := 0
			for _, row := range all {
				widest = max(widest, len(row))
			}
			equal(t, "columns of "+name, widest, len(want.head))
			panes, err := f.GetPanes(name)
			ok(t, err)
			equal(t, "frozen heading", panes.Freeze && panes.YSplit == 1, true)
		}
	})

	t.Run("labels instead of codes", func(t *testing.T) {
		q := w.q
		q.Codes, q.Titles = false, true
		got, _ := w.csv(q)
		h := &c.Households[0]
		x := got["tv"].row(t, "Mã dòng", h.Members[0].ID.UUID())
		equal(t, "relation", x["Quan hệ với chủ hộ"], "Chủ hộ")
		equal(t, "name", x["Họ và tên"], h.Head())
		q.Titles, q.Lang = false, "en"
		got, _ = w.csv(q)
		equal(t, "in English", got["tv"].row(t, "dong", h.Members[0].ID.UUID())["m_quanhe"], "Head")
		for i := range c.Households {
			if l := c.Households[i].Loans; len(l) > 0 {
				code := tables[seed.FormID].row(t, "ma_ho", c.Households[i].Code)["to_tkvv"]
				label := got[seed.FormID].row(t, "ma_ho", c.Households[i].Code)["to_tkvv"]
				for _, g := range c.Groups {
					if g.Code == code {
						equal(t, "label from a list of the commune", label, g.Label)
						return
					}
				}
			}
		}
		t.Fatal("no household with a savings group")
	})

	t.Run("only the areas asked for", func(t *testing.T) {
		q := w.q
		q.All, q.Areas = false, []wire.ID{c.Areas[2].ID}
		got, _ := w.csv(q)
		want := 0
		for _, h := range c.Households {
			if h.Area == 2 {
				want++
			}
		}
		equal(t, "records", len(got[seed.FormID].rows), want)
		here := map[string]bool{}
		for _, r := range got[seed.FormID].rows {
			equal(t, "village", r["thon"], c.Areas[2].Label)
			here[r["phieu"]] = true
		}
		for _, r := range got["tv"].rows {
			equal(t, "a member of it", here[r["phieu"]], true)
		}
		q.Areas = nil
		got, stats := w.csv(q)
		equal(t, "no area", stats, Stats{})
		equal(t, "headings stand", got["tv"].head[0], "phieu")
	})

	t.Run("nothing without an approval", func(t *testing.T) {
		q := w.q
		q.Round = c.Rounds[1].ID
		_, stats := w.csv(q)
		equal(t, "this year", stats, Stats{})
		w.decide(record(7), wire.KindReturn, seed.People[1].ID)
		got, stats := w.csv(w.q)
		equal(t, "one returned", stats.Records, 399)
		for _, r := range got[seed.FormID].rows {
			if r["phieu"] == record(7).UUID() {
				t.Fatal("a returned record was exported")
			}
		}
	})

	t.Run("the approved version of what changed since", func(t *testing.T) {
		h := &c.Households[3]
		w.edit(record(3), wire.ID{}, w.path("chu_ho"), "Đổi Sau Duyệt")
		w.edit(record(3), h.Members[0].ID, w.path("m_ten"), "Đổi Cả Đây")
		_, row, err := w.s.Record(context.Background(), w.ws, record(3))
		ok(t, err)
		equal(t, "state", row.State, schema.StateChanged)
		check := func(name, member string) {
			t.Helper()
			got, stats := w.csv(w.q)
			equal(t, "records", stats.Records, 399)
			equal(t, "head", got[seed.FormID].row(t, "ma_ho", h.Code)["chu_ho"], name)
			equal(t, "member", got["tv"].row(t, "dong", h.Members[0].ID.UUID())["m_ten"], member)
		}
		check(h.Head(), h.Head())
		w.decide(record(3), wire.KindApprove, seed.People[0].ID)
		check("Đổi Sau Duyệt", "Đổi Cả Đây")
		got, _ := w.csv(w.q)
		equal(t, "by the one who approved it again", got[seed.FormID].row(t, "ma_ho", h.Code)["nguoi_duyet"], seed.People[0].Name)
	})

	t.Run("what is not there", func(t *testing.T) {
		_, err := Read(context.Background(), w.ev, Query{FormID: "khong_co", All: true})
		equal(t, "code", schema.CodeOf(err), schema.CodeNotFound)
		ctx, stop := context.WithCancel(context.Background())
		s, err := Read(ctx, w.ev, w.q)
		ok(t, err)
		stop()
		equal(t, "a reader who went away", s.Zip(ctx, &bytes.Buffer{}) != nil, true)
	})
}

func BenchmarkZip(b *testing.B) {
	w, _ := commune(b)
	b.ResetTimer()
	n := 0
	for b.Loop() {
		s, err := Read(context.Background(), w.ev, w.q)
		ok(b, err)
		ok(b, s.Zip(context.Background(), &bytes.Buffer{}))
		n += s.Written().Records
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(n), "µs/record")
}
