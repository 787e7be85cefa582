package xlsform

// maxCircle is how many questions may hang together in circles for the engine to tell them one by one.
const maxCircle = 200

// reads notes that the value, relevance or choices of node depend on target.
type reads struct{ target, node int }

// hugeCircles refuses workbooks in which hundreds of questions depend on each other in circles. The engine finds every
// circle and names its members; for a circle of thousands, made to exhaust the server, that would take too much. Here
// only what must be left over is found: rows that nothing outside a circle would let be calculated.
func (b *builder) hugeCircles() bool {
	n := len(b.form.Nodes)
	waits := make([]int, n) // for how many others
	next := make([][]int, n)
	for _, r := range b.reads {
		waits[r.node]++
		next[r.target] = append(next[r.target], r.node)
	}
	var ready []int
	for i, w := range waits {
		if w == 0 {
			ready = append(ready, i)
		}
	}
	left := n
	for len(ready) > 0 {
		i := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		left--
		for _, j := range next[i] {
			if waits[j]--; waits[j] == 0 {
				ready = append(ready, j)
			}
		}
	}
	if left <= maxCircle {
		return false
	}
	left, feeds := withinCircles(waits, next)
	if left <= maxCircle {
		return false
	}
	told := 0
	for i, w := range waits {
		if w == 0 || feeds[i] == 0 || b.rows[i].r == nil || told == 20 {
			continue
		}
		told++
		b.report.error("cycle", b.survey.place(b.rows[i].r, "name"), b.form.Nodes[i].Name,
			text("Câu này nằm trong "+itoa(left)+" câu phụ thuộc vòng tròn vào nhau.", "This is one of "+itoa(left)+" questions that depend on each other in circles."),
			text("Bỏ các tham chiếu vòng: mỗi công thức chỉ được dùng câu không phụ thuộc vào nó.", "Take out the circular references: an expression may use only what does not depend on it."))
	}
	return true
}

// withinCircles counts the nodes that wait for each other, those left out that only wait behind a circle. Such a node
// both waits and feeds another.
func withinCircles(waits []int, next [][]int) (inside int, feeds []int) {
	feeds = make([]int, len(waits)) // how many waiting nodes each feeds
	back := make([][]int, len(waits))
	for i := range next {
		if waits[i] == 0 {
			continue
		}
		inside++
		for _, j := range next[i] {
			feeds[i]++
			back[j] = append(back[j], i)
		}
	}
	var ends []int
	for i := range feeds {
		if waits[i] > 0 && feeds[i] == 0 {
			ends = append(ends, i)
		}
	}
	for len(ends) > 0 {
		j := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		inside--
		for _, i := range back[j] {
			if feeds[i]--; feeds[i] == 0 {
				ends = append(ends, i)
			}
		}
	}
	return inside, feeds
}
