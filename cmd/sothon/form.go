package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/source"
)

type formCmd struct {
	Check   formCheckCmd   `cmd:"" help:"Báo mọi lỗi của một biểu mẫu, kèm trang, dòng, cột và cách sửa. List everything wrong with a workbook: sheet, row, column, what was found, how to mend it."`
	Test    formTestCmd    `cmd:"" help:"Chạy kịch bản thử của một biểu mẫu. Play the tests of a form and list what does not hold."`
	Fill    formFillCmd    `cmd:"" help:"Điền thử biểu mẫu ngay trên màn hình dòng lệnh. Fill a form in the terminal."`
	Read    formReadCmd    `cmd:"" help:"Đọc một phiếu đã điền (XML của OpenRosa) và báo mọi chỗ chưa đúng. Read a filled record, an OpenRosa submission, and list its answers and everything wrong with it."`
	XForm   formXFormCmd   `cmd:"" name:"xform" help:"Viết biểu mẫu thành ODK XForm. Write a form as an ODK XForm on stdout."`
	Old     formOldCmd     `cmd:"" hidden:"" help:"Đọc một tệp .xls trong tiến trình riêng. Read a workbook of the old kind on stdin; other commands start this."`
	Conform formConformCmd `cmd:"" help:"Trả lời từng dòng JSON về biểu mẫu, cho chương trình khác. Answer JSON Lines about forms on stdin, for editors and conformance runners."`
}

type formCheckCmd struct {
	File string `arg:"" type:"existingfile" help:"Tệp .xlsx, .xls, .csv, bảng markdown .md, hoặc XForm .xml. A workbook, tables in text, or an XForm."`
	JSON bool   `name:"json" help:"One JSON object instead of lines for people."`
}

var errFormHasMistakes = errors.New("biểu mẫu còn lỗi, chưa dùng được. The form has mistakes and can not be used yet")

func (c formCheckCmd) Run(k *kong.Context) error {
	form, diags, err := compileFile(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(k.Stdout, form, diags)
	}
	for _, d := range diags {
		printDiagnostic(k.Stdout, d)
	}
	if form == nil {
		return errFormHasMistakes
	}
	hash := form.Hash()
	fmt.Fprintf(k.Stdout, "%s: dùng được, %d dòng, mã %x. Good.\n", form.ID, len(form.Nodes)-1, hash[:8])
	return nil
}

// compileFile reads a form of any kind. It is nil when a diagnostic is an error.
func compileFile(file string) (*forms.Form, []forms.Diagnostic, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	f := source.Read(b, filepath.ToSlash(file))
	return f.Form, f.Diags, nil
}

func printDiagnostic(w io.Writer, d forms.Diagnostic) {
	kind := "LỖI"
	if d.Severity == forms.Warning {
		kind = "lưu ý"
	}
	place := d.Sheet
	if d.Row > 0 {
		place += fmt.Sprintf(" dòng %d", d.Row)
	}
	if d.Column != "" {
		place += " cột " + d.Column
	}
	if d.Cell != "" {
		place += " (" + d.Cell + ")"
	}
	fmt.Fprintf(w, "%s  %s: %s [%s]\n", kind, place, d.Why.Vi, d.Code)
	if d.Found != "" {
		fmt.Fprintf(w, "     có: %s\n", d.Found)
	}
	fmt.Fprintf(w, "     sửa: %s\n     (%s %s)\n", d.Fix.Vi, d.Why.En, d.Fix.En)
}

func printJSON(w io.Writer, form *forms.Form, diags []forms.Diagnostic) error {
	type message struct {
		Vi string `json:"vi"`
		En string `json:"en"`
	}
	type line struct {
		Severity string  `json:"severity"`
		Code     string  `json:"code"`
		Alias    string  `json:"alias,omitempty"`
		Sheet    string  `json:"sheet,omitempty"`
		Row      int     `json:"row,omitempty"`
		Column   string  `json:"column,omitempty"`
		Cell     string  `json:"cell,omitempty"`
		Found    string  `json:"found,omitempty"`
		Why      message `json:"why"`
		Fix      message `json:"fix"`
	}
	out := struct {
		Valid       bool   `json:"valid"`
		FormID      string `json:"form_id,omitempty"`
		Hash        string `json:"hash,omitempty"`
		Diagnostics []line `json:"diagnostics"`
	}{Valid: form != nil, Diagnostics: []line{}}
	if form != nil {
		out.FormID, out.Hash = form.ID, fmt.Sprintf("%x", form.Hash())
	}
	for _, d := range diags {
		severity := "error"
		if d.Severity == forms.Warning {
			severity = "warning"
		}
		out.Diagnostics = append(out.Diagnostics, line{severity, d.Code, d.Alias, d.Sheet, d.Row, d.Column, d.Cell, d.Found, message(d.Why), message(d.Fix)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return err
	}
	if form == nil {
		return errFormHasMistakes
	}
	return nil
}
