package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

var entityColumns = newColumns("entities", "list_name label entity_id create_if update_if repeat", "", "dataset=list_name")

// declared is a row of the entities sheet while the form is read.
type declared struct {
	forms.Entity
	r      *tableRow
	saves  []int // nodes that fill its properties
	reads  []int // nodes that its expressions name
	scope  int   // innermost repeat that everything it names shares; -1 = the record
	asked  int   // repeat given in the column repeat, -1 = none
	deep   int   // innermost group that holds all it names
	props  map[string]int
	source [4]string // label, entity_id, create_if, update_if as written
}

var entityExpressions = [4]string{"label", "entity_id", "create_if", "update_if"}

// readEntities reads the entities sheet and the column save_to, and finds for each entity the group or repeat whose meta
// holds it.
func (b *builder) readEntities(t *table) {
	list := b.declareEntities(t)
	b.saveTo(list)
	if len(list) == 0 {
		return
	}
	for _, d := range list {
		b.entityScope(t, d)
	}
	b.placeEntities(t, list)
	for _, d := range list {
		b.entityValues(t, d)
		b.form.NeedExtras().Entities = append(b.form.NeedExtras().Entities, d.Entity)
	}
}

func (b *builder) declareEntities(t *table) []*declared {
	if t == nil {
		return nil
	}
	var unknown []string
	for _, c := range t.cols {
		if _, ok := entityColumns.aliases[c.key]; !ok {
			unknown = append(unknown, c.header)
		}
	}
	if unknown != nil {
		at := t.at
		at.row = 1
		b.report.error("unknown-entity-column", at, strings.Join(unknown, ", "), text("Trang entities không có cột này.", "The entities sheet has no such column."),
			text("Các cột có: list_name, label, entity_id, create_if, update_if.", "There are list_name, label, entity_id, create_if and update_if."))
	}
	var out []*declared
	seen := map[string]int{}
	for i := range t.rows {
		r := &t.rows[i]
		d := &declared{r: r, scope: -1, asked: -1, props: map[string]int{}}
		d.List = t.get(r, "list_name")
		at := t.place(r, "list_name")
		switch {
		case d.List == "":
			b.report.error("missing-entity-list", at, "", text("Hàng này không có tên danh sách thực thể.", "This row names no entity list."),
				text("Ghi tên vào cột list_name.", "Write a name in the column list_name."))
			continue
		case strings.HasPrefix(d.List, "__"):
			b.report.error("reserved-entity-name", at, d.List, text("Tên không được bắt đầu bằng hai dấu gạch dưới.", "The name must not begin with two underscores."), fixBadName)
		case strings.Contains(d.List, "."):
			b.report.error("entity-name-period", at, d.List, text("Tên không được có dấu chấm.", "The name must not have a period."), fixBadName)
		case !isName(d.List):
			b.report.error("bad-name", at, d.List, whyBadName, fixBadName)
		case seen[d.List] > 0:
			b.report.error("duplicate-entity-list", at, d.List, text("Danh sách này đã khai ở hàng "+itoa(seen[d.List])+".", "This list is declared in row "+itoa(seen[d.List])+" already."),
				text("Mỗi danh sách một hàng.", "Write each list once."))
		}
		seen[d.List] = r.num
		for k, key := range entityExpressions {
			d.source[k] = t.get(r, key)
		}
		b.entityMode(t, d)
		out = append(out, d)
	}
	return out
}

// entityMode: what is created needs a label; what is updated, an id; what may be either, both conditions.
func (b *builder) entityMode(t *table, d *declared) {
	label, id, create, update := d.source[0], d.source[1], d.source[2], d.source[3]
	at := t.at
	at.row = d.r.num
	switch {
	case id == "" && update != "":
		b.report.error("entity-without-id", at, d.List, text("Cập nhật thực thể cần entity_id.", "Updating an entity needs an entity_id."),
			text("Thêm entity_id, hoặc chuyển update_if sang create_if.", "Add entity_id, or move update_if to create_if."))
	case id != "" && create != "" && update == "":
		b.report.error("entity-without-update", at, d.List, text("Có create_if và entity_id thì cần cả update_if.", "With create_if and entity_id an update_if is needed too."),
			text("Thêm update_if, hoặc bỏ entity_id.", "Add update_if, or take out entity_id."))
	case id == "" && label == "":
		b.report.error("entity-without-label", at, d.List, text("Tạo thực thể cần nhãn (label).", "Creating an entity needs a label."),
			text("Ghi biểu thức của nhãn, hoặc entity_id nếu chỉ cập nhật.", "Write the expression of the label, or an entity_id to update only."))
	}
}

// saveTo reads the column save_to: property, or list#property.
func (b *builder) saveTo(list []*declared) {
	t := b.survey
	if !t.has("save_to") {
		return
	}
	nodeOf := map[*tableRow]int{}
	for id, it := range b.rows {
		if it.r != nil {
			nodeOf[it.r] = id
		}
	}
	for i := range t.rows {
		r := &t.rows[i]
		v, at := t.get(r, "save_to"), t.place(r, "save_to")
		if v == "" {
			continue
		}
		if q, ok := parseSection(foldType(strings.Join(strings.Fields(t.get(r, "type")), " "))); ok {
			b.report.error("save-to-section", at, v, text("Nhóm không lưu được thành thuộc tính của thực thể ("+q.control+").", "A group or repeat can not be saved as a property ("+q.control+")."),
				text("Chuyển save_to sang hàng câu hỏi.", "Move save_to to a question."))
			continue
		}
		node, ok := nodeOf[r]
		if !ok {
			continue
		}
		b.saveToOne(list, node, v, at)
	}
}

func (b *builder) saveToOne(list []*declared, node int, v string, at place) {
	fail := func(code, vi, en string) {
		b.report.error(code, at, v, text(vi, en), text("Ghi tên_thuộc_tính, hoặc danh_sách#tên_thuộc_tính khi có nhiều danh sách.", "Write a property, or list#property where there are several lists."))
	}
	if len(list) == 0 {
		fail("save-to-without-entities", "Có save_to nhưng không có trang entities.", "There is a save_to but no entities sheet.")
		return
	}
	if strings.Count(v, "#") > 1 {
		fail("save-to-delimiter", "save_to chỉ có nhiều nhất một dấu #.", "A save_to has at most one #.")
		return
	}
	prefix, prop, prefixed := strings.Cut(v, "#")
	d := list[0]
	if !prefixed {
		prop = v
		if len(list) > 1 {
			fail("save-to-prefix", "Có nhiều danh sách thực thể nên phải ghi rõ danh_sách#thuộc_tính.", "There are several entity lists: write list#property.")
			return
		}
	} else {
		d = nil
		for _, x := range list {
			if x.List == prefix {
				d = x
			}
		}
		if d == nil {
			vi, en := didYouMean(b.similar(prefix, func(yield func(string) bool) {
				for _, x := range list {
					if !yield(x.List) {
						return
					}
				}
			}), "Thêm danh sách vào trang entities.", "Add the list to the entities sheet.")
			b.report.error("unknown-entity-list", at, v, text("Trang entities không có danh sách "+quote(prefix)+".", "The entities sheet has no list "+quote(prefix)+"."), text(vi, en))
			return
		}
	}
	switch low := strings.ToLower(prop); {
	case low == "name" || low == "label":
		fail("save-to-reserved", "Tên thuộc tính không được là name hay label.", "A property must not be called name or label.")
	case strings.HasPrefix(prop, "__"):
		fail("reserved-entity-name", "Tên không được bắt đầu bằng hai dấu gạch dưới.", "The name must not begin with two underscores.")
	case !isName(prop):
		b.report.error("bad-name", at, prop, whyBadName, fixBadName)
	case d.props[prop] > 0:
		fail("save-to-twice", "Thuộc tính này đã được gán ở hàng "+itoa(d.props[prop])+".", "This property is filled by row "+itoa(d.props[prop])+" already.")
	default:
		d.props[prop] = b.form.Nodes[node].Row
		d.saves = append(d.saves, node)
		b.form.NeedExtras().SaveTo[node] = prop
	}
}

// entityScope finds the innermost repeat of what an entity names. Everything must lie on one line of repeats, and what it
// saves, in the innermost.
func (b *builder) entityScope(t *table, d *declared) {
	for k := range entityExpressions {
		for _, tok := range lex(d.source[k]) {
			if tok.kind == tokRef && !strings.HasPrefix(tok.text, "last-saved#") {
				if nodes := b.names[tok.text]; len(nodes) == 1 { // else entityValues says what is wrong
					d.reads = append(d.reads, nodes[0])
				}
			}
		}
	}
	if v := t.get(d.r, "repeat"); v != "" {
		if name, ok := wholeReference(v); ok {
			if n := b.findName(name, t.place(d.r, "repeat")); n >= 0 && b.form.Nodes[n].Kind == forms.KindRepeat {
				d.asked, d.scope = n, n
			}
		}
	}
	home := func(n int) int {
		if b.form.Nodes[n].Kind == forms.KindRepeat {
			return n
		}
		return b.form.RepeatOf(n)
	}
	for _, n := range append(append([]int{}, d.saves...), d.reads...) {
		if r := home(n); r >= 0 && (d.scope < 0 || b.within(r, d.scope)) {
			d.scope = r
		}
	}
	fix := text("Chép giá trị vào một dòng calculate ở đúng nhóm lặp rồi dùng dòng đó.", "Copy the value into a calculate row in the right repeat and use that.")
	for _, n := range d.saves {
		if home(n) != d.scope {
			at := b.survey.place(b.rows[n].r, "save_to")
			b.report.error("save-to-scope", at, b.form.Nodes[n].Name, text("Thực thể "+quote(d.List)+" nằm ở nhóm lặp khác.", "The entity "+quote(d.List)+" stands in another repeat."), fix)
		}
	}
	for _, n := range d.reads {
		if r := home(n); r >= 0 && r != d.scope && !b.within(d.scope, r) {
			at := t.at
			at.row = d.r.num
			b.report.error("entity-scope", at, "${"+b.form.Nodes[n].Name+"}", text("Câu "+quote(b.form.Nodes[n].Name)+" nằm ở nhóm lặp khác với thực thể "+quote(d.List)+".",
				"The question "+quote(b.form.Nodes[n].Name)+" is in another repeat than the entity "+quote(d.List)+"."), fix)
		}
	}
}

// placeEntities gives each entity a container of its own. One alone stands in its scope; several in one scope, each as
// deep as the group that holds all it saves (or, without these, all it names) allows.
func (b *builder) placeEntities(t *table, list []*declared) {
	inScope := map[int]int{}
	for _, d := range list {
		inScope[d.scope]++
	}
	taken := map[int]*declared{}
	order := append([]*declared{}, list...)
	for i := range order { // the most confined first
		order[i].deep = b.deepest(order[i])
	}
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && b.depth(order[j].deep) < b.depth(order[j-1].deep); j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	for _, d := range order {
		top := max(d.scope, 0)
		at := d.deep
		if inScope[d.scope] == 1 {
			at = top
		}
		for at != top && taken[at] != nil {
			at = b.form.Nodes[at].Parent
		}
		if other := taken[at]; other != nil {
			b.noContainer(t, d, other)
			continue
		}
		taken[at] = d
		d.Container, d.Repeat = at, d.scope
	}
	b.nearest(t, list, taken)
}

// nearest: a question belongs to the entity of the innermost group around it that has one.
func (b *builder) nearest(t *table, list []*declared, taken map[int]*declared) {
	for _, d := range list {
		for _, n := range d.saves {
			at := b.form.Nodes[n].Parent
			for at > 0 && taken[at] == nil {
				at = b.form.Nodes[at].Parent
			}
			if other := taken[at]; other != nil && other != d {
				b.noContainer(t, d, other)
				break
			}
		}
	}
}

func (b *builder) noContainer(t *table, d, other *declared) {
	where := t.at
	where.row = max(d.r.num, other.r.num)
	b.report.error("entity-no-container", where, d.List, text("Mỗi nhóm chỉ chứa được một thực thể; chỗ này đã dành cho hàng "+itoa(min(d.r.num, other.r.num))+".",
		"Each group holds one entity; this place belongs to row "+itoa(min(d.r.num, other.r.num))+"."),
		text("Cho mỗi thực thể một nhóm riêng, và ghi save_to ở câu hỏi của nhóm đó.", "Give each entity a group of its own with the save_to of its questions."))
}

func (b *builder) depth(n int) int {
	d := 0
	for ; n > 0; n = b.form.Nodes[n].Parent {
		d++
	}
	return d
}

// deepest is the innermost group within the scope that holds all nodes an entity saves, or names when it saves none.
func (b *builder) deepest(d *declared) int {
	nodes := d.saves
	if len(nodes) == 0 {
		nodes = d.reads
	}
	top := max(d.scope, 0)
	at := -1
	for _, n := range nodes {
		p := b.form.Nodes[n].Parent
		if d.scope >= 0 && !b.within(n, d.scope) {
			continue
		}
		switch {
		case at < 0:
			at = p
		default:
			for at != top && at != p && !b.within(p, at) {
				at = b.form.Nodes[at].Parent
			}
		}
	}
	if at < 0 {
		return top
	}
	return at
}

// entityValues resolves the expressions of an entity as seen from its meta.
func (b *builder) entityValues(t *table, d *declared) {
	ctx := useContext{node: d.Container, below: 3}
	into := [4]*string{&d.Label, &d.ID, &d.CreateIf, &d.UpdateIf}
	for k, key := range entityExpressions {
		*into[k] = b.expression(d.source[k], t.place(d.r, key), ctx)
	}
	if d.ID != "" {
		src := "instance('" + d.List + "')/root/item[name=" + straight.Replace(d.source[1]) + "]"
		if out, _, ok := b.resolve(src, t.place(d.r, "entity_id"), ctx); ok {
			if _, err := xpath.Parse(out); err == nil {
				d.Item = out
			}
		}
	}
}
