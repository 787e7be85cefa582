package xpath

import (
	"encoding/base64"

	"github.com/sothon/sothon/forms/digest"
)

// digestBy returns an algorithm of digest(), nil when there is none of this name.
func digestBy(name string) func([]byte) []byte {
	switch name {
	case "MD5":
		return func(b []byte) []byte { h := digest.MD5(b); return h[:] }
	case "SHA-1":
		return func(b []byte) []byte { h := digest.SHA1(b); return h[:] }
	case "SHA-256":
		return func(b []byte) []byte { h := digest.Sum256(b); return h[:] }
	case "SHA-384":
		return func(b []byte) []byte { h := digest.Sum384(b); return h[:] }
	case "SHA-512":
		return func(b []byte) []byte { h := digest.Sum512(b); return h[:] }
	}
	return nil
}

// fnDigest is the digest of the UTF-8 bytes of a text, in base64 or hex.
func fnDigest(s *scope, args []expr) (Value, error) {
	t, name, err := two(s, args)
	if err != nil {
		return Value{}, err
	}
	encoding := "base64"
	if len(args) == 3 {
		if encoding, err = str(s, args[2]); err != nil {
			return Value{}, err
		}
	}
	sum := digestBy(name)
	if sum == nil {
		return Value{}, evalError("digest(): không có thuật toán «"+name+"»", "digest(): there is no algorithm «"+name+"» here")
	}
	switch encoding {
	case "base64":
		return String(base64.StdEncoding.EncodeToString(sum([]byte(t)))), nil
	case "hex":
		return String(hexText(sum([]byte(t)))), nil
	}
	return Value{}, evalError("digest(): kiểu mã phải là base64 hoặc hex", "digest(): the encoding must be base64 or hex")
}

// hexText writes bytes as lower-case hex; encoding/hex would bring fmt into the WebAssembly build.
func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}
