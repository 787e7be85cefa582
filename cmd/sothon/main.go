// Command sothon is the village register: the server, the demo commune, and the tools around them. `sothon --help` lists
// the commands; docs/running.md says how to use them.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

// version is set by the linker (Makefile).
var version = "dev"

type commands struct {
	Serve    serveCmd    `cmd:"" help:"Chạy máy chủ. Start the server on a data folder."`
	Demo     demoCmd     `cmd:"" help:"Chạy máy chủ với xã mẫu. Start with an invented commune; started again it keeps its data."`
	Form     formCmd     `cmd:"" help:"Biểu mẫu: kiểm tra tệp Excel. Work with XLSForm workbooks."`
	User     userCmd     `cmd:"" help:"Người dùng: thêm, liệt kê, đặt mật khẩu. Add and list users, set passwords."`
	Export   exportCmd   `cmd:"" help:"Xuất phiếu ra CSV, XLSX, GeoJSON. Write records as tables."`
	Doctor   doctorCmd   `cmd:"" help:"Khám máy chủ: cổng, giờ, đĩa, chứng chỉ, dữ liệu, sao lưu. Look at everything a server needs, and say how to mend it."`
	Backup   backupCmd   `cmd:"" help:"Sao lưu, mã hoá, phục hồi thử và kiểm tra. Make an encrypted backup and check it by restoring it."`
	Restore  restoreCmd  `cmd:"" help:"Phục hồi bản sao lưu vào thư mục trống. Put a backup into an empty folder."`
	Verify   verifyCmd   `cmd:"" help:"Kiểm tra mọi thứ đã lưu: chuỗi thay đổi, chữ ký, nhật ký, ảnh; không đổi gì. Check chains, signatures, logs and photos, and name the first that is wrong."`
	Rebuild  rebuildCmd  `cmd:"" help:"Dựng lại các phiếu từ nhật ký thay đổi. Make the records again from the log of changes."`
	Sim      simCmd      `cmd:"" help:"Chạy bộ mô phỏng đồng bộ. Run the deterministic simulator of sync."`
	Classify classifyCmd `cmd:"" help:"Phân loại hộ, khoản vay, diễn biến: JSON Lines vào và ra. Classify households, loans and movements, JSON Lines in and out."`
	Version  versionCmd  `cmd:"" help:"In phiên bản. Print the version."`
}

func main() {
	if self, err := os.Executable(); err == nil {
		xlsx.Apart = []string{self, "form", "old"}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	parser, err := kong.New(&c,
		kong.Name("sothon"),
		kong.Description("Sổ Thôn: sổ hộ của thôn, làm việc không cần mạng. The village register: offline-first household surveys for a commune."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		panic(err) // the tags of the commands above: a test builds the parser
	}
	k, err := parser.Parse(longFlags(os.Args[1:]))
	parser.FatalIfErrorf(err)
	k.FatalIfErrorf(k.Run())
}

// longFlags lets long flags be written with one dash too, as Go's own tools take them: -seeds 1000.
func longFlags(args []string) []string {
	out := slices.Clone(args)
	for i, a := range out {
		if a == "--" {
			break
		}
		if name, _, _ := strings.Cut(a, "="); len(name) > 2 && name[0] == '-' && name[1] >= 'a' && name[1] <= 'z' {
			out[i] = "-" + a
		}
	}
	return out
}

type versionCmd struct{}

func (versionCmd) Run(k *kong.Context) error {
	_, err := k.Stdout.Write([]byte("sothon " + version + "\n"))
	return err
}
