package forms

// Extras is what a form says only to other programs that read it as an XForm: attributes and settings that have no effect
// here. Encode leaves them out, so that a Form from Decode has none.
type Extras struct {
	Settings []Param          // settings as written: public_key, submission_url, auto_send, namespaces, attribute::x …
	Attrs    []Attr           // further attributes, in the order of the columns
	Tags     map[string][]Tag // lists of the sheet osm
	Entities []Entity         // rows of the sheet entities
	SaveTo   map[int]string   // by node: the property of an entity that it fills
	Messages map[int]Text     // by node: no_app_error_string
	Inline   map[int]string   // by node: the list whose choices stand in the control, for search()
	Outside  map[string]bool  // lists of external_choices: an XForm keeps them in itemsets.csv
	Query    map[int]bool     // selects of select_one_external
	TagList  map[int]string   // by node: the list of Tags of an osm question
	Nodeset  map[int]string   // by node: items that a question shows beside its answer: reference-geometry
	Bare     map[Place]bool   // texts given once for all languages, without a translation
	BareList map[string]bool  // choice lists of which every label is such a text
}

// Attr is an attribute that the author gave: At is bind or body. Those of the instance stand in Node.Attrs.
type Attr struct {
	Node            int
	At, Name, Value string
}

// Place is a text of a node: label, hint, required_message …
type Place struct {
	Node int
	Key  string
}

// Tag is one row of the sheet osm.
type Tag struct {
	Key   string
	Label Text
}

// Entity is one row of the sheet entities. Every expression is resolved; "" = not given.
type Entity struct {
	List                   string // name of the entity list
	Container              int    // node whose meta holds it: 0 = the record, else a group or repeat
	Repeat                 int    // the repeat it stands in, -1 = none
	Label                  string // XPath
	ID, CreateIf, UpdateIf string // XPath
	Item                   string // XPath of the item that is updated; "" = none
}

// NeedExtras gives the Extras, made where there are none: a place to write to.
func (f *Form) NeedExtras() *Extras {
	if f.Extras == nil {
		f.Extras = &Extras{Tags: map[string][]Tag{}, SaveTo: map[int]string{}, Messages: map[int]Text{}, Inline: map[int]string{}, Outside: map[string]bool{}, Query: map[int]bool{}, TagList: map[int]string{}, Nodeset: map[int]string{}, Bare: map[Place]bool{}, BareList: map[string]bool{}}
	}
	return f.Extras
}

// Setting is a setting as the author wrote it, "" when there is none.
func (f *Form) Setting(key string) string {
	if f.Extras == nil {
		return ""
	}
	for _, p := range f.Extras.Settings {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}
