// Package source reads a form from a file of any kind in which authors keep one: an Excel workbook (.xlsx, .xls), tables in
// text (.csv, markdown), or an ODK XForm (.xml). The content decides, the name only where the content does not.
package source
