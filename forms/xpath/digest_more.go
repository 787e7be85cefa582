//go:build !(js && wasm)

package xpath

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha512"
)

func init() {
	digests["MD5"] = func(b []byte) []byte { h := md5.Sum(b); return h[:] }
	digests["SHA-1"] = func(b []byte) []byte { h := sha1.Sum(b); return h[:] }
	digests["SHA-384"] = func(b []byte) []byte { h := sha512.Sum384(b); return h[:] }
	digests["SHA-512"] = func(b []byte) []byte { h := sha512.Sum512(b); return h[:] }
}
