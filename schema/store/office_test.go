package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

func TestAudit_TamperingIsFound(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		for i := range 20 {
			ok(t, c.s.AddAudit(ctx, c.ws, c.admin.ID, "file.read", fmt.Sprint(i), `{"x":1}`))
		}
		rows, bad, err := c.s.VerifyAudit(ctx, c.ws)
		ok(t, err)
		equal(t, "bad", bad, 0)
		log, err := c.s.Audit(ctx, c.ws, AuditQuery{Limit: 5})
		ok(t, err)
		equal(t, "newest first", log[0].N, rows)
		equal(t, "what", log[0].Action+log[0].Subject, "file.read19")
		older, err := c.s.Audit(ctx, c.ws, AuditQuery{Before: log[4].N, Limit: 5})
		ok(t, err)
		equal(t, "goes on", older[0].N, log[4].N-1)

		for _, q := range []string{`UPDATE audit SET detail = 'x' WHERE n = 3`, `DELETE FROM audit WHERE n = 3`} {
			if err := c.s.write(ctx, func(t *tx) error { return t.exec(q) }); err == nil {
				t.Fatalf("the database let it pass: %s", q)
			}
		}
		drop := []string{`DROP TRIGGER audit_no_update`, `DROP TRIGGER audit_no_delete`}
		if c.s.d.name == "postgres" {
			drop = []string{`DROP TRIGGER audit_no_update ON audit`, `DROP TRIGGER audit_no_delete ON audit`}
		}
		// Whoever can change the tables all the same is found out, at the row; each try is undone.
		undo := errors.New("undo")
		tampers := map[string]uint64{
			`UPDATE audit SET detail = 'x' WHERE n = 7`:                                     7,
			`UPDATE audit SET at = at + 1 WHERE n = 8`:                                      8,
			`UPDATE audit SET account = ws WHERE n = 9`:                                     9,
			`DELETE FROM audit WHERE n = 10`:                                                10,
			fmt.Sprintf(`DELETE FROM audit WHERE n = %d`, rows):                             rows,
			`UPDATE audit SET n = CASE WHEN n = 12 THEN 9012 ELSE n END WHERE n IN (12,13)`: 12,
		}
		for q, want := range tampers {
			err := c.s.write(ctx, func(tx *tx) error {
				for _, d := range append(drop[:2:2], q) {
					if err := tx.raw(d); err != nil {
						return err
					}
				}
				_, got, err := verifyAudit(ctx, tx, c.ws)
				if err == nil && got != want {
					t.Errorf("%s: found at %d, want %d", q, got, want)
				}
				if err != nil {
					return err
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Fatal(err)
			}
		}
	})
}

func TestUsers(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		u := &schema.User{Login: "khue", Name: "Khác", Role: schema.RoleCollector, Active: true}
		code(t, c.s.CreateUser(ctx, c.ws, u, c.admin.ID), schema.CodeConflict)
		u.Login, u.Role = "moi", "king"
		code(t, c.s.CreateUser(ctx, c.ws, u, c.admin.ID), schema.CodeInvalid)
		got, err := c.s.UserByLogin(ctx, c.ws, "khue")
		ok(t, err)
		equal(t, "areas", got.Areas[0], c.areas[0])
		equal(t, "name", got.Name, c.collector.Name)
		ok(t, c.s.SetPassword(ctx, c.ws, got.ID, "$argon2id$…", c.admin.ID))
		got, err = c.s.User(ctx, c.ws, got.ID)
		ok(t, err)
		equal(t, "password", got.Password, "$argon2id$…")
		_, err = c.s.User(ctx, nameID("other commune"), got.ID)
		code(t, err, schema.CodeNotFound)
		code(t, c.s.SetPassword(ctx, c.ws, nameID("nobody"), "x", c.admin.ID), schema.CodeNotFound)
		all, err := c.s.Users(ctx, c.ws)
		ok(t, err)
		equal(t, "users", len(all), 3)
	})
}

func TestEnrol_CodeWorksOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		try := func(code string, address string) error {
			k := keytest.New(t)
			proof, err := k.Sign(wire.EnrolMessage(code, k.Public()))
			ok(t, err)
			_, err = c.s.Enrol(ctx, c.ws, schema.Enrolment{Code: code, Pub: k.Public(), Proof: proof, Address: address})
			return err
		}
		ec, err := c.s.CreateCode(ctx, c.ws, c.collector.ID, c.admin.ID)
		ok(t, err)
		equal(t, "length", len(ec.Code), 8)
		if strings.ContainsAny(ec.Code, "01OI") {
			t.Fatal(ec.Code)
		}
		ok(t, try(strings.ToLower(ec.Code[:4])+"-"+ec.Code[4:], "a"))
		code(t, try(ec.Code, "a"), schema.CodeUnauthorized)

		late, err := c.s.CreateCode(ctx, c.ws, c.collector.ID, c.admin.ID)
		ok(t, err)
		c.clock.add(16 * time.Minute)
		code(t, try(late.Code, "a"), schema.CodeUnauthorized)

		fresh, err := c.s.CreateCode(ctx, c.ws, c.collector.ID, c.admin.ID)
		ok(t, err)
		for range codeTries {
			code(t, try("AAAAAAAA", "b"), schema.CodeUnauthorized)
		}
		code(t, try(fresh.Code, "b"), schema.CodeForbidden)
		ok(t, try(fresh.Code, "c"))

		k := keytest.New(t)
		fresh, err = c.s.CreateCode(ctx, c.ws, c.collector.ID, c.admin.ID)
		ok(t, err)
		_, err = c.s.Enrol(ctx, c.ws, schema.Enrolment{Code: fresh.Code, Pub: k.Public(), Proof: make([]byte, 64)})
		code(t, err, schema.CodeInvalid)
		_, err = c.s.Enrol(ctx, c.ws, schema.Enrolment{Code: fresh.Code, Pub: []byte("no key"), Proof: make([]byte, 64)})
		code(t, err, schema.CodeInvalid)
	})
}

func TestSessions(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		x := c.s.Sessions(c.ws)
		ok(t, x.Commit("token", []byte("one"), c.clock.now().Add(time.Hour)))
		ok(t, x.Commit("token", []byte("two"), c.clock.now().Add(time.Hour)))
		b, found, err := x.Find("token")
		ok(t, err)
		equal(t, "data", string(b), "two")
		equal(t, "found", found, true)
		_, found, err = c.s.Sessions(nameID("other")).Find("token")
		ok(t, err)
		equal(t, "another workspace", found, false)
		c.clock.add(2 * time.Hour)
		_, found, err = x.Find("token")
		ok(t, err)
		equal(t, "ended", found, false)
		ok(t, x.Commit("t2", []byte("x"), c.clock.now().Add(time.Hour)))
		ok(t, x.Delete("t2"))
		_, found, err = x.Find("t2")
		ok(t, err)
		equal(t, "deleted", found, false)
	})
}

func TestDevices_SeenRevoked(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		c.s.Seen(c.ws, a.writer, schema.Status{App: "1.0", Clock: c.clock.now().UnixMilli() + 5000, Unsent: 7, Blobs: 2, FreeMiB: 900})
		d, err := c.s.Device(ctx, c.ws, a.writer)
		ok(t, err)
		equal(t, "unsent", d.Unsent, 7)
		equal(t, "clock", d.Clock, 5000)
		equal(t, "seen", d.Seen, c.clock.now())
		ok(t, c.s.Revoke(ctx, c.ws, a.writer, c.admin.ID, "mất"))
		ok(t, c.s.Revoke(ctx, c.ws, a.writer, c.admin.ID, "again"))
		all, err := c.s.Devices(ctx, c.ws)
		ok(t, err)
		equal(t, "tablets only", len(all), 1)
		equal(t, "revoked", all[0].Revoked, c.clock.now())
		g, err := c.s.Grants(ctx, c.ws, a.writer)
		ok(t, err)
		equal(t, "grant ended", g[0].Ended.IsZero(), false)
		code(t, c.s.Revoke(ctx, c.ws, c.s.Owner(), c.admin.ID, ""), schema.CodeInvalid)
		p, err := c.s.Apply(ctx, Push{Workspace: c.ws, Writer: a.writer})
		ok(t, err)
		equal(t, "told at the next contact", p.Revoked, true)
	})
}

func TestForms_PublishRefusesATypeChange(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		v, err := c.s.PublishForm(ctx, c.ws, testForm(), nil, c.admin.ID)
		ok(t, err)
		equal(t, "the same form is the same version", v, 1)

		f := testForm()
		f.Nodes[nodeNumber].Type, f.Nodes[nodeNumber].Control = "string", "text"
		_, err = c.s.PublishForm(ctx, c.ws, f, nil, c.admin.ID)
		code(t, err, schema.CodeConflict)
		if !strings.Contains(err.Error(), "so_nguoi") {
			t.Fatalf("no place: %v", err)
		}
		f.Nodes[nodeNumber].Name, f.Nodes[nodeNumber].Was = "so_nguoi_chu", "so_nguoi"
		v, err = c.s.PublishForm(ctx, c.ws, f, []byte("book"), c.admin.ID)
		ok(t, err)
		equal(t, "version", v, 2)
		// A third may not take the old name back with another type either.
		g := testForm()
		g.Nodes[nodeNumber].Type = "date"
		_, err = c.s.PublishForm(ctx, c.ws, g, nil, c.admin.ID)
		code(t, err, schema.CodeConflict)
		g = testForm()
		g.Nodes[nodeName].Parent = 0 // moved out of its repeat under the same name is another path: allowed
		_, err = c.s.PublishForm(ctx, c.ws, g, nil, c.admin.ID)
		ok(t, err)

		refs, err := c.s.FormsInForce(ctx, c.ws)
		ok(t, err)
		equal(t, "in force", refs[0].Version, 3)
		got, fv, err := c.s.FormVersion(ctx, c.ws, "ho", 2)
		ok(t, err)
		equal(t, "source", string(fv.Source), "book")
		equal(t, "name", got.Nodes[nodeNumber].Name, "so_nguoi_chu")
		all, err := c.s.Forms(ctx, c.ws)
		ok(t, err)
		equal(t, "versions and drafts", len(all), 5)
		cf, err := c.s.CompiledForm(ctx, c.ws, "ho", 1, c.hash.Short())
		ok(t, err)
		equal(t, "nodes", len(cf.Nodes), 6)
		cf, err = c.s.CompiledForm(ctx, c.ws, "ho", 1, [8]byte{1})
		ok(t, err)
		if cf != nil {
			t.Fatal("a form of another hash")
		}
	})
}

func encodeList(name string, area wire.ID, ids ...string) []byte {
	var e wire.Encoder
	e.Array(5)
	e.Uint(1)
	e.Text(name)
	e.ID(area)
	e.Array(2)
	e.Text("name")
	e.Text("label")
	e.Array(2)
	for range 2 {
		e.Array(len(ids))
		for _, x := range ids {
			e.Text(x)
		}
	}
	return e.B
}

func TestLists_NumbersAndIDs(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		x, y := nameID("x"), nameID("y")
		b := encodeList("ho", c.areas[0], x.UUID(), "not an id", y.UUID())
		n, h, err := c.s.PutList(ctx, c.ws, c.areas[0], "ho", b)
		ok(t, err)
		equal(t, "first", n, 1)
		n, _, err = c.s.PutList(ctx, c.ws, c.areas[0], "ho", b)
		ok(t, err)
		equal(t, "equal bytes, no new number", n, 1)
		n, _, err = c.s.PutList(ctx, c.ws, wire.ID{}, "thon", encodeList("thon", wire.ID{}, "1"))
		ok(t, err)
		equal(t, "one counter", n, 2)
		_, _, err = c.s.PutList(ctx, c.ws, c.areas[1], "ho", encodeList("ho", c.areas[1], "2"))
		ok(t, err)
		b2 := encodeList("ho", c.areas[0], y.UUID())
		n, _, err = c.s.PutList(ctx, c.ws, c.areas[0], "ho", b2)
		ok(t, err)
		equal(t, "next", n, 4)

		in, err := c.s.Lists(ctx, c.ws, c.areas[:1])
		ok(t, err)
		equal(t, "in force", fmt.Sprint(in[0].Number, in[0].Name, in[1].Number, in[1].Name, len(in)), "2thon4ho2")
		ids, err := c.s.ListIDs(ctx, c.ws, h)
		ok(t, err)
		equal(t, "ids of a list that is past", fmt.Sprint(ids), fmt.Sprint([]wire.ID{x, {}, y}))
		l, err := c.s.List(ctx, c.ws, 1)
		ok(t, err)
		equal(t, "bytes kept", string(l.Bytes), string(b))
		l, err = c.s.ListByHash(ctx, c.ws, h)
		ok(t, err)
		equal(t, "number", l.Number, 1)
		for _, bad := range [][]byte{nil, b[:len(b)-1], encodeList("other", c.areas[0], "1"), encodeList("ho", c.areas[1], "1"), append(b[:len(b):len(b)], 0)} {
			_, _, err := c.s.PutList(ctx, c.ws, c.areas[0], "ho", bad)
			code(t, err, schema.CodeInvalid)
		}
	})
}

// A row named by its place in a list is found in that list for ever, whatever came after.
func TestApply_RowByPlaceInAList(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		x, y := nameID("x"), nameID("y")
		n, h, err := c.s.PutList(ctx, c.ws, c.areas[0], "thanh_vien", encodeList("thanh_vien", c.areas[0], x.UUID(), y.UUID()))
		ok(t, err)
		_, _, err = c.s.PutList(ctx, c.ws, c.areas[0], "thanh_vien", encodeList("thanh_vien", c.areas[0], y.UUID(), x.UUID()))
		ok(t, err)
		a := c.enrol(c.collector)
		change := func(hash wire.Hash) *wire.Change {
			head := c.header("1", c.areas[0])
			head.Env, head.Grant, head.User = []wire.ListRef{{Number: n, Hash: hash}}, a.grant.ID, a.user.ID
			return &wire.Change{Header: head, Rows: []wire.Row{{List: n, Pos: 1}}, Ops: []wire.Op{
				{Kind: wire.KindSeed, Node: nodeMember, Row: 1, Value: wire.NullValue()},
				{Kind: wire.KindSet, Node: nodeName, Row: 1, Value: wire.TextValue("Tên")}}}
		}
		a.add(change(h))
		a.push(1)
		v := c.get("1")
		equal(t, "the row of that list", v.Record.Registers[0].Row, y)
		equal(t, "parked", v.Row.Parked, 0)
		a.add(change(wire.Hash{7})) // no such list
		a.push(2)
		equal(t, "parked", c.get("1").Row.Parked, 1)
	})
}

func TestBlobs_ChangesFirst(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		photo := wire.Media{SHA256: wire.Hash{9}, Size: 1234, Mime: "image/jpeg"}
		_, err := c.s.WantBlob(ctx, c.ws, a.writer, photo.SHA256)
		code(t, err, schema.CodeConflict)
		code(t, c.s.PutBlob(ctx, c.ws, a.writer, photo.SHA256, photo.Size), schema.CodeConflict)
		a.save(c.header("1", c.areas[0]), wire.Op{Kind: wire.KindSet, Node: nodePhoto, Value: wire.MediaValue(photo)})
		a.push(1)
		want, err := c.s.WantBlob(ctx, c.ws, a.writer, photo.SHA256)
		ok(t, err)
		equal(t, "what", fmt.Sprint(want.Size, want.Mime, want.Stored.IsZero(), want.Area == c.areas[0]), "1234image/jpegtrue true")
		missing, err := c.s.MissingBlobs(ctx, c.ws, a.writer)
		ok(t, err)
		equal(t, "missing", len(missing), 1)
		_, err = c.s.WantBlob(ctx, c.ws, b.writer, photo.SHA256)
		code(t, err, schema.CodeConflict)
		code(t, c.s.PutBlob(ctx, c.ws, a.writer, photo.SHA256, 99), schema.CodeConflict)
		ok(t, c.s.PutBlob(ctx, c.ws, a.writer, photo.SHA256, photo.Size))
		ok(t, c.s.PutBlob(ctx, c.ws, a.writer, photo.SHA256, photo.Size))
		missing, err = c.s.MissingBlobs(ctx, c.ws, a.writer)
		ok(t, err)
		equal(t, "missing", len(missing), 0)
		got, err := c.s.Blob(ctx, c.ws, photo.SHA256, false, c.areas[:1])
		ok(t, err)
		equal(t, "from", got.By, a.writer)
		_, err = c.s.Blob(ctx, c.ws, photo.SHA256, false, c.areas[1:])
		code(t, err, schema.CodeNotFound)
		_, err = c.s.Blob(ctx, c.ws, photo.SHA256, false, nil)
		code(t, err, schema.CodeNotFound)
		_, err = c.s.Blob(ctx, c.ws, photo.SHA256, true, nil)
		ok(t, err)
		of, err := c.s.RecordBlobs(ctx, c.ws, c.record("1"))
		ok(t, err)
		equal(t, "of the record", len(of), 1)
	})
}
