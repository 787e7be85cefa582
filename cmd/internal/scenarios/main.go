// Command scenarios prints what a run of the household form's scenarios outside Go needs and is held against: the
// canonical bytes of the form, and how many steps each scenario had and failed in Go on this machine. Errors of the file
// go to standard error and end it with 1; failed steps do not, they are what the other side must find too.
//
//	go run ./cmd/internal/scenarios schema/seed/forms/ho-gia-dinh.scenarios.md
//	{"form": "…", "scenarios": [{"title": "…", "steps": 22, "failed": 0}]}
//
// Called by server/web/app/story/scenarios.mjs.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/schema/seed"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: scenarios FILE")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	file, mistakes := formtest.Parse(string(text))
	if len(mistakes) > 0 {
		return mistakes[0]
	}
	form, diags := seed.HouseholdForm("2026")
	if form == nil {
		return fmt.Errorf("the household form does not compile: %+v", diags)
	}
	type scenario struct {
		Title  string `json:"title"`
		Steps  int    `json:"steps"`
		Failed int    `json:"failed"`
	}
	out := struct {
		Form      string     `json:"form"` // JSON text: its bytes are what the hash is over
		Scenarios []scenario `json:"scenarios"`
	}{Form: string(form.Encode())}
	for i := range file.Scenarios {
		results := file.RunOne(form, i)
		out.Scenarios = append(out.Scenarios, scenario{file.Scenarios[i].Title, len(results), len(formtest.Failed(results))})
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}
