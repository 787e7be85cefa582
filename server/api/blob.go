package api

import (
	"encoding/hex"
	"errors"
	"io"
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
	errPlace      = refusal(409, "offset", "Phần ảnh không nối đúng chỗ. Máy sẽ gửi tiếp từ chỗ đã nhận.", "The part does not follow what is stored. Go on from Sothon-Offset.")
	errMismatched = refusal(422, "mismatch", "Ảnh bị hỏng trên đường gửi. Máy sẽ gửi lại.", "The bytes do not match their name or size. Send them again.")
	errFull       = refusal(507, "full", "Đĩa của máy chủ đã đầy. Ảnh vẫn còn trên máy; báo người quản trị.",
		"The server's disk is full. The photo is still on the tablet; tell the administrator.")
)

// Blob answers HEAD, PUT, PATCH and GET /api/v1/blobs/{sha256}. A device may send and fetch what a stored change in its
// areas (or of its own) names. HEAD of one that it may send says in Sothon-Offset how much of it is here.
func (a *API) Blob(c *gin.Context) {
	h, err := wire.ParseHash(c.Param("sha256"))
	if err != nil {
		a.fail(c, errPath)
		return
	}
	if c.Request.Method == http.MethodPatch {
		if err := a.patchBlob(c, h); err != nil {
			a.fail(c, err)
		}
		return
	}
	writer, err := a.blobCaller(c, func(nonce []byte) []byte { return wire.BlobMessage(nonce, c.Request.Method, h) })
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

// blobCaller gives the device that signed message over a nonce of ours.
func (a *API) blobCaller(c *gin.Context, message func(nonce []byte) []byte) (wire.ID, error) {
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
	return writer, a.signed(c, writer, message(nonce))
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
	if named.Size > MaxPart || c.Request.ContentLength > MaxPart { // larger ones come in parts
		return errTooLarge
	}
	status := http.StatusOK
	if _, have := a.Blobs.Has(h); !have {
		body := http.MaxBytesReader(c.Writer, c.Request.Body, MaxPart+1)
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
	return a.blobStored(c, writer, &named, status)
}

// blobStored notes that the bytes are here and says so.
func (a *API) blobStored(c *gin.Context, writer wire.ID, named *schema.Blob, status int) error {
	if named.Stored.IsZero() {
		if err := a.Store.PutBlob(c.Request.Context(), a.Workspace, writer, named.Hash, named.Size); err != nil {
			return err
		}
		a.Touched(nil)
	}
	answerPart(c, named.Size, status)
	return nil
}

// patchBlob takes one part: the device signs its offset and digest. 202: more is wanted from Sothon-Offset on; 201: whole;
// 200: it was whole already; 409 "offset": the part does not begin where the stored ones end, which Sothon-Offset says.
func (a *API) patchBlob(c *gin.Context, h wire.Hash) error {
	offset, err := strconv.ParseUint(c.GetHeader("Sothon-Offset"), 10, 62)
	if err != nil {
		return errMalformed
	}
	part, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, MaxPart))
	if err != nil {
		return bodyError(err)
	}
	writer, err := a.blobCaller(c, func(nonce []byte) []byte { return wire.BlobPartMessage(nonce, h, offset, wire.Sum(part)) })
	if err != nil {
		return err
	}
	named, err := a.Store.WantBlob(c.Request.Context(), a.Workspace, writer, h)
	if schema.CodeOf(err) == schema.CodeConflict {
		return errNoChange
	}
	if err != nil {
		return err
	}
	if named.Size > schema.MaxBlobBytes {
		return errTooLarge
	}
	if _, have := a.Blobs.Has(h); have {
		return a.blobStored(c, writer, &named, http.StatusOK)
	}
	held, whole, err := a.Blobs.Append(writer, h, named.Size, offset, part)
	switch {
	case errors.Is(err, errOffset):
		c.Header("Sothon-Offset", strconv.FormatUint(held, 10))
		return errPlace
	case errors.Is(err, errMismatch):
		c.Header("Sothon-Offset", "0")
		return errMismatched
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return errFull
	case err != nil:
		return err
	case whole:
		return a.blobStored(c, writer, &named, http.StatusCreated)
	}
	answerPart(c, held, http.StatusAccepted)
	return nil
}

func answerPart(c *gin.Context, held uint64, status int) {
	c.Header("Cache-Control", "no-store")
	c.Header("Sothon-Offset", strconv.FormatUint(held, 10))
	c.Status(status)
	c.Writer.WriteHeaderNow()
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
		if b, err = a.Store.WantBlob(ctx, a.Workspace, writer, h); err == nil && b.Stored.IsZero() {
			c.Header("Sothon-Offset", strconv.FormatUint(a.Blobs.Held(writer, h), 10))
		}
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

// ServeBlob sends a stored blob as something to keep, never to run: without sniffing, and in a sandbox should it be opened.
// Only bytes that are the picture which their change says they are go as a picture; all else goes as a file to save.
func ServeBlob(c *gin.Context, blobs *Blobs, h wire.Hash, size uint64, mime string) {
	f, err := blobs.Open(h)
	if err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	defer f.Close()
	hd := c.Writer.Header()
	if p, ok := ReadPicture(f, int64(size)); !ok || p.Mime != mime || !p.Fits() {
		hd.Set("Content-Disposition", `attachment; filename="`+h.String()[:12]+`"`)
		mime = "application/octet-stream"
	}
	hd.Set("Content-Type", mime)
	hd.Set("Content-Length", strconv.FormatUint(size, 10))
	hd.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	hd.Set("Cache-Control", "private, no-store")
	c.DataFromReader(http.StatusOK, int64(size), mime, f, nil)
}
