package register

import (
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

func TestPeople_OfOneArea(t *testing.T) {
	owner, east, west := id(90), id(2), id(3)
	users := []schema.User{
		{ID: id(11), Login: "khue", Name: "Vũ Văn Khuê", Kin: "bác", Role: schema.RoleCollector, Areas: []wire.ID{east}, Active: true},
		{ID: id(12), Login: "thom", Name: "Lương Thị Thơm", Kin: "chị", Role: schema.RoleCollector, Areas: []wire.ID{west}, Active: true},
		{ID: id(13), Login: "hang", Name: "Trịnh Thu Hằng", Role: schema.RoleReviewer, Areas: []wire.ID{east}, Active: true},
		{ID: id(14), Login: "diem", Name: "Lê Thị Diễm", Role: schema.RoleReviewer, Areas: []wire.ID{west}, Active: true},
		{ID: id(15), Login: "huong", Name: "Quách Đình Hưởng", Role: schema.RoleAdmin, Active: true},
		{ID: id(16), Login: "moi", Name: "Người mới", Role: schema.RoleCollector, Areas: []wire.ID{east}, Active: true},
	}
	devices := []schema.Device{{Writer: id(21), Name: "Máy bác Khuê"}, {Writer: id(22), Name: "Máy chị Thơm"}}
	grant := func(writer, area wire.ID, u schema.User, device string) schema.Grant {
		return schema.Grant{Grant: wire.Grant{Writer: writer, Areas: []wire.ID{area}, Users: []wire.User{u.Wire()}, Device: device}}
	}
	khue := grant(id(21), east, users[0], "Tên cũ")
	khue.Grant.Users[0].Name = "Vũ Khuê" // as it was when the grant was made
	grants := []schema.Grant{khue, grant(id(22), west, users[1], "Máy chị Thơm"), grant(owner, east, users[2], "sothon")}

	rows := func(area wire.ID, users []schema.User, grants []schema.Grant) []string {
		l := People(area, users, devices, grants, owner)
		if l.Name != "nguoi" || l.Area != area {
			t.Fatalf("list %q of %v", l.Name, l.Area)
		}
		var out []string
		for i := range l.Rows() {
			out = append(out, strings.Join([]string{l.ID(i).String()[30:], l.At(i, "label"), l.At(i, "kin"), l.At(i, "kind")}, "|"))
		}
		return out
	}
	want := []string{"0b|Vũ Văn Khuê|bác|user", "0d|Trịnh Thu Hằng||user", "0f|Quách Đình Hưởng||user", "15|Máy bác Khuê||writer", "5a|Máy chủ của xã||writer"}
	if got := rows(east, users, grants); !slices.Equal(got, want) {
		t.Errorf("east:\n got %q\nwant %q", got, want)
	}
	for _, line := range rows(west, users, grants) {
		if strings.Contains(line, "Khuê") || strings.Contains(line, "Hằng") {
			t.Errorf("west has %q", line)
		}
	}
	slices.Reverse(users)
	slices.Reverse(grants)
	again := People(east, users, devices, grants, owner)
	slices.Reverse(users)
	slices.Reverse(grants)
	if string(answers.EncodeList(again)) != string(answers.EncodeList(People(east, users, devices, grants, owner))) {
		t.Error("the bytes depend on the order of the input")
	}
}
