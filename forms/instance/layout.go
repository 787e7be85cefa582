package instance

import "github.com/sothon/sothon/forms"

// Layout is what can be known of the answer tree from the form alone. It is immutable and shared by all trees of a form.
type Layout struct {
	Form     *forms.Form
	Children [][]int // by node: child node numbers in document order
	Ordinal  []int   // by node: position among the children of its parent
	Depth    []int   // by node: 0 for the root
	Repeat   []int   // by node: innermost repeat that is a proper ancestor, -1 = none
	Chain    [][]int // by node: node numbers from the root to the node, both included
	End      []int   // by node: one more than the last node number beneath it
	byName   []map[string]int
	space    []string // by node: the prefix of its name
	local    []string // by node: the rest
	twins    []bool   // by node: two of its children have the same name
}

// NewLayout reads the form once. Nodes whose parent number is not smaller than their own, or whose parent can have no
// children, are attached to the root so that a damaged form can not make a loop.
func NewLayout(f *forms.Form) *Layout {
	n := len(f.Nodes)
	l := &Layout{Form: f, Children: make([][]int, n), Ordinal: make([]int, n), Depth: make([]int, n),
		Repeat: make([]int, n), Chain: make([][]int, n), End: make([]int, n), byName: make([]map[string]int, n),
		space: make([]string, n), local: make([]string, n), twins: make([]bool, n)}
	for i := range f.Nodes {
		l.Repeat[i], l.End[i] = -1, i+1
		l.space[i], l.local[i] = splitName(l.Name(i))
		if i == 0 {
			l.Chain[0] = []int{0}
			continue
		}
		p := f.Nodes[i].Parent
		if p < 0 || p >= i || !Container(f.Nodes[p].Kind) {
			p = 0
		}
		l.Ordinal[i] = len(l.Children[p])
		l.Children[p] = append(l.Children[p], i)
		l.Depth[i] = l.Depth[p] + 1
		l.Repeat[i] = l.Repeat[p]
		if f.Nodes[p].Kind == forms.KindRepeat {
			l.Repeat[i] = p
		}
		l.Chain[i] = append(append(make([]int, 0, len(l.Chain[p])+1), l.Chain[p]...), i)
		if l.byName[p] == nil {
			l.byName[p] = map[string]int{}
		}
		if _, taken := l.byName[p][f.Nodes[i].Name]; !taken {
			l.byName[p][f.Nodes[i].Name] = i
		} else {
			l.twins[p] = true
		}
	}
	for i := n - 1; i > 0; i-- {
		if p := l.Parent(i); l.End[i] > l.End[p] {
			l.End[p] = l.End[i]
		}
	}
	return l
}

// Container tells whether a node of this kind holds other nodes instead of an answer.
func Container(k forms.Kind) bool {
	return k == forms.KindRoot || k == forms.KindGroup || k == forms.KindRepeat
}

// Name is the element name of a node; that of the root is the form's.
func (l *Layout) Name(node int) string {
	if node == 0 && l.Form.Root != "" {
		return l.Form.Root
	}
	return l.Form.Nodes[node].Name
}

// Parent is the node number of the enclosing element, -1 for the root.
func (l *Layout) Parent(node int) int {
	if c := l.Chain[node]; len(c) > 1 {
		return c[len(c)-2]
	}
	return -1
}

// Child is the child of that name of node, -1 when there is none.
func (l *Layout) Child(node int, name string) int {
	if i, ok := l.byName[node][name]; ok {
		return i
	}
	return -1
}

// Named gives the children of node that have that element name: one or none; all children where a name
// stands twice.
func (l *Layout) Named(node int, prefix, local string) []int {
	if prefix != "" {
		local = prefix + ":" + local
	}
	if i, ok := l.byName[node][local]; !ok {
		return nil
	} else if !l.twins[node] {
		return l.Children[node][l.Ordinal[i] : l.Ordinal[i]+1]
	}
	return l.Children[node]
}

// Leaf tells whether the node holds a value.
func (l *Layout) Leaf(node int) bool { return !Container(l.Form.Nodes[node].Kind) }

// IsRepeat tells whether the node is a repeat.
func (l *Layout) IsRepeat(node int) bool { return l.Form.Nodes[node].Kind == forms.KindRepeat }

// Beneath tells whether node is anc itself or beneath it.
func (l *Layout) Beneath(node, anc int) bool {
	d := l.Depth[anc]
	return d < len(l.Chain[node]) && l.Chain[node][d] == anc
}

// Home is the repeat whose rows hold one instance each of node: the node itself when it is a repeat, else Repeat.
func (l *Layout) Home(node int) int {
	if l.IsRepeat(node) {
		return node
	}
	return l.Repeat[node]
}

// Path is the path of names, "/data/tv/m_ten"; it identifies a register across versions (sync.md §1.1).
func (l *Layout) Path(node int) string {
	n := 0
	for _, c := range l.Chain[node] {
		n += 1 + len(l.Name(c))
	}
	b := make([]byte, 0, n)
	for _, c := range l.Chain[node] {
		b = append(append(b, '/'), l.Name(c)...)
	}
	return string(b)
}
