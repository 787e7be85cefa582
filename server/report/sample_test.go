package report

import (
	"fmt"
	"time"
)

// sampleReport is a paper with everything in it.
func sampleReport() *Document {
	people := &Table{Code: "B1", Title: "Diễn biến hộ nghèo theo thôn", Unit: "Đơn vị tính: hộ", Asof: "2026-11-05", Columns: []Column{
		{Key: "tt", Label: "TT", Kind: Count}, {Key: "thon", Label: "Thôn"}, {Key: "dau", Label: "Đầu kỳ", Group: "Hộ nghèo", Kind: Count},
		{Key: "thoat", Label: "Thoát nghèo", Group: "Hộ nghèo", Kind: Count}, {Key: "cuoi", Label: "Cuối kỳ", Group: "Hộ nghèo", Kind: Count},
		{Key: "tyle", Label: "Tỷ lệ %", Kind: Share}, {Key: "tien", Label: "Kinh phí hỗ trợ (đồng)", Kind: Money}}}
	for i := range 60 {
		people.Rows = append(people.Rows, Line{Cells: []Cell{{Value: fmt.Sprint(i + 1)}, {Value: "Thôn Phù Oanh <&> \"số " + fmt.Sprint(i) + "\""},
			{Value: "1234"}, {Value: "3"}, {Value: "10"}, {Value: "1.25"}, {Value: "1500000"}}})
	}
	people.Rows = append(people.Rows, Line{Total: true, Cells: []Cell{{}, {Value: "Toàn xã"}, {Value: "74040"}, {Value: "180"}, {Value: "600"}, {Value: "1.25"}, {Value: "90000000"}}})
	missing := &Table{Code: "B5", Title: "Tín dụng chính sách xã hội", Columns: people.Columns, Missing: "Chưa có số liệu"}
	long := P("Năm 2026, Ủy ban nhân dân xã đã tập trung lãnh đạo, chỉ đạo các ban, ngành, đoàn thể và các thôn triển khai đồng bộ các giải pháp giảm nghèo; công tác tuyên truyền được quan tâm, nhận thức của người dân được nâng lên rõ rệt, các chính sách hỗ trợ đến đúng đối tượng")
	return &Document{Agency: []string{"ỦY BAN NHÂN DÂN", "XÃ TIÊN TIẾN"}, Number: "15", Symbol: "BC-UBND", Place: "Tiên Tiến",
		Date: time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC), Type: "BÁO CÁO", Subject: "Kết quả thực hiện Phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía sau” năm 2026",
		Asof: "2026-11-05", Note: "theo đơn vị mới", Grounds: []string{"Căn cứ Kế hoạch số 103/KH-UBND ngày 12/8/2022", "Căn cứ kết quả rà soát năm 2026"},
		Body: []Part{Heading{1, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"}, long, Heading{2, "1. Văn bản"}, long, long, Heading{3, "a) Tuyên truyền"}, long, people, missing,
			Heading{1, "II. PHƯƠNG HƯỚNG"}, Gap{3}, Text{Runs: []Run{{Text: "Trên đây là "}, {Text: "báo cáo", Bold: true}, {Text: " kết quả năm 2026 của Ủy ban nhân dân xã"}}}},
		Recipients: []string{"UBND tỉnh", "Đảng ủy, HĐND xã", "Các thôn", "Lưu: VT, VHXH"},
		Signers:    []Signature{{Power: []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"}, Name: "Nguyễn Văn A"}},
		Appendices: []Appendix{{Label: "Phụ lục I", Title: "CÁC BIỂU SỐ LIỆU", Landscape: true, Body: []Part{people}}},
		Sample:     true}
}
