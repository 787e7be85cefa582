package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/server"
)

// machine looks at the port, the address, the clock and the certificate.
func (d *doctor) machine(ctx context.Context) {
	d.port(ctx)
	d.reach()
	d.clock()
	d.certificate()
}

// port says whether the port is free, or taken by a server of ours.
func (d *doctor) port(ctx context.Context) {
	ln, err := net.Listen("tcp", d.Addr)
	if err == nil {
		_ = ln.Close()
		d.say("ports", well, [2]string{"Cổng " + d.Addr + " còn trống.", "The port is free."})
		return
	}
	body, answered := d.health(ctx)
	switch {
	case strings.HasPrefix(body, "ok"):
		d.say("ports", well, [2]string{"Sổ Thôn đang chạy ở " + d.Addr + ".", "A Sổ Thôn server answers there."})
	case strings.HasPrefix(body, "read-only"):
		d.say("ports", ill, [2]string{"Sổ Thôn đang chạy ở " + d.Addr + " nhưng không ghi được vào đĩa.", "The server runs but can not write to its disk."},
			"Dọn chỗ trên đĩa; máy chủ tự ghi lại được.", "Make room on the disk; the server goes on by itself.")
	case answered:
		d.say("ports", ill, [2]string{"Cổng " + d.Addr + " do chương trình khác dùng.", "Another program answers on the port."},
			"Dừng chương trình đó, hoặc chạy sothon serve --addr với cổng khác.", "Stop it, or serve on another port with --addr.")
	default:
		d.say("ports", ill, [2]string{"Không mở được " + d.Addr + ": " + plain(err) + ".", "Can not listen there."},
			"Kiểm tra địa chỉ; cổng dưới 1024 cần quyền quản trị; cổng khác: --addr.", "Check the address; ports below 1024 need rights; choose another with --addr.")
	}
}

// health asks whoever listens on the port whether it is a server of ours.
func (d *doctor) health(ctx context.Context) (body string, answered bool) {
	c := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // only asks who it is
	for _, scheme := range []string{"http", "https"} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+d.shown()+"/healthz", nil)
		if err != nil {
			continue
		}
		res, err := c.Do(req)
		if err != nil {
			continue
		}
		b, _ := io.ReadAll(io.LimitReader(res.Body, 64))
		_ = res.Body.Close()
		answered = true
		if text := string(b); strings.HasPrefix(text, "ok") || strings.HasPrefix(text, "read-only") || strings.HasPrefix(text, "database") {
			return text, true
		}
	}
	return "", answered
}

// plain is the last part of an error's text.
func plain(err error) string {
	s := err.Error()
	return s[strings.LastIndex(s, ": ")+1:]
}

// reach says whether tablets can come to the address.
func (d *doctor) reach() {
	host, _, err := net.SplitHostPort(d.Addr)
	if err != nil {
		d.say("address", ill, [2]string{"Địa chỉ " + d.Addr + " không đúng dạng máy:cổng.", "The address is not host:port."},
			"Ghi như 0.0.0.0:8443.", "Write it as 0.0.0.0:8443.")
		return
	}
	ip := net.ParseIP(host)
	secure := d.TLSCert != "" || d.DemoCA
	switch {
	case host == "localhost" || ip != nil && ip.IsLoopback():
		d.say("address", concern, [2]string{"Chỉ máy này mở được " + d.Addr + ".", "Only this machine reaches it."},
			"Để máy tính bảng vào được: --addr 0.0.0.0:8443 cùng chứng chỉ.", "For tablets: --addr 0.0.0.0:8443 with a certificate.")
	case !secure:
		d.say("address", concern, [2]string{"Không có chứng chỉ: máy tính bảng không chạy được ứng dụng qua http.", "No certificate: the tablet app does not run over http."},
			"Dùng --tls-cert và --tls-key, hoặc đặt sau một cổng HTTPS; --demo-ca chỉ để thử.", "Use --tls-cert and --tls-key, or a proxy with HTTPS; --demo-ca is for trials.")
	default:
		d.say("address", well, [2]string{"Máy tính bảng vào ở https://" + d.shown() + "/app/.", "Tablets reach it there."})
	}
}

// built is when this program was built, zero when that is not known: the clock can not be before it.
func built() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			t, _ := time.Parse(time.RFC3339, s.Value) // zero when it can not be read
			return t
		}
	}
	return time.Time{}
}

// clock says whether the machine's time can be right.
func (d *doctor) clock() {
	shown := d.now.Format("15:04 02/01/2006")
	_, offset := d.now.Zone()
	switch b := built(); {
	case d.now.Before(b), d.now.Year() < 2026:
		d.say("time", ill, [2]string{"Giờ máy (" + shown + ") sai: trước cả ngày làm ra chương trình.", "The clock is before the program was built."},
			"Đặt lại giờ và bật tự chỉnh giờ.", "Set the clock and turn on time synchronisation.")
	case offset != 7*3600:
		d.say("time", concern, [2]string{"Giờ máy là " + shown + ", múi giờ " + d.now.Format("-07:00") + ".", "The time zone is not Vietnam's."},
			"Đặt múi giờ Asia/Ho_Chi_Minh; trang của xã vẫn hiện giờ Việt Nam.", "Set Asia/Ho_Chi_Minh; the pages show Vietnam's time all the same.")
	default:
		d.say("time", well, [2]string{"Giờ máy " + shown + ".", "The clock is plausible."})
	}
}

// certificate says whether the certificate is in force, for how long, and for which names.
func (d *doctor) certificate() {
	var pem []byte
	var err error
	file := d.TLSCert
	switch {
	case d.TLSCert != "" && d.TLSKey != "":
		if _, err = server.LoadTLS(d.TLSCert, d.TLSKey); err == nil {
			pem, err = os.ReadFile(d.TLSCert)
		}
	case d.DemoCA:
		file = filepath.Join(d.Data, "demo-ca.crt")
		if pem, err = os.ReadFile(file); errors.Is(err, os.ErrNotExist) {
			d.say("certificate", well, [2]string{"Chứng chỉ thử sẽ được làm khi chạy.", "The trial certificate is made at the start."})
			return
		}
	default:
		d.say("certificate", concern, [2]string{"Không dùng chứng chỉ.", "No certificate is used."}, "Xem mục address.", "See address.")
		return
	}
	var cert *x509.Certificate
	if err == nil {
		cert, err = firstCertificate(pem)
	}
	if err != nil {
		d.say("certificate", ill, [2]string{"Không đọc được chứng chỉ " + file + ": " + err.Error() + ".", "The certificate can not be used."},
			"Cấp lại chứng chỉ và khoá cùng một cặp, dạng PEM.", "Issue certificate and key again, as a pair, in PEM.")
		return
	}
	until := cert.NotAfter.Format("02/01/2006")
	left := cert.NotAfter.Sub(d.now)
	host, _, _ := net.SplitHostPort(d.shown())
	switch {
	case d.now.Before(cert.NotBefore):
		d.say("certificate", ill, [2]string{"Chứng chỉ chỉ có hiệu lực từ ngày " + cert.NotBefore.Format("02/01/2006") + ".", "The certificate is not in force yet."},
			"Kiểm tra giờ máy; nếu giờ đúng, dùng chứng chỉ cũ đến ngày đó.", "Check the clock; if it is right, use the old certificate until then.")
	case left <= 0:
		d.say("certificate", ill, [2]string{"Chứng chỉ đã hết hạn ngày " + until + ".", "The certificate has expired."}, "Gia hạn ngay: máy tính bảng không gửi được.", "Renew it: tablets can not send.")
	case left < 21*24*time.Hour:
		d.say("certificate", concern, [2]string{fmt.Sprintf("Chứng chỉ còn %d ngày (đến %s).", int(left.Hours()/24), until), "It ends soon."}, "Gia hạn, rồi khởi động lại.", "Renew it and start again.")
	case d.TLSCert != "" && net.ParseIP(host) == nil && cert.VerifyHostname(host) != nil:
		d.say("certificate", concern, [2]string{"Chứng chỉ không ghi tên " + host + " mà ghi " + strings.Join(slices.Clip(cert.DNSNames), ", ") + ".", "It is for other names."},
			"Mở bằng đúng tên ghi trong chứng chỉ.", "Open the server by the name in the certificate.")
	default:
		d.say("certificate", well, [2]string{"Chứng chỉ dùng được đến " + until + ".", "The certificate is in force."})
	}
}
