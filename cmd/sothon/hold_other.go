//go:build !unix

package main

// hold does nothing here: this system has no advisory locks of the kind.
func hold(string) (func(), error) { return func() {}, nil }
