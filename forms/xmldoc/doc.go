// Package xmldoc holds an XML text as a tree of nodes that forms/xpath walks: XForms, submissions, secondary instances and
// the documents of `sothon form conform`. Reading is bounded (limits.go): a text that is too large, too deep or not
// well-formed gives a located error, never a panic. Namespaces are resolved; prefixes and declarations are remembered.
//
//	doc, err := xmldoc.Parse(text)
//	model := doc.Element().Find("model")
package xmldoc
