// Package synctest proves the exchange between tablets and the owner: it plays seeded histories of a small world and
// checks the invariants of docs/sync.md after them. One seed gives one history, byte for byte.
//
// # The world
//
// The server is the real schema/store on an SQLite file, spoken to by the bytes of a sync request (office.go does what
// server/api does with them). A crash of the server opens a copy of what the disk had: the database and its log as they
// were before the request, with the log torn anywhere in what the request wrote, or after the commit with the reply lost.
// Two or three tablets are the real sync/replica over a store that can fail, or be killed before or after, at every
// write. One workspace, three areas, five households with known members, a form with texts, a select, a calculation,
// relevance, a photo, a register that keeps all values, and a repeat of known rows; later versions of it renumber its
// questions. A hostile device makes changes that no tablet would make, under a key that is enrolled.
//
// A history is a list of events (event.go), each a kind and a number from which all its choices follow: who, what, and
// which fault the network or the disk has. An event that can not happen as things stand is passed over, so any part of
// a history is a history too: that is how a failing one is made shorter before it is shown.
//
// # What is checked
//
// I1 convergence (server, tablets, shuffled and repeated input), I2 nothing acknowledged is lost in a crash, I3 no
// silent loss (an oracle keeps every answer that was confirmed as saved, and a second, naive reading of sees keeps what
// must be visible), I4 repetition changes nothing, I5 sees name what the screen showed and no more, I6 areas, revocation
// and what no grant covers, I7 logs without gaps, forks found and kept, I8 the cursor passes nothing undelivered, I9 an
// approval stands as its page showed it, I11 clocks change nothing. Also: what left a tablet's areas is gone from it, an
// alias is known in both areas, who is to be wiped is told and its receipt counts once. Households move, areas and users of
// devices change, records are reopened, and the office is restored from older backups: what tablets made comes back.
//
// # Replay
//
//	passed, failed := synctest.Run(ctx, synctest.Options{Seeds: 1, Seed: 4711, Log: os.Stdout})
//
// or `sothon sim -seeds 1 -seed 4711`. A failing seed prints what was violated, then the shortest history found that
// violates it, one event a line.
//
// Not modelled: a disk that lies about fsync (what the operating system was given counts as written), blobs, Postgres;
// after a restore tablets are not compared with the office, which lacks what it did itself after the backup. Callers: cmd/sothon, tests.
package synctest
