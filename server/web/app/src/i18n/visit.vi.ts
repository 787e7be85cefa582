// The Vietnamese texts of the visit: as before, talk, check, rows, contents, the identity card, newer forms. English: visit.en.ts, same keys.
export const visitVi = {
  undo: "Lấy lại",
  asBefore: {
    group: "Cả mục như cũ", short: (n: number) => `Như cũ · ${n} câu`, of: (name: string, n: number) => `${name}: như cũ ${n} câu`,
    done: (name: string, n: number) => `“${name}”: đã ghi ${n} câu như cũ.`, none: (name: string) => `“${name}”: không còn câu nào giữ như cũ được.`,
    left: (n: number) => `${n} câu chưa giữ được`, see: "Xem", gone: (name: string) => `Đã ghi “${name}” không còn ở hộ.`, removed: (name: string) => `Đã bỏ “${name}” khỏi phiếu.`,
    why: { choice: "lựa chọn này nay không còn", type: "cách ghi nay khác", constraint: "không còn hợp với quy định của câu", relevant: "năm nay không hỏi", differs: "máy đã điền sẵn khác, nhờ xem lại", removed: "bản mới không còn câu này" } as Record<string, string>,
  },
  warn: {
    times: (n: number) => `Gấp ${n} lần năm trước. Đúng thì bấm Tiếp.`, part: (n: number) => `Chỉ bằng 1/${n} năm trước. Đúng thì bấm Tiếp.`,
    more: (n: number) => `Nhiều hơn năm trước ${n} %. Đúng thì bấm Tiếp.`, less: (n: number) => `Ít hơn năm trước ${n} %. Đúng thì bấm Tiếp.`,
    "id-sex": "Số này không khớp với giới tính đã ghi. Xem lại trên thẻ; đúng như thẻ thì bấm Tiếp.", "id-year": "Số này không khớp với năm sinh đã ghi. Xem lại trên thẻ; đúng như thẻ thì bấm Tiếp.",
    "id-province": "Ba chữ số đầu không phải mã tỉnh nào. Xem lại trên thẻ; đúng như thẻ thì bấm Tiếp.",
    "id-here": (who: string) => `${who} trong hộ cũng ghi số này. Xem lại thẻ của hai người.`, "id-area": (who: string) => `Trong thôn đã có người mang số này: ${who}. Xem lại trên thẻ.`,
  },
  news: {
    value: (who: string, text: string) => `${who} vừa ghi câu này: “${text}”.`, empty: "(bỏ trống)", take: "Lấy câu vừa ghi", keep: "Giữ câu của máy này", see: "Xem",
    row: (who: string, n: number) => `${who} vừa ghi ${n} câu ở người này.`, added: (who: string, what: string) => `${who} vừa thêm: ${what}.`, gone: (who: string, what: string) => `${who} vừa bỏ: ${what}.`,
    some: (who: string, n: number) => `${who} vừa ghi ${n} chỗ trong phiếu này.`, show: "Đưa vào phiếu", someone: "Máy khác", decision: "Xã vừa có ý kiến về phiếu này.",
  },
  talk: {
    note: "Ghi chú", title: "Ghi chú và trao đổi", question: "Về câu này", row: (name: string) => `Về ${name}`, record: "Về cả phiếu", write: "Viết cho xã và cho người làm cùng", send: "Ghi lại", reply: "Trả lời", done: "Xong, khép lại", closed: (n: number) => `${n} lời đã khép`,
    fresh: "mới", asks: (n: number) => `Xã hỏi ${n} câu, nhờ trả lời trước`, unread: (n: number) => `${n} lời chưa đọc`, open: "Mở", answered: "đã trả lời", none: "Chưa có ghi chú nào.", count: (n: number) => `Ghi chú, ${n} lời`,
  },
  check: { reminders: (n: number) => `Nên xem lại ${n} chỗ`, fine: "đúng thì để nguyên", see: "Xem", why: "Ghi lý do", clears: (n: number) => `Hoàn thành sẽ bỏ ${n} câu trả lời`, asks: "Xã hỏi" },
  find: { label: "Số câu, hoặc vài chữ không cần dấu", none: "Không có câu nào khớp. Gõ ít chữ hơn.", more: (n: number) => `Còn ${n} câu, gõ thêm`, count: (a: number, b: number) => `${a} trên ${b} câu` },
  rows: {
    doneChanged: (n: number) => `Xong, đổi ${n} câu`, kept: (n: number) => `${n} câu giữ như năm trước`, was: (label: string, was: string, now: string) => [label, was, now] as const, lastYear: "năm trước", thisYear: "năm nay",
    more: (n: number) => `và ${n} câu nữa`, goneNow: "Không còn ở", leave: "Không còn ở", why: (name: string) => `${name} không còn ở hộ. Vì sao?`, mistake: "Ghi nhầm, bỏ khỏi phiếu", cancel: "Thôi",
    by: (who: string) => `${who} thêm`, against: (who: string) => `${who} đã bỏ người này ở máy khác, nhưng có câu trả lời mà ${who} chưa thấy.`, againstRow: (who: string) => `${who} đã bỏ dòng này ở máy khác, nhưng có câu trả lời mà ${who} chưa thấy.`, keep: "Giữ lại", drop: "Vẫn bỏ", scan: "Quét thẻ căn cước để thêm",
    asked: (n: number, of: number) => `Đã hỏi ${n} trên ${of}`,
  },
  card: {
    scan: "Quét thẻ căn cước", title: "Quét thẻ căn cước", hint: "Đưa mã vuông trên thẻ vào giữa khung. Máy không giữ ảnh thẻ.", typed: "Hoặc gõ 12 số trên thẻ", notCard: "Mã này không phải mã trên thẻ căn cước. Quét lại mã vuông trên thẻ, hoặc gõ 12 số.",
    fill: "Ghi từ thẻ căn cước", help: "Chỉ những dòng được đánh dấu mới ghi vào phiếu. Ảnh thẻ và mã trên thẻ không được giữ lại.", same: "giống như đang ghi", fresh: "chưa ghi", there: "đang ghi", onCard: "trên thẻ", use: "Ghi vào phiếu", nothing: "Không có gì phải ghi thêm", cancel: "Thôi, không ghi",
    address: "Địa chỉ trên thẻ", again: "Quét lại", exists: (name: string) => `Số này đã ghi cho ${name}.`,
  },
  version: {
    here: (to: number, from: number) => `Có biểu mẫu bản ${to}. Phiếu đang dở vẫn dùng bản ${from}.`, see: (to: number) => `Chuyển sang bản ${to}, xem khác gì`, title: (to: number) => `Chuyển phiếu này sang bản ${to}`, help: "Những câu đã trả lời vẫn còn. Chưa chuyển thì phiếu hoàn thành theo bản cũ cũng được.",
    added: (n: number) => `Thêm ${n} câu phải hỏi`, removed: (n: number) => `Bỏ ${n} câu`, misfits: (n: number) => `${n} câu trả lời không còn hợp, sẽ hỏi lại`, nothing: "Không khác gì ở các câu hỏi.", go: (to: number) => `Chuyển sang bản ${to}`, stay: (from: number) => `Giữ bản ${from}`, kept: "Câu trả lời cũ vẫn giữ trong lịch sử phiếu.",
  },
  notMet: "Không gặp được hộ…",
};
export type VisitTexts = typeof visitVi;
