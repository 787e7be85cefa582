package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// literals calls f with every string of the package's own (not test) files that looks like SQL.
func literals(t *testing.T, f func(file string, pos token.Position, sql string)) int {
	t.Helper()
	n := 0
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	ok(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		ok(t, err)
		ast.Inspect(file, func(node ast.Node) bool {
			l, isLit := node.(*ast.BasicLit)
			if !isLit || l.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(l.Value)
			ok(t, err)
			if sqlWord.MatchString(s) {
				n++
				f(name, set.Position(l.Pos()), s)
			}
			return true
		})
	}
	return n
}

var (
	sqlWord   = regexp.MustCompile(`(?s)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
	parameter = regexp.MustCompile(`\$(\d+)`)
	answers   = regexp.MustCompile(`(?i)\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|DROP\s+TABLE|ALTER\s+TABLE)\s+(change|segment|branch|feed|record|ruling)\b`)
)

// SQLite numbers $n by first appearance, PostgreSQL by its digits: they agree only when new numbers come in order.
func TestSQL_ParametersAscend(t *testing.T) {
	n := literals(t, func(_ string, pos token.Position, sql string) {
		if bad := unordered(sql); bad != "" {
			t.Errorf("%s: %s comes before its turn", pos, bad)
		}
	})
	if n < 60 {
		t.Fatalf("only %d statements found: the test looks in the wrong place", n)
	}
	for sql, want := range map[string]string{"SELECT $1, $2, $1": "", "SELECT $2, $1": "$2", "SELECT $1, $3": "$3"} {
		if got := unordered(sql); got != want {
			t.Errorf("the test itself: %q: got %q, want %q", sql, got, want)
		}
	}
}

func unordered(sql string) string {
	next := 1
	for _, m := range parameter.FindAllStringSubmatch(sql, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > next {
			return m[0]
		}
		if n == next {
			next++
		}
	}
	return ""
}

// Answers are written by the apply files and nowhere else in the project: no page, no job, no other file of the store.
func TestSQL_AnswerTablesOnlyInApply(t *testing.T) {
	found := 0
	literals(t, func(file string, pos token.Position, sql string) {
		if !answers.MatchString(sql) {
			return
		}
		found++
		// A new device starts the branch of its log.
		if !strings.HasPrefix(file, "apply") && !(file == "device.go" && strings.Contains(sql, "INSERT INTO branch")) {
			t.Errorf("%s writes an answer table outside apply: %s", pos, sql)
		}
	})
	if found < 8 {
		t.Fatalf("only %d writes found: the test looks in the wrong place", found)
	}
	root := filepath.Join("..", "..")
	files := 0
	ok(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || filepath.Clean(path) == filepath.Join(root, "schema", "store")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if m := answers.Find(b); m != nil {
			t.Errorf("%s writes an answer table: %s", path, m)
		}
		return nil
	}))
	if files < 50 {
		t.Fatalf("only %d files read", files)
	}
}

// Every table's key begins with the workspace.
func TestSQL_WorkspaceFirst(t *testing.T) {
	create := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	key := regexp.MustCompile(`PRIMARY KEY \((\w+)`)
	n := 0
	for _, f := range []string{"00001_office.sql", "00002_answers.sql", "00004_inbox.sql", "00005_households.sql", "00022_movement.sql", "00023_scores.sql"} {
		b, err := os.ReadFile(filepath.Join("..", "migrations", "sqlite", f))
		ok(t, err)
		for _, m := range create.FindAllStringSubmatch(string(b), -1) {
			n++
			if k := key.FindStringSubmatch(m[2]); k == nil && !strings.Contains(m[2], "ws      BLOB NOT NULL PRIMARY KEY") || k != nil && k[1] != "ws" {
				t.Errorf("%s: its key does not begin with ws", m[1])
			}
		}
		for _, m := range regexp.MustCompile(`INDEX \w+ ON (\w+) \((\w+)`).FindAllStringSubmatch(string(b), -1) {
			if m[2] != "ws" {
				t.Errorf("an index of %s does not begin with ws", m[1])
			}
		}
	}
	if n < 20 {
		t.Fatalf("only %d tables found", n)
	}
}
