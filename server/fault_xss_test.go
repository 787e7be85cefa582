package server

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// hostile is a commune in which every text that a person or a device can write is one of scripts().
type hostile struct {
	*world
	texts []string
	ids   map[string][]string // by the parameter of a route: values to go through
}

func newHostile(t *testing.T) *hostile {
	h := &hostile{world: newCommune(t, scripts()[0]), texts: scripts(), ids: map[string][]string{}}
	ctx, s, by := t.Context(), h.srv.Store, h.users["quantri"].ID
	reg, err := s.PublishForm(ctx, h.ws, register.Form(), nil, wire.ID{})
	h.ok(err)
	east := h.areas[0]
	var cases []wire.ID
	var changes []*wire.Change
	for i, x := range h.texts {
		h.ok(s.PutArea(ctx, h.ws, &schema.Area{ID: numbered("area", i), Label: x, Position: i + 2}, by))
		if i < 20 {
			r := schema.Round{ID: numbered("round", i), Label: x, FormIDs: []string{h.form.ID}, Starts: h.now.AddDate(0, 0, -i-2)}
			h.ok(s.PutRound(ctx, h.ws, &r, by))
			h.add("round", r.ID)
		}
		u := schema.User{ID: numbered("user", i), Login: fmt.Sprintf("nguoi%d", i), Name: x, Kin: "<hx7>", Role: schema.RoleCollector, Active: true, Areas: []wire.ID{east, numbered("area", i)}}
		h.ok(s.CreateUser(ctx, h.ws, &u, by))
		house, person := numbered("case", i), numbered("person", i)
		cases = append(cases, house)
		c := register.Change(&register.Case{ID: house, Area: east, Values: map[string]string{"ma": x, "chu_ho": x, "dia_chi": x, "dien_thoai": x, "trang_thai": "1"},
			Members: []register.Row{{ID: person, Values: map[string]string{"m_ten": x, "m_quanhe": "01", "m_gioitinh": "2", "m_ngaysinh": "1980-01-02", "m_cutru": "1"}}}}, reg)
		changes = append(changes, c, h.visit(house, x))
		if i%6 == 0 {
			h.add("case", house)
			h.add("person", person)
			h.add("id", wire.RecordID(house, h.round.ID, h.form.ID))
			in := schema.Intake{ID: numbered("intake", i), Name: x + ".csv", User: by, File: []byte("\"Chủ hộ\",\"" + strings.ReplaceAll(x, `"`, `""`) + "\"\n\"" + strings.ReplaceAll(x, `"`, `""`) + "\",Đông\n"),
				Reading: `{"sheet":"CSV","heading":1,"rows":1,"columns":{"0":"chu_ho","1":"thon"},"shape":"ho"}`}
			h.ok(s.StageIntake(ctx, h.ws, &in))
			h.add("intake", in.ID)
		}
		if i < 20 {
			h.ok(s.SaveView(ctx, h.ws, &schema.SavedView{User: by, Name: x, Query: x, Shared: true}))
		}
		h.ok(s.AddAudit(ctx, h.ws, u.ID, x, x, `{"name":`+jsonText(x)+`}`))
	}
	_, err = s.Author(ctx, store.Authored{Workspace: h.ws, User: numbered("user", 5), Changes: changes})
	h.ok(err)
	for i, x := range h.texts[:40] { // words between the office and collectors
		user := numbered("user", i)
		_, err := s.Assign(ctx, h.ws, h.round.ID, cases[i:i+1], []wire.ID{user}, store.AssignReplace, x, by)
		h.ok(err)
		h.ok(s.Remind(ctx, h.ws, h.round.ID, user, x, by))
	}
	for i, x := range h.texts[:24] { // devices tell their names and versions
		code, err := s.CreateCode(ctx, h.ws, numbered("user", i), by)
		h.ok(err)
		tab := h.newTablet("khue")
		tab.user = &schema.User{ID: numbered("user", i), Login: x}
		if status, out := tab.enrol(code.Code); status != 200 {
			t.Fatalf("enrol: %d %s", status, problemOf(out))
		}
		s.Seen(h.ws, tab.id, schema.Status{App: x, Clock: h.now.UnixMilli()})
		h.add("writer", tab.id)
	}
	h.registers()
	h.publish(hostileBook(h.texts))
	h.ok(h.srv.Flush(ctx))
	h.reviewed()
	return h
}

func (h *hostile) add(param string, x wire.ID) { h.ids[param] = append(h.ids[param], x.String()) }

func jsonText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// visit is a record whose texts are x.
func (h *hostile) visit(house wire.ID, x string) *wire.Change {
	c := &wire.Change{Header: wire.Header{V: 1, Record: wire.RecordID(house, h.round.ID, h.form.ID), Case: house, Round: h.round.ID, Area: h.areas[0],
		FormID: h.form.ID, FormVersion: h.version, At: h.now.UnixMilli(), Zone: 1440 + 420}}
	sum := wire.Hash(h.form.Hash())
	c.FormHash = sum.Short()
	for _, path := range []string{"ho/chu_ho", "ho/dien_thoai"} {
		n, _ := h.form.NodeByPath(path)
		c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue(x)})
	}
	tv, _ := h.form.NodeByPath("tv")
	ten, _ := h.form.NodeByPath("tv/m_ten")
	c.Rows = []wire.Row{{ID: numbered("row "+x, 0)}}
	c.Ops = append(c.Ops, wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(tv), Value: wire.NullValue()},
		wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(ten), Value: wire.TextValue(x)},
		wire.Op{Kind: wire.KindComment, Node: 0, Value: wire.CommentValue(wire.Comment{Text: x, Ask: true})})
	return c
}

// hostileBook is a form of which every title, label, hint, message and choice is hostile.
func hostileBook(texts []string) *xlsform.Workbook {
	survey := [][]string{{"type", "name", "label", "hint", "constraint", "constraint_message", "required", "required_message"}}
	choices := [][]string{{"list_name", "name", "label"}}
	for i, x := range texts {
		x = strings.ReplaceAll(x, "${", "$ {") // a reference in a form is an error of its own
		if i%2 == 0 {
			survey = append(survey, []string{"text", fmt.Sprintf("c%d", i), x, x, ". != 'a'", x, "yes", x})
		} else {
			survey = append(survey, []string{"select_one l", fmt.Sprintf("c%d", i), x, x})
		}
		choices = append(choices, []string{"l", fmt.Sprintf("v%d", i), x})
	}
	return &xlsform.Workbook{Sheets: []xlsform.Sheet{{Name: "survey", Rows: survey}, {Name: "choices", Rows: choices},
		{Name: "settings", Rows: [][]string{{"form_id", "form_title", "instance_name"}, {"hiem", texts[1], ""}}}}}
}

// publish uploads a form as a person does, and a second version of it with other labels.
func (h *hostile) publish(book *xlsform.Workbook) {
	h.t.Helper()
	desk := h.signIn("quantri")
	for range 2 {
		file, err := xlsx.Write(book)
		h.ok(err)
		p := desk.upload(h.texts[1]+".xlsx", file)
		bad, seen := findings(p.body)
		if p.status != 200 || len(bad) > 0 || seen < 3 {
			h.t.Fatalf("upload: %d, %d texts, %v %.1500s", p.status, seen, bad, p.body)
		}
		_, rest, _ := strings.Cut(p.body, `action="/forms/`)
		hash, _, _ := strings.Cut(rest, "/")
		if p := desk.post("/forms/"+hash+"/publish", url.Values{"reason": {h.texts[2]}, "note": {h.texts[2]}}); p.status != 303 {
			h.t.Fatalf("publish: %d %.1500s", p.status, p.body)
		}
		h.ids["hash"] = append(h.ids["hash"], hash)
		for i := range book.Sheets[0].Rows[1:] {
			book.Sheets[0].Rows[i+1][2] += h.texts[i%7]
		}
	}
}

// reviewed is the office's part: comments, and decisions with their reasons.
func (h *hostile) reviewed() {
	h.t.Helper()
	desk := h.signIn("quantri")
	for i, x := range h.ids["id"] {
		at, text := "/records/"+x, h.texts[(i*7)%len(h.texts)]
		p := desk.get(at)
		must(h.t.(*testing.T), desk.post(at+"/comment", url.Values{"ref": {":/ho/chu_ho"}, "text": {text}, "ask": {"1"}}), 303)
		must(h.t.(*testing.T), desk.post(at+"/return", url.Values{"frontier": {p.field(h.t, "frontier", 0)}, "reason": {text}}), 303)
	}
	h.ok(h.srv.Flush(h.t.Context()))
}

var (
	askedNames = regexp.MustCompile(`\b(?:Query|QueryArray|Get|text)\("([a-z_0-9.]+)"\)`)
	toldNames  = regexp.MustCompile(`\b(?:PostForm|PostFormArray|said|FormFile)\((?:c, )?"([a-z_0-9.]+)"\)`)
)

// namesIn are the parameters that the pages' code asks a request for, as its text has them.
func namesIn(t testing.TB, pattern *regexp.Regexp) []string {
	t.Helper()
	files, err := filepath.Glob("admin/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pattern.FindAllStringSubmatch(string(b), -1) {
			if !slices.Contains(out, m[1]) {
				out = append(out, m[1])
			}
		}
	}
	slices.Sort(out)
	return out
}

// addresses are a route's addresses with things of the hostile commune in it; nil when it knows none.
func (h *hostile) addresses(path string) []string {
	param := paramOf.FindString(path)
	for ; param != "" && !strings.HasPrefix(path, "/exports/"); param = paramOf.FindString(path) {
		same := inEveryCommune(path, param[1:])
		if same == "" {
			break
		}
		path = strings.Replace(path, param, same, 1)
	}
	if param == "" {
		return []string{path}
	}
	values := h.ids[param[1:]]
	if param == ":file" && strings.HasPrefix(path, "/exports/") {
		values = []string{h.form.ID + ".csv", h.form.ID + ".xlsx"}
	}
	var out []string
	for _, v := range values {
		out = append(out, strings.Replace(path, param, v, 1))
	}
	return out
}

// TestHostileTexts: a commune made of hostile texts is shown on every page as texts; so is what is typed into the address
// of every page.
func TestHostileTexts(t *testing.T) {
	h := newHostile(t)
	people := map[string]*browser{"quantri": h.signIn("quantri"), "": h.browser()}
	names := namesIn(t, askedNames)
	pages, shown, typed := 0, 0, 0
	look := func(who, at string) int {
		p := people[who].get(at)
		pages++
		if p.status >= 500 {
			t.Errorf("%s: %d %.300s", at, p.status, p.body)
		}
		if to := p.head.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\")) {
			t.Errorf("%s leads to %q", at, to)
		}
		kind := p.head.Get("Content-Type")
		if !strings.HasPrefix(kind, "text/html") {
			if strings.HasSuffix(kind, "xml") || p.head.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is sent as %q %v", at, kind, p.head)
			}
			return 0
		}
		bad, seen := findings(p.body)
		if len(bad) > 0 {
			t.Errorf("%s: %.600q", at, bad[:min(len(bad), 4)])
		}
		return seen
	}
	for i, r := range h.srv.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") || strings.HasPrefix(r.Path, "/app") || strings.HasPrefix(r.Path, "/static/") || r.Path == "/favicon.ico" {
			continue
		}
		who := "quantri"
		if r.Permission == schema.PermPublic {
			who = ""
		}
		all := h.addresses(r.Path)
		if r.Path == "/invite/:token" || r.Path == "/blobs/:hash" {
			all = []string{strings.Replace(strings.Replace(r.Path, ":token", "hx7", 1), ":hash", url.PathEscape(h.texts[3]), 1)}
		}
		if len(all) == 0 {
			t.Errorf("%s names a thing of which the hostile commune has none: add it to newHostile", r.Path)
		}
		for _, at := range all {
			shown += look(who, at)
		}
		for round := range 3 { // a third of the names at once, so that one that is refused early does not hide the others
			q := url.Values{}
			for j, n := range names {
				if (j+round)%3 == 0 {
					q.Set(n, h.texts[(i*11+j*5+round*17)%len(h.texts)])
				}
			}
			typed += look(who, all[round%len(all)]+"?"+q.Encode())
		}
	}
	for _, at := range []string{"/inbox?queue=all&page=2", "/inbox?queue=all&page=3", "/households?page=2", "/audit?verify=1", "/inbox?lang=en&queue=all", "/overview?lang=en"} {
		shown += look("quantri", at)
	}
	t.Logf("%d pages, %d names, texts shown %d times, typed ones %d times", pages, len(names), shown, typed)
	h.checkSilent()
	if pages < 300 || shown < 4000 || typed < 400 || len(names) < 30 {
		t.Error("too few: the test looks at nothing")
	}
}

// checkSilent: of all that stands in names, answers, comments, files, addresses and typed fields nothing reached the log, and
// nothing the log of the office's doings, but for the lines that the test wrote there itself.
func (h *hostile) checkSilent() {
	h.t.Helper()
	lines := strings.Split(h.log.String(), "\n")
	for _, l := range lines {
		if strings.Contains(l, "hx7") {
			h.t.Errorf("in the log: %.300s", l)
			break
		}
	}
	rows, err := h.srv.Store.Audit(h.t.Context(), h.ws, store.AuditQuery{Limit: 1000})
	h.ok(err)
	for i := range rows {
		if r := &rows[i]; !strings.Contains(r.Action, "hx7") && strings.Contains(r.Subject+r.Detail, "hx7") {
			h.t.Errorf("the audit line of %s holds %.200q %.200q", r.Action, r.Subject, r.Detail)
		}
	}
	if len(lines) < 300 || len(rows) < 300 {
		h.t.Errorf("only %d lines of log and %d of audit: nothing was looked at", len(lines), len(rows))
	}
}
