//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// hold takes the data folder for one server: a second one would clear the uploads of the first and count wrong passwords
// apart. The hold ends with the process, however that ends. Commands such as user and export work beside it.
func hold(dir string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "serving.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("không ghi được vào thư mục dữ liệu %s; kiểm tra quyền ghi và ổ đĩa. The data folder can not be written: %w", dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("một máy chủ khác đang chạy trên thư mục dữ liệu %s; dừng nó trước. Another server runs on this data folder; stop it first", dir)
		}
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}
