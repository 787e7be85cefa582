package server

import (
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/server/admin"
	"github.com/sothon/sothon/server/web"
)

// app serves the tablet app under /app/, with the policy of package web. Over http on another machine the browser can
// not run it: then a page says so in words.
func (s *Server) app(c *gin.Context) {
	if !admin.Secure(c.Request) && !strings.HasPrefix(s.PublicURL, "https://") &&
		(c.Request.URL.Path == "/app/" || c.Request.URL.Path == "/app") {
		s.admin.InstallPage(c)
		return
	}
	for _, h := range []string{"Cache-Control", "Content-Security-Policy"} {
		c.Writer.Header().Del(h)
	}
	web.Handler(s.App).ServeHTTP(c.Writer, c.Request)
}

// static serves the style sheet and the script of the office pages.
func (s *Server) static(c *gin.Context) { s.file(c, c.Param("file")) }

func (s *Server) favicon(c *gin.Context) { s.file(c, "icon.svg") }

func (s *Server) file(c *gin.Context, name string) {
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	b, err := fs.ReadFile(admin.Static(), name)
	if err != nil || kinds[path.Ext(name)] == "" {
		s.admin.NotFound(c)
		return
	}
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, kinds[path.Ext(name)], b)
}

// font finds a font of the built tablet app, whose names carry a hash of the content. Without the app the pages use the
// system's font.
func (s *Server) font(c *gin.Context) {
	name, ok := strings.CutSuffix(c.Param("file"), ".woff2")
	if ok && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" {
		found, err := fs.Glob(s.App, "app/fonts/"+name+"-*.woff2")
		if err == nil && len(found) > 0 {
			if b, err := fs.ReadFile(s.App, found[0]); err == nil {
				c.Header("Cache-Control", "public, max-age=86400")
				c.Data(http.StatusOK, "font/woff2", b)
				return
			}
		}
	}
	c.Status(http.StatusNotFound)
}
