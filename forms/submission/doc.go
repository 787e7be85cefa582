// Package submission reads what ODK Collect, Enketo or this program sends: one filled record of a form as OpenRosa XML
// (ODK XForms, "Submission"), and gives its rows and answers. instance.Tree.XML is the other direction.
//
//	record, diags := submission.Read(form, text)
//
// Every mistake is a Diagnostic at the line of its element; Record is nil only where the text is no submission of this
// form at all. A value that is not of its question's type is told and kept as written: opening the record marks it.
// It is not part of the tablet: the office and the command line use it.
package submission
