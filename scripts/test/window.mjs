/**
 * Owns a Chromium whose pages are tabs of one window, as they are for people: one in front, the others hidden. Playwright
 * shows every page as visible and focused, and a visible page cannot be frozen; so this one is started without that.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const MARK = /^DevTools listening on (\S+)/;

/** Resolves with `{context, close()}`: Playwright's view of the window. */
export async function openWindow(executablePath, args) {
  const { chromium } = await import("@playwright/test");
  const profile = mkdtempSync(path.join(tmpdir(), "stream-chat-window-"));
  const child = spawn(executablePath, ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...args, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => MARK.test(line) && resolve(MARK.exec(line)[1]));
    ended.then(([code]) => reject(new Error(`${executablePath} ended with ${code} before it could be driven`)), reject);
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const close = async () => {
    // Asked, not killed: then all its processes have let go of the profile.
    await (await browser.newBrowserCDPSession()).send("Browser.close");
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  return { context: browser.contexts()[0], close };
}
