package main

import (
	"os"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms/conform"
)

type formConformCmd struct{}

// Run answers requests until stdin ends.
func (formConformCmd) Run(k *kong.Context) error { return conform.Serve(os.Stdin, k.Stdout) }
