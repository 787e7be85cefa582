// A reminder in words: worth a second look, never in the way.
import type { Warn } from "../engine/calls";
import { t } from "../i18n";
import { Icon } from "./icons";

/** label is the note's own text, for reminders that the form itself gives. */
export function warnWords(x: Warn, label: string): string {
  const w = t().visit.warn;
  switch (x.kind) {
    case "note": return label;
    case "times": case "part": case "more": case "less": return w[x.kind](x.n);
    case "id-here": case "id-area": return w[x.kind](x.who ?? "");
    default: return w[x.kind];
  }
}

export const Remind = ({ x, label }: { x: Warn; label: string }) => (
  <p class="nhac" role="status" data-warn={x.kind}><Icon name="warn" /><span>{warnWords(x, label)}</span></p>
);
