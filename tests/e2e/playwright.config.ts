/** How the pages are tested: one installed Chromium, no network but 127.0.0.1. What is tested is in the *.spec.ts files. */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results/e2e",
  fullyParallel: true,
  // Every test has its own server and two or more pages: more workers than this only wait for each other.
  workers: 2,
  // A test that passes the second time has failed.
  retries: 0,
  forbidOnly: !!process.env["CI"],
  reporter: [["list"]],
  // A test takes 1 to 8 seconds; a machine under load gets time, an endless wait does not.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1180, height: 760 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHROME"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
