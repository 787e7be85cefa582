package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// rawText is the text of a row under one key, per language of the form; nil = no text in any language.
type rawText []rawCell

type rawCell struct {
	text string
	at   place
}

// literal takes the texts as they are, without looking for ${…}.
func (r rawText) literal() forms.Text {
	if r == nil {
		return nil
	}
	t := make(forms.Text, len(r))
	for i, c := range r {
		if c.text != "" {
			t[i] = forms.Template{{Lit: c.text}}
		}
	}
	return t
}

// findLanguages collects the languages of all headers in the order of the columns. Where a text has both a column without
// language and translated ones, the former is of default_language, or of a language called "default" as in pyxform; where
// it has only the former, that text stands in every language.
func (b *builder) findLanguages() {
	add := func(lang string) {
		for _, l := range b.langs {
			if l == lang {
				return
			}
		}
		b.langs = append(b.langs, lang)
	}
	fallback, at := b.setting("default_language")
	if fallback != "" {
		add(fallback)
	}
	for _, t := range []*table{b.survey, b.choices, b.settings} {
		if t == nil {
			continue
		}
		mixed := map[string]int{}
		for _, c := range t.cols {
			if !t.kind.texts[c.key] {
				continue
			}
			if c.lang != "" {
				add(c.lang)
				mixed[c.key] |= 2
			} else if t.filled(c.index) {
				mixed[c.key] |= 1
			}
		}
		for _, how := range mixed {
			if how == 3 && fallback == "" {
				fallback = "default"
			}
		}
	}
	if fallback == "default" && at.header == "" {
		b.langs = append([]string{"default"}, b.langs...)
	}
	if len(b.langs) > maxLanguages {
		b.report.error("too-large", b.survey.at, itoa(len(b.langs)),
			text("Quá nhiều ngôn ngữ: "+itoa(len(b.langs))+".", "Too many languages: "+itoa(len(b.langs))+"."),
			text("Tối đa "+itoa(maxLanguages)+" ngôn ngữ; kiểm tra các tiêu đề label::….", "At most "+itoa(maxLanguages)+"; check the headers label::…."))
		b.langs = b.langs[:maxLanguages]
	}
	if len(b.langs) == 0 {
		b.langs = []string{""}
	}
	b.form.Languages = b.langs
	if fallback != "" && at.header != "" {
		b.checkDefaultLanguage(fallback, at)
	}
}

// checkDefaultLanguage warns when default_language is no language of the headers though there are translations.
func (b *builder) checkDefaultLanguage(lang string, at place) {
	if len(b.langs) < 2 {
		return
	}
	for _, t := range []*table{b.survey, b.choices} {
		if t == nil {
			continue
		}
		for _, c := range t.cols {
			if c.lang == lang || t.kind.texts[c.key] && c.lang == "" && t.filled(c.index) {
				return
			}
		}
	}
	b.report.warn("unknown-language", at, lang,
		text("default_language không trùng ngôn ngữ nào trong tiêu đề: "+quoteAll(b.langs[1:])+".", "default_language is none of the languages of the headers: "+quoteAll(b.langs[1:])+"."),
		text("Ghi đúng như sau dấu :: của tiêu đề, ví dụ Tiếng Việt (vi).", "Write it exactly as after the :: of the headers, for example Tiếng Việt (vi)."))
}

func (t *table) filled(col int) bool {
	for i := range t.rows {
		if t.rows[i].cell(col) != "" {
			return true
		}
	}
	return false
}

// readText gathers the text of a row under key in every language.
func (b *builder) readText(t *table, r *tableRow, key string) rawText {
	var out rawText
	var bare rawCell
	translated := false
	for _, i := range t.find[key] {
		c := &t.cols[i]
		translated = translated || c.lang != ""
		s := r.cell(c.index)
		if s == "" {
			continue
		}
		cell := rawCell{s, t.placeCol(r.num, c)}
		if c.lang == "" {
			bare = cell
			continue
		}
		if out == nil {
			out = make(rawText, len(b.langs))
		}
		out[b.langIndex(c.lang)] = cell
	}
	if bare.text == "" {
		return out
	}
	if out == nil {
		out = make(rawText, len(b.langs))
	}
	for i := range out {
		if out[i].text == "" && (i == 0 || !translated) {
			out[i] = bare
		}
	}
	return out
}

// bare tells whether a row's text under key stands in the column without a language only, and that column serves no
// language of its own.
func (b *builder) bare(t *table, r *tableRow, key string) bool {
	found := false
	lang, _ := b.setting("default_language")
	for _, i := range t.find[key] {
		c := &t.cols[i]
		switch {
		case c.lang != "" && (r.cell(c.index) != "" || lang != ""):
			return false
		case c.lang == "" && r.cell(c.index) != "":
			found = true
		}
	}
	return found && len(b.langs) > 0 && b.langs[0] != ""
}

func (b *builder) langIndex(lang string) int {
	for i, l := range b.langs {
		if l == lang {
			return i
		}
	}
	return 0
}

var mediaKinds = []string{"image", "big-image", "audio", "video"}

// readMedia gathers the media columns of a row.
func (b *builder) readMedia(t *table, r *tableRow) []forms.Media {
	var out []forms.Media
	image := false
	for _, kind := range mediaKinds {
		raw := b.readText(t, r, kind)
		if raw == nil {
			continue
		}
		m := forms.Media{Kind: kind, File: make([]string, len(raw))}
		for i, c := range raw {
			m.File[i] = c.text
			if strings.Contains(c.text, "${") {
				b.template(c, useContext{})
				b.notYet(forms.Error, c.at, c.text)
			}
		}
		image = image || kind == "image"
		if kind == "big-image" && !image {
			b.report.error("big-image-alone", t.place(r, "big-image"), m.File[0],
				text("Có ảnh lớn (big-image) mà không có ảnh thường (image).", "There is a big-image but no image."),
				text("Thêm tên tệp vào cột image.", "Give the file in the column image too."))
		}
		out = append(out, m)
	}
	return out
}

// checkTranslations warns of languages that a translated sheet leaves out, once for each column and language.
func (b *builder) checkTranslations() {
	if len(b.langs) < 2 {
		return
	}
	for _, t := range []*table{b.survey, b.choices} {
		if t == nil {
			continue
		}
		for _, key := range []string{"label", "hint", "guidance_hint", "image", "big-image", "audio", "video", "required_message", "constraint_message"} {
			if len(t.find[key]) > 0 {
				b.checkTranslation(t, key)
			}
		}
	}
}

func (b *builder) checkTranslation(t *table, key string) {
	have := map[string]*column{}
	var first *column
	for _, i := range t.find[key] {
		c := &t.cols[i]
		lang := c.lang
		if lang == "" {
			lang = b.langs[0]
		}
		have[lang] = c
		if first == nil {
			first = c
		}
	}
	for _, lang := range b.langs {
		c := have[lang]
		if c == nil {
			at := t.at
			at.header, at.col, at.row = first.header, first.index+1, 0
			b.report.warn("missing-translation", at, lang,
				text("Không có cột "+quote(key+"::"+lang)+".", "There is no column "+quote(key+"::"+lang)+"."),
				text("Thêm cột này, hoặc bỏ ngôn ngữ đó ở các cột khác.", "Add the column, or take that language out of the others."))
			continue
		}
		if key != "label" {
			continue
		}
		for i := range t.rows { // a label that another language has
			r := &t.rows[i]
			if r.cell(c.index) != "" {
				continue
			}
			for _, other := range have {
				if r.cell(other.index) != "" {
					b.report.warn("missing-translation", t.placeCol(r.num, c), lang,
						text("Hàng này thiếu chữ tiếng "+quote(lang)+".", "This row has no text in "+quote(lang)+"."),
						text("Điền bản dịch vào ô này.", "Write the translation in this cell."))
					break
				}
			}
		}
	}
}
