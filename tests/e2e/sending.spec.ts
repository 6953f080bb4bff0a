/** A message on its way: shown at once, kept when it fails, sent again or given up. */
import type { Page, Route } from "@playwright/test";
import { expect, test } from "./test.js";

const isSend = (url: URL) => /^\/channels\/[^/]+\/[^/]+\/message$/.test(url.pathname);

/** Holds the page's next message back until the returned function lets it go. */
async function holdMessages(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  await page.route(isSend, (route) => void held.push(route));
  return async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    for (const route of held) await route.continue();
    await page.unroute(isSend);
  };
}

test("a message is shown as sending at once and as sent when the service has it", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  const letGo = await holdMessages(amira.page);
  await amira.send("slow boat");
  await expect(amira.message("slow boat").getByTestId("sending")).toBeVisible();
  await amira.screenshot("sending");
  await letGo();
  await expect(ben.message("slow boat")).toBeVisible();
  await expect(amira.message("slow boat").getByTestId("sending")).toHaveCount(0);
  await expect(amira.message("slow boat")).toHaveCount(1);
});

test("a message that fails is kept and can be sent again", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  await amira.page.route(isSend, (route) => route.abort());
  await amira.send("try me");
  await expect(amira.message("try me").getByTestId("failed")).toBeVisible();
  await amira.screenshot("failed");

  await amira.message("try me").getByTestId("retry").click();
  await expect(amira.message("try me").getByTestId("failed")).toBeVisible();
  await amira.page.unroute(isSend);
  await amira.message("try me").getByTestId("retry").click();
  await expect(ben.message("try me")).toHaveCount(1);
  await expect(amira.message("try me").getByTestId("failed")).toHaveCount(0);
  await expect(amira.message("try me")).toHaveCount(1);
});

test("a message that fails can be given up", async ({ visit, room }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.page.route(isSend, (route) => route.abort());
  await amira.send("never mind");
  await amira.message("never mind").getByTestId("discard").click();
  await expect(amira.message("never mind")).toHaveCount(0);
  await amira.page.unroute(isSend);
  await amira.send("this one");
  await expect(amira.message("this one").getByTestId("sent")).toBeVisible();
  await amira.page.reload();
  await expect(amira.message("this one")).toBeVisible();
  await expect(amira.message("never mind")).toHaveCount(0);
});

test("several messages sent in a row keep their order", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  const words = ["alpha", "beta", "gamma", "delta", "epsilon"];
  for (const word of words) await amira.send(word);
  await expect(ben.page.getByTestId("message-text")).toHaveText(words);
  await expect(amira.page.getByTestId("message-text")).toHaveText(words);
});

test("an unsent text waits in its conversation", async ({ visit, room, api }) => {
  await (await api("amira")).createChannel("second-room", "Second room", ["ben"]);
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.composer.fill("half a thought");
  await amira.open("Second room");
  await expect(amira.composer).toHaveValue("");
  await amira.open(room.name);
  await expect(amira.composer).toHaveValue("half a thought");
});

test("a text over the service's limit cannot be sent", async ({ visit, room }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.composer.fill("x".repeat(5001));
  await expect(amira.page.getByTestId("send")).toBeDisabled();
  await expect(amira.page.locator(".characters-left")).toHaveText("-1");
  await amira.composer.fill("x".repeat(5000));
  await amira.page.getByTestId("send").click();
  await expect(amira.messages).toHaveCount(1);
});
