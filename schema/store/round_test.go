package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// household enters a household of the register.
func (c *commune) household(name string, area wire.ID) wire.ID {
	c.t.Helper()
	ctx := context.Background()
	f := *testForm()
	f.ID = registerForm
	v, err := c.s.PublishForm(ctx, c.ws, &f, nil, c.admin.ID)
	ok(c.t, err)
	h := wire.Hash(sha256.Sum256(f.Encode()))
	caseID := nameID(name)
	_, err = c.s.Author(ctx, Authored{Workspace: c.ws, Changes: []*wire.Change{{Header: wire.Header{Record: wire.RecordID(caseID, wire.ID{}, registerForm),
		Case: caseID, Area: area, FormID: registerForm, FormVersion: v, FormHash: h.Short()}, Ops: []wire.Op{set(nodeHead, name)}}}})
	ok(c.t, err)
	return caseID
}

func TestAssign(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a, b, far := c.household("a", c.areas[0]), c.household("b", c.areas[0]), c.household("xa", c.areas[1])
		both := c.user("thom", schema.RoleCollector, c.areas...)
		viewer := c.user("xem", schema.RoleSupervisor, c.areas...)
		who := func() string {
			all, err := c.s.Assignments(ctx, c.ws, c.round)
			ok(t, err)
			out := ""
			for _, k := range []wire.ID{a, b, far} {
				for _, u := range []*schema.User{c.collector, both} {
					for _, x := range all[k] {
						if x.User == u.ID {
							out += u.Login[:1]
						}
					}
				}
				out += "|"
			}
			return out
		}
		give := func(want schema.Code, cases, users []wire.ID, mode AssignMode) {
			t.Helper()
			_, err := c.s.Assign(ctx, c.ws, c.round, cases, users, mode, "hẹn buổi tối", c.admin.ID)
			code(t, err, want)
		}
		give("", []wire.ID{a, b}, []wire.ID{c.collector.ID}, AssignReplace)
		equal(t, "two given", who(), "k|k||")
		give("", []wire.ID{b, far}, []wire.ID{both.ID}, AssignAdd)
		equal(t, "one more", who(), "k|kt|t|")
		give("", []wire.ID{b}, []wire.ID{both.ID}, AssignReplace)
		equal(t, "given over", who(), "k|t|t|")
		give("", []wire.ID{a}, []wire.ID{both.ID}, AssignRemove)
		equal(t, "who does not visit is not taken away", who(), "k|t|t|")
		// Nothing of a refused call stays.
		give(schema.CodeInvalid, []wire.ID{a, far}, []wire.ID{c.collector.ID}, AssignReplace)
		give(schema.CodeInvalid, []wire.ID{a}, []wire.ID{viewer.ID}, AssignAdd)
		give(schema.CodeNotFound, []wire.ID{a, nameID("nowhere")}, []wire.ID{both.ID}, AssignReplace)
		give(schema.CodeInvalid, nil, []wire.ID{both.ID}, AssignAdd)
		give(schema.CodeInvalid, []wire.ID{a}, nil, AssignAdd)
		equal(t, "as it was", who(), "k|t|t|")
		give("", []wire.ID{a, b}, nil, AssignRemove)
		equal(t, "nobody", who(), "||t|")
		log, err := c.s.Audit(ctx, c.ws, AuditQuery{Action: "round.", Limit: 1})
		ok(t, err)
		equal(t, "audited", log[0].Action+log[0].Detail, `round.assign{"cases":2,"mode":"remove","users":[]}`)

		// The next round begins as the last one ended: by what was given, else by who wrote.
		tab := c.enrol(c.collector)
		tab.save(c.header("a", c.areas[0]), set(nodeHead, "An"), finish())
		tab.push(1)
		next := schema.Round{ID: nameID("next"), Label: "Đợt sau", FormIDs: []string{"ho"}, Previous: c.round}
		ok(t, c.s.PutRound(ctx, c.ws, &next, c.admin.ID))
		given, left, err := c.s.AssignAsBefore(ctx, c.ws, next.ID, nil, c.admin.ID)
		ok(t, err)
		equal(t, "given and left", fmt.Sprint(given, left), "2 1")
		all, err := c.s.Assignments(ctx, c.ws, next.ID)
		ok(t, err)
		equal(t, "who wrote", all[a][0].User, c.collector.ID)
		equal(t, "who was to visit", all[far][0].User, both.ID)
		given, left, err = c.s.AssignAsBefore(ctx, c.ws, next.ID, nil, c.admin.ID)
		ok(t, err)
		equal(t, "again nothing", fmt.Sprint(given, left), "0 1")
	})
}

func TestProgress_AndClosing(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		for _, h := range []string{"a", "b", "c"} {
			c.household(h, c.areas[0])
		}
		c.household("d", c.areas[1])
		_, err := c.s.Assign(ctx, c.ws, c.round, []wire.ID{nameID("a"), nameID("b")}, []wire.ID{c.collector.ID}, AssignReplace, "", c.admin.ID)
		ok(t, err)
		tab := c.enrol(c.collector)
		tab.save(c.header("a", c.areas[0]), set(nodeHead, "An"), finish())
		tab.save(c.header("new", c.areas[0]), set(nodeHead, "Hộ mới"))
		tab.push(1)
		now := time.UnixMilli(c.header("a", c.areas[0]).At).Add(time.Hour)
		sum := func(scope schema.Scope, at time.Time) string {
			p, err := c.s.Progress(ctx, c.ws, c.round, "ho", scope, at)
			ok(t, err)
			out := ""
			for _, a := range c.areas {
				if x := p[a]; x != nil {
					out += fmt.Sprint(x.Unvisited, " of ", x.Total(), " finished ", x.Finished(), " week ", x.Week, "; ")
				}
			}
			return out
		}
		equal(t, "everywhere", sum(schema.Scope{All: true}, now), "2 of 4 finished 1 week 1; 1 of 1 finished 0 week 0; ")
		equal(t, "eight days later", sum(schema.Scope{Areas: c.areas[:1]}, now.AddDate(0, 0, 8)), "2 of 4 finished 1 week 0; ")
		equal(t, "nowhere", sum(schema.Scope{}, now), "")
		people, err := c.s.PersonProgresses(ctx, c.ws, c.round, "ho", schema.Scope{All: true})
		ok(t, err)
		p := people[c.collector.ID]
		equal(t, "of the collector", fmt.Sprint(p.Assigned, p.Unvisited, p.States), "2 1 map[draft:1 received:1]")
		people, err = c.s.PersonProgresses(ctx, c.ws, c.round, "ho", schema.Scope{Areas: c.areas[1:]})
		ok(t, err)
		equal(t, "elsewhere", len(people), 0)

		left, err := c.s.RoundLeft(ctx, c.ws, c.round)
		ok(t, err)
		equal(t, "left", left, RoundLeft{Unvisited: 3, Waiting: 1, Drafts: 1})
		code(t, c.s.SetRoundOpen(ctx, c.ws, c.round, false, "hết hạn", c.admin.ID), schema.CodeConflict)
		_, err = c.decide(c.get("a"), wire.KindApprove, "")
		ok(t, err)
		tab.save(c.header("new", c.areas[0]), finish())
		tab.push(3)
		_, err = c.decide(c.get("new"), wire.KindApprove, "")
		ok(t, err)
		code(t, c.s.SetRoundOpen(ctx, c.ws, c.round, false, "", c.admin.ID), schema.CodeInvalid)
		ok(t, c.s.SetRoundOpen(ctx, c.ws, c.round, false, "ba hộ đi vắng \"dài ngày\"", c.admin.ID))
		r, err := c.s.Round(ctx, c.ws, c.round)
		ok(t, err)
		equal(t, "closed", r.Open || r.Closed.IsZero(), false)
		log, err := c.s.Audit(ctx, c.ws, AuditQuery{Action: "round.close", User: c.admin.ID, Subject: c.round.String()})
		ok(t, err)
		equal(t, "why", log[0].Detail, `{"note":"ba hộ đi vắng \"dài ngày\""}`)

		// One open round an area.
		other := schema.Round{ID: nameID("other"), Label: "Đợt khác", FormIDs: []string{"ho"}, Open: true, Areas: c.areas[:1],
			Pins: []schema.Pin{{FormID: "ho", Version: 1}}, Rules: []string{"Nghị định 07/2021"}}
		ok(t, c.s.PutRound(ctx, c.ws, &other, c.admin.ID))
		code(t, c.s.SetRoundOpen(ctx, c.ws, c.round, true, "", c.admin.ID), schema.CodeConflict)
		other.Areas = nil
		ok(t, c.s.PutRound(ctx, c.ws, &other, c.admin.ID))
		second := schema.Round{ID: nameID("second"), Label: "Đợt nữa", Open: true, Areas: c.areas[1:]}
		code(t, c.s.PutRound(ctx, c.ws, &second, c.admin.ID), schema.CodeConflict)
		got, err := c.s.Round(ctx, c.ws, other.ID)
		ok(t, err)
		equal(t, "kept", fmt.Sprint(got.Pins, got.Rules, got.Areas), "[{ho 1}] [Nghị định 07/2021] []")
	})
}

func TestRemind(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		ok(t, c.s.Remind(ctx, c.ws, c.round, c.collector.ID, "Nhờ bác gửi phiếu tối nay.", c.admin.ID))
		all, err := c.s.Reminders(ctx, c.ws, c.round)
		ok(t, err)
		equal(t, "text", all[c.collector.ID].Note, "Nhờ bác gửi phiếu tối nay.")
		ok(t, c.s.Remind(ctx, c.ws, c.round, c.collector.ID, "", c.admin.ID))
		all, err = c.s.Reminders(ctx, c.ws, c.round)
		ok(t, err)
		equal(t, "taken back", len(all), 0)
		code(t, c.s.Remind(ctx, c.ws, nameID("no round"), c.collector.ID, "x", c.admin.ID), schema.CodeNotFound)
	})
}

func TestInvite_OnceAndInTime(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		first, _, err := c.s.Invite(ctx, c.ws, c.reviewer.ID, c.admin.ID)
		ok(t, err)
		token, expires, err := c.s.Invite(ctx, c.ws, c.reviewer.ID, c.admin.ID)
		ok(t, err)
		equal(t, "in days", expires.Sub(c.clock.now()), InviteDays*24*time.Hour)
		_, err = c.s.AcceptInvite(ctx, c.ws, first, "$argon2id$a")
		code(t, err, schema.CodeNotFound) // the later link ended it
		u, err := c.s.Invited(ctx, c.ws, token)
		ok(t, err)
		equal(t, "whose", u.ID, c.reviewer.ID)
		_, err = c.s.Invited(ctx, nameID("other commune"), token)
		code(t, err, schema.CodeNotFound)
		u, err = c.s.AcceptInvite(ctx, c.ws, token, "$argon2id$b")
		ok(t, err)
		equal(t, "password", u.Password, "$argon2id$b")
		equal(t, "signed out elsewhere", u.Epoch, 1)
		_, err = c.s.AcceptInvite(ctx, c.ws, token, "$argon2id$c")
		code(t, err, schema.CodeNotFound)
		token, _, err = c.s.Invite(ctx, c.ws, c.reviewer.ID, c.admin.ID)
		ok(t, err)
		c.clock.add(InviteDays * 24 * time.Hour)
		_, err = c.s.Invited(ctx, c.ws, token)
		code(t, err, schema.CodeNotFound)
	})
}

func TestUsers_LastAdminAndEpoch(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		ok(t, c.s.SetPassword(ctx, c.ws, c.admin.ID, "$argon2id$a", wire.ID{}))
		second := c.user("hai", schema.RoleAdmin)
		lock := func(u *schema.User, active bool, role schema.Role, want schema.Code) {
			t.Helper()
			x, err := c.s.User(ctx, c.ws, u.ID)
			ok(t, err)
			x.Active, x.Role = active, role
			code(t, c.s.UpdateUser(ctx, c.ws, &x, c.admin.ID), want)
		}
		lock(c.admin, false, schema.RoleAdmin, schema.CodeConflict) // the other one has no password yet
		lock(c.admin, true, schema.RoleReviewer, schema.CodeConflict)
		ok(t, c.s.SetPassword(ctx, c.ws, second.ID, "$argon2id$b", wire.ID{}))
		lock(c.admin, true, schema.RoleReviewer, "")
		lock(second, false, schema.RoleAdmin, schema.CodeConflict)
		epoch := func(u *schema.User) uint64 {
			x, err := c.s.User(ctx, c.ws, u.ID)
			ok(t, err)
			return x.Epoch
		}
		equal(t, "password and role end sessions", epoch(c.admin), 2)
		lock(c.reviewer, true, schema.RoleReviewer, "")
		equal(t, "nothing changed", epoch(c.reviewer), 0)
		lock(c.reviewer, false, schema.RoleReviewer, "")
		lock(c.reviewer, true, schema.RoleReviewer, "")
		equal(t, "a lock ends them, unlocking does not", epoch(c.reviewer), 1)
		ok(t, c.s.SignOutUser(ctx, c.ws, c.reviewer.ID, c.admin.ID))
		equal(t, "by hand", epoch(c.reviewer), 2)
		code(t, c.s.SignOutUser(ctx, c.ws, nameID("nobody"), c.admin.ID), schema.CodeNotFound)
		log, err := c.s.Audit(ctx, c.ws, AuditQuery{Action: "user.", Subject: c.reviewer.ID.String()})
		ok(t, err)
		said := ""
		for _, l := range log {
			said += l.Action + " "
		}
		equal(t, "audited", said, "user.signout user.unlock user.lock user.update user.create ")
	})
}

func TestForms_RetireAndNote(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		f := testForm()
		f.Nodes[1].Label = f.Title
		h, err := c.s.PutDraft(ctx, c.ws, f, []byte("x"), c.admin.ID)
		ok(t, err)
		v, err := c.s.PublishDraft(ctx, c.ws, h, "Sửa nhãn câu chủ hộ", c.reviewer.ID)
		ok(t, err)
		equal(t, "version", v, 2)
		ok(t, c.s.RetireForm(ctx, c.ws, "ho", true, "thay bằng mẫu mới", c.admin.ID))
		all, err := c.s.Forms(ctx, c.ws)
		ok(t, err)
		equal(t, "note", all[0].Note, "Sửa nhãn câu chủ hộ")
		equal(t, "by", all[0].PublBy, c.reviewer.ID)
		equal(t, "retired", all[0].Retired.IsZero() || all[1].Retired.IsZero(), false)
		ok(t, c.s.RetireForm(ctx, c.ws, "ho", false, "", c.admin.ID))
		all, err = c.s.Forms(ctx, c.ws)
		ok(t, err)
		equal(t, "in use again", all[0].Retired.IsZero(), true)
		code(t, c.s.RetireForm(ctx, c.ws, "no_such", true, "", c.admin.ID), schema.CodeNotFound)
		code(t, c.s.RetireForm(ctx, c.ws, registerForm, true, "", c.admin.ID), schema.CodeInvalid)
	})
}
