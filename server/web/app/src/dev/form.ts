// A small pretended form for looking at the screens (npm run dev, /app/dev.html). Not part of the app.
import type { Choice } from "../engine/calls";
import type { RawForm } from "../form/tree";

type Extra = { req?: boolean; hint?: string; choices?: Choice[]; app?: string };
export const extras: Extra[] = [];
const nodes: RawForm["nodes"] = [];

function add(p: number, k: RawForm["nodes"][number]["k"], n: string, c: string, label: string, extra: Extra = {}): number {
  nodes.push({ p, k, n, c, label: [label], app: extra.app });
  extras.push(extra);
  return nodes.length - 1;
}
const list = (...labels: string[]): Choice[] => labels.map((label, i) => ({ v: String(i + 1), label }));

add(-1, "root", "data", "", "");
const open = add(0, "group", "mo_dau", "", "Mở đầu cuộc thăm");
add(open, "question", "ngay_tham", "date", "Ngày thăm hộ", { req: true });
add(open, "question", "ketqua_tham", "select_one", "Kết quả cuộc thăm", { req: true, choices: list("Gặp được", "Vắng nhà", "Hẹn lại", "Từ chối") });
add(open, "note", "n_thongbao", "note", "Thông báo: dữ liệu được UBND xã thu thập để rà soát; hộ có quyền xem và đề nghị sửa.");
add(open, "question", "gps", "geopoint", "Vị trí nhà");
const house = add(0, "group", "ho", "", "Thông tin hộ", { app: "field-list" });
add(house, "question", "chu_ho", "text", "Họ và tên chủ hộ", { req: true });
add(house, "question", "dien_thoai", "text", "Số điện thoại liên hệ", { hint: "10 chữ số, bắt đầu bằng 0", app: "numbers" });
add(house, "question", "so_xe", "integer", "Số xe máy");
export const members = add(0, "repeat", "tv", "", "Thành viên hộ");
add(members, "question", "m_ten", "text", "Họ và tên", { req: true });
add(members, "question", "m_quanhe", "select_one", "Quan hệ với chủ hộ", { req: true, choices: list("Chủ hộ", "Vợ, chồng", "Con đẻ", "Con dâu", "Cháu nội") });
add(members, "question", "m_gioitinh", "select_one", "Giới tính", { req: true, choices: list("Nam", "Nữ") });
add(members, "question", "m_ngaysinh", "date", "Ngày, tháng, năm sinh", { req: true });
const home = add(0, "group", "nhao", "", "Nhà ở");
add(home, "question", "dientich", "decimal", "Tổng diện tích nhà ở (m²)", { req: true, hint: "Chỉ tính phần nhà để ở, không tính sân vườn." });
add(home, "question", "nha_anh", "image", "Chụp mặt ngoài ngôi nhà", { hint: "Không chụp người, không chụp giấy tờ. Đứng ngoài cổng là được." });
const water = add(0, "group", "nuocvs", "", "Nước, vệ sinh, môi trường");
add(water, "question", "nuoc", "select_one", "Nguồn nước chính hộ dùng để ăn uống, sinh hoạt là gì?", { req: true, hint: "Hỏi nguồn dùng để ăn uống nhiều nhất trong 12 tháng qua.", choices: list("Nước máy vào nhà", "Nước máy công cộng", "Giếng khoan", "Giếng đào được bảo vệ", "Khe, mó được bảo vệ", "Nước mưa", "Nước đóng chai, đóng bình", "Giếng đào không được bảo vệ", "Ao, hồ, sông", "Nguồn khác") });
add(water, "question", "taisan", "select_multiple", "Tài sản hộ đang có và còn dùng được", { choices: list("Ti vi màu", "Dàn âm thanh", "Xe máy", "Tủ lạnh", "Máy điều hoà", "Máy giặt", "Bình nước nóng", "Lò vi sóng", "Tàu, ghe", "Máy tính", "Điện thoại", "Xe đạp điện", "Ô tô", "Máy bơm") });
const income = add(0, "group", "thunhap", "", "Thu nhập 12 tháng qua");
add(income, "question", "luong", "integer", "Tiền lương, tiền công cả hộ trong 12 tháng qua là bao nhiêu?", { hint: "Cộng tiền của anh Thắng và chị Phượng. Chỉ để tham khảo, không dùng để xếp loại hộ.", app: "thousands-sep" });
const end = add(0, "group", "ketthuc", "", "Kết thúc");
add(end, "question", "chu_ky", "image", "Chữ ký người trả lời", { app: "signature" });

export const devForm: RawForm = { title: ["Phiếu rà soát 2026"], langs: ["Tiếng Việt (vi)"], nodes };
