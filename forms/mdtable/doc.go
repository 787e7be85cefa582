// Package mdtable reads the rows of markdown tables: the way forms and lists are written in scenario files and tests.
// It knows lines, not tables; what a first cell or a header means is the caller's business. Called by forms/xlsform
// (a whole workbook as tables) and forms/formtest (lists); small enough for WebAssembly.
package mdtable
