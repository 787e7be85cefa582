// Package web holds the tablet app as files and serves them under /app/.
//
// The app's source is server/web/app (TypeScript); its build writes server/web/static/app, which is not tracked. The
// tracked static/missing.html keeps the embed pattern valid on a fresh clone, so that `go build ./...` works before any
// npm step: until the app is built, Handler answers 503 with that page.
//
// Invariants: no file has an inline script or style (the policy in handler.go forbids them); every file under
// app/assets and app/fonts carries a content hash in its name and is cached for good, everything else is revalidated at
// each request, so a tablet that meets the server sees a new version at once.
//
// Called by the server's route table.
package web
