package paper

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/sothon/sothon/server/report"
)

//go:embed texts/*.txt
var texts embed.FS

// readText makes a document of a text: lines "key: value" up to a line "---", then the body. In the body "## " and "### "
// head, "#### " heads in italics, "= " centres, "< " begins at the margin, "..n" is n dotted lines, "=== label | title | ngang"
// begins an annex, an empty line ends a paragraph.
func readText(s string) (*report.Document, map[string]string, error) {
	head, body, ok := strings.Cut(s, "\n---\n")
	if !ok {
		return nil, nil, fmt.Errorf("no line ---")
	}
	d := &report.Document{When: "{{ngay_ky}}", Of: "{{ban_hanh}}", Agency: []string{"{{co_quan}}"}, Number: "{{so}}", Symbol: "{{ky_hieu}}", Place: "{{dia_danh}}"}
	meta := map[string]string{}
	for i, line := range strings.Split(head, "\n") {
		key, v, ok := strings.Cut(line, ":")
		if v = strings.TrimSpace(v); !ok {
			return nil, nil, fmt.Errorf("line %d: no colon", i+1)
		}
		switch strings.TrimSpace(key) {
		case "loai":
			d.Type = v
		case "trich_yeu":
			d.Subject = v
		case "ghi_chu":
			d.Note = v
		case "quyen":
			d.Power = v
		case "quyet_dinh":
			d.Resolve = v
		case "can_cu":
			d.Grounds = append(d.Grounds, v)
		case "noi_nhan":
			d.Recipients = append(d.Recipients, v)
		case "ky":
			power, name, _ := strings.Cut(v, "|")
			name, hint, _ := strings.Cut(name, "|")
			d.Signers = append(d.Signers, report.Signature{Power: []string{strings.TrimSpace(power)}, Name: strings.TrimSpace(name), Hint: strings.TrimSpace(hint)})
		case "khong_so":
			d.Symbol, d.Number = "", ""
		case "khong_co_quan":
			d.Agency = nil
		case "khong_ket":
			d.NoEnd = true
		case "ngang":
			d.Landscape = true
		default:
			meta[strings.TrimSpace(key)] = v
		}
	}
	parts := &d.Body
	var para []string
	flush := func() {
		if len(para) > 0 {
			*parts = append(*parts, report.P(strings.Join(para, " ")))
			para = nil
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "":
			flush()
			continue
		case mark == "===":
			flush()
			at := strings.Split(rest, "|")
			for len(at) < 3 {
				at = append(at, "")
			}
			d.Appendices = append(d.Appendices, report.Appendix{Label: strings.TrimSpace(at[0]), Title: strings.TrimSpace(at[1]), Landscape: strings.TrimSpace(at[2]) != ""})
			parts = &d.Appendices[len(d.Appendices)-1].Body
		case strings.HasPrefix(mark, "##"):
			flush()
			*parts = append(*parts, report.Heading{Level: len(mark) - 1, Text: rest})
		case mark == "=":
			flush()
			*parts = append(*parts, report.Text{Runs: []report.Run{{Text: rest, Bold: true}}, Center: true})
		case mark == "<" || strings.HasPrefix(line, "{{bang:"):
			flush()
			if mark != "<" {
				rest = line
			}
			*parts = append(*parts, report.Text{Runs: []report.Run{{Text: rest}}, Flush: true})
		case strings.HasPrefix(line, ".."):
			flush()
			n, err := strconv.Atoi(line[2:])
			if err != nil {
				return nil, nil, fmt.Errorf("%q: how many lines?", line)
			}
			*parts = append(*parts, report.Gap{Lines: n})
		default:
			para = append(para, line)
		}
	}
	flush()
	return d, meta, nil
}
