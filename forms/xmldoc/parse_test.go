package xmldoc

import (
	"errors"
	"strings"
	"testing"
)

// TestParse: names, namespaces, values and lines are those of the text.
func TestParse(t *testing.T) {
	t.Parallel()
	doc, err := Parse("<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\" xmlns:p=\"urn:y\">\n<p:b p:c=\"1\">t<i>u</i><![CDATA[<v>]]></p:b><!-- no --></a>")
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Element()
	b := a.Child("b")
	if a.Space() != "urn:x" || b == nil || b.Space() != "urn:y" || b.QName() != "p:b" || b.Attr("c") != "1" || b.Value() != "tu<v>" || b.Line != 3 {
		t.Errorf("a %+v b %+v", a, b)
	}
	if (*Node)(nil).Child("x") != nil || len((*Node)(nil).Elements()) != 0 {
		t.Error("a missing node has children")
	}
}

// TestParse_Refused: what is broken or too large is a located error.
func TestParse_Refused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "open": "<a>", "crossed": "<a><b></a></b>", "two": "<a/><b/>", "text": "x<a/>", "twice": `<a b="1" b="2"/>`,
		"deep": strings.Repeat("<a>", MaxDepth+1), "many": "<a>" + strings.Repeat("<b/>", MaxNodes) + "</a>", "large": "<a>" + strings.Repeat(" ", MaxBytes) + "</a>",
		"entity": "<a>&none;</a>", "zero": "<a>\x00</a>",
	} {
		var e *Error
		if _, err := Parse(text); !errors.As(err, &e) || e.Vi == "" || e.En == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse: any text gives a document or an *Error.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"<a/>", "<a b='1'>x<c/></a>", "<p:a xmlns:p='u'/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Parse(text)
		if (doc == nil) == (err == nil) {
			t.Fatalf("document %v, error %v", doc, err)
		}
		if doc != nil {
			doc.Value()
		}
	})
}
