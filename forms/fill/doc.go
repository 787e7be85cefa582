// Package fill asks the questions of a form one after the other on a terminal: lines in, lines out. Form authors try a
// form with it, and it shows that the engine needs no browser. All rules are the engine's; this package only walks.
package fill
