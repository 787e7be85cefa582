// A pretended engine for looking at the screens without a server. Never built into the app: only dev.html imports it.
import { Told, type Calls, type CallName, type Engine, type NodeState, type RowChange, type Summary, type State } from "../engine/calls";
import { devForm, extras, members } from "./form";

const owner = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const names: [string, State][] = [["Bà Đoàn Thị Nguyệt Hường", "draft"], ["Ông Nguyễn Đình Hoàng Khương", "new"], ["Bà Quách Thị Thuý Phượng", "new"], ["Anh Phạm Hữu Thưởng", "new"], ["Chị Nguyễn Hoàng Phương Khánh Quỳnh", "conflict"], ["Ông Lê Đắc Thuỵ", "new"], ["Ông Nguyễn Văn Thụng", "approved"], ["Ông Nguyễn Văn Thưởng", "received"], ["Ông Trần Quang Nghĩa", "returned"], ["Bà Phan Thị Mười", "finished"]];
const households = names.map(([name, state], i): Summary => ({ case: `c${i}`, name, area: "a", areaLabel: "Thôn Phù Oanh", address: i % 2 ? "Ngõ 3 Xóm Đình" : "Xóm Chúc", state, unsent: state === "finished", members: 3 + (i % 3), updated: Date.now() - 3_600_000 }));
const last: Record<string, { value: string; text: string }> = { "16": { value: "48", text: "48" }, "19": { value: "6", text: "Nước mưa" }, "22": { value: "18000000", text: "18.000.000 đ" } };

let values = new Map<string, string>();
let rows: RowChange[] = [];
const people = [["Đoàn Thị Nguyệt Hường", "1", "2", "1964-01-01"], ["Phạm Đức Thắng", "3", "1", "1990-05-02"], ["Nguyễn Thị Bích Phượng", "4", "2", "1993-08-20"], ["Phạm Nguyễn Gia Huy", "5", "1", ""]];

function state(ref: string, seed = false): NodeState {
  const n = Number(ref.split(":").pop());
  const raw = devForm.nodes[n]!;
  const x = extras[n]!;
  const v = values.get(ref) ?? "";
  const bad = raw.n === "luong" && Number(v) > 500_000_000;
  const conflict = raw.n === "nuoc" && opened === "c4" ? [{ value: "3", by: "Bác Khuê", at: Date.now() - 90_000_000, device: "Máy số 4", mine: true }, { value: "8", by: "Chị Thơm", at: Date.now() - 88_000_000, device: "Máy số 7" }] : undefined;
  return { r: ref, rel: true, req: !!x.req, v, label: String(raw.label?.[0] ?? ""), hint: x.hint, choices: x.choices, valid: bad ? 2 : x.req && !v ? 1 : 0, msg: bad ? "Lớn hơn 500.000.000 đ. Xem lại." : undefined, seed, conflict };
}
let opened = "";
const perRow = devForm.nodes.map((raw, i) => [raw, i] as const).filter(([raw]) => raw.p === members).map(([, i]) => i);

const answers: { [N in CallName]?: (args: Calls[N][0]) => unknown } = {
  home: () => ({ round: { id: "r", label: "Đợt rà soát 2026", ends: Date.now() + 21 * 86_400_000 }, areas: [{ id: "a", label: "Thôn Phù Oanh", total: 62, states: { approved: 27, received: 12, finished: 4, returned: 2, draft: 1, new: 16 } }], returned: households.filter((h) => h.state === "returned").map((h) => ({ ...h, note: "3 câu" })), onlyHere: 4, lastSync: Date.now() - 57_000_000, form: { id: "ho_gia_dinh", title: "Phiếu rà soát 2026", version: 1 } }),
  household: (a) => ({ household: { ma: "Hộ số 0147", dien_thoai: "0900 000 147", lat: "20.7", lng: "106.1", phanloai_truoc: "hn" }, members: people.map(([name, , , birth], i) => ({ id: `p${i}`, name, birth, relation: ["Chủ hộ", "Con đẻ", "Con dâu", "Cháu nội"][i] })), loans: [{ label: "Cho vay hộ nghèo", v_sotien: "50000000", v_nguoi: "Đoàn Thị Nguyệt Hường" }], record: households.find((h) => h.case === a.case), lastYear: { label: "14/10/2025", values: [{ label: "Nguồn nước", value: "Nước mưa" }, { label: "Diện tích nhà", value: "48 m²" }] } }),
  search: () => ({ hits: [{ case: "c7", why: "có con là Nguyễn Văn Thu, 19 tuổi" }] }),
  form: () => ({ form: devForm }),
  "record.open": (a) => {
    opened = a.case;
    values = new Map([["7", "ĐOÀN THỊ NGUYỆT HƯỜNG"], ["19", "3"]]);
    rows = people.map((p, i) => { perRow.forEach((n, j) => values.set(`row${i}:${n}`, p[j]!)); return { id: `row${i}`, node: members, parent: "", index: i }; });
    const top = devForm.nodes.map((_, i) => i).filter((i) => i > 0 && devForm.nodes[i]!.p !== members);
    const st = households.find((h) => h.case === a.case)!.state;
    return { record: "r", form: { id: "f", version: 1, hash: "h" }, state: st, readOnly: st === "approved", patch: { rows, nodes: [...top.map((i) => state(String(i))), ...rows.flatMap((r) => perRow.map((n) => state(`${r.id}:${n}`, r.index > 1)))] }, lastYear: { label: "14/10/2025", values: last }, comments: st === "returned" ? [{ id: "k1", ref: "16", text: "Có tính nhầm cả sân, vườn không bác? Chỉ tính phần nhà để ở.", by: "Chị Hằng", at: Date.now() - 9_000_000, ask: true }, { id: "k2", ref: "17", text: "Ảnh bị mưa mờ, chưa thấy mái. Nhờ bác chụp lại khi tạnh.", by: "Chị Hằng", at: Date.now() - 9_000_000, ask: true }] : [], decision: st === "returned" ? { kind: "return", by: "Chị Trịnh Thu Hằng", at: Date.now() - 9_000_000, reason: "Phiếu ghi đầy đủ, chỉ còn ba chỗ cần hỏi lại hộ. Cảm ơn bác." } : undefined };
  },
  "record.set": (a) => { values.set(a.ref, a.value); return { patch: { nodes: [state(a.ref)] } }; },
  "record.addRow": (a) => { const row = { id: `new${Date.now()}`, node: a.node, parent: "", index: rows.length }; rows.push(row); return { row: row.id, patch: { rows: [row], nodes: perRow.map((n) => state(`${row.id}:${n}`)) } }; },
  "record.removeRow": (a) => ({ patch: { rows: [{ ...rows.find((r) => r.id === a.row)!, gone: true }] } }),
  "record.restoreRow": (a) => ({ patch: { rows: [rows.find((r) => r.id === a.row)!] } }),
  "record.comment": (a) => ({ comments: [{ id: "m", ref: a.ref, text: a.text, by: "", mine: true, at: Date.now() }] }),
  "record.problems": () => ({ problems: [{ ref: "16", label: "Tổng diện tích nhà ở (m²)", group: "Nhà ở", kind: "required", message: "" }, { ref: "row3:13", label: "Ngày sinh của Gia Huy", group: "Thành viên", kind: "required", message: "" }] }),
  "record.finish": () => ({ done: true }),
  "sync.begin": () => ({ has: { changes: 0, blobs: 0 } }),
  "sync.receive": () => ({ more: false, acked: 4, clockOffset: 0, arrived: { records: 3, returned: 1, approved: 1, conflicts: 0 } }),
  "sync.report": () => ({ sentRecords: 12, totalRecords: 12, received: 3, returned: 1, unsent: 0, blobs: { sent: 9, total: 14, bytes: 8_800_000 } }),
  load: () => ({ user: { id: "u", name: "Vũ Văn Khuê", kin: "bác" }, workspaceName: "Xã Tiên Tiến (mẫu)" }),
  "enrol.reply": () => ({ workspaceName: "Xã Tiên Tiến (mẫu)", user: { id: "u", name: "Vũ Văn Khuê", kin: "bác" }, recovery: "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg", ownerPub: [...new Uint8Array(rawOwner)].map((b) => b.toString(16).padStart(2, "0")).join("") }),
};
const states = [...new Set(households.map((h) => h.state))];
const packed = new TextEncoder().encode(JSON.stringify({ areas: [["a", "Thôn Phù Oanh"]], states, byName: households.map((_, i) => i),
  rows: households.map((h) => [h.case, h.name, 0, h.address, states.indexOf(h.state), h.unsent ? 1 : 0, h.members, h.updated, ""]) }));
const rawOwner = await crypto.subtle.exportKey("raw", owner.publicKey);

export function fakeEngine(): Engine {
  return {
    async call(name, args) {
      const bytes = new Uint8Array(4);
      let bins = [bytes, bytes];
      if (name === "sync.unseal") bins = [bytes, new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, owner.privateKey, bytes)), bytes];
      if (name === "home") bins = [packed];
      const make = answers[name] as ((a: unknown) => unknown) | undefined;
      if (name === "record.set" && (args as { value: string }).value === "đầy") throw new Told("full", "Máy đầy: câu này chưa lưu.", "full");
      return { out: (make ? make(args) : {}) as never, bins };
    },
    load: async () => ({ out: answers.load!({ entries: [] }) as never, bins: [], weights: [] }),
    end() {},
  };
}
