package xpath

// lookupHint describes a path of the shape instance('id')/root/item[column = value and …]…, whose items the host may
// find by an index (Host.Lookup) instead of a walk over the whole list.
type lookupHint struct {
	id     string
	column string
	value  expr   // the same for all items: it does not read the item
	rest   []expr // further tests of the same predicate
}

// findLookup recognises the shape; nil when the path has another.
func findLookup(x *path) *lookupHint {
	if x.start != startExpr || len(x.preds) > 0 || len(x.steps) < 2 {
		return nil
	}
	c, ok := x.from.(*call)
	if !ok || c.name != "instance" || len(c.args) != 1 {
		return nil
	}
	id, ok := c.args[0].(*literal)
	if !ok || id.v.kind != kindString {
		return nil
	}
	root, item := &x.steps[0], &x.steps[1]
	if !plainChild(root) || len(root.preds) > 0 || !plainChild(item) || len(item.preds) == 0 {
		return nil
	}
	tests := conjuncts(item.preds[0], nil)
	for i, t := range tests {
		eq, ok := t.(*comparison)
		if !ok || eq.op != opEq {
			continue
		}
		column, value := columnOf(eq.l), eq.r
		if column == "" {
			column, value = columnOf(eq.r), eq.l
		}
		if column == "" || readsItem(value) {
			continue
		}
		h := &lookupHint{id: id.v.str, column: column, value: value}
		for k, other := range tests {
			if k == i {
				continue
			}
			if readsPlace(other) { // a position would be counted among other nodes
				return nil
			}
			h.rest = append(h.rest, other)
		}
		return h
	}
	return nil
}

func plainChild(s *step) bool {
	return s.axis == AxisChild && s.test == testName && s.prefix == "" && s.local != "*"
}

func conjuncts(x expr, list []expr) []expr {
	if l, ok := x.(*logical); ok && !l.or {
		return conjuncts(l.r, conjuncts(l.l, list))
	}
	return append(list, x)
}

// columnOf returns the name of a child when x is just that child, else "".
func columnOf(x expr) string {
	p, ok := x.(*path)
	if !ok || p.start != startContext || len(p.steps) != 1 || !plainChild(&p.steps[0]) || len(p.steps[0].preds) > 0 {
		return ""
	}
	return p.steps[0].local
}

// readsItem says whether the value of x depends on the context node or position.
func readsItem(x expr) bool {
	item := false
	visit(x, func(e expr) bool {
		switch e := e.(type) {
		case *path:
			if e.start == startContext {
				item = true
				return false
			}
			// Absolute paths follow the repeats of current() here; predicates inside read their own nodes.
			if e.start == startExpr {
				item = item || readsItem(e.from)
			}
			return false
		case *call:
			if e.fn == nil || e.fn.context || e.fn.volatile {
				item = true
			}
		}
		return !item
	})
	return item
}

// readsPlace says whether x asks for position() or last() of its own context.
func readsPlace(x expr) bool {
	found := false
	visit(x, func(e expr) bool {
		switch e := e.(type) {
		case *path:
			if e.start == startExpr {
				found = found || readsPlace(e.from)
			}
			return false
		case *call:
			if (e.name == "position" || e.name == "last") && len(e.args) == 0 {
				found = true
			}
		}
		return !found
	})
	return found
}

// lookup evaluates the path by the host's index; ok is false when the evaluator must walk.
func (x *path) lookup(s *scope) (Value, bool, error) {
	in := scope{node: s.current, current: s.current, pos: 1, size: 1, env: s.env} // the same for every item
	v, err := x.hint.value.eval(&in)
	if err != nil {
		return v, false, err
	}
	switch v.kind {
	case kindString:
	case kindNodes: // several nodes would mean several keys
		if v.Len() > 1 {
			return v, false, nil
		}
	default: // numbers, booleans and dates do not compare as texts
		return v, false, nil
	}
	items, ok := s.env.host.Lookup(x.hint.id, x.hint.column, v.Str())
	if !ok {
		return v, false, nil
	}
	if err := s.env.spend(1 + len(items)); err != nil {
		return v, false, err
	}
	if len(items) > 0 {
		if _, local := items[0].Name(); local != x.steps[1].local {
			return v, false, nil
		}
	}
	nodes := items
	if len(x.hint.rest) > 0 || len(x.steps[1].preds) > 1 { // filter works in place
		nodes = append([]Node(nil), items...)
	}
	for _, t := range x.hint.rest {
		if nodes, err = s.filter(nodes, asBoolean{t}); err != nil {
			return v, false, err
		}
	}
	for _, p := range x.steps[1].preds[1:] {
		if nodes, err = s.filter(nodes, p); err != nil {
			return v, false, err
		}
	}
	if len(x.steps) == 2 {
		return Nodeset(nodes...), true, nil
	}
	tail := path{steps: x.steps[2:]}
	v, err = tail.walkSets(s, Nodeset(nodes...), nil)
	return v, err == nil, err
}

// asBoolean makes a part of an `and` a boolean, so that a number in it is no position.
type asBoolean struct{ x expr }

func (b asBoolean) eval(s *scope) (Value, error) {
	v, err := b.x.eval(s)
	return Boolean(s.boolean(v)), err
}

// visit calls f for x and all below it, parents first; below a node for which f returns false it does not go.
func visit(x expr, f func(expr) bool) {
	if x == nil || !f(x) {
		return
	}
	switch x := x.(type) {
	case *negation:
		visit(x.x, f)
	case *logical:
		visit(x.l, f)
		visit(x.r, f)
	case *comparison:
		visit(x.l, f)
		visit(x.r, f)
	case *arithmetic:
		visit(x.l, f)
		visit(x.r, f)
	case *union:
		for _, p := range x.parts {
			visit(p, f)
		}
	case *call:
		for _, a := range x.args {
			visit(a, f)
		}
	case *path:
		visit(x.from, f)
		for _, p := range x.preds {
			visit(p, f)
		}
		for i := range x.steps {
			for _, p := range x.steps[i].preds {
				visit(p, f)
			}
		}
	}
}
