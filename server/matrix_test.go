package server

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// whose says whose a thing is, seen by a person of the first village.
type whose int

const (
	own     whose = iota // of the person's village
	sibling              // of another village of the commune
	other                // of another commune in the same database
)

var whoseNames = [...]string{"own area", "sibling area", "other workspace"}

// matrix is a world in which each village, and another commune, has one of everything. Every text in it names its place,
// so that a page that shows what it should not gives itself away.
type matrix struct {
	*world
	things map[string][3]string // by the parameter of a route: the value that is own, sibling's, another's
	secret [3]string            // a word that stands in every text of the place
}

func newMatrix(t *testing.T) *matrix {
	w := newWorld(t)
	ctx, s := context.Background(), w.srv.Store
	m := &matrix{world: w, things: map[string][3]string{}, secret: [3]string{"Bimatdong", "Bimatdoai", "Bimatxakhac"}}
	ws2, area2 := id(2), id(0x13)
	round2 := schema.Round{ID: id(0x22), Label: "Đợt " + m.secret[other], FormIDs: []string{w.form.ID}, Open: true, Starts: w.now.Add(-time.Hour)}
	w.ok(s.CreateWorkspace(ctx, &schema.Workspace{ID: ws2, Name: m.secret[other]}))
	w.ok(s.PutArea(ctx, ws2, &schema.Area{ID: area2, Label: "Thôn " + m.secret[other]}, wire.ID{}))
	w.ok(s.PutRound(ctx, ws2, &round2, wire.ID{}))
	far := schema.User{ID: id(0x41), Login: "xakhac", Name: "Người " + m.secret[other], Role: schema.RoleReviewer, AllAreas: true, Active: true}
	w.ok(s.CreateUser(ctx, ws2, &far, wire.ID{}))
	version2, err := s.PublishForm(ctx, ws2, w.form, nil, far.ID)
	w.ok(err)
	supervisor := schema.User{ID: id(0x42), Login: "giamsat", Name: "Giám sát", Role: schema.RoleSupervisor, Areas: w.areas[:1], Active: true, Password: w.users["dong"].Password}
	w.ok(s.CreateUser(ctx, w.ws, &supervisor, wire.ID{}))
	w.users["giamsat"] = &supervisor

	for k, place := range []struct {
		ws, area, round wire.ID
		version         uint64
		by              wire.ID
	}{{w.ws, w.areas[0], w.round.ID, w.version, w.users["dong"].ID}, {w.ws, w.areas[1], w.round.ID, w.version, w.users["doai"].ID}, {ws2, area2, round2.ID, version2, far.ID}} {
		word := m.secret[k]
		house, person := id(byte(0x60+k)), id(byte(0x70+k))
		reg, err := s.PublishForm(ctx, place.ws, register.Form(), nil, wire.ID{})
		w.ok(err)
		_, err = s.Author(ctx, store.Authored{Workspace: place.ws, User: place.by, Changes: []*wire.Change{register.Change(&register.Case{ID: house, Area: place.area,
			Values:  map[string]string{"ma": "M-" + word, "chu_ho": "Chủ " + word, "dien_thoai": "0900000001", "dia_chi": "Ngõ " + word},
			Members: []register.Row{{ID: person, Values: map[string]string{"m_ten": "Người " + word, "m_quanhe": "01", "m_gioitinh": "2", "m_ngaysinh": "1980-01-02", "m_cutru": "1"}}}}, reg)}})
		w.ok(err)
		c := &wire.Change{Header: wire.Header{V: 1, Record: wire.RecordID(house, place.round, w.form.ID), Case: house, Round: place.round, Area: place.area,
			FormID: w.form.ID, FormVersion: place.version, At: w.now.UnixMilli(), Zone: 1440 + 420}}
		h := wire.Hash(w.form.Hash())
		c.FormHash = h.Short()
		photo := []byte("\xff\xd8\xff ảnh " + word)
		set := func(path string, v wire.Value) {
			n, ok := w.form.NodeByPath(path)
			if !ok {
				t.Fatal(path)
			}
			c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: v})
		}
		set("ho/chu_ho", wire.TextValue("Chủ "+word))
		set("ho/nuoc", wire.TextValue("2"))
		set("ho/anh", wire.MediaValue(wire.Media{SHA256: wire.Sum(photo), Size: uint64(len(photo)), Mime: "image/jpeg"}))
		_, err = s.Author(ctx, store.Authored{Workspace: place.ws, User: place.by, Changes: []*wire.Change{c}})
		w.ok(err)
		if k != int(other) {
			w.ok(s.AddAudit(ctx, place.ws, place.by, "test", "", "{}"))
		}
		w.ok(w.srv.blobs.Put(wire.Sum(photo), uint64(len(photo)), bytes.NewReader(photo)))
		w.ok(s.PutBlob(ctx, place.ws, s.Owner(), wire.Sum(photo), uint64(len(photo))))
		m.put("id", whose(k), c.Record.String())
		m.put("case", whose(k), house.String())
		m.put("person", whose(k), person.String())
		m.put("blob", whose(k), wire.Sum(photo).String())
		m.put("village", whose(k), place.area.String())
	}
	w.ok(seed.LoadRules(ctx, s, w.ws, true, w.users["quantri"].ID))
	rules, err := s.RulesInForce(ctx, w.ws)
	w.ok(err)
	m.put("rules", own, rules[seed.RuleSet07].Hash.String())
	m.put("rules", sibling, rules[seed.RuleSet07].Hash.String()) // the commune's
	m.put("rules", other, wire.Sum([]byte("of another commune")).String())
	m.put("round", own, w.round.ID.String())
	m.put("round", sibling, w.round.ID.String()) // a round is the commune's
	m.put("round", other, round2.ID.String())
	form := wire.Hash(w.form.Hash()).String()
	for k := range 3 {
		m.put("form", whose(k), form) // the same bytes in both communes
		m.put("writer", whose(k), w.enrolled([]string{"khue", "thom", "khue"}[k]).id.String())
	}
	m.put("writer", other, id(0x99).String())
	m.put("user", own, w.users["khue"].ID.String())
	m.put("user", sibling, w.users["doai"].ID.String())
	m.put("user", other, far.ID.String())
	for k, place := range []struct{ ws, by wire.ID }{{w.ws, w.users["dong"].ID}, {w.ws, w.users["doai"].ID}, {ws2, far.ID}} {
		v := schema.SavedView{User: place.by, Name: "Bộ lọc " + m.secret[k], Query: "queue=new"}
		w.ok(s.SaveView(ctx, place.ws, &v))
		m.put("view", whose(k), v.ID.String())
		word := m.secret[k]
		in := schema.Intake{ID: id(byte(0x90 + k)), Name: word + ".csv", User: place.by, Reading: `{"sheet":"CSV","heading":1,"rows":1,"columns":{"0":"chu_ho","1":"thon"},"shape":"ho"}`,
			File: []byte("Chủ hộ,Thôn\nChủ " + word + ",Thôn Đông\n")}
		w.ok(s.StageIntake(ctx, place.ws, &in))
		m.put("intake", whose(k), in.ID.String())
		bank := schema.Intake{ID: id(byte(0x98 + k)), Kind: schema.IntakeLoans, Name: word + ".csv", User: place.by, Reading: `{"sheet":"CSV","heading":1,"rows":1,"columns":{"0":"khe_uoc","1":"nguoi_vay","2":"du_no"},"day":"2026-10-31"}`,
			File: []byte("Mã món vay,Người vay,Dư nợ\nA" + word + ",Vay " + word + ",5\n")}
		w.ok(s.StageIntake(ctx, place.ws, &bank))
		m.put("bank", whose(k), bank.ID.String())
		w.ok(s.PutLoansSaid(ctx, place.ws, id(byte(0xa0+k)), id(byte(0x60+k)), []schema.LoanSaid{{Row: id(byte(0xb0 + k)), Survey: credit.Survey{Day: "2026-10-01", Borrower: "Vay " + word, Contract: "K" + word}}}))
		m.put("loan", whose(k), id(byte(0xb0+k)).String())
		m.movement(whose(k), place.ws, place.by)
		award := schema.Award{ID: id(byte(0xc0 + k)), Year: 2026, List: schema.ListRising, Subject: id(byte(0x60 + k)), Area: []wire.ID{w.areas[0], w.areas[1], area2}[k], Name: "Hộ " + word, Form: "GK_XA",
			Body: schema.AwardBody{Merit: "vươn lên " + word, Proposer: "Thôn", Proposed: "2026-11-10"}}
		w.ok(s.Nominate(ctx, place.ws, &award, place.by, func([]schema.Award) error { return nil }))
		m.put("award", whose(k), award.ID.String())
		m.put("paper", whose(k), "to-trinh.pdf")
		m.paper(whose(k), place.ws, place.by)
	}
	w.ok(w.srv.Flush(ctx))
	return m
}

// movement gives a place an entry of a register with a file, a line of the fund and a figure typed for its scorecard.
func (m *matrix) movement(of whose, ws, by wire.ID) {
	ctx, s, word := context.Background(), m.srv.Store, m.secret[of]
	area, err := wire.ParseID(m.things["village"][of])
	m.ok(err)
	hash, err := wire.ParseHash(m.things["blob"][of])
	m.ok(err)
	size, _ := m.srv.blobs.Has(hash)
	file := schema.EntryFile{Hash: hash, Name: word + ".jpg", Mime: "image/jpeg", Size: size}
	e := schema.Entry{ID: id(byte(0xc0 + of)), Kind: "hop_dan", Area: area, Year: 2026, Title: "Họp " + word, Day: "2026-10-01", Values: map[string]string{"ten": "Họp " + word, "ngay": "2026-10-01"}, Files: []schema.EntryFile{file}}
	m.ok(s.PutEntry(ctx, ws, &e, 0, "", by))
	l := schema.FundLine{ID: id(byte(0xc8 + of)), Side: schema.FundIn, Asset: schema.FundCash, Amount: 1, Day: "2026-10-01", Area: area, Giver: "household", Name: "Người " + word, Public: true}
	m.ok(s.AddFundLine(ctx, ws, &l, by))
	m.ok(s.PutTypedFact(ctx, ws, &schema.TypedFact{Year: 2026, Subject: "thon", Who: area, Code: "no_qua_han", Value: "1", Note: "Sao kê " + word, File: &file}, by))
	m.put("entry", of, e.ID.String())
	m.put("line", of, l.ID.String())
	m.put("subject", of, area.String())
	m.put("evidence", of, hash.String())
}

// paper gives a place a numbered paper of its village.
func (m *matrix) paper(of whose, ws, by wire.ID) {
	area, err := wire.ParseID(m.things["village"][of])
	m.ok(err)
	word := m.secret[of]
	r := schema.Report{ID: id(byte(0xd0 + of)), Paper: "niem-yet", Year: 2026, Number: 1 + int(of), Symbol: "TB-UBND", Day: "2026-10-01", Asof: "2026-10-01", Title: "Niêm yết " + word, Area: area,
		Units: schema.UnitsNew, Signer: "Ký " + word, Files: []schema.ReportFile{{Kind: "pdf", Bytes: []byte("%PDF " + word)}}}
	m.ok(m.srv.Store.IssueReport(context.Background(), ws, &r, by))
	m.put("report", of, r.ID.String())
}

func (m *matrix) put(param string, of whose, value string) {
	v := m.things[param]
	v[of] = value
	m.things[param] = v
}

var paramOf = regexp.MustCompile(`[:*][a-z0-9]+`)

// inEveryCommune is a value of a parameter of a route that names the same thing everywhere: a kind of paper, register, track
// or list; "" where it names a commune's own.
func inEveryCommune(path, name string) string {
	switch {
	case name == "paper" && strings.HasPrefix(path, "/reports/"):
		return "niem-yet"
	case name == "kind" && strings.HasPrefix(path, "/reports/"):
		return "pdf"
	case name == "kind":
		return "hop_dan"
	case name == "track":
		return "thon"
	case name == "file":
		return "bang.csv"
	case name == "list":
		return "nguyen-nhan"
	}
	return ""
}

// address fills the parameters of a route with things of a place; scoped says that some of them are a village's own. The
// bool is false for a parameter that this table does not know: then the route must be added here.
func (m *matrix) address(path string, of whose) (concrete string, scoped, known bool) {
	known = true
	concrete = paramOf.ReplaceAllStringFunc(path, func(p string) string {
		name := p[1:]
		switch {
		case name == "hash" && strings.HasPrefix(path, "/blobs/"):
			name = "blob"
		case name == "intake" && strings.HasPrefix(path, "/loans/"):
			name = "bank"
		case name == "hash" && strings.HasPrefix(path, "/forms/"):
			name = "form"
		case name == "file" && strings.HasPrefix(path, "/exports/"):
			return m.form.ID + ".csv"
		}
		if same := inEveryCommune(path, name); same != "" {
			return same
		}
		v, ok := m.things[name]
		if !ok {
			known = false
		}
		scoped = scoped || slices.Contains([]string{"id", "case", "person", "blob", "intake", "bank", "loan", "award", "entry", "line", "subject", "report"}, name)
		return v[of]
	})
	return concrete, scoped, known
}

// unnamed are routes whose parameter names nothing of a commune, and those that are tested apart: devices prove who they
// are with their key (TestMatrix_Devices), an invitation is its own secret, an authority is there only with --demo-ca.
var unnamed = []string{"/app/*file", "/static/:file", "/static/fonts/:file", "/invite/:token", "/api/v1/blobs/:sha256", "/install/ca.crt"}

// TestAuthorisationMatrix goes through every route of the router as every role and as nobody, with things of the own
// village, of a sibling and of another commune: a thing that is not one's own is the page that does not exist, nothing of
// it is shown anywhere, and nothing is changed.
func TestAuthorisationMatrix(t *testing.T) {
	m := newMatrix(t)
	people := map[string]*browser{"nobody": m.browser()}
	roles := map[string]schema.Role{"quantri": schema.RoleAdmin, "dong": schema.RoleReviewer, "giamsat": schema.RoleSupervisor, "khue": schema.RoleCollector}
	for login := range roles {
		people[login] = m.signIn(login)
	}
	permission := map[string]schema.Permission{}
	for _, r := range m.srv.Routes() {
		permission[r.Method+" "+r.Path] = r.Permission
	}
	before := m.fingerprint()
	checked, leaks := 0, 0
	for _, r := range m.srv.engine.Routes() {
		perm := permission[r.Method+" "+r.Path]
		if perm == "" {
			t.Errorf("%s %s is in the router and not in the table", r.Method, r.Path)
		}
		if slices.Contains(unnamed, r.Path) || perm == schema.PermDevice || r.Path == "/api/v1/enrol" || r.Path == "/logout" || r.Path == "/login" {
			continue
		}
		for _, of := range []whose{own, sibling, other} {
			path, scoped, known := m.address(r.Path, of)
			if !known {
				t.Errorf("%s %s names a thing that the matrix does not know: add it to newMatrix", r.Method, r.Path)
				break
			}
			if of != own && !strings.ContainsAny(r.Path, ":*") {
				break
			}
			if of != own && r.Method == "POST" && r.Path != "/" && strings.Contains(r.Path, ":hash") {
				continue // the same form is in both communes
			}
			for who, b := range people {
				role := roles[who]
				if r.Method == "POST" && schema.Can(role, perm) && (of == own || !scoped && of == sibling || scoped && of == sibling && role == schema.RoleAdmin) {
					continue // would be done: what each does is tested where it is described
				}
				p := m.ask(b, r.Method, path)
				checked++
				name := fmt.Sprintf("%s %s as %s, %s: %d", r.Method, r.Path, who, whoseNames[of], p.status)
				may := schema.Can(role, perm)
				switch {
				case p.status >= 500:
					t.Error(name, "an error of ours", p.body)
				case who == "nobody" && perm != schema.PermPublic:
					if p.status != 303 || !strings.HasPrefix(p.head.Get("Location"), "/login") {
						t.Error(name, "want the sign-in page")
					}
				case perm != schema.PermPublic && !may, of == other && named(r.Path), of == sibling && scoped && role != schema.RoleAdmin:
					if p.status != 404 || !strings.Contains(p.body, "Không có trang này") {
						t.Error(name, "want the page that does not exist")
					}
				case p.status == 404 && !strings.Contains(r.Path, "/forms/:hash") && !strings.Contains(r.Path, "/pin"):
					t.Error(name, "want an answer")
				}
				for k, word := range m.secret {
					allowed := role == schema.RoleAdmin && whose(k) != other || whose(k) == own && (role == schema.RoleReviewer || role == schema.RoleSupervisor)
					if !allowed && strings.Contains(p.plain(t), word) {
						leaks++
						t.Errorf("%s shows %s", name, whoseNames[k])
					}
				}
			}
		}
	}
	if after := m.fingerprint(); after != before {
		t.Errorf("something was changed:\n%s\n%s", before, after)
	}
	t.Logf("%d requests, %d leaks", checked, leaks)
	if checked < 400 {
		t.Errorf("only %d checks", checked)
	}
}

// named says that a route's parameter names a thing of one commune. A form is found by its bytes, which both have; an export
// is of the person's own commune whatever its name.
func named(path string) bool {
	path = strings.NewReplacer(":kind", "", ":track", "", ":list", "", ":paper", "").Replace(path)
	return strings.Contains(path, ":") && !strings.Contains(path, ":hash") && !strings.Contains(path, ":file") || strings.HasPrefix(path, "/blobs/")
}

func (m *matrix) ask(b *browser, method, path string) page {
	if method == "POST" {
		return b.post(path, url.Values{"reason": {"một lý do"}})
	}
	if strings.HasSuffix(path, "/event") {
		path += "?kind=" + string(register.Kinds[0])
	}
	return b.get(path)
}

// plain is the body as a person reads it: archives unpacked.
func (p page) plain(t *testing.T) string {
	t.Helper()
	if !strings.HasPrefix(p.body, "PK") {
		return p.body
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(p.body)), int64(len(p.body)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return out.String()
}

// fingerprint is what no refused request may change: the logs, users, devices, rounds, forms.
func (m *matrix) fingerprint() string {
	m.t.Helper()
	ctx, s := context.Background(), m.srv.Store
	var out []string
	for _, ws := range []wire.ID{m.ws, id(2)} {
		for _, k := range []string{"id"} {
			for _, v := range m.things[k] {
				x, err := wire.ParseID(v)
				m.ok(err)
				if _, row, err := s.Record(ctx, ws, x); err == nil {
					out = append(out, fmt.Sprint(row.ID, row.StateHash, row.UpdatedSrv, row.Area))
				}
			}
		}
		users, err := s.Users(ctx, ws)
		m.ok(err)
		for _, u := range users {
			out = append(out, fmt.Sprint(u.ID, u.Name, u.Role, u.Active, u.Areas))
		}
		rounds, err := s.Rounds(ctx, ws)
		m.ok(err)
		forms, err := s.Forms(ctx, ws)
		m.ok(err)
		devices, err := s.Devices(ctx, ws)
		m.ok(err)
		for _, d := range devices {
			out = append(out, fmt.Sprint(d.Writer, d.Revoked, d.Wipe != nil, d.Users))
		}
		out = append(out, fmt.Sprint(len(rounds), len(forms)))
		for _, r := range rounds {
			out = append(out, fmt.Sprint(r.ID, r.Label, r.Open))
		}
	}
	return strings.Join(out, "\n")
}
