package register

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

const survey = `
| survey |
| | type | name | label | bind::st:register |
| | begin_group | ho | Hộ | |
| | text | chu_ho | Chủ hộ | chu_ho |
| | text | sdt | Điện thoại | dien_thoai |
| | text | ghi_chu | Ghi chú | |
| | end_group | ho | | |
| | begin_repeat | nguoi | Người | |
| | text | ten | Tên | m_ten |
| | date | sinh | Ngày sinh | m_ngaysinh |
| | end_repeat | nguoi | | |
| | begin_repeat | vay | Vay | |
| | decimal | tien | Số tiền | v_sotien |
| | end_repeat | vay | | |
| settings |
| | form_id | form_title |
| | khao_sat | Khảo sát |
`

// approvedAs makes an approved record of the survey from lines "path=value" or "row path=value"; "~" before the line: a
// value that was only pre-filled.
func approvedAs(t *testing.T, lines ...string) Approved {
	t.Helper()
	f, diags := xlsform.CompileMarkdown(survey, xlsform.Options{})
	if f == nil {
		t.Fatal(diags)
	}
	ch := &wire.Change{Header: wire.Header{Case: id(1), Area: id(2), FormID: f.ID, FormVersion: 1}}
	refs := map[string]uint32{}
	for _, line := range lines {
		kind := wire.KindSet
		if rest, seed := strings.CutPrefix(line, "~"); seed {
			kind, line = wire.KindSeed, rest
		}
		place, value, _ := strings.Cut(line, "=")
		row, path, inRow := strings.Cut(place, " ")
		if !inRow {
			path = place
		}
		node, ok := f.NodeByPath(path)
		if !ok {
			t.Fatalf("no %s", path)
		}
		op := wire.Op{Kind: kind, Node: uint32(node), Value: wire.TextValue(value)}
		if inRow {
			if refs[row] == 0 {
				n, err := strconv.Atoi(row)
				if err != nil {
					t.Fatal(err)
				}
				ch.Rows = append(ch.Rows, wire.Row{ID: id(byte(n))})
				refs[row] = uint32(len(ch.Rows))
				ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindAdd, Row: refs[row], Node: uint32(f.RepeatOf(node)), Value: wire.NullValue()})
			}
			op.Row = refs[row]
		}
		ch.Ops = append(ch.Ops, op)
	}
	rec := merge.Merge([]merge.Input{{Writer: id(8), Seq: 1, Change: ch}}, resolver(f))
	rec.Case, rec.Area = id(1), id(2)
	s, _, err := engine.Open(f, answers.Start(f, rec, nil, answers.ReconcileEnv(rec, answers.Names{}), engine.Reconcile))
	if err != nil {
		t.Fatal(err)
	}
	return Approved{Record: rec, Form: f, Values: s.Values()}
}

func resolver(fs ...*forms.Form) merge.Resolver {
	return merge.Resolver{Forms: func(id string, _ uint64, _ [8]byte) (*merge.Form, bool) {
		for _, f := range fs {
			if f.ID == id {
				return answers.MergeForm(f), true
			}
		}
		return nil, false
	}}
}

// after applies changes of the register one after the other and gives the case and its merged record.
func after(t *testing.T, changes ...*wire.Change) (*Case, *merge.Record) {
	t.Helper()
	var in []merge.Input
	for i, ch := range changes {
		if m := answers.Check(Form(), ch); m != nil {
			t.Fatalf("change %d: %v", i+1, m)
		}
		x := *ch
		x.V, x.Zone = wire.LayoutVersion, 1440
		x.Seen16, _ = wire.SeenDigest(x.Named(), func(d wire.Dot) (wire.Hash, bool) { return in[d.Seq-1].C, true })
		body, err := wire.EncodeChange(&x)
		if err != nil {
			t.Fatalf("change %d: %v", i+1, err)
		}
		c, err := wire.Digest(body)
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, merge.Input{Writer: id(9), Seq: uint64(i + 1), Change: &x, C: c})
	}
	rec := merge.Merge(in, resolver(Form()))
	return Read(rec), rec
}

func values(c *Case) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(c.Values)) {
		out = append(out, k+"="+c.Values[k])
	}
	for _, r := range slices.Concat(c.Members, c.Loans) {
		for _, k := range slices.Sorted(maps.Keys(r.Values)) {
			out = append(out, strconv.Itoa(int(r.ID[15]))+" "+k+"="+r.Values[k])
		}
	}
	return strings.Join(out, "; ")
}

func TestUpdate(t *testing.T) {
	const whole = "chu_ho=Nguyễn Văn Mẫu; dia_chi=Xóm Đình; ma=M-001; phanloai=HN; 3 m_ngaysinh=1960-02-03; 3 m_quanhe=01; 3 m_ten=Nguyễn Văn Mẫu; 4 m_quanhe=02; 4 m_ten=Trần Thị Mẫu; 5 v_ct=HN; 5 v_sotien=50000000"
	for _, c := range []struct {
		name, want string
		ops        int
		lines      []string
		misfits    string
	}{
		{"the same", whole, 0, []string{"ho/chu_ho=Nguyễn Văn Mẫu", "3 nguoi/ten=Nguyễn Văn Mẫu"}, ""},
		{"a new telephone", strings.Replace(whole, "dia_chi", "dien_thoai=0911; dia_chi", 1), 1, []string{"ho/sdt=0911", "ho/ghi_chu=x"}, ""},
		{"another name", strings.Replace(whole, "3 m_ten=Nguyễn Văn Mẫu", "3 m_ten=Nguyễn Văn Mẫn", 1), 1, []string{"3 nguoi/ten=Nguyễn Văn Mẫn", "3 nguoi/sinh=1960-02-03"}, ""},
		{"a new member", strings.Replace(whole, "5 v_ct", "7 m_ngaysinh=2026-01-02; 7 m_ten=Nguyễn Bé; 5 v_ct", 1), 3, []string{"7 nguoi/ten=Nguyễn Bé", "7 nguoi/sinh=2026-01-02"}, ""},
		{"a new loan", whole + "; 6 v_sotien=1000", 2, []string{"6 vay/tien=1000"}, ""},
		{"what is empty or absent takes nothing away", whole, 0, []string{"ho/ghi_chu=x"}, ""},
		{"what was only pre-filled does not replace", whole, 0, []string{"~ho/chu_ho=Tên cũ"}, ""},
		{"what was only pre-filled fills what is empty", strings.Replace(whole, "dia_chi", "dien_thoai=0911; dia_chi", 1), 1, []string{"~ho/sdt=0911"}, ""},
		{"not of the field's type", whole, 0, []string{"5 vay/tien=10.5"}, "/vay/tien"},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := Change(example(), 1)
			_, held := after(t, first)
			a := approvedAs(t, c.lines...)
			ch, misfits := Update(a, held, 1)
			if strings.Join(misfits, ",") != c.misfits {
				t.Errorf("misfits %q", misfits)
			}
			all := []*wire.Change{first}
			if ch != nil {
				if len(ch.Ops) != c.ops {
					t.Errorf("%d ops: %+v", len(ch.Ops), ch.Ops)
				}
				all = append(all, ch)
			} else if c.ops > 0 {
				t.Fatal("no change")
			}
			got, now := after(t, all...)
			sorted := strings.Split(c.want, "; ")
			text := strings.Split(values(got), "; ")
			slices.Sort(sorted)
			slices.Sort(text)
			if !slices.Equal(text, sorted) || now.Conflicts > 0 {
				t.Errorf("%d conflicts\n got %q\nwant %q", now.Conflicts, text, sorted)
			}
			if again, _ := Update(a, now, 1); again != nil {
				t.Errorf("a second time: %+v", again.Ops)
			}
		})
	}
}

func TestUpdate_TakesInAgainAndBeginsACase(t *testing.T) {
	first := Change(example(), 1)
	repeat, _ := Form().NodeByPath(Members)
	gone := &wire.Change{Header: first.Header, Rows: []wire.Row{{ID: id(4)}}, Ops: []wire.Op{{Kind: wire.KindRemove, Row: 1, Node: uint32(repeat),
		Sees: []wire.Dot{{Writer: id(9), Seq: 1}}}}}
	c, held := after(t, first, gone)
	if len(c.Members) != 1 {
		t.Fatalf("%d members", len(c.Members))
	}
	ch, _ := Update(approvedAs(t, "4 nguoi/ten=Trần Thị Mẫu"), held, 1)
	if ch == nil {
		t.Fatal("no change")
	}
	if c, _ := after(t, first, gone, ch); len(c.Members) != 2 || c.Members[1].Values["m_quanhe"] != "02" {
		t.Errorf("members: %+v", c.Members)
	}
	ch, _ = Update(approvedAs(t, "ho/chu_ho=Người mới", "3 nguoi/ten=Người mới"), nil, 1)
	if c, _ := after(t, ch); c.Values["chu_ho"] != "Người mới" || len(c.Members) != 1 {
		t.Errorf("a case that the register did not have: %+v", c)
	}
}

func TestUpdate_ConflictsTellNothing(t *testing.T) {
	a := approvedAs(t, "ho/chu_ho=Một")
	for i := range a.Record.Registers {
		a.Record.Registers[i].Conflict = true
	}
	_, held := after(t, Change(example(), 1))
	if ch, _ := Update(a, held, 1); ch != nil {
		t.Errorf("a question in conflict changed the register: %+v", ch.Ops)
	}
}
