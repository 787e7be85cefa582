package main

import (
	"os"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

type formOldCmd struct {
	All bool `help:"Every sheet, not only those of a form."`
}

// Run answers on stdout what stands in the workbook on stdin (xlsx.ServeOld).
func (c formOldCmd) Run(k *kong.Context) error {
	confine()
	return xlsx.ServeOld(os.Stdin, k.Stdout, c.All)
}
