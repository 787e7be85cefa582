package xpath

// matches says whether a node passes the node test of a step (XPath 1.0 §2.3).
func (s *scope) matches(st *step, n Node) bool {
	k := n.Kind()
	switch st.test {
	case testNode:
		return true
	case testText:
		return k == KindText
	case testComment:
		return k == KindComment
	case testPI:
		if k != KindPI || st.local == "" {
			return k == KindPI
		}
		_, local := n.Name()
		return local == st.local
	}
	if st.axis == AxisAttribute || st.axis == AxisNamespace {
		if k != KindAttribute {
			return false
		}
	} else if k != KindElement {
		return false
	}
	space, local := n.Name()
	if st.local != "*" && local != st.local {
		return false
	}
	return st.prefix == "" && (st.local == "*" || space == "" || s.defaultSpace(k, space)) ||
		st.prefix != "" && s.inSpace(st.prefix, space)
}

// defaultSpace says whether unprefixed names of this kind of node may be in a namespace: elements of an XForm are.
func (s *scope) defaultSpace(k Kind, space string) bool {
	if k != KindElement || s.env.plain {
		return false
	}
	if space == xformsSpace {
		return true
	}
	uri, ok := s.env.host.Namespace("")
	return ok && uri == space
}

// inSpace says whether a prefix stands for the namespace of a node, which may name it by URI or prefix.
func (s *scope) inSpace(prefix, space string) bool {
	if space == prefix {
		return true
	}
	uri, ok := s.env.host.Namespace(prefix)
	return ok && uri == space
}

// along appends the nodes of an axis that pass the test, in axis order (reverse axes: nearest first).
func (s *scope) along(st *step, n Node, out []Node) ([]Node, error) {
	g := gather{s: s, st: st, out: out}
	switch st.axis {
	case AxisChild:
		if child, ok := named(st, n); !ok {
			g.list(n.Children())
		} else if child != nil {
			g.list([]Node{child})
		}
	case AxisAttribute:
		g.list(n.Attributes())
	case AxisNamespace:
		if d, ok := n.(Namespaced); ok {
			g.list(d.Namespaces())
		}
	case AxisSelf:
		g.node(n)
	case AxisParent:
		if p := n.Parent(); p != nil {
			g.node(p)
		}
	case AxisAncestorOrSelf, AxisAncestor:
		if st.axis == AxisAncestor {
			n = n.Parent()
		}
		for ; n != nil && g.err == nil; n = n.Parent() {
			g.node(n)
		}
	case AxisDescendantOrSelf:
		g.node(n)
		g.below(n)
	case AxisDescendant:
		g.below(n)
	case AxisFollowingSibling, AxisPrecedingSibling:
		g.siblings(n, st.axis == AxisPrecedingSibling)
	case AxisFollowing:
		if n.Kind() == KindAttribute { // its element's descendants come after it
			if n = n.Parent(); n != nil {
				g.below(n)
			}
		}
		for ; n != nil && g.err == nil; n = n.Parent() {
			after := false
			for _, c := range siblingsOf(n) {
				if after {
					g.tree(c)
				} else if c == n {
					after = true
				}
			}
		}
	case AxisPreceding:
		if n.Kind() == KindAttribute {
			n = n.Parent()
		}
		for ; n != nil && g.err == nil; n = n.Parent() {
			list := siblingsOf(n)
			i := indexOf(list, n)
			for i--; i >= 0; i-- {
				g.treeBackwards(list[i])
			}
		}
	}
	return g.out, g.err
}

// gather collects nodes that pass the test of a step.
type gather struct {
	s   *scope
	st  *step
	out []Node
	err error
}

func (g *gather) node(n Node) {
	if g.err == nil {
		g.err = g.s.env.spend(1)
	}
	if g.err == nil && g.s.matches(g.st, n) {
		g.out = append(g.out, n)
	}
}

// list takes nodes that lie below or beside the context: those not relevant are not seen.
func (g *gather) list(nodes []Node) {
	for _, n := range nodes {
		if !g.s.hides(n) {
			g.node(n)
		}
	}
}

func (g *gather) below(n Node) {
	for _, c := range n.Children() {
		g.tree(c)
	}
}

func (g *gather) tree(n Node) {
	if g.err != nil || g.s.hides(n) {
		return
	}
	g.node(n)
	g.below(n)
}

func (g *gather) treeBackwards(n Node) {
	if g.err != nil || g.s.hides(n) {
		return
	}
	list := n.Children()
	for i := len(list) - 1; i >= 0; i-- {
		g.treeBackwards(list[i])
	}
	g.node(n)
}

func (g *gather) siblings(n Node, before bool) {
	list := siblingsOf(n)
	i := indexOf(list, n)
	if i < 0 {
		return
	}
	if !before {
		g.list(list[i+1:])
		return
	}
	for i--; i >= 0; i-- {
		g.list(list[i : i+1])
	}
}

// siblingsOf returns the children of the parent of n; an attribute has no siblings.
func siblingsOf(n Node) []Node {
	p := n.Parent()
	if p == nil || n.Kind() == KindAttribute {
		return nil
	}
	return p.Children()
}

func indexOf(list []Node, n Node) int {
	for i, c := range list {
		if c == n {
			return i
		}
	}
	return -1
}
