// The reader for browsers without a detector of their own: zxing-cpp as WebAssembly, served by the app itself.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { Format, Reader } from "./index";

const longSide = 1280;
const names: Record<Format, NonNullable<ReaderOptions["formats"]>[number]> = {
  qr_code: "QRCode", data_matrix: "DataMatrix", aztec: "Aztec", pdf417: "PDF417", code_128: "Code128", code_39: "Code39", code_93: "Code93",
  codabar: "Codabar", ean_13: "EAN13", ean_8: "EAN8", upc_a: "UPCA", upc_e: "UPCE", itf: "ITF",
};

export async function zxingReader(formats: Format[]): Promise<Reader> {
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const options: ReaderOptions = { formats: formats.map((f) => names[f]), tryHarder: true, maxNumberOfSymbols: 1 };
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const [width, height] = picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
    const scale = Math.min(1, longSide / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    if (!pen || canvas.width === 0 || canvas.height === 0) return "";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), options);
    return found.find((f) => f.isValid)?.text ?? "";
  };
}
