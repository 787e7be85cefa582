package xlsform

import (
	"github.com/sothon/sothon/forms"
)

// Workbook is the sheets of a file in their order.
type Workbook struct{ Sheets []Sheet }

// Sheet is one sheet: Rows[r][c] is the text of row r+1 and column c+1. Rows may have different lengths.
type Sheet struct {
	Name string
	Rows [][]string
}

// Options of Build.
type Options struct {
	FileStem string // name of the file without its extension: form_id where the settings give none
	Root     string // name of the root element where the settings give none; "" = "data"
}

// Build makes the form. The form is nil when any Diagnostic is an Error; Warnings alone do not stop it. Diagnostics come
// in the order of the workbook: whole file, settings, survey, choices, each by row.
func Build(w *Workbook, opts Options) (*forms.Form, []forms.Diagnostic) {
	b := &builder{opts: opts, form: &forms.Form{}}
	b.build(w)
	diags := b.report.sorted()
	if hasError(diags) {
		return nil, diags
	}
	return b.form, diags
}

// BuildMarkdown is Build of ParseMarkdown.
func BuildMarkdown(md string, opts Options) (*forms.Form, []forms.Diagnostic) {
	return Build(ParseMarkdown(md), opts)
}

// checkRoot: a root given by the caller must be a name too.
func (b *builder) checkRoot() {
	if v, _ := b.setting("name"); v == "" && !isName(b.form.Root) {
		b.report.error("bad-root-name", place{}, b.form.Root, whyBadName, text("Đặt tên gốc ở cột name của trang settings.", "Give the root a name in the column name of the settings."))
	}
}

func hasError(diags []forms.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == forms.Error {
			return true
		}
	}
	return false
}

// builder is the state of one Build.
type builder struct {
	opts   Options
	form   *forms.Form
	report report

	outside   map[string]bool // lists of external_choices
	settings  *table
	survey    *table
	choices   *table
	clean     bool // settings clean_text_values is not "no"
	expressed int  // bytes of the expressions so far

	langs     []string
	lists     []*list
	listByID  map[string]*list
	usedLists int
	rows      []*item          // survey rows that became nodes, by node number
	names     map[string][]int // node numbers of each name
	externals map[string]place // where each External was first declared
	suggested int              // how often an edit distance was searched; see maxSuggestions
	reads     []reads          // edges of the dependency graph, for hugeCircles
}

func (b *builder) build(w *Workbook) {
	if !b.withinLimits(w) {
		return
	}
	sheets := b.findSheets(w)
	b.readSettings(sheets["settings"])
	b.survey = b.readSheet(sheets["survey"], surveyColumns)
	b.choices = b.readSheet(sheets["choices"], choiceColumns)
	outside := b.readSheet(sheets["external_choices"], choiceColumns)
	entities := b.readSheet(sheets["entities"], entityColumns)
	tags := b.readSheet(sheets["osm"], choiceColumns)
	b.refuseLater(sheets)
	if b.survey == nil {
		return
	}
	b.findLanguages()
	b.readChoices()
	b.readOutside(outside)
	b.readTags(tags)
	b.readSurvey()
	b.checkRoot()
	b.resolveAll()
	b.readEntities(entities)
	b.keepSettings()
	b.finishLists()
	b.checkTranslations()
}
