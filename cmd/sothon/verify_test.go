package main

import (
	"strings"
	"testing"
)

// TestVerifyAndRebuild: what the demo keeps is whole and equals its log. What damage looks like is tested where it is found,
// in schema/store and server/backup.
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
}
