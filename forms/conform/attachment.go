package conform

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xmldoc"
)

// attachments makes lists of the files of a scenario, by the externals that name them.
func attachments(f *forms.Form, files map[string]string) []engine.List {
	var out []engine.List
	for _, x := range f.Externals {
		for url, text := range files {
			if x.File == "" || !strings.HasSuffix(url, "/"+x.File) {
				continue
			}
			if rows := tableOf(x.File, text); len(rows) > 0 {
				out = append(out, engine.List{ID: x.ID, Columns: rows[0], Rows: len(rows) - 1, Cell: func(r, c int) string {
					if c < len(rows[r+1]) {
						return rows[r+1][c]
					}
					return ""
				}})
			}
		}
	}
	return out
}

// tableOf is a csv or xml file as rows under a header; nil when it can not be read.
func tableOf(file, text string) [][]string {
	if strings.HasSuffix(file, ".csv") {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		rows, err := r.ReadAll()
		if err != nil {
			return nil
		}
		return rows
	}
	if strings.HasSuffix(file, ".geojson") {
		return features(text)
	}
	doc, err := xmldoc.Parse(text)
	if err != nil {
		return nil
	}
	rows := [][]string{nil}
	column := map[string]int{}
	for _, it := range doc.Element().Elements() {
		row := make([]string, len(column))
		for _, c := range it.Elements() {
			i, ok := column[c.Local()]
			if !ok {
				i = len(column)
				column[c.Local()] = i
				rows[0] = append(rows[0], c.Local())
				row = append(row, "")
			}
			row[i] = c.Value()
		}
		rows = append(rows, row)
	}
	return rows
}

// features are the features of a GeoJSON file as rows: geometry, id, title and the other properties.
func features(text string) [][]string {
	var doc struct {
		Features []struct {
			ID       any
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
			Properties map[string]any
		}
	}
	if json.Unmarshal([]byte(text), &doc) != nil {
		return nil
	}
	rows := [][]string{{"geometry", "id"}}
	column := map[string]int{"geometry": 0, "id": 1}
	for _, f := range doc.Features {
		row := make([]string, len(rows[0]))
		row[0] = coordinates(f.Geometry.Coordinates)
		if f.ID != nil {
			row[1] = fmt.Sprint(f.ID)
		}
		for k, v := range f.Properties {
			i, ok := column[k]
			if !ok {
				i = len(rows[0])
				column[k] = i
				rows[0] = append(rows[0], k)
			}
			for len(row) <= i {
				row = append(row, "")
			}
			row[i] = fmt.Sprint(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// coordinates writes a point, line or ring as ODK does: latitude first, points between semicolons.
func coordinates(raw json.RawMessage) string {
	var point []float64
	if json.Unmarshal(raw, &point) == nil && len(point) >= 2 {
		return fmt.Sprint(point[1]) + " " + fmt.Sprint(point[0]) + " 0 0"
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return ""
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = coordinates(p)
	}
	return strings.Join(out, ";")
}
