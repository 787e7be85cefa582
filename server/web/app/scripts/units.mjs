// Runs the unit tests and closes with «N passed, N failed», the line that .ci/test counts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dir = mkdtempSync(join(tmpdir(), "units-"));
const out = join(dir, "out.json");
const run = spawnSync("npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile=${out}`], { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" });
const { numPassedTests: passed, numFailedTests: failed, success } = JSON.parse(readFileSync(out, "utf8"));
rmSync(dir, { recursive: true });
console.log(`${passed} passed, ${failed + (success || failed ? 0 : 1)} failed`);
process.exit(run.status ?? 1);
