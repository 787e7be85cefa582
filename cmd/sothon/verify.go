package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/backup"
	"github.com/sothon/sothon/sync/wire"
)

// verifyCmd walks everything that is stored and changes nothing.
type verifyCmd struct{ place }

func (c verifyCmd) Run(ctx context.Context, k *kong.Context) error {
	return c.with(ctx, func(s *store.Store, _ wire.ID) error {
		var r backup.Report
		if _, err := backup.Walk(ctx, s, c.Data, &r); err != nil {
			return said(err)
		}
		fmt.Fprintf(k.Stdout, "Dữ liệu nguyên vẹn. Nothing is wrong: %s\n", counts(r))
		return nil
	})
}

// rebuildCmd makes the records again from the log of changes and the rulings.
type rebuildCmd struct{ place }

func (c rebuildCmd) Run(ctx context.Context, k *kong.Context) error {
	return c.with(ctx, func(s *store.Store, _ wire.ID) error {
		all, err := s.Workspaces(ctx)
		if err != nil {
			return said(err)
		}
		for _, w := range all {
			n, differed, err := s.RebuildRecords(ctx, w.ID)
			if err != nil {
				return said(err)
			}
			fmt.Fprintf(k.Stdout, "%s: %d phiếu dựng lại từ nhật ký thay đổi, %d phiếu khác trước. %d records made again from the log, %d were not as it says.\n",
				w.Name, n, differed, n, differed)
		}
		return nil
	})
}
