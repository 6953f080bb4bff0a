/** Two people in two browsers: messages, typing, reading, unread counts, presence. */
import { expect, test } from "./test.js";

test("two people exchange messages and see each other typing and reading", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);

  await amira.composer.pressSequentially("Are you there?");
  await expect(ben.typing).toContainText("is typing");
  await ben.screenshot("typing");
  await amira.composer.press("Enter");
  await expect(ben.message("Are you there?")).toBeVisible();
  await expect(ben.typing).toBeEmpty();
  await expect(amira.message("Are you there?").getByTestId("read-marks")).toContainText("Read by");

  await ben.send("Yes, since eight.");
  await ben.send("And you?");
  await expect(amira.message("Yes, since eight.")).toBeVisible();
  await expect(amira.message("And you?")).toBeVisible();
  await amira.send("Just came in");
  await expect(ben.message("Just came in")).toBeVisible();
  await expect(amira.message("Just came in").getByTestId("read-marks")).toContainText("Read by");

  const spoken = ["Are you there?", "Yes, since eight.", "And you?", "Just came in"];
  await expect(amira.page.getByTestId("message-text")).toHaveText(spoken);
  await expect(ben.page.getByTestId("message-text")).toHaveText(spoken);
  await amira.screenshot("conversation-amira");
  await ben.screenshot("conversation-ben");
});

test("typing ends by itself when the other one stops", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  await amira.composer.pressSequentially("hm");
  await expect(ben.typing).toContainText("is typing");
  await expect(ben.typing).toBeEmpty();
});

test("messages in a conversation that is not open count as unread until it is read", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await expect(amira.row(room.name)).toBeVisible();
  await expect(amira.unread(room.name)).toHaveCount(0);
  await ben.open(room.name);
  await ben.send("one");
  await ben.send("two");
  await expect(amira.unread(room.name)).toContainText("2");
  await expect(amira.row(room.name)).toContainText("two");
  await expect(amira.page).toHaveTitle(/^\(\d+\) Chat$/);
  await amira.screenshot("unread");

  await amira.open(room.name);
  await expect(amira.page.getByTestId("unread-line")).toBeVisible();
  await expect(amira.unread(room.name)).toHaveCount(0);
  await expect(ben.message("two").getByTestId("read-marks")).toContainText("Read by");
  await amira.screenshot("unread-line");
  await amira.page.reload();
  await expect(amira.row(room.name)).toBeVisible();
  await expect(amira.unread(room.name)).toHaveCount(0);
});

test("the conversation that moved last comes first", async ({ visit, room, api }) => {
  const asAmira = await api("amira");
  await asAmira.createChannel("second-room", "Second room", ["ben"]);
  await asAmira.send(room.id, "older");
  await asAmira.send("second-room", "newer");
  const ben = await visit("ben");
  const names = ben.page.locator("[data-testid=channel] .channel-name");
  await expect(names.first()).toHaveText("Second room");
  await asAmira.send(room.id, "newest");
  await expect(names.first()).toHaveText(room.name);
});

test("one sees who is online, and who has left", async ({ visit, room }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  const presence = amira.page.getByTestId("conversation-presence");
  await expect(presence).toContainText("nobody else online");
  const ben = await visit("ben");
  await expect(presence).toContainText("1 other online");
  await amira.page.getByTestId("people").click();
  await expect(amira.page.locator("[data-testid=member][data-id=ben]")).toHaveAttribute("data-online", "true");
  await amira.screenshot("people");
  await ben.page.getByTestId("sign-out").click();
  await expect(ben.page.getByTestId("signin")).toBeVisible();
  await expect(presence).toContainText("nobody else online");
});

test("an address names a conversation and opens it after a reload", async ({ visit, room }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await amira.send("still here");
  await expect(amira.message("still here").getByTestId("sent")).toBeVisible();
  expect(new URL(amira.page.url()).hash).toBe(`#/channel/messaging:${room.id}`);
  await amira.page.reload();
  await expect(amira.title).toHaveText(room.name);
  await expect(amira.message("still here")).toBeVisible();
});

test("an address of a conversation that does not exist says so and creates nothing", async ({ visit }) => {
  const amira = await visit("amira");
  const rows = await amira.page.getByTestId("channel").count();
  await amira.page.evaluate(() => (location.hash = "#/channel/messaging:nowhere"));
  await expect(amira.page.getByTestId("conversation-problem")).toContainText("no such conversation");
  await amira.page.reload();
  await expect(amira.page.getByTestId("conversation-problem")).toBeVisible();
  await expect(amira.page.getByTestId("channel")).toHaveCount(rows);
});
