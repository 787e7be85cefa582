// Reading a code with the camera: the browser's own detector where it has one, else a reader that is fetched only then.
// No picture leaves the memory of the page and none is kept.

/** The kinds of code that can be asked for; the names are those of the browser's BarcodeDetector. */
export type Format = "qr_code" | "data_matrix" | "aztec" | "pdf417" | "code_128" | "code_39" | "code_93" | "codabar" | "ean_13" | "ean_8" | "upc_a" | "upc_e" | "itf";

/** Every kind: for questions that only say "barcode". */
export const anyFormat: Format[] = ["qr_code", "data_matrix", "aztec", "pdf417", "code_128", "code_39", "code_93", "codabar", "ean_13", "ean_8", "upc_a", "upc_e", "itf"];

/** The camera can not be used: refused by the person or the browser, or there is none, or another program holds it. */
export class NoCamera extends Error {
  constructor(readonly why: "denied" | "absent") {
    super(`camera: ${why}`);
  }
}

/** Gives the text of the first code found in the picture, "" when there is none. */
export type Reader = (picture: HTMLVideoElement | ImageBitmap) => Promise<string>;

/**
 * Opens the camera at the back, shows it in video and resolves with the text of the first code seen. The camera is off
 * again afterwards, whatever happens. Rejects with NoCamera, or with the signal's reason when aborted.
 */
export async function scan(video: HTMLVideoElement, formats: Format[], signal: AbortSignal): Promise<string> {
  const loading = reader(formats);
  loading.catch(() => undefined); // told below, after the camera
  const stream = await camera();
  try {
    signal.throwIfAborted();
    video.srcObject = stream;
    await video.play();
    const read = await loading;
    for (;;) {
      signal.throwIfAborted();
      const text = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await read(video) : "";
      signal.throwIfAborted();
      if (text) return text.normalize("NFC");
      await nextFrame(video);
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function camera(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("absent");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } } });
  } catch (e) {
    const name = (e as DOMException).name;
    throw new NoCamera(name === "NotAllowedError" || name === "SecurityError" ? "denied" : "absent");
  }
}

/** Waits for the next picture of the camera, or a moment where the browser can not tell. */
const nextFrame = (video: HTMLVideoElement): Promise<void> =>
  new Promise((done) => {
    const late = setTimeout(done, 200);
    video.requestVideoFrameCallback?.(() => { clearTimeout(late); setTimeout(done, 40); });
  });

type Detector = { detect(picture: CanvasImageSource): Promise<{ rawValue: string }[]> };
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

/** A reader of these kinds of code. */
export async function reader(formats: Format[]): Promise<Reader> {
  const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const known = Native ? await Native.getSupportedFormats().catch(() => []) : [];
  // a detector may name no format while its own parts are not on the device yet
  if (!Native || !formats.every((f) => known.includes(f))) return (await import("./zxing")).zxingReader(formats);
  const detector = new Native({ formats });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? "";
}
