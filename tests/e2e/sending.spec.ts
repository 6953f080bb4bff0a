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
    await page.unroute(isSend);
    for (const route of held) await route.continue();
  };
}

test("a message is shown as sending at once and as sent when the service has it", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);
  const letGo = await holdMessages(ann.page);
  await ann.send("slow boat");
  await expect(ann.message("slow boat").getByTestId("sending")).toBeVisible();
  await ann.screenshot("sending");
  await letGo();
  await expect(ben.message("slow boat")).toBeVisible();
  await expect(ann.message("slow boat").getByTestId("sending")).toHaveCount(0);
  await expect(ann.message("slow boat")).toHaveCount(1);
});

test("a message that fails is kept and can be sent again", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);
  await ann.page.route(isSend, (route) => route.abort());
  await ann.send("try me");
  await expect(ann.message("try me").getByTestId("failed")).toBeVisible();
  await ann.screenshot("failed");

  await ann.message("try me").getByTestId("retry").click();
  await expect(ann.message("try me").getByTestId("failed")).toBeVisible();
  await ann.page.unroute(isSend);
  await ann.message("try me").getByTestId("retry").click();
  await expect(ben.message("try me")).toHaveCount(1);
  await expect(ann.message("try me").getByTestId("failed")).toHaveCount(0);
  await expect(ann.message("try me")).toHaveCount(1);
});

test("a message that fails can be given up", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  await ann.page.route(isSend, (route) => route.abort());
  await ann.send("never mind");
  await ann.message("never mind").getByTestId("discard").click();
  await expect(ann.message("never mind")).toHaveCount(0);
  await ann.page.unroute(isSend);
  await ann.send("this one");
  await expect(ann.message("this one").getByTestId("sent")).toBeVisible();
  await ann.page.reload();
  await expect(ann.message("this one")).toBeVisible();
  await expect(ann.message("never mind")).toHaveCount(0);
});

test("several messages sent in a row keep their order", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);
  const words = ["alpha", "beta", "gamma", "delta", "epsilon"];
  for (const word of words) await ann.send(word);
  await expect(ben.page.getByTestId("message-text")).toHaveText(words);
  await expect(ann.page.getByTestId("message-text")).toHaveText(words);
});

test("an unsent text waits in its conversation", async ({ visit, room, api }) => {
  await (await api("ann")).createChannel("second-room", "Second room", ["ben"]);
  const ann = await visit("ann");
  await ann.open(room.name);
  await ann.composer.fill("half a thought");
  await ann.open("Second room");
  await expect(ann.composer).toHaveValue("");
  await ann.open(room.name);
  await expect(ann.composer).toHaveValue("half a thought");
});

test("a text over the service's limit cannot be sent", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  await ann.composer.fill("x".repeat(5001));
  await expect(ann.page.getByTestId("send")).toBeDisabled();
  await expect(ann.page.locator(".characters-left")).toHaveText("-1");
  await ann.composer.fill("x".repeat(5000));
  await ann.page.getByTestId("send").click();
  await expect(ann.messages).toHaveCount(1);
});
