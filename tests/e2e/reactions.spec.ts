/** Reactions: given, counted, seen by the other, taken back. */
import { expect, test } from "./test.js";

test("a reaction is seen by the other, counts both, and can be taken back", async ({ visit, room, api }) => {
  await (await api("ann")).send(room.id, "New tent!");
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);
  const annsView = ann.message("New tent!").locator("[data-testid=reaction][data-type=love]");
  const bensView = ben.message("New tent!").locator("[data-testid=reaction][data-type=love]");

  await ben.react("New tent!", "love");
  await expect(bensView).toHaveAttribute("aria-pressed", "true");
  await expect(annsView).toContainText("1");
  await expect(annsView).toHaveAttribute("aria-pressed", "false");

  await annsView.click();
  await expect(annsView).toHaveAttribute("aria-pressed", "true");
  await expect(bensView).toContainText("2");
  await ben.react("New tent!", "celebrate");
  await expect(ann.message("New tent!").getByTestId("reaction")).toHaveCount(2);
  await ann.screenshot("reactions");

  await bensView.click();
  await expect(bensView).toHaveAttribute("aria-pressed", "false");
  await expect(annsView).toContainText("1");
  await annsView.click();
  await expect(annsView).toHaveCount(0);
  await expect(bensView).toHaveCount(0);
});

test("a reaction that does not reach the service says so", async ({ visit, room, api }) => {
  await (await api("ann")).send(room.id, "Hello");
  const ben = await visit("ben");
  await ben.open(room.name);
  await ben.page.route(/\/reaction/, (route) => route.abort());
  await ben.react("Hello", "like");
  await expect(ben.page.getByTestId("notice")).toContainText("The reaction was not changed");
  await expect(ben.message("Hello").getByTestId("reaction")).toHaveCount(0);
});
