/**
 * Owns finding (or installing, on Debian) the browsers and drivers of the tests. Starts none of them.
 */
import { existsSync } from "node:fs";
import { onPath } from "../paths.mjs";
import { debianPackages } from "../pins.mjs";
import * as apt from "./apt.mjs";
import { cargoTool } from "./cargo_tools.mjs";
import { step, StepFailed } from "./step.mjs";

const mac = (app, program = app) => `/Applications/${app}.app/Contents/MacOS/${program}`;

/** Usual places, tried after the environment variable of the same name. */
const places = {
  CHROME: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", mac("Google Chrome"), mac("Chromium")],
  CHROMEDRIVER: ["chromedriver"],
  FIREFOX: ["firefox-esr", "firefox", mac("Firefox", "firefox")],
  GECKODRIVER: ["geckodriver"],
};

function find(variable) {
  const named = process.env[variable];
  if (named && !existsSync(named)) throw new StepFailed(variable, `${variable}=${named}: no such file`, `Correct or unset ${variable}.`);
  if (named) return named;
  for (const place of places[variable]) {
    const full = place.startsWith("/") ? existsSync(place) && place : onPath(place);
    if (full) return full;
  }
  return undefined;
}

async function browser(name, packages, variables, elsewhere) {
  const missing = () => variables.filter((variable) => !find(variable));
  if (missing().length > 0 && apt.canInstall()) {
    await step({ name, why: "runs the browser tests", usually: "1 min" }, (log) => apt.install(name, packages, log));
  }
  if (missing().length > 0) {
    throw new StepFailed(name, `${missing().join(" and ")} not found`,
      `On Debian: sudo apt-get install ${packages.join(" ")}\nElsewhere: ${elsewhere}\n` +
      `Or set ${missing().join(", ")} to the program's full path.`);
  }
  return Object.fromEntries(variables.map((variable) => [variable, find(variable)]));
}

/** Chrome or Chromium with its driver: `{CHROME, CHROMEDRIVER}`. */
export const chrome = () => browser("Chromium", debianPackages.chrome, ["CHROME", "CHROMEDRIVER"],
  "install Google Chrome and ChromeDriver (https://googlechromelabs.github.io/chrome-for-testing/)");

/** Firefox with its driver: `{FIREFOX, GECKODRIVER}`. */
export async function firefox() {
  const [found, driver] = await Promise.all([
    browser("Firefox", debianPackages.firefox, ["FIREFOX"], "install Firefox (https://www.mozilla.org/firefox/)"),
    find("GECKODRIVER") ?? cargoTool("geckodriver").then((bin) => `${bin}/geckodriver`),
  ]);
  return { ...found, GECKODRIVER: driver };
}
