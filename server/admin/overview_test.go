package admin

import (
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

func TestDrawMap(t *testing.T) {
	a, b := schema.Area{ID: wire.ID{15: 1}, Label: "Thôn Đông"}, schema.Area{ID: wire.ID{15: 2}, Label: "Thôn Tây"}
	village := func(x wire.ID) string { return "/" + x.String() }
	at := func(n byte, area wire.ID, lat, lng float64, s schema.State) store.Point {
		return store.Point{Case: wire.ID{15: n}, Record: wire.ID{15: n}, Area: area, Lat: lat, Lng: lng, State: s}
	}
	points := []store.Point{at(1, a.ID, 20.60, 106.30, schema.StateApproved), at(2, a.ID, 20.60, 106.32, schema.StateReturned),
		at(3, b.ID, 20.61, 106.30, schema.StateReceived), at(4, b.ID, 20.61, 106.30, schema.StateReceived),
		at(5, b.ID, 10, 106.3, schema.StateReceived)} // a position taken elsewhere
	m := drawMap(points, []schema.Area{a, b}, village)
	if m.Count != 5 || len(m.Dots) != 3 || len(m.Names) != 2 {
		t.Fatalf("%+v", m)
	}
	first, east, both := m.Dots[0], m.Dots[1], m.Dots[2]
	if first.Class != "la" || east.Class != "nghe" || both.Class != "" || both.N != 2 || both.Href != village(b.ID) {
		t.Errorf("%+v", m.Dots)
	}
	if !(east.X > first.X && east.Y == first.Y && both.Y < first.Y && both.X == first.X) {
		t.Errorf("north is not up or east is not right: %+v", m.Dots)
	}
	for _, d := range m.Dots {
		if d.X < 0 || d.Y < 0 || d.X > m.Width || d.Y > m.Height {
			t.Errorf("outside the drawing: %+v of %d × %d", d, m.Width, m.Height)
		}
	}
	// 0.02° of longitude at 20.6° north are 2,084 m
	metres := float64(east.X-first.X) / float64(m.Scale)
	if m.ScaleText != "500 m" || metres < 4.1 || metres > 4.2 {
		t.Errorf("scale %s of %d: the two are %.2f of it apart", m.ScaleText, m.Scale, metres)
	}
	if m := drawMap([]store.Point{points[0], points[0]}, nil, village); len(m.Dots) != 1 || m.Width < 2*mapMargin {
		t.Errorf("two at one place: %+v", m)
	}
}
