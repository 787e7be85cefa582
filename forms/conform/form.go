package conform

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/source"
	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
)

type formAnswer struct {
	XForm       *string      `json:"xform"`
	Error       *string      `json:"error"`
	Warnings    []string     `json:"warnings"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Sheet    string `json:"sheet"`
	Row      int    `json:"row"`
	Column   string `json:"column"`
	Why      string `json:"why"`
	Fix      string `json:"fix"`
}

// form compiles a workbook or reads an XForm, and writes it as an XForm.
func (q *request) form() (any, error) {
	var f *forms.Form
	var diags []forms.Diagnostic
	opts := xlsform.Options{FileStem: "data", Root: q.FormName}
	switch {
	case q.XForm != nil:
		f, diags = xform.Read(*q.XForm)
	case q.MD != nil:
		f, diags = xlsform.CompileMarkdown(*q.MD, opts)
	case q.Path != "":
		b, err := os.ReadFile(q.Path)
		if err != nil {
			return nil, err
		}
		file := source.Read(b, filepath.ToSlash(q.Path))
		f, diags = file.Form, file.Diags
	default:
		return nil, errors.New("thiếu md, path hoặc xform / md, path or xform is missing")
	}
	a := formAnswer{Warnings: []string{}, Diagnostics: []diagnostic{}}
	for _, d := range diags {
		severity := "warning"
		if d.Severity == forms.Error {
			severity = "error"
			if a.Error == nil {
				s := d.Why.Vi + " / " + d.Why.En
				a.Error = &s
			}
		} else {
			a.Warnings = append(a.Warnings, d.Why.En+" "+d.Fix.En)
		}
		a.Diagnostics = append(a.Diagnostics, diagnostic{severity, d.Code, d.Sheet, d.Row, canonicalHeader(d.Column), d.Why.En, d.Fix.En})
	}
	if f == nil {
		if a.Error == nil {
			s := "biểu mẫu không dùng được / the form can not be used"
			a.Error = &s
		}
		return a, nil
	}
	text := string(xform.Write(f))
	a.XForm = &text
	return a, nil
}

// canonicalHeader is the name of a column without its language.
func canonicalHeader(h string) string {
	head, _, _ := strings.Cut(h, "::")
	return strings.ToLower(strings.TrimSpace(head))
}
