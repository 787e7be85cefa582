// Command bench makes the data folder that the measurements of server/web/app/bench start from, and prints one-time codes
// of tablets as JSON. Without -demo: a workspace with areas of many households and a survey of 60 fields. With it: the
// demo commune, and a code for a tablet of its first village, which -more makes larger.
//
//	go run ./cmd/internal/bench -data DIR -tablets 20 -households 400
//	go run ./cmd/internal/bench -data DIR -demo -more 4955
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/sync/wire"
)

// fields is the number of questions of a record; a form of 60 texts, numbers and choices.
const fields = 60

func main() {
	dir := flag.String("data", "", "empty folder to fill")
	tablets := flag.Int("tablets", 20, "tablets, two to an area")
	households := flag.Int("households", 400, "households of an area")
	demo := flag.Bool("demo", false, "the demo commune instead")
	more := flag.Int("more", 0, "with -demo: households more in the first village")
	flag.Parse()
	ctx := context.Background()
	err := os.MkdirAll(*dir, 0o700)
	if err == nil && *demo {
		err = commune(ctx, *dir, *more)
	} else if err == nil {
		err = run(ctx, *dir, *tablets, *households)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// open opens the store of a new folder.
func open(ctx context.Context, dir string) (*store.Store, error) {
	keys, err := server.LoadOrCreate(dir)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Config{URL: "file:" + filepath.Join(dir, "sothon.db"), Owner: keys})
}

// printed is what the measurements read.
type printed struct {
	Workspace string   `json:"workspace"`
	Codes     []string `json:"codes"`
	All       string   `json:"all"` // code of a tablet with every area
}

// commune fills the folder with the demo commune and more invented households in its first village, publishes the form of
// this year, and makes a collector of that village.
func commune(ctx context.Context, dir string, more int) error {
	s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	nobody := func(context.Context, string) (string, error) { return "", nil } // no one signs in here
	if _, err := seed.Fill(ctx, s, nobody, func(string) {}); err != nil {
		return err
	}
	c := seed.Make()
	form, diags := seed.HouseholdForm("2026")
	if form == nil {
		return fmt.Errorf("the form: %+v", diags[0])
	}
	if _, err := s.PublishForm(ctx, c.ID, form, nil, wire.ID{}); err != nil {
		return err
	}
	var cases []*wire.Change
	for i := range more {
		pick := func(of []string, step int) string { return of[i/step%len(of)] }
		values := map[string]string{
			"chu_ho": pick(surnames, 1) + " " + pick(middles, 7) + " " + pick(givens, 3), "dia_chi": fmt.Sprintf("Xóm %d", 1+i%40), "dien_thoai": fmt.Sprintf("09%08d", 7919*i%100_000_000),
		}
		cases = append(cases, register.Change(&register.Case{ID: id("more", i), Area: c.Areas[0].ID, Values: values}, 1))
	}
	for len(cases) > 0 {
		n := min(500, len(cases))
		if _, err := s.Author(ctx, store.Authored{Workspace: c.ID, Changes: cases[:n]}); err != nil {
			return err
		}
		cases = cases[n:]
	}
	u := &schema.User{ID: id("user", 0), Login: "do", Name: "Người đo", Role: schema.RoleCollector, Areas: []wire.ID{c.Areas[0].ID}, Active: true}
	if err := s.CreateUser(ctx, c.ID, u, wire.ID{}); err != nil {
		return err
	}
	code, err := s.CreateCode(ctx, c.ID, u.ID, wire.ID{})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(printed{Workspace: c.ID.String(), Codes: []string{code.Code}})
}

var (
	surnames = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"}
	middles  = []string{"Văn", "Thị", "Đức", "Minh", "Quốc", "Thanh", "Xuân"}
	givens   = []string{"An", "Bình", "Cường", "Dũng", "Đào", "Giang", "Hải", "Hoa", "Hưởng", "Khuê", "Lan", "Mận", "Nga", "Oanh", "Phúc", "Quý", "Sửu", "Thơm", "Uyên", "Vượng", "Xuyến", "Yến"}
)

func id(kind string, n int) wire.ID {
	h := wire.Sum([]byte(fmt.Sprintf("sothon.bench.%s.%d", kind, n)))
	return wire.ID(h[:16])
}

func run(ctx context.Context, dir string, tablets, households int) error {
	s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	ws := id("workspace", 0)
	if err := s.CreateWorkspace(ctx, &schema.Workspace{ID: ws, Name: "Đo tốc độ"}); err != nil {
		return err
	}
	form, diags := xlsform.CompileMarkdown(survey(), xlsform.Options{FileStem: "do"})
	if form == nil {
		return fmt.Errorf("the form: %+v", diags[0])
	}
	for _, f := range []*forms.Form{register.Form(), form} {
		if _, err := s.PublishForm(ctx, ws, f, nil, wire.ID{}); err != nil {
			return err
		}
	}
	if err := s.PutRound(ctx, ws, &schema.Round{ID: id("round", 0), Label: "Đo", Starts: time.Now(), FormIDs: []string{form.ID}, Open: true}, wire.ID{}); err != nil {
		return err
	}
	var areas []wire.ID
	var cases []*wire.Change
	for a := range (tablets + 1) / 2 {
		area := schema.Area{ID: id("area", a), Label: fmt.Sprint("Thôn ", a), Position: a}
		areas = append(areas, area.ID)
		if err := s.PutArea(ctx, ws, &area, wire.ID{}); err != nil {
			return err
		}
		for h := range households {
			values := map[string]string{"chu_ho": fmt.Sprintf("Hộ số %d", h)}
			cases = append(cases, register.Change(&register.Case{ID: id("household", a*100_000+h), Area: area.ID, Values: values}, 1))
		}
	}
	if _, err := s.Author(ctx, store.Authored{Workspace: ws, Changes: cases}); err != nil {
		return err
	}
	if err := register.Refresh(ctx, s, ws); err != nil {
		return err
	}
	out := printed{Workspace: ws.String()}
	code := func(n int, areas []wire.ID) (string, error) {
		u := &schema.User{ID: id("user", n), Login: fmt.Sprint("u", n+10), Name: fmt.Sprint("Người ", n), Role: schema.RoleCollector, Areas: areas, Active: true}
		if err := s.CreateUser(ctx, ws, u, wire.ID{}); err != nil {
			return "", err
		}
		c, err := s.CreateCode(ctx, ws, u.ID, wire.ID{})
		return c.Code, err
	}
	for n := range tablets {
		c, err := code(n, areas[n/2:n/2+1])
		if err != nil {
			return err
		}
		out.Codes = append(out.Codes, c)
	}
	if out.All, err = code(tablets, areas); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// survey is the form: 60 answers, a third each of texts, whole numbers and choices, with relevance and sums as real forms
// have them.
func survey() string {
	var b strings.Builder
	b.WriteString("| survey |\n| | type | name | label | relevant | constraint | calculation |\n")
	for i := range fields {
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, "| | text | q%d | Câu %d | | | |\n", i, i)
		case 1:
			fmt.Fprintf(&b, "| | integer | q%d | Câu %d | ${q%d} != '' | . >= 0 | |\n", i, i, i-1)
		case 2:
			fmt.Fprintf(&b, "| | select_one muc | q%d | Câu %d | ${q%d} >= 0 | | |\n", i, i, i-1)
		}
	}
	b.WriteString("| | calculate | tong | | | | ${q1} + ${q4} + ${q7} |\n")
	b.WriteString("| choices |\n| | list_name | name | label |\n")
	for i := range 9 {
		fmt.Fprintf(&b, "| | muc | %d | Mức %d |\n", i, i)
	}
	b.WriteString("| settings |\n| | form_id | form_title |\n| | do_toc_do | Đo tốc độ |\n")
	return b.String()
}
