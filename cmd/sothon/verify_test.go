package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// TestVerifyAndRebuild: what the demo keeps is whole and equals its log; a change that another hand wrote over is named.
func TestVerifyAndRebuild(t *testing.T) {
	t.Parallel()
	dir, _ := demo(t)
	out, code := run(t, "", "verify", "--data", dir)
	if code != 0 || !strings.Contains(out, "Dữ liệu nguyên vẹn") || strings.Contains(out, " 0 changes") {
		t.Fatalf("%d\n%s", code, out)
	}
	if out, code = run(t, "", "rebuild", "--data", dir); code != 0 || !strings.Contains(out, ", 0 phiếu khác trước") || strings.Contains(out, ": 0 phiếu dựng lại") {
		t.Errorf("%d\n%s", code, out)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "sothon.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE change SET body = zeroblob(length(body)) WHERE srv = (SELECT MIN(srv) FROM change)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if out, code = run(t, "", "verify", "--data", dir); code == 0 || !strings.Contains(out, "không khớp chuỗi") {
		t.Errorf("a change made by hand passes: %d\n%s", code, out)
	}
}
