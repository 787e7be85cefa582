// A code that is read with the camera or typed.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { anyFormat } from "../../scan";
import { Icon } from "../icons";
import { Scanner } from "../scanner";
import type { Field } from "./field";
import { Text } from "./text";

export function Barcode(f: Field) {
  const w = t().fields.scan;
  const [scanning, setScanning] = useState(false);
  return (
    <div class="vung-ma">
      <div class="hang"><button type="button" class="nut" data-name="scan" onClick={() => setScanning(true)}><Icon name="camera" />{f.state.v ? w.again : w.start}</button></div>
      <Text {...f} />
      {scanning && (
        <Scanner formats={anyFormat} title={f.state.label} onCancel={() => setScanning(false)}
          onText={(text) => { setScanning(false); void f.r.set(f.ref, text); }} />
      )}
    </div>
  );
}
