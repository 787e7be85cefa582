// Package xform writes a forms.Form as an ODK XForm and reads an XForm as a forms.Form.
//
// Write gives the shape that pyxform gives and ODK Collect reads: h:head with title and model (itext, primary instance,
// secondary instances, binds, actions), h:body with the controls. Read takes that shape and the XForms of other tools
// within the limits of xmldoc; what it can not keep is a Diagnostic at the line of the element.
//
// It is not part of the tablet (architecture.md): the office and the command line use it.
//
//	text := xform.Write(form)
//	form, diags := xform.Read(string(text))
package xform
