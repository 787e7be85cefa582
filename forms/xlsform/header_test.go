package xlsform

import "testing"

func TestHeaderKey(t *testing.T) {
	for _, tc := range []struct{ header, key, lang string }{
		{"type", "type", ""},
		{" Constraint  Message ", "constraint_message", ""},
		{"relevance", "relevant", ""},
		{"bind::relevant", "relevant", ""},
		{"bind:relevant", "relevant", ""},
		{"jr:count", "repeat_count", ""},
		{"bind::jr:constraintMsg", "constraint_message", ""},
		{"bind:jr:constraintMsg", "constraint_message", ""},
		{"bind::jr:constraintMsg::English (en)", "constraint_message", "English (en)"},
		{"label::Tiếng Việt (vi)", "label", "Tiếng Việt (vi)"},
		{"label :: English", "label", "English"},
		{"label:English", "label", "English"},
		{"media::image", "image", ""},
		{"media::image::French (fr)", "image", "French (fr)"},
		{"media:audio:French (fr)", "audio", "French (fr)"},
		{"big-image::vi", "big-image", "vi"},
		{"body::accuracyThreshold", "accuracythreshold", ""},
		{"bind::st:merge", "bind::st:merge", ""},
		{"bind::odk:length", "bind::odk:length", ""},
		{"type::English", "type::English", ""},
		{"ghi chú", "ghi chú", ""},
		{"http://x", "http://x", ""},
		{"  ", "", ""},
	} {
		if key, lang := surveyColumns.key(tc.header); key != tc.key || lang != tc.lang {
			t.Errorf("%q: %q %q, want %q %q", tc.header, key, lang, tc.key, tc.lang)
		}
	}
	if key, _ := choiceColumns.key("List Name"); key != "list_name" {
		t.Errorf("list name: %q", key)
	}
	if key, _ := settingsColumns.key("id_string"); key != "form_id" {
		t.Errorf("id_string: %q", key)
	}
}

func TestIsDynamic(t *testing.T) {
	for s, want := range map[string]bool{"a": false, "a-b": false, "-5": false, "1-1": false, "1 - 1": true, "a * 2": true, "now()": true, "${a}": true,
		"https://x.y/?a=1": false, "Hà Nội": false, "a | b": true, "'x'": false, "a and b": false, "x div 2": true, "not_func$": false} {
		if got := isDynamic(s, "string"); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
	if isDynamic("2020 - 01", "date") || !isDynamic("today()", "date") {
		t.Error("hyphens in dates")
	}
}

func TestEditDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{{"survey", "survye", 2}, {"tên", "ten", 1}, {"a", "a", 0}, {"abc", "xyz", 3}, {"abcdef", "a", 3}} {
		if got := editDistance(tc.a, tc.b, 2); got != tc.want {
			t.Errorf("%s %s: %d", tc.a, tc.b, got)
		}
	}
}

func TestMarkdownRoundTrip(t *testing.T) {
	w := &Workbook{Sheets: []Sheet{{"survey", [][]string{{"type", "na|me"}, {"", "x"}}}, {"choices", [][]string{{"a"}}}}}
	back := ParseMarkdown(Markdown(w))
	if len(back.Sheets) != 2 || back.Sheets[0].Rows[0][1] != "na|me" || back.Sheets[0].Rows[1][1] != "x" || back.Sheets[1].Name != "choices" {
		t.Errorf("%+v", back)
	}
}
