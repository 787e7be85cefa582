// The Vietnamese texts of the widgets and of the camera that reads codes. English: fields.en.ts, same keys.
export const fieldsVi = {
  scan: {
    title: "Quét mã", hint: "Đưa mã vào giữa khung, giữ yên một chút.", typed: "Hoặc gõ mã bằng tay", use: "Dùng mã này",
    denied: "Chưa mở được máy ảnh. Bật quyền Máy ảnh, hoặc gõ mã ở dưới.", deniedOnly: "Chưa mở được máy ảnh. Bật quyền Máy ảnh trong phần Cài đặt, hoặc trở lại và gõ bằng tay.",
    absent: "Máy này không có máy ảnh dùng được. Gõ bằng tay.", failed: "Phần đọc mã chưa chạy được. Gõ bằng tay, hoặc trở lại rồi thử lần nữa.",
    start: "Quét mã", again: "Quét lại",
  },
  number: { less: "Bớt", more: "Thêm", minus: "Âm, dương", shorthand: "Gõ tắt được: 1tr5, 500 nghìn, 2 tỷ.", unread: "Chưa hiểu số tiền này. Gõ như 1.500.000 hoặc 1tr5." },
  land: { sao: "sào", thuoc: "thước", m2: "m²", saoBox: "Sào", thuocBox: "Thước", m2Box: "Mét vuông", rule: "1 sào = 360 m², 1 thước = 24 m²", same: (m2: string, said: string) => `${said} = ${m2} m²` },
  text: { show: "Hiện chữ", hide: "Che chữ" },
  choose: { open: "Chọn trong danh sách", close: "Đóng danh sách", none: "Không có lựa chọn nào khớp." },
  date: { hour: "Giờ", minute: "Phút", now: "Bây giờ", thisMonth: "Tháng này", thisYear: "Năm nay", badTime: "Giờ từ 0 đến 23, phút từ 0 đến 59.", about: (n: number) => `khoảng ${n} tuổi`, monthYear: (m: number, y: number) => `tháng ${m} năm ${y}`, yearOf: (y: number, name: string) => `năm ${y}, ${name}` },
  rank: { help: "Chạm mũi tên để xếp, thứ 1 là quan trọng nhất.", up: (what: string) => `Đưa “${what}” lên`, down: (what: string) => `Đưa “${what}” xuống`, keep: "Đúng thứ tự này", now: (what: string, n: number) => `“${what}” đứng thứ ${n}`, unset: "Chưa xếp" },
  range: { none: "Chưa chọn. Kéo thanh, hoặc bấm dấu cộng, trừ.", less: "Bớt một nấc", more: "Thêm một nấc", star: (n: string) => `${n} sao` },
  media: {
    record: "Ghi âm", recordAgain: "Ghi lại", stop: "Dừng và giữ", dropAudio: "Xoá ghi âm", recording: (at: string, most: string) => `Đang ghi ${at} / ${most}`, most: (m: string) => `Tối đa ${m} phút. Nói rõ, để máy gần người nói.`,
    film: "Quay phim", filmAgain: "Quay lại", dropVideo: "Xoá phim", chooseAudio: "Chọn tệp âm thanh", chooseVideo: "Chọn phim có sẵn", chooseFile: "Chọn tệp", fileAgain: "Chọn tệp khác", dropFile: "Xoá tệp",
    micDenied: "Chưa mở được micrô. Bật quyền Micrô trong phần Cài đặt, chọn tệp có sẵn, hoặc ghi lý do.", tooBig: (mb: string) => `Tệp ${mb}, lớn quá. Chọn tệp nhỏ hơn 8 MB.`, unread: "Chưa đọc được tệp này. Chọn tệp khác.", working: "Đang ghi vào máy…",
    elsewhere: "Tệp này ghi trên máy khác, chưa có ở đây.", saved: "Đã lưu trên máy", photo: "Có ảnh", audio: "Có ghi âm", video: "Có phim", file: "Có tệp",
    dark: "Ảnh hơi tối. Chụp lại chỗ sáng hơn nếu được.", blurred: "Ảnh có thể bị mờ. Xem lại, cần thì chụp lại.", draw: "Vẽ vào khung", drawAgain: "Vẽ lại", drawKeep: "Giữ hình này", mark: "Vẽ lên ảnh", markKeep: "Giữ nét vẽ", cancel: "Thôi",
  },
  cannot: { image: "Không chụp được…", audio: "Không ghi được…", video: "Không quay được…", signature: "Không ký được…", prefix: "Không làm được", why: "Vì sao? Xã sẽ thấy lý do này.", refuses: "Hộ không muốn", dark: "Trời tối hoặc mưa", broken: "Máy hỏng hoặc chưa cho phép", absent: "Người cần gặp đi vắng", other: "Lý do khác", send: "Ghi lý do" },
  geo: {
    sure: "Chính xác", fair: "Tạm được", poor: "Còn kém, ra chỗ thoáng", wait: "Đang tìm vệ tinh…", auto: (m: number) => `Sai số từ ${m} m trở xuống thì máy tự giữ.`, now: (m: number) => `Sai số hiện giờ ${m} m`, warn: (m: number) => `Sai số ${m} m, hơi lớn. Lấy lại ở chỗ thoáng nếu được.`,
    add: "Ghi điểm này", undo: "Bỏ điểm cuối", clear: "Xoá hết", begin: "Bắt đầu lấy vị trí", points: (n: number) => `${n} điểm`, length: (m: string) => `dài ${m} m`, area: (m2: string, said: string) => `rộng ${m2} m² (${said})`, few: (n: number) => `Cần ít nhất ${n} điểm.`, walk: "Đi đến từng góc, đứng yên rồi bấm Ghi điểm này.", point: (n: number) => `Điểm ${n}`, drop: (n: number) => `Bỏ điểm ${n}`,
    typed: "Gõ toạ độ", lat: "Vĩ độ", lng: "Kinh độ", keep: "Giữ toạ độ này", bad: "Vĩ độ từ −90 đến 90, kinh độ từ −180 đến 180, ví dụ 20,84 và 106,35.",
  },
};
export type FieldTexts = typeof fieldsVi;
