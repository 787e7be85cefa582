package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/export"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

type exportCmd struct {
	place
	Form  string `arg:"" help:"Mã biểu mẫu, ví dụ ho_gia_dinh. Form id."`
	Out   string `short:"o" required:"" type:"path" help:"Tệp .xlsx, .geojson, hoặc .zip gồm các bảng CSV. File to write."`
	All   bool   `help:"Mọi phiếu như đang có, không chỉ phiếu đã duyệt. Every record as it stands, not only approved ones."`
	Round string `help:"Tên đợt; không ghi là đợt mới nhất. Name of the round; the latest when absent."`
	Codes bool   `help:"Ghi mã thay cho nhãn. Codes instead of labels."`
}

func (c exportCmd) Run(ctx context.Context, k *kong.Context) error {
	var write func(*export.Set, context.Context, io.Writer) error
	switch filepath.Ext(c.Out) {
	case ".xlsx":
		write = (*export.Set).XLSX
	case ".zip":
		write = (*export.Set).Zip
	case ".geojson":
		write = func(s *export.Set, ctx context.Context, w io.Writer) error { return s.GeoJSON(ctx, w, "") }
	default:
		return fmt.Errorf("%s: tên tệp phải kết thúc bằng .xlsx, .geojson hoặc .zip. The name must end in .xlsx, .geojson or .zip", c.Out)
	}
	return c.with(ctx, func(s *store.Store, ws wire.ID) error {
		round, err := c.round(ctx, s, ws)
		if err != nil {
			return err
		}
		set, err := export.Read(ctx, jobs.NewEvaluator(s, ws), export.Query{FormID: c.Form, Round: round.ID, All: true, Every: c.All, Codes: c.Codes})
		if err != nil {
			return said(err)
		}
		// half a file never has the name: it is made beside it and renamed when it is whole
		f, err := os.CreateTemp(filepath.Dir(c.Out), ".sothon-*")
		if err != nil {
			return err
		}
		defer os.Remove(f.Name())
		defer f.Close()
		if err := write(set, ctx, f); err != nil {
			return said(err)
		}
		if err := f.Close(); err != nil {
			return err
		}
		if err := os.Rename(f.Name(), c.Out); err != nil {
			return err
		}
		fmt.Fprintf(k.Stdout, "%s: %d phiếu, đợt %s. Records written.\n", c.Out, set.Records(), round.Label)
		return nil
	})
}

func (c exportCmd) round(ctx context.Context, s *store.Store, ws wire.ID) (schema.Round, error) {
	all, err := s.Rounds(ctx, ws)
	if err != nil {
		return schema.Round{}, err
	}
	var names []string
	var latest schema.Round
	for _, r := range all {
		names = append(names, r.Label)
		if c.Round != "" && schema.Fold(r.Label) == schema.Fold(c.Round) || c.Round == "" && (latest.ID.IsZero() || r.Starts.After(latest.Starts)) {
			latest = r
		}
	}
	if latest.ID.IsZero() {
		return latest, fmt.Errorf("không có đợt %q; đang có: %s. No such round", c.Round, strings.Join(names, ", "))
	}
	return latest, nil
}
