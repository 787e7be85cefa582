package seed

import (
	"reflect"
	"testing"
)

func TestMake_SameAtEveryRun(t *testing.T) {
	if !reflect.DeepEqual(Make(), Make()) {
		t.Fatal("two calls differ")
	}
}

func TestMake_SizeAndShape(t *testing.T) {
	c := Make()
	if len(c.Areas) != 9 || len(c.Households) != 400 {
		t.Fatalf("%d villages, %d households", len(c.Areas), len(c.Households))
	}
	people, loans, ids := 0, 0, map[[16]byte]bool{}
	four := 0
	for _, h := range c.Households {
		people += len(h.Members)
		loans += len(h.Loans)
		if len(h.Members) == 4 && len(h.Loans) > 0 && h.Class == "HN" {
			four++
		}
		heads := 0
		for _, m := range h.Members {
			if ids[m.ID] {
				t.Fatalf("id %s twice", m.ID)
			}
			ids[m.ID] = true
			if m.Relation == "01" {
				heads++
			}
		}
		if heads != 1 {
			t.Errorf("%s has %d heads", h.Code, heads)
		}
	}
	if people < 1400 || people > 1600 {
		t.Errorf("%d people, want about 1,500", people)
	}
	if loans < 80 || four < 3 {
		t.Errorf("%d loans, %d poor households of four with a loan", loans, four)
	}
	t.Logf("%d people, %d loans", people, loans)
}
