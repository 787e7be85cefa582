package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
)

func firstCertificate(b []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(b)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("không phải PEM / not PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

const (
	fullBelow  = 512 << 20 // bytes left: ill
	tightBelow = 4 << 30   // bytes left: a concern
)

// folder looks at the data folder: the room on its disk, whether it can be written, and its keys.
func (d *doctor) folder() {
	dir := d.Data
	if _, err := os.Stat(dir); err != nil {
		d.say("folder", concern, [2]string{"Chưa có thư mục dữ liệu " + abs(dir) + ".", "There is no data folder yet."},
			"Nó được tạo khi chạy sothon serve; nếu dữ liệu ở chỗ khác, ghi --data.", "It is made by sothon serve; if it is elsewhere, give --data.")
		dir = filepath.Dir(abs(dir))
	} else if f, err := os.CreateTemp(dir, ".doctor-*"); err != nil {
		d.say("folder", ill, [2]string{"Không ghi được vào " + abs(dir) + ": " + plain(err) + ".", "The folder can not be written."},
			"Cho người dùng chạy máy chủ quyền ghi; kiểm tra ổ đĩa.", "Give the server's user the right to write; check the disk.")
	} else {
		_ = f.Close()
		_ = os.Remove(f.Name())
		d.say("folder", well, [2]string{"Ghi được vào " + abs(dir) + ".", "The folder can be written."})
	}
	d.room(dir)
	d.keys()
}

func (d *doctor) room(dir string) {
	left, err := freeBytes(dir)
	d.left(left, err)
}

// left says whether the bytes left on the disk are enough; err: they are not known.
func (d *doctor) left(left uint64, err error) {
	switch gb := fmt.Sprintf("%.1f GB", float64(left)/(1<<30)); {
	case err != nil:
		d.say("disk", concern, [2]string{"Không xem được chỗ trống của đĩa: " + plain(err) + ".", "The room left is not known."}, "Xem bằng công cụ của máy.", "Look with the machine's own tool.")
	case left < fullBelow:
		d.say("disk", ill, [2]string{"Đĩa chỉ còn " + gb + ".", "The disk is almost full."}, "Dọn chỗ hoặc chuyển thư mục dữ liệu sang đĩa khác; khi đầy, máy tính bảng không gửi được.", "Make room or move the data; tablets can not send to a full disk.")
	case left < tightBelow:
		d.say("disk", concern, [2]string{"Đĩa còn " + gb + ".", "Room is getting short."}, "Dọn chỗ trước đợt khảo sát.", "Make room before the survey.")
	default:
		d.say("disk", well, [2]string{"Đĩa còn " + gb + ".", "There is room."})
	}
}

// keys says whether the keys are there and only their owner's to read.
func (d *doctor) keys() {
	path := filepath.Join(d.Data, "owner.key")
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Join(d.Data, "sothon.db")); err == nil || d.Database != "" {
			d.say("keys", ill, [2]string{"Thiếu " + path + ".", "The server's key is missing."}, "Chép lại owner.key từ bản sao lưu: thiếu nó, dữ liệu không mở được.", "Put owner.key back from the backup: without it the data are refused.")
		}
	case err != nil:
		d.say("keys", ill, [2]string{"Không đọc được " + path + ".", "The key can not be read."}, "Kiểm tra quyền của tệp.", "Check the file's rights.")
	case server.CheckKeys(d.Data) != nil:
		d.say("keys", ill, [2]string{"Tệp khoá hỏng: " + server.CheckKeys(d.Data).Error() + ".", "A key file is damaged."}, "Chép lại tệp đó từ bản sao lưu; đừng xoá.", "Put that file back from the backup; do not delete it.")
	case info.Mode().Perm()&0o077 != 0:
		d.say("keys", concern, [2]string{"Người khác trên máy đọc được " + path + ".", "Others on the machine can read the key."}, "Chạy chmod 600 cho tệp đó.", "Run chmod 600 on it.")
	default:
		d.say("keys", well, [2]string{"Khoá của máy chủ có đủ.", "The server's key is there."})
	}
}

// clockTolerance is how far most tablets may be from this clock before this clock is doubted.
const clockTolerance = 5 * time.Minute

// data looks at the database.
func (d *doctor) data(ctx context.Context) {
	where := filepath.Join(abs(d.Data), "sothon.db")
	if d.Database == "" {
		if _, err := os.Stat(where); err != nil {
			d.say("database", concern, [2]string{"Chưa có cơ sở dữ liệu.", "There is no database yet."}, "Nó được tạo khi chạy sothon serve.", "It is made by sothon serve.")
			return
		}
	} else if u, err := url.Parse(d.Database); err == nil {
		where = u.Redacted()
	}
	x, err := store.Examine(ctx, d.url(), d.now)
	if err != nil {
		d.say("database", ill, [2]string{"Không mở được " + where + ": " + err.Error() + ".", "The database can not be opened."},
			"Khởi động PostgreSQL (nếu dùng), kiểm tra địa chỉ, quyền và mật khẩu; nếu tệp hỏng, phục hồi bản sao lưu.", "Start PostgreSQL (if it is used), check address, rights and password; if the file is damaged, restore a backup.")
		return
	}
	var told *schema.Error
	switch newer := x.ErrNewer(); {
	case errors.As(newer, &told), errors.As(x.Refused, &told):
		d.say("database", ill, [2]string{told.Vi, told.En})
		return
	case len(x.Damage) > 0:
		d.say("database", ill, [2]string{"Cơ sở dữ liệu hỏng: " + x.Damage[0] + ".", fmt.Sprintf("The database is damaged (%d findings).", len(x.Damage))},
			"Dừng máy chủ, giữ nguyên thư mục, phục hồi bản sao lưu gần nhất vào thư mục khác; máy tính bảng gửi lại phần thiếu.", "Stop the server, keep the folder, restore the newest backup elsewhere; tablets send again what is missing.")
	case x.Schema < x.Known:
		d.say("database", concern, [2]string{fmt.Sprintf("%s, lược đồ %d; khi chạy sẽ lên %d.", x.Engine, x.Schema, x.Known), "It will be brought up to date at the start."}, "Sao lưu trước khi chạy bản mới.", "Back up before starting the new version.")
	default:
		d.say("database", well, [2]string{fmt.Sprintf("%s, %d phiếu.", x.Engine, x.Records), "The database is well."})
	}
	if x.Waiting > 0 {
		d.say("evaluation", concern, [2]string{fmt.Sprintf("%d phiếu chờ tính lại.", x.Waiting), "Records wait for their evaluation."}, "Máy chủ tự tính khi chạy; nếu vẫn còn, xem nhật ký.", "The server does it while it runs; if they stay, look at the log.")
	}
	if x.NoPhotos > 0 {
		d.say("photos", concern, [2]string{fmt.Sprintf("%d ảnh chưa về tới xã.", x.NoPhotos), "Photos have not arrived."}, "Trang Thiết bị cho biết còn trên máy nào; nhắc người giữ máy gửi.", "The page Devices says on which tablets they are.")
	}
	d.backups(x)
	d.compare(x)
}

// backups says how old the last checked backup is.
func (d *doctor) backups(x store.Examined) {
	age := d.now.Sub(x.Backup)
	how := []string{"Chạy sothon serve --backup THƯ_MỤC (mỗi đêm), hoặc sothon backup ngay; để ở ổ đĩa khác.", "Serve with --backup DIR (every night), or run sothon backup now; keep it on another disk."}
	switch made := x.Backup.Local().Format("15:04 02/01/2006"); {
	case x.Failed != "":
		d.say("backup", ill, [2]string{"Lần sao lưu gần nhất hỏng: " + x.Failed + ".", "The last backup failed."}, how...)
	case x.Backup.IsZero() && x.Records == 0:
		d.say("backup", concern, [2]string{"Chưa có bản sao lưu nào.", "There is no backup yet."}, how...)
	case x.Backup.IsZero():
		d.say("backup", ill, [2]string{fmt.Sprintf("Chưa có bản sao lưu nào, trong khi đã có %d phiếu.", x.Records), "There are records and no backup."}, how...)
	case age > 7*24*time.Hour:
		d.say("backup", ill, [2]string{fmt.Sprintf("Bản sao lưu gần nhất đã %d ngày (%s).", int(age.Hours()/24), made), "The last checked backup is old."}, how...)
	case age > 48*time.Hour:
		d.say("backup", concern, [2]string{"Bản sao lưu gần nhất lúc " + made + ".", "The last checked backup is more than two days old."}, how...)
	default:
		d.say("backup", well, [2]string{"Sao lưu lúc " + made + ", đã thử phục hồi được.", "The last backup was restored and checked."})
	}
}

// compare holds this clock against what was stored and against the tablets' clocks.
func (d *doctor) compare(x store.Examined) {
	if x.Latest.After(d.now.Add(clockTolerance)) {
		d.say("time", ill, [2]string{"Giờ máy chậm hơn lần nhận gần nhất (" + x.Latest.Local().Format("15:04 02/01/2006") + ").", "The clock is behind what was received last."}, "Đặt lại giờ của máy chủ.", "Set the server's clock.")
	}
	if len(x.Clocks) < 3 {
		return
	}
	slices.Sort(x.Clocks)
	middle := time.Duration(x.Clocks[len(x.Clocks)/2]) * time.Millisecond
	if middle.Abs() > clockTolerance {
		d.say("time", concern, [2]string{fmt.Sprintf("Phần lớn máy tính bảng lệch %d phút so với máy chủ.", int(middle.Minutes())), "Most tablets differ from this clock."}, "Có lẽ giờ máy chủ sai: kiểm tra lại.", "Probably this clock is wrong: check it.")
	}
}
