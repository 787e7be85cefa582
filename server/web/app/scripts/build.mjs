// Builds the app, then the service worker with the list of everything it keeps, then gzip twins for the server.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const app = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(app, "..", "static", "app");
process.chdir(app);

const walk = (dir) => readdirSync(dir).sort().flatMap((name) => {
  const path = join(dir, name);
  return statSync(path).isDirectory() ? walk(path) : [path];
});

await build({ configFile: join(app, "vite.config.ts"), logLevel: "warn" });

const precache = walk(out).filter((f) => !/\.(gz|map)$|recovery\.js$|(^|\/)preview[.-][^/]*$/.test(f)).map((file) => {
  const url = relative(out, file).split(sep).join("/");
  const hashed = url.startsWith("assets/") || url.startsWith("fonts/");
  const revision = hashed ? null : createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  return { url, revision };
});

await build({
  configFile: false,
  root: app,
  publicDir: false,
  base: "/app/",
  logLevel: "warn",
  define: { __PRECACHE__: JSON.stringify(precache), "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: "chrome109",
    lib: { entry: join(app, "src", "sw.ts"), formats: ["iife"], name: "sw", fileName: () => "sw.js" },
  },
});

for (const file of walk(out)) {
  if (!/\.(js|css|html|wasm|svg|webmanifest|json)$/.test(file)) continue;
  const zipped = gzipSync(readFileSync(file), { level: 9 });
  if (zipped.length < statSync(file).size) writeFileSync(file + ".gz", zipped);
}
const { report } = await import("./size.mjs");
report();
