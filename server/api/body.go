package api

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"

	"github.com/sothon/sothon/sync/wire"
)

// MaxPacked is the largest body as it comes over the line.
const MaxPacked = 5 << 20

// MaxEnrol is the largest request to enrol: a code, a key, a proof, a name. Anybody can send one.
const MaxEnrol = 16 << 10

// readBody reads a CBOR body, unpacking gzip with the limit checked while unpacking.
func readBody(c *gin.Context) ([]byte, error) {
	packed, err := readPacked(c)
	if err != nil {
		return nil, err
	}
	return unpack(c, packed)
}

// readPacked takes the body as it comes over the line.
func readPacked(c *gin.Context) ([]byte, error) {
	kind, _, _ := strings.Cut(c.GetHeader("Content-Type"), ";")
	if strings.TrimSpace(kind) != contentType {
		return nil, errType
	}
	switch strings.ToLower(c.GetHeader("Content-Encoding")) {
	case "", "identity", "gzip":
	default:
		return nil, errType
	}
	b, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, MaxPacked))
	if err != nil {
		return nil, bodyError(err)
	}
	return b, nil
}

// unpack gives the body itself; the limit is checked while unpacking.
func unpack(c *gin.Context, packed []byte) ([]byte, error) {
	if strings.ToLower(c.GetHeader("Content-Encoding")) != "gzip" {
		return packed, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errMalformed
	}
	defer z.Close()
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(z, wire.MaxBodyBytes+1))
	if err != nil {
		return nil, errMalformed
	}
	if n > wire.MaxBodyBytes {
		return nil, errTooLarge
	}
	return out.Bytes(), nil
}

// bodyError tells a body over the limit from one that is broken or was cut off.
func bodyError(err error) error {
	if _, ok := err.(*http.MaxBytesError); ok {
		return errTooLarge
	}
	return errMalformed
}
