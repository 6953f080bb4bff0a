/** Reactions: given, counted, seen by the other, taken back. */
import { expect, test } from "./test.js";

test("a reaction is seen by the other, counts both, and can be taken back", async ({ visit, room, api }) => {
  await (await api("amira")).send(room.id, "New tent!");
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  const amirasView = amira.message("New tent!").locator("[data-testid=reaction][data-type=love]");
  const bensView = ben.message("New tent!").locator("[data-testid=reaction][data-type=love]");

  await ben.react("New tent!", "love");
  await expect(bensView).toHaveAttribute("aria-pressed", "true");
  await expect(amirasView).toContainText("1");
  await expect(amirasView).toHaveAttribute("aria-pressed", "false");

  await amirasView.click();
  await expect(amirasView).toHaveAttribute("aria-pressed", "true");
  await expect(bensView).toContainText("2");
  await ben.react("New tent!", "celebrate");
  await expect(amira.message("New tent!").getByTestId("reaction")).toHaveCount(2);
  await amira.screenshot("reactions");

  await bensView.click();
  await expect(bensView).toHaveAttribute("aria-pressed", "false");
  await expect(amirasView).toContainText("1");
  await amirasView.click();
  await expect(amirasView).toHaveCount(0);
  await expect(bensView).toHaveCount(0);
});

test("a reaction that does not reach the service says so", async ({ visit, room, api }) => {
  await (await api("amira")).send(room.id, "Hello");
  const ben = await visit("ben");
  await ben.open(room.name);
  await ben.page.route(/\/reaction/, (route) => route.abort());
  await ben.react("Hello", "like");
  await expect(ben.page.getByTestId("notice")).toContainText("The reaction was not changed");
  await expect(ben.message("Hello").getByTestId("reaction")).toHaveCount(0);
});
