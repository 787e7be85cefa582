// Prints what a tablet downloads, gzip, and what of it the start needs. Run by itself (npm run size) it fails over the budget.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const out = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "static", "app");
const walk = (dir) => readdirSync(dir).sort().flatMap((name) => {
  const path = join(dir, name);
  return statSync(path).isDirectory() ? walk(path) : [path];
});
const packed = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** The scripts that run before the list of households shows: the page's with what they import at once, and the workers. */
function ofTheStart() {
  const found = new Set();
  const follow = (file) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, to] of readFileSync(file, "utf8").matchAll(/(?:^|[;}])\s*import\s*(?:[^"'();]*from\s*)?["'](\.[^"']+)["']/g)) follow(join(dirname(file), to));
  };
  for (const [, src] of readFileSync(join(out, "index.html"), "utf8").matchAll(/(?:src|href)="\/app\/([^"]+\.js)"/g)) follow(join(out, src));
  for (const file of walk(out)) if (/(^|\/)(kdf\.)?worker-[^/]*\.js$|(^|\/)sw\.js$/.test(relative(out, file))) follow(file);
  return [...found];
}

/** Prints every file and the sums; gives the sums. All JavaScript counts, the office's two pages and the rare parts too. */
export function report() {
  const sums = { ".js": 0, start: 0, ".css": 0, ".wasm": 0, scanner: 0, ".woff2": 0, all: 0 };
  for (const file of walk(out).filter((f) => !f.endsWith(".gz"))) {
    const size = packed(file);
    // the WebAssembly that reads codes is fetched only where the browser has no reader of its own
    const kind = /zxing.*\.wasm$/.test(file) ? "scanner" : extname(file);
    if (kind in sums) sums[kind] += size;
    sums.all += size;
    console.log(String(size).padStart(9), relative(out, file));
  }
  for (const file of ofTheStart()) sums.start += packed(file);
  console.log(`gzip: js ${sums[".js"]}, of it at the start ${sums.start}, css ${sums[".css"]}, wasm ${sums[".wasm"]}, scanner ${sums.scanner}, fonts ${sums[".woff2"]}, all ${sums.all} bytes`);
  return sums;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sums = report();
  const limits = { ".js": 170_000, start: 120_000, ".css": 30_000, ".wasm": 1_500_000, scanner: 450_000, all: 3_000_000 };
  let failed = 0;
  for (const [kind, limit] of Object.entries(limits)) {
    const over = !(sums[kind] > 0 && sums[kind] <= limit);
    if (over) failed++;
    console.log(`${over ? "not ok" : "ok"} ${kind}: ${sums[kind]} bytes gzip of ${limit}`);
  }
  console.log(`${Object.keys(limits).length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
