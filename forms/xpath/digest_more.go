//go:build !(js && wasm)

package xpath

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha512"
)

// otherDigests are the algorithms that no form of ours uses: they stay out of the tablet's program.
var otherDigests = map[string]func([]byte) []byte{
	"MD5":     func(b []byte) []byte { h := md5.Sum(b); return h[:] },
	"SHA-1":   func(b []byte) []byte { h := sha1.Sum(b); return h[:] },
	"SHA-384": func(b []byte) []byte { h := sha512.Sum384(b); return h[:] },
	"SHA-512": func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
}
