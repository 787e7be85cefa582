package api

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"syscall"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

var (
	errNoBlob     = refusal(404, "not_found", "Không có ảnh này, hoặc máy này không được xem.", "There is no such photo, or not for this device.")
	errNoChange   = refusal(409, "send_changes_first", "Gửi phiếu trước, rồi mới gửi ảnh của phiếu.", "Send the change that names this photo first.")
	errMismatched = refusal(422, "mismatch", "Ảnh bị hỏng trên đường gửi. Máy sẽ gửi lại.", "The bytes do not match their name or size. Send them again.")
	errFull       = refusal(507, "full", "Đĩa của máy chủ đã đầy. Ảnh vẫn còn trên máy; báo người quản trị.",
		"The server's disk is full. The photo is still on the tablet; tell the administrator.")
)

// Blob answers HEAD, PUT and GET /api/v1/blobs/{sha256}. A device may send and fetch what a stored change in its areas
// (or of its own) names.
func (a *API) Blob(c *gin.Context) {
	h, err := wire.ParseHash(c.Param("sha256"))
	if err != nil {
		a.fail(c, errPath)
		return
	}
	writer, err := a.blobCaller(c, h)
	if err != nil {
		a.fail(c, err)
		return
	}
	if c.Request.Method == http.MethodPut {
		err = a.putBlob(c, writer, h)
	} else {
		err = a.getBlob(c, writer, h)
	}
	if err != nil {
		a.fail(c, err)
	}
}

func (a *API) blobCaller(c *gin.Context, h wire.Hash) (wire.ID, error) {
	writer, err := wire.ParseID(c.GetHeader("Sothon-Writer"))
	if err != nil {
		return writer, errUnknown
	}
	nonce, err := hex.DecodeString(c.GetHeader("Sothon-Nonce"))
	if err != nil {
		return writer, errSignature
	}
	if !a.nonces.Valid(writer, nonce) {
		c.Header("Sothon-Nonce", hex.EncodeToString(a.nonces.New(writer)))
		return writer, errNonce
	}
	return writer, a.signed(c, writer, wire.BlobMessage(nonce, c.Request.Method, h))
}

// putBlob stores the bytes once. Sent again they are not read again: 200 instead of 201.
func (a *API) putBlob(c *gin.Context, writer wire.ID, h wire.Hash) error {
	ctx := c.Request.Context()
	named, err := a.Store.WantBlob(ctx, a.Workspace, writer, h)
	if schema.CodeOf(err) == schema.CodeConflict {
		return errNoChange
	}
	if err != nil {
		return err
	}
	if named.Size > schema.MaxBlobBytes || c.Request.ContentLength > schema.MaxBlobBytes {
		return errTooLarge
	}
	status := http.StatusOK
	if _, have := a.Blobs.Has(h); !have {
		body := http.MaxBytesReader(c.Writer, c.Request.Body, schema.MaxBlobBytes+1)
		switch err := a.Blobs.Put(h, named.Size, body); {
		case errors.Is(err, errMismatch):
			return errMismatched
		case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
			return errFull
		case err != nil:
			return err
		}
		status = http.StatusCreated
	}
	if named.Stored.IsZero() {
		if err := a.Store.PutBlob(ctx, a.Workspace, writer, h, named.Size); err != nil {
			return err
		}
		a.Touched(nil)
	}
	c.Header("Cache-Control", "no-store")
	c.Status(status)
	c.Writer.WriteHeaderNow()
	return nil
}

// getBlob gives the bytes, or their size for HEAD.
func (a *API) getBlob(c *gin.Context, writer wire.ID, h wire.Hash) error {
	ctx := c.Request.Context()
	areas, err := a.areas(ctx, writer, a.Clock())
	if err != nil {
		return err
	}
	b, err := a.Store.Blob(ctx, a.Workspace, h, false, areas)
	if schema.CodeOf(err) == schema.CodeNotFound {
		b, err = a.Store.WantBlob(ctx, a.Workspace, writer, h)
	}
	if code := schema.CodeOf(err); code == schema.CodeNotFound || code == schema.CodeConflict {
		return errNoBlob
	}
	if err != nil {
		return err
	}
	size, have := a.Blobs.Has(h)
	if !have || b.Stored.IsZero() {
		return errNoBlob
	}
	ServeBlob(c, a.Blobs, h, size, b.Mime)
	return nil
}

// ServeBlob sends a stored blob as something to keep, never to run: as an attachment of its stored type, without
// sniffing, and in a sandbox should it be opened.
func ServeBlob(c *gin.Context, blobs *Blobs, h wire.Hash, size uint64, mime string) {
	f, err := blobs.Open(h)
	if err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	defer f.Close()
	hd := c.Writer.Header()
	switch mime {
	case "image/jpeg", "image/png", "image/webp":
	default:
		hd.Set("Content-Disposition", `attachment; filename="`+h.String()[:12]+`"`)
		mime = "application/octet-stream"
	}
	hd.Set("Content-Type", mime)
	hd.Set("Content-Length", strconv.FormatUint(size, 10))
	hd.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	hd.Set("Cache-Control", "private, no-store")
	c.DataFromReader(http.StatusOK, int64(size), mime, f, nil)
}
