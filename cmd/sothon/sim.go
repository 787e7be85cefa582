package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/sync/synctest"
)

type simCmd struct {
	Seeds   int    `default:"1000" help:"Số lịch sử. How many histories."`
	Seed    uint64 `default:"1" help:"Hạt giống đầu tiên. The first seed; the others follow."`
	Workers int    `default:"2" help:"Histories at a time."`
	Quiet   bool   `help:"No report of rare branches."`
}

func (c simCmd) Run(ctx context.Context, k *kong.Context) error {
	passed, failed := synctest.Run(ctx, synctest.Options{Seeds: c.Seeds, Seed: c.Seed, Workers: c.Workers, Log: k.Stdout, Quiet: c.Quiet})
	fmt.Fprintf(k.Stdout, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errors.New("có lịch sử không giữ được điều đã hứa. A history broke an invariant")
	}
	return nil
}
