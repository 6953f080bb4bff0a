/** The fault tests that matter most, in Firefox. The same specs as in Chromium; how it is driven is `firefox.ts`. */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: ["half_open", "server_crash", "upgrade_then_kill", "long_poll", "offline"].map((name) => `${name}.spec.ts`),
  outputDir: "../../../test-results/faults-firefox",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env["CI"],
  reporter: [["list"]],
  timeout: 90_000,
  expect: { timeout: 15_000 },
  projects: [{ name: "firefox" }],
});
