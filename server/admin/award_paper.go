package admin

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/report"
)

// paperMaker makes the papers of a nomination. Papers are in Vietnamese, as the law has them.
type paperMaker struct {
	a      *Admin
	v      View // Vietnamese
	x      *schema.Award
	all    []schema.Award // of its list and year that the user may see
	rules  *emulation.AwardRules
	names  *names
	office schema.Office
	facts  []string // what is known of a household: classes by day, loans
	score  []string
}

func (a *Admin) paperMaker(c *gin.Context, x *schema.Award, rules *emulation.AwardRules, n *names) (*paperMaker, error) {
	ctx := c.Request.Context()
	k := &paperMaker{a: a, v: View{Lang: "vi", pages: a.pages, zone: a.Zone, now: a.Clock()}, x: x, rules: rules, names: n}
	var err error
	if k.office, err = a.office(ctx); err != nil {
		return nil, err
	}
	if k.all, err = a.Store.Awards(ctx, a.Workspace, store.AwardQuery{Scope: UserOf(c).Scope(), Year: x.Year, List: x.List}); err != nil {
		return nil, err
	}
	if x.List.Subject() == schema.AwardHousehold {
		days, err := a.Store.ClassDays(ctx, a.Workspace, x.Subject)
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			k.facts = append(k.facts, k.v.T("doc.class_from", showDay(d.Day), className(k.v, d.Class)))
		}
	}
	if s := x.Body.Score; s != nil {
		k.facts = append(k.facts, k.v.T("doc.score", decimal(s.Total), s.Set))
	}
	return k, nil
}

// office is how papers name the commune today: as was set, else by the workspace's name.
func (a *Admin) office(ctx context.Context) (schema.Office, error) {
	o, ok, err := a.Store.OfficeOn(ctx, a.Workspace, a.today())
	if err != nil || ok {
		return o, err
	}
	ws, err := a.Store.Workspace(ctx, a.Workspace)
	name := ws.Name
	place := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(name, "Xã "), "Phường "))
	return schema.Office{Agency: []string{"ỦY BAN NHÂN DÂN", strings.ToUpper(name)}, Commune: strings.ToLower(name[:min(len(name), 1)]) + name[min(len(name), 1):], Place: place, Short: "UBND", Archive: "Lưu: VT"}, err
}

func (k *paperMaker) date(iso string) time.Time {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		t, _ = time.Parse(time.DateOnly, k.a.today())
	}
	return t
}

// together are the nominations that a paper speaks of: those of the same list that same says, the nomination itself always.
func (k *paperMaker) together(same func(o *schema.Award) bool) []schema.Award {
	var out []schema.Award
	for i := range k.all {
		if o := &k.all[i]; o.ID == k.x.ID || o.Form == k.x.Form && o.State != schema.AwardRefused && same(o) {
			out = append(out, *o)
		}
	}
	return out
}

func (k *paperMaker) who(x *schema.Award) string {
	if v := k.names.area(x.Area); v != "" && v != x.Name {
		return x.Name + ", " + lowerFirst(v)
	}
	return x.Name
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// list is the list that goes with a paper.
func (k *paperMaker) list(of []schema.Award, bonus bool) *report.Table {
	t := &report.Table{Title: k.v.T("doc.list_title", k.v.T("award_list."+string(k.x.List)), k.x.Year), Bare: true, Columns: []report.Column{{Label: "STT", Kind: report.Count, Width: 0.07}, {Label: k.v.T("award.name"), Width: 0.28},
		{Label: k.v.T("col.village"), Width: 0.2}, {Label: k.v.T("award.merit"), Width: 0.3}}}
	if bonus {
		t.Columns = append(t.Columns, report.Column{Label: k.v.T("award.bonus_dong"), Kind: report.Money, Width: 0.15})
	}
	for i := range of {
		x := &of[i]
		row := report.Line{Cells: []report.Cell{{Value: strconv.Itoa(i + 1)}, {Value: x.Name}, {Value: k.names.area(x.Area)}, {Value: x.Body.Merit}}}
		if bonus {
			v := ""
			if x.Body.Bonus != nil {
				v = strconv.FormatInt(*x.Body.Bonus, 10)
			}
			row.Cells = append(row.Cells, report.Cell{Value: v})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (k *paperMaker) sample() bool { return k.x.Body.Score != nil && k.x.Body.Score.Sample }

func (k *paperMaker) head(kind, subject, symbol, number, day string) *report.Document {
	n, s, cut := strings.Cut(number, "/")
	if !cut {
		n, s = number, symbol
	}
	return &report.Document{Agency: k.office.Agency, Number: n, Symbol: s, Place: k.office.Place, Date: k.date(day), Type: kind, Subject: subject, Sample: k.sample()}
}

// letter is the submission letter with its list.
func (k *paperMaker) letter() *report.Document {
	b := &k.x.Body
	of := k.together(func(o *schema.Award) bool { return b.Letter != "" && o.Body.Letter == b.Letter })
	form := k.rules.Name(k.x.Form, b.Proposed)
	d := k.head("TỜ TRÌNH", k.v.T("doc.letter_subject", form, lowerFirst(k.v.T("award_list."+string(k.x.List))), k.x.Year), "TTr-HĐTĐKT", b.Letter, b.LetterOn)
	f, _ := k.rules.Form(k.x.Form, b.Proposed)
	d.Body = append(d.Body, report.Text{Runs: []report.Run{{Text: k.v.T("doc.to", f.By)}}, Center: true})
	d.Body = append(d.Body, report.P(k.v.T("doc.ground_plan")))
	if m := b.Village; m != nil {
		d.Body = append(d.Body, report.P(k.v.T("doc.ground_village", showDay(m.Day), m.Agree, m.Present)))
	}
	if m := b.Council; m != nil {
		d.Body = append(d.Body, report.P(k.v.T("doc.ground_council", showDay(m.Day), m.Agree, m.Valid)))
	}
	d.Body = append(d.Body, report.P(k.v.T("doc.propose", f.By, form)))
	if len(of) == 1 {
		d.Body = append(d.Body, report.Text{Runs: []report.Run{{Text: k.who(k.x), Bold: true}, {Text: ", " + k.v.T("doc.for", b.Merit)}}})
	} else {
		d.Body = append(d.Body, report.P(k.v.T("doc.as_listed", len(of))))
	}
	d.Body = append(d.Body, report.P(k.v.T("doc.please", f.By)))
	d.Recipients = []string{k.v.T("doc.as_above"), k.v.T("doc.filed")}
	d.Signers = []report.Signature{{Power: []string{"TM. HỘI ĐỒNG", "CHỦ TỊCH"}}}
	d.Appendices = []report.Appendix{{Label: "Danh sách", Title: k.v.T("doc.list_title", k.v.T("award_list."+string(k.x.List)), k.x.Year), Body: []report.Part{k.list(of, false)}}}
	return d
}

// achievements is the report of what was achieved, which the nominee reads and signs.
func (k *paperMaker) achievements() *report.Document {
	b := &k.x.Body
	d := &report.Document{Agency: []string{strings.ToUpper(k.names.area(k.x.Area))}, Place: k.office.Place, Date: k.date(k.a.today()), Type: "BÁO CÁO THÀNH TÍCH",
		Subject: k.v.T("doc.report_subject", k.rules.Name(k.x.Form, b.Proposed)), Sample: k.sample(), NoEnd: true}
	if d.Agency[0] == "" {
		d.Agency = k.office.Agency
	}
	add := func(p ...report.Part) { d.Body = append(d.Body, p...) }
	add(report.Heading{Level: 1, Text: k.v.T("doc.part1")}, report.P(k.v.T("doc.name", k.who(k.x))))
	if b.Address != "" {
		add(report.P(k.v.T("doc.address", b.Address)))
	}
	if b.Since != "" {
		add(report.P(k.v.T("doc.since", b.Since)))
	}
	add(report.Heading{Level: 1, Text: k.v.T("doc.part2")}, report.P(k.v.T("doc.merit", b.Merit)))
	for _, line := range strings.Split(b.Achievement, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			add(report.P(line))
		}
	}
	if len(k.facts) > 0 {
		add(report.P(k.v.T("doc.facts")))
		for _, f := range k.facts {
			add(report.P("- " + f))
		}
	}
	if b.Achievement == "" {
		add(report.Gap{Lines: 6})
	}
	add(report.Heading{Level: 1, Text: k.v.T("doc.part3")})
	if b.Before != "" {
		add(report.P(b.Before))
	} else {
		add(report.P(k.v.T("doc.none_before")))
	}
	d.Signers = []report.Signature{{Power: []string{"XÁC NHẬN CỦA UBND XÃ"}}, {Power: []string{"NGƯỜI BÁO CÁO"}, Hint: "(Ký, ghi rõ họ tên)"}}
	return d
}

// minutes are those of the meeting of the village or unit, or of the council, about everyone of the list who was considered.
func (k *paperMaker) minutes(council bool) *report.Document {
	meeting := func(x *schema.Award) *schema.AwardMeeting {
		if council {
			return x.Body.Council
		}
		return x.Body.Village
	}
	m := meeting(k.x)
	if m == nil {
		return nil
	}
	of := k.together(func(o *schema.Award) bool {
		n := meeting(o)
		return n != nil && n.Day == m.Day && (council || o.Area == k.x.Area)
	})
	d := &report.Document{Agency: k.office.Agency, Place: k.office.Place, Date: k.date(m.Day), Type: "BIÊN BẢN", NoEnd: true, Sample: k.sample()}
	subject := "doc.minutes_village"
	if council {
		subject = "doc.minutes_council"
		d.Agency = append([]string{}, "HỘI ĐỒNG THI ĐUA – KHEN THƯỞNG", k.office.Agency[len(k.office.Agency)-1])
	} else if v := k.names.area(k.x.Area); v != "" {
		d.Agency = []string{k.office.Agency[len(k.office.Agency)-1], strings.ToUpper(v)}
	}
	d.Subject = k.v.T(subject, k.x.Year)
	add := func(s string) { d.Body = append(d.Body, report.P(s)) }
	place := m.Place
	if place == "" {
		place = "…"
	}
	add(k.v.T("doc.held", showDay(m.Day), place))
	add(k.v.T("doc.chair", m.Chair, m.Secretary))
	add(k.v.T("doc.present", m.Present, m.Members))
	add(k.v.T("doc.considered", len(of), lowerFirst(k.v.T("award_list."+string(k.x.List))), k.rules.Name(k.x.Form, m.Day)))
	t := k.list(of, false)
	t.Columns = []report.Column{{Label: "STT", Kind: report.Count, Width: 0.07}, {Label: k.v.T("award.name"), Width: 0.33}, {Label: k.v.T("award.merit"), Width: 0.3}, {Label: k.v.T("doc.valid"), Kind: report.Count, Width: 0.15}, {Label: k.v.T("doc.agree"), Kind: report.Count, Width: 0.15}}
	for i := range of {
		n := meeting(&of[i])
		if n == nil {
			n = &schema.AwardMeeting{}
		}
		t.Rows[i].Cells = []report.Cell{{Value: strconv.Itoa(i + 1)}, {Value: of[i].Name}, {Value: of[i].Body.Merit}, {Value: strconv.Itoa(n.Valid)}, {Value: strconv.Itoa(n.Agree)}}
	}
	d.Body = append(d.Body, t)
	if m.Secret {
		add(k.v.T("doc.secret"))
	}
	if m.Notes != "" {
		add(k.v.T("doc.notes", m.Notes))
	}
	add(k.v.T("doc.read_out"))
	d.Signers = []report.Signature{{Power: []string{"THƯ KÝ"}, Name: m.Secretary, Hint: "(Ký, ghi rõ họ tên)"}, {Power: []string{"CHỦ TRÌ"}, Name: m.Chair, Hint: "(Ký, ghi rõ họ tên)"}}
	return d
}

// ballot is the result of the council's vote about the nomination.
func (k *paperMaker) ballot() *report.Document {
	m := k.x.Body.Council
	if m == nil {
		return nil
	}
	d := &report.Document{Agency: []string{"HỘI ĐỒNG THI ĐUA – KHEN THƯỞNG", k.office.Agency[len(k.office.Agency)-1]}, Place: k.office.Place, Date: k.date(m.Day), Type: "BIÊN BẢN KIỂM PHIẾU",
		Subject: k.v.T("doc.ballot_subject", k.who(k.x)), NoEnd: true, Sample: k.sample()}
	share := "0"
	if m.Valid > 0 {
		share = report.Percent(int64(m.Agree), int64(m.Valid))
	}
	d.Body = []report.Part{report.P(k.v.T("doc.held", showDay(m.Day), m.Place)), report.P(k.v.T("doc.present", m.Present, m.Members)), &report.Table{Bare: true, Columns: []report.Column{{Label: k.v.T("doc.count"), Width: 0.7}, {Label: k.v.T("doc.votes"), Width: 0.3}},
		Rows: []report.Line{{Cells: []report.Cell{{Value: k.v.T("doc.given_out")}, {Value: strconv.Itoa(m.Present)}}}, {Cells: []report.Cell{{Value: k.v.T("doc.valid")}, {Value: strconv.Itoa(m.Valid)}}},
			{Cells: []report.Cell{{Value: k.v.T("doc.agree")}, {Value: strconv.Itoa(m.Agree)}}}, {Cells: []report.Cell{{Value: k.v.T("doc.disagree")}, {Value: strconv.Itoa(m.Valid - m.Agree)}}}, {Cells: []report.Cell{{Value: k.v.T("doc.share")}, {Value: strings.Replace(share, ".", ",", 1)}}}}}}
	if m.Secret {
		d.Body = append(d.Body, report.P(k.v.T("doc.secret")))
	}
	d.Signers = []report.Signature{{Power: []string{"THƯ KÝ"}, Name: m.Secretary}, {Power: []string{"CHỦ TRÌ"}, Name: m.Chair}}
	return d
}

// decision is the decision, with the list of everyone in it and the sums.
func (k *paperMaker) decision() *report.Document {
	b := &k.x.Body
	if b.Decision == "" {
		return nil
	}
	of := k.together(func(o *schema.Award) bool { return o.Body.Decision == b.Decision })
	form := k.rules.Name(k.x.Form, b.Decided)
	d := k.head("QUYẾT ĐỊNH", k.v.T("doc.decision_subject", form, lowerFirst(k.v.T("award_list."+string(k.x.List))), k.x.Year), "QĐ-UBND", b.Decision, b.Decided)
	d.Power = "CHỦ TỊCH " + strings.Join(k.office.Agency, " ")
	f, _ := k.rules.Form(k.x.Form, b.Decided)
	d.Grounds = []string{k.v.T("doc.ground_law")}
	if f.Document != "" {
		d.Grounds = append(d.Grounds, k.v.T("doc.ground_docs", f.Document))
	}
	d.Grounds = append(d.Grounds, k.v.T("doc.ground_letter", b.Letter, showDay(b.LetterOn)))
	d.Resolve = "QUYẾT ĐỊNH:"
	d.Body = []report.Part{report.Text{Runs: []report.Run{{Text: "Điều 1. ", Bold: true}, {Text: k.v.T("doc.article1", form, len(of))}}},
		report.Text{Runs: []report.Run{{Text: "Điều 2. ", Bold: true}, {Text: k.v.T("doc.article2")}}}, report.Text{Runs: []report.Run{{Text: "Điều 3. ", Bold: true}, {Text: k.v.T("doc.article3")}}}}
	d.Recipients = []string{k.v.T("doc.article3_to"), k.v.T("doc.filed")}
	d.Signers = []report.Signature{{Power: []string{"CHỦ TỊCH"}, Name: b.Signer}}
	d.Appendices = []report.Appendix{{Label: "Danh sách", Title: k.v.T("doc.given_list", k.v.T("award_list."+string(k.x.List)), k.x.Year), Body: []report.Part{k.list(of, true)}}}
	return d
}

// certificate is the award itself.
func (k *paperMaker) certificate() *report.Document {
	b := &k.x.Body
	if b.Decision == "" {
		return nil
	}
	d := &report.Document{Agency: k.office.Agency, Place: k.office.Place, Date: k.date(b.Decided), Type: strings.ToUpper(strings.Fields(k.rules.Name(k.x.Form, b.Decided))[0] + " khen"), Landscape: true, NoEnd: true, Sample: k.sample()}
	d.Body = []report.Part{report.Text{Runs: []report.Run{{Text: k.v.T("doc.awards_to"), Bold: true}}, Center: true}, report.Text{Runs: []report.Run{{Text: k.who(k.x), Bold: true}}, Center: true},
		report.Text{Runs: []report.Run{{Text: k.v.T("doc.for_cap", b.Merit)}}, Center: true}, report.Text{Runs: []report.Run{{Text: k.v.T("doc.by_decision", b.Decision, showDay(b.Decided)), Italic: true}}, Center: true}}
	d.Signers = []report.Signature{{Power: []string{"CHỦ TỊCH"}, Name: b.Signer}}
	return d
}

// consentForm is the paper on which the household says yes or no to being shown as an example.
func (k *paperMaker) consentForm() *report.Document {
	d := &report.Document{Agency: k.office.Agency, Place: k.office.Place, Date: k.date(k.a.today()), Type: "PHIẾU XIN Ý KIẾN", Subject: k.v.T("doc.consent_subject"), NoEnd: true}
	for i := 1; i <= 4; i++ {
		d.Body = append(d.Body, report.P(k.v.T("doc.consent."+strconv.Itoa(i), k.who(k.x))))
	}
	d.Body = append(d.Body, report.P("☐ "+k.v.T("doc.consent_yes")), report.P("☐ "+k.v.T("doc.consent_no")))
	d.Signers = []report.Signature{{Power: []string{"NGƯỜI CHO Ý KIẾN"}, Hint: "(Ký, ghi rõ họ tên, ngày)"}}
	return d
}

// bulletin is what the loudspeaker station may read: only with consent, and only what the decision says.
func (k *paperMaker) bulletin() string {
	b := &k.x.Body
	return k.v.T("doc.bulletin", k.x.Year, k.rules.Name(k.x.Form, b.Decided), k.who(k.x), b.Merit, b.Decision, showDay(b.Decided))
}

// AwardPaper sends one paper of a nomination as DOCX or PDF; "ho-so" is all of them in one file.
func (a *Admin) AwardPaper(c *gin.Context) {
	x, _, ok := a.award(c)
	if !ok {
		return
	}
	code, kind, _ := cutLast(c.Param("paper"), ".")
	ctx := c.Request.Context()
	rules, err := a.awardRules(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	k, err := a.paperMaker(c, &x, rules, n)
	if err != nil {
		a.Fail(c, err)
		return
	}
	docs, may := k.papers(code), true
	if code == "ban-tin" {
		consent, err := a.consentOf(ctx, &x)
		if err != nil {
			a.Fail(c, err)
			return
		}
		may = consent.May && x.Body.Decision != ""
	}
	if len(docs) == 0 || !may || kind != "pdf" && kind != "docx" {
		a.NotFound(c)
		return
	}
	var b bytes.Buffer
	mime := "application/pdf"
	if kind == "pdf" {
		err = report.PDF(&b, docs...)
	} else {
		mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		err = report.DOCX(&b, docs...)
	}
	if err == nil {
		err = a.Store.AddAudit(ctx, a.Workspace, UserOf(c).ID, "award.paper", x.ID.String(), "")
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="`+code+"-"+awardNumber(&x)+"."+kind+`"`)
	c.Data(http.StatusOK, mime, b.Bytes())
}

// papers gives the papers of a name that there are.
func (k *paperMaker) papers(code string) []*report.Document {
	one := func(d *report.Document) []*report.Document {
		if d == nil {
			return nil
		}
		return []*report.Document{d}
	}
	switch code {
	case "to-trinh":
		return one(k.letter())
	case "bao-cao-thanh-tich":
		return one(k.achievements())
	case "bien-ban-hop":
		return one(k.minutes(false))
	case "bien-ban-hoi-dong":
		return one(k.minutes(true))
	case "ket-qua-phieu":
		return one(k.ballot())
	case "quyet-dinh":
		return one(k.decision())
	case "giay-khen":
		return one(k.certificate())
	case "phieu-dong-y":
		return one(k.consentForm())
	case "ban-tin":
		return one(&report.Document{Agency: k.office.Agency, Place: k.office.Place, Date: k.date(k.a.today()), Type: "BẢN TIN", Subject: k.v.T("doc.bulletin_subject"), Body: []report.Part{report.P(k.bulletin())}})
	case "ho-so":
		var out []*report.Document
		for _, d := range []*report.Document{k.letter(), k.achievements(), k.minutes(false), k.minutes(true), k.ballot(), k.decision()} {
			if d != nil {
				out = append(out, d)
			}
		}
		return out
	}
	return nil
}
