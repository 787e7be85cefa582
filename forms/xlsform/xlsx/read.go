package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// Read takes a workbook apart. All sheets are listed, in order; those that xlsform has no use for come without rows. The
// Workbook is nil when a Diagnostic is an Error.
func Read(file []byte, limits Limits) (*xlsform.Workbook, []forms.Diagnostic) {
	return readSheets(file, limits, xlsform.Wanted, false)
}

// ReadAll takes a workbook apart that is no form: every sheet with its rows.
func ReadAll(file []byte, limits Limits) (*xlsform.Workbook, []forms.Diagnostic) {
	return readSheets(file, limits, func(string) bool { return true }, true)
}

func readSheets(file []byte, limits Limits, wanted func(sheet string) bool, all bool) (*xlsform.Workbook, []forms.Diagnostic) {
	if limits == (Limits{}) {
		limits = DefaultLimits
	}
	r := &reader{limits: limits, left: limits.AllBytes, wanted: wanted, all: all}
	read := r.read
	if bytes.HasPrefix(file, compoundHead) && !bytes.Contains(file, encrypted) && len(file) <= limits.FileBytes {
		if read = r.readOld; len(Apart) > 0 {
			read = r.readApart
		}
	}
	w, err := read(file)
	if err != nil {
		var why *refusal
		if !errors.As(err, &why) {
			why = broken("", err)
		}
		return nil, append(r.diags, why.Diagnostic)
	}
	for _, d := range r.diags {
		if d.Severity == forms.Error {
			return nil, r.diags
		}
	}
	return w, r.diags
}

type reader struct {
	limits  Limits
	wanted  func(sheet string) bool
	all     bool // every sheet is wanted
	left    int  // bytes that may still be unpacked
	cells   int  // cells kept so far
	parts   map[string]*zip.File
	strings []string
	dates   []dateKind // by cell style
	epoch   int        // 1900 or 1904
	diags   []forms.Diagnostic
}

func (r *reader) read(file []byte) (*xlsform.Workbook, error) {
	if err := r.openZip(file); err != nil {
		return nil, err
	}
	main, err := r.mainPart()
	if err != nil {
		return nil, err
	}
	book, err := r.workbook(main)
	if err != nil {
		return nil, err
	}
	if err := r.readStyles(book.target("styles", path.Join(path.Dir(main), "styles.xml"))); err != nil {
		return nil, err
	}
	if err := r.readStrings(book.target("sharedStrings", path.Join(path.Dir(main), "sharedStrings.xml"))); err != nil {
		return nil, err
	}
	if r.parts[path.Join(path.Dir(main), "vbaProject.bin")] != nil {
		d := refuse("macros-ignored", "vbaProject.bin", "Tệp có macro; macro không được đọc và không được chạy.", "The file has macros; they are neither read nor run.",
			"Nếu biểu mẫu không cần macro thì lưu thành tệp .xlsx.", "If the form does not need them, save it as .xlsx.").Diagnostic
		d.Severity = forms.Warning
		r.diags = append(r.diags, d)
	}
	w := &xlsform.Workbook{}
	for _, s := range book.sheets {
		sheet := xlsform.Sheet{Name: s.name}
		if r.wanted(s.name) {
			if sheet.Rows, err = r.sheet(s.part, s.name); err != nil {
				return nil, err
			}
		}
		w.Sheets = append(w.Sheets, sheet)
	}
	return w, nil
}

var (
	zipHead      = []byte("PK\x03\x04")
	zipEntry     = []byte("PK\x01\x02")
	compoundHead = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	encrypted    = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// openZip tells what the file is and lists the parts of the archive.
func (r *reader) openZip(file []byte) error {
	const saveVi, saveEn = "Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp .xlsx.", "Open it in Excel or LibreOffice and save it as .xlsx."
	switch {
	case len(file) > r.limits.FileBytes:
		return tooLarge("", 0, r.limits.FileBytes, "Cỡ tệp (byte)", "The size of the file, in bytes,")
	case bytes.HasPrefix(file, compoundHead) && bytes.Contains(file, encrypted):
		return refuse("encrypted-workbook", "", "Tệp có mật khẩu nên không đọc được.", "The file is protected with a password and can not be read.",
			"Bỏ mật khẩu trong Excel (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi lưu lại.", "Take the password off in Excel (File > Info > Protect Workbook) and save it again.")
	case !bytes.HasPrefix(file, zipHead):
		return refuse("not-a-workbook", "", "Tệp này không phải là tệp Excel .xlsx.", "This file is no Excel workbook (.xlsx).", saveVi, saveEn)
	case bytes.Count(file, zipEntry) > r.limits.Files:
		return tooLarge("", 0, r.limits.Files, "Số tệp con trong tệp Excel", "The number of parts of the file")
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return broken("zip", err)
	}
	r.parts = make(map[string]*zip.File, len(z.File))
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if r.parts[name] == nil {
			r.parts[name] = f
		}
	}
	return nil
}

// part opens a part as XML tokens; nil without error when there is no such part.
func (r *reader) part(name, sheet string) (*tokens, error) {
	f := r.parts[name]
	if f == nil {
		return nil, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, broken(name, err)
	}
	lim := &limited{r: rc, reader: r, part: r.limits.PartBytes, sheet: sheet}
	return &tokens{d: xml.NewDecoder(lim), name: name, lim: lim, rc: rc}, nil
}

// limited counts what is unpacked and stops at the limits of the part and of the file.
type limited struct {
	r      io.Reader
	reader *reader
	part   int
	sheet  string
	over   *refusal
	run    runs
}

func (l *limited) Read(p []byte) (int, error) {
	if l.over != nil {
		return 0, l.over
	}
	n, err := l.r.Read(p)
	l.part -= n
	l.reader.left -= n
	switch {
	case l.part < 0:
		l.over = tooLarge(l.sheet, 0, l.reader.limits.PartBytes, "Cỡ sau khi giải nén (byte)", "The unpacked size, in bytes,")
	case l.reader.left < 0:
		l.over = tooLarge("", 0, l.reader.limits.AllBytes, "Tổng cỡ sau khi giải nén (byte)", "The unpacked size of all parts, in bytes,")
	case !l.run.within(p[:n]):
		l.over = tooLarge(l.sheet, 0, maxText, "Cỡ của một ô hay một thẻ (byte)", "The size of a cell or a tag, in bytes,")
	default:
		return n, err
	}
	return 0, l.over
}

// tokens reads one part.
type tokens struct {
	d    *xml.Decoder
	name string
	lim  *limited
	rc   io.Closer
}

func (t *tokens) close() { t.rc.Close() }

// next is the next token, nil at the end of the part.
func (t *tokens) next() (xml.Token, error) {
	tok, err := t.d.RawToken()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		if t.lim.over != nil {
			return nil, t.lim.over
		}
		return nil, broken(t.name, err)
	}
	if _, dtd := tok.(xml.Directive); dtd {
		return nil, broken(t.name, errors.New("a document type is not allowed"))
	}
	return tok, nil
}

func attr(e *xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}
