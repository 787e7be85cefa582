// Package archtest holds the project's structure as tests: which package may import which, what may be compiled into the
// tablet's WebAssembly, that every package says what it is, and that no file grows into two ideas. It has no code of its
// own; docs/architecture.md gives the reasons.
package archtest
