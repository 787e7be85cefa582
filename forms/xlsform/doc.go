// Package xlsform turns an XLSForm workbook into a forms.Form, or says everything that is wrong with it.
//
// A Workbook is sheets of strings, whoever read them: xlsx reads Excel files, ParseMarkdown reads the tables that tests and
// scenario files use. Build works in four steps, one file each:
//
//	sheet.go, header.go     rows under recognised headers; aliases, nesting, languages
//	settings.go, choice*.go the settings and choices sheets
//	survey*.go, question.go the survey sheet as a tree of rows, names and types
//	resolve*.go, express.go ${…} becomes paths, every expression is parsed and checked
//
// Nothing stops at the first mistake: every step reports what it finds (report.go) and goes on with what is sound, so that
// an author sees all problems of a workbook at once. A Diagnostic names the sheet and the header as the author wrote them,
// the row as Excel numbers it, what was found, why it is wrong and how to mend it, in Vietnamese and English. Codes are
// stable; limits.go refuses what is too large before any work is done with it.
//
// The rules come from the XLSForm reference and from what pyxform 4.5 makes of a workbook; where a rule is ours (columns
// and settings that begin with "st") docs/forms.md says so.
//
//	f, diags := xlsform.CompileMarkdown(`
//	| survey |         |        |               |             |
//	|        | type    | name   | label         | constraint  |
//	|        | integer | so_nk  | Số nhân khẩu? | . > 0       |
//	`, xlsform.Options{FileStem: "thu"})
//
// Called by the upload page, `sothon form check`, formtest and the seed data.
package xlsform
