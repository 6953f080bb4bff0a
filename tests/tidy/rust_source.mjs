/**
 * Owns reading Rust well enough for the rules: code without comments and texts, without its tests, and the paths it
 * names. Not a parser; where it cannot tell, it leaves the text as it is.
 */

/** Comments, texts and characters replaced by blanks; line breaks stay, so that line numbers hold. */
export function codeOnly(text) {
  const blank = (part) => part.replaceAll(/[^\n]/g, " ");
  let out = "";
  let at = 0;
  const token = /\/\/[^\n]*|\/\*|\bb?r(#*)"|b?"|'(?:\\(?:u\{[^}]*\}|x..|.)|[^\\'])'/g;
  for (let found; (token.lastIndex = at, (found = token.exec(text))); ) {
    let end = found.index + found[0].length;
    if (found[0] === "/*") {
      for (let depth = 1; depth > 0 && end < text.length; end++) {
        if (text.startsWith("/*", end)) depth++;
        else if (text.startsWith("*/", end)) depth--;
        else continue;
        end++;
      }
    } else if (found[1] !== undefined) {
      const close = text.indexOf(`"${found[1]}`, end);
      end = close < 0 ? text.length : close + 1 + found[1].length;
    } else if (found[0].endsWith('"') && !found[0].startsWith("//")) {
      while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
      end++;
    }
    out += text.slice(at, found.index) + blank(text.slice(found.index, end));
    at = end;
  }
  return out + text.slice(at);
}

/** The end of the item that starts at `at`: its closing brace, or the semicolon when it has no braces. */
function itemEnd(code, at) {
  let depth = 0;
  for (; at < code.length; at++) {
    const one = code[at];
    if ("([{".includes(one)) depth++;
    if (")]}".includes(one)) depth--;
    if (depth === 0 && (one === "}" || one === ";")) return at + 1;
  }
  return at;
}

/** Takes code (see `codeOnly`) and leaves out every item that exists only under test. */
export function withoutTests(code) {
  const mark = /#\[cfg\((?:test|all\(test\b[^\]]*\))\)\]|#\[test\]/;
  for (let found; (found = mark.exec(code)); ) {
    const end = itemEnd(code, found.index + found[0].length);
    code = code.slice(0, found.index) + code.slice(found.index, end).replaceAll(/[^\n]/g, " ") + code.slice(end);
  }
  return code;
}

/** `src/state/messages.rs` is the module `["state", "messages"]`; `lib.rs` and `mod.rs` are their folder. */
export const moduleOf = (path) => path.replace(/^src\//, "").replace(/\.rs$/, "").split("/").filter((part) => part !== "mod" && part !== "lib");

/** Splits `a::{b, c::{d, e}}` into `a::b`, `a::c::d`, `a::c::e`. */
export function expand(tree) {
  const open = tree.indexOf("{");
  if (open < 0) return [tree.trim()];
  const parts = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < tree.length; at++) {
    if (tree[at] === "{") depth++;
    if (tree[at] === "}") depth--;
    if ((tree[at] === "," && depth === 1) || (tree[at] === "}" && depth === 0)) {
      const part = tree.slice(start, at).trim();
      if (part) parts.push(...expand(part));
      start = at + 1;
      if (depth === 0) break;
    }
  }
  return parts.map((part) => tree.slice(0, open) + part);
}

/**
 * Modules of this crate that a file names, in `use` or in place, as paths from the crate's root: `["state", "messages"]`.
 * `super` inside a module written in the same file counts from the file, which leads at most one level too high.
 */
export function namedModules({ path, text }) {
  const here = moduleOf(path);
  const code = codeOnly(text);
  const trees = [...code.matchAll(/\b(?:use\s+|pub\s+use\s+)([^;]+);/g)].flatMap(([, tree]) => expand(tree.replaceAll(/\s+/g, " ")));
  const inPlace = [...code.matchAll(/(?<![\w:])(?:crate|super|self)(?:::\w+)+/g)].map(([found]) => found);
  return [...trees, ...inPlace].flatMap((one) => {
    const parts = one.split("::").map((part) => part.trim().split(" ")[0]);
    if (parts[0] === "crate") return [parts.slice(1)];
    if (parts[0] !== "super" && parts[0] !== "self") return [];
    const up = parts.filter((part) => part === "super").length;
    return [[...here.slice(0, Math.max(0, here.length - up)), ...parts.filter((part) => part !== "super" && part !== "self")]];
  });
}
