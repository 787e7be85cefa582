// Package score gathers what scorecards are counted from (schema/emulation) out of the store: classes by day, answers and
// verdicts of the year's round and of the one before, registers, fund, loans, populations, typed figures. Gather reads all
// of a year once; Cards scores everybody of a subject. Nothing is written here. Called by server/admin and by reports.
package score
