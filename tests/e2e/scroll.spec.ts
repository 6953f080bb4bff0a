/** Long conversations: the newest in sight, older ones on the way up, and nobody's place is lost. */
import { expect, test } from "./test.js";

const MANY = 75;

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
  await amira.open(room.name);
  const list = amira.page.getByTestId("messages");
  await expect(amira.message(`Line ${MANY}`)).toHaveCount(1);
  const before = await amira.messages.count();
  // Just inside the distance at which older ones are asked for.
  const top = await list.evaluate((e) => {
    e.scrollTop = 300;
    const row = [...e.querySelectorAll("[data-testid=message]")].find((r) => r.getBoundingClientRect().top > e.getBoundingClientRect().top);
    row?.setAttribute("data-watched", "");
    return row?.getBoundingClientRect().top ?? 0;
  });
  await expect.poll(() => amira.messages.count()).toBeGreaterThan(before);
  const after = await amira.page.locator("[data-watched]").evaluate((row) => row.getBoundingClientRect().top);
  expect(Math.abs(after - top)).toBeLessThan(3);
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
  const place = await list.evaluate((e) => e.scrollTop);
  await asBen.send(room.id, "Below, unseen");
  await expect(amira.page.getByTestId("to-end")).toContainText("1 new message");
  await expect(amira.unread(room.name)).toContainText("1");
  expect(await list.evaluate((e) => e.scrollTop)).toBe(place);
  await amira.screenshot("new-messages-below");

  await amira.page.getByTestId("to-end").click();
  await expect(amira.message("Below, unseen")).toBeInViewport();
  await expect(amira.unread(room.name)).toHaveCount(0);
});
