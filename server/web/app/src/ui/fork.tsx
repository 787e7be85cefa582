// One question, several values: a fork. Nothing is chosen here: the commune decides; every value stays readable.
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { named, shownValue } from "../state/values";
import { move, toRef } from "../state/walk";
import { moment } from "../text/dates";
import { Icon } from "./icons";

export function ForkView({ r }: { r: OpenRecord }) {
  const w = t();
  const at = spot.value;
  const ref = at.key;
  const node = r.form.nodes[splitRef(ref).node];
  const state = r.place(ref).value;
  // by tablet, this one first: neither the later nor the more likely stands ahead
  const values = [...(state.conflict ?? [])].sort((x, y) => Number(y.mine ?? false) - Number(x.mine ?? false));
  const last = r.last(ref);
  const back = () => move(at.back ?? { view: "page", key: ref, row: at.row });
  const words = (v: string, text?: string) => text || (v ? shownValue(node, { ...state, v }) : w.fork.empty);
  return (
    <>
      <main class="trang cuon mt" data-screen="fork" data-ref={ref} data-name={node?.name}>
        {node && node.number > 0 && <span class="so-le" aria-hidden="true">{node.number}</span>}
        <h1 class="hoi">{state.label || node?.label}</h1>
        <p class="y-nghia"><b>{values.length > 2 ? w.fork.many(values.length) : w.fork.two}</b> {w.fork.kept}</p>
        {last && <div class="goc"><span>{w.fork.last}</span><b>{last.text || words(last.value)}</b></div>}
        {last && values.length === 2 && <svg class="nhanh" viewBox="0 0 100 26" preserveAspectRatio="none" aria-hidden="true"><path d="M50 0V8C50 16 25 10 25 26M50 0V8C50 16 75 10 75 26" /></svg>}
        <ul class={`hai ${values.length > 2 ? "mot-cot" : ""}`}>
          {values.map((v, i) => (
            <li class="gia-tri" key={i} data-value={v.value}>
              <span class="ai"><Icon name="device" />{v.mine ? w.fork.here : named(v.device, w.fork.otherDevice)}</span>
              <span class="v">{words(v.value, v.text)}</span>
              <span class="mo">{w.fork.wrote(named(v.by, w.fork.someone))}<br />{moment(v.at)}</span>
            </li>
          ))}
        </ul>
        {!r.readOnly && <button type="button" class="khac-a" onClick={() => toRef(r, ref, at.back)}><Icon name="pen" />{w.fork.redo}</button>}
        <p class="mo meo">{w.fork.note} {w.fork.advice}</p>
      </main>
      <footer class="t-day"><div class="t-nav"><button type="button" class="nut chinh" data-name="let-commune-decide" onClick={back}>{w.fork.decide}</button></div></footer>
    </>
  );
}
