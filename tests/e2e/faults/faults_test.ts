/** What every fault test starts with: a server that can be broken, the bare page in a tab, and somebody else who writes. */
import { expect, test as base } from "@playwright/test";
import type { StreamChatOptions } from "stream-chat-wasm";
import { ServiceApi } from "../service_api.js";
import { BreakableServer } from "./breakable_server.js";
import { Firefox } from "./firefox.js";
import { openSite, type Site } from "./site.js";
import { type Tab, tabOf } from "./tab.js";

/** The user whose client is tested, the one who writes to it, and their channel. */
export const AMIRA = "amira";
export const ROOM = "room";
export const CID = `messaging:${ROOM}`;

/** Milliseconds in which a client is back after the cause is gone and it was told so: 2 s and a busy machine. */
export const SOON = 5_000;

interface Fixtures {
  /** Set by specs that need the server's data after its end. */
  database: string | undefined;
  server: BreakableServer;
  /** A tab with the page, where `AMIRA`'s client is made but not connected. */
  open: (options?: StreamChatOptions) => Promise<Tab>;
  /** Puts `AMIRA`'s client into a tab that has the page. */
  settle: (tab: Tab, options?: StreamChatOptions) => Promise<void>;
  /** The other user's way to the server. */
  ben: ServiceApi;
}

export const test = base.extend<Fixtures, { site: Site; firefox: Firefox | undefined }>({
  site: [async ({}, use) => {
    const site = await openSite();
    await use(site);
    site.close();
  }, { scope: "worker" }],
  firefox: [async ({}, use, worker) => {
    const firefox = worker.project.name === "firefox" ? await Firefox.start() : undefined;
    await use(firefox);
    await firefox?.stop();
  }, { scope: "worker" }],
  database: [undefined, { option: true }],
  server: async ({ database }, use) => {
    const server = await BreakableServer.start(database ? { database } : {});
    await use(server);
    await server.stop();
  },
  ben: async ({ server }, use) => {
    const ben = await ServiceApi.as("ben", server.local);
    await ben.createChannel(ROOM, "Room", [AMIRA]);
    await use(ben);
  },
  settle: async ({ server }, use) => {
    await use((tab, options = {}) =>
      tab.run((_, visitor) => globalThis.enterPage(visitor), { url: server.url, key: server.local.apiKey, id: AMIRA, options }));
  },
  open: async ({ playwright, firefox, site, settle, launchOptions }, use) => {
    const closing: (() => Promise<void>)[] = [];
    const chromium = firefox ? undefined : await playwright.chromium.launch(launchOptions);
    await use(async (options) => {
      const tab = firefox ? await firefox.open(site.url) : await openPage();
      closing.push(() => tab.close());
      await settle(tab, options);
      return tab;
    });
    async function openPage(): Promise<Tab> {
      const page = await (await chromium!.newContext()).newPage();
      await page.goto(site.url);
      await page.waitForFunction(() => globalThis.enterPage);
      return tabOf(page);
    }
    await Promise.all(closing.map((close) => close()));
    await chromium?.close();
  },
});

/** Waits until a channel of the tab holds exactly these texts, in this order. */
export const expectTexts = (tab: Tab, texts: readonly string[], timeout = SOON) =>
  expect.poll(() => tab.run((rig, room) => rig.texts(room), ROOM), { timeout, message: "messages in the channel's state" }).toEqual(texts);

/** Waits until the client says that it is connected, by the transport if one is named. */
export const expectConnected = (tab: Tab, timeout = SOON, transport?: "websocket" | "longpoll") =>
  expect.poll(() => tab.run((rig) => {
    const { state, transport: by } = rig.client.connectionState;
    return `${state} by ${by}`;
  }), { timeout, message: "where the connection stands" }).toMatch(transport ? `connected by ${transport}` : /^connected by /);

export { expect };
