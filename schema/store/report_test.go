package store

import (
	"bytes"
	"context"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

func TestReport_NumbersAreUsedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		paper := func(name string, number int) *schema.Report {
			return &schema.Report{ID: nameID(name), Paper: "bao-cao-nam", Year: 2026, Number: number, Symbol: "BC-UBND", Day: "2026-11-14", Asof: "2026-11-05",
				Title: "Kết quả", Units: schema.UnitsNew, Signer: "Nguyễn Văn A", Files: []schema.ReportFile{{Kind: "pdf", Bytes: []byte("%PDF " + name)}, {Kind: "docx", Bytes: []byte("PK")}}}
		}
		n, err := c.s.NextReportNumber(ctx, c.ws, 2026, "BC-UBND")
		ok(t, err)
		equal(t, "first number", n, 1)
		ok(t, c.s.IssueReport(ctx, c.ws, paper("a", 15), c.admin.ID))
		code(t, c.s.IssueReport(ctx, c.ws, paper("b", 15), c.admin.ID), schema.CodeConflict)
		other := paper("c", 15)
		other.Symbol, other.Area = "QĐ-UBND", c.areas[0]
		ok(t, c.s.IssueReport(ctx, c.ws, other, c.admin.ID))
		n, err = c.s.NextReportNumber(ctx, c.ws, 2026, "BC-UBND")
		ok(t, err)
		equal(t, "next number", n, 16)
		f, err := c.s.ReportFile(ctx, c.ws, nameID("a"), "pdf")
		ok(t, err)
		equal(t, "bytes", string(f.Bytes), "%PDF a")
		equal(t, "hash", f.Hash, wire.Sum(f.Bytes))
		code(t, c.s.CancelReport(ctx, c.ws, nameID("a"), " ", c.admin.ID), schema.CodeInvalid)
		ok(t, c.s.CancelReport(ctx, c.ws, nameID("a"), "sai số liệu", c.admin.ID))
		code(t, c.s.CancelReport(ctx, c.ws, nameID("a"), "lần nữa", c.admin.ID), schema.CodeNotFound)
		code(t, c.s.IssueReport(ctx, c.ws, paper("d", 15), c.admin.ID), schema.CodeConflict) // a number stays used
		v, err := c.s.Report(ctx, c.ws, nameID("a"))
		ok(t, err)
		equal(t, "why", v.CancelledFor, "sai số liệu")
		equal(t, "files", len(v.Files), 2)
		all, err := c.s.Reports(ctx, c.ws, 2026, everywhere)
		ok(t, err)
		equal(t, "all", len(all), 2)
		mine, err := c.s.Reports(ctx, c.ws, 0, schema.Scope{Areas: []wire.ID{c.areas[0]}})
		ok(t, err)
		equal(t, "of one village", len(mine), 1)
		if err := c.s.write(ctx, func(t *tx) error { return t.exec(`UPDATE report_file SET kind = 'x'`) }); err == nil {
			t.Error("a file of an issued paper was changed")
		}
		for name, change := range map[string]func(*schema.Report){
			"sample": func(r *schema.Report) { r.Sample = true }, "number": func(r *schema.Report) { r.Number = 0 }, "year": func(r *schema.Report) { r.Year = 2025 },
			"day": func(r *schema.Report) { r.Day = "14/11/2026" }, "files": func(r *schema.Report) { r.Files = nil }, "signer": func(r *schema.Report) { r.Signer = "" },
		} {
			r := paper(name, 20)
			change(r)
			if err := c.s.IssueReport(ctx, c.ws, r, c.admin.ID); err == nil {
				t.Errorf("%s: issued", name)
			}
		}
	})
}

func TestPaper_OfficeSignersTemplates(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c, ctx := newCommune(t, url), context.Background()
		_, found, err := c.s.OfficeOn(ctx, c.ws, "2026-11-14")
		ok(t, err)
		equal(t, "nothing said", found, false)
		old := schema.Office{Day: "2022-01-01", Agency: []string{"ỦY BAN NHÂN DÂN", "XÃ CŨ"}, Commune: "xã Cũ", Place: "Cũ", Short: "UBND", Archive: "Lưu: VT", Recipients: []string{"UBND huyện"}}
		ok(t, c.s.PutOffice(ctx, c.ws, &old, c.admin.ID))
		now := old
		now.Day, now.Commune, now.Province = "2025-07-01", "xã Mới", "tỉnh Hưng Yên"
		ok(t, c.s.PutOffice(ctx, c.ws, &now, c.admin.ID))
		for day, want := range map[string]string{"2025-06-30": "xã Cũ", "2025-07-01": "xã Mới"} {
			o, _, err := c.s.OfficeOn(ctx, c.ws, day)
			ok(t, err)
			equal(t, day, o.Commune, want)
			equal(t, "recipients", len(o.Recipients), 1)
		}
		old.Short = "UB/ND"
		code(t, c.s.PutOffice(ctx, c.ws, &old, c.admin.ID), schema.CodeInvalid)
		v := schema.Signer{ID: nameID("s"), Name: "Trần Thị B", Power: []string{"TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"}, Since: "2026-01-01", Until: "2026-06-30"}
		ok(t, c.s.PutSigner(ctx, c.ws, &v, c.admin.ID))
		all, err := c.s.Signers(ctx, c.ws)
		ok(t, err)
		equal(t, "signer", all[0].Power[1], "CHỦ TỊCH")
		equal(t, "signs", all[0].Signs("2026-06-30"), true)
		equal(t, "signs no more", all[0].Signs("2026-07-01"), false)
		for i, day := range []string{"2026-01-01", "2026-10-01", "2026-12-01"} {
			x := schema.PaperTemplate{Paper: "bao-cao-nam", Day: day, File: "mau.docx", Bytes: []byte{byte(i)}}
			ok(t, c.s.AddPaperTemplate(ctx, c.ws, &x, c.admin.ID))
			equal(t, "version", x.N, i+1)
		}
		in := func(day string, want int) {
			t.Helper()
			x, found, err := c.s.PaperTemplate(ctx, c.ws, "bao-cao-nam", 0, day)
			ok(t, err)
			equal(t, "in force on "+day, x.N, want)
			equal(t, "found", found, want > 0)
			if found && !bytes.Equal(x.Bytes, []byte{byte(want - 1)}) {
				t.Errorf("bytes of version %d: %v", want, x.Bytes)
			}
		}
		in("2025-12-31", 0)
		in("2026-11-14", 2)
		in("2026-12-01", 3)
		ok(t, c.s.WithdrawPaperTemplate(ctx, c.ws, "bao-cao-nam", 2, c.admin.ID))
		in("2026-11-14", 1)
		code(t, c.s.WithdrawPaperTemplate(ctx, c.ws, "bao-cao-nam", 2, c.admin.ID), schema.CodeNotFound)
	})
}
