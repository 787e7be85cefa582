import { fieldsVi } from "./fields.vi";
import { homeVi } from "./home.vi";
import { visitVi } from "./visit.vi";

// The Vietnamese texts of the screens. Functions where a figure or a name stands inside. English: en.ts, same keys.
import { shellVi } from "./shell.vi";

export const vi = {
  shell: shellVi,
  name: "Sổ Thôn",
  motto: "Ghi phiếu tại nhà dân, không cần mạng",
  back: "Trở lại", next: "Tiếp", prev: "Trước", asBefore: "Như cũ", toc: "Mục lục", leave: "Để dở, về sau", finish: "Hoàn thành phiếu",
  keep: "Đang lưu…", kept: "Đã lưu trên máy", unkept: "Chưa lưu được câu này", saveAgain: "Lưu lại", loading: "Đang tải…",
  close: "Đóng", search: "Tìm", clear: "Xoá chữ",
  part: {
    title: "Chưa mở được phần này", again: "Thử lại", reload: "Mở lại ứng dụng",
    safe: "Máy còn thiếu một phần của ứng dụng, có lẽ vừa có bản mới. Những gì đã ghi vẫn còn trên máy. Nối mạng của xã rồi bấm Thử lại.",
  },
  tabs: { label: "Chính", today: "Hôm nay", find: "Tìm hộ", sync: "Gửi – nhận", device: "Máy này" },

  enrol: {
    steps: ["Nối với xã", "Đặt mã PIN", "Nhận danh sách hộ"],
    title: "Gõ mã 8 chữ cán bộ xã đưa", label: "Mã 8 chữ in trên giấy",
    hint: "Mã chỉ dùng một lần và hết hạn sau 15 phút. Hết hạn thì nhờ xã cấp mã mới.",
    noCode: "Không có mã?", noCodeHelp: "Cán bộ xã mở trang Thiết bị, bấm Thêm máy, rồi đọc mã 8 chữ cho bác. Mã không có số 0, số 1, chữ O và chữ I.",
    notYet: "Gõ đủ 8 chữ để tiếp tục", go: "Nối với xã", busy: "Đang nối với xã…",
    unknownChar: "Mã không có số 0, số 1, chữ O và chữ I. Xem lại tờ giấy.",
    device: "Tên máy", deviceHint: "Ghi như nhãn dán trên máy, ví dụ “Máy số 4”.", deviceDefault: "Máy tính bảng",
    noServer: "Chưa gặp được máy chủ của xã. Xem lại mạng rồi bấm Nối với xã lần nữa.",
    notOurs: "Có mạng, nhưng trả lời không phải của máy chủ xã. Xem lại có đúng Wi-Fi của xã không.",
    receiving: "Đang nhận danh sách hộ…", received: (n: number) => `Đã nhận ${n} hộ`, receivedHelp: "Từ giờ không cần mạng. Phiếu lưu trên máy, có mạng máy tự gửi.",
    receiveFailed: "Chưa nhận được danh sách hộ.", receiveAgain: "Nhận lại", start: "Bắt đầu",
    workspace: (name: string) => `Đã nối với ${name}`,
  },
  pin: {
    make: "Đặt mã PIN 6 số", makeHint: "Mã giữ kín phiếu trên máy. Không ai khác cần biết mã này.", again: "Gõ lại mã PIN lần nữa",
    ask: (who: string) => `${who} gõ mã PIN 6 số`, differ: "Hai lần gõ khác nhau. Đặt lại từ đầu.",
    easy: "Mã này dễ đoán. Đừng dùng số liền nhau, số lặp lại.", forgot: "Quên mã", wipe: "Xoá",
    forgotHelp: "Mang máy lên xã. Cán bộ xã mở khoá bằng khoá dự phòng; phiếu trên máy không mất. Đừng xoá gì trong máy.",
    wrong: (left: number) => `Mã chưa đúng. Còn ${left} lần thử.`, wrongNow: "Mã chưa đúng.",
    wait: (m: string) => `Đợi ${m} rồi thử lại.`, typed: (n: number) => `Đã gõ ${n} trong 6 số`, opening: "Đang mở khoá…",
    only: (n: number) => `${n} phiếu chỉ có trên máy này. Phiếu được khoá kín, không mất khi máy khoá hay hết pin.`,
    locked: "Phiếu được khoá kín, không mất khi máy khoá hay hết pin.",
    broken: "Mã đúng nhưng có phiếu trên máy chưa mở được. Đừng xoá gì, mang máy lên xã.",
    change: "Đổi mã PIN", old: "Gõ mã PIN đang dùng", changed: "Đã đổi mã PIN.",
  },
  minutes: (n: number) => `${n} phút`, seconds: (n: number) => `${n} giây`,
  today: {
    days: "ngày nữa", ends: (d: string) => `hết đợt (${d})`, over: "Đợt đã hết hạn",
    returned: (n: number, kin: string) => `Xã trả lại ${n} phiếu, nhờ ${kin} sửa`,
    list: (n: number) => `Còn ${n} hộ chưa xong`, others: "Đã xong", all: "Xem cả thôn", more: (n: number) => `Còn ${n} hộ nữa`,
    none: "Không còn hộ nào phải làm.", empty: "Chưa có danh sách hộ trên máy này.", receive: "Nhận danh sách hộ",
    goOn: "Làm tiếp", village: (label: string, done: number, total: number) => `${label}: xong ${done} trên ${total} hộ`,
    legend: { approved: "xã đã duyệt", sent: "đã gửi", here: "chưa gửi", returned: "trả lại", open: "chưa xong" },
    noForm: "Chưa nhận được biểu mẫu của đợt này. Bấm Gửi – nhận khi có mạng.",
  },
  state: {
    new: "Chưa thăm", draft: "Đang làm dở", finished: "Xong, chưa gửi", received: "Đã gửi", returned: "Xã trả lại, nhờ sửa",
    fixed: "Đã sửa, đã gửi lại", approved: "Xã đã duyệt", changed: "Đã thay đổi sau khi duyệt", conflict: "Hai máy ghi khác nhau",
    held: "Xã đang giữ riêng để xem",
  },
  people: (n: number) => `hộ ${n} người`,
  find: {
    title: "Tìm hộ", have: (n: number) => `${n} hộ có sẵn trên máy`, label: "Tên, xóm, số nhà, số điện thoại, số thẻ",
    hits: (n: number) => `${n} hộ khớp, gõ không dấu cũng được`, cut: (n: number) => `Còn ${n} hộ, gõ thêm để tìm`,
    none: "Không có hộ nào khớp. Thử gõ ít chữ hơn, hoặc tên người khác trong nhà.", all: "Tất cả các hộ",
  },
  house: {
    call: (n: string) => `Gọi ${n}`, route: "Chỉ đường", record: "Phiếu năm nay", here: "Đang lưu trên máy này, chưa gửi", at: (t: string) => `Sửa lần cuối ${t}`,
    members: "Người trong hộ", loans: "Vốn vay", last: (l: string) => `Lần thăm trước · ${l}`, class: "Phân loại kỳ trước",
    start: "Bắt đầu làm phiếu", goOn: "Làm tiếp", view: "Xem phiếu", fix: "Sửa những câu xã hỏi", notVisited: "Năm nay chưa thăm hộ này.",
    elsewhere: (who: string, t: string) => `${who} cũng đang làm phiếu này (${t}). Cứ làm tiếp, hai bên được gộp lại.`,
    head: "chủ hộ", oldAnswers: (n: number) => `Xem ${n} câu đã ghi lần trước`, class_: { hn: "Hộ nghèo", hcn: "Hộ cận nghèo", mtn: "Hộ có mức sống trung bình", kn: "Không nghèo" } as Record<string, string>,
  },
  form: {
    group: (i: number, n: number) => `nhóm ${i}/${n} · `, question: (i: number, n: number) => `câu ${i}/${n}`, progress: "Tiến độ", leaveHome: "Để dở, về nhà",
    lastYear: "Năm trước", inBook: "Trong sổ của xã", nowOther: "→ năm nay đổi", confirmed: "Như cũ, đã xác nhận", noLast: "Năm trước không ghi",
    lastTag: "năm trước", bookTag: "trong sổ", required: "Chưa trả lời. Câu bắt buộc.", constraint: "Câu trả lời chưa đúng. Xem lại.", type: "Cách ghi chưa đúng. Xem lại.",
    readOnly: "Phiếu này chỉ xem, không sửa được ở đây.", optional: "không bắt buộc", filter: "Tìm trong danh sách", chosen: (n: number) => `Đã chọn ${n}`,
    noChoices: "Chưa có lựa chọn nào. Trả lời câu phía trước trước đã.", clearAnswer: "Bỏ trả lời", yes: "Đã đọc", unsupported: "Loại câu này chưa làm được trên máy tính bảng.",
    conflict: "Hai máy ghi khác nhau ở câu này.", seeConflict: "Xem hai bên", comments: "Trao đổi với xã", finished: "Xem lại và hoàn thành", thousand: "nghìn", million: "triệu",
    del1: "Xoá 1 số", delAll: "Xoá hết", dong: "đ", perMonth: (n: string) => `mỗi tháng ${n} đ`, dongWord: "đồng", refused: "Không trả lời", minus: "Âm", comma: "phẩy", keypad: "Bàn phím số",
    noGroups: "Biểu mẫu này chưa có câu nào để hỏi.",
  },
  date: { day: "Ngày", month: "Tháng", year: "Năm", today: "Hôm nay", none: "Không có ngày này trong lịch.", age: (n: number) => `${n} tuổi`, cycle: (n: string, a: string) => `tuổi ${n} (con ${a})`, which: "Chỉ nhớ tuổi con giáp? Chạm năm đúng:", time: "Giờ" },
  photo: {
    take: "Chụp ảnh", again: "Chụp lại", drop: "Xoá ảnh", saved: "Đã lưu trên máy", noPlace: "không kèm vị trí", bad: "Chưa đọc được ảnh này. Chụp lại, hoặc chọn ảnh khác.",
    working: "Đang thu nhỏ ảnh…", elsewhere: "Ảnh này chụp trên máy khác.", camera: "Chưa mở được máy ảnh. Bật quyền Máy ảnh, hoặc ghi lý do.", sign: "Ký vào khung", signAgain: "Ký lại", signKeep: "Giữ chữ ký này",
  },
  geo: {
    take: "Lấy vị trí", again: "Lấy lại", stop: "Thôi, bỏ qua", finding: (m: string) => `Đang bắt vị trí… sai số ${m}`, first: "Đang bắt vị trí…", accuracy: (m: number) => `sai số ${m} m`, use: "Dùng vị trí này",
    failed: "Chưa bắt được vị trí. Ra chỗ thoáng rồi thử lại, hoặc bỏ qua.", denied: "Máy chưa cho xem vị trí. Bật quyền Vị trí trong phần Cài đặt, hoặc bỏ qua.",
  },
  rows: {
    ask: (n: number) => `Hộ đang có ${n} người.\nĐọc từng tên, hỏi: “Có gì thay đổi không?”`, none: "Chưa ghi ai.", noneRows: "Chưa ghi dòng nào.", done: "Xong", asBefore: "Như cũ", notAsked: "Chưa hỏi", missing: (n: number) => `Còn thiếu ${n} câu`, wrong: (n: number) => `${n} chỗ phải sửa`,
    changed: "Có thay đổi", gone: "Không còn", goOn: "Trả lời tiếp", see: "Xem lại", add: (what: string) => `Thêm ${what}`, added: "Mới thêm", changedCount: (n: number) => `Đổi ${n} câu so với năm trước`, remove: "Xoá", removed: (who: string) => `Đã bỏ “${who}” khỏi phiếu.`, undo: "Lấy lại", nth: (what: string, n: number) => `${what} ${n}`, back: (what: string) => `Về danh sách ${what}`,
  },
  contents: { title: "Mục lục", done: "xong", problems: (n: number) => `${n} chỗ phải sửa`, count: (a: number, b: number) => `${a}/${b} câu` },
  sum: {
    left: (n: number) => `Còn ${n} chỗ phải sửa`, help: (n: number) => `Sửa xong ${n} chỗ này thì phiếu hoàn thành được. Phiếu vẫn đang lưu trên máy.`, ok: "Phiếu đủ. Hoàn thành phiếu", okHelp: "Không còn chỗ nào phải sửa. Hoàn thành rồi vẫn sửa được cho đến khi xã duyệt.",
    mend: "Sửa", first: "Sửa chỗ thứ nhất", groups: (n: number) => `${n} nhóm câu hỏi`, clears: "Những câu không còn hỏi nữa sẽ bỏ câu trả lời", clearsHelp: "Các câu này không còn thuộc phiếu sau khi bác đổi câu trả lời khác. Giá trị cũ vẫn còn trong lịch sử phiếu.", backTo: "Về chỗ xem lại", title: "Xem lại phiếu", finishing: "Đang hoàn thành…",
  },
  ret: {
    commune: "Cán bộ xã", title: (n: number, kin: string) => (n > 0 ? `Xã trả lại, nhờ ${kin} sửa ${n} câu` : `Xã trả lại phiếu, nhờ ${kin} xem lại`), progress: (a: number, b: number) => `Đã trả lời ${a} trên ${b} câu`, wrote: "Đang ghi", answer: "Sửa câu này", right: "Vẫn đúng, giải thích…",
    whole: "Mở cả phiếu", goto: (n: number) => `Tới câu ${n}`, again: "Gửi lại", explain: "Giải thích cho xã", send: "Ghi lời giải thích", mine: "Trả lời", changed: "Đã sửa", general: "Cả phiếu", reason: "Lý do",
  },
  fork: {
    someone: "Người khác", otherDevice: "Máy khác", two: "Hai máy ghi khác nhau.", many: (n: number) => `${n} máy ghi khác nhau.`, kept: "Không câu nào bị mất: câu không chọn vẫn giữ trong lịch sử phiếu.", here: "Máy này", wrote: (who: string) => `${who} ghi`, decide: "Để xã quyết định", redo: "Cả hai đều chưa đúng: trả lời lại",
    advice: "Không chắc thì nên hỏi lại hộ. Giờ trên máy có thể sai, đừng chọn chỉ vì ghi sau.", empty: "(bỏ trống)", last: "Năm trước", note: "Cán bộ thẩm định ở xã sẽ chọn một trong các câu này.",
  },
  sync: {
    now: "Gửi và nhận ngay", busy: "Đang gửi…", done: (n: number) => `Xã đã nhận đủ ${n} phiếu`, doneNone: "Không còn phiếu nào chờ gửi", sending: (a: number, b: number) => `Đang gửi ${a} trên ${b} phiếu…`, asking: "Đang hỏi xã có gì mới…", carry: "Cứ làm việc khác.",
    offline: "Không có mạng, cứ làm tiếp; có mạng máy tự gửi", noserver: "Có mạng nhưng chưa gặp được máy chủ của xã.", retry: (t: string) => `Máy sẽ thử lại lúc ${t}.`, still: "Phiếu vẫn ở trên máy.",
    cut: (a: number, b: number) => `Mất mạng giữa chừng. Đã gửi ${a}, còn ${b}; lần sau gửi tiếp.`, refused: "Xã chưa nhận được lần gửi này.", unsaved: "Máy chưa ghi được vào bộ nhớ nên chưa gửi.", never: "Chưa gửi lần nào", at: (t: string) => `Xong lúc ${t}`, took: (s: number) => `mất ${s} giây`,
    sent: "phiếu đã gửi", got: "phiếu nhận về", returned: "phiếu bị trả lại", photos: (a: number, b: number) => `Ảnh: đang gửi ${a} trên ${b}`, photosLeft: (n: number) => `Còn ${n} ảnh trên máy này.`, photosNext: (n: number) => `Còn ${n} ảnh trên máy này, lần sau gửi tiếp.`, photosDone: "Ảnh đã gửi đủ.", photoHelp: "Cứ tắt màn hình hay làm phiếu khác. Mất mạng thì lần sau gửi tiếp từ chỗ này.",
    incoming: "Nhận về", nothing: "Lần này không có gì mới.", records: (n: number) => `${n} phiếu có thay đổi`, approved: (n: number) => `${n} phiếu xã đã duyệt`, conflicts: (n: number) => `${n} phiếu hai máy ghi khác nhau`, backs: (n: number) => `${n} phiếu xã trả lại, nhờ sửa`, waiting: "Chờ gửi",
    lastSent: (t: string) => `Gửi lần cuối: ${t}.`, again: "Thử ngay",
  },
  strip: {
    only: (n: number) => `${n} phiếu chỉ có trên máy này.`, all: "Xã đã nhận đủ.", clock: (n: number) => `Giờ máy sai ${n} phút.`, clockHelp: "Phiếu không mất; sửa giờ trong phần Cài đặt của máy.", revoked: "Xã đã thu hồi máy này.", revokedHelp: "Phiếu chưa gửi được giữ lại để xã xem, không mất.",
    old: (n: number, d: number) => `${n} phiếu đã ${d} ngày chưa gửi.`, oldHelp: "Mang máy đến chỗ có mạng của xã để gửi.", update: "Có bản Sổ Thôn mới.", updateHelp: "Bấm khi không mở phiếu nào, mất chừng 10 giây.", updateNow: "Dùng bản mới", persistNo: "Máy chưa hứa giữ phiếu lâu dài, nên gửi sớm.", unsaved: "Chưa lưu được vào máy.", send: "Gửi ngay",
  },
  device: {
    title: "Máy này", using: (who: string) => `${who} đang dùng`, look: "Dễ nhìn", size: "Cỡ chữ", sizes: ["Vừa", "To", "Rất to"], screen: "Màn hình", modes: ["Thường", "Ngoài nắng"], language: "Ngôn ngữ", data: "Phiếu trên máy", none: "Không có phiếu nào chỉ ở trên máy này", room: (mb: string) => `Đang dùng ${mb} MB`, roomHelp: "Ảnh và phiếu được khoá bằng mã PIN",
    persist: "Máy được phép giữ phiếu lâu dài", persistOn: "Đã bật. Máy sẽ không tự xoá.", persistNo: "Máy có thể tự xoá phiếu khi đầy", persistAsk: "Chạm để xin phép giữ lâu dài. Nên cài Sổ Thôn ra màn hình chính.", users: "Người dùng và khoá", lock: "Khoá máy ngay", lockHelp: "Tự khoá sau 5 phút không chạm", help: "Giúp đỡ", version: (v: string) => `Sổ Thôn bản ${v}`, clockOk: "Giờ máy đúng so với xã", clockOff: (m: number) => `Giờ máy lệch ${m} phút so với xã`, clockNever: "Chưa so giờ với xã", workspace: "Đơn vị",
  },
  other: { title: "Sổ Thôn đang mở ở cửa sổ khác.", help: "Để không ghi lẫn, mỗi lúc chỉ một cửa sổ được ghi. Cửa sổ kia vẫn giữ nguyên.", use: "Dùng ở đây", busy: "Đang chuyển…", newer: "Cửa sổ khác vừa dùng bản Sổ Thôn mới. Mở lại trang này.", reload: "Mở lại" },
  cannot: {
    title: "Sổ Thôn chưa chạy được ở đây", insecure: "Trang này mở bằng địa chỉ không có khoá an toàn (http). Trình duyệt chỉ cho khoá dữ liệu và làm việc không cần mạng khi địa chỉ bắt đầu bằng https.", insecureDo: "Nhờ xã cho địa chỉ bắt đầu bằng https:// rồi mở lại. Nếu xã dùng chứng chỉ riêng, mở trang /install của máy chủ để cài.",
    old: "Trình duyệt trên máy này quá cũ, còn thiếu: ", oldDo: "Cập nhật Chrome (bản 109 trở lên) hoặc dùng máy khác.", storage: "Trình duyệt không cho lưu dữ liệu trên máy này.", storageDo: "Đừng mở bằng cửa sổ ẩn danh; xem lại máy có còn chỗ trống không.",
  },
  fields: fieldsVi, visit: visitVi, home: homeVi,
  full: "Máy sắp đầy. Phiếu đang làm vẫn xong được.", failed: "Có lỗi, phiếu đã lưu không mất. Bấm Trở lại rồi thử lại.",
};
export type Catalogue = typeof vi;
