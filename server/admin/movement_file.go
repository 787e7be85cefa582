package admin

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// MaxEvidenceForm is the largest form with a file that proves something.
const MaxEvidenceForm = maxEvidence + 1<<20

// keepUpload stores the file of a form among the photos and describes it. It is nil when the form has none.
func (a *Admin) keepUpload(c *gin.Context, field string) (*schema.EntryFile, error) {
	if head, err := c.FormFile(field); err != nil || head.Size == 0 {
		return nil, nil //nolint:nilerr // a form without a file
	}
	b, name, err := readUpload(c, field, maxEvidence)
	if err != nil {
		return nil, err
	}
	out := &schema.EntryFile{Hash: wire.Sum(b), Name: name, Mime: http.DetectContentType(b), Size: uint64(len(b))}
	if base, _, err := mime.ParseMediaType(out.Mime); err == nil {
		out.Mime = base
	}
	if len(out.Name) > 200 || out.Name == "" || out.Name == "." {
		out.Name = "tep" + filepath.Ext(out.Name)
	}
	return out, a.Blobs.Put(out.Hash, out.Size, bytes.NewReader(b))
}

// readUpload reads the file of a form, at most so many bytes.
func readUpload(c *gin.Context, field string, most int) ([]byte, string, error) {
	head, err := c.FormFile(field)
	if err != nil {
		return nil, "", schema.Invalid(field, "Chưa chọn tệp.", "No file was chosen.")
	}
	f, err := head.Open()
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err != nil {
		return nil, "", err
	}
	if len(b) > most {
		return nil, "", &schema.Error{Code: schema.CodeTooLarge, Field: field, Vi: "Tệp lớn quá " + strconv.Itoa(most>>20) + " MB.", En: "The file is larger than " + strconv.Itoa(most>>20) + " MB."}
	}
	return b, schema.Clean(filepath.Base(head.Filename)), nil
}

// words gives what a person is told of an error; "" for one that is ours.
func (a *Admin) words(c *gin.Context, err error) string {
	var e *schema.Error
	if !asSchema(err, &e) || e.Code == schema.CodeInternal {
		return ""
	}
	return pick(a.lang(c), e.Vi, e.En)
}

// AttachFile adds a file that proves an entry: a version of its own.
func (a *Admin) AttachFile(c *gin.Context) {
	_, e, ok := a.entryParam(c)
	if !ok {
		return
	}
	f, err := a.keepUpload(c, "file")
	if err == nil && f == nil {
		err = schema.Invalid("file", "Chưa chọn tệp.", "No file was chosen.")
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	if !slices.ContainsFunc(e.Files, func(x schema.EntryFile) bool { return x.Hash == f.Hash }) {
		e.Files = append(e.Files, *f)
		reason := a.pages.say("vi", "movement.file_added", f.Name)
		if err := a.Store.PutEntry(c.Request.Context(), a.Workspace, &e, e.Version, reason, UserOf(c).ID); err != nil {
			a.Fail(c, err)
			return
		}
	}
	a.back(c, entryHref(&e)+"#tep", "flash.file_added")
}

// DetachFile takes a file off an entry, with a reason; the version that had it stays.
func (a *Admin) DetachFile(c *gin.Context) {
	_, e, ok := a.entryParam(c)
	if !ok {
		return
	}
	hash := c.PostForm("hash")
	e.Files = slices.DeleteFunc(e.Files, func(x schema.EntryFile) bool { return x.Hash.String() == hash })
	if err := a.Store.PutEntry(c.Request.Context(), a.Workspace, &e, e.Version, said(c, "reason"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, entryHref(&e)+"#tep", "flash.entry_saved")
}

// EntryFile answers with a file that proves an entry, of any of its versions.
func (a *Admin) EntryFile(c *gin.Context) {
	_, e, ok := a.entryParam(c)
	if !ok {
		return
	}
	versions, err := a.Store.EntryVersions(c.Request.Context(), a.Workspace, e.ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, x := range versions {
		for _, f := range x.Files {
			if f.Hash.String() == c.Param("evidence") {
				a.serveFile(c, f)
				return
			}
		}
	}
	a.NotFound(c)
}

// serveFile sends a file to be saved, never to be run: pictures and PDF open in the browser, sandboxed.
func (a *Admin) serveFile(c *gin.Context, f schema.EntryFile) {
	r, err := a.Blobs.Open(f.Hash)
	if err != nil {
		a.NotFound(c)
		return
	}
	defer r.Close()
	how := "attachment"
	if slices.Contains([]string{"image/jpeg", "image/png", "image/webp", "application/pdf"}, f.Mime) {
		how = "inline"
	}
	c.Header("Content-Disposition", how+`; filename*=UTF-8''`+escapeName(f.Name))
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox")
	c.Header("Cache-Control", "private, no-store")
	c.Header("X-Content-Type-Options", "nosniff")
	c.DataFromReader(http.StatusOK, int64(f.Size), f.Mime, r, nil)
}

// escapeName writes a file name as RFC 8187 asks.
func escapeName(s string) string {
	var b bytes.Buffer
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_' {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%")
		if c < 16 {
			b.WriteString("0")
		}
		b.WriteString(strconv.FormatUint(uint64(c), 16))
	}
	return b.String()
}
