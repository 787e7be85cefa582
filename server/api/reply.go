package api

import (
	"bytes"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

const contentType = "application/cbor"

// problem is an answer that is not 200.
type problem struct {
	status int
	wire.ErrorReply
}

func (p *problem) Error() string { return p.Code + ": " + p.En }

func refusal(status int, code, vi, en string) *problem {
	return &problem{status, wire.ErrorReply{Code: code, Vi: vi, En: en}}
}

// The refusals of the device API. Codes are for programs and never change.
var (
	errMalformed = refusal(400, "malformed", "Gói gửi lên không đọc được. Cập nhật ứng dụng trên máy rồi gửi lại; phiếu vẫn còn trên máy.",
		"The body can not be read. Update the app and send again; the records are still on the tablet.")
	errType     = refusal(415, "type", "Kiểu dữ liệu gửi lên không đúng.", "The content type or encoding is not the one expected.")
	errTooLarge = refusal(413, "too_large", "Gói gửi lên lớn quá. Ứng dụng sẽ chia nhỏ và gửi lại; không mất gì.",
		"The body is too large. Send it in smaller parts; nothing is lost.")
	errVersion = refusal(426, "version", "Ứng dụng trên máy mới hơn máy chủ. Nhờ người quản trị cập nhật máy chủ; phiếu vẫn còn trên máy.",
		"The app is newer than the server. Update the server; the records are still on the tablet.")
	errUnknown   = refusal(401, "unknown_writer", "Máy này chưa đăng ký với xã. Nhờ xã cấp mã đăng ký.", "This device is not enrolled here.")
	errSignature = refusal(401, "signature", "Chữ ký của máy không đúng. Mang máy lên xã; phiếu vẫn còn trên máy.",
		"The device's signature is wrong. Bring it to the office; the records are still on it.")
	errNonce = refusal(409, "nonce", "Hết hạn phiên gửi; máy tự gửi lại ngay.", "The nonce has expired; send again with the new one.")
	errBusy  = refusal(503, "busy", "Máy chủ đang bận. Máy sẽ thử lại sau ít phút; không mất gì.", "The server is busy; try again. Nothing is lost.")
	errPath  = refusal(400, "malformed", "Tên ảnh không đúng.", "The name of the photo is not a SHA-256.")
)

// statusOf gives the HTTP status of a schema.Error code.
func statusOf(code schema.Code) int {
	switch code {
	case schema.CodeConflict:
		return 409
	case schema.CodeInvalid:
		return 422
	case schema.CodeNotFound:
		return 404
	case schema.CodeUnauthorized:
		return 401
	case schema.CodeForbidden:
		return 403
	case schema.CodeTooLarge:
		return 413
	case schema.CodeUnavailable:
		return 503
	case schema.CodeFull:
		return 507
	}
	return 500
}

// toProblem turns any error into an answer; an internal one is logged and not told.
func (a *API) toProblem(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errTooLarge
	}
	switch {
	case errors.Is(err, wire.ErrTooLarge):
		return errTooLarge
	case errors.Is(err, wire.ErrVersion):
		return errVersion
	case errors.Is(err, wire.ErrSignature):
		return errSignature
	case errors.Is(err, wire.ErrMalformed):
		return errMalformed
	}
	if store.Gone(err) == store.ErrGone {
		a.Log.Error("database gone", "err", err)
		err = store.ErrGone
	}
	var e *schema.Error
	if errors.As(err, &e) && e.Code != schema.CodeInternal {
		return refusal(statusOf(e.Code), string(e.Code), e.Vi, e.En)
	}
	a.Log.Error("api", "err", err)
	return refusal(500, "internal", "Máy chủ gặp lỗi. Phiếu vẫn còn trên máy; máy sẽ thử lại.",
		"The server failed. The records are still on the tablet; it will try again.")
}

// fail answers with an ErrorReply.
func (a *API) fail(c *gin.Context, err error) {
	p := a.toProblem(err)
	if p.status == 503 {
		c.Header("Retry-After", "60")
	}
	a.send(c, p.status, wire.EncodeErrorReply(&p.ErrorReply))
	c.Abort()
}

// send writes a body, compressed when the client takes it and it is worth it.
func (a *API) send(c *gin.Context, status int, body []byte) {
	h := c.Writer.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Encoding")
	if len(body) > 400 && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, 6)
		if err == nil {
			_, _ = z.Write(body) // into memory: can not fail
			if z.Close() == nil {
				h.Set("Content-Encoding", "gzip")
				body = out.Bytes()
			}
		}
	}
	c.Status(status)
	_, _ = c.Writer.Write(body) // the tablet may have gone; it will ask again
}
