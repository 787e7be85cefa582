package xpath

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
			}
		}
		return true
	})
	return found
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
// and randomize.
func (e *Expr) Volatile() bool {
	found := false
	visit(e.root, func(x expr) bool {
		if c, ok := x.(*call); ok && c.fn != nil && c.fn.volatile {
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
		if d := distance(name, f, at); d < at || d == at && d < 3 && f < best {
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
