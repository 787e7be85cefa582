package seed

// Invented people only: common family, middle and given names, drawn at random and joined. A match with a living person
// is chance.
var (
	families    = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đào", "Đoàn", "Trịnh", "Lương", "Mai", "Phan", "Quách", "Tạ", "Lưu"}
	middleMale  = []string{"Văn", "Đức", "Hữu", "Công", "Quang", "Minh", "Xuân", "Đình", "Bá", "Trọng"}
	middleWoman = []string{"Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Kim", "Hồng", "Thúy"}
	givenMale   = []string{"An", "Bảo", "Bình", "Chiến", "Chung", "Cường", "Dũng", "Đạt", "Đông", "Hải", "Hào", "Hiếu", "Hòa", "Hùng", "Hưng", "Khang", "Khoa", "Kiên", "Lâm", "Long", "Lực", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quyết", "Sơn", "Tài", "Thái", "Thắng", "Thịnh", "Thuận", "Tiến", "Toàn", "Trường", "Tuấn", "Tùng", "Vinh"}
	givenWoman  = []string{"Ánh", "Bích", "Chi", "Cúc", "Dung", "Duyên", "Đào", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hòa", "Huệ", "Huyền", "Hương", "Lan", "Liên", "Linh", "Loan", "Lý", "Mai", "Mến", "Mơ", "Nga", "Ngân", "Nhàn", "Nhung", "Oanh", "Phương", "Quyên", "Sen", "Tâm", "Thảo", "Thơm", "Thùy", "Trang", "Tuyết", "Vân", "Yến"}
	villages    = []string{"Thôn Đông", "Thôn Đoài", "Thôn Thượng", "Thôn Hạ", "Thôn Trung", "Thôn Bến", "Thôn Chùa", "Thôn Lò", "Thôn Vải"}
	lanes       = []string{"Xóm Đình", "Xóm Giếng", "Xóm Cầu", "Xóm Ao", "Xóm Bãi", "Ngõ Dài", "Ngõ Cụt", "Xóm Gạo"}
)

// sample marks every invented name of a place or office.
const sample = " (mẫu)"
