package server

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/sync/wire"
)

// wideMarkdown is a form of n questions of every ordinary kind in groups of 25, each with a condition, and a calculate
// over each group.
func wideMarkdown(n int) string {
	var b strings.Builder
	b.WriteString("| survey |\n| | type | name | label::Tiếng Việt (vi) | required | relevant | constraint | constraint_message::Tiếng Việt (vi) | calculation |\n")
	for i := range n {
		if i%25 == 0 {
			fmt.Fprintf(&b, "| | begin_group | g%d | Nhóm %d | | | | | |\n", i/25, i/25+1)
		}
		typ, relevant, constraint, message := "text", "", "", ""
		switch i % 5 {
		case 1:
			typ, constraint, message = "integer", ". < 500", "Phải dưới 500."
		case 2:
			typ = "select_one nuoc"
		case 3:
			typ, relevant = "select_multiple nuoc", fmt.Sprintf(`\${q%d} != '9'`, i-1)
		case 4:
			typ = "date"
		}
		fmt.Fprintf(&b, "| | %s | q%d | Câu hỏi số %d của phiếu rất dài | | %s | %s | %s | |\n", typ, i, i+1, relevant, constraint, message)
		if i%25 == 24 {
			fmt.Fprintf(&b, "| | calculate | tong%d | | | | | | sum(\\${q%d}) + number(\\${q%d}) |\n| | end_group | | | | | | | |\n", i/25, i-23, i-18)
		}
	}
	b.WriteString("| choices |\n| | list_name | name | label::Tiếng Việt (vi) |\n| | nuoc | 1 | Nước mưa |\n| | nuoc | 2 | Giếng khoan |\n| | nuoc | 3 | Giếng đào |\n")
	b.WriteString("| settings |\n| | form_id | form_title | default_language |\n| | rong | Phiếu dài | Tiếng Việt (vi) |\n")
	return strings.ReplaceAll(b.String(), `\$`, "$")
}

// wide publishes a form of n questions and stores last year's record and this year's of one household, every question
// answered; it gives this year's address.
func (w *world) wide(n int) string {
	w.t.Helper()
	ctx := context.Background()
	form, diags := xlsform.CompileMarkdown(wideMarkdown(n), xlsform.Options{})
	if form == nil {
		w.t.Fatalf("the form: %+v", diags)
	}
	before := w.round
	before.ID, before.Label, before.Open = id(0x20), "Rà soát 2025", false
	w.ok(w.srv.Store.PutRound(ctx, w.ws, &before, wire.ID{}))
	w.round.Previous = before.ID
	w.ok(w.srv.Store.PutRound(ctx, w.ws, &w.round, wire.ID{}))
	var err error
	w.form = form
	w.version, err = w.srv.Store.PublishForm(ctx, w.ws, form, nil, w.users["quantri"].ID)
	w.ok(err)
	t := w.enrolled("khue")
	house := id(0x77)
	for _, round := range []wire.ID{before.ID, w.round.ID} {
		c := t.change(house, 0)
		c.Round, c.Record = round, wire.RecordID(house, round, form.ID)
		for i := range form.Nodes {
			q := &form.Nodes[i]
			if q.Kind != forms.KindQuestion {
				continue
			}
			v := map[string]string{"text": "Nguyễn Văn An", "select_one": "2", "select_multiple": "1 3"}[q.Control]
			switch {
			case q.Type == "int":
				v = fmt.Sprint(i % 600) // some break the constraint
			case q.Type == "date":
				v = "2026-11-21"
			case i%7 == 0 && round == w.round.ID && q.Control == "text":
				v = "Nguyễn Văn Bình"
			}
			c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(i), Value: wire.TextValue(v)})
		}
		if rep, _ := t.sync(t.finish(c)); len(rep.Held) > 0 {
			w.t.Fatalf("held %v", rep.Held)
		}
	}
	w.ok(w.srv.Flush(ctx))
	return "/records/" + wire.RecordID(house, w.round.ID, form.ID).String()
}

// BenchmarkRecordPage draws the page of a record with 500 answers and last year's beside them, all of them shown.
func BenchmarkRecordPage(b *testing.B) {
	w := newWorld(b)
	record := w.wide(500)
	desk := w.signIn("dong")
	for _, show := range []string{"all", "needs"} {
		b.Run(show, func(b *testing.B) {
			for b.Loop() {
				if p := desk.get(record + "?show=" + show); p.status != 200 || !strings.Contains(p.body, "Câu hỏi số 52 ") {
					b.Fatalf("%d %.2000s", p.status, p.body)
				}
			}
		})
	}
}
