/** Long conversations: the newest in sight, older ones on the way up, and nobody's place is lost. */
import { expect, test } from "./test.js";

const MANY = 75;

test.beforeEach(async ({ api, room }) => {
  const asBen = await api("ben");
  for (let i = 1; i <= MANY; i++) await asBen.send(room.id, `Line ${i}`);
});

test("older messages load on the way up, and the place is kept", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  await expect(ann.message(`Line ${MANY}`)).toHaveCount(1);
  await expect(ann.message("Line 1")).toHaveCount(0);
  const list = ann.page.getByTestId("messages");
  await expect
    .poll(async () => {
      await list.evaluate((e) => e.scrollTo(0, 0));
      return ann.message("Line 1").count();
    })
    .toBe(1);
  await expect(ann.messages).toHaveCount(MANY);
  const texts = Array.from({ length: MANY }, (_, i) => `Line ${i + 1}`);
  await expect(ann.page.getByTestId("message-text")).toHaveText(texts);
});

test("loading older messages leaves what one reads where it is", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  const list = ann.page.getByTestId("messages");
  await expect(ann.message(`Line ${MANY}`)).toHaveCount(1);
  const before = await ann.messages.count();
  // Just inside the distance at which older ones are asked for.
  const top = await list.evaluate((e) => {
    e.scrollTop = 300;
    const row = [...e.querySelectorAll("[data-testid=message]")].find((r) => r.getBoundingClientRect().top > e.getBoundingClientRect().top);
    row?.setAttribute("data-watched", "");
    return row?.getBoundingClientRect().top ?? 0;
  });
  await expect.poll(() => ann.messages.count()).toBeGreaterThan(before);
  const after = await ann.page.locator("[data-watched]").evaluate((row) => row.getBoundingClientRect().top);
  expect(Math.abs(after - top)).toBeLessThan(3);
});

test("the newest message stays in sight for a reader at the end, and only for such a one", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  const ann = await visit("ann");
  await ann.open(room.name);
  await ann.page.getByTestId("to-end").click();
  await expect(ann.page.getByTestId("to-end")).toHaveCount(0);
  await asBen.send(room.id, "At the end");
  await expect(ann.message("At the end")).toBeInViewport();
  expect(await ann.distanceFromEnd()).toBeLessThan(5);

  const list = ann.page.getByTestId("messages");
  await list.evaluate((e) => (e.scrollTop -= 600));
  await expect(ann.page.getByTestId("to-end")).toBeVisible();
  const place = await list.evaluate((e) => e.scrollTop);
  await asBen.send(room.id, "Below, unseen");
  await expect(ann.page.getByTestId("to-end")).toContainText("1 new message");
  await expect(ann.unread(room.name)).toContainText("1");
  expect(await list.evaluate((e) => e.scrollTop)).toBe(place);
  await ann.screenshot("new-messages-below");

  await ann.page.getByTestId("to-end").click();
  await expect(ann.message("Below, unseen")).toBeInViewport();
  await expect(ann.unread(room.name)).toHaveCount(0);
});
