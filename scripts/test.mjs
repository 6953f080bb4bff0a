/**
 * Owns `npm test`: set-up, the suites one after the other, the summary and the exit code. Which suites: test/suites.mjs.
 *
 *   npm test                          everything
 *   npm test -- --only tidy,engine    these (a suite that needs the build builds first)
 */
import { setUp } from "./setup.mjs";
import { count, failures } from "./test/counts.mjs";
import { suites } from "./test/suites.mjs";

/** The suites named by --only, with the build when one of them needs it. Exits when a name is unknown. */
function selected(args) {
  const at = args.findIndex((arg) => arg === "--only" || arg.startsWith("--only="));
  if (at < 0) return suites;
  const names = (args[at].split("=")[1] ?? args[at + 1] ?? "").split(",").filter(Boolean);
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (names.length === 0 || unknown.length > 0) {
    console.error(`--only takes names out of: ${suites.map((suite) => suite.name).join(", ")}`);
    process.exit(2);
  }
  const build = suites.some((suite) => names.includes(suite.name) && suite.needsBuild);
  return suites.filter((suite) => names.includes(suite.name) || (build && suite.name === "build"));
}

async function runSuite(suite, tools) {
  const absent = suite.absent?.();
  if (absent) return { passed: 0, failed: 0, notes: [absent] };
  try {
    return count(suite.form, await suite.run(tools), true);
  } catch (error) {
    console.error(error.message);
    const output = error.output ?? "";
    return { ...count(suite.form, output, false), told: failures(suite.form, output || error.message) };
  }
}

const chosen = selected(process.argv.slice(2));
const tools = await setUp("test");
const results = [];
let built = true;
for (const suite of chosen) {
  console.log(`\n== ${suite.name}`);
  const start = performance.now();
  const result = suite.needsBuild && !built
    ? { passed: 0, failed: 1, notes: ["not run: the build failed"] }
    : await runSuite(suite, tools);
  if (suite.name === "build") built = result.failed === 0;
  results.push({ name: suite.name, seconds: (performance.now() - start) / 1000, ...result });
}

console.log(`\n${"suite".padEnd(16)}${"seconds".padStart(9)}${"passed".padStart(8)}${"failed".padStart(8)}`);
const total = { passed: 0, failed: 0 };
for (const { name, seconds, passed, failed, notes } of results) {
  total.passed += passed;
  total.failed += failed;
  console.log(`${name.padEnd(16)}${seconds.toFixed(1).padStart(9)}${String(passed).padStart(8)}${String(failed).padStart(8)}  ${notes.join("; ")}`.trimEnd());
}
for (const { name, told } of results) if (told) console.log(`\n== what failed in ${name}\n${told}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
