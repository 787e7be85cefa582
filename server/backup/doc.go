// Package backup makes a commune's backup and puts it back: one file, a tar of the database as of one moment, the keys and
// the photos with a manifest of their hashes, packed by gzip and encrypted with age to the commune's recovery key.
//
// A backup counts only when it was restored: Make opens what it has just written, under a key made for that moment alone,
// puts it into an empty folder, and checks the database's structure, every change, chain, signature, the audit log, the
// counts and every photo. What it then holds of each writer's log is noted; the tablets are told it as "replicated".
//
// Restore puts a file into an empty folder, checks it the same way, and begins a new epoch of the owner (docs/sync.md ◆D14):
// what had been done after the backup is known outside under the old writer's names and must not be contradicted.
//
// Callers: cmd/sothon (backup, restore, serve --backup). Not for PostgreSQL, which has tools of its own.
package backup
