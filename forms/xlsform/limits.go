package xlsform

import "strconv"

// What a workbook may have at most. A household survey has about 300 survey rows and 2,000 choices; these bounds leave a
// province room and keep the work of one upload small.
const (
	maxSheets      = 50
	maxRows        = 100_000 // of one sheet
	maxSurveyRows  = 10_000
	maxColumns     = 500
	maxCellBytes   = 128 << 10 // Excel itself stops at 32,767 characters
	maxTotalBytes  = 32 << 20
	maxExpressed   = 320 << 10 // all expressions together; a long survey has about 60 KB
	maxLists       = 5_000
	maxDepth       = 40 // groups and repeats within each other
	maxLanguages   = 40
	maxSuggestions = 40 // searches for a similar name in one workbook
)

// withinLimits refuses a workbook that is too large before anything is done with it.
func (b *builder) withinLimits(w *Workbook) bool {
	ok := true
	refuse := func(at place, found, limit int, vi, en string) {
		ok = false
		n, l := strconv.Itoa(found), strconv.Itoa(limit)
		b.report.error("too-large", at, n,
			text(vi+" quá lớn: "+n+", tối đa "+l+".", en+" is too large: "+n+", at most "+l+"."),
			text("Xóa phần thừa (kể cả hàng, cột trống đã định dạng) hoặc chia biểu mẫu; danh sách dài nên để trong tệp csv.",
				"Delete what is not needed (formatted empty rows and columns too) or split the form; keep long lists in a csv file."))
	}
	if len(w.Sheets) > maxSheets {
		refuse(place{}, len(w.Sheets), maxSheets, "Số trang tính", "The number of sheets")
		return false
	}
	total := 0
	for i := range w.Sheets {
		s := &w.Sheets[i]
		at := place{sheet: s.Name, order: i + 1}
		limit := maxRows
		if lookupName(s.Name) == "survey" {
			limit = maxSurveyRows
		}
		if n := len(s.Rows); n > limit {
			refuse(at, n, limit, "Số hàng", "The number of rows")
			continue
		}
		for r, row := range s.Rows {
			at.row = r + 1
			if len(row) > maxColumns {
				refuse(at, len(row), maxColumns, "Số cột", "The number of columns")
				break
			}
			for c, cell := range row {
				if len(cell) > maxCellBytes {
					refuse(place{sheet: s.Name, order: i + 1, row: r + 1, col: c + 1}, len(cell), maxCellBytes,
						"Số byte của ô", "The text of the cell, in bytes,")
				}
				total += len(cell)
			}
		}
	}
	if total > maxTotalBytes {
		refuse(place{}, total, maxTotalBytes, "Tổng số byte của các ô", "The text of all cells, in bytes,")
	}
	return ok
}
