package xpath

import (
	"math"
	"strings"
)

var geoFuncs = []libraryEntry{
	{"area", function{min: 1, max: 1, run: fnArea}},
	{"enclosed-area", function{min: 1, max: 1, run: fnArea}},
	{"distance", function{min: 1, max: -1, run: fnDistance}},
	{"geofence", function{min: 2, max: 2, run: fnGeofence}},
	{"intersects", function{min: 1, max: 1, run: fnIntersects}},
}

// earthRadius is in metres: the radius that ODK's geometry functions share.
const earthRadius = 6_378_100

// point is a place in degrees; NaN when it could not be read.
type point struct{ lat, lon float64 }

func (p point) valid() bool { return p.lat == p.lat && p.lon == p.lon }

// readPoint reads "latitude longitude [altitude [accuracy]]".
func readPoint(t string) point {
	bad := point{math.NaN(), math.NaN()}
	f := tokens(t)
	if len(f) < 2 || len(f) > 4 {
		return bad
	}
	p := point{ParseNumber(f[0]), ParseNumber(f[1])}
	if !p.valid() || math.Abs(p.lat) > 90 || math.Abs(p.lon) > 180 {
		return bad
	}
	return p
}

// points reads geopoints, traces and shapes: places divided by semicolons, a closing semicolon allowed.
func points(s *scope, args []expr) ([]point, error) {
	var out []point
	err := texts(s, args, func(t string) {
		t = strings.TrimSuffix(trim(t), ";")
		if t == "" {
			return
		}
		for _, p := range strings.Split(t, ";") {
			out = append(out, readPoint(p))
		}
	})
	if err == nil {
		err = s.env.spend(len(out))
	}
	return out, err
}

func allValid(list []point) bool {
	for _, p := range list {
		if !p.valid() {
			return false
		}
	}
	return true
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// centi rounds metres or square metres to two decimals.
func centi(f float64) float64 { return math.Abs(math.Floor(f*100+0.5)) / 100 }

// fnArea is the area in square metres of the polygon through the places on a sphere; 0 with fewer than three places.
func fnArea(s *scope, args []expr) (Value, error) {
	list, err := points(s, args)
	if err != nil || len(list) < 3 {
		return Number(0), err
	}
	if !allValid(list) {
		return Number(math.NaN()), nil
	}
	sum := 0.0
	for i, p := range list {
		q := list[(i+1)%len(list)]
		sum += radians(q.lon-p.lon) * (2 + math.Sin(radians(p.lat)) + math.Sin(radians(q.lat)))
	}
	return Number(centi(sum * earthRadius * earthRadius / 2)), nil
}

// fnDistance is the length in metres of the way through the places; 0 with fewer than two.
func fnDistance(s *scope, args []expr) (Value, error) {
	list, err := points(s, args)
	if err != nil || len(list) < 2 {
		return Number(0), err
	}
	if !allValid(list) {
		return Number(math.NaN()), nil
	}
	sum := 0.0
	for i := 1; i < len(list); i++ {
		p, q := list[i-1], list[i]
		cos := math.Sin(radians(p.lat))*math.Sin(radians(q.lat)) +
			math.Cos(radians(p.lat))*math.Cos(radians(q.lat))*math.Cos(radians(p.lon-q.lon))
		sum += math.Acos(math.Max(-1, math.Min(1, cos))) * earthRadius
	}
	return Number(centi(sum)), nil
}

// fnGeofence says whether a place lies within a shape; latitude and longitude are taken as plane coordinates.
func fnGeofence(s *scope, args []expr) (Value, error) {
	at, err := points(s, args[:1])
	if err != nil {
		return Value{}, err
	}
	shape, err := points(s, args[1:])
	if err != nil || len(at) != 1 || len(shape) < 3 || !allValid(at) || !allValid(shape) {
		return Boolean(false), err
	}
	p, inside := at[0], false
	for i, a := range shape {
		b := shape[(i+1)%len(shape)]
		if onSegment(a, b, p) {
			return Boolean(true), nil
		}
		if (a.lat > p.lat) != (b.lat > p.lat) && p.lon < (b.lon-a.lon)*(p.lat-a.lat)/(b.lat-a.lat)+a.lon {
			inside = !inside
		}
	}
	return Boolean(inside), nil
}

// turn is positive when a, b, c turn one way, negative the other, 0 when they lie on one line.
func turn(a, b, c point) float64 {
	return (b.lon-a.lon)*(c.lat-a.lat) - (b.lat-a.lat)*(c.lon-a.lon)
}

func onSegment(a, b, p point) bool {
	return turn(a, b, p) == 0 && p.lat >= math.Min(a.lat, b.lat) && p.lat <= math.Max(a.lat, b.lat) &&
		p.lon >= math.Min(a.lon, b.lon) && p.lon <= math.Max(a.lon, b.lon)
}

func cross(a, b, c, d point) bool {
	if onSegment(a, b, c) || onSegment(a, b, d) || onSegment(c, d, a) || onSegment(c, d, b) {
		return true
	}
	return turn(a, b, c) > 0 != (turn(a, b, d) > 0) && turn(c, d, a) > 0 != (turn(c, d, b) > 0)
}

// fnIntersects says whether a trace or shape crosses or touches itself; segments that follow each other may share the
// place between them, and the last place of a shape may be its first.
func fnIntersects(s *scope, args []expr) (Value, error) {
	list, err := points(s, args)
	if err != nil || !allValid(list) {
		return Boolean(false), err
	}
	n := len(list) - 1 // segments
	if n < 2 {
		return Boolean(false), nil
	}
	closed := list[0] == list[n]
	for i := 0; i < n; i++ {
		if err := s.env.spend(n - i); err != nil {
			return Value{}, err
		}
		for k := i + 1; k < n; k++ {
			a, b, c, d := list[i], list[i+1], list[k], list[k+1]
			switch {
			case k == i+1: // only folding back is a crossing
				if onSegment(a, b, d) && d != b || onSegment(c, d, a) && a != c {
					return Boolean(true), nil
				}
			case closed && i == 0 && k == n-1:
				if onSegment(a, b, c) && c != a || onSegment(c, d, b) && b != d {
					return Boolean(true), nil
				}
			case cross(a, b, c, d):
				return Boolean(true), nil
			}
		}
	}
	return Boolean(false), nil
}
