// Finding a name as people type it: without marks, in any order of words, by the beginning of each word.

/** Small letters without marks; "đ" becomes "d"; runs of other characters become one space. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLocaleLowerCase("vi")
    .replace(/đ/g, "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whether every typed word begins a different word of the text. */
export function matches(text: string, typed: string): boolean {
  const words = fold(text).split(" ");
  const used = new Set<number>();
  // longer typed words first: "nguyen n" must not let "n" take "nguyen"
  for (const part of fold(typed).split(" ").filter(Boolean).sort((a, b) => b.length - a.length)) {
    const at = words.findIndex((w, i) => !used.has(i) && w.startsWith(part));
    if (at < 0) return false;
    used.add(at);
  }
  return true;
}

export type Piece = { text: string; hit: boolean };

/** The text cut into pieces, those that the typed words matched marked; spelling and marks of the text are kept. */
export function pieces(text: string, typed: string): Piece[] {
  const parts = fold(typed).split(" ").filter(Boolean).sort((a, b) => b.length - a.length);
  const out: Piece[] = [];
  const push = (t: string, hit: boolean) => {
    const last = out[out.length - 1];
    if (!t) return;
    if (last && last.hit === hit) last.text += t;
    else out.push({ text: t, hit });
  };
  for (const word of text.normalize("NFC").split(/(\s+)/)) {
    const folded = fold(word);
    const i = parts.findIndex((p) => folded.startsWith(p));
    if (i < 0 || !folded) {
      push(word, false);
      continue;
    }
    const length = parts.splice(i, 1)[0]!.length;
    // one folded letter for one letter of NFC text, which holds for Vietnamese
    push(word.slice(0, length), true);
    push(word.slice(length), false);
  }
  return out;
}
