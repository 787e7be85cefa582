package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/sothon/sothon/schema"
)

// Cost of one hash: memory in KiB, passes, lanes.
const (
	costMemory = 64 << 10
	costTime   = 3
	costLanes  = 1
	saltSize   = 16
	keySize    = 32
)

// MinPassword and MaxPassword are the allowed lengths of a password in characters.
const (
	MinPassword = 10
	MaxPassword = 128
)

// running bounds the memory of hashing: two at once are 128 MiB.
var running = make(chan struct{}, 2)

// absent is checked when there is no such account, so that the answer takes as long. No password matches it.
var absent = "$argon2id$v=19$m=65536,t=3,p=1$c290aG9uLW5vYm9keS0wMA$" + base64.RawStdEncoding.EncodeToString(make([]byte, keySize))

// HashPassword gives the PHC string of a password, or a schema.Error that says why it can not be one.
func HashPassword(ctx context.Context, password string) (string, error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := derive(ctx, password, salt, costTime, costMemory, costLanes, keySize)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, costMemory, costTime, costLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// CheckPassword says why a text can not be a password: too short, too long, or among the first that anybody tries.
func CheckPassword(password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return schema.Invalid("password", "Mật khẩu cần ít nhất 10 ký tự. Ghép vài từ cho dễ nhớ.",
			"A password has at least 10 characters. Join a few words.")
	case n > MaxPassword:
		return schema.Invalid("password", "Mật khẩu dài quá 128 ký tự.", "A password has at most 128 characters.")
	case common(password):
		return schema.Invalid("password", "Mật khẩu này quá dễ đoán. Chọn mật khẩu khác.",
			"This password is among the first that anybody tries. Choose another.")
	}
	return nil
}

// common finds passwords of one repeated character, of a run of digits or keys, or built on a word that all know.
func common(password string) bool {
	p := schema.Fold(password)
	p = strings.ReplaceAll(p, " ", "")
	if strings.Trim(p, p[:1]) == "" {
		return true
	}
	for _, run := range []string{"01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz"} {
		if strings.Contains(run, p) {
			return true
		}
	}
	core := strings.Trim(p, "0123456789!@#$%^&*.-_")
	switch core {
	case "", "password", "matkhau", "admin", "administrator", "sothon", "quantri", "anhyeuem", "emyeuanh", "iloveyou",
		"vietnam", "hungyen", "qwerty", "qwertyuiop", "welcome", "letmein":
		return len(p) < 16
	}
	return false
}

// VerifyPassword says whether a password belongs to a PHC string. An empty string stands for an account that does not
// exist or has no password: it takes as long and is never right. Stale says that the hash should be made again.
func VerifyPassword(ctx context.Context, phc, password string) (ok, stale bool, err error) {
	real := phc != ""
	if !real {
		phc = absent
	}
	if utf8.RuneCountInString(password) > MaxPassword {
		password, real = "", false
	}
	var version, memory, time, lanes int
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fmt.Errorf("password hash of an unknown kind")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, fmt.Errorf("password hash of another version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil ||
		memory < 8 || memory > 1<<20 || time < 1 || time > 20 || lanes < 1 || lanes > 16 {
		return false, false, fmt.Errorf("password hash with impossible costs")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, false, fmt.Errorf("password hash: salt")
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 16 {
		return false, false, fmt.Errorf("password hash: key")
	}
	got, err := derive(ctx, password, salt, uint32(time), uint32(memory), uint8(lanes), uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1 && real
	return ok, ok && (memory != costMemory || time != costTime || lanes != costLanes), nil
}

var hashed atomic.Int64

// Hashed says how many hashes this process has made: what guessing costs the server.
func Hashed() int64 { return hashed.Load() }

func derive(ctx context.Context, password string, salt []byte, time, memory uint32, lanes uint8, size uint32) ([]byte, error) {
	select {
	case running <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-running }()
	hashed.Add(1)
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, size), nil
}
