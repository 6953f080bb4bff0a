/**
 * Owns reading how many tests passed and failed out of what the test programs print, and what they say of those that
 * failed. Runs nothing.
 */

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);

/** What each program prints at its end; colours are removed before. */
const forms = {
  // test result: ok. 12 passed; 0 failed; 1 ignored; ... (once for each test program; wasm-bindgen-test prints it too)
  cargo: (text) => ({ passed: sum(text, /^\s*test result: .*? (\d+) passed;/gm), failed: sum(text, /^\s*test result: .*? (\d+) failed;/gm) }),
  // ℹ pass 12 / ℹ fail 0
  node: (text) => ({ passed: sum(text, /^\S+ pass (\d+)$/gm), failed: sum(text, /^\S+ fail (\d+)$/gm) }),
  // 12 passed (4.2s) / 1 failed / 1 flaky: a test that passed only when repeated did not pass.
  playwright: (text) => ({ passed: sum(text, /^\s*(\d+) passed\b/gm), failed: sum(text, /^\s*(\d+) (?:failed|flaky|did not run)$/gm) }),
};

/** Lines by which tests say that they did not run, for the reader of the summary. */
const skippedLine = /skipped: .*/g;

/** Where each program begins to tell about the tests that failed, and where that ends. */
const told = {
  cargo: /^failures:$[^]*?^test result: .*$/gm,
  node: /^\S+ failing tests:$[^]*/m,
  // A numbered heading with a line drawn to its end, then the lists of what failed or did not run.
  playwright: /^ {2}1\) [^]*/m,
};

/** Lines of one suite that are worth repeating; the cause stands near the beginning. */
const mostLines = 120;

const plain = (output) => output.replaceAll(/\x1b\[[0-9;]*m/g, "");

/**
 * What the program says of the tests that failed, to be repeated at the very end, where a log that is cut still has it.
 * Where it says nothing of the kind, as when it was killed: its last lines.
 */
export function failures(form, output) {
  const text = plain(output).trimEnd();
  const found = told[form] && text.match(told[form])?.join("\n").split("\n");
  return (found?.slice(0, mostLines) ?? text.split("\n").slice(-mostLines / 3)).join("\n");
}

/**
 * @param form "cargo", "node" or "playwright"; "one" for a check that is a single test.
 * @param ok whether the program ended well. Ending badly is at least one failure, also if it counted none.
 */
export function count(form, output, ok) {
  const text = plain(output);
  const { passed, failed } = form === "one" ? { passed: ok ? 1 : 0, failed: 0 } : forms[form](text);
  const none = ok && passed + failed === 0;
  return {
    passed,
    failed: ok && !none ? failed : Math.max(failed, 1),
    notes: [...(none ? ["ran no test"] : []), ...new Set(text.match(skippedLine) ?? [])],
  };
}
