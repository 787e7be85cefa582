package merge

import (
	"github.com/sothon/sothon/sync/wire"
)

// Reasons that Merge gives when it parks a change.
const (
	ReasonMissing = "missing" // names a change that is not here
	ReasonBranch  = "branch"  // seen16 matches no branch that is here
	ReasonForm    = "form"    // made under a form version that is not here
	ReasonList    = "list"    // names a row by its place in a list that is not here
	ReasonPlace   = "place"   // an op on a node or row that the form version does not have
	ReasonBody    = "body"    // the body is not here
)

// resolveAll finds the form, the rows and the changes named of every change, and parks those that lack one.
func (m *merger) resolveAll() {
	for i := range m.changes {
		c := &m.changes[i]
		c.rep = i
		reason := m.resolveChange(c)
		if named := m.bind(c); reason == "" && c.Status != Admitted { // admitted: what is missing counts as seen by nobody
			reason = named
		}
		switch {
		case reason == "" && c.Status == Admitted:
			c.Status = Accepted
		case reason != "" && c.Status != Held && c.Status != Parked:
			c.Status, c.Reason = Parked, reason
		}
		if c.Status == Accepted {
			c.Reason = ""
		}
	}
}

func (m *merger) resolveChange(c *change) string {
	x := c.Change
	if x == nil {
		return ReasonBody
	}
	reason := ""
	if len(x.Rows) > 0 {
		c.rows = make([]wire.ID, len(x.Rows))
		for k := range x.Rows {
			id, ok := x.RowID(uint32(k+1), m.Rows)
			if !ok {
				reason = ReasonList
			}
			c.rows[k] = id
		}
	}
	if !needsForm(x) {
		return reason
	}
	form, ok := m.form(x)
	if !ok {
		return ReasonForm
	}
	c.form = form
	if reason == "" && !fits(x, form) {
		reason = ReasonPlace
	}
	return reason
}

func (m *merger) form(x *wire.Change) (*Form, bool) {
	if m.Forms == nil {
		return nil, false
	}
	return m.Forms(x.FormID, x.FormVersion, x.FormHash)
}

func needsForm(x *wire.Change) bool {
	for i := range x.Ops {
		switch op := &x.Ops[i]; op.Kind.Family() {
		case wire.FamilyValue, wire.FamilyRow:
			return true
		case wire.FamilyFinish:
			if !op.Value.IsNull() {
				return true
			}
		default:
			if op.Node != 0 {
				return true
			}
		}
	}
	return false
}

// fits says that every op stands where the form version has such a place: an answer on a question, a row on a repeat,
// within a repeat exactly when the op has a row.
func fits(x *wire.Change, form *Form) bool {
	for i := range x.Ops {
		op := &x.Ops[i]
		if int(op.Node) >= len(form.Nodes) && op.Node != 0 {
			return false
		}
		switch op.Kind.Family() {
		case wire.FamilyValue, wire.FamilyRow:
		default:
			continue
		}
		if op.Node == 0 {
			return false
		}
		node := &form.Nodes[op.Node]
		inRow := node.Within != "" || node.Kind == Repeat
		if (op.Row != 0) != inRow || node.Kind == Group {
			return false
		}
		if row := op.Kind.Family() == wire.FamilyRow; row != (node.Kind == Repeat) && op.Kind != wire.KindSeed {
			return false
		}
	}
	return true
}

// bind finds the changes that c names. Where a log forks a dot may mean several: seen16 tells which. It gives a reason
// to park.
func (m *merger) bind(c *change) string {
	if c.Change == nil {
		return ReasonBody
	}
	named := namedBy(c.Change)
	if len(named) == 0 {
		return m.stepsHere(c.Change)
	}
	var forks []wire.Dot
	missing := false
	for _, d := range named {
		from, to := m.span(d)
		missing = missing || from == to
		if to-from > 1 {
			forks = append(forks, d)
		}
	}
	if missing {
		c.forget(forks) // seen16 can not tell their branches while something is missing
		return ReasonMissing
	}
	if c.Change.Seen16 == nil || !m.chooseBranch(c, named, forks) {
		c.blind = true
		return ReasonBranch
	}
	return m.stepsHere(c.Change)
}

// stepsHere parks a step that orders a decision not here yet.
func (m *merger) stepsHere(x *wire.Change) string {
	for i := range x.Ops {
		if x.Ops[i].Kind != wire.KindStep {
			continue
		}
		step, err := x.Ops[i].Value.Step()
		if err != nil {
			continue
		}
		for _, d := range step.Names {
			if from, to := m.span(d); from == to {
				return ReasonMissing
			}
		}
	}
	return ""
}

// forget makes dots that c names name nothing, as blind does all of them: what they mean is not certain, and a value
// hidden by mistake would be lost, while one shown too often is only decided again.
func (c *change) forget(dots []wire.Dot) {
	c.bound = c.bound[:0]
	for _, d := range dots {
		c.bound = append(c.bound, bound{d, -1})
	}
}

// maxForks bounds the combinations tried: 2^6. A record whose one change names more forked dots than that stays parked.
const maxForks = 6

// chooseBranch tries the branches of the forked dots until the digest over all that is named equals seen16.
func (m *merger) chooseBranch(c *change, named, forks []wire.Dot) bool {
	if len(forks) > maxForks {
		return false
	}
	c.bound = make([]bound, len(forks))
	for k, d := range forks {
		from, _ := m.span(d)
		c.bound[k] = bound{d, from}
	}
	for {
		sum, _ := wire.SeenDigest(named, func(d wire.Dot) (wire.Hash, bool) {
			for _, b := range c.bound {
				if b.dot == d {
					return m.changes[b.at].C, true
				}
			}
			from, _ := m.span(d)
			return m.changes[from].C, true
		})
		if sum != nil && *sum == *c.Change.Seen16 {
			return true
		}
		k := 0
		for ; k < len(forks); k++ { // the next combination
			from, to := m.span(forks[k])
			if c.bound[k].at++; c.bound[k].at < to {
				break
			}
			c.bound[k].at = from
		}
		if k == len(forks) {
			return false
		}
	}
}

// namedBy gives the distinct dots that a change's ops name, sorted.
func namedBy(x *wire.Change) []wire.Dot {
	var out []wire.Dot
	for i := range x.Ops {
		for _, d := range x.Ops[i].Sees {
			if len(out) == 0 || out[len(out)-1] != d {
				out = append(out, d)
			}
		}
	}
	if len(out) < 2 {
		return out
	}
	return wire.SortDots(out)
}
