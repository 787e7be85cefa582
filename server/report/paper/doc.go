// Package paper makes the papers of the commune from its figures: the yearly report of the movement with its tables B1-B11,
// the fifteen national tables, the posting list, the minutes of the village meeting, the decision of recognition and the
// certificates.
//
// The shape: Facts is what is known on a day, read once from the store (Read); each table is a pure function of Facts
// (tables); each paper is a text of texts/ that names fields and tables (Paper.Template), filled with the values of Facts
// (Paper.Values). An official may put a changed Word file in place of the text's.
//
// Invariants: a figure of households holds the households that it counts, one by one; a table whose figures are not kept
// says so in words and shows no zero; a table that rests on a sample rule set is marked; the same Facts give the same
// bytes. Called by server/admin. The tables' columns: the report of the movement (plan of the commune, IV) and the annex of
// TT 07/2021/TT-BLĐTBXH as amended.
package paper
