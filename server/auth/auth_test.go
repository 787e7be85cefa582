package auth

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
)

func TestPasswordRoundTrip(t *testing.T) {
	ctx := context.Background()
	phc, err := HashPassword(ctx, "bốn mùa hoa trái")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Fatalf("costs of the design are m=64 MiB, t=3, p=1: %s", phc)
	}
	for _, c := range []struct {
		phc, password string
		want          bool
	}{{phc, "bốn mùa hoa trái", true}, {phc, "bốn mùa hoa trai", false}, {"", "bốn mùa hoa trái", false}, {"", "", false},
		{phc, strings.Repeat("x", 200), false}} {
		ok, stale, err := VerifyPassword(ctx, c.phc, c.password)
		if err != nil || ok != c.want || stale {
			t.Errorf("%q against %.20q: %v %v %v", c.password, c.phc, ok, stale, err)
		}
	}
	weak := "$argon2id$v=19$m=16,t=1,p=1$"
	if _, _, err := VerifyPassword(ctx, weak+"####$####", "x"); err == nil {
		t.Error("a broken hash was taken")
	}
}

func TestPasswordRefused(t *testing.T) {
	for _, p := range []string{"", "ngắn", "1234567890", "aaaaaaaaaaaa", "matkhau123", "Mật khẩu 1", "admin12345", "qwertyuiop",
		strings.Repeat("dài ", 40)} {
		if err := CheckPassword(p); schema.CodeOf(err) != schema.CodeInvalid {
			t.Errorf("%q was taken: %v", p, err)
		}
	}
	if err := CheckPassword("con trâu đi trước"); err != nil {
		t.Error(err)
	}
}

func TestBrake(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	b := NewBrake(func() time.Time { return now }, Tries, Pause)
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 50 {
		wg.Go(func() {
			if b.Take("khue|10.0.0.7") {
				mu.Lock()
				taken++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if taken != Tries {
		t.Fatalf("%d of 50 tries at once got through, want %d", taken, Tries)
	}
	if left, until := b.Left("khue|10.0.0.7"); left != 0 || until != now.Add(Pause) {
		t.Errorf("left %d until %v", left, until)
	}
	if !b.Take("khue|10.0.0.8") {
		t.Error("another address is braked too")
	}
	now = now.Add(Pause)
	if left, _ := b.Left("khue|10.0.0.7"); left != Tries || !b.Take("khue|10.0.0.7") {
		t.Error("the pause does not end")
	}
	b.Forget("khue|10.0.0.7")
	if left, _ := b.Left("khue|10.0.0.7"); left != Tries {
		t.Errorf("after a right password %d tries are left", left)
	}
}
