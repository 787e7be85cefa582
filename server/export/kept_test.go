package export

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// TestKeep: what was packed in the background is what an export writes, byte for byte, and an export reads it.
func TestKeep(t *testing.T) {
	w, c := commune(t)
	ctx := context.Background()
	fresh := func() string {
		s, err := Read(ctx, w.ev, w.q)
		ok(t, err)
		var out bytes.Buffer
		ok(t, s.CSV(ctx, &out, 0))
		return out.String()
	}
	packed := func(id wire.ID) (out store.Tabulated) {
		ok(t, w.s.EachTabulated(ctx, w.ws, true, []wire.ID{id}, func(x store.Tabulated) { out = x }))
		return out
	}
	first := fresh() // packs everything
	id := wire.RecordID(c.Households[0].ID, c.Rounds[0].ID, seed.FormID)
	was := packed(id)
	equal(t, "packed by the export", len(was.Data) > 100, true)
	equal(t, "again, from what is kept", fresh() == first, true)

	marked := bytes.Replace(was.Data, []byte(c.Households[0].Head()), []byte(strings.Repeat("X", len(c.Households[0].Head()))), 1)
	ok(t, w.s.PutTabulated(ctx, w.ws, []store.Tabulated{{Record: id, Approved: true, Basis: was.Basis, Data: marked}}))
	equal(t, "what is kept is read", strings.Contains(fresh(), "XXXX"), true)

	ok(t, w.s.PutTabulated(ctx, w.ws, []store.Tabulated{{Record: id, Approved: true, Basis: was.Basis, Data: []byte("\x01broken")}}))
	equal(t, "what can not be read is made again", fresh() == first, true)
	equal(t, "and kept", bytes.Equal(packed(id).Data, was.Data), true)

	ok(t, w.s.PutTabulated(ctx, w.ws, []store.Tabulated{{Record: id, Approved: true, Basis: []byte("cũ"), Data: marked}}))
	equal(t, "what is of another approval is made again", fresh() == first, true)

	ok(t, w.s.PutTabulated(ctx, w.ws, []store.Tabulated{{Record: id, Approved: true, Basis: []byte("cũ"), Data: marked}}))
	ok(t, Keep(ctx, w.ev, []wire.ID{id, {15: 1}}))
	equal(t, "in the background the same", bytes.Equal(packed(id).Data, was.Data) && bytes.Equal(packed(id).Basis, was.Basis), true)
}

// TestUnpack_Broken: cut and changed bytes never panic, and are never half a record.
func FuzzUnpack(f *testing.F) {
	s := &Set{tables: []table{{name: "t"}}, versions: map[versionKey]*version{}}
	p := &packer{}
	p.cell(p.row(0, wire.ID{}, wire.ID{}), 1, cellPlain, "x")
	b := p.bytes(&packedHead{formVersion: 1, lists: []wire.ListRef{{Number: 3}}})
	for i := range b {
		f.Add(b[:i])
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = s.unpack(context.Background(), &item{}, string(b), everyTable)
	})
}

// TestExport_Every: records without an approval too, as they stand, with their state.
func TestExport_Every(t *testing.T) {
	w, c := commune(t)
	q := w.q
	q.Every = true
	q.Words = func(key string) string {
		return map[string]string{"state.approved": "Đã duyệt", "state.changed": "Đã đổi"}[key]
	}
	h := &c.Households[3]
	id := wire.RecordID(h.ID, c.Rounds[0].ID, seed.FormID)
	w.edit(id, wire.ID{}, w.path("chu_ho"), "Đổi Sau Duyệt")
	got, _ := w.csv(q)
	r := got[seed.FormID].row(t, "ma_ho", h.Code)
	equal(t, "as it stands", r["chu_ho"], "Đổi Sau Duyệt")
	equal(t, "its state", r["trang_thai"], "Đã đổi")
	equal(t, "another", got[seed.FormID].row(t, "ma_ho", c.Households[4].Code)["trang_thai"], "Đã duyệt")
	equal(t, "records", len(got[seed.FormID].rows), len(c.Households))
	approved, _ := w.csv(w.q)
	equal(t, "approved", approved[seed.FormID].row(t, "ma_ho", h.Code)["chu_ho"], h.Head())
}

func TestGeoJSON(t *testing.T) {
	w := newWorld(t)
	f, v := w.form(strings.Replace(first, "| | integer | so |", "| | geopoint | cho | Chỗ | | |\n| | integer | so |", 1))
	a := w.visit(f, v, id(10), nil, set(f, 0, "/a/ten", wire.TextValue(`"Hường" </script>`)), set(f, 0, "/b/cho", wire.TextValue("21.2834 106.1974 12 5")), set(f, 0, "/b/so", wire.TextValue("7")))
	b := w.visit(f, v, id(11), nil, set(f, 0, "/a/ten", wire.TextValue("không có chỗ")))
	w.decide(a, wire.KindApprove, wire.ID{})
	w.decide(b, wire.KindApprove, wire.ID{})
	s, err := Read(context.Background(), w.ev, w.q)
	ok(t, err)
	var out bytes.Buffer
	ok(t, s.GeoJSON(context.Background(), &out, ""))
	var got struct {
		Type     string
		Features []struct {
			Type     string
			Geometry *struct {
				Type        string
				Coordinates []float64
			}
			Properties map[string]any
		}
	}
	ok(t, json.Unmarshal(out.Bytes(), &got))
	equal(t, "type", got.Type, "FeatureCollection")
	equal(t, "features", len(got.Features), 2)
	with, without := 0, 1
	if got.Features[0].Geometry == nil {
		with, without = 1, 0
	}
	p := got.Features[with]
	equal(t, "point", p.Geometry.Type, "Point")
	equal(t, "longitude first", p.Geometry.Coordinates[0], 106.1974)
	equal(t, "latitude second", p.Geometry.Coordinates[1], 21.2834)
	equal(t, "text", p.Properties["a-ten"], any(`"Hường" </script>`))
	equal(t, "number", p.Properties["so"], any(7.0))
	equal(t, "no point", got.Features[without].Geometry == nil, true)

	g, err := Read(context.Background(), w.ev, w.q)
	ok(t, err)
	equal(t, "no such question", schema.CodeOf(g.GeoJSON(context.Background(), &out, "a/ten")), schema.CodeInvalid)
}

func TestGeometry(t *testing.T) {
	for in, want := range map[string]string{
		"": "null", "21 106": `{"type":"Point","coordinates":[106,21]}`, "21 106 0 0": `{"type":"Point","coordinates":[106,21]}`,
		"21.5 106.25 3.5 8": `{"type":"Point","coordinates":[106.25,21.5,3.5]}`, "91 0": "null", "x y": "null", "1": "null",
		"1 2; 3 4":               `{"type":"LineString","coordinates":[[2,1],[4,3]]}`,
		"1 2; 3 4; 5 6; 1 2":     `{"type":"Polygon","coordinates":[[[2,1],[4,3],[6,5],[2,1]]]}`,
		"1 2;3 4;1 2":            `{"type":"LineString","coordinates":[[2,1],[4,3],[2,1]]}`,
		"NaN 1":                  "null",
		"1 2; </script> 4; 5 66": "null",
	} {
		equal(t, in, geometry(in), want)
	}
}
