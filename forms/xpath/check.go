package xpath

import "strings"

// Check returns what is wrong with the expression whatever the data: unknown functions, wrong numbers of arguments,
// variables. known says which functions the caller adds to the library; nil = none. The result is nil when all is well.
func (e *Expr) Check(known func(fn string) bool) []*SyntaxError {
	var found []*SyntaxError
	add := func(pos int, vi, en string) { found = append(found, syntaxError(e.src, pos, vi, en)) }
	visit(e.root, func(x expr) bool {
		switch x := x.(type) {
		case *variable:
			add(x.pos, "biểu mẫu không có biến $; dùng ${"+x.name+"} để chỉ một câu hỏi", "forms have no $ variables; write ${"+x.name+"} for a question")
		case *call:
			switch {
			case x.fn == nil && (known == nil || !known(x.name)):
				vi, en := "không có hàm "+x.name+"()", "there is no function "+x.name+"()"
				if near := nearest(x.name); near != "" {
					vi, en = vi+"; ý bạn là "+near+"()?", en+"; did you mean "+near+"()?"
				}
				add(x.pos, vi, en)
			case x.fn != nil && !x.fn.takes(len(x.args)):
				add(x.pos, "hàm "+x.name+"() "+x.fn.arityVi(), x.name+"() "+x.fn.arityEn())
			case x.fn != nil:
				if err := misuse(x); err != nil {
					add(x.pos, err.Vi, err.En)
				}
			}
		case *union:
			for _, p := range x.parts {
				if neverNodes(p) {
					add(0, "«|» chỉ nối được các đường dẫn; để nói «hoặc» hãy viết or", "«|» joins paths only; write or for a choice between conditions")
					break
				}
			}
		case *path:
			if x.start == startExpr && neverNodes(x.from) {
				add(max(0, strings.Index(e.src, x.src)), "chỉ chọn tiếp được từ một đường dẫn, không phải từ chuỗi hay số", "only a path can be followed by [ ] or /, not a text or number")
			}
		}
		return true
	})
	return found
}

// misuse finds arguments that can never be right; nil when there are none.
func misuse(c *call) *EvalError {
	switch c.name {
	case "count", "count-non-empty", "sum", "randomize", "position", "indexed-repeat", "name", "local-name", "namespace-uri":
		if len(c.args) > 0 && neverNodes(c.args[0]) {
			return &EvalError{"đối số của " + c.name + "() phải là một đường dẫn", "the argument of " + c.name + "() must be a path"}
		}
	}
	if len(c.args) < 2 {
		return nil
	}
	l, ok := c.args[1].(*literal)
	if !ok || l.v.kind != kindString {
		return nil
	}
	var err error
	switch c.name {
	case "regex":
		_, err = compileRegex(l.v.str)
	case "format-date", "format-date-time":
		_, err = formatDate(instant{}, 0, l.v.str, &englishNames)
	case "digest":
		switch l.v.str {
		case "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512":
		default:
			err = evalError("digest(): không có thuật toán «"+l.v.str+"»", "digest(): there is no algorithm «"+l.v.str+"»")
		}
	}
	found, _ := err.(*EvalError)
	return found
}

// neverNodes says whether x can not be a node-set.
func neverNodes(x expr) bool {
	switch x := x.(type) {
	case *path, *union, *variable:
		return false
	case *call:
		switch x.name {
		case "instance", "current", "id", "randomize", "indexed-repeat", "if", "coalesce", "depend", "once":
			return false
		}
		return x.fn != nil
	}
	return true
}

// Functions returns the names of all functions called, each once, in order of first appearance.
func (e *Expr) Functions() []string {
	var names []string
	seen := map[string]bool{}
	visit(e.root, func(x expr) bool {
		if c, ok := x.(*call); ok && !seen[c.name] {
			seen[c.name] = true
			names = append(names, c.name)
		}
		return true
	})
	return names
}

// Volatile says whether the value may change although nothing the expression reads has: now, today, random, uuid, once
// and randomize without a seed.
func (e *Expr) Volatile() bool {
	found := false
	visit(e.root, func(x expr) bool {
		if c, ok := x.(*call); ok && c.fn != nil && c.fn.volatile && !(c.name == "randomize" && len(c.args) == 2) {
			found = true
		}
		return !found
	})
	return found
}

// nearest is the function of the library whose name differs from name in one or two letters, "" when there is none.
func nearest(name string) string {
	best, at := "", 3
	for f := range functions {
		if d := distance(name, f, at+1); d < at || d == at && d < 3 && f < best {
			best, at = f, d
		}
	}
	return best
}

// distance is the number of letters to change, add or drop to make b of a; limit when it is that or more.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for k := 1; k <= len(b); k++ {
			cost := diagonal
			if a[i-1] != b[k-1] {
				cost++
			}
			diagonal = row[k]
			row[k] = min(cost, row[k]+1, row[k-1]+1)
		}
	}
	return min(row[len(b)], limit)
}
