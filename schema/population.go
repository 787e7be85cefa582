package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Population is how many households and people a village has, as somebody said on a day: the denominator of rates.
type Population struct {
	Area       wire.ID
	Day        string // ISO
	Households int
	People     int
	Source     string // "Trưởng thôn khai", a report's number
	By         wire.ID
	At         time.Time
}

// Validate says what is wrong with p.
func (p *Population) Validate() error {
	switch {
	case p.Area.IsZero():
		return Invalid("area", "Chưa chọn thôn.", "Choose the village.")
	case !IsDay(p.Day):
		return Invalid("day", "Ngày chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	case p.Households < 0 || p.Households > 100_000 || p.People < 0 || p.People > 1_000_000:
		return Invalid("households", "Số hộ hoặc số người chưa đúng.", "The number of households or people is not right.")
	case p.People > 0 && p.People < p.Households:
		return Invalid("people", "Số người ít hơn số hộ.", "There are fewer people than households.")
	case Clean(p.Source) == "":
		return Invalid("source", "Chưa ghi nguồn số liệu.", "Say where the figure comes from.")
	}
	return nil
}

// AreaFact is a dated attribute of an area.
type AreaFact struct {
	Area     wire.ID
	Kind     AreaFactKind
	Day      string // ISO: from this day on
	Value    string
	Document string
	By       wire.ID
	At       time.Time
}

// AreaFactKind is what an attribute says.
type AreaFactKind string

// The attributes of an area that have dates.
const (
	AreaName    AreaFactKind = "ten"
	AreaPlace   AreaFactKind = "kv" // nt: rural, tt: urban
	AreaCommune AreaFactKind = "xa"
)

// Places are the values of AreaPlace.
const (
	PlaceRural = "nt"
	PlaceUrban = "tt"
)

// Validate says what is wrong with f.
func (f *AreaFact) Validate() error {
	switch {
	case f.Area.IsZero():
		return Invalid("area", "Chưa chọn thôn.", "Choose the village.")
	case !IsDay(f.Day):
		return Invalid("day", "Ngày chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	case f.Kind != AreaName && f.Kind != AreaPlace && f.Kind != AreaCommune:
		return Invalid("kind", "Chưa chọn mục.", "Choose what it is.")
	case f.Kind == AreaPlace && f.Value != PlaceRural && f.Value != PlaceUrban:
		return Invalid("value", "Chọn nông thôn hoặc thành thị.", "Choose rural or urban.")
	}
	return named("value", f.Value)
}

// AreaLink says that an area came from another on a day.
type AreaLink struct {
	Earlier, Later wire.ID
	Day            string
	Document       string
	By             wire.ID
	At             time.Time
}

// AreaStay is an area in which a household was until a day.
type AreaStay struct {
	Area  wire.ID
	Until string // ISO day on which it belonged elsewhere
}

// AreaOn gives the area of a household on a day: now is where it is, stays those before, by day.
func AreaOn(now wire.ID, stays []AreaStay, day string) wire.ID {
	for _, s := range stays {
		if day < s.Until {
			return s.Area
		}
	}
	return now
}

// IncomeFinding is what the commune found to be the income of a household by an official document.
type IncomeFinding struct {
	Case     wire.ID
	Day      string // ISO: counts for visits from this day on
	Amount   int64  // đồng a person a month
	Document string
	By       wire.ID
	At       time.Time
}

// Validate says what is wrong with f.
func (f *IncomeFinding) Validate() error {
	switch {
	case f.Case.IsZero():
		return Invalid("case", "Chưa chọn hộ.", "Choose the household.")
	case !IsDay(f.Day):
		return Invalid("day", "Ngày chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	case f.Amount < 0 || f.Amount > 1_000_000_000:
		return Invalid("amount", "Số tiền chưa đúng.", "The amount is not right.")
	case Clean(f.Document) == "":
		return Invalid("document", "Chưa ghi văn bản xác nhận thu nhập.", "Name the document that finds the income.")
	}
	return nil
}
