package wasmtest

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/wire"
)

// keys are the owner's keys as the API wants them.
type keys struct{ *owner }

func (k keys) Public() []byte                  { return k.pub }
func (k keys) Sign(msg []byte) ([]byte, error) { return k.sign(msg) }
func (k keys) NonceSecret() []byte             { return []byte("0123456789abcdef0123456789abcdef") }
func (k keys) Recovery() string                { return "" }

// TestRealServer runs the same visit against the store and the API of the server.
func TestRealServer(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is missing: install Node 20 or newer and try again")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	must(t, err)
	ctx := context.Background()
	o := newOwner(t)
	s, err := store.Open(ctx, store.Config{URL: "file:" + filepath.Join(t.TempDir(), "sothon.db"), Owner: keys{o},
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		}})
	must(t, err)
	defer s.Close()
	ws := wire.ID{7}
	must(t, s.CreateWorkspace(ctx, &schema.Workspace{ID: ws, Name: "Xã Mẫu"}))
	must(t, s.PutArea(ctx, ws, &schema.Area{ID: area, Label: "Thôn Đông"}, wire.ID{}))
	must(t, s.PutRound(ctx, ws, &schema.Round{ID: round, Label: "Rà soát 2026", FormIDs: []string{o.form.ID}, Open: true}, wire.ID{}))
	u := &schema.User{Login: "khue", Name: "Nguyễn Văn Khuê", Kin: "bác", Role: schema.RoleCollector, Areas: []wire.ID{area}, Active: true}
	must(t, s.CreateUser(ctx, ws, u, wire.ID{}))
	_, err = s.PublishForm(ctx, ws, o.form, []byte("workbook"), u.ID)
	must(t, err)
	for _, l := range o.lists {
		_, _, err := s.PutList(ctx, ws, l.Area, l.Name, answers.EncodeList(l))
		must(t, err)
	}
	code, err := s.CreateCode(ctx, ws, u.ID, u.ID)
	must(t, err)
	blobs, err := api.OpenBlobs(t.TempDir())
	must(t, err)
	gin.SetMode(gin.ReleaseMode)
	a := api.New(api.Config{Store: s, Workspace: ws, Keys: keys{o}, Blobs: blobs, Clock: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	g := gin.New()
	g.POST("/api/v1/enrol", a.Enrol)
	g.POST("/api/v1/sync", a.Sync)
	srv := httptest.NewServer(g)
	defer srv.Close()

	out, err := exec.Command(node, filepath.Join("..", "..", "formswasm", "smoke.mjs"), program(t),
		filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), srv.URL, code.Code).CombinedOutput()
	t.Logf("%s", out)
	must(t, err)
	rec, _, err := s.Record(ctx, ws, wire.RecordID(house, round, o.form.ID))
	must(t, err)
	vis := answers.Visible(rec)
	if rec.Unapplied != 0 || !rec.Finished || vis[answers.Place{Path: "/ho/nuoc_khac"}] != "suối" {
		t.Fatalf("record %+v", rec)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
