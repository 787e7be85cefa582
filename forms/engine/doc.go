// Package engine runs a form: a Session holds one record's answers, evaluates everything that depends on them and says
// after each step only what changed (a Patch). The same code serves the tablet (WebAssembly) and the server.
//
// Sessions are opened in one of two modes (architecture.md, Decisions). Interview behaves as ODK Collect: events run,
// defaults and pre-filled rows are seeded, jr:count adds and removes rows. Reconcile evaluates what is there and takes
// nothing away: it runs no event, clears nothing, and an answer that an interview would have cleared or left out is a
// Violation. Evaluation is deterministic: time, zone, user, randomness and lists come in through Env.
//
// # How it works
//
// Compile turns every expression of a form into a job of its node: relevance, repeat_count, calculation and choices, which
// change what others read, and required, readonly, validity and texts, which only show. From the paths in the expressions
// (xpath Refs) it follows over the form which nodes a job reads and, for each, the innermost repeat whose row reader and
// node surely share; jobs are put in topological order, and a circle is a Diagnostic with all its members.
//
// A Session keeps one instance.Elem for each node in each row and a queue of jobs by order. A value that changes, an element
// that becomes relevant or ceases to be, a row that comes or goes queue the jobs that read them, for the elements in the
// shared row only. Each job runs at most once for an element in a step. Elements that changed are put into the Patch.
//
// # Invariants
//
// After any step, evaluating everything again changes nothing. A client that only applies patches knows every state. In
// reconcile mode every stored value and row is still there. No call panics, whatever its arguments. Same form, Start and
// calls: same patches.
//
// # Rules that are not in the XForms specification
//
// Seeds are values of preloads, defaults, first actions and list columns; answering makes them answers. A choice that
// drops out of its list is taken away when the list or the question's relevance changes, not while a record is opened.
// Rows of repeat_count have ids that follow from the row around them, the path and their number; cut rows keep their
// values and bring them back. once() keeps its value while not relevant. A person may answer a question that also has a
// calculation: the answer stands until something the calculation reads changes (in reconcile for good).
//
//	p, err := engine.Compile(form)
//	s, screen, err := p.Open(engine.Start{New: true, Env: env, Lists: lists})
//	patch, err := s.Set(engine.Ref{Node: 7}, "2026-11-23")
//	outcome := s.Finish()
package engine
