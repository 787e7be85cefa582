package seed

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Config{
		URL: "file:" + filepath.Join(t.TempDir(), "sothon.db"), Owner: keytest.New(t),
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestFill_AWholeCommuneOnce(t *testing.T) {
	ctx, s := context.Background(), open(t)
	plain := func(_ context.Context, p string) (string, error) { return "plain:" + p, nil }
	for i, want := range []bool{true, false} {
		made, err := Fill(ctx, s, plain, func(string) {})
		if err != nil || made != want {
			t.Fatalf("call %d: made %v, %v", i, made, err)
		}
	}
	c := Make()
	rows, total, err := s.Records(ctx, c.ID, store.RecordQuery{All: true, Round: c.Rounds[0].ID, Limit: 1000})
	if err != nil || total != 400 {
		t.Fatalf("%d records of last year, %v", total, err)
	}
	for _, r := range rows {
		if r.State != schema.StateApproved || r.Changed || r.Conflicts > 0 || r.Held > 0 || r.Parked > 0 {
			t.Fatalf("record %s: state %s, changed %v, conflicts %d, held %d, parked %d", r.ID, r.State, r.Changed, r.Conflicts, r.Held, r.Parked)
		}
	}
	lists, err := s.Lists(ctx, c.ID, []wire.ID{c.Areas[0].ID})
	if err != nil || len(lists) != 13 {
		t.Errorf("%d lists for one village, %v", len(lists), err)
	}
	users, err := s.Users(ctx, c.ID)
	if err != nil || len(users) != len(People) {
		t.Errorf("%d users, %v", len(users), err)
	}
}

// A new commune has the rules but no sample points: a class needs an official table.
func TestPutRules_NoSamplePoints(t *testing.T) {
	ctx, s := context.Background(), open(t)
	w := &schema.Workspace{ID: ID("workspace", 1), Name: "Xã mới"}
	if err := s.CreateWorkspace(ctx, w); err != nil {
		t.Fatal(err)
	}
	if err := PutRules(ctx, s, w.ID); err != nil {
		t.Fatal(err)
	}
	infos, err := s.Lists(ctx, w.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, i := range infos {
		l, err := s.List(ctx, w.ID, i.Number)
		if err != nil {
			t.Fatal(err)
		}
		d, err := answers.DecodeList(l.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		rows[d.Name] = d.Rows()
	}
	if rows["tham_so"] < 60 || rows["phieu_a"] != 9 || rows["bang_diem_a"] != 0 || len(rows) != 3 {
		t.Errorf("%v", rows)
	}
}
