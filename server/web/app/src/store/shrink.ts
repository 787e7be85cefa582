// Photos are drawn anew, at most 1600 px on the long side, as JPEG: small, turned the right way, and without anything the
// camera wrote into the file (place, time, model).

export const longSide = 1600;
const aim = 300_000;

export function fitted(width: number, height: number, side = longSide): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** JPEG bytes of a picture file. Rejects when the file is no picture the browser can read. */
export async function shrinkPhoto(file: Blob): Promise<Uint8Array> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = fitted(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("canvas");
    pen.drawImage(picture, 0, 0, size.width, size.height);
    let out = await jpeg(canvas, 0.82);
    for (const quality of [0.7, 0.55, 0.4]) {
      if (out.length <= aim) break;
      out = await jpeg(canvas, quality);
    }
    return out;
  } finally {
    picture.close();
  }
}

export function jpeg(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array> {
  return encode(canvas, "image/jpeg", quality);
}

export async function encode(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
  if (!blob || blob.type !== type) throw new Error("encode");
  return new Uint8Array(await blob.arrayBuffer());
}
