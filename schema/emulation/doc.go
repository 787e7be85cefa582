// Package emulation holds the rules of the movement "Vì người nghèo - Không để ai bị bỏ lại phía sau" that need no
// database: what its registers are made of, how the ledger of the fund counts, and how scorecards follow from facts.
//
// Registers: a Kind describes one register (plans, tasks, report calendar, budget, activities, models, links …) by its
// columns; all kinds stand in kinds.md, a table that a person can read. Read turns what was typed into the columns'
// values, Fill gives an entry its title and days, Standing says whether it is in time. Pages and exports follow from the
// description, so that a column is written once.
//
// Fund: a Line is one receipt or one use of cash, goods or labour days; Balance adds them up. Lines are corrected by
// reversing lines only.
//
// Scorecards: a Sheet is the criteria of a year, read from a workbook with every mistake located; Score gives each
// criterion its points from facts, each fact with the evidence it came from. A fact that is not known gives no points and
// says so. Officials are never scored by how many households were declared non-poor: Read refuses such a criterion.
package emulation
