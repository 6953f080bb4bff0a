/** The page on a phone, and in the dark. */
import { expect, test } from "./test.js";

const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

test("on a phone one pane shows at a time, and nothing sticks out", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  await asBen.send(room.id, "A longer message with an address, https://example.org/a/rather/long/path/that/has/to/break/somewhere?and=more");
  const ann = await visit("ann", PHONE);
  await expect(ann.row(room.name)).toBeVisible();
  await ann.screenshot("phone-list");
  await ann.row(room.name).tap();
  await expect(ann.title).toHaveText(room.name);
  await expect(ann.page.getByTestId("channel-list")).toBeHidden();
  await ann.send("From my pocket");
  await expect(ann.message("From my pocket").getByTestId("sent")).toBeVisible();
  const overflow = await ann.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBe(0);
  await ann.screenshot("phone-conversation");

  await ann.page.getByTestId("people").tap();
  await expect(ann.page.getByTestId("people-panel")).toBeInViewport();
  await ann.page.getByTestId("people-panel").getByLabel("Close").tap();
  await ann.page.getByTestId("back").tap();
  await expect(ann.page.getByTestId("channel-list")).toBeVisible();
  await expect(ann.page.getByTestId("conversation")).toBeHidden();
});

test("the sign-in page fits a phone in the dark", async ({ visit }) => {
  const visitor = await visit(undefined, { ...PHONE, colorScheme: "dark" });
  await expect(visitor.page.getByTestId("demo-user").first()).toBeVisible();
  expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await visitor.screenshot("phone-sign-in-dark");
});

test("dark follows the system, and the switch decides against it and is kept", async ({ visit, room, api }) => {
  await (await api("ben")).send(room.id, "Good night");
  const ann = await visit("ann", { colorScheme: "dark" });
  await ann.open(room.name);
  await ann.send("Sleep well");
  const lightness = () =>
    ann.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
  expect(await lightness()).toBeLessThan(60);
  await ann.screenshot("dark");
  await ann.page.getByTestId("theme").click();
  await expect.poll(lightness).toBeGreaterThan(200);
  await ann.page.reload();
  await expect(ann.row(room.name)).toBeVisible();
  expect(await lightness()).toBeGreaterThan(200);
});
