/** A page as a tab of a window, which other tabs can hide and the browser can freeze. */
import { type CDPSession, type Page } from "@playwright/test";
import { openWindow } from "../../../scripts/test/window.mjs";
import { expect, test as base } from "./faults_test.js";
import { type Tab, tabOf } from "./tab.js";

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
    const { context, close } = await openWindow(launchOptions.executablePath ?? "chromium", launchOptions.args ?? []);
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => globalThis.enterPage);
    const tab = tabOf(page);
    await settle(tab);
    await use(treatmentOf(tab, page, await context.newCDPSession(page)));
    await close();
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
