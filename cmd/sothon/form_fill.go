package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/uuid"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/fill"
	"github.com/sothon/sothon/forms/instance"
)

type formFillCmd struct {
	File string `arg:"" type:"existingfile" help:"Tệp .xlsx, .xls, .csv, bảng markdown .md, hoặc XForm .xml. A workbook, tables in text, or an XForm."`
	Lang string `help:"Ngôn ngữ của câu hỏi. Language of the questions."`
	XML  string `name:"xml" help:"Ghi phiếu thành tệp XML của OpenRosa. Write the record as an OpenRosa submission to this file."`
}

// Run asks the questions on the terminal and prints the answers.
func (c formFillCmd) Run(k *kong.Context) error {
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
	now := time.Now()
	_, zone := now.Zone()
	env := engine.Env{Now: now.UnixMilli(), Zone: zone / 60, Lang: c.Lang, User: os.Getenv("USER"), Seed: uint64(now.UnixNano())}
	s, finished, err := fill.Run(form, os.Stdin, k.Stdout, fill.Options{Env: env})
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Stdout)
	for _, a := range s.Values() {
		if e := s.Tree().Find(instance.RowID(a.Ref.Row), a.Ref.Node); e != nil && a.Value != "" {
			fmt.Fprintf(k.Stdout, "%s = %s\n", e.Ref(), strings.ReplaceAll(a.Value, "\n", "\n    "))
		}
	}
	if c.XML != "" {
		b := s.Tree().XML(instance.Submission{Version: form.VersionName, InstanceID: "uuid:" + uuid.NewString(), InstanceName: s.InstanceName()})
		if err := os.WriteFile(c.XML, b, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(k.Stdout, "\nĐã ghi %s. Written.\n", c.XML)
	}
	if !finished {
		return fmt.Errorf("phiếu chưa xong. The record is not finished")
	}
	return nil
}
