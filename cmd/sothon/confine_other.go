//go:build !unix || aix || solaris

package main

// confine has nothing to bound a process with here: time and the size of the answer are bounded by who started it.
func confine() {}
