package server

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sothon/sothon/sync/wire"
)

// sign stands in every hostile text, so that what a text made of a page is known by it.
const sign = "hx7"

// scripts are texts that would run a script, or make an element of their own, where a page forgets to escape: every vector
// after every way out of where it may stand.
func scripts() []string {
	var out []string
	for _, exit := range []string{``, `">`, `'>`, `--></title></textarea></script></style>`, `*/</style>`} {
		for _, v := range []string{`<script>hx7()</script>`, `<img src=hx7 onerror=hx7()>`, `<svg onload=hx7()>`, `<svg><script>hx7()</script></svg>`,
			`<iframe src=javascript:hx7()>`, `<a href=javascript:hx7()>x</a>`, `<body onload=hx7()>`, `<math><mi xlink:href="javascript:hx7()">`,
			`<details open ontoggle=hx7()>`, `<input autofocus onfocus=hx7()>`, `<form action=javascript:hx7()>`, `<style>@import'hx7'</style>`,
			`<link rel=stylesheet href=//hx7>`, `<base href=//hx7>`, `<meta http-equiv=refresh content="0;url=javascript:hx7()">`,
			`<template><hx7>`, `<noscript><p title="</noscript><img src=hx7 onerror=hx7()>">`, `<object data=hx7>`, `<hx7 a>`} {
			out = append(out, exit+v)
		}
	}
	return append(out, `javascript:hx7()`, `" onmouseover="hx7()" x="`, `' autofocus onfocus='hx7()`, `{{hx7}}`, `${hx7}`, `data:text/html,<script>hx7()</script>`,
		`&lt;script&gt;hx7()&lt;/script&gt;`, `%3Cscript%3Ehx7()%3C/script%3E`, `\u003cscript\u003ehx7()`, "\u202e<b hx7>", "<scr\u0300ipt>hx7()", `]]><hx7>`, `=hx7()`)
}

// findings are what a page holds that no page of ours may: elements, attributes or comments that a hostile text made,
// scripts and handlers of any kind in the page itself, addresses that run something. seen counts the harmless places in
// which the texts stand.
func findings(page string) (bad []string, seen int) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}, 0
	}
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			if !strings.Contains(n.Data, sign) {
				continue
			}
			if in := n.Parent.Data; in == "script" || in == "style" {
				bad = append(bad, "in <"+in+">: "+n.Data)
			}
			seen++
		case html.CommentNode:
			if strings.Contains(n.Data, sign) {
				bad = append(bad, "comment "+n.Data)
			}
		case html.ElementNode:
			b, s := attributes(n)
			bad, seen = append(bad, b...), seen+s
		}
	}
	return bad, seen
}

func attributes(n *html.Node) (bad []string, seen int) {
	tell := func(format string, args ...any) {
		bad = append(bad, "<"+n.Data+">: "+fmt.Sprintf(format, args...))
	}
	if strings.Contains(n.Data, sign) || n.Data == "base" || n.Data == "object" || n.Data == "embed" || n.Data == "math" {
		tell("an element of nobody's")
	}
	has := map[string]string{}
	for _, a := range n.Attr {
		has[a.Key] = a.Val
		low := strings.ToLower(strings.TrimSpace(a.Val))
		if strings.Contains(a.Val, sign) {
			seen++
		}
		switch {
		case strings.Contains(a.Key, sign), strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
			tell("attribute %s=%q", a.Key, a.Val)
		case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" || a.Key == "xlink:href" || a.Key == "content" || a.Key == "data":
			if strings.HasPrefix(low, "javascript:") || strings.HasPrefix(low, "vbscript:") || strings.HasPrefix(low, "data:") && !strings.HasPrefix(low, "data:image/png;base64,") {
				tell("%s=%q", a.Key, a.Val)
			}
			if strings.Contains(a.Val, sign) && !strings.HasPrefix(low, "/") && !strings.HasPrefix(low, "?") && !strings.HasPrefix(low, "#") || strings.HasPrefix(low, "//") {
				tell("%s=%q leads away", a.Key, a.Val)
			}
		}
	}
	if n.Data == "script" && !strings.HasPrefix(has["src"], "/static/") && !strings.HasPrefix(has["src"], "/app/") && has["type"] != "application/json" {
		tell("a script inside the page")
	}
	return bad, seen
}

// TestFindings: what TestHostileTexts looks at a page with finds every one of the texts where it is not escaped.
func TestFindings(t *testing.T) {
	harmless := map[string]bool{}
	for _, s := range scripts() {
		in := []string{"<p>" + s + "</p>", `<p title="` + s + `"></p>`, `<p title='` + s + `'></p>`, "<textarea>" + s + "</textarea>", `<a href="` + s + `">`, "<script>" + s + "</script>",
			"<title>" + s + "</title>", "<style>" + s + "</style>"}
		found := 0
		for _, page := range in {
			if bad, _ := findings(page); len(bad) > 0 {
				found++
			}
		}
		if found == 0 {
			harmless[s] = true
		}
		if bad, _ := findings("<p title=\"" + html.EscapeString(s) + "\">" + html.EscapeString(s) + "</p>"); len(bad) > 0 {
			t.Errorf("escaped and found all the same: %q: %v", s, bad)
		}
	}
	if n := len(scripts()); n < 100 || len(harmless) > 0 {
		t.Errorf("%d texts, not found anywhere: %v", n, harmless)
	}
}

// numbered gives the id of the n-th thing of a kind.
func numbered(kind string, n int) (x wire.ID) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, n))
	copy(x[:], sum[:])
	x[6], x[8] = x[6]&0x0f|0x40, x[8]&0x3f|0x80
	return x
}
