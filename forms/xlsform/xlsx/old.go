package xlsx

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strconv"

	"github.com/richardlehane/mscfb"

	"github.com/sothon/sothon/forms/xlsform"
)

// Workbooks of the old kind, .xls: BIFF8 records ([MS-XLS]) in a stream of a compound file. Office PCs still save them.

// Records that are read; all others are passed over.
const (
	recFormula    = 0x0006
	recEOF        = 0x000a
	recDate1904   = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recBoundSheet = 0x0085
	recMulRK      = 0x00bd
	recXF         = 0x00e0
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRK         = 0x027e
	recFormat     = 0x041e
	recBOF        = 0x0809
)

// readOld takes a file of the old kind apart.
func (r *reader) readOld(file []byte) (*xlsform.Workbook, error) {
	stream, err := r.oldStream(file)
	if err != nil {
		return nil, err
	}
	o := &oldBook{reader: r, stream: stream, formats: map[int]dateKind{}}
	if err := o.globals(); err != nil {
		return nil, err
	}
	w := &xlsform.Workbook{}
	for _, s := range o.sheets {
		sheet := xlsform.Sheet{Name: s.name}
		if r.wanted(s.name) {
			if sheet.Rows, err = o.sheet(s); err != nil {
				return nil, err
			}
		}
		w.Sheets = append(w.Sheets, sheet)
	}
	return w, nil
}

// oldStream finds the stream of records.
func (r *reader) oldStream(file []byte) (stream []byte, err error) {
	defer func() {
		if recover() != nil { // a damaged directory
			err = broken("compound file", nil)
		}
	}()
	doc, err := mscfb.New(bytes.NewReader(file))
	if err != nil {
		return nil, broken("compound file", err)
	}
	for n, err := doc.Next(); err == nil; n, err = doc.Next() {
		switch n.Name {
		case "Workbook":
			b, err := io.ReadAll(io.LimitReader(n, int64(r.limits.PartBytes)+1))
			if err != nil {
				return nil, broken(n.Name, err)
			}
			if len(b) > r.limits.PartBytes {
				return nil, tooLarge("", 0, r.limits.PartBytes, "Cỡ của sổ (byte)", "The size of the workbook, in bytes,")
			}
			return b, nil
		case "Book":
			return nil, refuse("old-workbook", "BIFF5", "Đây là tệp của Excel 95 trở về trước.", "This is a workbook of Excel 95 or older.",
				"Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp .xlsx.", "Open it in Excel or LibreOffice and save it as .xlsx.")
		}
	}
	return nil, refuse("not-a-workbook", "", "Tệp này không phải là tệp Excel.", "This file is no Excel workbook.",
		"Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp .xlsx.", "Open it in Excel or LibreOffice and save it as .xlsx.")
}

type oldBook struct {
	*reader
	stream  []byte
	formats map[int]dateKind // by number of the format
	sheets  []oldSheet
}

type oldSheet struct {
	name string
	at   int
}

// record gives the record at a place and the place after it; ok is false at the end of the stream or in a cut one.
func (o *oldBook) record(at int) (kind int, data []byte, next int, ok bool) {
	if at < 0 || at+4 > len(o.stream) {
		return 0, nil, at, false
	}
	kind, size := int(binary.LittleEndian.Uint16(o.stream[at:])), int(binary.LittleEndian.Uint16(o.stream[at+2:]))
	if at+4+size > len(o.stream) {
		return 0, nil, at, false
	}
	return kind, o.stream[at+4 : at+4+size], at + 4 + size, true
}

// globals reads what stands before the sheets: their names and places, formats, shared strings.
func (o *oldBook) globals() error {
	kind, _, at, ok := o.record(0)
	if !ok || kind != recBOF {
		return broken("BOF", nil)
	}
	for {
		var data []byte
		here := at
		if kind, data, at, ok = o.record(at); !ok {
			return broken("globals", nil)
		}
		switch kind {
		case recEOF:
			return nil
		case recFilePass:
			return refuse("encrypted-workbook", "", "Tệp có mật khẩu nên không đọc được.", "The file is protected with a password and can not be read.",
				"Bỏ mật khẩu trong Excel (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi lưu lại.", "Take the password off in Excel (File > Info > Protect Workbook) and save it again.")
		case recDate1904:
			if len(data) >= 2 && data[0] == 1 {
				o.epoch = 1904
			}
		case recFormat:
			if len(data) > 2 && len(o.formats) < maxStyles {
				code, _ := plainString(data[2:], 2)
				o.formats[int(binary.LittleEndian.Uint16(data))] = formatKind(code)
			}
		case recXF:
			if len(data) >= 4 && len(o.dates) < maxStyles {
				id := int(binary.LittleEndian.Uint16(data[2:]))
				kind, ok := o.formats[id]
				if !ok {
					kind = builtinKind(id)
				}
				o.dates = append(o.dates, kind)
			}
		case recBoundSheet:
			if len(data) < 8 || len(o.sheets) >= o.limits.Files {
				return broken("BOUNDSHEET", nil)
			}
			name, _ := plainString(data[6:], 1)
			if data[5] == 0 { // a worksheet, no chart or macro
				o.sheets = append(o.sheets, oldSheet{name, int(binary.LittleEndian.Uint32(data))})
			}
		case recSST:
			if err := o.sharedStrings(here); err != nil {
				return err
			}
		}
	}
}

// sheet reads the cells of one sheet.
func (o *oldBook) sheet(s oldSheet) (rows [][]string, err error) {
	kind, _, at, ok := o.record(s.at)
	if !ok || kind != recBOF {
		return nil, broken(s.name, nil)
	}
	depth := 1 // charts stand as substreams of their own
	formula := cell{}
	for depth > 0 {
		var d []byte
		if kind, d, at, ok = o.record(at); !ok {
			return nil, broken(s.name, nil)
		}
		switch {
		case kind == recBOF:
			depth++
		case kind == recEOF:
			depth--
		case depth > 1:
		case kind == recString && formula.row > 0:
			text, _ := plainString(d, 2)
			if rows, err = o.put(rows, formula, s.name, "plain", text); err != nil {
				return nil, err
			}
			formula = cell{}
		case kind == recMulRK && len(d) >= 6:
			c := place(d)
			for d = d[4:]; len(d) >= 8; d = d[6:] {
				c.style = int(binary.LittleEndian.Uint16(d))
				if rows, err = o.put(rows, c, s.name, "n", rk(binary.LittleEndian.Uint32(d[2:]))); err != nil {
					return nil, err
				}
				c.col++
			}
		case len(d) >= 6:
			c := place(d)
			c.style = int(binary.LittleEndian.Uint16(d[4:]))
			t, text := o.value(kind, d)
			if kind == recFormula {
				c.formula = true
				if t == "" {
					formula = c // its text stands in the next record
				}
			}
			if t != "" {
				if rows, err = o.put(rows, c, s.name, t, text); err != nil {
					return nil, err
				}
			}
		}
	}
	return rows, nil
}

func place(d []byte) cell {
	return cell{row: int(binary.LittleEndian.Uint16(d)) + 1, col: int(binary.LittleEndian.Uint16(d[2:])) + 1}
}

func (o *oldBook) put(rows [][]string, c cell, sheet, kind, text string) ([][]string, error) {
	c.kind, c.any = kind, true
	c.value.WriteString(text)
	return o.keep(rows, &c, sheet)
}

// value is the content of a cell in the terms of the new kind: n, b, e, s or plain, and its text; "" = none here.
func (o *oldBook) value(kind int, d []byte) (string, string) {
	switch {
	case kind == recLabelSST && len(d) >= 10:
		return "s", strconv.Itoa(int(binary.LittleEndian.Uint32(d[6:])))
	case kind == recNumber && len(d) >= 14:
		return "n", float(d[6:])
	case kind == recRK && len(d) >= 10:
		return "n", rk(binary.LittleEndian.Uint32(d[6:]))
	case kind == recLabel:
		text, _ := plainString(d[6:], 2)
		return "plain", text
	case kind == recBoolErr && len(d) >= 8:
		return boolErr(d[6], d[7] == 1)
	case kind == recFormula && len(d) >= 14:
		if d[12] != 0xff || d[13] != 0xff {
			return "n", float(d[6:])
		}
		switch d[6] {
		case 1:
			return boolErr(d[8], false)
		case 2:
			return boolErr(d[8], true)
		case 3:
			return "plain", ""
		}
	}
	return "", ""
}

func boolErr(code byte, isError bool) (string, string) {
	if !isError {
		return "b", strconv.Itoa(int(code))
	}
	text, ok := map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0f: "#VALUE!", 0x17: "#REF!", 0x1d: "#NAME?", 0x24: "#NUM!", 0x2a: "#N/A"}[code]
	if !ok {
		text = "#N/A"
	}
	return "e", text
}

func float(d []byte) string {
	return strconv.FormatFloat(math.Float64frombits(binary.LittleEndian.Uint64(d)), 'g', -1, 64)
}

// rk is a number packed into 30 bits: the high ones of a float or a whole number, perhaps in hundredths.
func rk(v uint32) string {
	f := float64(int32(v) >> 2)
	if v&2 == 0 {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
