package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// doctorCmd looks at everything a server needs and says of each thing whether it is well and how to mend it. It changes
// nothing and works beside a running server.
type doctorCmd struct {
	place
	listen
	JSON bool `name:"json" help:"In kết quả dạng JSON. Print findings as JSON."`
}

// How well a thing is.
const (
	well    = "ok"
	concern = "warn" // it works, and will hurt
	ill     = "bad"  // it does not work, or data are in danger
)

// finding is what was seen of one thing. What and Fix are Vietnamese and English, one line each.
type finding struct {
	Name  string `json:"check"` // ports, address, time, disk, folder, certificate, keys, database, evaluation, photos, backup
	State string `json:"state"`
	What  string `json:"what"`
	Fix   string `json:"fix,omitempty"`
}

// doctor collects findings.
type doctor struct {
	place
	listen
	now      time.Time
	findings []finding
}

// say notes a finding; what and fix are given in both languages.
func (d *doctor) say(name, state string, what [2]string, fix ...string) {
	f := finding{Name: name, State: state, What: what[0] + " " + what[1]}
	if len(fix) == 2 {
		f.Fix = fix[0] + " " + fix[1]
	}
	d.findings = append(d.findings, f)
}

func (c doctorCmd) Run(ctx context.Context, k *kong.Context) error {
	d := &doctor{place: c.place, listen: c.listen, now: time.Now()}
	d.machine(ctx)
	d.folder()
	d.data(ctx)
	if err := d.print(k.Stdout, c.JSON); err != nil {
		return err
	}
	if n := d.count(ill); n > 0 {
		return fmt.Errorf("%d việc phải sửa. %d things to mend", n, n)
	}
	return nil
}

func (d *doctor) count(state string) int {
	n := 0
	for _, f := range d.findings {
		if f.State == state {
			n++
		}
	}
	return n
}

var stateWords = map[string]string{well: "tốt", concern: "chú ý", ill: "PHẢI SỬA"}

func (d *doctor) print(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(d.findings)
	}
	var b strings.Builder
	for _, f := range d.findings {
		fmt.Fprintf(&b, "%-9s %-12s %s\n", stateWords[f.State], f.Name, f.What)
		if f.Fix != "" {
			fmt.Fprintf(&b, "%-9s %-12s → %s\n", "", "", f.Fix)
		}
	}
	fmt.Fprintf(&b, "\n%d tốt, %d chú ý, %d phải sửa. %[1]d well, %[2]d to look at, %[3]d to mend.\n", d.count(well), d.count(concern), d.count(ill))
	_, err := io.WriteString(w, b.String())
	return err
}
