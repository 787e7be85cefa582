// Photos are drawn anew, at most 1600 px on the long side, as JPEG: small, turned the right way, and without anything the
// camera wrote into the file (place, time, model).

export const longSide = 1600;
const aim = 300_000;

/** What a photo looks like at a glance: too dark or blurred to be of use, as far as a count of its points can tell. */
export type Seen = "good" | "dark" | "blurred";

export function fitted(width: number, height: number, side = longSide): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** JPEG bytes of a picture file, side pixels on the long side at most. Rejects when it is no picture the browser can read. */
export async function shrinkPhoto(file: Blob, side = longSide): Promise<{ bytes: Uint8Array; seen: Seen }> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = fitted(picture.width, picture.height, side);
    const canvas = drawn(picture, size);
    let bytes = await jpeg(canvas, 0.82);
    for (const quality of [0.7, 0.55, 0.4]) {
      if (bytes.length <= aim) break;
      bytes = await jpeg(canvas, quality);
    }
    const small = fitted(picture.width, picture.height, 320);
    const points = drawn(canvas, small).getContext("2d")!.getImageData(0, 0, small.width, small.height).data;
    return { bytes, seen: judge(points, small.width, small.height) };
  } finally {
    picture.close();
  }
}

function drawn(picture: CanvasImageSource, size: { width: number; height: number }): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("canvas");
  pen.drawImage(picture, 0, 0, size.width, size.height);
  return canvas;
}

/** Judges RGBA points: dark by their mean, blurred when neighbouring points hardly differ anywhere (variance of the Laplacian). */
export function judge(rgba: Uint8ClampedArray, width: number, height: number): Seen {
  const grey = new Float32Array(width * height);
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += grey[i] = 0.299 * rgba[i * 4]! + 0.587 * rgba[i * 4 + 1]! + 0.114 * rgba[i * 4 + 2]!;
  if (sum / grey.length < 40) return "dark";
  let [n, total, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const edge = grey[i - 1]! + grey[i + 1]! + grey[i - width]! + grey[i + width]! - 4 * grey[i]!;
      n++;
      total += edge;
      squares += edge * edge;
    }
  }
  return n > 0 && squares / n - (total / n) ** 2 < 12 ? "blurred" : "good";
}

export function jpeg(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array> {
  return encode(canvas, "image/jpeg", quality);
}

export async function encode(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
  if (!blob || blob.type !== type) throw new Error("encode");
  return new Uint8Array(await blob.arrayBuffer());
}
