package register

import (
	"reflect"
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func id(n byte) wire.ID { return wire.ID{15: n} }

func example() *Case {
	return &Case{ID: id(1), Area: id(2),
		Values:  map[string]string{"ma": "M-001", "chu_ho": "Nguyễn Văn Mẫu", "dia_chi": "Xóm Đình", "phanloai": "HN"},
		Members: []Row{{id(3), map[string]string{"m_ten": "Nguyễn Văn Mẫu", "m_quanhe": "01", "m_ngaysinh": "1960-02-03"}}, {id(4), map[string]string{"m_ten": "Trần Thị Mẫu", "m_quanhe": "02"}}},
		Loans:   []Row{{id(5), map[string]string{"v_ct": "HN", "v_sotien": "50000000"}}},
	}
}

func merged(t *testing.T, c *Case) *merge.Record {
	t.Helper()
	ch := Change(c, 1)
	if m := answers.Check(Form(), ch); m != nil {
		t.Fatal(m)
	}
	return merge.Merge([]merge.Input{{Writer: id(9), Seq: 1, Change: ch}}, merge.Resolver{
		Forms: func(string, uint64, [8]byte) (*merge.Form, bool) { return answers.MergeForm(Form()), true },
	})
}

func TestChange_ReadGivesTheCaseBack(t *testing.T) {
	c := example()
	if got := Read(merged(t, c)); !reflect.DeepEqual(got, c) {
		t.Errorf("got %+v\nwant %+v", got, c)
	}
}

func TestLists_OfOneAreaOnly(t *testing.T) {
	other := example()
	other.ID, other.Area = id(21), id(22)
	lists := Lists(id(2), "Thôn Đông", []*Case{other, example()})
	ho, tv, vay := lists[0], lists[1], lists[2]
	if ho.Rows() != 1 || tv.Rows() != 2 || vay.Rows() != 1 {
		t.Fatalf("%d households, %d members, %d loans", ho.Rows(), tv.Rows(), vay.Rows())
	}
	if ho.At(0, "chu_ho") != "Nguyễn Văn Mẫu" || ho.At(0, "phanloai_truoc") != "HN" || ho.At(0, "thon") != "Thôn Đông" {
		t.Errorf("household row: %v", ho.Cells)
	}
	if tv.ID(1) != id(4) || tv.At(1, "ho") != id(1).UUID() || vay.At(0, "v_sotien") != "50000000" {
		t.Errorf("member or loan row: %v %v", tv.Cells, vay.Cells)
	}
	again := Lists(id(2), "Thôn Đông", []*Case{example(), other})
	for i := range lists {
		if string(answers.EncodeList(lists[i])) != string(answers.EncodeList(again[i])) {
			t.Errorf("%s depends on the order of the cases", lists[i].Name)
		}
	}
}
