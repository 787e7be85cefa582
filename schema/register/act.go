package register

import (
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Act is what a person of the office enters about a household. Which fields count depends on the kind.
type Act struct {
	Event
	Case   wire.ID           // the household; of KindNew the new one
	Area   wire.ID           // KindNew: its village
	Other  wire.ID           // KindTransfer, KindMerge: the household that takes in; KindSplit: the new one
	Head   wire.ID           // KindHead, KindSplit, KindDeath and KindLeave of a head: who is head now
	Values map[string]string // fields of the household: KindNew, KindCorrect, KindClass; of the new one: KindSplit
	Rows   []Row             // people: new ones (KindNew, KindJoin), mended (KindCorrect), with m_quanhe as it will be (the others)
}

// Plan gives the changes of an act; held has the record of each case in it. Nothing is in force before it is authored.
// The errors say what is missing and how to mend it.
func Plan(a Act, held map[wire.ID]*merge.Record, version uint64, today string) ([]*wire.Change, error) {
	p := &planner{a: a, held: map[wire.ID]*merge.Record{}, version: version}
	for x, rec := range held {
		if rec != nil && !rec.Deleted { // one that was taken out of the register is not there
			p.held[x] = rec
		}
	}
	held = p.held
	if a.Kind != KindNew && held[a.Case] == nil {
		return nil, schema.NotFound("Không có hộ này trong sổ.", "The register has no such household.")
	}
	if _, err := time.Parse(time.DateOnly, a.Day); err != nil {
		return nil, schema.Invalid("day", "Chưa có ngày, hoặc ngày chưa đúng. Ghi ngày theo giấy tờ.", "The date is missing or wrong. Give the date of the paper.")
	}
	if a.Day > today {
		return nil, schema.Invalid("day", "Ngày ở tương lai. Ghi ngày việc đã xảy ra.", "The date lies in the future. Give the day when it happened.")
	}
	if err := p.plan(); err != nil {
		return nil, err
	}
	var out []*wire.Change
	for _, e := range p.edits {
		ch, err := e.Change()
		if err != nil {
			return nil, err
		}
		if ch != nil {
			out = append(out, ch)
		}
	}
	return out, nil
}

type planner struct {
	a       Act
	held    map[wire.ID]*merge.Record
	version uint64
	edits   []*Edit
}

// edit begins the change of a case, with the event in it.
func (p *planner) edit(caseID, area wire.ID, others ...wire.ID) *Edit {
	e := NewEdit(p.held[caseID], caseID, area, p.version)
	v := p.a.Event
	v.Cases = others
	e.Event(v)
	p.edits = append(p.edits, e)
	return e
}

func (p *planner) plan() error {
	a := &p.a
	if a.Kind == KindNew {
		return p.enter()
	}
	c := Read(p.held[a.Case])
	if c.Values["trang_thai"] != StateHere && a.Kind != KindReturn && a.Kind != KindCorrect {
		return schema.Conflict("kind", "Hộ này không còn ở trong sổ (đã chuyển đi, nhập hoặc giải thể).", "This household is no longer here (it left, joined another or was dissolved).")
	}
	switch a.Kind {
	case KindCorrect, KindClass:
		return p.correct(c)
	case KindJoin:
		return p.join()
	case KindDeath, KindLeave:
		return p.out(c)
	case KindTransfer:
		return p.transfer(c)
	case KindHead:
		e := p.edit(a.Case, c.Area)
		return p.head(e, c, c.Members, a.Head)
	case KindSplit:
		return p.split(c)
	case KindMerge:
		return p.merge(c)
	case KindGone, KindDissolve:
		p.edit(a.Case, c.Area).Set(wire.ID{}, "trang_thai", map[Kind]string{KindGone: StateLeft, KindDissolve: StateDissolved}[a.Kind])
		return nil
	case KindReturn:
		e := p.edit(a.Case, c.Area)
		if c.Values["trang_thai"] == StateHere || c.Values["trang_thai"] == StateMerged {
			return schema.Conflict("kind", "Hộ này đang ở trong sổ, hoặc đã nhập vào hộ khác.", "This household is here, or has joined another.")
		}
		e.Set(wire.ID{}, "trang_thai", "")
		return nil
	case KindVillage:
		p.edit(a.Case, c.Area)
		return nil
	}
	return schema.Invalid("kind", "Chưa chọn loại biến động.", "Choose what happened.")
}

func (p *planner) enter() error {
	a := &p.a
	if held := p.held[a.Case]; held != nil {
		return schema.Conflict("case", "Hộ này đã có trong sổ.", "This household is in the register already.")
	}
	heads := 0
	for _, m := range a.Rows {
		if m.Values["m_quanhe"] == Head {
			heads++
			a.Values["chu_ho"] = m.Values["m_ten"]
		}
	}
	switch {
	case a.Area.IsZero():
		return schema.Invalid("area", "Chưa chọn thôn.", "Choose the village.")
	case len(a.Rows) > 0 && heads != 1:
		return schema.Invalid("m_quanhe", "Hộ phải có đúng một chủ hộ.", "A household has exactly one head.")
	case a.Values["chu_ho"] == "":
		return schema.Invalid("chu_ho", "Chưa có họ tên chủ hộ.", "The name of the head is missing.")
	}
	e := p.edit(a.Case, a.Area)
	e.values(a.Values)
	for _, m := range a.Rows {
		e.Add(Members, m.ID, m.Values)
	}
	return nil
}

func (e *Edit) values(values map[string]string) {
	for name, v := range values {
		e.Set(wire.ID{}, name, v)
	}
}

func (p *planner) correct(c *Case) error {
	a := &p.a
	if a.Kind == KindCorrect && a.Reason == "" {
		return schema.Invalid("reason", "Chưa ghi lý do sửa.", "Say why the data are mended.")
	}
	e := p.edit(a.Case, c.Area)
	e.values(a.Values)
	changed := len(e.fields[wire.ID{}]) > 0
	for _, m := range a.Rows {
		have := find(c.Members, m.ID)
		if have == nil {
			return noPerson()
		}
		for name, v := range m.Values {
			e.Set(m.ID, Members+"/"+name, v)
		}
		changed = changed || len(e.fields[m.ID]) > 0
		if name, ok := m.Values["m_ten"]; ok && have.Values["m_quanhe"] == Head {
			e.Set(wire.ID{}, "chu_ho", name)
		}
	}
	if e.err == nil && !changed {
		return schema.Invalid("value", "Chưa sửa gì: các ô vẫn như trong sổ.", "Nothing differs from the register.")
	}
	return nil
}

// Head is the relation of the head of a household (list quanhe of the household form); Unrelated that of others.
const (
	Head      = "01"
	Unrelated = "12"
)

func noPerson() error {
	return schema.Invalid("person", "Chưa chọn người, hoặc người này không còn trong hộ.", "Choose a person of the household.")
}

func find(rows []Row, id wire.ID) *Row {
	for i := range rows {
		if rows[i].ID == id {
			return &rows[i]
		}
	}
	return nil
}

func (p *planner) join() error {
	if len(p.a.Rows) == 0 || p.a.Rows[0].Values["m_ten"] == "" {
		return schema.Invalid("m_ten", "Chưa có họ tên người thêm vào.", "The name of the new person is missing.")
	}
	for i := range p.a.Rows {
		if p.a.Rows[i].Values["m_quanhe"] == Head {
			return schema.Invalid("m_quanhe", "Hộ đã có chủ hộ. Chọn quan hệ khác, rồi đổi chủ hộ nếu cần.", "There is a head already. Choose another relation.")
		}
		p.a.People = append(p.a.People, p.a.Rows[i].ID)
	}
	e := p.edit(p.a.Case, wire.ID{})
	for _, m := range p.a.Rows {
		e.Add(Members, m.ID, m.Values)
	}
	return nil
}

// out takes people out of the household; when the head is among them, another is named.
func (p *planner) out(c *Case) error {
	e := p.edit(p.a.Case, c.Area)
	return p.without(e, c, p.a.People)
}

func (p *planner) without(e *Edit, c *Case, people []wire.ID) error {
	if len(people) == 0 {
		return noPerson()
	}
	headless := false
	for _, x := range people {
		m := find(c.Members, x)
		if m == nil {
			return noPerson()
		}
		headless = headless || m.Values["m_quanhe"] == Head
		e.Remove(x)
	}
	var left []Row
	for _, m := range c.Members {
		if !slices.Contains(people, m.ID) {
			left = append(left, m)
		}
	}
	switch {
	case len(left) == 0:
		e.Set(wire.ID{}, "trang_thai", StateDissolved)
		return nil
	case headless:
		return p.head(e, c, left, p.a.Head)
	}
	return nil
}

// head makes a member the head. The relations of the others are those of Rows, else they stay; the old head's becomes
// "other" unless said.
func (p *planner) head(e *Edit, c *Case, members []Row, head wire.ID) error {
	m := find(members, head)
	if m == nil {
		return schema.Invalid("head", "Chưa chọn chủ hộ mới trong những người ở lại.", "Choose the new head among those who stay.")
	}
	for _, x := range members {
		relation := x.Values["m_quanhe"]
		if r := find(p.a.Rows, x.ID); r != nil && r.Values["m_quanhe"] != "" {
			relation = r.Values["m_quanhe"]
		}
		if x.ID == head {
			relation = Head
		} else if relation == Head {
			relation = Unrelated
		}
		e.Set(x.ID, Members+"/m_quanhe", relation)
	}
	e.Set(wire.ID{}, "chu_ho", m.Values["m_ten"])
	return nil
}

// moved gives people of c as they enter another household.
func (p *planner) moved(c *Case, people []wire.ID, head wire.ID) []Row {
	var out []Row
	for _, m := range c.Members {
		if !slices.Contains(people, m.ID) {
			continue
		}
		v := map[string]string{}
		for name, text := range m.Values {
			v[name] = text
		}
		v["m_quanhe"] = Unrelated
		if r := find(p.a.Rows, m.ID); r != nil && r.Values["m_quanhe"] != "" && r.Values["m_quanhe"] != Head {
			v["m_quanhe"] = r.Values["m_quanhe"]
		}
		if m.ID == head {
			v["m_quanhe"] = Head
		}
		out = append(out, Row{m.ID, v})
	}
	return out
}

func (p *planner) transfer(c *Case) error {
	a := &p.a
	to := p.held[a.Other]
	if to == nil || a.Other == a.Case {
		return schema.Invalid("other", "Chưa chọn hộ chuyển đến.", "Choose the household that takes the person in.")
	}
	target := Read(to)
	if target.Values["trang_thai"] != StateHere {
		return schema.Invalid("other", "Hộ chuyển đến không còn trong sổ.", "The other household is no longer here.")
	}
	if err := p.without(p.edit(a.Case, c.Area, a.Other), c, a.People); err != nil {
		return err
	}
	into := p.edit(a.Other, target.Area, a.Case)
	for _, m := range p.moved(c, a.People, wire.ID{}) {
		into.Add(Members, m.ID, m.Values)
	}
	return nil
}

func (p *planner) split(c *Case) error {
	a := &p.a
	if len(a.People) >= len(c.Members) {
		return schema.Invalid("person", "Phải còn ít nhất một người ở hộ cũ. Cả hộ đi thì chọn chuyển đi hoặc nhập hộ.", "Somebody must stay in the old household.")
	}
	if !slices.Contains(a.People, a.Head) {
		return schema.Invalid("head", "Chưa chọn chủ hộ mới trong những người tách ra.", "Choose the head among those who split off.")
	}
	found := find(c.Members, a.Head)
	if found == nil {
		return noPerson()
	}
	head := *found
	p.a.Head = wire.ID{}
	if slices.ContainsFunc(c.Members, func(m Row) bool { return slices.Contains(a.People, m.ID) && m.Values["m_quanhe"] == Head }) {
		return schema.Invalid("person", "Chủ hộ đang ở trong những người tách ra. Đổi chủ hộ trước, rồi tách.", "The head is among those who split off. Change the head first.")
	}
	if err := p.without(p.edit(a.Case, c.Area, a.Other), c, a.People); err != nil {
		return err
	}
	area := a.Area
	if area.IsZero() {
		area = c.Area
	}
	into := p.edit(a.Other, area, a.Case)
	values := map[string]string{"dia_chi": c.Values["dia_chi"], "phanloai": c.Values["phanloai"]}
	for k, v := range a.Values {
		values[k] = v
	}
	values["chu_ho"] = head.Values["m_ten"]
	into.values(values)
	for _, m := range p.moved(c, a.People, head.ID) {
		into.Add(Members, m.ID, m.Values)
	}
	return nil
}

func (p *planner) merge(c *Case) error {
	a := &p.a
	to := p.held[a.Other]
	if to == nil || a.Other == a.Case {
		return schema.Invalid("other", "Chưa chọn hộ nhập vào.", "Choose the household that takes this one in.")
	}
	target := Read(to)
	if target.Values["trang_thai"] != StateHere {
		return schema.Invalid("other", "Hộ nhập vào không còn trong sổ.", "The other household is no longer here.")
	}
	var all []wire.ID
	from := p.edit(a.Case, c.Area, a.Other)
	for _, m := range c.Members {
		all = append(all, m.ID)
		from.Remove(m.ID)
	}
	for _, l := range c.Loans {
		from.Remove(l.ID)
	}
	from.Set(wire.ID{}, "trang_thai", StateMerged)
	from.Set(wire.ID{}, "den_ho", a.Other.UUID())
	into := p.edit(a.Other, target.Area, a.Case)
	for _, m := range p.moved(c, all, wire.ID{}) {
		into.Add(Members, m.ID, m.Values)
	}
	for _, l := range c.Loans {
		into.Add(Loans, l.ID, l.Values)
	}
	return nil
}
