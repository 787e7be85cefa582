package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// question is what the type column of a row says.
type question struct {
	kind            forms.Kind
	control         string // normalised type, forms.Node.Control
	bind            string // forms.Node.Type
	preload, prepar string
	constraint      string // of the legacy types that bring one
	mediaType       bool   // photo, audio, video, file
	section         string // "begin" or "end" of a group, repeat or loop: control says which
	list            string // choice list, file name, or ${…}
	orOther         bool
}

// simpleTypes maps the spellings of a type that takes no list to what it makes.
var simpleTypes = makeSimpleTypes()

func makeSimpleTypes() map[string]question {
	types := map[string]question{}
	define := func(q question, spellings ...string) {
		for _, s := range spellings {
			types[s] = q
		}
	}
	ask := func(control, bind string) question {
		return question{kind: forms.KindQuestion, control: control, bind: bind}
	}
	media := func(control string) question {
		return question{kind: forms.KindQuestion, control: control, bind: "binary", mediaType: true}
	}
	meta := func(control, bind, preload, prepar string) question {
		return question{kind: forms.KindMeta, control: control, bind: bind, preload: preload, prepar: prepar}
	}
	value := func(control, bind, preload, prepar string) question {
		return question{kind: forms.KindValue, control: control, bind: bind, preload: preload, prepar: prepar}
	}
	limited := func(constraint string) question {
		q := ask("integer", "int")
		q.constraint = constraint
		return q
	}
	define(ask("text", "string"), "text", "string", "q string", "add text prompt")
	define(ask("integer", "int"), "integer", "int", "q int", "add integer prompt")
	define(ask("decimal", "decimal"), "decimal", "q decimal", "add decimal prompt")
	define(ask("date", "date"), "date", "q date", "add date prompt")
	define(ask("time", "time"), "time")
	define(ask("datetime", "dateTime"), "datetime", "date time", "q datetime", "q date time", "add datetime prompt", "add date time prompt")
	define(ask("barcode", "barcode"), "barcode", "q barcode", "add barcode prompt")
	define(ask("geopoint", "geopoint"), "geopoint", "gps", "location", "q geopoint", "q location", "add location prompt")
	define(ask("geotrace", "geotrace"), "geotrace", "q geotrace")
	define(ask("geoshape", "geoshape"), "geoshape", "q geoshape")
	define(ask("range", "int"), "range")
	define(ask("acknowledge", "string"), "acknowledge", "trigger", "q acknowledge", "add acknowledge prompt")
	define(media("image"), "image", "photo", "q image", "q picture", "add image prompt")
	define(media("audio"), "audio", "q audio", "add audio prompt")
	define(media("video"), "video", "q video", "add video prompt")
	define(media("file"), "file", "add file prompt")
	define(question{kind: forms.KindNote, control: "note", bind: "string"}, "note", "q note", "add note prompt")
	define(value("calculate", "string", "", ""), "calculate", "q calculate", "add calculate prompt")
	define(value("hidden", "string", "", ""), "hidden")
	define(meta("start", "dateTime", "timestamp", "start"), "start", "start time", "get start time")
	define(meta("end", "dateTime", "timestamp", "end"), "end", "end time", "get end time")
	define(value("today", "date", "date", "today"), "today", "get today")
	define(meta("deviceid", "string", "property", "deviceid"), "deviceid", "device id", "get device id", "imei")
	define(meta("username", "string", "property", "username"), "username")
	define(value("email", "string", "property", "email"), "email")
	define(value("phonenumber", "string", "property", "phonenumber"), "phonenumber", "get phone number")
	define(value("simserial", "string", "property", "simserial"), "simserial", "sim id", "get sim id")
	define(value("subscriberid", "string", "property", "subscriberid"), "subscriberid", "subscriber id", "get subscriber id")
	for _, p := range []string{"deviceid", "email", "phonenumber", "simserial", "subscriberid", "username"} {
		define(value("uri:"+p, "string", "property", "uri:"+p), "uri:"+p)
	}
	define(meta("audit", "binary", "", ""), "audit")
	define(value("start-geopoint", "geopoint", "", ""), "start-geopoint")
	define(value("background-geopoint", "geopoint", "", ""), "background-geopoint")
	define(value("background-audio", "binary", "", ""), "background-audio")
	define(question{control: "external-csv"}, "csv-external")
	define(question{control: "external-xml"}, "xml-external")
	define(limited("0 <= . and . <= 100"), "percentage")
	define(limited("0 <= . and . <= 31"), "number of days in last month")
	define(limited("0 <= . and . <= 183"), "number of days in last six months")
	define(limited("0 <= . and . <= 365"), "number of days in last year")
	phone := ask("text", "string")
	phone.constraint = `regex(., '^\d*$')`
	define(phone, "phone number")
	return types
}

// selectTypes are the commands that a list follows; a longer spelling comes before those it begins with.
var selectTypes = []struct{ spelling, control string }{
	{"add select multiple prompt using", "select_multiple"}, {"select all that apply from", "select_multiple"},
	{"select multiple from file", "select_multiple_from_file"}, {"add select one prompt using", "select_one"},
	{"select all that apply", "select_multiple"}, {"select multiple using", "select_multiple"},
	{"select multiple from", "select_multiple"}, {"select one from file", "select_one_from_file"},
	{"select one external", "select_one_external"}, {"select multiple", "select_multiple"}, {"select one using", "select_one"},
	{"select one from", "select_one"}, {"select one", "select_one"}, {"q select1", "select_one"}, {"q select", "select_multiple"},
	{"select1", "select_one"}, {"rank", "rank"}, {"osm", "osm"},
}

// parseType reads the type column; ok is false when it is no known type.
func parseType(text string) (q question, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	plain := foldType(text)
	if q, ok := simpleTypes[plain]; ok {
		return q, true
	}
	if q, ok := parseSection(plain); ok {
		return q, true
	}
	for _, s := range selectTypes {
		if plain != s.spelling && !strings.HasPrefix(plain, s.spelling+" ") {
			continue
		}
		q := question{kind: forms.KindQuestion, control: s.control, bind: "string"}
		switch s.control {
		case "rank":
			q.bind = "odk:rank"
		case "osm":
			q.bind = "binary"
		}
		q.list = strings.TrimSpace(text[len(s.spelling):])
		if !strings.HasSuffix(s.control, "_file") {
			for _, other := range []string{" or_other", " or specify other", " or other"} {
				if rest, ok := strings.CutSuffix(q.list, other); ok {
					q.list, q.orOther = rest, true
				}
			}
		}
		return q, true
	}
	return question{}, false
}

// parseSection reads begin and end of groups, repeats and loops.
func parseSection(plain string) (question, bool) {
	for _, edge := range []string{"begin", "end"} {
		rest, ok := strings.CutPrefix(plain, edge+" ")
		if !ok {
			continue
		}
		what, list, _ := strings.Cut(rest, " over ")
		switch what {
		case "group":
			return question{kind: forms.KindGroup, control: "group", section: edge}, true
		case "repeat", "lgroup", "looped group":
			return question{kind: forms.KindRepeat, control: "repeat", section: edge}, true
		case "loop":
			return question{kind: forms.KindGroup, control: "loop", section: edge, list: list}, true
		}
	}
	return question{}, false
}

// foldType makes spellings comparable without changing byte positions: ASCII lower case, "_" as space.
func foldType(s string) string {
	b := []byte(s)
	for i, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			b[i] = c + 'a' - 'A'
		case c == '_':
			b[i] = ' '
		}
	}
	return string(b)
}

// everyType names all types, for "did you mean".
func everyType(yield func(string) bool) {
	for _, s := range []string{"text", "integer", "decimal", "date", "time", "datetime", "note", "calculate", "hidden", "image", "audio",
		"video", "file", "barcode", "geopoint", "geotrace", "geoshape", "range", "acknowledge", "select_one", "select_multiple", "rank",
		"select_one_from_file", "select_multiple_from_file", "begin_group", "end_group", "begin_repeat", "end_repeat", "start", "end",
		"today", "deviceid", "username", "audit", "csv-external", "xml-external"} {
		if !yield(s) {
			return
		}
	}
}
