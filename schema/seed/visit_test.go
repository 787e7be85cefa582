package seed

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

// numbered gives the lists of one area as a server would number them.
func numbered(c *Commune, area int) []answers.NumberedList {
	var cases []*register.Case
	for i := range c.Households {
		cases = append(cases, c.Households[i].Case(c))
	}
	var out []answers.NumberedList
	for _, l := range append(c.CommonLists(), register.Lists(c.Areas[area].ID, c.Areas[area].Label, cases)...) {
		b := answers.EncodeList(l)
		out = append(out, answers.NumberedList{Number: uint64(len(out) + 1), Hash: wire.Sum(b), List: l})
	}
	return out
}

func TestVisit_EveryHouseholdCanBeFinished(t *testing.T) {
	c := Make()
	f, _ := HouseholdForm("2025")
	if f == nil {
		t.Fatal("the form does not compile")
	}
	lists := map[int][]answers.NumberedList{}
	ops := 0
	for n := range c.Households {
		h := &c.Households[n]
		if lists[h.Area] == nil {
			lists[h.Area] = numbered(c, h.Area)
		}
		env := visitEnv(c, &c.Rounds[0], h, time.Date(2025, 10, 1+n%28, 2, 0, 0, 0, time.UTC))
		ch, _, err := visit(f, h, rand.New(rand.NewPCG(lastYear, uint64(n))), wire.Header{Case: h.ID, Round: c.Rounds[0].ID, FormID: FormID, FormVersion: 1}, lists[h.Area], env)
		if err != nil {
			t.Fatal(err)
		}
		if m := answers.Check(f, ch); m != nil {
			t.Fatalf("%s: %v", h.Code, m)
		}
		ops += len(ch.Ops)
	}
	if ops < 400*60 {
		t.Errorf("only %d ops in all", ops)
	}
	_ = engine.Interview
}
