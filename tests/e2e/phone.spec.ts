/** The page on a phone, and in the dark. */
import { expect, test } from "./test.js";

const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

test("on a phone one pane shows at a time, and nothing sticks out", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  await asBen.send(room.id, "A longer message with an address, https://example.org/a/rather/long/path/that/has/to/break/somewhere?and=more");
  const amira = await visit("amira", PHONE);
  await expect(amira.row(room.name)).toBeVisible();
  await amira.screenshot("phone-list");
  await amira.row(room.name).tap();
  await expect(amira.title).toHaveText(room.name);
  await expect(amira.page.getByTestId("channel-list")).toBeHidden();
  await amira.send("From my pocket");
  await expect(amira.message("From my pocket").getByTestId("sent")).toBeVisible();
  const overflow = await amira.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBe(0);
  await amira.screenshot("phone-conversation");

  await amira.page.getByTestId("people").tap();
  await expect(amira.page.getByTestId("people-panel")).toBeInViewport();
  await amira.page.getByTestId("people-panel").getByLabel("Close").tap();
  await amira.page.getByTestId("back").tap();
  await expect(amira.page.getByTestId("channel-list")).toBeVisible();
  await expect(amira.page.getByTestId("conversation")).toBeHidden();
});

test("the sign-in page fits a phone in the dark", async ({ visit }) => {
  const visitor = await visit(undefined, { ...PHONE, colorScheme: "dark" });
  await expect(visitor.page.getByTestId("demo-user").first()).toBeVisible();
  expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await visitor.screenshot("phone-sign-in-dark");
});

test("dark follows the system, and the switch decides against it and is kept", async ({ visit, room, api }) => {
  await (await api("ben")).send(room.id, "Good night");
  const amira = await visit("amira", { colorScheme: "dark" });
  await amira.open(room.name);
  await amira.send("Sleep well");
  const lightness = () =>
    amira.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
  expect(await lightness()).toBeLessThan(60);
  await amira.screenshot("dark");
  await amira.page.getByTestId("theme").click();
  await expect.poll(lightness).toBeGreaterThan(200);
  await amira.page.reload();
  await expect(amira.row(room.name)).toBeVisible();
  expect(await lightness()).toBeGreaterThan(200);
});
