/**
 * A Chromium whose pages are tabs of one window: one in front, the others hidden. Playwright shows every page as visible, and
 * a visible page cannot be frozen; so this one is started without Playwright's ways.
 */
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test as base } from "./faults_test.js";
import { type Tab, tabOf } from "./tab.js";

const LISTENING = /^DevTools listening on (\S+)/;

/** The tab with the page, and how its person and its browser treat it. */
export interface WindowTab {
  tab: Tab;
  /** Another tab comes to the front. */
  hide(): Promise<void>;
  /** The browser stops the hidden page's code, as it does after some minutes. */
  freeze(): Promise<void>;
  /** The tab comes to the front, which also ends a freeze. */
  show(): Promise<void>;
}

export const test = base.extend<{ tabInWindow: WindowTab }>({
  tabInWindow: async ({ site, settle, launchOptions }, use) => {
    const profile = mkdtempSync(join(tmpdir(), "stream-chat-window-"));
    const options = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...(launchOptions.args ?? []), "about:blank"];
    const program = spawn(launchOptions.executablePath ?? "chromium", options, { stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(program, "exit");
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: program.stderr }).on("line", (line) => {
        const found = LISTENING.exec(line)?.[1];
        if (found) resolve(found);
      });
      ended.then(([code]) => reject(new Error(`Chromium ended with ${code} before it could be driven`)), reject);
    });
    const browser = await chromium.connectOverCDP(address, { noDefaults: true });
    const context = browser.contexts()[0]!;
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => globalThis.enterPage);
    const tab = tabOf(page);
    await settle(tab);
    await use(treatmentOf(tab, page, await context.newCDPSession(page)));
    // Asked, not killed: then all its processes have let go of the profile.
    await (await browser.newBrowserCDPSession()).send("Browser.close");
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
});

function treatmentOf(tab: Tab, page: Page, devtools: CDPSession): WindowTab {
  const expectVisibility = (state: "hidden" | "visible") => expect.poll(() => tab.run(() => document.visibilityState)).toBe(state);
  return {
    tab,
    async hide() {
      await (await page.context().newPage()).bringToFront();
      await expectVisibility("hidden");
    },
    async freeze() {
      await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    },
    async show() {
      await page.bringToFront();
      await expectVisibility("visible");
    },
  };
}
