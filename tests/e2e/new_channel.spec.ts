/** Starting conversations and adding people; those concerned see it appear. */
import { expect, test } from "./test.js";

test("a new group appears at the people who were added, with its first message", async ({ visit }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.page.getByTestId("new-conversation").click();
  await ann.page.getByTestId("channel-name").fill("Lighthouse trip");
  await ann.page.getByTestId("people-search").fill("ben");
  await ann.page.locator("[data-testid=person][data-id=ben]").check();
  await ann.screenshot("new-conversation");
  await ann.page.getByTestId("dialog-submit").click();
  await expect(ann.title).toHaveText("Lighthouse trip");
  await expect(ann.page.getByTestId("new-channel")).toHaveCount(0);
  await expect(ben.row("Lighthouse trip")).toBeVisible();

  await ann.send("Who brings the rope?");
  await expect(ben.unread("Lighthouse trip")).toContainText("1");
  await ben.open("Lighthouse trip");
  await expect(ben.message("Who brings the rope?")).toBeVisible();
  await ben.send("I do");
  await expect(ann.message("I do")).toBeVisible();
});

test("somebody added later sees the conversation appear", async ({ visit, room }) => {
  const ann = await visit("ann");
  const cleo = await visit("cleo");
  await ann.open(room.name);
  await ann.send("Cleo should see this too");
  await expect(ann.message("Cleo should see this too").getByTestId("sent")).toBeVisible();
  await ann.page.getByTestId("people").click();
  await ann.page.getByTestId("add-people").click();
  await ann.page.locator("[data-testid=person][data-id=cleo]").check();
  await ann.page.getByTestId("dialog-submit").click();
  await expect(ann.page.locator("[data-testid=member][data-id=cleo]")).toBeVisible();
  await cleo.open(room.name);
  await expect(cleo.message("Cleo should see this too")).toBeVisible();
});

test("a click on a person who is online opens the private conversation, the same from both sides", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await expect(ann.row(room.name)).toBeVisible();
  await ann.page.locator("[data-testid=online-person][data-id=ben]").click();
  await ann.send("Just between us");
  await expect(ann.message("Just between us").getByTestId("sent")).toBeVisible();
  await ben.page.locator("[data-testid=online-person][data-id=ann]").click();
  await expect(ben.message("Just between us")).toBeVisible();
  expect(new URL(ben.page.url()).hash).toBe(new URL(ann.page.url()).hash);
});

test("searching people narrows the list, and Escape closes the dialog", async ({ visit }) => {
  const ann = await visit("ann");
  await ann.page.getByTestId("new-conversation").click();
  const found = ann.page.getByTestId("person");
  await expect(found.nth(1)).toBeVisible();
  await ann.page.getByTestId("people-search").fill("ben");
  await expect(found).toHaveCount(1);
  await ann.page.getByTestId("people-search").fill("nobody of that name");
  await expect(ann.page.getByText("Nobody found.")).toBeVisible();
  await ann.page.keyboard.press("Escape");
  await expect(ann.page.getByTestId("new-channel")).toHaveCount(0);
  await expect(ann.page.getByTestId("new-conversation")).toBeFocused();
});
