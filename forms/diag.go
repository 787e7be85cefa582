package forms

// Severity of a Diagnostic.
type Severity uint8

// Error stops publication, Warning does not.
const (
	Error Severity = iota
	Warning
)

// Diagnostic is one thing wrong (or unwise) in a workbook, located and with its mend, in both languages.
type Diagnostic struct {
	Severity Severity
	Code     string // stable, lower-case with dashes: "unknown-list", "cycle", "bad-expression"
	Alias    string // code of pyxform for the same condition, so that a user can look it up; "" = none
	Sheet    string // as written in the workbook; "" = the whole file
	Row      int    // 1-based; 0 = the whole sheet
	Column   string // header of the column as written; "" = the whole row
	Cell     string // A1 reference when known, e.g. "D17"
	Found    string // the text found, cut to 200 runes
	Why      Message
	Fix      Message
}

// Message is one sentence in Vietnamese and English.
type Message struct{ Vi, En string }
