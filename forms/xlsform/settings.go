package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// readSettings reads the one row of the settings sheet. Texts that need the languages or the names of questions
// (form_title, instance_name) are finished later.
func (b *builder) readSettings(s found) {
	f := b.form
	f.ID, f.Root, f.Visits = b.opts.FileStem, b.opts.Root, "one"
	if f.Root == "" {
		f.Root = "data"
	}
	b.settings = b.readSheet(s, settingsColumns)
	t := b.settings
	b.clean = true
	if t == nil || len(t.rows) == 0 {
		b.settings = nil
		b.checkID(place{})
		return
	}
	r := &t.rows[0]
	if len(t.rows) > 1 {
		at := t.at
		at.row = t.rows[1].num
		b.report.warn("extra-settings", at, "",
			text("Trang settings chỉ đọc một hàng; các hàng sau bị bỏ qua.", "Only one row of the settings sheet is read; the others are not."),
			text("Xóa các hàng thừa.", "Delete the other rows."))
	}
	at := func(key string) place { return t.place(r, key) }
	if v := t.get(r, "form_id"); v != "" {
		f.ID = v
	}
	b.checkID(at("form_id"))
	if t.twice["form_id"] {
		b.report.warn("two-form-ids", at("form_id"), f.ID, text("Có cả form_id và id_string; chỉ dùng form_id.", "There are both form_id and id_string; form_id is used."),
			text("Xóa cột id_string.", "Delete the column id_string."))
	}
	if v := t.get(r, "name"); v != "" {
		f.Root = v
		if !isName(v) {
			b.report.error("bad-root-name", at("name"), v, whyBadName, fixBadName)
		}
	}
	f.VersionName = t.get(r, "version")
	f.Style = t.get(r, "style")
	b.clean = !strings.EqualFold(t.get(r, "clean_text_values"), "no")
	if v := t.get(r, "st_visits"); v != "" {
		if v != "one" && v != "many" {
			b.report.error("bad-setting", at("st_visits"), v,
				text("st_visits chỉ nhận «one» (một phiếu mỗi hộ mỗi đợt) hoặc «many».", "st_visits is either one (one record for a case and round) or many."),
				text("Sửa thành one hoặc many, hoặc để trống.", "Write one or many, or leave it empty."))
		}
		f.Visits = v
	}
	for _, key := range []string{"public_key", "submission_url", "auto_send", "auto_delete", "prefix", "delimiter", "flat", "client_editable", "instance_id", "omit_instanceid"} {
		if t.get(r, key) != "" {
			b.report.warn("ignored-setting", at(key), t.get(r, key),
				text("Cài đặt này không có tác dụng ở đây.", "This setting has no effect here."),
				text("Để nguyên nếu biểu mẫu còn dùng với công cụ khác; nếu không thì xóa.", "Leave it if the form is used with other tools too; delete it otherwise."))
		}
	}
	for _, key := range []string{"auto_send", "auto_delete", "client_editable", "allow_choice_duplicates", "omit_instanceid"} {
		if v := t.get(r, key); v != "" && !isTruth(v) {
			b.report.warn("bad-setting", at(key), v, text("Chỉ nhận yes hoặc no.", "Either yes or no is expected."),
				text("Sửa thành yes hoặc no.", "Write yes or no."))
		}
	}
}

func isTruth(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "no", "true", "false", "true()", "false()":
		return true
	}
	return false
}

func isYes(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "true()":
		return true
	}
	return false
}

func (b *builder) checkID(at place) {
	if b.form.ID == "" {
		b.report.error("missing-form-id", at, "",
			text("Biểu mẫu không có mã (form_id).", "The form has no id (form_id)."),
			text("Thêm cột form_id vào trang settings, ví dụ ho_gia_dinh.", "Add a column form_id to the settings sheet, for example ho_gia_dinh."))
	}
}

// setting is the text and place of one setting, "" when it is not given.
func (b *builder) setting(key string) (string, place) {
	if b.settings == nil {
		return "", place{}
	}
	r := &b.settings.rows[0]
	return b.settings.get(r, key), b.settings.place(r, key)
}

// titleAndName finishes the settings that need the languages and the names.
func (b *builder) titleAndName() {
	f := b.form
	if b.settings == nil {
		return
	}
	f.Title = b.readText(b.settings, &b.settings.rows[0], "form_title").literal()
	if f.Title == nil {
		f.Title = sameText(f.ID, len(b.langs))
	}
	v, at := b.setting("instance_name")
	if v != "" {
		f.InstanceName = b.expression(v, at, useContext{})
	}
}

// sameText is one literal in every language.
func sameText(s string, langs int) forms.Text {
	if s == "" {
		return nil
	}
	t := make(forms.Text, langs)
	for i := range t {
		t[i] = forms.Template{{Lit: s}}
	}
	return t
}
