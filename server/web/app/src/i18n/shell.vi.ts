// Vietnamese of the tablet around the forms: enrolment, users and PINs, room on the disk, this device. English: shell.en.ts.
export const shellVi = {
  scan: { title: "Đưa máy ảnh vào mã vuông cán bộ xã cho xem", or: "hoặc", open: "Quét mã vuông", help: "Đưa mã vuông trên màn hình của xã vào giữa khung. Máy tự nhận, không phải bấm.", notCode: "Mã vuông này không phải mã đăng ký của xã. Nhờ xã mở lại trang Thiết bị.", close: "Thôi quét" },
  keepData: {
    title: "Máy chưa hứa giữ phiếu lâu dài", why: "Khi gần đầy, máy có thể tự xoá phiếu chưa gửi về xã. Nên chữa việc này trước khi nhận danh sách hộ.",
    how: "Cách chữa: cài Sổ Thôn ra màn hình chính, mở từ biểu tượng đó, rồi bấm Xin lại.", menu: "Trong Chrome: mở trình đơn ⋮, chọn “Thêm vào màn hình chính” hoặc “Cài đặt ứng dụng”.",
    install: "Cài ra màn hình chính", again: "Xin lại", granted: "Máy đã hứa giữ phiếu lâu dài.",
    reason: "Cán bộ xã ghi lý do vẫn dùng máy này", reasonHint: "Ví dụ: “Máy dùng tạm một tuần, gửi phiếu về mỗi tối”. Lý do được giữ trên máy và gửi về xã.",
    need: "Ghi lý do (ít nhất 5 chữ cái) để đi tiếp", go: "Cán bộ xã đồng ý, đi tiếp",
    strip: "Máy có thể tự xoá phiếu khi đầy.", stripWhy: (reason: string) => `Xã vẫn cho dùng: ${reason}. Gửi phiếu mỗi ngày.`,
  },
  users: {
    who: "Ai dùng máy?", change: "Đổi người dùng", changeHelp: (names: string) => `Trên máy có: ${names}`, only: "Chỉ một người dùng máy này", add: (name: string) => `Đặt mã PIN cho ${name}`, addHelp: "Xã đã cho phép người này dùng máy",
    confirm: (who: string) => `${who} gõ mã PIN để xác nhận`, confirmHint: "Người đang dùng máy xác nhận trước, rồi người mới đặt mã riêng của mình.",
    newFor: (who: string) => `${who} đặt mã PIN 6 số`, again: (who: string) => `${who} gõ lại mã PIN lần nữa`, added: (who: string) => `${who} đã có mã PIN riêng trên máy này.`,
    pin: "Đổi mã PIN", pinOf: (who: string) => `Mã của ${who}`, stop: "Thôi", madeHere: (who: string, at: string) => `${who} làm dở phiếu này trên máy này (${at}). Cứ làm tiếp từ chỗ đó.`,
  },
  forgot: {
    title: "Quên mã PIN", safe: "Phiếu trên máy không mất. Đừng xoá dữ liệu của trình duyệt.", steps: ["Mang máy lên xã, nối Wi-Fi của xã.", "Bấm Xin xã mở khoá. Trên trang Thiết bị, cán bộ xã chọn máy này và mở bằng khoá dự phòng cất trong két.", "So số kiểm tra trên hai màn hình, rồi đặt mã PIN mới."],
    ask: "Xin xã mở khoá", check: "Số kiểm tra", checkHelp: "Phải giống số trên màn hình của xã.", waiting: "Đang chờ xã mở khoá…", sent: "Xã đã nhận lời xin.", noServer: "Chưa gặp được máy chủ của xã. Nối Wi-Fi của xã; máy tự thử lại.", refused: "Máy chủ của xã không nhận lời xin này.",
    byHand: "Không nối được mạng? Chép bằng tay", request: "Lời xin của máy (đưa cho cán bộ xã)", answer: "Trả lời của xã (quét hoặc dán vào đây)", use: "Dùng trả lời này", bad: "Trả lời này không mở được máy. Nhờ xã làm lại.", copy: "Chép", copied: "Đã chép",
    opened: "Xã đã mở khoá. Giờ đặt mã PIN mới.", back: "Về chỗ gõ mã",
  },
  lock: { legend: "Tự khoá sau", minutes: (n: number) => `${n} phút`, help: "Không khoá giữa lúc chụp ảnh hay ghi âm. Rời màn hình 1 phút cũng khoá." },
  room: {
    used: (mb: string) => `Đang dùng ${mb}`, reserve: (mb: string) => `Máy để riêng ${mb} cho phiếu đang làm`, none: "Chưa để riêng được chỗ cho phiếu đang làm", low: "Máy sắp đầy.", lowHelp: "Phiếu đang làm vẫn xong được. Gửi rồi hãy làm phiếu mới.", full: "Máy đầy: có câu chưa lưu.", fullHelp: "Gửi phiếu về xã hoặc xoá bớt ảnh, tệp khác trong máy, rồi bấm Lưu lại.", big: "Dữ liệu trên máy đã hơn 1 GB.", bigHelp: "Gửi ảnh về xã sớm.",
    broken: "Bộ nhớ của máy vừa đóng lại vì hết chỗ. Xoá bớt ảnh, tệp khác trong máy rồi mở lại; phiếu đã lưu không mất.",
    stop: "Máy sắp đầy. Gửi phiếu về xã rồi hãy mở phiếu mới; phiếu đang làm dở vẫn mở được.",
  },
  erased: { title: "Dữ liệu của Sổ Thôn trên máy này đã bị xoá.", help: "Phiếu đã gửi vẫn ở xã. Phiếu chưa gửi thì xã biết còn thiếu lần lưu nào: báo cho xã, rồi đăng ký lại." },
  stale: { title: "Danh sách hộ đang tạm ẩn", help: "Máy đã 14 ngày chưa gặp máy chủ của xã. Gửi – nhận một lần là danh sách hiện lại.", unsent: "Phiếu chưa gửi vẫn mở được ở đây." },
  sync: {
    portal: "Wi-Fi này đòi đăng nhập trước.", portalHelp: "Mở trình duyệt, đăng nhập Wi-Fi hoặc nối Wi-Fi của xã, rồi thử lại.", clock: "Ngày giờ của máy sai nên không nối an toàn được.", clockHelp: (now: string) => `Máy đang ghi ${now}. Sửa ngày giờ trong phần Cài đặt của máy rồi thử lại.`,
    certHelp: "Nếu máy khác vẫn gửi được: có thể chứng chỉ của máy chủ đã hết hạn, nhờ báo cho xã.", revoked: "Xã đã thu hồi máy này.", revokedHelp: "Phiếu chưa gửi được giữ lại để xã xem, không mất.", ended: "Quyền của máy đã hết hạn.", endedHelp: "Cứ làm tiếp; phiếu gửi lên xã giữ riêng cho đến khi gia hạn.",
    size: (mb: string) => mb, photoOf: (mb: string, all: string) => `${mb} trên ${all}`,
  },
  call: "Cần giúp, gọi xã:",
  wiped: { title: "Máy này đã được xoá theo lệnh của xã", help: "Phiếu chưa gửi đã về xã. Không còn phiếu hay danh sách nào trên máy.", sent: "Xã đã nhận giấy báo xoá xong.", unsent: "Giấy báo xoá xong chưa gửi được. Nối mạng; trang này tự gửi.", doing: "Đang xoá dữ liệu theo lệnh của xã…", ordered: "Xã yêu cầu xoá máy này.", waits: (n: number, until: string) => `Còn ${n} phiếu chỉ có trên máy: mở khoá khi có mạng để gửi trước khi xoá. Sau ${until} máy tự xoá.`, lost: (n: number) => `Máy đang khoá nên ${n} phiếu chưa gửi đã mất theo. Hãy báo cho xã.`, again: "Đăng ký lại" },
  device: { dark: "Tối", call: "Gọi xã", callNo: "Hỏi cán bộ xã phụ trách thiết bị", latest: "mới nhất", older: "có bản mới, bấm để cập nhật", installed: "Đang chạy từ màn hình chính", notInstalled: "Chưa cài ra màn hình chính", records: (n: number) => `${n} hộ trên máy` },
};
export type Shell = typeof shellVi;
