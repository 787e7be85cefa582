package admin

import (
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/unicode/norm"
)

// FuzzFilters: whatever stands in an address, the filters of the inbox, the register and a round's households read it, give
// only texts that a database takes, and written into an address again mean the same.
func FuzzFilters(f *testing.F) {
	gin.SetMode(gin.TestMode)
	for _, s := range []string{"", "q=b%E1%BA%BFp&village=00000000000000000000000000000011&page=3&sort=oldest&from=2026-10-14&to=x", "queue=state-returned&kind=%00",
		"q=" + strings.Repeat("%E1%BA%BF", 90), "show=none&who=none&lane=%ff%fe&q=%C3%28", "q=a%CC%A3%CC%82&class=1&day=14/10/2026&loan=1&state=tat&page=99999999999",
		"q=%E2%80%AE%E2%80%8B&queue=';SELECT 1;--", "page=-1&page=2&q=%", "village=Z&round=&collector=0x11"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return // the router answers that with 400
		}
		texts := func(what string, list ...string) {
			for _, s := range list {
				if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || !norm.NFC.IsNormalString(s) || len(s) > 4096 {
					t.Errorf("%s keeps %.60q", what, s)
				}
			}
		}
		a := filterOf(v)
		for _, s := range a.values() {
			texts("the inbox", s)
		}
		again, err := url.ParseQuery(strings.TrimPrefix(a.query(nil), "?"))
		if err != nil {
			t.Fatal(err)
		}
		if b := filterOf(again); !reflect.DeepEqual(b.values(), a.values()) {
			t.Errorf("%q is read as %+v, written again as %+v", query, a, b)
		}
		h := readHouseFilter(v)
		texts("a round's households", h.Lane, h.Who, h.Show, h.Text)
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest("GET", "/households", nil)
		c.Request.URL.RawQuery = v.Encode()
		r := readHouseholdFilter(c)
		texts("the register", r.Text, r.Village, r.Class, r.Day, r.State, r.Sort)
		_, q, _ := strings.Cut(r.address("/households", r.Page), "?")
		c, _ = gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest("GET", "/households", nil)
		c.Request.URL.RawQuery = q
		if b := readHouseholdFilter(c); b != r {
			t.Errorf("%q is read as %+v, written again as %+v", query, r, b)
		}
	})
}

// FuzzDrawn: what a page posts back about what it was drawn with is read whole or refused, and written again is the same.
func FuzzDrawn(f *testing.F) {
	id, h := strings.Repeat("0a", 16), strings.Repeat("0b", 32)
	for _, s := range []string{"", ",", "-", id + "-1", id + "-1-" + h, id + "-0", id + "-1," + id + "-1", id + "-9223372036854775808", id + "|" + id + "-1", id + "-1-" + h + "-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if dots, err := decodeDots(s); err == nil {
			if again, err := decodeDots(encodeDots(dots)); err != nil || !slices.Equal(again, dots) {
				t.Errorf("%q: dots %v, then %v %v", s, dots, again, err)
			}
		}
		if heads, err := decodeFrontier(s); err == nil {
			if again, err := decodeFrontier(encodeFrontier(heads)); err != nil || !slices.Equal(again, heads) {
				t.Errorf("%q: heads %v, then %v %v", s, heads, again, err)
			}
		}
		_, _, _ = readUndo(s)
	})
}
