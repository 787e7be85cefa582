package report

import "testing"

// Every letter of the Vietnamese alphabet (TCVN 6909:2001) and what papers use stands in all four cuts.
func TestFaces_HaveVietnamese(t *testing.T) {
	const letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ" +
		"AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴfjwzFJWZ0123456789.,;:!?()[]/%+-–—…“”‘’«»≤≥×□²"
	for _, f := range faces {
		wide := f.widths()
		for _, r := range letters {
			if wide[r] == 0 {
				t.Errorf("cut %q lacks %q", f.style, r)
			}
		}
	}
	if got := faces[0].shown("Nguye\u0302\u0303n\x00 Văn 😀\tA"); got != "Nguyễn□ Văn □ A" {
		t.Errorf("shown: %q", got)
	}
	// Times New Roman: M is 889, space 250 (Adobe metrics of Times-Roman).
	if w := faces[0].measure("M ", 1000); w != 889+250 {
		t.Errorf("width of M and a space: %v", w)
	}
}
