package web

import (
	"embed"
	"io/fs"
)

// "all:" also takes names that begin with "_" or ".", which bundlers produce.
//
//go:embed all:static
var embedded embed.FS

// Files is what the program carries: missing.html, and app/ when the tablet app was built before the program.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "static")
	if err != nil {
		return embedded // "static" is a constant, valid name: not reached
	}
	return sub
}

// Built says whether files holds a built tablet app.
func Built(files fs.FS) bool {
	info, err := fs.Stat(files, "app/index.html")
	return err == nil && !info.IsDir()
}
