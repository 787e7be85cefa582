// Package report writes administrative papers by Nghị định 30/2020/NĐ-CP: a Document says what stands in a paper (agency,
// number, place and date, title, body, tables, recipients, signature, appendices); Compose lays it out as Pages of
// paragraphs and grids; DOCX and PDF write the same Pages, XLSX the tables alone.
//
// Invariants: the same Document gives the same bytes (no clock, no random ids); a Document with Sample carries the word MẪU
// on every page of every format; text of any origin is safe: what XML or the font can not hold is shown as U+FFFD or □,
// never dropped silently and never read as markup. Lengths are points (1/72 inch) unless said otherwise.
//
// A template is such a DOCX with fields in braces, changed by an official in Word: Fill puts values into it and ReadDOCX
// turns the filled file back into Pages, so that the PDF needs no office suite. Called by server/admin and
// server/report/paper. Layout measures: NĐ 30/2020/NĐ-CP, Phụ lục I; the file formats: ECMA-376, ISO 32000.
package report
