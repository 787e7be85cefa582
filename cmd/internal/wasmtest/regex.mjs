// Plays one scenario text with many forms in the engine compiled to WebAssembly and prints, a JSON line each, the form's
// name, the milliseconds it took and the program's answer.
//
//   node regex.mjs scenarios.wasm wasm_exec.js DIR      (DIR: NAME.json forms, NAME.md scenarios)
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [program, loader, dir] = process.argv.slice(2);
createRequire(import.meta.url)(resolve(loader));
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(await readFile(program), go.importObject);
void go.run(instance); // runs until it waits for calls
for (const file of (await readdir(dir)).filter((f) => f.endsWith(".json")).sort()) {
  const form = new Uint8Array(await readFile(join(dir, file)));
  const text = await readFile(join(dir, file.replace(/json$/, "md")), "utf8");
  const begin = performance.now();
  const answer = JSON.parse(globalThis.sothonScenarios(form, text));
  console.log(JSON.stringify({ name: file.slice(0, -5), ms: performance.now() - begin, answer }));
}
process.exit(0);
