/** Everything without a mouse: sign in, choose, write, react, add people. */
import { expect, test } from "./test.js";

test("a conversation can be had with the keyboard alone", async ({ visit, room, api }) => {
  const asBen = await api("ben");
  await asBen.createChannel("second-room", "Second room", ["amira"]);
  await asBen.send("second-room", "over here");
  await asBen.send(room.id, "hello Amira");
  const amira = await visit();
  const { keyboard } = amira.page;

  await amira.page.locator("[data-testid=demo-user][data-id=amira]").focus();
  await keyboard.press("Enter");
  await expect(amira.row(room.name)).toBeVisible();

  // One tab stop for the list; the arrows go through it.
  await amira.page.getByTestId("new-conversation").focus();
  await keyboard.press("Tab");
  await expect(amira.row(room.name)).toBeFocused();
  await keyboard.press("ArrowDown");
  await expect(amira.row("Second room")).toBeFocused();
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await expect(amira.title).toHaveText(room.name);
  await expect(amira.composer).toBeFocused();
  await keyboard.type("typed blind");
  await keyboard.press("Enter");
  await expect(amira.message("typed blind").getByTestId("sent")).toBeVisible();
  await expect(amira.composer).toBeFocused();

  // To the newest message, up to the one before, its reaction button, the choice, and back.
  await amira.messages.last().focus();
  await keyboard.press("ArrowUp");
  await expect(amira.message("hello Amira")).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(amira.page.locator("[data-testid=reaction-picker] [data-type=like]")).toBeFocused();
  await amira.screenshot("keyboard");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await expect(amira.message("hello Amira").locator("[data-testid=reaction][data-type=love]")).toHaveAttribute("aria-pressed", "true");
  await keyboard.press("Enter");
  await expect(amira.page.getByTestId("reaction-picker")).toBeVisible();
  await keyboard.press("Escape");
  await expect(amira.page.getByTestId("reaction-picker")).toHaveCount(0);
  await expect(amira.message("hello Amira").getByTestId("react")).toBeFocused();
});

test("new messages are announced to screen readers", async ({ visit, room, api }) => {
  const amira = await visit("amira");
  await amira.open(room.name);
  await (await api("ben")).send(room.id, "Can you hear me?");
  await expect(amira.page.locator("#announcer")).toContainText("Can you hear me?");
});
