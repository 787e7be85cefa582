package xlsform

import "strings"

// columns says what the headers of one kind of sheet mean.
type columns struct {
	sheet   string              // "survey", "choices" …
	aliases map[string]string   // normalised header → key
	texts   map[string]bool     // keys that may be translated
	nested  map[string]bool     // heads that nest: bind::x, media::image …
	known   []string            // keys that a misspelt header may have meant
	single  map[string]struct{} // heads after which a single ":" nests, as old workbooks do
}

func newColumns(sheet, known, texts, aliases string) *columns {
	c := &columns{sheet: sheet, aliases: map[string]string{}, texts: map[string]bool{},
		nested: map[string]bool{"bind": true, "body": true, "control": true, "instance": true, "media": true},
		single: map[string]struct{}{"bind": {}, "body": {}, "control": {}, "instance": {}, "media": {}}}
	c.known = strings.Fields(known)
	for _, k := range c.known {
		c.aliases[k] = k
	}
	for _, k := range strings.Fields(texts) {
		c.texts[k] = true
		c.single[k] = struct{}{}
	}
	for _, pair := range strings.Fields(aliases) {
		from, to, _ := strings.Cut(pair, "=")
		c.aliases[from] = to
	}
	return c
}

const mediaAliases = ` media::image=image media::big-image=big-image media::audio=audio media::video=video`

// The headers of each sheet (XLSForm reference; pyxform's aliases).
var (
	surveyColumns = newColumns("survey",
		`type name label hint guidance_hint image big-image audio video relevant required required_message readonly
		 constraint constraint_message calculation trigger default choice_filter parameters appearance repeat_count
		 save_to disabled autoplay rows accuracythreshold query list_name intent`,
		`label hint guidance_hint image big-image audio video constraint_message required_message no_app_error_string`,
		`command=type tag=name value=name caption=label relevance=relevant bind::relevant=relevant bind::required=required
		 requiredmsg=required_message bind::jr:requiredmsg=required_message read_only=readonly bind::readonly=readonly
		 bind::constraint=constraint constraining_message=constraint_message bind::jr:constraintmsg=constraint_message
		 calculate=calculation bind::calculate=calculation control::appearance=appearance body::appearance=appearance
		 count=repeat_count jr:count=repeat_count control::jr:count=repeat_count repeatcount=repeat_count choicefilter=choice_filter
		 body::accuracythreshold=accuracythreshold control::accuracythreshold=accuracythreshold control::rows=rows body::rows=rows
		 control::autoplay=autoplay body::autoplay=autoplay body::intent=intent control::intent=intent bind::entities:saveto=save_to guidancehint=guidance_hint
		 bind::type=bind::type bind::st:merge=bind::st:merge bind::st:was=bind::st:was bind::st:rows=bind::st:rows
		 bind::st:register=bind::st:register no_app_error_string=no_app_error_string
		 bind::jr:noapperrorstring=no_app_error_string compact_tag=compact_tag sms_field=compact_tag sms_option=compact_tag
		 bind::jr:preload=bind::jr:preload bind::jr:preloadparams=bind::jr:preloadparams`+mediaAliases)
	choiceColumns = newColumns("choices", `list_name name label image big-image audio video`,
		`label image big-image audio video`, `value=name caption=label listname=list_name`+mediaAliases)
	settingsColumns = newColumns("settings",
		`form_title form_id version instance_name default_language public_key submission_url style auto_send auto_delete
		 client_editable allow_choice_duplicates name namespaces instance_xmlns omit_instanceid instance_id clean_text_values
		 prefix delimiter flat st_visits`,
		`form_title`,
		`title=form_title set_form_title=form_title id_string=form_id set_form_id=form_id xml_root=name
		 sms_keyword=sms_keyword`)
)

// key reads a header: the key of the column, "" when the header is empty, and the language after the last "::".
// Unknown headers give their own text as key.
func (c *columns) key(header string) (key, lang string) {
	header = strings.Join(strings.Fields(header), " ")
	if header == "" {
		return "", ""
	}
	tokens := strings.Split(header, "::")
	if len(tokens) == 1 {
		head, rest, found := strings.Cut(header, ":")
		if _, ok := c.single[normalHead(head)]; found && ok {
			tokens = []string{head, rest}
			if kind, lang, more := strings.Cut(rest, ":"); more && normalHead(head) == "media" {
				tokens = []string{head, kind, lang}
			}
		}
	}
	for i := range tokens {
		tokens[i] = strings.TrimSpace(tokens[i])
	}
	head := normalHead(tokens[0])
	if c.nested[head] && len(tokens) > 1 {
		head += "::" + normalHead(tokens[1])
		tokens = tokens[1:]
	}
	key, known := c.aliases[head]
	switch {
	case !known && c.nested[strings.SplitN(head, "::", 2)[0]] && strings.Contains(head, "::"):
		return head, ""
	case !known:
		return header, ""
	case len(tokens) == 1:
		return key, ""
	case c.texts[key]:
		return key, strings.Join(tokens[1:], "::")
	}
	return header, ""
}

// normalHead makes "Constraint  Message" and "constraint_message" one.
func normalHead(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.ReplaceAll(s, " ", "_")
}
