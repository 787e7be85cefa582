package xform

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xmldoc"
)

// Read makes a form of an XForm. The form is nil when a Diagnostic is an Error; rows are lines of the text.
func Read(text string) (*forms.Form, []forms.Diagnostic) {
	if _, err := xmldoc.Parse(text); err != nil {
		return nil, []forms.Diagnostic{{Code: "bad-xml", Why: forms.Message{Vi: err.Error(), En: err.Error()}, Fix: forms.Message{Vi: "Xuất lại tệp XForm.", En: "Export the XForm again."}}}
	}
	return nil, []forms.Diagnostic{{Code: "not-supported-yet", Why: forms.Message{Vi: "Chưa đọc được tệp XForm.", En: "XForms can not be read yet."}, Fix: forms.Message{Vi: "Tải lên tệp Excel của biểu mẫu.", En: "Upload the workbook of the form."}}}
}
