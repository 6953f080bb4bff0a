/** What every spec starts with: a fresh server, and people who visit it, each in a browser context of their own. */
import { type BrowserContextOptions, expect, test as base } from "@playwright/test";
import { ChatPage } from "./chat_page.js";
import { LocalServer } from "./local_server.js";
import { ServiceApi } from "./service_api.js";

/** A conversation that the specs own, beside those of the demo data. */
export const ROOM = { id: "test-room", name: "Test room" };

interface Fixtures {
  server: LocalServer;
  /** Opens the page as somebody new: own context, own storage. Signs in if a user is named. */
  visit: (userId?: string, options?: BrowserContextOptions) => Promise<ChatPage>;
  /** REST as a user, to prepare data. */
  api: (userId: string) => Promise<ServiceApi>;
  /** The conversation `ROOM` with amira and ben in it. */
  room: typeof ROOM;
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await LocalServer.start();
    await use(server);
    await server.stop();
  },
  visit: async ({ browser, server, viewport }, use) => {
    const visitors: ChatPage[] = [];
    await use(async (userId, options = {}) => {
      const context = await browser.newContext({ baseURL: server.url, viewport, ...options });
      const visitor = new ChatPage(await context.newPage());
      visitors.push(visitor);
      await visitor.page.goto("/");
      await expect(visitor.page.getByTestId("signin")).toBeVisible();
      if (userId) await visitor.signIn(userId);
      return visitor;
    });
    const problems = visitors.flatMap((visitor) => visitor.problems);
    await Promise.all(visitors.map((visitor) => visitor.page.context().close()));
    expect(problems, "uncaught errors and violations of the security policy").toEqual([]);
  },
  api: async ({ server }, use) => {
    await use((userId) => ServiceApi.as(userId, server));
  },
  room: async ({ api }, use) => {
    await (await api("amira")).createChannel(ROOM.id, ROOM.name, ["ben"]);
    await use(ROOM);
  },
});

export { expect };
