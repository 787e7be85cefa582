package mdtable

import "strings"

// Row cuts a line at its bars into trimmed cells; the bars at both ends make no cells, "\|" is a bar within a cell.
// ok is false when the line does not begin with a bar. There is always at least one cell.
func Row(line string) (cells []string, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil, false
	}
	line = line[1:]
	var cell strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			cell.WriteByte('|')
			i++
		case line[i] == '|':
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(line[i])
		}
	}
	if rest := strings.TrimSpace(cell.String()); rest != "" || len(cells) == 0 {
		cells = append(cells, rest)
	}
	return cells, true
}

// IsRuler tells whether cells are the line under a header, such as |---|:--:|.
func IsRuler(cells []string) bool {
	dashes := false
	for _, c := range cells {
		if strings.Trim(c, ":-") != "" {
			return false
		}
		dashes = dashes || strings.Contains(c, "--")
	}
	return dashes
}

// Blank tells whether no cell has text.
func Blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
