// Package auth knows who is asking: passwords (argon2id), the brake on guessing them, and the sessions of the office
// pages. Devices are known by their signatures and not here; what a role may do is schema.Authorize.
//
// Invariants: a password is checked in the same time whether or not the account exists; no more than two checks run at
// once, since each takes 64 MiB; a new session id is made at sign-in; the cookie is __Host-sid (Secure, HttpOnly,
// SameSite=Lax), and only the SHA-256 of its value is stored.
//
// Called by server (middleware), server/admin (sign-in, users) and cmd/sothon (user add, password).
package auth
