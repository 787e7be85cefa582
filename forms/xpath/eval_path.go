package xpath

import "sort"

// maxChain is how deep in the primary instance a context node may lie for absolute paths to follow its repeats.
const maxChain = 24

// chain holds the ancestors of the context node, the root first, when it is in the primary instance.
type chain struct {
	nodes [maxChain]Node
	n     int
}

// follow fills the chain from node up to root; it stays empty when node is elsewhere or too deep.
func (c *chain) follow(node, root Node) {
	n := 0
	for at := node; at != nil; at = at.Parent() {
		if n == maxChain {
			return
		}
		c.nodes[n] = at
		n++
		if at == root {
			break
		}
	}
	if n == 0 || c.nodes[n-1] != root {
		return
	}
	for i, k := 0, n-1; i < k; i, k = i+1, k-1 {
		c.nodes[i], c.nodes[k] = c.nodes[k], c.nodes[i]
	}
	c.n = n
}

func (x *path) eval(s *scope) (Value, error) {
	if x.hint != nil && !s.env.plain {
		if v, ok, err := x.lookup(s); ok || err != nil {
			return v, err
		}
	}
	start, ch, err := x.begin(s)
	if err != nil {
		return start, err
	}
	if len(x.steps) == 0 {
		return start, nil
	}
	if x.simple && start.Len() <= 1 {
		out := Value{kind: kindNodes}
		if start.one != nil {
			err = x.walk(s, start.one, 0, ch, &out)
		}
		return out, err
	}
	return x.walkSets(s, start, ch)
}

// begin evaluates what the path starts from. The chain is non-nil for absolute paths that follow the context's repeats.
func (x *path) begin(s *scope) (Value, *chain, error) {
	start := Value{kind: kindNodes}
	switch x.start {
	case startContext:
		start.one = s.node
	case startRoot:
		start.one = s.rootNode()
		if s.env.plain || start.one == nil || len(x.steps) < 2 {
			return start, nil, nil
		}
		return start, s.chain(start.one), nil
	case startExpr:
		v, err := x.from.eval(s)
		if err != nil {
			return v, nil, err
		}
		if !v.IsNodeset() {
			return Value{}, nil, evalError("chỉ chọn tiếp được từ một đường dẫn, không phải từ chuỗi hay số", "only a path can be followed by [ ] or /, not a text or number")
		}
		if len(x.preds) > 0 {
			nodes := append([]Node(nil), v.Nodes()...)
			for _, p := range x.preds {
				if nodes, err = s.filter(nodes, p); err != nil {
					return v, nil, err
				}
			}
			v = Nodeset(nodes...)
		}
		return v, nil, nil
	}
	return start, nil, nil
}

// chain gives the ancestors of the context node when it is in the primary instance, else those of current().
func (s *scope) chain(root Node) *chain {
	if s.node != s.current {
		ch := new(chain)
		if ch.follow(s.node, root); ch.n > 0 {
			return ch
		}
	}
	v := s.env
	if !v.homed {
		v.home.follow(s.current, root)
		v.homed = true
	}
	return &v.home
}

// walk follows a simple path from one node and adds what it finds, in document order.
func (x *path) walk(s *scope, n Node, i int, ch *chain, out *Value) error {
	for ; i < len(x.steps); i++ {
		st := &x.steps[i]
		switch st.axis {
		case AxisParent:
			if n = n.Parent(); n == nil || !s.matches(st, n) {
				return nil
			}
			continue
		case AxisSelf:
			if !s.matches(st, n) {
				return nil
			}
			continue
		}
		var list []Node
		if st.axis == AxisAttribute {
			list = n.Attributes()
		} else if next := x.stay(s, st, n, i, ch); next != nil {
			n = next
			continue
		} else if child, ok := named(st, n); ok {
			if child == nil || s.hides(child) {
				return s.env.spend(1)
			}
			n = child
			continue
		} else {
			list = n.Children()
		}
		if err := s.env.spend(len(list)); err != nil {
			return err
		}
		last := i == len(x.steps)-1
		for _, c := range list {
			if !s.matches(st, c) || s.hides(c) {
				continue
			}
			if last {
				out.add(c)
			} else if err := x.walk(s, c, i+1, ch, out); err != nil {
				return err
			}
		}
		return nil
	}
	out.add(n)
	return nil
}

// named asks the node itself for the children of a step that names them; ok is false when it does not know.
func named(st *step, n Node) (Node, bool) {
	if st.axis != AxisChild || st.test != testName || st.prefix != "" || st.local == "*" {
		return nil, false
	}
	if by, ok := n.(Named); ok {
		return by.Child(st.local)
	}
	return nil, false
}

// stay returns the child of n on the way to the context node when step i of an absolute path names it: JavaRosa stays in
// the repeat instance of the context (TreeReference.contextualize). The last step is never narrowed: count(/data/rep)
// sees all instances.
func (x *path) stay(s *scope, st *step, n Node, i int, ch *chain) Node {
	if ch == nil || i+1 >= ch.n || i == len(x.steps)-1 || ch.nodes[i] != n || st.axis != AxisChild ||
		st.test != testName || len(st.preds) > 0 {
		return nil
	}
	if c := ch.nodes[i+1]; s.matches(st, c) {
		return c
	}
	return nil
}

// walkSets follows any path, a node-set at a time.
func (x *path) walkSets(s *scope, start Value, ch *chain) (Value, error) {
	nodes := start.Nodes()
	var buf []Node
	for i := range x.steps {
		st := &x.steps[i]
		var next []Node
		for _, n := range nodes {
			if c := x.stay(s, st, n, i, ch); c != nil {
				next = append(next, c)
				continue
			}
			buf = buf[:0]
			var err error
			if buf, err = s.along(st, n, buf); err != nil {
				return Value{}, err
			}
			found := buf
			for _, p := range st.preds {
				if found, err = s.filter(found, p); err != nil {
					return Value{}, err
				}
			}
			next = append(next, found...)
		}
		if len(st.preds) > 0 { // the author has chosen the instance
			ch = nil
		}
		if len(nodes) > 1 || st.axis.reverse() {
			next = inOrder(next)
		}
		nodes = next
	}
	return Nodeset(nodes...), nil
}

// filter keeps the nodes for which the predicate holds, in place: a number is compared with the position (XPath 1.0 §2.4).
func (s *scope) filter(nodes []Node, pred expr) ([]Node, error) {
	if l, ok := pred.(*literal); ok && l.v.kind == kindNumber {
		if i := int(l.v.num); float64(i) == l.v.num && i >= 1 && i <= len(nodes) {
			return nodes[i-1 : i], nil
		}
		return nil, nil
	}
	in := scope{current: s.current, size: len(nodes), env: s.env}
	kept := nodes[:0]
	for i, n := range nodes {
		in.node, in.pos = n, i+1
		v, err := pred.eval(&in)
		if err != nil {
			return nil, err
		}
		if err := s.env.spend(1); err != nil {
			return nil, err
		}
		if v.kind == kindNumber && v.num == float64(i+1) || v.kind != kindNumber && s.boolean(v) {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

// inOrder sorts nodes into document order and drops duplicates, in place. Nodes of different documents keep the order in
// which their documents first appear.
func inOrder(nodes []Node) []Node {
	sorted := true
	for i := 1; i < len(nodes); i++ {
		if nodes[i-1].Order() >= nodes[i].Order() {
			sorted = false
			break
		}
	}
	if sorted {
		return nodes
	}
	docs := map[Node]int{}
	seen := make(map[Node]bool, len(nodes))
	unique := placed{nodes: nodes[:0], at: make([]docPlace, 0, len(nodes))}
	for _, n := range nodes {
		if seen[n] {
			continue
		}
		seen[n] = true
		r := rootOf(n)
		d, ok := docs[r]
		if !ok {
			d = len(docs)
			docs[r] = d
		}
		unique.nodes = append(unique.nodes, n)
		unique.at = append(unique.at, docPlace{d, n.Order()})
	}
	sort.Stable(unique)
	return unique.nodes
}

// placed sorts nodes by document and then by their order in it; package sort, because slices.SortStableFunc is compiled
// anew for each type, which a tablet has to fetch.
type (
	placed struct {
		nodes []Node
		at    []docPlace
	}
	docPlace struct{ doc, order int }
)

func (p placed) Len() int { return len(p.nodes) }

func (p placed) Less(i, j int) bool {
	return p.at[i].doc < p.at[j].doc || p.at[i].doc == p.at[j].doc && p.at[i].order < p.at[j].order
}

func (p placed) Swap(i, j int) {
	p.nodes[i], p.nodes[j] = p.nodes[j], p.nodes[i]
	p.at[i], p.at[j] = p.at[j], p.at[i]
}
