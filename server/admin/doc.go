// Package admin is the office pages: sign-in, inbox, the record with its decisions, forms, devices, users and exports,
// rendered on the server and whole without JavaScript.
//
// The shape: one file per noun with its handlers (inbox.go, settle.go, form_upload.go …), one view type per page, one
// template per page in templates/, every text in text/vi.json and text/en.json. A page says what it was drawn with in
// hidden fields (values shown, frontier), and a decision covers exactly that.
//
// Invariants: a page writes a record only through store.Author; a record outside the user's areas answers like one that
// does not exist; no inline script or style; every form posts, every GET only reads.
//
// Called by server's route table, which has checked the permission of the route before.
package admin
