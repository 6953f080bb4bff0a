/**
 * Owns the list of test suites, fastest first: what each runs and how its result is counted. Not the order of printing,
 * selection or summary (../test.mjs).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";
import { ask, run } from "../process.mjs";
import { buildServer, startServer } from "../server.mjs";

const node = (args, env) => run(process.execPath, args, { cwd: inRoot(), capture: true, env: { ...process.env, ...env } });
const cargo = (args) => run("cargo", args, { cwd: inRoot(), capture: true });
const tsc = (project) => node([inRoot("node_modules", "typescript", "bin", "tsc"), "--noEmit", "-p", project]);

/** Node 20 has no patterns for --test, so the files are named one by one. */
const testFiles = (folder, ending) => existsSync(inRoot(folder))
  ? readdirSync(inRoot(folder), { recursive: true }).filter((file) => file.endsWith(ending)).sort().map((file) => path.join(folder, file))
  : [];

const nodeTests = async (folder, ending, { loader = [], env } = {}) => {
  const files = testFiles(folder, ending);
  return files.length === 0 ? "" : node([...loader, "--test", "--test-reporter=spec", ...files], env);
};

/** webdriver.json with the browser that set-up found, since drivers look for other names than Debian's. */
function webdriver(binaries) {
  const file = inRoot("target", "webdriver.json");
  const settings = JSON.parse(readFileSync(inRoot("webdriver.json"), "utf8"));
  settings["goog:chromeOptions"].binary = binaries.CHROME;
  settings["moz:firefoxOptions"].binary = binaries.FIREFOX;
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

/** Seconds for one program of browser tests; its own default of 20 s is short for a busy machine. */
const browserLimit = "180";

/**
 * Runs the wasm tests in the browser of one driver. The local server's address is compiled in as
 * `STREAM_CHAT_LOCAL` (its first line, JSON), because a page has no environment.
 */
async function inBrowser(tools, driver) {
  const { wasmEnvironment } = await import("../build/wasm.mjs");
  const { stop, child, ...server } = await startServer();
  const env = wasmEnvironment(tools, {
    STREAM_CHAT_LOCAL: JSON.stringify(server),
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: webdriver(tools.browsers),
    WASM_BINDGEN_TEST_TIMEOUT: browserLimit,
    WASM_BINDGEN_TEST_ONLY_WEB: "1",
    [driver]: tools.browsers[driver],
  });
  delete env[driver === "CHROMEDRIVER" ? "GECKODRIVER" : "CHROMEDRIVER"];
  try {
    return await run(tools.wasm.cargo, ["test", "-p", "stream-chat-wasm", "--target", "wasm32-unknown-unknown", "--test", "browser"],
      { cwd: inRoot(), env, capture: true });
  } finally {
    await stop();
  }
}

/** @param config file in tests/e2e/ that says which pages are tested, and in which browser. */
const inPages = (config) => (tools) =>
  node([inRoot("node_modules", "@playwright", "test", "cli.js"), "test", "-c", `tests/e2e/${config}`], tools.browsers);

/** A component of rustup that a minimal installation lacks; without it its suite is left out, and says so. */
const without = (component) => ask("cargo", [component, "--version"]) === undefined &&
  `skipped: cargo ${component} is not installed (rustup component add ${component === "fmt" ? "rustfmt" : component})`;

/**
 * `form` says how results are counted (counts.mjs). `needsBuild` suites are left out when the build failed.
 * `absent` gives a reason to leave the suite out on this machine.
 */
export const suites = [
  { name: "tidy", form: "node", run: () => nodeTests("tests/tidy", ".test.mjs") },
  { name: "scripts", form: "node", run: () => nodeTests("scripts", ".test.mjs") },
  { name: "format", form: "one", absent: () => without("fmt"), run: () => cargo(["fmt", "--all", "--check"]) },
  {
    name: "clippy", form: "one", absent: () => without("clippy"),
    run: () => cargo(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
  },
  { name: "engine", form: "cargo", run: () => cargo(["test", "-p", "stream-chat-wasm"]) },
  {
    name: "build", form: "one",
    run: async (tools) => {
      const { buildAll } = await import("../build.mjs");
      await buildAll(tools, { demo: true });
      await buildServer();
      return "";
    },
  },
  { name: "types", form: "one", needsBuild: true, run: () => tsc("tsconfig.json") },
  { name: "types-node", form: "one", run: () => tsc("node") },
  { name: "types-js", form: "one", needsBuild: true, run: () => tsc("tests/js") },
  { name: "types-www", form: "one", needsBuild: true, run: () => tsc("www") },
  { name: "types-e2e", form: "one", needsBuild: true, run: () => tsc("tests/e2e") },
  { name: "facade", form: "node", needsBuild: true, run: () => nodeTests("tests/js", ".test.ts", { loader: ["--import", "tsx"] }) },
  { name: "size", form: "one", needsBuild: true, run: () => node(["scripts/size.mjs", "--built"]) },
  { name: "packaging", form: "node", needsBuild: true, run: (tools) => nodeTests("tests/packaging", ".test.mjs", { env: tools.browsers }) },
  { name: "reference", form: "one", needsBuild: true, run: () => node(["node_modules/typedoc/bin/typedoc", "--emit", "none"]) },
  { name: "docs", form: "node", needsBuild: true, run: (tools) => nodeTests("tests/docs", ".test.mjs", { env: tools.browsers }) },
  { name: "endurance", form: "node", needsBuild: true, run: (tools) => nodeTests("bench/single", ".test.mjs", { env: tools.browsers }) },
  { name: "chromium", form: "cargo", needsBuild: true, run: (tools) => inBrowser(tools, "CHROMEDRIVER") },
  { name: "firefox", form: "cargo", needsBuild: true, run: (tools) => inBrowser(tools, "GECKODRIVER") },
  { name: "e2e", form: "playwright", needsBuild: true, run: inPages("playwright.config.ts") },
  { name: "faults-firefox", form: "playwright", needsBuild: true, run: inPages("faults/firefox.config.ts") },
  { name: "server", form: "cargo", run: () => cargo(["test", "-p", "stream-chat-local", "--no-fail-fast"]) },
  // The measured promise (200 sockets, 100 messages/s, 30 s) holds for the program as it is shipped: optimised.
  { name: "load", form: "cargo", run: () => cargo(["test", "-p", "stream-chat-local", "--release", "--test", "load"]) },
];
