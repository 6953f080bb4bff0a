/**
 * Owns the shell settings for working by hand with the same tools as the scripts:
 *   eval "$(node scripts/env.mjs)" && wasm-pack build --mode no-install
 * Sets up nothing; `npm run setup` does.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
let tools;
try {
  tools = JSON.parse(readFileSync(inRoot("target", "tools.json"), "utf8"));
} catch {
  console.error("Nothing is set up here yet: run npm run setup first.");
  process.exit(1);
}
const folders = [...(tools.wasm?.folders ?? []), tools.bindgen, inRoot("node_modules", ".bin")].filter(Boolean);
console.log(`export PATH=${quote(folders.join(path.delimiter))}:"$PATH"`);
for (const [name, value] of Object.entries(tools.browsers ?? {})) console.log(`export ${name}=${quote(value)}`);
