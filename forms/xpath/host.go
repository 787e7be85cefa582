package xpath

// Host is what an expression may ask of the form session it runs in. Embed BaseHost to answer only some of it.
type Host interface {
	// Root is the root node of the primary instance: where absolute paths begin. nil = the root of the context node.
	Root() Node
	// Instance returns the root node of a secondary instance, whose child is the element `root`.
	Instance(id string) (Node, bool)
	// Now is the instant that today() and now() show, and the zone of the device in minutes east of UTC.
	Now() (unixMilli int64, zoneMinutes int)
	// UUID returns a random version 4 UUID, lower case with dashes.
	UUID() string
	// Random returns a number in [0, 1).
	Random() float64
	// Lang is the active language.
	Lang() string
	// ChoiceName is the label, in the active language, of the choice with this value of the select at questionPath.
	// The path is as written in the expression; ctx is the node the expression is bound to.
	ChoiceName(value, questionPath string, ctx Node) (string, bool)
	// Itext is the translation with this id in the active language.
	Itext(id string) (string, bool)
	// Property is a property of the device or session: "deviceid", "username", "version"…; "" when unknown.
	Property(name string) string
	// Namespace returns the URI of a prefix; the empty prefix asks for the namespace of unprefixed element names.
	Namespace(prefix string) (string, bool)
	// Lookup is an index hint: the items (instance('id')/root/item) of a secondary instance whose child `column` equals
	// `value`, in document order, where an item without that child counts as having ""; ok is false when the host has no
	// index or knows no such column, and the evaluator must walk. The slice is not modified.
	Lookup(id, column, value string) (items []Node, ok bool)
}

// Caller is implemented by hosts that add functions to the library; Check is told of them by its argument. ok is false for
// a name the host does not have. Names of the library can not be replaced.
type Caller interface {
	Call(name string, args []Value, ctx Node) (v Value, ok bool, err error)
}

// BaseHost answers every question with its most harmless default. The zero value is ready, and a nil *BaseHost too.
type BaseHost struct{}

var _ Host = (*BaseHost)(nil)

// Root returns nil: absolute paths begin at the root of the context node.
func (*BaseHost) Root() Node { return nil }

// Instance knows no instance.
func (*BaseHost) Instance(string) (Node, bool) { return nil, false }

// Now is the epoch in UTC.
func (*BaseHost) Now() (int64, int) { return 0, 0 }

// UUID returns the smallest version 4 UUID.
func (*BaseHost) UUID() string { return "00000000-0000-4000-8000-000000000000" }

// Random returns 0.
func (*BaseHost) Random() float64 { return 0 }

// Lang returns "".
func (*BaseHost) Lang() string { return "" }

// ChoiceName knows no choice.
func (*BaseHost) ChoiceName(string, string, Node) (string, bool) { return "", false }

// Itext knows no translation.
func (*BaseHost) Itext(string) (string, bool) { return "", false }

// Property returns "".
func (*BaseHost) Property(string) string { return "" }

// Namespace knows the prefixes that XForms written by pyxform use.
func (*BaseHost) Namespace(prefix string) (string, bool) {
	switch prefix {
	case "jr":
		return jrSpace, true
	case "h":
		return "http://www.w3.org/1999/xhtml", true
	case "orx":
		return "http://openrosa.org/xforms", true
	case "odk":
		return "http://www.opendatakit.org/xforms", true
	case "entities":
		return "http://www.opendatakit.org/xforms/entities", true
	case "xml":
		return "http://www.w3.org/XML/1998/namespace", true
	}
	return "", false
}

// Lookup has no index.
func (*BaseHost) Lookup(string, string, string) ([]Node, bool) { return nil, false }

const jrSpace = "http://openrosa.org/javarosa"
