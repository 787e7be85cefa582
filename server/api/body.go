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

// readBody reads a CBOR body, unpacking gzip with the limit checked while unpacking.
func readBody(c *gin.Context) ([]byte, error) {
	kind, _, _ := strings.Cut(c.GetHeader("Content-Type"), ";")
	if strings.TrimSpace(kind) != contentType {
		return nil, errType
	}
	packed := http.MaxBytesReader(c.Writer, c.Request.Body, MaxPacked)
	switch strings.ToLower(c.GetHeader("Content-Encoding")) {
	case "", "identity":
		b, err := io.ReadAll(packed)
		if err != nil {
			return nil, bodyError(err)
		}
		return b, nil
	case "gzip":
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, bodyError(err)
		}
		defer z.Close()
		var out bytes.Buffer
		n, err := io.Copy(&out, io.LimitReader(z, wire.MaxBodyBytes+1))
		if err != nil {
			return nil, bodyError(err)
		}
		if n > wire.MaxBodyBytes {
			return nil, errTooLarge
		}
		return out.Bytes(), nil
	}
	return nil, errType
}

// bodyError tells a body over the limit from one that is broken or was cut off.
func bodyError(err error) error {
	if _, ok := err.(*http.MaxBytesError); ok {
		return errTooLarge
	}
	return errMalformed
}
