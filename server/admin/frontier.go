package admin

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// What a page was drawn with travels in hidden fields as plain text: dots "writer-seq", heads "writer-seq-h", joined by
// commas.

func encodeDots(dots []wire.Dot) string {
	parts := make([]string, len(dots))
	for i, d := range dots {
		parts[i] = d.Writer.String() + "-" + strconv.FormatUint(d.Seq, 10)
	}
	return strings.Join(parts, ",")
}

func encodeFrontier(heads []wire.Head) string {
	parts := make([]string, len(heads))
	for i, h := range heads {
		parts[i] = h.Writer.String() + "-" + strconv.FormatUint(h.Seq, 10) + "-" + h.H.String()
	}
	return strings.Join(parts, ",")
}

func badField(field string) error {
	return schema.Invalid(field, "Trang gửi lên không đọc được. Tải lại trang rồi làm lại.", "The page's hidden field can not be read. Reload and try again.")
}

func decodeDots(s string) ([]wire.Dot, error) {
	var out []wire.Dot
	if s == "" || len(s) > 1<<18 {
		return nil, badField("dots")
	}
	for _, p := range strings.Split(s, ",") {
		w, n, _ := strings.Cut(p, "-")
		id, err := wire.ParseID(w)
		seq, err2 := strconv.ParseUint(n, 10, 63)
		if err != nil || err2 != nil || seq == 0 {
			return nil, badField("dots")
		}
		out = append(out, wire.Dot{Writer: id, Seq: seq})
	}
	return wire.SortDots(out), nil
}

func decodeFrontier(s string) ([]wire.Head, error) {
	var out []wire.Head
	if s == "" || len(s) > 1<<19 {
		return nil, badField("frontier")
	}
	for _, p := range strings.Split(s, ",") {
		f := strings.Split(p, "-")
		if len(f) != 3 {
			return nil, badField("frontier")
		}
		id, err := wire.ParseID(f[0])
		seq, err2 := strconv.ParseUint(f[1], 10, 63)
		h, err3 := wire.ParseHash(f[2])
		if err != nil || err2 != nil || err3 != nil || seq == 0 {
			return nil, badField("frontier")
		}
		out = append(out, wire.Head{Writer: id, Seq: seq, H: h})
	}
	return wire.SortHeads(out), nil
}
