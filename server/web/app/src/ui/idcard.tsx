// Scanning an identity card into a row: the code is read, taken apart and forgotten; what it would fill is shown against
// what is there, and only the ticked lines are recorded. Neither a picture nor the text of the code is kept anywhere.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import { type Fill, fillsOf, rowOfCard } from "../state/card";
import type { OpenRecord } from "../state/record";
import { shownValue } from "../state/values";
import { toPage } from "../state/walk";
import { type Card, readCard } from "../text/cccd";
import { Icon } from "./icons";
import { Problem } from "./parts";
import { Scanner } from "./scanner";

/** row "" with add: a new row of the repeat unless the card is somebody's who is there. */
type Wanted = { repeat: number; row: string; parent: string; add: boolean };
const wanted = signal<Wanted | undefined>(undefined);

/** Opens the camera for a row; add: for somebody not in the list yet. */
export function scanCard(repeat: number, row: string, parent = "", add = false): void {
  wanted.value = { repeat, row, parent, add };
}

export function ScanButton({ repeat, row, quiet }: { repeat: number; row: string; quiet?: boolean }) {
  return <button type="button" class={`nut ${quiet ? "phu" : ""}`} data-name="scan-card" onClick={() => scanCard(repeat, row)}><Icon name="scan" />{t().visit.card.scan}</button>;
}

/** Stands once on the record's screen; draws nothing until a card is to be scanned. */
export function CardScan({ r }: { r: OpenRecord }) {
  const at = wanted.value;
  return at ? <Scan key={`${at.repeat} ${at.row}`} r={r} at={at} /> : null;
}

function Scan({ r, at }: { r: OpenRecord; at: Wanted }) {
  const w = t().visit.card;
  const [card, setCard] = useState<Card | "none">();
  const close = () => (wanted.value = undefined);
  if (card === undefined) return <Scanner title={w.title} hint={w.hint} typed={w.typed} onCancel={close} onText={(text) => setCard(readCard(text) ?? "none")} />;
  if (card === "none") {
    return (
      <dialog open class="the-can" data-screen="card" data-card="none">
        <h1 class="hoi">{w.fill}</h1>
        <Problem>{w.notCard}</Problem>
        <div class="hang"><button type="button" class="nut phu" data-name="card-cancel" onClick={close}>{w.cancel}</button><button type="button" class="nut chinh" data-name="card-again" onClick={() => setCard(undefined)}><Icon name="scan" />{w.again}</button></div>
      </dialog>
    );
  }
  return <Compare r={r} at={at} card={card} close={close} />;
}

function Compare({ r, at, card, close }: { r: OpenRecord; at: Wanted; card: Card; close: () => void }) {
  const w = t().visit.card;
  const known = at.add ? rowOfCard(r, at.repeat, r.rows(at.repeat, at.parent).map((x) => x.id), card) : undefined;
  const row = at.row || known || "";
  // a person to be added has no place yet: its lines are the card's own
  const [fills, setFills] = useState<Fill[]>(() => (row || !at.add ? fillsOf(r, at.repeat, row, card) : []));
  const [busy, setBusy] = useState(false);
  const adding = at.add && !row;
  const use = async () => {
    if (busy) return;
    setBusy(true);
    let to = row;
    let list = fills;
    if (adding) {
      to = await r.addRow(at.repeat, at.parent);
      list = fillsOf(r, at.repeat, to, card).map((f) => ({ ...f, use: f.use || (f.kind === "differs" && splitRef(f.ref).row === to) }));
    }
    await Promise.all(list.filter((f) => f.use).map((f) => r.set(f.ref, f.value)));
    close();
    if (at.add) {
      const first = r.pages(to).find((p) => p.refs.some((ref) => r.look(ref)?.valid)) ?? r.pages(to)[0];
      if (first) toPage(first.key, to, spot.value.back);
    }
  };
  const words = (f: Fill, v: string) => shownValue(r.form.nodes[splitRef(f.ref).node], { ...r.look(f.ref), r: f.ref, v });
  const some = adding || fills.some((f) => f.use);
  return (
    <dialog open class="the-can" data-screen="card" data-card="read">
      <h1 class="hoi">{w.fill}</h1>
      <p class="mo">{w.help}</p>
      {known && <p class="dam cach">{w.exists(card.name ?? card.number)}</p>}
      {adding ? (
        <p class="cach dam">{[card.name, card.number, card.birth?.split("-").reverse().join("/")].filter(Boolean).join(" · ")}</p>
      ) : (
        <ul class="the-dong">
          {fills.map((f, i) => (
            <li key={f.ref} data-fill={r.form.nodes[splitRef(f.ref).node]?.name} data-kind={f.kind}>
              <label class={`o ${f.use ? "duoc" : ""} ${f.kind === "same" && !f.use ? "nhu-nhau" : ""}`}>
                <input type="checkbox" checked={f.use} disabled={f.kind === "same" && !f.use} onChange={() => setFills(fills.map((x, k) => (k === i ? { ...x, use: !x.use } : x)))} />
                <span><b>{f.label}</b><span class="moi">{words(f, f.value)}</span>{f.kind === "differs" && <span class="cu-the">{w.there}: {words(f, f.there)}</span>}{f.kind === "same" && <span class="mo nho">{w.same}</span>}{f.kind === "new" && <span class="mo nho">{w.fresh}</span>}</span>
              </label>
            </li>
          ))}
          {card.address && !fills.some((f) => f.value === card.address) && <li class="mo dia-chi">{w.address}: {card.address}</li>}
        </ul>
      )}
      <div class="hang">
        <button type="button" class="nut phu" data-name="card-cancel" onClick={close}>{w.cancel}</button>
        <button type="button" class={`nut ${some ? "chinh" : "chua"}`} aria-disabled={!some} data-name="card-use" onClick={() => { if (some) void use(); }}>{some ? w.use : w.nothing}</button>
      </div>
    </dialog>
  );
}
