/** The functions that ARCHITECTURE.md leads through exist, each in the file it names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOnly } from "./rust_source.mjs";
import { sourceFiles } from "./source_files.mjs";

/** Rows `| function | file |` of the walks. */
const steps = (text) => [...text.matchAll(/^\| `([\w:]+)` \| `([\w./-]+)` \|/gm)].map(([, name, file]) => ({ name, file }));

/** In Rust `Type::function` must be a function of a file that names the type; elsewhere a method, a function or a constant. */
function declares(file, name, text) {
  const [own, type] = name.split("::").reverse();
  if (!file.endsWith(".rs")) return new RegExp(`^\\s*(?:export |async |const |function )*${own}(?:<[^(]*>)?(?:\\(| = )`, "m").test(text);
  const code = codeOnly(text);
  return new RegExp(`\\bfn ${own}\\b`).test(code) && (!type || new RegExp(`\\b${type}\\b`).test(code));
}

test("every step of ARCHITECTURE.md exists", () => {
  const files = new Map(sourceFiles().map(({ path, text }) => [path, text]));
  const walks = steps(files.get("ARCHITECTURE.md"));
  assert.ok(walks.length > 20, "the walks are found");
  assert.deepEqual(walks.filter(({ name, file }) => !declares(file, name, files.get(file) ?? "")), []);
});

test("a function that is only mentioned, or called, is not there", () => {
  assert.deepEqual(steps("| `A::b` | `src/a.rs` | does |\n| word | `x` |"), [{ name: "A::b", file: "src/a.rs" }]);
  assert.ok(declares("a.rs", "A::b", "impl A { fn b(&self) {} }"));
  assert.ok(!declares("a.rs", "A::b", "impl A { fn c() { self.b(); } } // fn b"));
  assert.ok(!declares("a.rs", "A::b", "impl C { fn b() {} }"));
  for (const text of ["  send(a) {", "export const send = () => 1;", "  use<T>(work) {}".replace("use", "send")]) assert.ok(declares("a.ts", "send", text), text);
  assert.ok(!declares("a.ts", "send", "  this.send(a);\n  // send(a)"));
});
