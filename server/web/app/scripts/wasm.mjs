// Builds cmd/formswasm for the browser and puts it, with the loader of the same Go release, where the worker imports it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const app = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(app, "..", "..", "..");
const out = join(app, "src", "engine", "generated");
mkdirSync(out, { recursive: true });

const go = process.env.GO ?? "go";
const run = (args, env) => execFileSync(go, args, { cwd: root, env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const flags = readFileSync(join(root, "cmd", "formswasm", "flags.txt"), "utf8").split("\n").filter(Boolean);
run(["build", ...flags, "-o", join(out, "sothon.wasm"), "./cmd/formswasm"], { GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0" });
copyFileSync(join(run(["env", "GOROOT"], {}).trim(), "lib", "wasm", "wasm_exec.js"), join(out, "wasm_exec.js"));
console.log(`sothon.wasm ${statSync(join(out, "sothon.wasm")).size} bytes`);
