package schema

import (
	"strings"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Office is how the commune's papers name it, from a day on: units merge and are renamed.
type Office struct {
	Day        string   // ISO: from this day on
	Agency     []string // "ỦY BAN NHÂN DÂN", "XÃ TIÊN TIẾN"
	Commune    string   // within a sentence: "xã Tiên Tiến"
	Province   string   // "tỉnh Hưng Yên"; "" not said
	Place      string   // before the date: "Tiên Tiến"
	Short      string   // in symbols: "UBND"
	Recipients []string // of every paper, without the last line
	Archive    string   // the last line: "Lưu: VT"
	By         wire.ID
	At         time.Time
}

// Validate says what is wrong with o.
func (o *Office) Validate() error {
	switch {
	case !IsDay(o.Day):
		return Invalid("day", "Ngày chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	case len(o.Agency) == 0 || len(o.Agency) > 4 || len(o.Recipients) > 20:
		return Invalid("agency", "Tên cơ quan từ một đến bốn dòng, nơi nhận nhiều nhất hai mươi dòng.", "One to four lines for the agency, at most twenty recipients.")
	case strings.ContainsAny(o.Short, "/ \n"):
		return Invalid("short", "Chữ viết tắt cơ quan không có dấu cách hay dấu gạch chéo: ghi như UBND.", "The short name has no blank or slash: write UBND.")
	}
	for _, s := range append(append([]string{o.Commune, o.Place, o.Short, o.Archive}, o.Agency...), o.Recipients...) {
		if err := named("name", s); err != nil {
			return err
		}
	}
	return nil
}

// Signer is a person who signs papers, between two days.
type Signer struct {
	ID           wire.ID
	Name         string
	Power        []string // "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"
	Since, Until string   // ISO days; Until "" = still
}

// Validate says what is wrong with s.
func (s *Signer) Validate() error {
	switch {
	case s.ID.IsZero():
		return Invalid("id", "Người ký chưa có mã.", "The signer has no id.")
	case !IsDay(s.Since) || s.Until != "" && (!IsDay(s.Until) || s.Until < s.Since):
		return Invalid("since", "Ngày bắt đầu hoặc ngày thôi ký chưa đúng.", "The days between which the person signs are not right.")
	case len(s.Power) == 0 || len(s.Power) > 5:
		return Invalid("power", "Quyền hạn, chức vụ từ một đến năm dòng.", "One to five lines of power and office.")
	}
	for _, l := range s.Power {
		if err := named("power", l); err != nil {
			return err
		}
	}
	return named("name", s.Name)
}

// Signs says that the person may sign on an ISO day.
func (s *Signer) Signs(day string) bool { return s.Since <= day && (s.Until == "" || day <= s.Until) }

// PaperTemplate is a version of a paper's template, as an official changed it in Word.
type PaperTemplate struct {
	Paper     string // code of the paper: server/report/paper
	N         int    // version, from 1
	Day       string // ISO: in force from
	File      string // name of the file
	Hash      wire.Hash
	Bytes     []byte // nil in lists
	Note      string
	Withdrawn time.Time // zero: it stands
	By        wire.ID
	At        time.Time
}

// ReportFile is one file of an issued paper.
type ReportFile struct {
	Kind  string // docx, pdf, xlsx
	Hash  wire.Hash
	Bytes []byte // nil in lists
}

// Report is a line of the register of numbered papers, with the files as they were issued.
type Report struct {
	ID           wire.ID
	Paper        string
	Year, Number int
	Symbol       string // BC-UBND
	Day          string // of the paper, ISO
	Title        string
	Asof         string // day of the figures
	Round        wire.ID
	Area         wire.ID // zero: the commune's
	Units        string  // UnitsOld or UnitsNew
	Signer       string
	Sample       bool // rests on sample rules: never issued
	Files        []ReportFile
	Cancelled    time.Time // zero: it stands
	CancelledFor string
	By           wire.ID
	At           time.Time
}

// Whether a paper counts by the villages as they were before units merged, or as they are.
const (
	UnitsNew = "new"
	UnitsOld = "old"
)

// MaxReportNumber bounds the numbers of a year.
const MaxReportNumber = 99999

// Validate says what is wrong with r. A paper that rests on sample rules is no paper to number or sign.
func (r *Report) Validate() error {
	switch {
	case r.ID.IsZero():
		return Invalid("id", "Văn bản chưa có mã.", "The paper has no id.")
	case r.Sample:
		return Conflict("sample", "Văn bản dựa trên bộ quy tắc MẪU: chỉ xem và tải bản có chữ MẪU, không cấp số và không ký được. Nạp bảng điểm chính thức rồi làm lại.",
			"The paper rests on SAMPLE rules: it can be seen and downloaded with the mark, but not numbered or signed. Load the official table first.")
	case r.Number < 1 || r.Number > MaxReportNumber:
		return Invalid("number", "Số văn bản từ 1 đến 99999.", "The number is from 1 to 99999.")
	case !IsDay(r.Day) || !IsDay(r.Asof):
		return Invalid("day", "Ngày chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	case r.Year < 1945 || r.Day[:4] != itoa4(r.Year):
		return Invalid("year", "Năm của số văn bản phải là năm của ngày ký.", "The year of the number is that of the paper's day.")
	case r.Units != UnitsNew && r.Units != UnitsOld:
		return Invalid("units", "Chọn đơn vị cũ hoặc mới.", "Choose old or new units.")
	case len(r.Files) == 0:
		return Invalid("files", "Văn bản chưa có tệp.", "The paper has no files.")
	case len(r.Title) > 1000:
		return Invalid("title", "Trích yếu dài quá.", "The title is too long.")
	}
	if err := named("symbol", r.Symbol); err != nil {
		return err
	}
	return named("signer", r.Signer)
}

func itoa4(n int) string {
	if n < 0 || n > 9999 {
		return ""
	}
	return string([]byte{'0' + byte(n/1000), '0' + byte(n/100%10), '0' + byte(n/10%10), '0' + byte(n%10)})
}
