package report

import (
	"bytes"
	"strings"

	"github.com/sothon/sothon/server/export"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	wordKind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relKind  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	packRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + wordKind + `document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="` + wordKind + `styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="` + wordKind + `settings+xml"/>` +
		`<Override PartName="/word/header_first.xml" ContentType="` + wordKind + `header+xml"/>` +
		`<Override PartName="/word/header_next.xml" ContentType="` + wordKind + `header+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

	packageRels = xmlHead + packRels + `<Relationship Id="rId1" Type="` + relKind + `officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	documentRels = xmlHead + packRels + `<Relationship Id="rIdStyles" Type="` + relKind + `styles" Target="styles.xml"/>` +
		`<Relationship Id="rIdSettings" Type="` + relKind + `settings" Target="settings.xml"/>` +
		`<Relationship Id="rIdFirst" Type="` + relKind + `header" Target="header_first.xml"/>` +
		`<Relationship Id="rIdNext" Type="` + relKind + `header" Target="header_next.xml"/></Relationships>`

	// stylesXML: Times New Roman 14, no spacing of its own; paragraphs say theirs.
	stylesXML = xmlHead + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
		`<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`

	settingsXML = xmlHead + `<w:settings ` + wordNS + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
)

// core is docProps/core.xml: the title, and the paper's date as the only time.
func (b *docxWriter) core() string {
	var t bytes.Buffer
	export.EscapeXML(&t, strings.ReplaceAll(b.pages.Title, "\n", " "))
	at := b.pages.Made.UTC().Format("2006-01-02") + "T00:00:00Z"
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + t.String() + `</dc:title><dc:creator>Sổ Thôn</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

// headerXML is the header of a page: the number in the middle of the upper margin on all pages but the first, the word MẪU
// on every page of a sample.
func headerXML(sample, number bool) string {
	s := xmlHead + `<w:hdr ` + wordNS + `>`
	if sample {
		s += `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r>` + watermark + `</w:r><w:r><w:rPr><w:b/><w:bCs/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr><w:t>` + SampleWords + `</w:t></w:r></w:p>`
	}
	if number {
		s += `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	}
	if !sample && !number {
		s += `<w:p/>`
	}
	return s + `</w:hdr>`
}

// watermark is the word MẪU across the page, as Word makes it.
const watermark = `<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>` +
	`<v:shape id="MAU" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:380pt;height:160pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" string="MẪU"/></v:shape></w:pict>`
