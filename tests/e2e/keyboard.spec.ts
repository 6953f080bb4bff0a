/** Everything without a mouse: sign in, choose, write, react, add people. */
import { expect, test } from "./test.js";

test("a conversation can be had with the keyboard alone", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  await asBen.createChannel("second-room", "Second room", ["ann"]);
  await asBen.send("second-room", "over here");
  await asBen.send(room.id, "hello Ann");
  const ann = await visit();
  const { keyboard } = ann.page;

  await ann.page.locator("[data-testid=demo-user][data-id=ann]").focus();
  await keyboard.press("Enter");
  await expect(ann.row(room.name)).toBeVisible();

  // One tab stop for the list; the arrows go through it.
  await ann.page.getByTestId("new-conversation").focus();
  await keyboard.press("Tab");
  await expect(ann.row(room.name)).toBeFocused();
  await keyboard.press("ArrowDown");
  await expect(ann.row("Second room")).toBeFocused();
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await expect(ann.title).toHaveText(room.name);
  await expect(ann.composer).toBeFocused();
  await keyboard.type("typed blind");
  await keyboard.press("Enter");
  await expect(ann.message("typed blind").getByTestId("sent")).toBeVisible();
  await expect(ann.composer).toBeFocused();

  // To the newest message, up to the one before, its reaction button, the choice, and back.
  await ann.messages.last().focus();
  await keyboard.press("ArrowUp");
  await expect(ann.message("hello Ann")).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(ann.page.locator("[data-testid=reaction-picker] [data-type=like]")).toBeFocused();
  await ann.screenshot("keyboard");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await expect(ann.message("hello Ann").locator("[data-testid=reaction][data-type=love]")).toHaveAttribute("aria-pressed", "true");
  await keyboard.press("Enter");
  await expect(ann.page.getByTestId("reaction-picker")).toBeVisible();
  await keyboard.press("Escape");
  await expect(ann.page.getByTestId("reaction-picker")).toHaveCount(0);
  await expect(ann.message("hello Ann").getByTestId("react")).toBeFocused();
});

test("new messages are announced to screen readers", async ({ visit, room, api }) => {
  const ann = await visit("ann");
  await ann.open(room.name);
  await (await api("ben")).send(room.id, "Can you hear me?");
  await expect(ann.page.locator("#announcer")).toContainText("Can you hear me?");
});
