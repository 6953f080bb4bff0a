/** The server goes away and comes back: the history is there, and the pages find back by themselves. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalServer } from "./local_server.js";
import { expect, test as base } from "./test.js";

/** The server of these specs keeps its data in a file and can be started again at the same address. */
const test = base.extend<{ folder: string; restartable: { server: LocalServer; start(): Promise<void> } }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "stream-chat-e2e-"));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  restartable: async ({ folder }, use) => {
    const database = join(folder, "chat.db");
    const box = {
      server: await LocalServer.start({ database }),
      start: async () => {
        box.server = await LocalServer.start({ database, port: box.server.port });
      },
    };
    await use(box);
    await box.server.stop();
  },
  server: async ({ restartable }, use) => use(restartable.server),
});

test("after a restart of the server both pages are back, with their history, and talk on", async ({ visit, room, restartable }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  await amira.send("before");
  await expect(ben.message("before")).toBeVisible();

  await restartable.server.stop("SIGKILL");
  await expect(amira.banner).toHaveAttribute("data-link", "offline");
  await expect(ben.banner).toHaveAttribute("data-link", "offline");
  await amira.screenshot("offline");

  await restartable.start();
  await expect(amira.banner).toHaveAttribute("data-link", "back", { timeout: 30_000 });
  await amira.screenshot("back-online");
  await expect(amira.banner).toHaveCount(0);
  await expect(ben.banner).toHaveCount(0, { timeout: 30_000 });
  await expect(amira.message("before")).toHaveCount(1);
  await expect(ben.message("before")).toHaveCount(1);

  await ben.send("after");
  await expect(amira.message("after")).toBeVisible({ timeout: 30_000 });
  await amira.page.reload();
  await expect(amira.page.getByTestId("message-text")).toHaveText(["before", "after"]);
});

test("a message written while the server is away is kept, and can be sent when it is back", async ({ visit, room, restartable }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await restartable.server.stop("SIGKILL");
  await expect(amira.banner).toHaveAttribute("data-link", "offline");
  await amira.send("into the void");
  await expect(amira.message("into the void").getByTestId("failed")).toBeVisible({ timeout: 30_000 });
  await restartable.start();
  await expect(amira.banner).toHaveCount(0, { timeout: 40_000 });
  await expect(amira.message("into the void").getByTestId("failed")).toBeVisible();
  await amira.message("into the void").getByTestId("retry").click();
  await expect(amira.message("into the void").getByTestId("sent")).toBeVisible();
  const ben = await visit("ben");
  await ben.open(room.name);
  await expect(ben.message("into the void")).toHaveCount(1);
});

test("somebody who comes after a restart finds the history", async ({ visit, room, restartable }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.send("for later");
  await expect(amira.message("for later").getByTestId("sent")).toBeVisible();
  await amira.page.context().close();
  await restartable.server.stop();
  await restartable.start();
  const ben = await visit("ben");
  await expect(ben.unread(room.name)).toContainText("1");
  await ben.open(room.name);
  await expect(ben.message("for later")).toBeVisible();
});
