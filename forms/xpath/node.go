package xpath

// Kind is the kind of a node (XPath 1.0 §5).
type Kind uint8

// The kinds of node. A namespace node, where there are any, is of KindAttribute without a name.
const (
	KindRoot Kind = iota
	KindElement
	KindAttribute
	KindText
	KindComment
	KindPI
)

// Node is one node of any document the evaluator walks. Implementations are comparable pointers: two equal interfaces are
// the same node.
type Node interface {
	Kind() Kind
	// Name returns the namespace (its URI, or a prefix the host knows, or "") and the local name; for a processing
	// instruction the target is the local name; text, comments and the root have none.
	Name() (space, local string)
	// Value is the string-value: for an element the concatenated text of its descendants. A node of an instance that is
	// not relevant answers "".
	Value() string
	// Parent is nil at the root. The parent of an attribute is its element.
	Parent() Node
	// Children are in document order, without attributes. The slice may be shared: it is never modified.
	Children() []Node
	Attributes() []Node
	// Order is the place in document order within one document: a node before its attributes before its children. Ties
	// are allowed only between different documents.
	Order() int
}

// Relevancer is implemented by nodes of the primary instance. Paths do not step down to a node that answers false
// (JavaRosa, XPathPathExpr: node-sets are filtered by relevance), so count, sum and position skip it.
type Relevancer interface{ Relevant() bool }

// Named is implemented by nodes that find a child by name faster than by going over Children, such as the items of a large
// list. ok says that the node knows: child is then the only child element of that local name in no namespace, or nil when
// there is none. With ok false the evaluator walks.
type Named interface {
	Child(local string) (child Node, ok bool)
}

// Namespaced is implemented by elements that can show their namespace declarations, for the namespace axis; without it
// the axis is empty.
type Namespaced interface{ Namespaces() []Node }

// Prefixed is implemented by nodes that remember the prefix they were written with, for name().
type Prefixed interface{ Prefix() string }

// xformsSpace is the namespace that unprefixed element names of an XForm are in.
const xformsSpace = "http://www.w3.org/2002/xforms"

// rootOf returns the top of the tree that n is in.
func rootOf(n Node) Node {
	for n != nil {
		p := n.Parent()
		if p == nil {
			return n
		}
		n = p
	}
	return nil
}

// hides says whether a path must not step down to n because it is not relevant.
func (s *scope) hides(n Node) bool {
	if s.env.plain || s.env.seeAll {
		return false
	}
	r, ok := n.(Relevancer)
	return ok && !r.Relevant()
}
