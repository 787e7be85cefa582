package export

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
)

// Places lists the questions of the form's own table that hold a position, by the path of the question: what GeoJSON can
// draw.
func (s *Set) Places() []string {
	var out []string
	for i, k := range s.tables[0].kinds {
		if k == asPlace {
			out = append(out, s.tables[0].paths[i])
		}
	}
	return out
}

// GeoJSON writes the form's own table as a FeatureCollection (RFC 7946): a feature for each record, its geometry the answer
// to the question with this path ("" = the first that holds a position), null where there is none; its properties the
// cells that are not empty. Longitude stands before latitude, height third. CodeInvalid when the form has no such question.
func (s *Set) GeoJSON(ctx context.Context, w io.Writer, path string) error {
	t, at := &s.tables[0], -1
	for i, k := range t.kinds {
		if k == asPlace && (path == "" || t.paths[i] == path) {
			at = i
			break
		}
	}
	if at < 0 {
		return schema.Invalid("geo", "Biểu mẫu không có câu hỏi vị trí này. Chọn CSV hoặc XLSX.", "The form has no such question of position. Choose CSV or XLSX.")
	}
	b := bufio.NewWriterSize(w, 64<<10)
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	s.written = Stats{}
	err := s.each(ctx, pass{only: 0}, func(_ *item, out output) error {
		for _, row := range out[0] {
			if s.written.Records > 0 {
				b.WriteByte(',')
			}
			s.written.Records++
			s.written.Rows++
			b.WriteString("\n{\"type\":\"Feature\",\"geometry\":")
			b.WriteString(geometry(row[at]))
			b.WriteString(`,"properties":{`)
			first := true
			for i, v := range row {
				if v == "" || i == at {
					continue
				}
				if !first {
					b.WriteByte(',')
				}
				first = false
				b.Write(jsonText(t.heads[i]))
				b.WriteByte(':')
				if number, how := cellOf(t.kinds[i], v); how == styleNumber && canonicalNumber(number) {
					b.WriteString(number)
				} else {
					b.Write(jsonText(v))
				}
			}
			b.WriteString("}}")
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

func jsonText(s string) []byte {
	out, _ := json.Marshal(s) // a string always encodes
	return out
}

// geometry turns a geopoint, geotrace or geoshape (ODK: "lat lon altitude accuracy" joined by ";") into a geometry.
func geometry(v string) string {
	var points []string
	for p := range strings.SplitSeq(v, ";") {
		f := strings.Fields(p)
		if len(f) == 0 {
			continue
		}
		if len(f) < 2 || !coordinate(f[0], 90) || !coordinate(f[1], 180) {
			return "null"
		}
		point := "[" + f[1] + "," + f[0]
		if len(f) > 2 && coordinate(f[2], 1e5) && f[2] != "0" {
			point += "," + f[2]
		}
		points = append(points, point+"]")
	}
	n := len(points)
	switch {
	case n == 0:
		return "null"
	case n == 1:
		return `{"type":"Point","coordinates":` + points[0] + "}"
	case n >= 4 && points[0] == points[n-1]:
		return `{"type":"Polygon","coordinates":[[` + strings.Join(points, ",") + "]]}"
	}
	return `{"type":"LineString","coordinates":[` + strings.Join(points, ",") + "]}"
}

// coordinate says that a text is a number as JSON writes it, not beyond a limit.
func coordinate(s string, limit float64) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && canonicalNumber(s) && f >= -limit && f <= limit
}
