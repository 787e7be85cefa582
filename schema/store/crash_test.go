package store

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

const childVariable = "SOTHON_STORE_CHILD"

// inChild runs this test again as a process of its own.
func inChild(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	cmd.Env = append(os.Environ(), childVariable+"="+strings.Join(args, " "))
	return cmd
}

// A server killed in the middle of its work has everything that it had answered, and goes on from there.
func TestKill_NothingAckedIsLost(t *testing.T) {
	if child := os.Getenv(childVariable); child != "" {
		pushUntilKilled(t, child)
		return
	}
	c := newCommune(t, databases[0].fresh(t))
	a := c.enrol(c.collector)
	der, err := x509.MarshalECPrivateKey(a.key.PrivateKey)
	ok(t, err)
	owner, err := x509.MarshalECPrivateKey(c.owner.PrivateKey)
	ok(t, err)
	acked, kills, total := uint64(0), 12, uint64(0)
	for range kills {
		ok(t, c.s.Close())
		cmd := inChild(t, c.url, hex.EncodeToString(owner), hex.EncodeToString(der), a.grant.ID.String(), c.collector.ID.String())
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		ok(t, err)
		ok(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for stop := rand.IntN(40) + 1; stop > 0 && lines.Scan(); {
			var n uint64
			if _, err := fmt.Sscanf(lines.Text(), "acked %d", &n); err == nil {
				acked = n
				stop--
			}
		}
		ok(t, cmd.Process.Signal(syscall.SIGKILL))
		for lines.Scan() { // what it said before it died counts too
			var n uint64
			if _, err := fmt.Sscanf(lines.Text(), "acked %d", &n); err == nil {
				acked = n
			}
		}
		_ = cmd.Wait()

		c.open()
		d, err := c.s.Device(context.Background(), c.ws, a.writer)
		ok(t, err)
		if d.Acked < acked {
			t.Fatalf("acked %d, kept %d", acked, d.Acked)
		}
		var check string
		_, err = one(context.Background(), pool{c.s}, "PRAGMA integrity_check", nil, &check)
		ok(t, err)
		equal(t, "integrity", check, "ok")
		_, n, err := c.s.Records(context.Background(), c.ws, RecordQuery{All: true})
		ok(t, err)
		equal(t, "records and log of one commit", uint64(n), d.Acked)
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.all()
		equal(t, "feed of the same commit", uint64(r.bodies), d.Acked)
		total = d.Acked
	}
	if total < uint64(kills) {
		t.Fatalf("only %d changes in %d kills: the test does nothing", total, kills)
	}
}

// pushUntilKilled goes on with the tablet's log where the store has it, one change a push, and says what is acknowledged.
func pushUntilKilled(t *testing.T, child string) {
	f := strings.Fields(child)
	key := func(s string) *ecdsa.PrivateKey {
		b, err := hex.DecodeString(s)
		ok(t, err)
		k, err := x509.ParseECPrivateKey(b)
		ok(t, err)
		return k
	}
	c := &commune{t: t, url: f[0], owner: &keytest.Key{PrivateKey: key(f[1])}, clock: &clock{}, ws: nameID("commune"), areas: []wire.ID{nameID("area 1")},
		round: nameID("round")}
	c.open()
	c.form, c.version = testForm(), 1
	c.hash = wire.Sum(c.form.Encode())
	a := &tablet{c: c, key: &keytest.Key{PrivateKey: key(f[2])}, dots: map[wire.Dot]wire.Hash{}, user: &schema.User{}}
	a.writer = wire.WriterID(a.key.Public())
	var err error
	a.grant.ID, err = wire.ParseID(f[3])
	ok(t, err)
	a.user.ID, err = wire.ParseID(f[4])
	ok(t, err)
	d, err := c.s.Device(context.Background(), c.ws, a.writer)
	ok(t, err)
	a.items, a.heads = make([]wire.Item, d.Acked), make([]wire.Hash, d.Acked+1)
	a.heads[d.Acked] = d.Head
	for i := int(d.Acked) + 1; ; i++ {
		a.save(c.header(fmt.Sprint("hộ ", i), c.areas[0]), set(nodeHead, "x"))
		p := a.push(i)
		if p.Acked != uint64(i) || len(p.Held) > 0 {
			t.Fatalf("%+v", p)
		}
		fmt.Println("acked", i)
	}
}

// A file that may not grow (SQLite 778) is a full disk too; when it may again, writing goes on by itself.
func TestFileLimit_NothingAcked_RecoversByItself(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		out, err := inChild(t, "x").CombinedOutput()
		if err != nil || !strings.Contains(string(out), "PASS") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	c := newCommune(t, databases[0].fresh(t))
	a := c.enrol(c.collector)
	a.save(c.header("before", c.areas[0]), set(nodeHead, "x"))
	a.push(1)
	for i := range 200 {
		a.save(c.header(fmt.Sprint(i), c.areas[0]), set(nodeHead, strings.Repeat("đầy ", 200)))
	}
	push := Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{a.segment(2, 201)}}
	var before syscall.Rlimit
	ok(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	low := before
	low.Cur = 300 << 10
	ok(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &low))
	for range 3 {
		p, err := c.s.Apply(context.Background(), push)
		code(t, err, schema.CodeFull)
		equal(t, "acked", p.Acked, 0)
		equal(t, "read-only", c.s.ReadOnly(), true)
		equal(t, "reading works", c.get("before").value("/chu_ho"), "[x]")
	}
	ok(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
	p, err := c.s.Apply(context.Background(), push)
	ok(t, err)
	equal(t, "acked", p.Acked, 201)
	equal(t, "read-only", c.s.ReadOnly(), false)
}
