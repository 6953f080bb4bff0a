/** What every check starts with: a chat server without data, the app's own backend, and pages of an app, each in a browser context of its own. */
import { expect, test as base } from "@playwright/test";
import type { Channel, ChatKittyConfiguration } from "chatkitty";
import { BreakableServer } from "../faults/breakable_server.js";
import { openSite, type Site } from "../faults/site.js";
import { AppBackend } from "./app_backend.js";
import { KittyPage } from "./kitty_page.js";

interface Fixtures {
  server: BreakableServer;
  backend: AppBackend;
  /** Opens the app as somebody new, not signed in. */
  open: (configuration?: ChatKittyConfiguration) => Promise<KittyPage>;
  /** Opens the app as somebody new and signs in. */
  visit: (username: string, configuration?: ChatKittyConfiguration) => Promise<KittyPage>;
}

interface WorkerFixtures {
  /** The file of pkg/ that the app's bundler takes. */
  form: "chatkitty/index.mjs" | "chatkitty/index.cjs" | "chatkitty/es2019.js";
  site: Site;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  form: ["chatkitty/index.mjs", { option: true, scope: "worker" }],
  site: [async ({ form }, use) => {
    const site = await openSite("chatkitty/page/app.ts", form);
    await use(site);
    site.close();
  }, { scope: "worker" }],
  server: async ({}, use) => {
    const server = await BreakableServer.start({ empty: true });
    await use(server);
    await server.stop();
  },
  backend: async ({ server }, use) => {
    const backend = await AppBackend.start(server.local);
    await use(backend);
    backend.stop();
  },
  open: async ({ browser, site, server, backend }, use) => {
    const pages: KittyPage[] = [];
    await use(async (configuration) => {
      const all = { baseUrl: server.url, apiKeys: { "key-in-the-source": server.local.apiKey }, authUrl: backend.authUrl, ...configuration };
      const opened = await KittyPage.open(await (await browser.newContext()).newPage(), site.url, all);
      pages.push(opened);
      return opened;
    });
    const problems = pages.flatMap((opened) => opened.problems);
    await Promise.all(pages.map(({ page }) => page.context().close()));
    expect(problems, "uncaught errors").toEqual([]);
  },
  visit: async ({ open }, use) => {
    await use(async (username, configuration) => {
      const opened = await open(configuration);
      await opened.signIn(username);
      return opened;
    });
  },
});

/** Type and id of a channel on the chat server, as the backend names it. */
export function cidOf(channel: Channel): string {
  const { cid } = (channel as Channel & { _stream: { cid?: string } })._stream;
  return cid ?? "";
}

export { expect };
