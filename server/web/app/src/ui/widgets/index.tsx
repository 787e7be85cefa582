// Which widget answers which kind of question. What has no widget of its own is written as text.
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { shownValue } from "../../state/values";
import { Barcode } from "./barcode";
import { Choose } from "./choose";
import { DateField } from "./date";
import { type Asked, type Field, locked } from "./field";
import { LandField, landUnit } from "./land";
import { Amount, PlainNumber } from "./number";
import { Photo } from "./photo";
import { Place, Points } from "./place";
import { Range } from "./range";
import { Rank } from "./rank";
import { FileField, Recorder } from "./recorder";
import { Signature } from "./signature";
import { Text } from "./text";

const media = ["image", "audio", "video", "file"];
const dates = ["date", "time", "datetime"];
const numbers = ["integer", "decimal"];

export function Widget(f: Field) {
  const { node, state } = f;
  if (locked(f) && !media.includes(node.control)) return <p class="chi-doc" data-name="answer">{shownValue(node, state) || "–"}</p>;
  if (node.control.startsWith("select_")) return <Choose {...f} />;
  if (dates.includes(node.control)) return <DateField {...f} />;
  if (numbers.includes(node.control)) return landUnit(node) ? <LandField {...f} /> : f.alone && !looks(node, "counter") ? <Amount {...f} /> : <PlainNumber {...f} />;
  switch (node.control) {
    case "range": return <Range {...f} />;
    case "rank": return <Rank {...f} />;
    case "image": return looks(node, "signature") || looks(node, "draw") ? <Signature {...f} /> : <Photo {...f} />;
    case "audio": return <Recorder {...f} kind="audio" />;
    case "video": return <Recorder {...f} kind="video" />;
    case "file": return <FileField {...f} />;
    case "geopoint": return <Place {...f} />;
    case "geotrace": case "geoshape": return <Points {...f} />;
    case "acknowledge": return <Acknowledge {...f} />;
    case "barcode": return <Barcode {...f} />;
    default: return <Text {...f} />;
  }
}

/** Whether a question alone on its page brings our number keys, which need the height of the page. */
export function usesKeypad(a: Asked): boolean {
  if (locked(a) || !a.alone) return false;
  return dates.includes(a.node.control) || (numbers.includes(a.node.control) && !looks(a.node, "counter"));
}

function Acknowledge({ r, ref, state, labelId, message }: Field) {
  const on = state.v === "OK";
  return (
    <>
      <div class="chon nhieu" role="group" aria-labelledby={labelId}><label class={`o ${on ? "duoc" : ""}`} data-choice="OK"><input type="checkbox" checked={on} onChange={() => void r.set(ref, on ? "" : "OK")} /><span>{t().form.yes}</span></label></div>
      {message}
    </>
  );
}
