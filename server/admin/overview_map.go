package admin

import (
	"fmt"
	"math"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The map is drawn from the positions that records hold, in a plane that keeps shapes: no picture of the ground, and
// nothing from the internet.
const (
	mapWidth   = 1000
	mapMargin  = 40
	mapPoints  = 20000 // read at most
	mapCell    = 26    // dots nearer to each other than this are one, with their number
	mapHighest = 800
)

// placeMap is a drawing in units of its own.
type placeMap struct {
	Width, Height int
	Dots          []mapDot
	Names         []mapName
	Scale         int    // length of the bar, units
	ScaleText     string // what it stands for: "500 m"
	Count         int
}

// mapDot is one household, or several that lie together. Of one that was not visited Href is the village only.
type mapDot struct {
	X, Y, R int
	N       int
	Class   string // of the state; "" several
	Href    string
	Text    string
}

type mapName struct {
	X, Y int
	Text string
}

func (a *Admin) overviewMap(c *gin.Context, v View, b *overviewView) error {
	points, err := a.Store.Points(c.Request.Context(), a.Workspace, a.scoped(c, store.RecordQuery{Round: b.Round.ID}), b.Round.Previous, mapPoints)
	if err != nil || len(points) < 2 {
		return err
	}
	areas, err := a.areasOf(c)
	if err != nil {
		return err
	}
	b.Map = drawMap(points, areas, func(area wire.ID) string { return inboxHref(b.Round.ID, "queue", "all", "village", area.String()) })
	for i := range b.Map.Dots {
		d := &b.Map.Dots[i]
		if d.Class == "chua" {
			d.Href = b.Href + "/households?show=unvisited&village=" + d.Href
			d.Text = v.T("rounds.unvisited")
		} else if d.N > 1 {
			d.Text = v.T("map.several", d.N)
		} else {
			d.Text = v.T("state." + d.Text)
		}
	}
	return nil
}

// plane projects degrees to units: equirectangular about the middle, which over a commune is true to a metre or two.
type plane struct {
	west, north, perLng, perLat float64
	width, height               int
}

const metresPerDegree = 111320

// planeOf lays a plane around points, leaving out what lies far from the rest: a position taken elsewhere would shrink
// the commune to a dot.
func planeOf(points []store.Point) (plane, []store.Point) {
	lats, lngs := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lats[i], lngs[i] = p.Lat, p.Lng
	}
	slices.Sort(lats)
	slices.Sort(lngs)
	midLat, midLng := lats[len(lats)/2], lngs[len(lngs)/2]
	const far = 0.25 // degrees, some 25 km
	near := slices.DeleteFunc(slices.Clone(points), func(p store.Point) bool {
		return math.Abs(p.Lat-midLat) > far || math.Abs(p.Lng-midLng) > far
	})
	south, north, west, east := midLat, midLat, midLng, midLng
	for _, p := range near {
		south, north = min(south, p.Lat), max(north, p.Lat)
		west, east = min(west, p.Lng), max(east, p.Lng)
	}
	squeeze := math.Cos(midLat * math.Pi / 180)
	const least = 0.002 // degrees: two houses side by side are not drawn a screen apart
	wide, high := max((east-west)*squeeze, least), max(north-south, least)
	unit := min(float64(mapWidth-2*mapMargin)/wide, float64(mapHighest-2*mapMargin)/high)
	return plane{west: west, north: north, perLng: unit * squeeze, perLat: unit,
		width: int(wide*unit) + 2*mapMargin, height: int(high*unit) + 2*mapMargin}, near
}

func (p plane) at(lat, lng float64) (x, y int) {
	return mapMargin + int((lng-p.west)*p.perLng), mapMargin + int((p.north-lat)*p.perLat)
}

// dotClass is the hue of a state, as in the bars beside the map.
func dotClass(s schema.State) string {
	switch s {
	case "":
		return "chua"
	case schema.StateApproved:
		return "la"
	case schema.StateDraft, schema.StateReturned, schema.StateRejected:
		return "nghe"
	}
	return "muc"
}

// drawMap draws a dot for each household, one for several that lie together, the names of the villages and a scale.
func drawMap(points []store.Point, areas []schema.Area, village func(wire.ID) string) *placeMap {
	plane, near := planeOf(points)
	m := &placeMap{Width: plane.width, Height: plane.height, Count: len(points)}
	type cell struct{ x, y int }
	groups := map[cell][]store.Point{}
	var order []cell
	for _, p := range near {
		x, y := plane.at(p.Lat, p.Lng)
		k := cell{x / mapCell, y / mapCell}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], p)
	}
	for _, k := range order {
		g := groups[k]
		sx, sy := 0, 0
		for _, p := range g {
			x, y := plane.at(p.Lat, p.Lng)
			sx, sy = sx+x, sy+y
		}
		d := mapDot{X: sx / len(g), Y: sy / len(g), N: len(g), R: 6}
		if len(g) == 1 {
			d.Class, d.Href, d.Text = dotClass(g[0].State), "/records/"+g[0].Record.String(), string(g[0].State)
			if g[0].Record.IsZero() {
				d.Href = g[0].Area.String()
			}
		} else {
			d.Href, d.R = village(g[0].Area), min(8+len(g)/4, mapCell/2)
		}
		m.Dots = append(m.Dots, d)
	}
	for _, area := range areas {
		n, top, lng := 0, -90.0, 0.0
		for _, p := range near {
			if p.Area == area.ID {
				n, top, lng = n+1, max(top, p.Lat), lng+p.Lng
			}
		}
		if n > 0 { // above the northernmost house, where it covers none
			x, y := plane.at(top, lng/float64(n))
			m.Names = append(m.Names, mapName{x, y, area.Label})
		}
	}
	m.Scale, m.ScaleText = plane.scale()
	return m
}

// scale is the longest round length that takes at most a quarter of the width.
func (p plane) scale() (units int, text string) {
	perMetre := p.perLat / metresPerDegree
	for _, m := range []int{20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10} {
		if u := int(float64(m) * perMetre); u <= p.width/4 {
			if m >= 1000 {
				return u, fmt.Sprintf("%d km", m/1000)
			}
			return u, fmt.Sprintf("%d m", m)
		}
	}
	return 0, ""
}
