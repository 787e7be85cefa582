// Prints what a tablet downloads, gzip. Run by itself (npm run size) it fails over the budget.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const out = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "static", "app");
const walk = (dir) => readdirSync(dir).sort().flatMap((name) => {
  const path = join(dir, name);
  return statSync(path).isDirectory() ? walk(path) : [path];
});

/** Prints every file and the sums; gives the sums. */
export function report() {
  const sums = { ".js": 0, ".css": 0, ".wasm": 0, scanner: 0, ".woff2": 0, all: 0 };
  for (const file of walk(out).filter((f) => !f.endsWith(".gz"))) {
    const size = gzipSync(readFileSync(file), { level: 9 }).length;
    // the reader of codes is fetched only where the browser has none of its own; the engine has a budget of its own
    const kind = /zxing/.test(file) ? "scanner" : extname(file);
    if (kind in sums) sums[kind] += size;
    sums.all += size;
    console.log(String(size).padStart(9), relative(out, file));
  }
  console.log(`gzip: js ${sums[".js"]}, css ${sums[".css"]}, wasm ${sums[".wasm"]}, scanner ${sums.scanner}, fonts ${sums[".woff2"]}, all ${sums.all} bytes`);
  return sums;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sums = report();
  const limits = { ".js": 170_000, ".css": 30_000, ".wasm": 1_500_000, scanner: 450_000, all: 3_000_000 };
  for (const [kind, limit] of Object.entries(limits)) {
    if (sums[kind] <= limit) continue;
    console.error(`${kind} is ${sums[kind]} bytes gzip, over its limit of ${limit}`);
    process.exitCode = 1;
  }
  console.log(`wasm: ${sums[".wasm"] - 1_000_000} bytes from 1.0 MB`);
}
