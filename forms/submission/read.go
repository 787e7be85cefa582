package submission

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xmldoc"
)

// Record is one submission. Rows stand in the order of the file, the row around a row before it; their ids follow from
// InstanceID and their places, so that the same submission read twice has the same rows.
type Record struct {
	Version      string // version attribute; "" = none
	InstanceID   string // "uuid:…"; "" = none
	InstanceName string
	DeprecatedID string // instanceID of the submission that this one replaces; "" = none
	Rows         []engine.Row
	Answers      []engine.Answer // without media
	Files        []File
}

// File is an attachment that an answer names.
type File struct {
	Ref  engine.Ref
	Name string
}

// Read reads a submission of form f. Limits are those of xmldoc: 10 MB, 200,000 nodes, 100 levels.
func Read(f *forms.Form, text string) (*Record, []forms.Diagnostic) {
	r := &reader{f: f, lay: instance.NewLayout(f), rec: &Record{}}
	doc, err := xmldoc.Parse(text)
	if err != nil {
		var e *xmldoc.Error
		d := forms.Diagnostic{Code: "bad-xml", Why: forms.Message{Vi: err.Error(), En: err.Error()},
			Fix: forms.Message{Vi: "Gửi lại tệp từ máy đã điền phiếu.", En: "Take the file again from the device that filled it."}}
		if errors.As(err, &e) {
			d.Row, d.Why = e.Line, forms.Message{Vi: e.Vi, En: e.En}
		}
		return nil, []forms.Diagnostic{d}
	}
	root := doc.Element()
	if !r.isOurs(root) {
		return nil, r.diags
	}
	r.rec.Version, _ = root.LookAttr("version")
	r.meta(root)
	r.children(root, 0, engine.RowID{})
	return r.rec, r.diags
}

type reader struct {
	f     *forms.Form
	lay   *instance.Layout
	rec   *Record
	diags []forms.Diagnostic
}

func (r *reader) tell(sev forms.Severity, n *xmldoc.Node, code, found string, why, fix forms.Message) {
	if utf8.RuneCountInString(found) > 200 {
		found = string([]rune(found)[:200])
	}
	r.diags = append(r.diags, forms.Diagnostic{Severity: sev, Code: code, Row: n.Line, Column: n.QName(), Found: found, Why: why, Fix: fix})
}

// isOurs judges the root element: its name and id are those of the form, and it is not encrypted.
func (r *reader) isOurs(root *xmldoc.Node) bool {
	fix := forms.Message{Vi: "Chọn đúng biểu mẫu của phiếu này.", En: "Choose the form that this record was filled with."}
	id := root.Attr("id")
	switch {
	case root.Attr("encrypted") == "yes":
		r.tell(forms.Error, root, "encrypted", "", forms.Message{Vi: "Phiếu này đã mã hóa.", En: "This submission is encrypted."},
			forms.Message{Vi: "Giải mã bằng khóa riêng của biểu mẫu rồi đọc lại.", En: "Decrypt it with the form's private key first."})
	case id != "" && id != r.f.ID:
		r.tell(forms.Error, root, "other-form", id, forms.Message{Vi: "Phiếu này của biểu mẫu «" + id + "», không phải «" + r.f.ID + "».", En: "This record belongs to the form " + id + ", not " + r.f.ID + "."}, fix)
	case root.Local() != r.lay.Name(0):
		r.tell(forms.Error, root, "other-root", root.QName(), forms.Message{Vi: "Phần tử gốc phải là «" + r.lay.Name(0) + "».", En: "The root element has to be " + r.lay.Name(0) + "."}, fix)
	default:
		return true
	}
	return false
}

// meta reads what the submission says of itself.
func (r *reader) meta(root *xmldoc.Node) {
	meta := root.Child("meta")
	if meta == nil {
		r.tell(forms.Warning, root, "no-instance-id", "", forms.Message{Vi: "Phiếu không có meta/instanceID.", En: "The record has no meta/instanceID."},
			forms.Message{Vi: "Phiếu đọc lại lần nữa sẽ không nhận ra là một.", En: "Read twice it can not be known as the same record."})
		return
	}
	for name, to := range map[string]*string{"instanceID": &r.rec.InstanceID, "instanceName": &r.rec.InstanceName, "deprecatedID": &r.rec.DeprecatedID} {
		if e := meta.Child(name); e != nil {
			*to = strings.TrimSpace(e.Value())
		}
	}
}

// children reads what stands in an element of the record: of the root, a group or a row.
func (r *reader) children(in *xmldoc.Node, node int, row engine.RowID) {
	seen := map[int]int{}
	for _, e := range in.Elements() {
		kid := r.child(node, e)
		if kid < 0 {
			if e.Local() != "meta" || node != 0 {
				r.unknown(e, node)
			}
			continue
		}
		seen[kid]++
		switch {
		case r.lay.IsRepeat(kid):
			if _, template := e.LookAttr("template"); template {
				seen[kid]--
				continue
			}
			id := r.rowID(row, kid, seen[kid])
			r.rec.Rows = append(r.rec.Rows, engine.Row{ID: id, Node: kid, Parent: row})
			r.children(e, kid, id)
		case seen[kid] > 1:
			r.tell(forms.Error, e, "twice", e.QName(), forms.Message{Vi: "Phần tử này có hai lần; bản sau bị bỏ.", En: "This element stands twice; the second is left out."},
				forms.Message{Vi: "Giữ một phần tử.", En: "Keep one of them."})
		case r.lay.Leaf(kid):
			r.answer(e, kid, row)
		default:
			r.children(e, kid, row)
		}
	}
}

// child finds the node of an element, under the name with or without its prefix.
func (r *reader) child(node int, e *xmldoc.Node) int {
	if kid := r.lay.Child(node, e.QName()); kid >= 0 {
		return kid
	}
	return r.lay.Child(node, e.Local())
}

func (r *reader) unknown(e *xmldoc.Node, node int) {
	found := strings.TrimSpace(e.Value())
	if e.Space() == "http://openrosa.org/xforms" || found == "" && len(e.Elements()) == 0 {
		return // nothing is lost
	}
	r.tell(forms.Warning, e, "unknown-element", found, forms.Message{Vi: "Biểu mẫu không có «" + r.lay.Path(node) + "/" + e.QName() + "»; giá trị này không được nhận.", En: "The form has no " + r.lay.Path(node) + "/" + e.QName() + "; this value is not taken."},
		forms.Message{Vi: "Đọc bằng đúng phiên bản biểu mẫu đã điền.", En: "Read it with the version of the form that it was filled with."})
}

// answer takes one value. The office's own values for meta questions and calculates come from the form again.
func (r *reader) answer(e *xmldoc.Node, node int, row engine.RowID) {
	text := strings.TrimSpace(e.Value())
	if text == "" {
		return
	}
	ref := engine.Ref{Row: row, Node: node}
	if kids := e.Elements(); len(kids) > 0 {
		r.tell(forms.Error, e, "not-a-group", kids[0].QName(), forms.Message{Vi: "Câu hỏi này không chứa phần tử khác.", En: "This is a question; it holds no elements."},
			forms.Message{Vi: "Đọc bằng đúng phiên bản biểu mẫu đã điền.", En: "Read it with the version of the form that it was filled with."})
		return
	}
	if r.f.Nodes[node].Type == "binary" {
		r.rec.Files = append(r.rec.Files, File{ref, text})
		return
	}
	out, err := engine.Canonical(r.f, node, text)
	if err != nil {
		why := forms.Message{Vi: err.Error(), En: err.Error()}
		var wrong *engine.TypeError
		if errors.As(err, &wrong) {
			why = forms.Message{Vi: "«" + wrong.Name + "»: " + wrong.Vi + ".", En: wrong.Name + ": " + wrong.En + "."}
		}
		r.tell(forms.Error, e, "bad-value", text, why, forms.Message{Vi: "Giá trị được giữ nguyên; sửa ở phiếu.", En: "The value is kept as written; mend it in the record."})
		out = text
	}
	r.rec.Answers = append(r.rec.Answers, engine.Answer{Ref: ref, Value: out})
}

// rowID is the id of the n-th row of a repeat.
func (r *reader) rowID(parent engine.RowID, repeat, n int) engine.RowID {
	b := append([]byte("sothon.submission.1\n"+r.rec.InstanceID+"\n"), parent[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(n))
	sum := digest.Sum256(append(b, r.lay.Path(repeat)...))
	return engine.RowID(sum[:16])
}
