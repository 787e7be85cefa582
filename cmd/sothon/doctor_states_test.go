package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sothon/sothon/schema/store"
)

// certified writes a certificate for a name with its key and gives both files.
func certified(t *testing.T, name string, from, until time.Time) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestDoctor_States: every state of what the doctor looks at, and a remedy with each that is not well.
func TestDoctor_States(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))
	day := 24 * time.Hour
	certificate := func(name string, from, until time.Duration) func(*doctor) {
		return func(d *doctor) {
			d.TLSCert, d.TLSKey = certified(t, name, now.Add(from), now.Add(until))
			d.certificate()
		}
	}
	room := func(left uint64, err error) func(*doctor) { return func(d *doctor) { d.left(left, err) } }
	clock := func(at time.Time) func(*doctor) {
		return func(d *doctor) {
			d.now = at
			d.clock()
		}
	}
	backup := func(x store.Examined) func(*doctor) { return func(d *doctor) { d.backups(x) } }
	compare := func(x store.Examined) func(*doctor) { return func(d *doctor) { d.compare(x) } }
	ahead := int64(10 * time.Minute / time.Millisecond)
	for what, c := range map[string]struct {
		look func(*doctor)
		want string // the worst state; "": nothing is said
	}{
		"certificate in force":            {certificate("xa.example", -day, 90*day), well},
		"certificate ends in 20 days":     {certificate("xa.example", -day, 20*day), concern},
		"certificate expired":             {certificate("xa.example", -90*day, -time.Hour), ill},
		"certificate of tomorrow":         {certificate("xa.example", day, 90*day), ill},
		"certificate of another name":     {certificate("khac.example", -day, 90*day), concern},
		"certificate missing":             {func(d *doctor) { d.TLSCert, d.TLSKey = "không.pem", "không.pem"; d.certificate() }, ill},
		"no certificate":                  {func(d *doctor) { d.certificate() }, concern},
		"disk with room":                  {room(20<<30, nil), well},
		"disk getting tight":              {room(tightBelow-1, nil), concern},
		"disk nearly full":                {room(fullBelow-1, nil), ill},
		"disk not known":                  {room(0, errors.New("?")), concern},
		"clock right":                     {clock(now), well},
		"clock of 2020":                   {clock(now.AddDate(-6, 0, 0)), ill},
		"clock of another zone":           {clock(now.UTC()), concern},
		"clock behind what was received":  {compare(store.Examined{Latest: now.Add(time.Hour)}), ill},
		"clock apart from most tablets":   {compare(store.Examined{Clocks: []int64{ahead, ahead, ahead, 0}}), concern},
		"clock apart from one tablet":     {compare(store.Examined{Clocks: []int64{ahead, 0, 0}}), ""},
		"backup of last night":            {backup(store.Examined{Records: 1, Backup: now.Add(-9 * time.Hour)}), well},
		"backup of three days ago":        {backup(store.Examined{Records: 1, Backup: now.Add(-3 * day)}), concern},
		"backup of eight days ago":        {backup(store.Examined{Records: 1, Backup: now.Add(-8 * day)}), ill},
		"no backup of a server with data": {backup(store.Examined{Records: 1}), ill},
		"no backup of an empty server":    {backup(store.Examined{}), concern},
		"the last backup failed":          {backup(store.Examined{Records: 1, Backup: now, Failed: "đĩa đầy"}), ill},
	} {
		t.Run(what, func(t *testing.T) {
			d := &doctor{place: place{Data: t.TempDir()}, listen: listen{Addr: "xa.example:8443"}, now: now}
			c.look(d)
			if c.want == "" {
				if len(d.findings) > 0 {
					t.Errorf("said %+v", d.findings)
				}
				return
			}
			if len(d.findings) != 1 || d.findings[0].State != c.want {
				t.Fatalf("got %+v, want %q", d.findings, c.want)
			}
			if f := d.findings[0]; (f.Fix == "") != (c.want == well) {
				t.Errorf("the remedy of %q is %q", f.What, f.Fix)
			}
		})
	}
}
