package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// FundSide says whether a line of the fund's ledger brings or takes.
type FundSide string

// The sides.
const (
	FundIn  FundSide = "in"
	FundOut FundSide = "out"
)

// FundAsset is what the fund holds: each is counted by itself and never turned into another.
type FundAsset string

// The assets. Goods are counted by their value.
const (
	FundCash   FundAsset = "cash"
	FundGoods  FundAsset = "goods"
	FundLabour FundAsset = "labour"
)

// FundAssets lists the assets in the order of pages.
var FundAssets = []FundAsset{FundCash, FundGoods, FundLabour}

// FundGivers are the kinds of givers.
var FundGivers = []string{"official", "household", "enterprise", "cooperative", "body", "away", "other"}

// FundLine is a line of the ledger of the fund "Vì người nghèo". A line is never changed: one that is wrong is taken back by
// a line that reverses it, with its amount below 0 on the same side, and written anew.
type FundLine struct {
	N        uint64 // place in the ledger, from 1
	ID       wire.ID
	Number   string // of the receipt (PT-2026/001) or voucher (PC-2026/001)
	Side     FundSide
	Asset    FundAsset
	Amount   int64  // dong; of labour tenths of a day
	Goods    string // what was given: "20 kg gạo"
	Day      string // ISO
	Area     wire.ID
	Giver    string // one of FundGivers; "" of a use
	Name     string // of the giver, or of who received; "" when not named
	Case     wire.ID
	Entry    wire.ID // enterprise of the register that gave
	Public   bool    // the giver agrees to stand in the public list by name
	Purpose  string
	Minutes  string // of the meeting that decided a use
	Reverses wire.ID
	Reason   string // why it was reversed
	By       wire.ID
	At       time.Time

	Reversed wire.ID // the line that took this one back; zero: it stands
}

// Validate says what is wrong with a line that is to be written.
func (l *FundLine) Validate() error {
	switch {
	case l.ID.IsZero():
		return Invalid("id", "Dòng quỹ chưa có mã.", "The line has no id.")
	case l.Side != FundIn && l.Side != FundOut:
		return Invalid("side", "Chọn thu hoặc chi.", "Choose a receipt or a use.")
	case l.Asset != FundCash && l.Asset != FundGoods && l.Asset != FundLabour:
		return Invalid("asset", "Chọn tiền, hiện vật hoặc ngày công.", "Choose cash, goods or labour.")
	case l.Amount == 0 || l.Reverses.IsZero() != (l.Amount > 0):
		return Invalid("amount", "Số tiền, giá trị hoặc số công phải lớn hơn 0.", "The amount must be more than 0.")
	case !IsDay(l.Day):
		return Invalid("day", "Ngày chưa đúng. Ghi như 15/11/2026.", "The day is no date. Write it as 15/11/2026.")
	case l.Asset == FundGoods && l.Goods == "" && l.Reverses.IsZero():
		return Invalid("goods", "Ghi hiện vật gì, bao nhiêu.", "Write what goods, and how much.")
	case l.Side == FundOut && l.Purpose == "" && l.Reverses.IsZero():
		return Invalid("purpose", "Ghi chi vào việc gì.", "Write what it is used for.")
	case l.Side == FundOut && l.Minutes == "" && l.Reverses.IsZero():
		return Invalid("minutes", "Ghi biên bản hoặc quyết định cho khoản chi.", "Write the minutes or decision of the use.")
	case len(l.Name) > maxName || len(l.Goods) > 500 || len(l.Purpose) > 500 || len(l.Minutes) > 300 || len(l.Reason) > 1000:
		return Invalid("name", "Một ô dài quá. Nhờ ghi gọn lại.", "A text is too long. Shorten it.")
	}
	return nil
}

// FundBalance is what came in, went out and is left of each asset.
type FundBalance map[FundAsset]struct{ In, Out int64 }

// Left is what is there of an asset.
func (b FundBalance) Left(a FundAsset) int64 { return b[a].In - b[a].Out }

// Add counts a line.
func (b FundBalance) Add(l *FundLine) {
	x := b[l.Asset]
	if l.Side == FundIn {
		x.In += l.Amount
	} else {
		x.Out += l.Amount
	}
	b[l.Asset] = x
}
