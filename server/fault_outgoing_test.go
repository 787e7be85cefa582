package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoOutgoingConnections: the program opens no connection to anywhere, so that nobody can make it ask an address for
// them: no package but sothon doctor, which looks at its own server, names what dials, resolves or fetches.
func TestNoOutgoingConnections(t *testing.T) {
	forbidden := map[string][]string{
		"net/http": {"Get", "Post", "PostForm", "Head", "Client", "DefaultClient", "NewRequest", "NewRequestWithContext", "Transport", "DefaultTransport"},
		"net":      {"Dial", "DialTimeout", "DialTCP", "DialUDP", "Dialer", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupTXT", "Resolver", "DefaultResolver"},
		"net/smtp": nil, "net/rpc": nil, "net/http/httputil": nil, "crypto/tls": {"Dial", "DialWithDialer", "Dialer"},
	}
	looked := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(path, "../"))
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "pgtest" || strings.HasPrefix(rel, "cmd/internal")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(rel, "cmd/sothon/doctor") {
			return nil
		}
		looked++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		names := map[string][]string{}
		for _, im := range f.Imports {
			from := strings.Trim(im.Path.Value, `"`)
			if bad, ok := forbidden[from]; ok {
				if bad == nil {
					t.Errorf("%s imports %s", rel, from)
				}
				name := from[strings.LastIndexByte(from, '/')+1:]
				if im.Name != nil {
					name = im.Name.Name
				}
				names[name] = bad
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains(names[x.Name], s.Sel.Name) {
					t.Errorf("%s uses %s.%s", rel, x.Name, s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || looked < 200 {
		t.Errorf("%d files, %v", looked, err)
	}
}
