// Package store keeps everything the server knows, in SQLite or PostgreSQL: every SQL statement of the project is here,
// one file per noun.
//
// Answers live in an append-only log of changes (tables change, segment, ruling) from which the rows of table record are
// derived. Apply and Author are the only way in; both end in one function that stores changes, rules about them, merges
// the records touched and writes the feed, in one transaction. Office data (users, devices, forms …) are ordinary rows;
// each write of a person's leaves a row in the audit chain in the same transaction.
//
// All writes of a process go through one goroutine (writer.go) that shares a transaction among the callers waiting: a
// SAVEPOINT each, one durable commit (SQLite: WAL, synchronous=FULL), and only then the replies. Reads use a pool of
// their own and take no lock.
//
// Invariants: nothing is acknowledged before its commit; a change is never updated but for its status, never deleted;
// every key begins with the workspace; srv comes from one counter row per workspace, taken in the writing transaction,
// so that committed numbers have no holes below the highest that a reader sees.
//
// Every statement is one text for both databases: PostgreSQL spelling, $n ascending by first appearance (SQLite numbers
// them so), no NULL where a zero id or 0 says the same, times as milliseconds UTC. dialect.go holds every difference.
// Layout and rules: docs/storage.md, docs/sync.md §1.
//
// Callers: server, cmd/sothon, sync/synctest.
package store
