/**
 * Owns making the glue of wasm-bindgen smaller: only what the typed classes use, support functions for browsers that have
 * all of WebAssembly this module needs, short names for what the module and its JavaScript exchange, and a loader that
 * takes bytes or a compiled module only (js/entry/slim.ts fetches). The glue and the module fit each other only together.
 * Knows the form of one version of wasm-bindgen (scripts/pins.mjs) and stops when something is not found.
 */
const quoted = (text) => text.replace(/[$.*+?^()[\]{}|\\]/g, "\\$&");

function replaceOnce(text, pattern, by) {
  const found = text.match(new RegExp(pattern, pattern.flags.replace("g", "") + "g"))?.length ?? 0;
  if (found !== 1) throw new Error(`expected ${pattern} once in the glue of wasm-bindgen, found ${found}`);
  return text.replace(pattern, by);
}

/**
 * In place of wasm-bindgen's. They do without its caches, its answers to browsers of before 2021, and the counting of
 * references to closures: there is one closure for each client, and a client is never freed.
 */
const support = `
let wasm, WASM_VECTOR_LEN, bytes, data;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const view = () => (memory(), data);
const isLikeNone = (value) => value == null;
const makeClosure = (a, b, call) => (kind, id, number, value) => call(a, b, kind, id, number, value);
const getStringFromWasm0 = (at, length) => decoder.decode(memory().subarray(at >>> 0, (at >>> 0) + length));

/** The module's memory; when it grows, the arrays over it are empty. */
function memory() {
  if (!bytes?.length) {
    bytes = new Uint8Array(wasm.memory.buffer);
    data = new DataView(wasm.memory.buffer);
  }
  return bytes;
}

/**
 * Most texts are short and ASCII: with the encoder for all of them, and arrays over the memory made anew each time, a
 * message.new takes half as long again (npm run bench). The heads of a list are long, and the encoder is faster.
 */
function passStringToWasm0(text) {
  const { length } = text;
  let at = wasm.__wbindgen_malloc(length, 1) >>> 0;
  const to = memory();
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 || length > 999) {
      const encoded = encoder.encode(text);
      at = wasm.__wbindgen_realloc(at, length, WASM_VECTOR_LEN = encoded.length, 1) >>> 0;
      memory().set(encoded, at);
      return at;
    }
    to[at + i] = code;
  }
  WASM_VECTOR_LEN = length;
  return at;
}

function addToExternrefTable0(value) {
  const index = wasm.__externref_table_alloc();
  wasm.__wbindgen_externrefs.set(index, value);
  return index;
}

function takeFromExternrefTable0(index) {
  const value = wasm.__wbindgen_externrefs.get(index);
  wasm.__externref_table_dealloc(index);
  return value;
}

/** Leaves a text, or that there is none, where the module looks for it. */
function putText(to, text) {
  const at = isLikeNone(text) ? 0 : passStringToWasm0(text);
  view().setInt32((to >>> 0) + 4, WASM_VECTOR_LEN, true);
  view().setInt32(to >>> 0, at, true);
}

/** Leaves a number, or that there is none, where the module looks for it. */
function putNumber(to, number) {
  view().setFloat64((to >>> 0) + 8, number ?? 0, true);
  view().setInt32(to >>> 0, !isLikeNone(number), true);
}

/** Instantiates a compiled module or bytes. */
async function __wbg_init(source) {
  const made = await WebAssembly.instantiate(source, __wbg_get_imports());
  wasm = (made.instance ?? made).exports;
  wasm.__wbindgen_start();
}

export { __wbg_init as default };
`;

/** What wasm-bindgen's own support may define; anything else would be missing in ours. */
const replaced = new Set(["addToExternrefTable0", "getDataViewMemory0", "getStringFromWasm0", "getUint8ArrayMemory0", "isLikeNone",
  "makeClosure", "passStringToWasm0", "takeFromExternrefTable0", "decodeText"]);

/** Members of the class that only users of the bare module call. */
const bareOnly = ["static __wrap", "__destroy_into_raw", "free", "static getInstance", "connectUser", "disconnectUser", "on", "off"];

/**
 * The glue without what the package never uses; it still has the long names.
 * @param {string} glue what wasm-bindgen wrote for target web
 */
export function trimmed(glue) {
  let text = replaceOnce(glue, /(?<=^    return \{\s+__proto__: null,[^}]*\};\n\}\n)[\s\S]*$/m, (all) => {
    const before = all.slice(0, all.indexOf("let wasmModule"));
    const names = [...before.matchAll(/^function (\w+)/gm)].map(([, name]) => name);
    const own = names.filter((name) => /^wasm_bindgen_/.test(name));
    const unknown = names.filter((name) => !own.includes(name) && !replaced.has(name));
    if (unknown.length) throw new Error(`the glue of wasm-bindgen has support functions without replacement: ${unknown}`);
    return own.map((name) => new RegExp(`^function ${name}\\([\\s\\S]*?^}\n`, "m").exec(before)[0]).join("") + support;
  });
  for (const member of bareOnly) {
    text = replaceOnce(text, new RegExp(`^    (/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\s+)?${quoted(member)}\\([\\s\\S]*?^    }\n`, "m"), "");
  }
  text = replaceOnce(text, /^if \(Symbol\.dispose\).*\n/m, "");
  text = replaceOnce(text, /^ +StreamChatFinalization\.register\(.*\n/m, "");
  const pass = String.raw`passStringToWasm0\((\w+), wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\);\n`;
  const put = (kind, offset, value) => String.raw` +getDataViewMemory0\(\)\.set${kind}\(\(arg0 >>> 0\) \+ \d \* ${offset}, ${value}, true\);\n`;
  return text
    .replaceAll(new RegExp(String.raw` +const ret = (.*);\n +(?:const|var) ptr1 = (?:isLikeNone\(ret\) \? 0 : )?${pass} +(?:const|var) len1 = WASM_VECTOR_LEN;\n` +
      put("Int32", 1, "len1") + put("Int32", 0, "ptr1"), "g"), "            putText(arg0, $1);\n")
    .replaceAll(new RegExp(String.raw` +const ret = (.*);\n` + put("Float64", 1, String.raw`isLikeNone\(ret\) \? 0 : ret`) + put("Int32", 0, String.raw`!isLikeNone\(ret\)`), "g"),
      "            putNumber(arg0, $1);\n")
    .replaceAll(new RegExp(pass, "g"), "passStringToWasm0($1);\n")
    .replaceAll("__wbg_ptr", "ptr");
}

/** The exports of the module that a trimmed glue uses. */
export const exportsUsed = (text) => [...new Set([...text.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name))];

/**
 * @param {string} glue trimmed
 * @param {{imports: [string, string, string][], exports: [string, string][]}} names the table that
 *   `wasm-opt --minify-imports-and-exports-and-modules` prints; it also puts every import into the module "a"
 */
export function shortened(glue, { imports, exports }) {
  const direct = new Map();
  const members = [];
  for (const [module, name, short] of imports) {
    if (module.endsWith("_bg.js")) {
      const [, parameters, body] = new RegExp(`^ +${quoted(name)}: function(\\(.*\\)) (\\{[\\s\\S]*?^        },\n)`, "m").exec(glue);
      // Unsigned numbers come as signed ones; those of this module count from 0 and never reach 2^31.
      const signed = body.replaceAll(/ >>> 0(?=[,)])/g, "");
      // What one call gives back is ignored where the module expects nothing.
      members.push(`        ${short}: ${parameters} => ${signed.replace(/^\{\s+([\w.]+\(.*\));\s+\},\n$/, "$1,\n")}`);
    } else {
      direct.set(module, [...(direct.get(module) ?? []), `${name} as direct_${short}`]);
      members.push(`        ${short}: direct_${short},\n`);
    }
  }
  // wasm-bindgen imports a whole snippet once for every function that needs no glue of its own.
  let text = glue.split("\n").filter((line) => !/^import \* as import\d+ from /.test(line)).join("\n");
  text = replaceOnce(text, /^    const import0 = \{[\s\S]*^    return \{\s+__proto__: null,[^}]*\};\n/m,
    () => `    return { a: {\n${members.join("")}    } };\n`);
  for (const [name, short] of exports) text = text.replaceAll(new RegExp(`\\bwasm\\.${quoted(name)}\\b`, "g"), () => `wasm.${short}`);
  return [...[...direct].map(([module, names]) => `import { ${names.join(", ")} } from "${module}";`), text].join("\n");
}
