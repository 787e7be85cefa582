// Package register is the register of households: one record of the built-in form st_case for each case, whose rows are
// its people and loans. Only Refresh and Follow touch the store.
//
// The shape: Form is the built-in form (st_case.md), Case is a household as plain values. Change turns a Case into the
// change that imports it, Read turns the merged record back into a Case, and Lists makes of the cases of one area the
// scoped lists that a tablet gets (ho, thanh_vien, khoan_vay). Names of columns are those of the household form, so that
// a row of a list fills the questions of the same name. People makes the list of the names of who works in an area.
// Update makes of an approved record the change by which the register follows it.
//
// Called by schema/seed, by the job that makes lists anew after the register changed (Refresh), and after an approval
// (Follow).
package register
