package forms

// Form is one compiled version of an XLSForm. Do not modify a Form after Build or Decode.
type Form struct {
	ID           string       // settings form_id
	Title        Text         // settings form_title, one per language
	VersionName  string       // settings version: the author's own text; the number is given at publication, outside the form
	Root         string       // name of the root element, default "data"
	Languages    []string     // codes or names in column order, first = default; at least one entry ("" when untranslated)
	InstanceName string       // XPath of settings instance_name, resolved; "" = none
	Visits       string       // settings st_visits: "one" (default) or "many"
	Style        string       // settings style
	Nodes        []Node       // document order; Nodes[0] is the root
	Lists        []ChoiceList // choices sheet, in order of first use
	Externals    []External   // lists that come from files: scoped lists or attachments
	Given        []GivenRow   // rows that a new record starts with, parents first; only an XForm brings them
	Actions      []Action     // actions that no column of a node says; only an XForm brings them
	Extras       *Extras      // what only an XForm shows; nil = nothing. Not encoded
}

// Kind says what a node is in the answer tree.
type Kind uint8

// The kinds of node.
const (
	KindRoot     Kind = iota // Nodes[0]
	KindGroup                // begin_group
	KindRepeat               // begin_repeat: each row is one instance of its children
	KindQuestion             // a control a person answers
	KindNote                 // shown, never answered
	KindValue                // calculate, hidden and preload nodes: no control
	KindMeta                 // start, end, deviceid, username, instanceID, audit: belong to the change, never ops
)

// Node is one row of the survey sheet in its place in the tree. Every expression field holds XPath with ${…} already
// resolved to paths as pyxform does (absolute outside repeats, relative inside a shared repeat, current()/ in choice
// filters); "" means absent. Constants of required and readonly are "true()".
type Node struct {
	Parent                 int // node number of the enclosing group, repeat or root; -1 for the root
	Kind                   Kind
	Name                   string // element name
	Type                   string // bind type: string, int, decimal, date, time, dateTime, geopoint, geotrace, geoshape, barcode, binary, odk:rank; "" for groups
	Control                string // the XLSForm type as normalised: text, integer, decimal, date, time, datetime, select_one, select_multiple, rank, note, image, audio, video, file, barcode, geopoint, geotrace, geoshape, range, acknowledge, calculate, hidden, start, end, today, deviceid, username, …
	Appearance             string
	Label                  Text
	Hint                   Text
	Guidance               Text
	Media                  []Media
	Relevant               string
	Required               string
	ReadOnly               string
	Constraint             string
	Calculate              string
	Trigger                []int  // node numbers whose change runs Calculate as an action (column trigger)
	Default                string // static default text
	DynDefault             string // dynamic default: XPath run by odk-instance-first-load (and odk-new-repeat in repeats)
	RequiredMsg            Text
	ConstraintMsg          Text
	List                   string // choice list: name in Lists, or External id for *_from_file, or "" ; see ListPath for selects from a repeat
	ListPath               string // nodeset for `select_one ${repeat question}`, "" otherwise
	ListValue              string // child that is the value, default "name" (geojson "id")
	ListLabel              string // child that is the label, default "label"
	ChoiceFilter           string
	RepeatCount            string  // XPath of repeat_count, "" = open
	Params                 []Param // parameters column, keys lower-case, in order
	Attrs                  []Param // attributes of the element in the instance: constants that paths can read
	Preload, PreloadParams string
	Merge                  string // bind::st:merge: "one" or "each" ("each" is the default of media and geo types); "" for non-questions
	Was                    string // bind::st:was: old path of a renamed question
	RowsExpr               string // bind::st:rows: XPath giving the list items whose rows a repeat starts from; item child "name" is the row id, columns seed fields of the same name
	Register               string // bind::st:register: field of the case's register that an approval updates
	Row                    int    // 1-based row of the survey sheet, for diagnostics; 0 = generated
}

// GivenRow is a row of a repeat that a new record has from the start. Of a repeat whose length is computed it says what the
// row at its place begins with.
type GivenRow struct {
	Node   int // the repeat
	In     int // number in Form.Given of the row around it, -1 = none
	Values []GivenValue
}

// Text is what a leaf of the row begins with, "" for nothing.
func (g *GivenRow) Text(node int) string {
	for _, v := range g.Values {
		if v.Node == node {
			return v.Text
		}
	}
	return ""
}

// GivenValue is what a leaf of a GivenRow begins with.
type GivenValue struct {
	Node int
	Text string
}

// Action sets a value when something happens (XForms setvalue). Most actions stand in the nodes: DynDefault for
// the first load and new rows together, Trigger with Calculate for a change of value. These are the others.
type Action struct {
	Event string // first-load, load (each opening), new-row or value-changed
	On    int    // node whose change or whose new row runs it; the root for first-load and load
	Ref   string // XPath of what is set
	Value string // XPath
}

// Text is one text per language, parallel to Form.Languages; nil = absent. A missing translation is an empty Template.
type Text []Template

// Template is a text with embedded expressions: parts in order, each a literal or an XPath whose string value stands there.
type Template []Part

// Part is a literal (Expr == "") or an expression.
type Part struct{ Lit, Expr string }

// Media is one picture, audio or video of a label: Kind is image, big-image, audio or video; File per language.
type Media struct {
	Kind string
	File []string
}

// Param is one key=value of the parameters column.
type Param struct{ Key, Value string }

// ChoiceList is one list of the choices sheet.
type ChoiceList struct {
	Name    string
	Columns []string // extra columns besides name and label
	Choices []Choice
}

// Choice is one row of a choice list; Extra is parallel to ChoiceList.Columns.
type Choice struct {
	Name  string
	Label Text
	Media []Media
	Extra []string
}

// ItextList is the name of the list that keeps the translations which expressions ask for by id, jr:itext(id).
const ItextList = "jr:itext"

// External is a list that is not in the workbook: `select_one_from_file thon.csv` or pulldata('thon', …). ID is the file
// stem, which is also the name of the scoped list that fills it (sync.md 1.6); File keeps the extension.
type External struct{ ID, File string }
