/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The app is served under /app/ by server/web; everything with a content hash lies in assets/ and fonts/, which the
// server lets browsers keep for good.
export default defineConfig({
  base: "/app/",
  publicDir: "public",
  // of the age library only what X25519 keys need (src/store/otherkeys.ts)
  resolve: { alias: [{ find: /^@noble\/(post-quantum\/hybrid|curves\/nist|hashes\/scrypt)\.js$/, replacement: fileURLToPath(new URL("src/store/otherkeys.ts", import.meta.url)) }] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../static/app",
    emptyOutDir: true,
    target: "chrome109",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "index.html", recovery: "src/recovery.ts", preview: "preview.html" },
      output: {
        // the office page of a forgotten PIN names its script, so that one has no hash
        entryFileNames: (chunk) => (chunk.name === "recovery" ? "recovery.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: (asset) =>
          (asset.names[0] ?? "").endsWith(".woff2") ? "fonts/[name]-[hash][extname]" : "assets/[name]-[hash][extname]",
      },
    },
  },
  worker: { format: "es", rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js", assetFileNames: "assets/[name]-[hash][extname]" } } },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
