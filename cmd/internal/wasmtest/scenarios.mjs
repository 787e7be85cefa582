// Plays a scenario file with the engine compiled to WebAssembly in Node and prints the program's answer: one JSON text.
//
//   node scenarios.mjs scenarios.wasm wasm_exec.js form.json FILE.scenarios.md
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [program, loader, form, text] = process.argv.slice(2);
createRequire(import.meta.url)(resolve(loader));
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(await readFile(program), go.importObject);
void go.run(instance); // runs until it waits for calls
console.log(globalThis.sothonScenarios(new Uint8Array(await readFile(form)), await readFile(text, "utf8")));
process.exit(0);
