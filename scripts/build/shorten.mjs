/**
 * Owns making the glue of wasm-bindgen smaller: short names for what the module and its JavaScript exchange, and a loader
 * that takes bytes or a compiled module only (js/entry/slim.ts fetches). The glue and the module fit each other only
 * together. Knows the form of one version of wasm-bindgen (scripts/pins.mjs) and stops when something is not found.
 */
const quoted = (text) => text.replace(/[$.*+?^()[\]{}|\\]/g, "\\$&");

function replaceOnce(text, pattern, by) {
  const found = text.match(new RegExp(pattern, pattern.flags.replace("g", "") + "g"))?.length ?? 0;
  if (found !== 1) throw new Error(`expected ${pattern} once in the glue of wasm-bindgen, found ${found}`);
  return text.replace(pattern, by);
}

const loader = `/** Instantiates a compiled module or bytes. */
async function __wbg_init(source) {
  const made = await WebAssembly.instantiate(source, __wbg_get_imports());
  return __wbg_finalize_init(made.instance ?? made, source);
}

export { __wbg_init as default };
`;

/**
 * @param {string} glue what wasm-bindgen wrote for target web
 * @param {{imports: [string, string, string][], exports: [string, string][]}} names the table that
 *   `wasm-opt --minify-imports-and-exports-and-modules` prints; it also puts every import into the module "a"
 */
export function shortened(glue, { imports, exports }) {
  let text = replaceOnce(glue, /async function __wbg_load\([\s\S]*$/, loader);
  const direct = new Map();
  for (const [module, name, short] of imports) {
    if (module.endsWith("_bg.js")) {
      text = replaceOnce(text, new RegExp(`^( +)${quoted(name)}: function`, "m"), (_, space) => `${space}${short}: function`);
    } else {
      direct.set(module, [...(direct.get(module) ?? []), { name, short }]);
    }
  }
  // wasm-bindgen imports a whole snippet once for every function that needs no glue of its own.
  text = text.split("\n").filter((line) => !/^import \* as import\d+ from /.test(line)).join("\n");
  const lines = [...direct].map(([module, names]) => `import { ${names.map(({ name, short }) => `${name} as direct_${short}`).join(", ")} } from "${module}";`);
  const members = [...direct.values()].flat().map(({ short }) => `${short}: direct_${short}`);
  text = replaceOnce(text, /return \{\s+__proto__: null,\s+"[^"]+_bg\.js": import0,[^}]*\};/, () => `return { a: { ...import0, ${members.join(", ")} } };`);
  for (const [name, short] of exports) text = text.replaceAll(new RegExp(`\\bwasm\\.${quoted(name)}\\b`, "g"), `wasm.${short}`);
  return [...lines, text].join("\n");
}
