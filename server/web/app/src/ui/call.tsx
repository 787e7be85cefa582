// Whom to call: the commune's number, as something that can be tapped on a telephone and read aloud on a tablet.
import { t } from "../i18n";
import { phone } from "../state/standing";
import { Icon } from "./icons";

export function Call(p: { class?: string }) {
  if (!phone.value) return null;
  return <p class={p.class ?? "cach"} data-name="call"><Icon name="phone" /> {t().shell.call} <a href={`tel:${phone.value.replace(/[^+0-9]/g, "")}`}>{phone.value}</a></p>;
}
