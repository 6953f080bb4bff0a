/** Starting conversations and adding people; those concerned see it appear. */
import { expect, test } from "./test.js";

test("a new group appears at the people who were added, with its first message", async ({ visit }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.page.getByTestId("new-conversation").click();
  await amira.page.getByTestId("channel-name").fill("Lighthouse trip");
  await amira.page.getByTestId("people-search").fill("ben");
  await amira.page.locator("[data-testid=person][data-id=ben]").check();
  await amira.screenshot("new-conversation");
  await amira.page.getByTestId("dialog-submit").click();
  await expect(amira.title).toHaveText("Lighthouse trip");
  await expect(amira.page.getByTestId("new-channel")).toHaveCount(0);
  await expect(ben.row("Lighthouse trip")).toBeVisible();

  await amira.send("Who brings the rope?");
  await expect(ben.unread("Lighthouse trip")).toContainText("1");
  await ben.open("Lighthouse trip");
  await expect(ben.message("Who brings the rope?")).toBeVisible();
  await ben.send("I do");
  await expect(amira.message("I do")).toBeVisible();
});

test("somebody added later sees the conversation appear", async ({ visit, room }) => {
  const amira = await visit("amira");
  const chiara = await visit("chiara");
  await amira.open(room.name);
  await amira.send("Chiara should see this too");
  await expect(amira.message("Chiara should see this too").getByTestId("sent")).toBeVisible();
  await amira.page.getByTestId("people").click();
  await amira.page.getByTestId("add-people").click();
  await amira.page.locator("[data-testid=person][data-id=chiara]").check();
  await amira.page.getByTestId("dialog-submit").click();
  await expect(amira.page.locator("[data-testid=member][data-id=chiara]")).toBeVisible();
  await chiara.open(room.name);
  await expect(chiara.message("Chiara should see this too")).toBeVisible();
});

test("a click on a person who is online opens the private conversation, the same from both sides", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await expect(amira.row(room.name)).toBeVisible();
  await amira.page.locator("[data-testid=online-person][data-id=ben]").click();
  await amira.send("Just between us");
  await expect(amira.message("Just between us").getByTestId("sent")).toBeVisible();
  await ben.page.locator("[data-testid=online-person][data-id=amira]").click();
  await expect(ben.message("Just between us")).toBeVisible();
  expect(new URL(ben.page.url()).hash).toBe(new URL(amira.page.url()).hash);
});

test("searching people narrows the list, and Escape closes the dialog", async ({ visit }) => {
  const amira = await visit("amira");
  await amira.page.getByTestId("new-conversation").click();
  const found = amira.page.getByTestId("person");
  await expect(found.nth(1)).toBeVisible();
  await amira.page.getByTestId("people-search").fill("ben");
  await expect(found).toHaveCount(1);
  await amira.page.getByTestId("people-search").fill("nobody of that name");
  await expect(amira.page.getByText("Nobody found.")).toBeVisible();
  await amira.page.keyboard.press("Escape");
  await expect(amira.page.getByTestId("new-channel")).toHaveCount(0);
  await expect(amira.page.getByTestId("new-conversation")).toBeFocused();
});
