/** docs/errors.md lists every error code that the client makes or the local server answers, and no client code that is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./source_files.mjs";

const sorted = (found) => [...new Set(found)].sort();

/** Codes in Rust: whole texts of the form `area/what`, outside comments and the tests at the end of the file. */
const madeInRust = (text) => sorted([...text.split(/^#\[cfg\(test\)\]/m)[0].replaceAll(/^\s*\/\/.*$/gm, "").matchAll(/"([a-z]+\/[a-z-]+)[" ]/g)]
  .map(([, name]) => name));
const madeInTypeScript = (text) => sorted([...text.matchAll(/\bcode: '([a-z]+\/[a-z-]+)'/g)].map(([, name]) => name));
const numbersOfServer = (text) => sorted([...text.matchAll(/Code::\w+ => (-?\d+),/g)].map(([, number]) => number));

/** First cells of the tables' rows: texts in `code` and numbers. */
const documented = (text) => sorted([...text.matchAll(/^\| (?:`([a-z]+\/[a-z-]+)`|(-?\d+)) \|/gm)].map(([, name, number]) => name ?? number));
const isNumber = (code) => /^-?\d+$/.test(code);

const files = sourceFiles();
const textOf = (path) => files.find((file) => file.path === path).text;
const table = documented(textOf("docs/errors.md"));

test("every code the client makes stands in docs/errors.md, and no other", () => {
  const typescript = files.filter(({ path }) => /^js\/.*\.ts$/.test(path)).flatMap(({ text }) => madeInTypeScript(text));
  const made = sorted([...madeInRust(textOf("src/error.rs")), ...typescript]);
  assert.ok(made.includes("client/not-connected") && made.includes("wasm/load-failed"), "the codes are found in the sources");
  assert.deepEqual(table.filter((code) => !isNumber(code)), made);
});

test("every number the local server answers stands in docs/errors.md and is marked as local", () => {
  const numbers = numbersOfServer(textOf("server/src/error.rs"));
  assert.ok(numbers.includes("40"), "the numbers are found in the source");
  const local = [...textOf("docs/errors.md").matchAll(/^\| (-?\d+) \|.*\| yes \|$/gm)].map(([, number]) => number);
  assert.deepEqual(sorted(local), numbers);
});

test("every reason the connection gives stands in docs/errors.md, and no other", () => {
  const made = [...textOf("src/connection/reason.rs").matchAll(/^pub const \w+: &str = "([a-z-]+)";/gm)].map(([, name]) => name);
  const told = [...textOf("docs/errors.md").split("\n## Reasons\n")[1].matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  assert.ok(made.includes("no-reply"), "the reasons are found in the source");
  assert.deepEqual(sorted(told), sorted(made));
});

test("codes are read from code only, and rows from tables only", () => {
  assert.deepEqual(madeInRust('fn a() { ("user/odd", 1) }\n/// "user/told" is a code\n#[cfg(test)]\nmod tests { fn b() { x("user/tested") } }\n'), ["user/odd"]);
  assert.deepEqual(madeInTypeScript("throw new ChatError('x', { code: 'a/b' }); // `c/d`"), ["a/b"]);
  assert.deepEqual(numbersOfServer("Code::Input => 4,\nCode::Internal => -1,"), ["-1", "4"]);
  assert.deepEqual(documented("| `a/b` | x |\n| -1 | y |\n`c/d`\n| code | z |"), ["-1", "a/b"]);
});
