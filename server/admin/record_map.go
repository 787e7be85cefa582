package admin

import (
	"math"
	"strconv"
	"strings"
)

// mapView is a small drawing of this year's place beside last year's, north up, in a box of mapWide × mapHigh.
type mapView struct {
	X, Y         float64 // this year's
	LastX, LastY float64
	HasLast      bool
	Text         string // coordinates
	Note         string // how far from last year's, how exact
	Bar          float64
	BarText      string
}

const (
	mapWide, mapHigh = 180.0, 110.0
	earthRadius      = 6371000.0 // metres
	leastSpan        = 40.0      // metres that the drawing shows at least
	leastCentre      = 5         // houses that make a village's middle
)

// point reads a geopoint: latitude, longitude and accuracy in metres.
func point(text string) (lat, lng, accuracy float64, ok bool) {
	f := strings.Fields(text)
	if len(f) < 2 {
		return 0, 0, 0, false
	}
	lat, err := strconv.ParseFloat(f[0], 64)
	lng, err2 := strconv.ParseFloat(f[1], 64)
	if len(f) > 3 {
		accuracy, _ = strconv.ParseFloat(f[3], 64) // not known: 0
	}
	return lat, lng, accuracy, err == nil && err2 == nil && math.Abs(lat) <= 90 && math.Abs(lng) <= 180
}

// metres is the distance of two places.
func metres(lat1, lng1, lat2, lng2 float64) float64 {
	rad := math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lng2-lng1)*rad/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(a)))
}

// howFar writes a distance: 40 m, 1,2 km.
func howFar(d float64) string {
	if d < 1000 {
		return strconv.Itoa(int(math.Round(d))) + " m"
	}
	return strings.Replace(strconv.FormatFloat(d/1000, 'f', 1, 64), ".", ",", 1) + " km"
}

// place draws a place; nil when there is none.
func (s *sheet) place(now, last string) *mapView {
	lat, lng, accuracy, ok := point(now)
	if !ok {
		return nil
	}
	m := &mapView{X: mapWide / 2, Y: mapHigh / 2, Text: strconv.FormatFloat(lat, 'f', 6, 64) + ", " + strconv.FormatFloat(lng, 'f', 6, 64)}
	var notes []string
	if accuracy > 0 {
		notes = append(notes, s.v.T("map.accuracy", int(math.Round(accuracy))))
	}
	span := leastSpan
	if lat2, lng2, _, ok := point(last); ok {
		d := metres(lat, lng, lat2, lng2)
		span = math.Max(leastSpan, d*2.4)
		scale := mapHigh / span
		east := (lng2 - lng) * math.Pi / 180 * earthRadius * math.Cos(lat*math.Pi/180)
		north := (lat2 - lat) * math.Pi / 180 * earthRadius
		m.HasLast, m.LastX, m.LastY = true, math.Round(m.X+east*scale), math.Round(m.Y-north*scale)
		notes = append(notes, s.v.T("map.from_last", howFar(d)))
	}
	if lat2, lng2, ok := s.centre(); ok {
		notes = append(notes, s.v.T("map.from_centre", howFar(metres(lat, lng, lat2, lng2))))
	}
	bar := math.Pow(10, math.Floor(math.Log10(span/2)))
	m.Bar, m.BarText = math.Round(bar*mapHigh/span), strings.Replace(howFar(bar), ",0 km", " km", 1)
	m.Note = strings.Join(notes, " · ")
	return m
}
