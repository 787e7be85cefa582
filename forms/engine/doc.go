// Package engine runs a form: a Session holds one record's answers, evaluates everything that depends on them and says
// after each step only what changed (a Patch). The same code serves the tablet (WebAssembly) and the server.
//
// Sessions are opened in one of two modes (architecture.md, Decisions). Interview behaves as ODK Collect: events run,
// defaults and pre-filled rows are seeded, jr:count adds and removes rows. Reconcile evaluates what is there and takes
// nothing away: it runs no event, clears nothing, and an answer that an interview would have cleared or left out is a
// Violation. Evaluation is deterministic: time, zone, user, randomness and lists come in through Env.
package engine
