/** Two people in two browsers: messages, typing, reading, unread counts, presence. */
import { expect, test } from "./test.js";

test("two people exchange messages and see each other typing and reading", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);

  await ann.composer.pressSequentially("Are you there?");
  await expect(ben.typing).toContainText("is typing");
  await ben.screenshot("typing");
  await ann.composer.press("Enter");
  await expect(ben.message("Are you there?")).toBeVisible();
  await expect(ben.typing).toBeEmpty();
  await expect(ann.message("Are you there?").getByTestId("read-marks")).toContainText("Read by");

  await ben.send("Yes, since eight.");
  await ben.send("And you?");
  await expect(ann.message("Yes, since eight.")).toBeVisible();
  await expect(ann.message("And you?")).toBeVisible();
  await ann.send("Just came in");
  await expect(ben.message("Just came in")).toBeVisible();
  await expect(ann.message("Just came in").getByTestId("read-marks")).toContainText("Read by");

  const spoken = ["Are you there?", "Yes, since eight.", "And you?", "Just came in"];
  await expect(ann.page.getByTestId("message-text")).toHaveText(spoken);
  await expect(ben.page.getByTestId("message-text")).toHaveText(spoken);
  await ann.screenshot("conversation-ann");
  await ben.screenshot("conversation-ben");
});

test("typing ends by itself when the other one stops", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await ann.open(room.name);
  await ben.open(room.name);
  await ann.composer.pressSequentially("hm");
  await expect(ben.typing).toContainText("is typing");
  await expect(ben.typing).toBeEmpty();
});

test("messages in a conversation that is not open count as unread until it is read", async ({ visit, room }) => {
  const ann = await visit("ann");
  const ben = await visit("ben");
  await expect(ann.row(room.name)).toBeVisible();
  await expect(ann.unread(room.name)).toHaveCount(0);
  await ben.open(room.name);
  await ben.send("one");
  await ben.send("two");
  await expect(ann.unread(room.name)).toContainText("2");
  await expect(ann.row(room.name)).toContainText("two");
  await expect(ann.page).toHaveTitle(/^\(\d+\) Chat$/);
  await ann.screenshot("unread");

  await ann.open(room.name);
  await expect(ann.page.getByTestId("unread-line")).toBeVisible();
  await expect(ann.unread(room.name)).toHaveCount(0);
  await expect(ben.message("two").getByTestId("read-marks")).toContainText("Read by");
  await ann.screenshot("unread-line");
  await ann.page.reload();
  await expect(ann.row(room.name)).toBeVisible();
  await expect(ann.unread(room.name)).toHaveCount(0);
});

test("the conversation that moved last comes first", async ({ visit, room, api }) => {
  const asAnn = await api("ann");
  await asAnn.createChannel("second-room", "Second room", ["ben"]);
  await asAnn.send(room.id, "older");
  await asAnn.send("second-room", "newer");
  const ben = await visit("ben");
  const names = ben.page.locator("[data-testid=channel] .channel-name");
  await expect(names.first()).toHaveText("Second room");
  await asAnn.send(room.id, "newest");
  await expect(names.first()).toHaveText(room.name);
});

test("one sees who is online, and who has left", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  const presence = ann.page.getByTestId("conversation-presence");
  await expect(presence).toContainText("nobody else online");
  const ben = await visit("ben");
  await expect(presence).toContainText("1 other online");
  await ann.page.getByTestId("people").click();
  await expect(ann.page.locator("[data-testid=member][data-id=ben]")).toHaveAttribute("data-online", "true");
  await ann.screenshot("people");
  await ben.page.getByTestId("sign-out").click();
  await expect(ben.page.getByTestId("signin")).toBeVisible();
  await expect(presence).toContainText("nobody else online");
});

test("an address names a conversation and opens it after a reload", async ({ visit, room }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  await ann.send("still here");
  await expect(ann.message("still here").getByTestId("sent")).toBeVisible();
  expect(new URL(ann.page.url()).hash).toBe(`#/channel/messaging:${room.id}`);
  await ann.page.reload();
  await expect(ann.title).toHaveText(room.name);
  await expect(ann.message("still here")).toBeVisible();
});

test("an address of a conversation that does not exist says so and creates nothing", async ({ visit }) => {
  const ann = await visit("ann");
  const rows = await ann.page.getByTestId("channel").count();
  await ann.page.evaluate(() => (location.hash = "#/channel/messaging:nowhere"));
  await expect(ann.page.getByTestId("conversation-problem")).toContainText("no such conversation");
  await ann.page.reload();
  await expect(ann.page.getByTestId("conversation-problem")).toBeVisible();
  await expect(ann.page.getByTestId("channel")).toHaveCount(rows);
});
