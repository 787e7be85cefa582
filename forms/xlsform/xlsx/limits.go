package xlsx

import (
	"strconv"

	"github.com/sothon/sothon/forms"
)

// Limits bound what Read does. The zero Limits is DefaultLimits.
type Limits struct {
	FileBytes int // of the upload
	Files     int // entries of the archive
	PartBytes int // one part, unpacked
	AllBytes  int // all parts that are read, unpacked
	Rows      int // number of the last row with text, of one sheet
	Columns   int // number of the last column with text
	Cells     int // cells kept of all sheets, empty ones before a filled one included
	Strings   int // shared strings
}

// DefaultLimits keep one upload within 2 s and 100 MB.
var DefaultLimits = Limits{FileBytes: 20 << 20, Files: 5_000, PartBytes: 16 << 20, AllBytes: 24 << 20, Rows: 100_000, Columns: 500, Cells: 1_500_000, Strings: 400_000}

// refusal is why a file is not read; it becomes a Diagnostic.
type refusal struct{ forms.Diagnostic }

func (r *refusal) Error() string { return r.Why.En }

func refuse(code, found, whyVi, whyEn, fixVi, fixEn string) *refusal {
	return &refusal{forms.Diagnostic{Severity: forms.Error, Code: code, Found: found,
		Why: forms.Message{Vi: whyVi, En: whyEn}, Fix: forms.Message{Vi: fixVi, En: fixEn}}}
}

// tooLarge is the refusal of something beyond its limit, in a sheet ("" = the file).
func tooLarge(sheet string, row, limit int, vi, en string) *refusal {
	n := strconv.Itoa(limit)
	r := refuse("too-large", "", vi+" vượt quá giới hạn "+n+".", en+" is beyond the limit of "+n+".",
		"Xóa phần thừa (kể cả hàng, cột trống đã định dạng); danh sách dài nên để trong tệp csv.",
		"Delete what is not needed (formatted empty rows and columns too); keep long lists in a csv file.")
	r.Sheet, r.Row = sheet, row
	return r
}

func broken(part string, err error) *refusal {
	found := part
	if err != nil {
		found += ": " + err.Error()
	}
	return refuse("broken-workbook", found, "Tệp Excel bị hỏng hoặc chưa tải lên hết.", "The Excel file is damaged or was cut off on its way.",
		"Mở lại bằng Excel, lưu thành tệp .xlsx mới rồi tải lên lại.", "Open it in Excel, save it as a new .xlsx file and upload that.")
}
