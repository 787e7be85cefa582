// Package seed makes the demo commune: an invented commune with nine villages, 400 households, about 1,500 people, their
// loans and last year's answers, marked "mẫu" wherever a name shows. It is the same at every run: everything follows
// from fixed numbers, never from the clock or chance. It also holds the forms that ship with the program.
//
// The shape: Make gives a Commune as plain values (no database); Fill puts one into an empty store through store.Author,
// the same door through which every change goes, and does nothing when the workspace is already there.
//
// The household form is forms/ho-gia-dinh.md, a table a person can read and compare; forms/ho-gia-dinh.xlsx is the same
// workbook as Excel, made from it (a test holds the two equal).
package seed
