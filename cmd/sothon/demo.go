package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/sync/wire"
)

type demoCmd struct {
	place
	listen
}

func (c demoCmd) Run(ctx context.Context, k *kong.Context) error {
	return serve(ctx, c.place, c.listen, k.Stdout, true, func(ctx context.Context, s *store.Store, _ *server.Keys) error {
		if _, err := seed.Demo(ctx, s, auth.HashPassword, func(line string) { fmt.Fprintln(k.Stdout, line) }); err != nil {
			return err
		}
		ws := seed.ID("workspace", 0)
		fmt.Fprintf(k.Stdout, "\n%s: chín thôn, 400 hộ, tất cả là mẫu, không phải người thật. An invented commune.\n\nĐăng nhập trang của xã / sign in to the office pages:\n", seed.Make().Name)
		for _, p := range seed.People {
			if p.Password != "" {
				fmt.Fprintf(k.Stdout, "    %-10s %s\n", p.Login, p.Password)
			}
		}
		fmt.Fprintf(k.Stdout, "\nMã đăng ký máy, dùng một lần, trong 15 phút / one-time codes for tablets, 15 minutes:\n")
		for _, p := range seed.People {
			if p.Role != schema.RoleCollector {
				continue
			}
			code, err := s.CreateCode(ctx, ws, p.ID, wire.ID{})
			if err != nil {
				return err
			}
			fmt.Fprintf(k.Stdout, "    %s-%s  %s\n", code.Code[:4], code.Code[4:], p.Name)
		}
		fmt.Fprintln(k.Stdout, "Mã mới: trang Thiết bị. New ones: the page Thiết bị.")
		return nil
	})
}
