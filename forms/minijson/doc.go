// Package minijson writes and reads JSON (RFC 8259) without reflection, so that it stays small when compiled to
// WebAssembly. It serves the canonical bytes of a form (forms.Encode) and the calls between the tablet app and the engine.
//
// A Writer appends to one byte slice and sets the commas by itself:
//
//	var w minijson.Writer
//	w.BeginObject().Key("n").Str("chu_ho").Key("row").Int(7).EndObject()
//	w.Bytes() // {"n":"chu_ho","row":7}
//
// Parse reads a whole text into a tree of Values. It is stricter than most readers: invalid UTF-8, lone surrogates,
// repeated keys, a leading zero, anything after the value and anything beyond the Limits are errors. No input makes it
// panic, and the memory it takes is bounded by Limits.Values.
package minijson
