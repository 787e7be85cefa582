package xpath

// expr is a node of the compiled expression. eval must not keep s.
type expr interface {
	eval(s *scope) (Value, error)
}

type (
	// literal is a string or number as written.
	literal struct{ v Value }
	// negation is unary minus.
	negation struct{ x expr }
	// logical is `and` or `or`.
	logical struct {
		or   bool
		l, r expr
	}
	// comparison is = != < <= > >=.
	comparison struct {
		op   cmpOp
		l, r expr
	}
	// arithmetic is + - * div mod.
	arithmetic struct {
		op   byte // '+' '-' '*' '/' '%'
		l, r expr
	}
	// union joins node-sets.
	union struct{ parts []expr }
	// call is a function call; fn is nil for a name that the library does not have.
	call struct {
		name string
		fn   *function
		args []expr
		pos  int    // byte offset in the source
		re   *regex // of regex() with a literal pattern
	}
	// variable is $name: part of the grammar, but nothing ever binds one.
	variable struct {
		name string
		pos  int
	}
	// path is a location path, or a filter expression with steps after it.
	path struct {
		start  pathStart
		from   expr   // of startExpr
		preds  []expr // predicates on from
		steps  []step
		src    string // as written
		simple bool   // up, then down, without predicates: from one node, document order comes by itself
		hint   *lookupHint
	}
	step struct {
		axis          Axis
		test          testKind
		prefix, local string // testName; local "*" = any; target of testPI
		preds         []expr
	}
)

type pathStart uint8

const (
	startContext pathStart = iota
	startRoot
	startExpr
)

type cmpOp uint8

const (
	opEq cmpOp = iota
	opNe
	opLt
	opLe
	opGt
	opGe
)

type testKind uint8

const (
	testName testKind = iota
	testNode
	testText
	testComment
	testPI
)

// Axis is the direction of a step (XPath 1.0 §2.2).
type Axis uint8

// The axes.
const (
	AxisChild Axis = iota
	AxisParent
	AxisSelf
	AxisAttribute
	AxisDescendant
	AxisDescendantOrSelf
	AxisAncestor
	AxisAncestorOrSelf
	AxisFollowing
	AxisFollowingSibling
	AxisPreceding
	AxisPrecedingSibling
	AxisNamespace
)

var axisNames = [...]string{
	AxisChild: "child", AxisParent: "parent", AxisSelf: "self", AxisAttribute: "attribute",
	AxisDescendant: "descendant", AxisDescendantOrSelf: "descendant-or-self", AxisAncestor: "ancestor",
	AxisAncestorOrSelf: "ancestor-or-self", AxisFollowing: "following", AxisFollowingSibling: "following-sibling",
	AxisPreceding: "preceding", AxisPrecedingSibling: "preceding-sibling", AxisNamespace: "namespace",
}

// String is the name of the axis as written in expressions.
func (a Axis) String() string {
	if int(a) < len(axisNames) {
		return axisNames[a]
	}
	return ""
}

// reverse says whether positions count against document order.
func (a Axis) reverse() bool {
	switch a {
	case AxisAncestor, AxisAncestorOrSelf, AxisPreceding, AxisPrecedingSibling:
		return true
	}
	return false
}

// Expr is a parsed expression. It is immutable and safe for concurrent use.
type Expr struct {
	src  string
	root expr
}

// Source is the text that was parsed.
func (e *Expr) Source() string { return e.src }
