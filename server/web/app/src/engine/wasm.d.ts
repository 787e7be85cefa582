// The two files that scripts/wasm.mjs makes.
declare module "*wasm_exec.js";
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
