// Package xpath reads and evaluates the expressions of a form: the whole XPath 1.0 grammar with the function library of
// ODK XForms, as ODK Collect (JavaRosa) understands it.
//
// An expression goes through three steps. Parse makes an immutable Expr of a text, or a SyntaxError that says where and
// why it can not be read. Check finds what can be known before any data is there: unknown functions and wrong numbers of
// arguments. Eval computes a Value over documents that the caller shows through the Node interface; whatever else an
// expression may ask (the clock, other instances, translations) it asks a Host.
//
// Refs lists every path an expression reads, so that the engine can order calculations and re-run only what a changed
// answer touches.
//
// Where engines differ, JavaRosa wins: a path without nodes reads as an empty text, nodes that are not relevant are not
// seen by paths, an absolute path that shares repeats with the context stays in the same repeat instance. Context.Plain
// turns these off and gives XPath 1.0 to the letter.
//
// Invariants: Parse and Eval never panic on any input; every evaluation has a budget of steps, so it always ends; an Expr
// holds no state and may be used from many goroutines at once. The package is compiled to WebAssembly: it imports neither
// fmt nor reflect.
//
// Called by forms/instance (paths), forms/engine (all of it), forms/xlsform (Parse, Check and Refs when a workbook is
// read) and the rule sets of schema/poverty.
//
//	e, err := xpath.Parse("../weight div pow(../height, 2)")
//	v, err := e.Eval(&xpath.Context{Node: bmi, Host: session})
//	v.Num() // 21.3
package xpath
