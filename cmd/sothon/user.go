package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/sync/wire"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Thêm người dùng. Add a user; the password is read from standard input."`
	List     userListCmd     `cmd:"" help:"Liệt kê người dùng. List users."`
	Password userPasswordCmd `cmd:"" help:"Đặt mật khẩu mới. Set a password, read from standard input."`
}

type userAddCmd struct {
	place
	Login string   `arg:"" help:"Tên đăng nhập: a-z 0-9 . _ -"`
	Name  string   `required:"" help:"Họ và tên."`
	Kin   string   `help:"Cách xưng hô: bác, chị…"`
	Role  string   `required:"" enum:"admin,reviewer,collector" help:"admin, reviewer or collector."`
	Area  []string `help:"Địa bàn, theo tên; nhiều lần. Areas by name; none = all (not for collectors)."`
}

func (c userAddCmd) Run(ctx context.Context, k *kong.Context) error {
	return c.with(ctx, func(s *store.Store, ws wire.ID) error {
		u := &schema.User{Login: c.Login, Name: schema.Clean(c.Name), Kin: schema.Clean(c.Kin), Role: schema.Role(c.Role), Active: true, AllAreas: len(c.Area) == 0}
		if _, err := rand.Read(u.ID[:]); err != nil {
			return err
		}
		if u.Role == schema.RoleCollector && u.AllAreas {
			return errors.New("người thu thập cần --area, có thể nhiều lần. A collector needs --area, once or more")
		}
		areas, err := s.Areas(ctx, ws)
		if err != nil {
			return err
		}
		for _, name := range c.Area {
			id, names := wire.ID{}, []string{}
			for _, a := range areas {
				if names = append(names, a.Label); schema.Fold(a.Label) == schema.Fold(name) {
					id = a.ID
				}
			}
			if id.IsZero() {
				return fmt.Errorf("không có địa bàn %q; đang có: %s. No such area", name, strings.Join(names, ", "))
			}
			u.Areas = append(u.Areas, id)
		}
		if u.Role != schema.RoleCollector {
			if u.Password, err = readPassword(ctx); err != nil {
				return err
			}
		}
		if err := s.CreateUser(ctx, ws, u, wire.ID{}); err != nil {
			return said(err)
		}
		fmt.Fprintf(k.Stdout, "đã thêm %s (%s). Added.\n", u.Login, u.Role)
		return nil
	})
}

type userListCmd struct{ place }

func (c userListCmd) Run(ctx context.Context, k *kong.Context) error {
	return c.with(ctx, func(s *store.Store, ws wire.ID) error {
		users, err := s.Users(ctx, ws)
		if err != nil {
			return err
		}
		for _, u := range users {
			state := ""
			if !u.Active {
				state = " (khoá, locked)"
			}
			fmt.Fprintf(k.Stdout, "%-16s %-10s %s%s\n", u.Login, u.Role, u.Name, state)
		}
		return nil
	})
}

type userPasswordCmd struct {
	place
	Login string `arg:"" help:"Tên đăng nhập."`
}

func (c userPasswordCmd) Run(ctx context.Context, k *kong.Context) error {
	return c.with(ctx, func(s *store.Store, ws wire.ID) error {
		u, err := s.UserByLogin(ctx, ws, c.Login)
		if err != nil {
			return said(err)
		}
		phc, err := readPassword(ctx)
		if err != nil {
			return err
		}
		if err := s.SetPassword(ctx, ws, u.ID, phc, wire.ID{}); err != nil {
			return said(err)
		}
		fmt.Fprintln(k.Stdout, "đã đặt mật khẩu. Password set.")
		return nil
	})
}

// readPassword takes one line of standard input and gives its hash.
func readPassword(ctx context.Context) (string, error) {
	fmt.Fprint(os.Stderr, "Mật khẩu (password): ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); err != nil && line == "" {
		return "", errors.New("chưa có mật khẩu trên đầu vào. No password on standard input")
	}
	if err := auth.CheckPassword(line); err != nil {
		return "", said(err)
	}
	return auth.HashPassword(ctx, line)
}

// said turns an error for people into its two sentences.
func said(err error) error {
	var e *schema.Error
	if errors.As(err, &e) && e.Vi != "" {
		return fmt.Errorf("%s %s", e.Vi, e.En)
	}
	return err
}
