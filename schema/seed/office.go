package seed

import (
	"context"

	"github.com/sothon/sothon/schema"
)

// office says how the demo's papers name the commune before and after units merged, and who signs them; the names are
// invented.
func (f *filler) office(ctx context.Context) error {
	if _, found, err := f.OfficeOn(ctx, f.c.ID, "2026-01-01"); err != nil || found {
		return err
	}
	o := schema.Office{Day: "2022-01-01", Agency: []string{"ỦY BAN NHÂN DÂN", "XÃ MINH TIẾN" + upperSample}, Commune: "xã Minh Tiến" + sample, Province: "tỉnh Hưng Yên", Place: "Minh Tiến", Short: "UBND",
		Recipients: []string{"UBND huyện", "Đảng ủy, HĐND xã", "Ủy ban MTTQ xã", "Các thôn"}, Archive: "Lưu: VT, VH-XH"}
	if err := f.PutOffice(ctx, f.c.ID, &o, People[0].ID); err != nil {
		return err
	}
	o.Day, o.Recipients[0] = "2025-07-01", "Sở Nông nghiệp và Môi trường" // the district level ended
	if err := f.PutOffice(ctx, f.c.ID, &o, People[0].ID); err != nil {
		return err
	}
	for i, s := range []schema.Signer{
		{Name: "Nguyễn Văn Chủ Tịch" + sample, Power: []string{"TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"}, Since: "2025-07-01"},
		{Name: "Trần Thị Phó Chủ Tịch" + sample, Power: []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"}, Since: "2025-07-01"},
	} {
		s.ID = ID("signer", i)
		if err := f.PutSigner(ctx, f.c.ID, &s, People[0].ID); err != nil {
			return err
		}
	}
	return nil
}

const upperSample = " (MẪU)"
