package main

import (
	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms/xform"
)

type formXFormCmd struct {
	File string `arg:"" type:"existingfile" help:"Tệp .xlsx, .xls, .csv, hoặc bảng markdown .md. A workbook or tables in text."`
}

// Run writes the XForm, or lists the mistakes of the workbook.
func (c formXFormCmd) Run(k *kong.Context) error {
	form, diags, err := compileFile(c.File)
	if err != nil {
		return err
	}
	if form == nil {
		for _, d := range diags {
			printDiagnostic(k.Stderr, d)
		}
		return errFormHasMistakes
	}
	_, err = k.Stdout.Write(xform.Write(form))
	return err
}
