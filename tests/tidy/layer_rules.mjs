/**
 * Owns who may use whom: the layers of src/, what may touch the browser, what panics, and the borders of js/, www/ and
 * server/. Each rule gives what is wrong, as sentences.
 */
import { codeOnly, moduleOf, namedModules, withoutTests } from "./rust_source.mjs";

/**
 * The layers of src/, lowest first. A module may use lower layers and itself; modules of one layer do not use each
 * other, except for the leaves, which may but not in a circle.
 */
export const layers = [
  ["config", "error", "head", "id", "json", "node", "random", "sorted", "text", "time"],
  ["api"],
  ["connection", "state", "tokens", "outbox", "storage", "tabs"],
  ["client"],
  ["browser"],
];
const levelOf = (module) => layers.findIndex((layer) => layer.includes(module));
const inSrc = ({ path }) => path.startsWith("src/") && path.endsWith(".rs");

export function keepsLayers(file) {
  if (!inSrc(file) || file.path === "src/lib.rs") return [];
  const [own] = moduleOf(file.path);
  if (levelOf(own) < 0) return [`${file.path}: the module "${own}" has no place in the layers (tests/tidy/layer_rules.mjs)`];
  const wrong = namedModules(file)
    .map(([module]) => module)
    .filter((module) => levelOf(module) >= 0 && module !== own)
    .filter((module) => levelOf(module) > levelOf(own) || (levelOf(module) === levelOf(own) && levelOf(own) > 0));
  return [...new Set(wrong)].map((module) => `${file.path}: "${own}" must not use "${module}"`);
}

/** Leaves that are one thing in two files: a node hands over the heads of events in one step, a head is read from a node. */
const pairs = [["head", "node"]];
const arePair = (...two) => pairs.some((pair) => two.every((leaf) => pair.includes(leaf)));

/** Takes all files: a circle shows only in the whole. Reports one path round it. */
export function leavesHaveNoCircle(files) {
  const uses = new Map(layers[0].map((leaf) => [leaf, new Set()]));
  for (const file of files.filter(inSrc)) {
    const [own] = moduleOf(file.path);
    if (!uses.has(own)) continue;
    for (const [module] of namedModules(file)) {
      if (uses.has(module) && module !== own && !arePair(own, module)) uses.get(own).add(module);
    }
  }
  return circle(uses).map((way) => `src: the leaves use each other in a circle: ${way}`);
}

/** The first circle of a graph (Map of Sets) as `["a -> b -> a"]`, or nothing. */
export function circle(uses) {
  const finished = new Set();
  const walk = (node, way) => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of uses.get(node) ?? []) {
      const found = walk(next, [...way, node]);
      if (found) return found;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of uses.keys()) {
    const found = walk(node, []);
    if (found) return [found.join(" -> ")];
  }
  return [];
}

export function keepsTheBrowserInItsFolder(file) {
  if (!inSrc(file) || file.path.startsWith("src/browser/")) return [];
  const found = /\b(web_sys|js_sys|wasm_bindgen\w*|serde_wasm_bindgen)\b/.exec(codeOnly(file.text));
  return found ? [`${file.path}: only src/browser may name ${found[1]}`] : [];
}

const panics = /\.(?:unwrap|expect|unwrap_err|expect_err)\s*\(|\b(?:panic|todo|unimplemented|unreachable)\s*!/;

/** Files that a module brings in by `#[cfg(test)] mod tests;`. */
const isTest = ({ path }) => /\/tests(\.rs$|\/)/.test(path);

/** Nothing that comes over the network or from JavaScript may end the client. */
export function doesNotPanic(file) {
  if (!inSrc(file) || isTest(file)) return [];
  const lines = withoutTests(codeOnly(file.text)).split("\n");
  return lines.flatMap((line, index) => {
    const found = panics.exec(line);
    return found ? [`${file.path}:${index + 1}: ${found[0].replace(/\s*\($/, "()")} can end the client; return an error`] : [];
  });
}

/** What a TypeScript or JavaScript file imports: `{from, typeOnly}`. */
export function imports(text) {
  // Comments may show imports as examples.
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const found = [...code.matchAll(/\b(import|export)\s+(type\s)?[^"';]*?\bfrom\s*["']([^"']+)["']/g)]
    .map(([, , type, from]) => ({ from, typeOnly: type !== undefined }));
  const bare = [...code.matchAll(/\bimport\s*\(?\s*["']([^"']+)["']/g)].map(([, from]) => ({ from, typeOnly: false }));
  return [...found, ...bare];
}

/** The demo is the first user of the package: it must get by with what every user has. */
export function demoUsesOnlyThePackage({ path, text }) {
  if (!/^www\/.*\.m?ts$/.test(path)) return [];
  return imports(text)
    .filter(({ from }) => !/^(\.\/|stream-chat-wasm$|lit-html($|\/))/.test(from) && !(path.startsWith("www/chatkitty/") && /^(chatkitty$|\.\.\/service\.js$)/.test(from)))
    .map(({ from }) => `${path}: the demo must not import "${from}"`);
}

/** The classes have no dependencies, and only the entries know where the WebAssembly comes from. */
export function classesStandAlone({ path, text }) {
  if (!/^js\/.*\.ts$/.test(path)) return [];
  const entry = path.startsWith("js/entry/");
  return imports(text)
    .filter(({ from }) => !from.startsWith(".") || (!entry && /(^|\/)(generated|entry)\//.test(from)))
    .map(({ from }) => `${path}: must not import "${from}"`);
}

/** The facade for ChatKitty's apps is over the classes: it uses what every app can import, and nothing below knows it. */
export function facadeStandsOnTop({ path, text }) {
  if (/^(src|js)\//.test(path) && !/^js\/(chatkitty\/|entry\/chatkitty\.ts$)/.test(path)) {
    return /chatkitty/i.test(text) ? [`${path}: must not know the facade for ChatKitty's apps`] : [];
  }
  if (!path.startsWith("js/chatkitty/")) return [];
  const up = path.startsWith("js/chatkitty/later/") ? "../" : "";
  const own = new RegExp(`^(\\./|${up}\\.\\./index\\.js$${up && "|\\.\\./[a-z_]+\\.js$"})`);
  return imports(text).filter(({ from }) => !own.test(from)).map(({ from }) => `${path}: must not import "${from}"`);
}

/** A mistake in the client must not be hidden by the same mistake in the server. */
export function serverSharesNothing({ path, text }) {
  const shares = (path === "server/Cargo.toml" && /^\s*stream-chat-wasm\b/m.test(text)) ||
    (/^server\/.*\.rs$/.test(path) && /\bstream_chat_wasm\b/.test(codeOnly(text)));
  return shares ? [`${path}: the server must not use the client's code`] : [];
}
