// The Vietnamese texts of finding a household and beginning a new one. English: home.en.ts, same keys.
export const homeVi = {
  doneLast: (name: string) => `Xong phiếu hộ ${name}. Phiếu đã lưu trên máy, có mạng máy tự gửi.`, leftLast: (name: string) => `Phiếu hộ ${name} còn dở, đã lưu trên máy. Chạm vào tên hộ để làm tiếp.`,
  mine: (n: number) => `${n} hộ xã giao cho mình`, rest: (n: number) => `${n} hộ khác chưa xong`, says: "Xã nhắn", handover: "Người trước nhắn",
  filter: { village: "Thôn", state: "Tình trạng", allVillages: "Mọi thôn", all: "Tất cả", open: "Chưa thăm", draft: "Đang làm dở", here: "Chỉ có trên máy này", sent: "Đã gửi", returned: "Bị trả lại", approved: "Đã duyệt", mine: "Giao cho mình" } as Record<string, string>,
  scan: "Quét mã nhà", scanTitle: "Quét mã dán ở nhà", scanHint: "Đưa mã vuông trên tem của hộ vào giữa khung.", notLabel: "Mã này không phải tem của hộ.", notHere: "Hộ này không có trong danh sách của máy. Hộ có thể ở thôn khác.",
  none: "Không tìm thấy?", begin: "Hộ chưa có trong danh sách", unlisted: "mới, chưa có trong sổ",
  form: {
    title: "Hộ chưa có trong danh sách", name: "Họ và tên chủ hộ", address: "Xóm, ngõ, số nhà", phone: "Số điện thoại", village: "Thôn", optional: "không bắt buộc",
    needName: "Ghi họ tên chủ hộ để tiếp tục", needVillage: "Chọn thôn của hộ", digits: "Họ tên không có chữ số.", go: "Bắt đầu làm phiếu", anyway: "Không phải, đây là hộ mới", back: "Thôi, tìm lại",
    alike: (n: number) => `Có ${n} hộ gần giống. Có phải một trong ${n === 1 ? "số" : "các"} hộ này không?`, alikeHelp: "Đúng hộ nào thì chạm vào hộ đó. Không phải thì làm phiếu mới; xã sẽ xem lại.",
    why: { name: "cùng tên chủ hộ", near: "tên gần giống", phone: "cùng số điện thoại", member: "có người trong hộ cùng tên" } as Record<string, string>,
  },
};
export type HomeTexts = typeof homeVi;
