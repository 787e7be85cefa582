// Package suite runs scenario files from disk: it reads the file, compiles the form (the tables in it, or the workbook it
// names beside it) and plays the scenarios. It stands apart from formtest because reading workbooks does not belong in
// WebAssembly. Called by `sothon form test` and by the tests of the forms that ship with the program.
package suite
