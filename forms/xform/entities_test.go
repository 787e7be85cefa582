package xform_test

import (
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
)

// TestEntities: what a declaration makes of the XForm (ODK XForms, Entities): create, update and upsert, with conditions,
// of several lists, in a repeat; and that an XForm with them is read again.
func TestEntities(t *testing.T) {
	t.Parallel()
	const survey = `
| survey |
| | type         | name | label | save_to |
| | csv-external | cay  |       |         |
| | text         | ma   | Mã    |         |
| | begin_repeat | r    | R     |         |
| | text         | ten  | Tên   | SAVE    |
| | end_repeat   |      |       |         |
| | text         | th   | Thôn  | TO      |
| entities |
| | list_name | label | entity_id | create_if | update_if |
`
	for _, c := range []struct {
		name, save, to, rows string
		want, not            []string
	}{
		{"create", "", "ten", "| | cay | ${th} | | | |",
			[]string{`entities:entities-version="2024.1.0"`, `<entity dataset="cay" create="1" id="">`, `ref="/data/meta/entity/@id" event="odk-instance-first-load" value="uuid()"`,
				`<bind nodeset="/data/th" type="string" entities:saveto="ten"/>`, `nodeset="/data/meta/entity/label" calculate=" /data/th "`}, []string{"update=", "baseVersion", "odk-new-repeat"}},
		{"create if", "", "ten", "| | cay | ${th} | | ${ma} = '1' | |",
			[]string{`nodeset="/data/meta/entity/@create" calculate=" /data/ma  = '1'"`}, []string{"update="}},
		{"update", "", "ten", "| | cay | | ${ma} | | |",
			[]string{`update="1" baseVersion="" trunkVersion="" branchId=""`, `nodeset="/data/meta/entity/@id" calculate=" /data/ma "`, `instance('cay')/root/item[name= /data/ma ]/__version`}, []string{"create=", "uuid()", "<label/>"}},
		{"update if", "", "ten", "| | cay | | ${ma} | | ${ma} != '' |",
			[]string{`nodeset="/data/meta/entity/@update" calculate=" /data/ma  != ''"`}, []string{"create="}},
		{"upsert", "", "ten", "| | cay | ${th} | ${ma} | ${ma} = '' | ${ma} != '' |",
			[]string{`create="1" id="" update="1" baseVersion=""`, `entity/@create" calculate=`, `entity/@update" calculate=`}, []string{"uuid()"}},
		{"in a repeat", "ten", "", "| | cay | ${ten} | | | |",
			[]string{`entities:entities-version="2025.1.0"`, `nodeset="/data/r/meta/entity/label" calculate=" ../../../ten "`, `ref="/data/r/meta/entity/@id" event="odk-new-repeat" value="uuid()"`}, []string{"update="}},
		{"several", "cay#ten", "thon#ten", "| | cay | ${ten} | | | |\n| | thon | ${th} | | | |",
			[]string{`entities:entities-version="2025.1.0"`, `dataset="cay"`, `dataset="thon"`, `<bind nodeset="/data/r/ten" type="string" entities:saveto="ten"/>`}, nil},
	} {
		f, diags := xlsform.CompileMarkdown(strings.NewReplacer("SAVE", c.save, "TO", c.to).Replace(survey)+c.rows+"\n", xlsform.Options{FileStem: "f"})
		if f == nil {
			t.Errorf("%s: %+v", c.name, diags)
			continue
		}
		got := string(xform.Write(f))
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %s in\n%s", c.name, w, got)
			}
		}
		for _, w := range c.not {
			if strings.Contains(got, w) {
				t.Errorf("%s: %s in\n%s", c.name, w, got)
			}
		}
		if back, diags := xform.Read(got); back == nil {
			t.Errorf("%s: not read again: %+v", c.name, diags)
		}
	}
}
