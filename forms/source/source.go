package source

import (
	"bytes"
	"path"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

// Kind is a kind of file, written as the end of its name.
type Kind string

// The kinds.
const (
	XLSX     Kind = ".xlsx"
	XLS      Kind = ".xls"
	CSV      Kind = ".csv"
	Markdown Kind = ".md"
	XForm    Kind = ".xml"
)

// KindOf tells what a file is.
func KindOf(b []byte, name string) Kind {
	text := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	end := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(b, []byte("PK")):
		return XLSX
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return XLS
	case bytes.HasPrefix(text, []byte("<")):
		return XForm
	case bytes.HasPrefix(text, []byte("|")):
		return Markdown
	}
	for _, k := range []Kind{XLSX, XLS, CSV, Markdown, XForm} {
		if end == string(k) {
			return k
		}
	}
	return XLSX
}

// File is what was read.
type File struct {
	Kind  Kind
	Book  *xlsform.Workbook // nil of an XForm, and where the file can not be read as a workbook
	Form  *forms.Form       // nil when there is an error
	Diags []forms.Diagnostic
}

// Read reads and compiles a form. name is the file's, with its end; the rest of it is the form_id where the file gives
// none.
func Read(b []byte, name string) File {
	f := File{Kind: KindOf(b, name)}
	switch f.Kind {
	case XForm:
		f.Form, f.Diags = xform.Read(string(b))
		return f
	case Markdown:
		f.Book = xlsform.ParseMarkdown(string(b))
	case CSV:
		f.Book, f.Diags = xlsform.ParseCSV(b)
	default:
		f.Book, f.Diags = xlsx.Read(b, xlsx.Limits{})
	}
	if f.Book == nil {
		return f
	}
	form, more := xlsform.Compile(f.Book, xlsform.Options{FileStem: Stem(name)})
	f.Form, f.Diags = form, append(f.Diags, more...)
	return f
}

// Stem is the name of a file without its folder and its end.
func Stem(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}
