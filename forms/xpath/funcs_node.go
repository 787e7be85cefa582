package xpath

import "strings"

var nodeFuncs = []libraryEntry{
	{"position", function{min: 0, max: 1, context: true, run: fnPosition}},
	{"last", function{context: true, run: func(s *scope, _ []expr) (Value, error) { return Number(float64(s.size)), nil }}},
	{"count", function{min: 1, max: 1, run: fnCount}},
	{"count-non-empty", function{min: 1, max: 1, run: fnCountNonEmpty}},
	{"name", function{min: 0, max: 1, context: true, run: nameOf(qualifiedName)}},
	{"local-name", function{min: 0, max: 1, context: true, run: nameOf(localName)}},
	{"namespace-uri", function{min: 0, max: 1, context: true, run: nameOf(namespaceURI)}},
	{"id", function{min: 1, max: 1, context: true, run: fnID}},
	{"current", function{run: fnCurrent}},
	{"instance", function{min: 1, max: 1, run: fnInstance}},
	{"randomize", function{min: 1, max: 2, volatile: true, run: fnRandomize}},
	{"indexed-repeat", function{min: 3, max: 11, odd: true, run: fnIndexedRepeat}},
}

// fnPosition with an argument is the 1-based place of its first node among the siblings of the same name that are
// relevant; in a repeat `position(..)` is the number of the instance.
func fnPosition(s *scope, args []expr) (Value, error) {
	if len(args) == 0 {
		return Number(float64(s.pos)), nil
	}
	v, err := nodeset(s, "position", args[0])
	if err != nil {
		return v, err
	}
	n := v.First()
	if n == nil {
		return Number(0), nil
	}
	place, err := placeOf(s, n)
	return Number(float64(place)), err
}

// placeOf counts n among its siblings of the same kind and name.
func placeOf(s *scope, n Node) (int, error) {
	space, local := n.Name()
	place := 1
	list := siblingsOf(n)
	for _, c := range list {
		if c == n {
			break
		}
		if sp, l := c.Name(); c.Kind() == n.Kind() && l == local && sp == space && !s.hides(c) {
			place++
		}
	}
	return place, s.env.spend(len(list))
}

func fnCount(s *scope, args []expr) (Value, error) {
	v, err := nodeset(s, "count", args[0])
	return Number(float64(v.Len())), err
}

func fnCountNonEmpty(s *scope, args []expr) (Value, error) {
	v, err := nodeset(s, "count-non-empty", args[0])
	if err != nil {
		return v, err
	}
	n := 0
	for _, node := range v.Nodes() {
		if node.Value() != "" {
			n++
		}
	}
	return Number(float64(n)), s.env.spend(v.Len())
}

func nameOf(part func(*scope, Node) string) func(*scope, []expr) (Value, error) {
	return func(s *scope, args []expr) (Value, error) {
		v, err := orContext(s, args)
		if err != nil {
			return v, err
		}
		if !v.IsNodeset() {
			return Value{}, evalError("hàm này cần một đường dẫn", "this function takes a path")
		}
		n := v.First()
		if n == nil {
			return Value{}, nil
		}
		return String(part(s, n)), nil
	}
}

func localName(_ *scope, n Node) string {
	_, local := n.Name()
	return local
}

func namespaceURI(s *scope, n Node) string {
	space, _ := n.Name()
	if space != "" && !strings.ContainsAny(space, ":/") {
		if uri, ok := s.env.host.Namespace(space); ok {
			return uri
		}
	}
	return space
}

func qualifiedName(_ *scope, n Node) string {
	space, local := n.Name()
	prefix := ""
	if p, ok := n.(Prefixed); ok {
		prefix = p.Prefix()
	} else if !strings.ContainsAny(space, ":/") {
		prefix = space
	}
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// fnID is XPath 1.0 §4.1 without a DTD: attributes named id are taken as unique identifiers.
func fnID(s *scope, args []expr) (Value, error) {
	want := map[string]bool{}
	if err := texts(s, args, func(t string) {
		for _, id := range tokens(t) {
			want[id] = true
		}
	}); err != nil {
		return Value{}, err
	}
	out := Value{kind: kindNodes}
	var look func(n Node) error
	look = func(n Node) error {
		list := n.Children()
		if err := s.env.spend(1 + len(list)); err != nil {
			return err
		}
		for _, a := range n.Attributes() {
			if space, local := a.Name(); local == "id" && (space == "" || space == "xml" || strings.HasSuffix(space, "/XML/1998/namespace")) {
				if id := a.Value(); want[id] {
					delete(want, id) // the first element of an id
					out.add(n)
				}
				break
			}
		}
		for _, c := range list {
			if c.Kind() == KindElement {
				if err := look(c); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if r := rootOf(s.node); r != nil {
		return out, look(r)
	}
	return out, nil
}

func fnCurrent(s *scope, _ []expr) (Value, error) {
	return Value{kind: kindNodes, one: s.current}, nil
}

func fnInstance(s *scope, args []expr) (Value, error) {
	id, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	n, ok := s.env.host.Instance(id)
	if !ok || n == nil {
		return Value{}, evalError("biểu mẫu không có danh sách «"+id+"»", "the form has no instance «"+id+"»")
	}
	return Nodeset(n), nil
}

// fnIndexedRepeat finds nodes below numbered repeat instances: indexed-repeat(node, repeat, index, …). The repeats not
// named stay where the context is; of one that the context is not in, every instance counts. An index outside the
// instances gives nothing.
func fnIndexedRepeat(s *scope, args []expr) (Value, error) {
	in := scope{node: s.current, current: s.current, pos: s.pos, size: s.size, env: s.env}
	none := Value{kind: kindNodes}
	target, err := whereabouts(&in, args[0])
	if err != nil {
		return none, err
	}
	type index struct {
		repeat Node // an instance of the repeat
		depth  int
		at     float64
	}
	var given []index
	for i := 1; i+1 < len(args); i += 2 {
		group, err := whereabouts(&in, args[i])
		if err != nil {
			return none, err
		}
		at, err := number(&in, args[i+1])
		if err != nil {
			return none, err
		}
		g := group.First()
		if g == nil {
			return none, nil
		}
		given = append(given, index{g, depthOf(g), at})
	}
	t := target.First()
	if t == nil {
		return none, nil
	}
	// From the root down along the names of the target, choosing the instances at each level.
	var names [maxChain]Node
	depth := depthOf(t)
	if depth >= maxChain {
		return none, nil
	}
	for n, i := t, depth; n != nil; n, i = n.Parent(), i-1 {
		names[i] = n
	}
	here := map[Node]bool{}
	for n := s.current; n != nil; n = n.Parent() {
		here[n] = true
	}
	found := []Node{names[0]}
	for d := 1; d <= depth && len(found) > 0; d++ {
		want := 0.0 // the place asked for; 0 = none
		for _, g := range given {
			if g.depth == d && sameName(g.repeat, names[d]) {
				want = g.at
				if want < 1 {
					return none, nil
				}
			}
		}
		var next []Node
		for _, n := range found {
			kids, err := childrenLike(s, n, names[d])
			if err != nil {
				return none, err
			}
			for place, c := range kids {
				if want != 0 && float64(place+1) != want {
					continue
				}
				if want == 0 && here[c] {
					next = append(next[:0:0], c)
					break
				}
				next = append(next, c)
			}
		}
		found = next
	}
	return Nodeset(found...), nil
}

// whereabouts evaluates an argument of indexed-repeat that only names a place in the tree: the instance of the context
// need not be relevant for that.
func whereabouts(s *scope, x expr) (Value, error) {
	before := s.env.seeAll
	s.env.seeAll = true
	v, err := nodeset(s, "indexed-repeat", x)
	s.env.seeAll = before
	return v, err
}

func depthOf(n Node) int {
	d := 0
	for n = n.Parent(); n != nil; n = n.Parent() {
		d++
	}
	return d
}

func sameName(a, b Node) bool {
	sa, la := a.Name()
	sb, lb := b.Name()
	return la == lb && sa == sb && a.Kind() == b.Kind()
}

// childrenLike returns the children (or attributes) of n with the name of like.
func childrenLike(s *scope, n, like Node) ([]Node, error) {
	list := n.Children()
	if like.Kind() == KindAttribute {
		list = n.Attributes()
	}
	var out []Node
	for _, c := range list {
		if sameName(c, like) && !s.hides(c) {
			out = append(out, c)
		}
	}
	return out, s.env.spend(len(list))
}
