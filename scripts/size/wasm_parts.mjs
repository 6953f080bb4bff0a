/**
 * Owns reading what a WebAssembly module is made of: bytes per section, and per crate and function by its name section.
 * Format: https://webassembly.github.io/spec/core/binary/modules.html. Changes nothing.
 */

const sectionNames = ["custom", "types", "imports", "functions", "tables", "memory", "globals", "exports", "start",
  "elements", "code", "data", "data count", "tags"];

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  /** Unsigned LEB128; 32 bits at most in these places. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }
}

/** Sections as `{name, start, end}`; for custom ones `name` is their own. */
export function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = [];
  while (reader.at < bytes.length) {
    const id = bytes[reader.at++];
    const length = reader.number();
    const start = reader.at;
    const name = id === 0 ? new Reader(bytes, start).text() : sectionNames[id];
    found.push({ name, start, end: start + length });
    reader.at = start + length;
  }
  return found;
}

/** Imported functions come first in the numbering of functions. */
function importedFunctions(reader) {
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.text();
    reader.text();
    const kind = reader.bytes[reader.at++];
    if (kind === 0) {
      functions++;
      reader.number();
      continue;
    }
    if (kind === 1) reader.at++; // table: reference type, then limits
    if (kind === 3) {
      reader.at += 2; // global: type, mutability
      continue;
    }
    if (kind === 4) {
      reader.at++; // tag: attribute, type
      reader.number();
      continue;
    }
    const bounded = reader.number() & 1; // limits of a table or memory
    reader.number();
    if (bounded) reader.number();
  }
  return functions;
}

function functionNames(reader, end) {
  reader.text();
  const names = new Map();
  while (reader.at < end) {
    const kind = reader.bytes[reader.at++];
    const next = reader.number() + reader.at;
    if (kind === 1) {
      for (let left = reader.number(); left > 0; left--) names.set(reader.number(), reader.text());
    }
    reader.at = next;
  }
  return names;
}

/** Functions as `{name, bytes}` in the module's order. Needs a module that still has its names. */
export function functions(bytes) {
  const all = sections(bytes);
  const at = (name) => all.find((section) => section.name === name);
  const names = at("name") ? functionNames(new Reader(bytes, at("name").start), at("name").end) : new Map();
  const first = at("imports") ? importedFunctions(new Reader(bytes, at("imports").start)) : 0;
  const reader = new Reader(bytes, at("code").start);
  const found = [];
  const total = reader.number();
  for (let index = 0; index < total; index++) {
    const start = reader.at;
    const length = reader.number();
    reader.at += length;
    found.push({ name: names.get(first + index) ?? `function ${first + index}`, bytes: reader.at - start });
  }
  return found;
}

/** Rust's names without the hashes that tell versions of a crate apart. */
export const readable = (name) => name.replaceAll(/\[[0-9a-f]{5,16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");

const primitive = /^(?:bool|char|str|\[|[iu](?:8|16|32|64|128|size)|f(?:32|64)|\(\))/;

/**
 * The crate a function belongs to: of `<a::B as c::D>::f` it is `a`; generic code counts for the crate that wrote it.
 * What has no crate in its name was made by rustc or wasm-bindgen.
 */
export function crateOf(name) {
  const start = readable(name).replace(/^[<&*\s]+(?:(?:mut|dyn|impl) )*/, "");
  if (/^[<&]/.test(name) && primitive.test(start)) return "core";
  return /^([A-Za-z_]\w*)::/.exec(start)?.[1] ?? "(compiler, wasm-bindgen)";
}
