/** Tests of reading WebAssembly modules, on a module written by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crateOf, functions, sections } from "./wasm_parts.mjs";

const text = (one) => [one.length, ...Buffer.from(one)];
const section = (id, content) => [id, content.length, ...content];

/** One import of each kind, then two functions, the second named. */
const module = Buffer.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  ...section(1, [1, 0x60, 0, 0]),
  ...section(2, [4,
    ...text("m"), ...text("function"), 0, 0,
    ...text("m"), ...text("table"), 1, 0x70, 0, 1,
    ...text("m"), ...text("memory"), 2, 1, 1, 2,
    ...text("m"), ...text("global"), 3, 0x7f, 0]),
  ...section(3, [2, 0, 0]),
  ...section(10, [2, 2, 0, 0x0b, 3, 0, 0x01, 0x0b]),
  ...section(0, [...text("name"), 1, 8, 1, 2, ...text("alpha")]),
]);

test("the module of these tests is a real one", () => assert.ok(WebAssembly.validate(module)));

test("sections are listed with their names and lengths", () =>
  assert.deepEqual(sections(module).map(({ name, start, end }) => [name, end - start]).filter(([name]) => ["code", "name"].includes(name)), [["code", 8], ["name", 15]]));

test("imported functions are counted before the module's own, whatever else is imported", () =>
  assert.deepEqual(functions(module), [{ name: "function 1", bytes: 3 }, { name: "alpha", bytes: 4 }]));

test("a function belongs to the crate that is written first in its name", () => {
  const cases = {
    "stream_chat_wasm[0a1b2c3d4e5f]::state::apply": "stream_chat_wasm",
    "<dlmalloc[6d87d4053e02b4b5]::dlmalloc::Dlmalloc<dlmalloc[6d87d4053e02b4b5]::sys::System>>::malloc": "dlmalloc",
    "<&mut a::B as core::fmt::Display>::fmt": "a",
    "<u32 as core[12f89f2d8a73214f]::fmt::Display>::fmt": "core",
    "<char>::escape_debug_ext": "core",
    "streamchat_connectUser externref shim": "(compiler, wasm-bindgen)",
  };
  for (const [name, crate] of Object.entries(cases)) assert.equal(crateOf(name), crate, name);
});
