package xpath

import (
	"strconv"
	"strings"
	"testing"
)

// benchmarkDocument has 50 members of ten fields, and a list of 5,000 items.
func benchmarkDocument(b *testing.B) (*testHost, Node) {
	var x strings.Builder
	x.WriteString("<m><data><a>1</a><b>2</b>")
	for i := range 50 {
		x.WriteString("<p>")
		for k := range 10 {
			x.WriteString("<f" + strconv.Itoa(k) + ">" + strconv.Itoa(i*k) + "</f" + strconv.Itoa(k) + ">")
		}
		x.WriteString("</p>")
	}
	x.WriteString(`</data><instance id="l"><root>`)
	for i := range 5000 {
		x.WriteString("<item><name>n" + strconv.Itoa(i) + "</name><k>" + strconv.Itoa(i%100) + "</k></item>")
	}
	x.WriteString("</root></instance></m>")
	doc := parseXML(b, x.String())
	h := &testHost{doc: doc, zone: 420}
	data := doc.children[0].(*xmlNode)
	h.root = data
	root := &xmlNode{kind: KindRoot, children: data.children[:1]}
	data.children[0].(*xmlNode).parent = root
	h.root = root
	return h, data.children[0].(*xmlNode).children[30].(*xmlNode).children[3]
}

func BenchmarkEval(b *testing.B) {
	h, at := benchmarkDocument(b)
	for _, src := range []string{
		"/data/a = 'x'", "../f1 + 1", "../f2 > 10 and ../f3 != ''", "sum(/data/p/f4)", "count(/data/p[f4 > 20])",
		"if(../f1 = '', 0, ../f1 * 12)", "instance('l')/root/item[k = current()/../f1]/name",
		"selected(../f1, '30')", "regex(../f9, '[0-9]{1,4}')", "position(..)", "format-date(today(), '%d/%m/%Y')",
	} {
		e := MustParse(src)
		c := Context{Node: at, Host: h}
		if _, err := e.Eval(&c); err != nil {
			b.Fatal(err)
		}
		b.Run(src, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(&c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("if(selected(/data/g/q1, 'a') and ../q2 > 10, /data/p[name = current()/../n]/age * 12, round(../x div 3, 2))"); err != nil {
			b.Fatal(err)
		}
	}
}
