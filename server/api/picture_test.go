package api

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
)

func jpegOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpOf is the head of a WebP of a kind.
func webpOf(kind string, rest ...byte) []byte {
	b := append([]byte("RIFF\x00\x00\x00\x00WEBP"+kind+"\x0a\x00\x00\x00"), rest...)
	b = append(b, make([]byte, max(0, 40-len(b)))...)
	b[4] = byte(len(b) - 8)
	return b
}

func TestReadPicture(t *testing.T) {
	photo, drawing := jpegOf(t, 40, 30), pngOf(t, 7, 9)
	large := bytes.Clone(photo)
	at := bytes.Index(large, []byte{0xff, 0xc0}) + 5
	copy(large[at:], []byte{0xff, 0x00, 0xff, 0x00})
	for name, c := range map[string]struct {
		file []byte
		want Picture
		ok   bool
	}{
		"JPEG":                {photo, Picture{"image/jpeg", 40, 30, false}, true},
		"JPEG cut":            {photo[:len(photo)-9], Picture{"image/jpeg", 40, 30, true}, true},
		"JPEG with a tail":    {append(bytes.Clone(photo), "<script>alert(1)</script>"...), Picture{"image/jpeg", 40, 30, false}, true},
		"JPEG of 65280²":      {large, Picture{"image/jpeg", 65280, 65280, false}, true},
		"head of a JPEG":      {photo[:20], Picture{}, false},
		"JPEG by its name":    {[]byte("\xff\xd8\xff một tấm ảnh không có thật, dài hơn ba mươi hai byte"), Picture{}, false},
		"PNG":                 {drawing, Picture{"image/png", 7, 9, false}, true},
		"PNG cut":             {drawing[:len(drawing)-4], Picture{"image/png", 7, 9, true}, true},
		"WebP":                {webpOf("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 16, 0, 32, 0), Picture{"image/webp", 16, 32, false}, true},
		"WebP without loss":   {webpOf("VP8L", 0x2f, 15, 0xc0, 7, 0), Picture{"image/webp", 16, 32, false}, true},
		"WebP with more":      {webpOf("VP8X", 0, 0, 0, 0, 15, 0, 0, 31, 0, 0), Picture{"image/webp", 16, 32, false}, true},
		"WebP of nothing":     {webpOf("ABCD"), Picture{}, false},
		"HTML":                {[]byte("<!doctype html><script>alert(1)</script>......................"), Picture{}, false},
		"SVG":                 {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), Picture{}, false},
		"GIF with a script":   {[]byte("GIF89a/*" + "......................................*/=alert(1)"), Picture{}, false},
		"one byte":            {[]byte{0xff}, Picture{}, false},
		"nothing":             {nil, Picture{}, false},
		"PNG without a width": {append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 30)...), Picture{}, false},
	} {
		got, ok := ReadPicture(bytes.NewReader(c.file), int64(len(c.file)))
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %+v %v, want %+v %v", name, got, ok, c.want, c.ok)
		}
	}
	if (Picture{Width: 10_000, Height: 5_001}).Fits() || !(Picture{Width: 10_000, Height: 5_000}).Fits() {
		t.Error("50 megapixels are the most")
	}
}

// FuzzReadPicture: whatever the bytes are, the reader neither fails nor goes on without end, and what it calls a picture has
// a size.
func FuzzReadPicture(f *testing.F) {
	for _, b := range [][]byte{jpegOf(f, 8, 8), pngOf(f, 8, 8), webpOf("VP8X", 0, 0, 0, 0, 1, 0, 0, 1, 0, 0), webpOf("VP8L", 0x2f, 1, 2, 3, 4), []byte("\xff\xd8\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, ok := ReadPicture(bytes.NewReader(b), int64(len(b)))
		if ok && (p.Width <= 0 || p.Height <= 0 || p.Mime == "") {
			t.Errorf("%+v", p)
		}
	})
}
