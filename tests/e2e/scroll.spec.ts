/** Long conversations: the newest in sight, older ones on the way up, and nobody's place is lost. */
import type { Page, Route } from "@playwright/test";
import { expect, test } from "./test.js";

/** More than two pages of messages. */
const MANY = 75;

/** Holds the page's requests for older messages until the returned function lets them go. */
async function holdPages(page: Page): Promise<() => Promise<void>> {
  const isQuery = (url: URL) => url.pathname.endsWith("/query");
  const held: Route[] = [];
  await page.route(isQuery, (route) => void held.push(route));
  return async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    for (const route of held) await route.continue();
    await page.unroute(isQuery);
  };
}

test.beforeEach(async ({ api, room }) => {
  const asBen = await api("ben");
  for (let i = 1; i <= MANY; i++) await asBen.send(room.id, `Line ${i}`);
});

test("older messages load on the way up, and the place is kept", async ({ visit, room }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await expect(amira.message(`Line ${MANY}`)).toHaveCount(1);
  await expect(amira.message("Line 1")).toHaveCount(0);
  const list = amira.page.getByTestId("messages");
  await expect
    .poll(async () => {
      await list.evaluate((e) => e.scrollTo(0, 0));
      return amira.message("Line 1").count();
    })
    .toBe(1);
  await expect(amira.messages).toHaveCount(MANY);
  const texts = Array.from({ length: MANY }, (_, i) => `Line ${i + 1}`);
  await expect(amira.page.getByTestId("message-text")).toHaveText(texts);
});

test("loading older messages leaves what one reads where it is", async ({ visit, room }) => {
  const amira = await visit("amira");
  // Held back until the reader has settled, so that the place is measured before and not in between.
  const letGo = await holdPages(amira.page);
  await amira.open(room.name);
  const list = amira.page.getByTestId("messages");
  await expect(amira.message(`Line ${MANY}`)).toHaveCount(1);
  const before = await amira.messages.count();
  // Just inside the distance at which older ones are asked for.
  await list.evaluate((e) => (e.scrollTop = 300));
  const place = await amira.watchPlace();
  const top = await place();
  await letGo();
  await expect.poll(() => amira.messages.count()).toBeGreaterThan(before);
  expect(Math.abs((await place()) - top)).toBeLessThan(3);
});

test("the newest message stays in sight for a reader at the end, and only for such a one", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.page.getByTestId("to-end").click();
  await expect(amira.page.getByTestId("to-end")).toHaveCount(0);
  await asBen.send(room.id, "At the end");
  await expect(amira.message("At the end")).toBeInViewport();
  expect(await amira.distanceFromEnd()).toBeLessThan(5);

  const list = amira.page.getByTestId("messages");
  await list.evaluate((e) => (e.scrollTop -= 600));
  await expect(amira.page.getByTestId("to-end")).toBeVisible();
  const place = await amira.watchPlace();
  const top = await place();
  await asBen.send(room.id, "Below, unseen");
  await expect(amira.page.getByTestId("to-end")).toContainText("1 new message");
  await expect(amira.unread(room.name)).toContainText("1");
  expect(await place()).toBe(top);
  await amira.screenshot("new-messages-below");

  await amira.page.getByTestId("to-end").click();
  await expect(amira.message("Below, unseen")).toBeInViewport();
  await expect(amira.unread(room.name)).toHaveCount(0);
});
