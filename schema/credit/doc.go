// Package credit judges loans of the Bank for Social Policies (VBSP) by the four tests of the commune's plan: used for its
// purpose, interest on time, principal on time, effective. It is pure: no database, no clock.
//
// The shape: a Loan has two columns that are never mixed, what the household said and was seen to do (Survey) and what the
// bank's list says (Bank), each with its day. Judge answers each test true, false or unknown, says which column decided
// and why (Tests, Test), and names the tests on which the columns disagree. A missing answer is unknown, never a guess.
// Household puts the active loans of a household together. Programmes holds limits, rates, terms and who may borrow, by
// date, from a workbook that an official can read (ReadProgrammes); it is law, so it is data.
//
// The rules: a false test beats an unknown one, unknown beats true. The bank's figure prevails for interest and principal.
// Called by sothon classify and the office.
package credit
