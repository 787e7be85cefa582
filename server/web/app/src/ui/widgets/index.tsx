// Which widget answers which kind of question.
import { isAmount, looks } from "../../form/tree";
import { t } from "../../i18n";
import type { Asked, Field } from "./field";
import { Barcode } from "./barcode";
import { Choose } from "./choose";
import { DateField, TimeField } from "./date";
import { Place } from "./place";
import { Amount, PlainNumber } from "./number";
import { Photo } from "./photo";
import { Signature } from "./signature";
import { Text } from "./text";
import { shownValue } from "../../state/values";

export function Widget(f: Field) {
  const { node, state, r } = f;
  if ((r.readOnly || state.ro) && node.control !== "image") return <p class="chi-doc" data-name="answer">{shownValue(node, state) || "–"}</p>;
  switch (node.control) {
    case "select_one": case "select_multiple": return <Choose {...f} />;
    case "integer": case "decimal": return f.alone && !r.readOnly ? <Amount {...f} /> : <PlainNumber {...f} />;
    case "range": return <PlainNumber {...f} />;
    case "date": return <DateField {...f} />;
    case "time": case "datetime": case "dateTime": return <TimeField {...f} />;
    case "image": return looks(node, "signature") || looks(node, "draw") ? <Signature {...f} /> : <Photo {...f} />;
    case "geopoint": return <Place {...f} />;
    case "acknowledge": case "trigger": return <Acknowledge {...f} />;
    case "barcode": return <Barcode {...f} />;
    case "text": return <Text {...f} />;
    default: return node.control.startsWith("select_one") || node.control.startsWith("select_multiple") ? <Choose {...f} /> : <p class="mo">{t().form.unsupported}</p>;
  }
}

/** Whether a question alone on its page brings our number keys, which need the height of the page. */
export function usesKeypad(a: Asked): boolean {
  if (a.r.readOnly || a.state.ro || !a.alone) return false;
  return a.node.control === "integer" || a.node.control === "decimal" || a.node.control === "date" || isAmount(a.node, a.state.label ?? "");
}

function Acknowledge({ r, ref, state, message }: Field) {
  const on = state.v === "OK";
  return (
    <>
      <div class="chon nhieu"><label class={`o ${on ? "duoc" : ""}`}><input type="checkbox" checked={on} onChange={() => void r.set(ref, on ? "" : "OK")} /><span>{t().form.yes}</span></label></div>
      {message}
    </>
  );
}
