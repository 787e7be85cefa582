// Package server is the HTTP side of Sổ Thôn: one table of routes with the permission of each (routes.go), the device
// API (package api), the office pages (package admin), the tables of approved records (package export), the work after
// a commit (package jobs) and the tablet app's files (package web).
//
// The shape: New takes an open store and the keys and gives a handler. Around the Gin engine stand, as plain net/http
// middleware, the cross-origin check and the sessions; inside, every request passes recovery, headers, the body cap and
// the permission of its route before its handler runs. A route that is not in the table does not exist.
//
// Invariants: no page and no API writes a record except through store.Apply and store.Author; GET changes nothing; what
// is not the caller's to see answers 404 with the same body as what is not there; no personal value is logged.
//
// Called by cmd/sothon. See docs/architecture.md, docs/sync.md §1.6.
package server
