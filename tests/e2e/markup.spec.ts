/** What people write is text: no markup of theirs becomes part of the page, and only web addresses become links. */
import { expect, test } from "./test.js";

const ATTACKS = [
  `<img src=x onerror="window.hit=1">`,
  `<script>window.hit=1</script>`,
  `"><svg onload="window.hit=1">`,
  `<b>bold</b> & <i>not</i>`,
  "${7*7} {{7*7}} <!--?lit$1$-->",
];

test("markup in messages, names and previews stays text", async ({ visit, room, api }) => {
  const asAmira = await api("amira");
  await asAmira.createChannel("evil-name", "<img src=x onerror=window.hit=1>", ["ben"]);
  for (const attack of ATTACKS) await asAmira.send(room.id, attack);
  const ben = await visit("ben");
  await expect(ben.row("<img src=x")).toBeVisible();
  await ben.open(room.name);
  await expect(ben.page.getByTestId("message-text")).toHaveText(ATTACKS, { useInnerText: true });
  await expect(ben.page.getByTestId("message-text").locator("img, script, b, i")).toHaveCount(0);
  expect(await ben.page.evaluate(() => "hit" in window)).toBe(false);
  await ben.screenshot("markup");
});

test("only web addresses become links, and they give nothing away", async ({ visit, room, api }) => {
  const asAmira = await api("amira");
  await asAmira.send(room.id, "See (https://example.org/a_(b)?q=1&r=2), or javascript:alert(1), or data:text/html,x.");
  const ben = await visit("ben");
  await ben.open(room.name);
  const links = ben.page.getByTestId("message-text").locator("a");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("href", "https://example.org/a_(b)?q=1&r=2");
  await expect(links).toHaveAttribute("rel", /noopener/);
  await expect(links).toHaveAttribute("target", "_blank");
});

test("line breaks, spaces and other scripts are shown as written", async ({ visit, room }) => {
  const amira = await visit("amira");
  const ben = await visit("ben");
  await amira.open(room.name);
  await ben.open(room.name);
  await amira.composer.pressSequentially("first");
  await amira.composer.press("Shift+Enter");
  await amira.composer.pressSequentially("  second – مرحبا – 你好");
  await amira.composer.press("Enter");
  await expect(ben.messages).toHaveCount(1);
  expect(await ben.page.getByTestId("message-text").textContent()).toBe("first\n  second – مرحبا – 你好");
});
