package paper

import (
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// movement is the account of one class: B1a, B1b and the national tables 2 and 3.
func movement(class string) func(*Facts, *report.Table) {
	return func(f *Facts, t *report.Table) {
		other, from, to := "Sang cận nghèo", poverty.InFromNear, poverty.OutToNear
		fromLabel := "Từ cận nghèo"
		if class == schema.ClassNearPoor {
			other, from, to, fromLabel = "Sang nghèo", poverty.InFromPoor, poverty.OutToPoor, "Từ hộ nghèo"
		}
		t.Unit = "Đơn vị tính: hộ"
		t.Columns = append(villageColumns(), count("tong", "", "Tổng số hộ dân"), count("dau", "", "Đầu kỳ"),
			count("thoat", "Giảm trong kỳ", "Thoát"), count("sang", "Giảm trong kỳ", other), count("giam_khac", "Giảm trong kỳ", "Chuyển đi, mất, tách nhập"),
			count("phat_sinh", "Tăng trong kỳ", "Phát sinh mới"), count("tai", "Tăng trong kỳ", "Tái"), count("tu", "Tăng trong kỳ", fromLabel), count("tang_khac", "Tăng trong kỳ", "Chuyển đến, tách nhập"),
			count("cuoi", "", "Cuối kỳ"), count("cho", "", "Chưa rà soát"), report.Column{Key: "ty_le", Label: "Tỷ lệ cuối kỳ (%)", Kind: report.Share})
		if f.Balance == nil {
			t.Missing = noFigures
			return
		}
		f.byVillage(t, func(v int) []report.Cell {
			b := f.cell(v, class)
			lines := func(in bool, codes ...poverty.MoveCode) report.Cell { return counted(f.moved(v, class, in, codes...)) }
			closing := counted(f.of(func(h *Household) bool { return h.in(v) && h.Class == class }))
			return []report.Cell{known(f.households(v)), number(int64(b.Open)),
				lines(false, poverty.OutEscaped), lines(false, to), lines(false, poverty.OutLeft, poverty.OutVillage, poverty.OutEnded, poverty.OutMerged, poverty.OutSplit, poverty.OutUnclear),
				lines(true, poverty.InNew), lines(true, poverty.InAgain), lines(true, from), lines(true, poverty.InArrived, poverty.InVillage, poverty.InSplit, poverty.InMerged),
				closing, number(int64(b.Pending)), f.rate(v, class)}
		})
		t.Notes = append(t.Notes, "Đầu kỳ + tăng − giảm = cuối kỳ + chưa rà soát. Chuyển giữa các thôn không tính ở dòng toàn xã. Tỷ lệ tính trên tổng số hộ dân do thôn khai; để trống khi chưa nhập hoặc còn hộ chưa rà soát.")
	}
}

// rate is the share of a class among all who live in a village, or in all; empty while somebody waits for review.
func (f *Facts) rate(village int, class string) report.Cell {
	if f.Balance != nil && f.cell(village, class).Pending > 0 {
		return report.Cell{}
	}
	return share(len(f.of(func(h *Household) bool { return h.in(village) && h.Class == class })), f.households(village))
}

// pending is how many households of the lists wait for review.
func (f *Facts) pending() int {
	n := 0
	for _, class := range classes {
		if f.Balance != nil {
			n += f.cell(f.only(), class).Pending
		}
	}
	return n
}

// cell is the account of a class in a village, or in all.
func (f *Facts) cell(village int, class string) poverty.Cell {
	if village >= 0 {
		return f.Balance[f.Villages[village].ID.String()][class]
	}
	if f.Whole {
		return f.Balance[poverty.WholeCommune][class]
	}
	var sum poverty.Cell
	for v := range f.Villages {
		c := f.cell(v, class)
		sum.Open, sum.In, sum.Out, sum.Close, sum.Pending = sum.Open+c.Open, sum.In+c.In, sum.Out+c.Out, sum.Close+c.Close, sum.Pending+c.Pending
	}
	return sum
}

// moved lists the households that left or entered a class for some reasons. For all villages of the commune moves between
// villages are no moves.
func (f *Facts) moved(village int, class string, in bool, codes ...poverty.MoveCode) []wire.ID {
	out := []wire.ID{}
	for i := range f.Lines {
		l := &f.Lines[i]
		if l.Class != class || l.In != in || !slices.Contains(codes, l.Code) {
			continue
		}
		at := f.village(l.Area)
		if village >= 0 && at != village || village < 0 && (f.Whole && (l.Code == poverty.OutVillage || l.Code == poverty.InVillage) || !f.Whole && at < 0) {
			continue
		}
		if id, err := wire.ParseID(l.Household); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// lacking is the table of deprivation indicators of one class by village, in numbers or in percent of the class.
func lacking(class string, percent bool) func(*Facts, *report.Table) {
	return func(f *Facts, t *report.Table) {
		t.Unit = "Đơn vị tính: hộ"
		kind := report.Count
		if percent {
			t.Unit, kind = "Đơn vị tính: %", report.Share
		}
		t.Columns = append(villageColumns(), count("tong", "", "Tổng số "+className(class)))
		for _, x := range f.Indicators {
			t.Columns = append(t.Columns, report.Column{Key: x.Code, Group: "Số hộ thiếu hụt", Label: x.Name, Kind: kind})
		}
		if percent {
			for i := range t.Columns[3:] {
				t.Columns[3+i].Group = "Tỷ lệ thiếu hụt"
			}
		}
		if len(f.Indicators) == 0 {
			t.Missing = noFigures
			return
		}
		f.byVillage(t, func(v int) []report.Cell {
			all := f.of(func(h *Household) bool { return h.in(v) && h.Class == class })
			row := []report.Cell{counted(all)}
			for _, x := range f.Indicators {
				cases := f.of(func(h *Household) bool { return h.in(v) && h.Class == class && slices.Contains(h.Lacking, x.Code) })
				if percent {
					row = append(row, share(len(cases), len(all)))
				} else {
					row = append(row, counted(cases))
				}
			}
			return row
		})
	}
}
