package admin

import (
	"io"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
)

// maxFileName is the longest name of an uploaded file that is kept, in letters.
const maxFileName = 120

// uploaded reads the file of a form's field "file", at most limit+1 bytes so that one too large shows; its name is the last
// part of the sender's path, clean. chosen is false when no file came.
func uploaded(c *gin.Context, limit int64) (name string, file []byte, chosen bool, err error) {
	head, err := c.FormFile("file")
	if err != nil {
		return "", nil, false, nil
	}
	f, err := head.Open()
	if err != nil {
		return "", nil, true, err
	}
	defer f.Close()
	file, err = io.ReadAll(io.LimitReader(f, limit+1))
	name = schema.Clean(path.Base(strings.ReplaceAll(head.Filename, `\`, "/")))
	if r := []rune(name); len(r) > maxFileName {
		name = string(r[len(r)-maxFileName:])
	}
	return name, file, true, err
}
