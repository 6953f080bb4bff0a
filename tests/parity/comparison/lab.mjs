/**
 * Owns where scenarios are compared: one headless Chromium, and in it pairs of pages, one for each SDK, that share a server of
 * their own. Several pairs work side by side. Judges nothing.
 */
import { startServer } from "../../../scripts/server.mjs";
import { backendOf, browserOptions, openSite, pageScript } from "../theatre.mjs";

/** Servers' clocks stand still from here on, far from the real time. */
const FIRST_MOMENT = Date.UTC(2031, 0, 1);

/** Scenarios begin this far apart, in milliseconds: longer than any of them lasts. */
const APART = 40 * 86_400_000;

async function openPage(browser, site, server) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  await page.exposeFunction("backend", backendOf(server));
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.comparison).catch((error) => {
    throw new Error(`${error.message}\n${complaints.join("\n")}`);
  });
  return page;
}

/** A server and a page for each side. `run(name, plan)` gives what was noted on these sides, one after the other. */
async function openPair(browser, sites, program) {
  const server = await startServer(["--port", "0", "--memory", "--faults"], program);
  const dev = (path, body) => fetch(`${server.url}/_dev/${path}`, { method: "POST", body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } });
  const pages = [];
  let begin = FIRST_MOMENT;
  const turn = async () => {
    begin += APART;
    await dev("reset");
    await dev("clock", { set: new Date(begin).toISOString(), freeze: true });
  };
  return {
    async run(name, plan = [{ side: 0 }, { side: 1 }]) {
      const runs = [];
      for (const { side: at, tamper = false } of plan) {
        pages[at] ??= await openPage(browser, sites[at], server);
        await turn();
        const what = { name, url: server.url, key: server.api_key, begin, tamper };
        runs.push(await pages[at].evaluate((all) => globalThis.comparison.play(all), what).catch((error) => ({ steps: [], end: {}, broke: error.message })));
      }
      return runs;
    },
    close: () => server.stop(),
  };
}

/**
 * @param options.entries the modules of the two SDKs.
 * Resolves with `{names, version, tampered(name), run(names, report), close()}`.
 */
export async function openLab(executablePath, { entries, program, pairs = 3 }) {
  const { chromium } = await import("@playwright/test");
  const scripts = await Promise.all(entries.map((entry) => pageScript("comparison/main.mjs", entry)));
  const sites = await Promise.all(scripts.map(({ code }) => openSite(code)));
  const browser = await chromium.launch({ executablePath, args: browserOptions });
  const look = await openPair(browser, sites, program);
  const page = await browser.newPage();
  await page.goto(sites[0].url);
  await page.waitForFunction(() => globalThis.comparison);
  const names = await page.evaluate(() => globalThis.comparison.names);
  await page.close();
  return {
    names,
    version: browser.version(),
    /** The first side with itself, the second time on a wire that changes the texts of messages: two runs that have to differ. */
    tampered: (name) => look.run(name, [{ side: 0 }, { side: 0, tamper: true }]),
    /** Plays these scenarios on both sides; `report(name, runs)` after each. */
    async run(wanted, report) {
      const queue = [...wanted];
      const others = await Promise.all(Array.from({ length: Math.min(pairs, queue.length) - 1 }, () => openPair(browser, sites, program)));
      const all = [look, ...others];
      await Promise.all(all.map(async (pair) => {
        for (let name = queue.shift(); name; name = queue.shift()) report(name, await pair.run(name));
      }));
      await Promise.all(others.map((pair) => pair.close()));
    },
    async close() {
      await browser.close();
      await look.close();
      for (const site of sites) site.close();
    },
  };
}
