// The office's look at a form: the tablet's own screens and engine over entries that the server made up, without a database,
// without sync. What is answered here stands nowhere and is gone with the page.
import { render } from "preact";
import { signal } from "@preact/signals";
import { startEngine } from "../engine/client";
import { Told } from "../engine/calls";
import { lang, t, told } from "../i18n";
import { phase, record, refreshHome } from "../state/app";
import { openRecord, trouble } from "../state/nav";
import { own, type Unlocked } from "../state/own";
import type { Database } from "../store/db";
import { Session } from "../store/session";
import type { Vault, Write } from "../store/vault";
import "../styles/tokens.css";
import "../styles/app.css";
import "../styles/screens.css";
import "../styles/widgets.css";
import "../styles/visit.css";
import { RecordScreen } from "../ui/record";

/** What GET /forms/:hash/preview/data answers. */
type Sample = { case: string; lang: "vi" | "en"; entries: { s: string; k: string; v: string }[] };

/** In place of the vault: photos are kept in memory so that they show, everything else is let go. */
class Nowhere {
  readonly behind = 0;
  #photos = new Map<string, Uint8Array>();
  async commit(writes: Write[]): Promise<void> {
    for (const w of writes) if (w.s === "blob" && w.value) this.#photos.set(w.k, w.value);
  }
  async blob(hash: string): Promise<Uint8Array | undefined> {
    return this.#photos.get(hash);
  }
  async keepCopy(): Promise<void> {}
  async copy(): Promise<Uint8Array | undefined> {
    return undefined;
  }
  close(): void {}
}

const failed = signal<Told | undefined>(undefined);
const bytes = (s: string): Uint8Array => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));

async function begin(): Promise<void> {
  const from = location.hash.slice(1);
  if (!/^\/forms\/[0-9a-f]{64}\/preview\/data(\?|$)/.test(from)) throw new Told("preview", "Không rõ xem thử biểu mẫu nào.", "No form was named.");
  const got = await fetch(from, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!got.ok) throw new Told("preview", "Không đọc được biểu mẫu. Đăng nhập lại rồi mở lại trang này.", "The form can not be read. Sign in again and open this page again.");
  const sample = (await got.json()) as Sample;
  lang.value = sample.lang;
  document.documentElement.lang = sample.lang;
  const session = new Session(startEngine(), new Nowhere() as unknown as Vault, () => undefined);
  await session.run("load", { entries: sample.entries.map(({ s, k }) => ({ s, k })) }, sample.entries.map((e) => bytes(e.v)));
  own.db = { put: async () => undefined, get: async () => undefined } as unknown as Database;
  own.unlocked = { session, loop: { now: async () => undefined, end: async () => undefined } } as unknown as Unlocked;
  await refreshHome();
  phase.value = "open";
  await openRecord(sample.case);
  failed.value = trouble.value;
}

function Preview() {
  if (failed.value) return <main class="t-than dk"><p class="loi" role="alert">{told(failed.value)}</p></main>;
  if (record.value) return <RecordScreen />;
  if (phase.value !== "open") return <main class="t-than" aria-busy="true"><p class="mo">{t().loading}</p></main>;
  const w = lang.value === "vi" ? ["Hết phiếu xem thử", "Trên máy thật, phiếu này nằm lại trong máy và gửi về xã. Ở đây không có gì được lưu.", "Làm lại từ đầu"] : ["The end of the preview", "On a tablet the record would stay there and be sent. Nothing is kept here.", "Begin again"];
  return <main class="t-than dk" data-screen="preview-end"><h1>{w[0]}</h1><p>{w[1]}</p><p class="cach"><button type="button" class="nut chinh" onClick={() => location.reload()}>{w[2]}</button></p></main>;
}

render(<Preview />, document.getElementById("app")!);
begin().catch((e: unknown) => {
  failed.value = e instanceof Told ? e : new Told("preview", "Chưa mở được phần xem thử. Tải lại trang.", "The preview could not be opened. Load the page again.");
});
